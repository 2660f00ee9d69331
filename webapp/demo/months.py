"""The demonstration's calendar: every date follows from the day it is loaded, so it looks alive."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from webapp.clock import LONDON

CLOSING_DAYS = 20
"""Days after a period's end on which its updates are still being written."""
SATURDAY = 5


def working_day(day: date) -> date:
    """Return the day itself, or the Monday after it when it falls on a weekend."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() >= SATURDAY else day


def working_days_after(day: date, count: int) -> date:
    """Return the working day `count` working days after a day, or before it when negative."""
    step = timedelta(days=1 if count > 0 else -1)
    for _ in range(abs(count)):
        day += step
        while day.weekday() >= SATURDAY:
            day += step
    return day


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """Return the instant of a clock time in London."""
    return datetime.combine(day, time(hour, minute), LONDON)


@dataclass(frozen=True)
class Month:
    """A calendar month; days asked of it are working days."""

    first: date

    @property
    def name(self) -> str:
        """The month's name: "October"."""
        return f"{self.first:%B}"

    @property
    def last(self) -> date:
        """The last day of the month."""
        return shifted(self.first, 1).first - timedelta(days=1)

    def on(self, day: int) -> date:
        """Return the day of this month, moved to Monday from a weekend; `day` is at most 26."""
        return working_day(self.first.replace(day=day))

    def said(self, day: int) -> str:
        """Return that day as it stands in a sentence: "14 October"."""
        value = self.on(day)
        return f"{value.day} {value:%B}"


def shifted(first: date, months: int) -> Month:
    """Return the month so many months after the one that begins on `first`."""
    years, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return Month(date(years, month + 1, 1))


@dataclass(frozen=True)
class Months:
    """The months of the story, counted from 0, the first month of the first period."""

    start: date

    def __getitem__(self, number: int) -> Month:
        """Return a month by its number; negative numbers lie before the first period."""
        return shifted(self.start, number)


@dataclass(frozen=True, kw_only=True)
class Period:
    """A reporting period and the deadlines planned back from the meeting it serves."""

    slug: str
    name: str
    starts_on: date
    ends_on: date
    lead_due_on: date
    sponsor_due_on: date
    group_meets_on: date
    iib_meets_on: date


def demo_months(today: date) -> Months:
    """Return the months of the story when it is loaded today.

    The current period ends in the month of the day `CLOSING_DAYS` ago: between 20 days back and
    about ten days ahead, when updates are due.
    """
    current = (today - timedelta(days=CLOSING_DAYS)).replace(day=1)
    return Months(shifted(current, -5).first)


def demo_periods(today: date) -> tuple[Period, Period, Period]:
    """Return two finished two-month periods and the current one, with its deadlines ahead."""
    months = demo_months(today)
    return (
        _period(months[0], months[1], working_days_after(months[1].last, 3)),
        _period(months[2], months[3], working_days_after(months[3].last, 3)),
        _period(months[4], months[5], working_days_after(today, 3)),
    )


def _period(first: Month, second: Month, lead_due_on: date) -> Period:
    """Return the period of two months whose updates are due from leads on a day."""
    same_year = first.first.year == second.first.year
    opening = first.name if same_year else f"{first.name} {first.first.year}"
    return Period(
        slug=f"{first.first:%Y-%m}",
        name=f"{opening} and {second.name} {second.first.year}",
        starts_on=first.first,
        ends_on=second.last,
        lead_due_on=lead_due_on,
        sponsor_due_on=working_days_after(lead_due_on, 4),
        group_meets_on=working_days_after(lead_due_on, 8),
        iib_meets_on=working_days_after(lead_due_on, 15),
    )
