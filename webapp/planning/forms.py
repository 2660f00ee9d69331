"""Forms of planning: a year, the dates of a period, the rules, and days away."""

from dataclasses import fields
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Form as PlainForm
from wtforms import HiddenField, RadioField, SelectField
from wtforms.validators import NumberRange, StopValidation

from webapp.domain.calendar import WORKING_WEEK
from webapp.domain.planning import LABELS, WEEKDAYS, Dates, Rules, plan_back
from webapp.domain.spans import LAST, YEAR, Span
from webapp.fields import LAST_YEAR, DateParts, Needed
from webapp.planning.fields import DateLine, DateLines, OneOf, TimeLine, Whole

LONGEST_GAP = 60
"""Working days; more between two steps of one period is a slip of the keyboard."""
LATEST_HOUR = 23
HOURS = f"Hour at which deadlines end must be a whole number from 1 to {LATEST_HOUR}"
RULE, TYPED = "rule", "typed"
"""How the meetings of a year are given."""


def _day(name: str) -> DateLine:
    """Return the field for one of the dates of a period."""
    label = LABELS[name]
    return DateLine(label, validators=[Needed(f"{label}: enter a date")])


def _group_meets() -> TimeLine:
    """Return the field for the time of day at which the group meets."""
    label = "Time the Improvement Group meets"
    return TimeLine(label, validators=[Needed(f"{label}: enter a time")])


class DatesForm(PlainForm):
    """All dates of one period; the token against forgery belongs to the form around it."""

    starts_on = _day("starts_on")
    ends_on = _day("ends_on")
    opens_on = _day("opens_on")
    lead_due_on = _day("lead_due_on")
    sponsor_due_on = _day("sponsor_due_on")
    group_meets_on = _day("group_meets_on")
    clearance_due_on = _day("clearance_due_on")
    publishes_on = _day("publishes_on")
    iib_meets_on = _day("iib_meets_on")

    def dates(self) -> Dates:
        """Return the dates; the form must be valid."""
        return Dates(**{name: self[name].data for name in LABELS})

    def show(self, dates: Dates) -> None:
        """Put dates in place of what was typed."""
        for name in LABELS:
            self[name].process(None, getattr(dates, name))

    def is_complete(self) -> bool:
        """Return whether every date could be read."""
        return all(self[name].data for name in LABELS)

    def meeting(self) -> tuple[Span, date] | None:
        """Return what the other dates are planned from, or None while some of it is missing."""
        first, last, meets_on = (self[n].data for n in ("starts_on", "ends_on", "iib_meets_on"))
        return (Span(first, last), meets_on) if first and last and meets_on else None

    @property
    def title(self) -> str:
        """What the period is called, as far as its dates say."""
        first, last = self["starts_on"].data, self["ends_on"].data
        return Span(first, last).name if first and last else "Period"


class PlannedForm(DatesForm):
    """The dates of one period of a year, and the meeting that they were planned back from."""

    planned_for = HiddenField()

    def plan(self, rules: Rules, holidays: frozenset[date], *, meeting: tuple[Span, date]) -> None:
        """Put the dates planned back from a meeting in place of what was typed."""
        self.show(plan_back(*meeting, rules, holidays))
        self.planned_for.data = meeting[1].isoformat()


class PeriodForm(DatesForm):
    """The dates of one period, and when the group meets on its day."""

    group_meets_time = _group_meets()


def planned_forms(typed: Any) -> list[PlannedForm]:  # noqa: ANN401 - a MultiDict of any kind
    """Return a form for each period of the year that was sent, numbered from 0 without a gap."""
    forms: list[PlannedForm] = []
    while len(forms) < YEAR and f"p{len(forms)}-starts_on" in typed:
        forms.append(PlannedForm(typed, prefix=f"p{len(forms)}"))
    return forms


