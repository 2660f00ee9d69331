"""Forms for the words of a message, and for when people are reminded."""

from collections.abc import Iterator

from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField, TextAreaField

from webapp.domain import reminders
from webapp.domain.reminders import Rules
from webapp.fields import Needed
from webapp.messages.sent import LONGEST_NUMBER, row_number
from webapp.notifications.wording import Words, faults

ONE = ("sponsor_after", "director_after")
"""Rules that are one number each."""


def _plain(text: str | None) -> str:
    """Take text with plain line ends and nothing around it."""
    return (text or "").replace("\r\n", "\n").strip()


def _numbers(text: str | None) -> tuple[int, ...] | None:
    """Read whole numbers parted by spaces or commas, the highest first; None for other text."""
    found = (text or "").replace(",", " ").split()
    if any(
        not (word.isascii() and word.isdecimal()) or len(word) > LONGEST_NUMBER for word in found
    ):
        return None
    return tuple(sorted({int(word) for word in found}, reverse=True))


class WordingForm(FlaskForm):  # type: ignore[misc]
    """Subject and message of one kind; `seen` is the latest change that was on the page."""

    seen = HiddenField()
    subject = StringField("Subject", filters=[_plain], validators=[Needed("Enter a subject")])
    body = TextAreaField("Message", filters=[_plain], validators=[Needed("Enter a message")])

    def __init__(self, kind: str, words: Words, seen: int) -> None:
        super().__init__(data={"subject": words.subject, "body": words.body, "seen": str(seen)})
        self.kind = kind

    @property
    def words(self) -> Words:
        """What was typed."""
        return Words(self.subject.data or "", self.body.data or "")

    @property
    def seen_number(self) -> int:
        """The number of the latest change on the page, 0 for none."""
        return row_number(self.seen.data or "")

    def validate(self, extra_validators: object = None) -> bool:
        """Return whether the words will do; each fault stands beside its field."""
        fine = bool(super().validate(extra_validators))
        for name, sentence in faults(self.kind, self.words) if fine else ():
            self[name].errors = [*self[name].errors, sentence]
            fine = False
        return fine


class RemindersForm(FlaskForm):  # type: ignore[misc]
    """When people are reminded, in working days; `seen` is the state of the rules on the page."""

    seen = HiddenField()
    days_before = StringField("Days before a deadline", filters=[_plain])
    sponsor_after = StringField("Days until a sponsor hears that a lead is late", filters=[_plain])
    director_after = StringField(
        "Days until the programme director hears that somebody is late", filters=[_plain]
    )

    def __init__(self, stored: Rules) -> None:
        super().__init__(
            data={
                "seen": stored.state,
                "days_before": " ".join(map(str, stored.days_before)),
                "sponsor_after": str(stored.sponsor_after),
                "director_after": str(stored.director_after),
            }
        )

    @property
    def rules(self) -> Rules | None:
        """What was typed; None while it cannot be read as numbers."""
        before = _numbers(self.days_before.data)
        single = [_numbers(self[name].data) or () for name in ONE]
        if before is None or any(len(numbers) != 1 for numbers in single):
            return None
        ((sponsor,), (director,)) = single
        return Rules(days_before=before, sponsor_after=sponsor, director_after=director)

    def validate(self, extra_validators: object = None) -> bool:
        """Return whether the rules will do; each fault stands beside its field."""
        fine = bool(super().validate(extra_validators))
        for name, sentence in self._faults() if fine else ():
            self[name].errors = [*self[name].errors, sentence]
            fine = False
        return fine

    def _faults(self) -> Iterator[tuple[str, str]]:
        """Yield what is wrong with what was typed: the field and a sentence."""
        if _numbers(self.days_before.data) is None:
            yield "days_before", "Enter whole numbers with spaces between them, such as 5 1"
        for name in ONE:
            if len(_numbers(self[name].data) or ()) != 1:
                yield name, "Enter one whole number, such as 3"
        if rules := self.rules:
            yield from reminders.faults(rules)
