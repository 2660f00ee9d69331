"""Form fields the GOV.UK way: a date in three boxes that keeps what was typed, a mark as exempt."""

from datetime import date
from typing import Any

from wtforms import Field, Form, FormField, RadioField, SelectField, StringField, ValidationError
from wtforms.validators import StopValidation

from webapp.domain.exempt import PARAGRAPHS, Exemption
from webapp.domain.wording import MONTHS
from webapp.narrative import clean

PARTS = ("day", "month", "year")
MONTH_NAMES = tuple(name.lower() for name in MONTHS)
SHORTEST_MONTH = 3
MOST_FIGURES = 4
SHOWN = 12
"""Characters of each box that a message repeats."""
LAST_YEAR = 2200
FIRST_YEAR = 1990


def tidy(text: str | None) -> str:
    """Take typed text with one kind of line end and no blank edges."""
    return clean(text or "").strip()


def _number(text: str) -> int:
    """Read a whole number of a few figures; anything else counts as 0, which is in no date."""
    return int(text) if text.isdecimal() and len(text) <= MOST_FIGURES else 0


def _month(text: str) -> int:
    """Read a month as a number or by at least the first three letters of its name."""
    if text.isdecimal():
        return _number(text)
    matches = [
        n
        for n, name in enumerate(MONTH_NAMES, 1)
        if len(text) >= SHORTEST_MONTH and name.startswith(text)
    ]
    return matches[0] if len(matches) == 1 else 0


class DateParts(Field):
    """A date typed as day, month and year; `typed` keeps the three texts, right or wrong."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own signature
        super().__init__(*args, **kwargs)
        self.typed = dict.fromkeys(PARTS, "")

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:  # noqa: ANN401, ARG002
        """Read the three boxes, or show the date that is stored."""
        self.process_errors = []
        self.object_data = data
        self.data = data if isinstance(data, date) else None
        names = {part: f"{self.name}-{part}" for part in PARTS}
        if formdata is not None and any(name in formdata for name in names.values()):
            self.typed = {part: formdata.get(name, "").strip() for part, name in names.items()}
            self.data = None
            if any(self.typed.values()):
                try:
                    self.data = self._read()
                except ValueError as error:
                    self.process_errors.append(str(error))
        elif self.data is not None:
            self.typed = {
                "day": str(self.data.day),
                "month": str(self.data.month),
                "year": str(self.data.year),
            }

    def _read(self) -> date:
        """Return the date; raises ValueError with a sentence that names what is wrong."""
        label = self.label.text
        if missing := [part for part in PARTS if not self.typed[part]]:
            message = f"{label} must include a {' and a '.join(missing)}"
            raise ValueError(message)
        year = _number(self.typed["year"])
        if not FIRST_YEAR <= year <= LAST_YEAR:
            message = f"{label} must include a year in four figures, such as 2027"
            raise ValueError(message)
        try:
            return date(year, _month(self.typed["month"].lower()), _number(self.typed["day"]))
        except ValueError:
            typed = "/".join(self.typed[part][:SHOWN] for part in PARTS)
            message = f"{label} must be a real date: there is no {typed}"
            raise ValueError(message) from None


class AtMost:
    """Refuse a longer text, saying how long it is; what was typed stays in the field."""

    def __init__(self, limit: int) -> None:
        self.limit = limit

    def __call__(self, _form: object, field: Field) -> None:
        """Raise ValidationError when the text is too long."""
        length = len(field.data or "")
        if length > self.limit:
            message = (
                f"{field.label.text} must be {self.limit:,} characters or fewer: "
                f"it has {length:,} now"
            )
            raise ValidationError(message)


class Needed:
    """Refuse an empty field with a sentence of its own, unless what was typed is wrong already."""

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, _form: object, field: Field) -> None:
        """Raise StopValidation when nothing was given."""
        if field.errors:
            raise StopValidation
        if field.data in (None, "") or (isinstance(field.data, str) and not field.data.strip()):
            raise StopValidation(self.message)


class LaterRadio(RadioField):
    """Radios that may be left open for now; a value that is not offered is still refused."""

    def pre_validate(self, form: Any) -> None:  # noqa: ANN401 - WTForms' own signature
        """Check the choice, once there is one."""
        if self.data is not None:
            super().pre_validate(form)


class ExemptForm(Form):
    """The ground on which a text may not be published, and why the public interest asks for it."""

    paragraph = SelectField(
        "Publication",
        choices={
            "": "May be published",
            **{
                str(number): f"Exempt, paragraph {number}: {words}"
                for number, words in PARAGRAPHS.items()
            },
        },
        coerce=lambda value: int(value) if value else None,
    )
    reason = StringField(
        "Why keeping it back serves the public more",
        filters=[tidy],
        validators=[AtMost(2_000)],
    )

    def validate_reason(self, field: StringField) -> None:
        """Refuse a reason without a ground, which would protect nothing."""
        if field.data and self.paragraph.data is None:
            raise ValidationError("Choose the paragraph that applies, or empty this box")


class ExemptField(FormField):  # type: ignore[type-arg]
    """Whether a text may be published: none, or the `Exemption` it is marked with."""

    def __init__(self, label: str = "", **kwargs: Any) -> None:  # noqa: ANN401 - as WTForms has it
        super().__init__(ExemptForm, label, **kwargs)

    @property
    def typed(self) -> dict[str, Any]:
        """What was given, whole or not: paragraph and reason."""
        given: dict[str, Any] = self.form.data
        return given

    @property
    def data(self) -> Exemption | None:  # type: ignore[override]
        """What is marked; a mark still without a reason protects already."""
        paragraph = self.form.paragraph.data
        return Exemption(paragraph=paragraph, reason=self.form.reason.data) if paragraph else None