class YearForm(FlaskForm):  # type: ignore[misc]
    """From when, in what lengths, and when the board meets."""

    class Meta:
        """Asks for a preview, by GET: there is nothing to forge."""

        csrf = False

    first_on = DateParts(
        "First day of the first period",
        validators=[Needed("Enter the first day of the first period")],
    )
    months = RadioField(
        "Length of a period",
        choices={"1": "One month", "2": "Two months", "3": "Three months"},
        validate_choice=False,
        validators=[OneOf("Choose how long a period is")],
    )
    how = RadioField(
        "How to find the board’s meetings",
        choices={RULE: "On the same weekday each time", TYPED: "On dates that I type in"},
        validate_choice=False,
        validators=[OneOf("Choose how to find the board’s meetings")],
    )
    nth = SelectField(
        "Which one in the month",
        choices={"1": "First", "2": "Second", "3": "Third", "4": "Fourth", str(LAST): "Last"},
        validate_choice=False,
        validators=[OneOf("Choose which one in the month", RULE)],
    )
    weekday = SelectField(
        "Weekday",
        choices={str(n): name for n, name in enumerate(WEEKDAYS[:WORKING_WEEK])},
        validate_choice=False,
        validators=[OneOf("Choose a weekday", RULE)],
    )
    later = SelectField(
        "In which month",
        choices={
            "1": "The month after the period ends",
            "2": "The second month after it ends",
            "3": "The third month after it ends",
            "0": "The month in which it ends",
        },
        validate_choice=False,
        validators=[OneOf("Choose in which month the board meets", RULE)],
    )
    meetings = DateLines("Dates of the board’s meetings")

    def validate_first_on(self, field: DateParts) -> None:
        """Leave room for a year and its meetings before the last year a date may lie in."""
        if field.data is not None and field.data.year >= LAST_YEAR - 1:
            raise StopValidation(f"First day of the first period must be before {LAST_YEAR - 1}")

    def validate_meetings(self, field: DateLines) -> None:
        """Refuse lines that are no dates, and more or fewer of them than there are periods."""
        if self.how.data != TYPED:
            return
        if wrong := list(field.read()):
            raise StopValidation(". ".join(wrong))
        wanted = len(field.dates) if self.months.errors else YEAR // int(self.months.data)
        if len(field.dates) != wanted:
            raise StopValidation(
                f"Enter {wanted} dates, one for each period of the year: "
                f"you entered {len(field.dates) or 'none'}"
                if len(field.dates) < wanted
                else f"Enter {wanted} dates only, one for each period of the year"
            )


LONGEST_QUARANTINE = 240
QUARANTINE = (
    f"Hours in which a pack can be stopped must be a whole number from 0 to {LONGEST_QUARANTINE}"
)


def _working_days(label: str, least: int = 0) -> Whole:
    """Return a field for a number of working days."""
    message = f"{label} must be a whole number from {least} to {LONGEST_GAP}"
    return Whole(label, validators=[Needed(message), NumberRange(least, LONGEST_GAP, message)])


class RulesForm(FlaskForm):  # type: ignore[misc]
    """How far the dates of a period lie apart, in working days, and times of day."""

    writing_days = _working_days("Days to write an update")
    lead_days = _working_days("Days to approve it")
    sponsor_days = _working_days("Days to put the pack together", 1)
    group_days = _working_days("Days to clear the pack")
    clearance_days = _working_days("Days to publish it")
    notice_days = _working_days("Clear days of notice")
    due_hour = Whole(
        "Hour at which deadlines end",
        validators=[Needed(HOURS), NumberRange(1, LATEST_HOUR, HOURS)],
    )
    group_meets = _group_meets()
    quarantine_hours = Whole(
        "Hours in which a pack can be stopped",
        validators=[Needed(QUARANTINE), NumberRange(0, LONGEST_QUARANTINE, QUARANTINE)],
    )

    def rules(self) -> Rules:
        """Return the rules; the form must be valid."""
        return Rules(**{field.name: self[field.name].data for field in fields(Rules)})


class AbsenceForm(FlaskForm):  # type: ignore[misc]
    """Who is away, from the first to the last day."""

    person = SelectField("Who is away", coerce=str, validate_choice=False)
    starts_on = DateParts("First day away", validators=[Needed("Enter the first day away")])
    ends_on = DateParts("Last day away", validators=[Needed("Enter the last day away")])

    def validate_ends_on(self, field: DateParts) -> None:
        """Refuse a last day before the first."""
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise StopValidation("Last day away must not be before the first day away")
