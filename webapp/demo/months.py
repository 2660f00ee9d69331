"""The demonstration's calendar: every date follows from the day it is loaded, so it looks alive."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from webapp.clock import LONDON
from webapp.domain.calendar import DAY, is_working_day, working_day_before
from webapp.domain.planning import Dates, Rules, plan_back
from webapp.domain.spans import Span, meetings, year_from
from webapp.holidays import bank_holidays

RULES = Rules(lead_days=4, sponsor_days=4)
"""How the programme plans its dates back from the board's meeting."""
FROM_LEADS_TO_BOARD = 19
"""Working days from the leads' deadline to the board's meeting by these rules."""
CLOSING_DAYS = 20
"""Days after a period's end on which its updates are still being written."""
MONTHS_EACH = 2
"""Months that a period covers."""
FOURTH, WEDNESDAY = 4, 2
"""When the board meets in the month after a period."""


def working_day(day: date) -> date:
    """Return the day itself, or the next working day after a weekend or bank holiday."""
    while not is_working_day(day, bank_holidays()):
        day += DAY
    return day


def working_days_after(day: date, count: int) -> date:
    """Return the working day `count` working days after a day, or before it when negative."""
    if count < 0:
        return working_day_before(day, -count, bank_holidays())
    for _ in range(count):
        day = working_day(day + DAY)
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
        """Return the day of this month, moved on to a working day; `day` is at most 26."""
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


def demo_months(today: date) -> Months:
    """Return the months of the story when it is loaded today.

    The current period ends in the month of the day `CLOSING_DAYS` ago: between 20 days back and
    about ten days ahead, when updates are due.
    """
    current = (today - timedelta(days=CLOSING_DAYS)).replace(day=1)
    return Months(shifted(current, -5).first)


def demo_periods(today: date) -> tuple[Dates, Dates, Dates]:
    """Return two finished two-month periods and the current one, with its deadlines ahead."""
    months = demo_months(today)
    return (
        _period(months[0], months[1], working_days_after(months[1].last, 3)),
        _period(months[2], months[3], working_days_after(months[3].last, 3)),
        _period(months[4], months[5], working_days_after(today, 3)),
    )


def _period(first: Month, second: Month, lead_due_on: date) -> Dates:
    """Return the dates of the two months whose updates are due from leads on a day."""
    meets_on = working_days_after(lead_due_on, FROM_LEADS_TO_BOARD)
    return plan_back(Span(first.first, second.last), meets_on, RULES, bank_holidays())


def next_year(months: Months) -> tuple[Dates, ...]:
    """Return the dates of the periods of the year after the current one."""
    spans = year_from(months[6].first, MONTHS_EACH)
    days = meetings(spans, later=1, nth=FOURTH, weekday=WEDNESDAY)
    return tuple(
        plan_back(span, meets_on, RULES, bank_holidays())
        for span, meets_on in zip(spans, days, strict=True)
    )
