"""Rows of the registers in a form: milestones, risks and issues, to add, remove and move."""

from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from werkzeug.datastructures import MultiDict
from wtforms import (
    Form,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)

from models.enums import Level, MilestoneOutcome, Trend
from webapp.domain import content, measures
from webapp.fields import AtMost, DateParts, ExemptField, Needed, tidy

Choice = TypeVar("Choice", bound=StrEnum)
FIGURES = 4
"""A row's place in a form has no more; forged ones have."""

OUTCOMES: dict[str, str] = {
    "": "Choose",
    MilestoneOutcome.DONE: "Done",
    MilestoneOutcome.PARTLY: "Partly done",
    MilestoneOutcome.SLIPPED: "Slipped",
    MilestoneOutcome.DROPPED: "Dropped",
}
LEVELS: dict[str, str] = {
    "": "Not rated",
    Level.LOW: "Low",
    Level.MEDIUM: "Medium",
    Level.HIGH: "High",
}
TRENDS: dict[str, str] = {
    "": "Not rated",
    Trend.UP: "Getting worse",
    Trend.STEADY: "Steady",
    Trend.DOWN: "Getting better",
}


def _optional(enum: type[Choice]) -> Callable[[str | None], Choice | None]:
    """Return a reader of an optional choice: an empty one is none."""

    def read(value: str | None) -> Choice | None:
        return enum(value) if value else None

    return read


def line_field(label: str, *validators: Any) -> StringField:  # noqa: ANN401 - WTForms' validators
    """Return a field for a short text."""
    return StringField(label, filters=[tidy], validators=[*validators, AtMost(content.LINE_LIMIT)])


def lines_field(label: str, *validators: Any) -> TextAreaField:  # noqa: ANN401 - as above
    """Return a field for a few lines of plain text."""
    return TextAreaField(
        label, filters=[tidy], validators=[*validators, AtMost(content.LINE_LIMIT)]
    )


class RowForm(Form):
    """One row of a register; a row in which nothing was typed is not kept."""

    number = IntegerField("Number", default=0)
    exempt = ExemptField()

    @property
    def is_blank(self) -> bool:
        """Return whether nothing was typed in the row."""
        return not any(
            any(field.typed.values()) if isinstance(field, DateParts | ExemptField) else field.data
            for name, field in self._fields.items()
            if name != "number"
        )

    def validate(self, extra_validators: Any = None) -> bool:  # noqa: ANN401 - WTForms' signature
        """Check the row, unless it is blank; a number nobody gave out counts as new."""
        return self.is_blank or super().validate(extra_validators)


class MilestoneRow(RowForm):
    """A milestone of this period."""

    title = line_field("Milestone", Needed("Say what the milestone is"))
    due_on = DateParts("Due date")
    outcome = SelectField("What happened", choices=OUTCOMES, coerce=_optional(MilestoneOutcome))
    slipped_to = DateParts("New date")
    note = lines_field("Status")
    agreed_by = line_field("Who agreed to drop it")

    def validate_slipped_to(self, field: DateParts) -> None:
        """Only a slipped milestone has a new date."""
        if field.data and self.outcome.data != MilestoneOutcome.SLIPPED:
            message = "Choose “Slipped” if the milestone has a new date"
            raise ValidationError(message)


class PlannedRow(RowForm):
    """A milestone planned for the next period."""

    title = line_field("Milestone", Needed("Say what the milestone is"))
    due_on = DateParts("Due date")
    owner = line_field("Owner")


class RiskRow(RowForm):
    """A risk with its mitigation."""

    description = lines_field("Risk", Needed("Describe the risk"))
    mitigation = lines_field("Mitigation")
    owner = line_field("Owner")
    likelihood = SelectField("Likelihood", choices=LEVELS, coerce=_optional(Level))
    impact = SelectField("Impact", choices=LEVELS, coerce=_optional(Level))
    trend = SelectField("Trend", choices=TRENDS, coerce=_optional(Trend))


class IssueRow(RowForm):
    """An issue with the action taken."""

    description = lines_field("Issue", Needed("Describe the issue"))
    action = lines_field("Action")
    owner = line_field("Owner")


class MeasureRow(RowForm):
    """A measure's value in the period; what was agreed of it is shown, and nobody types it."""

    value = line_field("Value this period")
    reason = line_field("If it was not measured this period, why?")
    as_at = DateParts("Day of the value")
    note = lines_field("Note")
    unit = ""
    """Set from the plan before the row is checked."""

    @property
    def is_blank(self) -> bool:
        """Return False: an emptied row takes its answer back, and the measure stays."""
        return False

    @property
    def number_given(self) -> Decimal | None:
        """The value as a number; raises ValueError when it is none."""
        return measures.read(self.value.data, self.unit) if self.value.data else None

    def validate_value(self, field: StringField) -> None:
        """Refuse what is no number, saying how to write it."""
        try:
            self.number_given  # noqa: B018 - reads it
        except ValueError as error:
            raise ValidationError(f"{field.label.text} {error}") from None

    def validate_reason(self, field: StringField) -> None:
        """Refuse a reason for a missing value beside a value."""
        if field.data and self.value.data:
            raise ValidationError("Give a value, or say why there is none, not both")


def _place(text: str) -> int | None:
    """Read the place of a row in a form; None for what no page of ours sends."""
    return int(text) if text.isdecimal() and len(text) <= FIGURES else None


def without_strange_rows(typed: MultiDict[str, str]) -> MultiDict[str, str]:
    """Leave out rows with a place that is no number, which the form library cannot read."""
    return MultiDict(
        (name, value)
        for name, value in typed.items(multi=True)
        if not name.startswith("rows-") or _place(name.split("-")[1]) is not None
    )


def rearranged(typed: MultiDict[str, str], do: str) -> tuple[MultiDict[str, str], int | None]:
    """Return the typed form with a row added, removed or moved, and the row to give the focus.

    `do` is add, remove:2, up:2 or down:2; rows are numbered from 0 as they stand on the page.
    """
    verb, _, place = do.partition(":")
    rows: dict[int, dict[str, str]] = {}
    rest: list[tuple[str, str]] = []
    for name, value in typed.items(multi=True):
        prefix, _, tail = name.partition("-")
        index, _, field = tail.partition("-")
        if prefix == "rows" and (number := _place(index)) is not None:
            rows.setdefault(number, {})[field] = value
        elif name != "do":
            rest.append((name, value))
    ordered = [rows[index] for index in sorted(rows)]
    given = _place(place)
    at = len(ordered) if given is None else given
    focus: int | None = None
    if verb == "add" and len(ordered) < content.ROW_LIMIT:
        ordered.append({"number": "0"})
        focus = len(ordered) - 1
    elif verb == "remove" and at < len(ordered):
        del ordered[at]
        focus = min(at, len(ordered) - 1) if ordered else None
    elif verb in ("up", "down") and at < len(ordered):
        to = at - 1 if verb == "up" else at + 1
        if 0 <= to < len(ordered):
            ordered[at], ordered[to] = ordered[to], ordered[at]
            focus = to
    for number, row in enumerate(ordered):
        rest.extend((f"rows-{number}-{field}", value) for field, value in row.items())
    return MultiDict(rest), focus
