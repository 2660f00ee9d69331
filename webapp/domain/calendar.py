"""Working days, and how far a deadline is from today in words; a calendar day is a London day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

WEEK = 7
WORKING_WEEK = 5
"""Monday to Friday; `date.weekday` counts from Monday as 0."""


def is_working_day(day: date, holidays: Collection[date] = frozenset()) -> bool:
    """Return whether people are at work: a weekday that is not a bank holiday."""
    return day.weekday() < WORKING_WEEK and day not in holidays


def working_days_between(start: date, end: date, holidays: Collection[date] = frozenset()) -> int:
    """Count the working days after `start` up to and with `end`; below zero when it is earlier."""
    if end < start:
        return -working_days_between(end, start, holidays)
    weeks, rest = divmod((end - start).days, WEEK)
    last_days = (end - timedelta(days=back) for back in range(rest))
    return (
        weeks * WORKING_WEEK
        + sum(is_working_day(day) for day in last_days)
        - sum(start < day <= end and is_working_day(day) for day in set(holidays))
    )


def counted(days: int) -> str:
    """Return a number of working days with its noun: "1 working day", "3 working days"."""
    return f"{days} working day{'' if days == 1 else 's'}"


@dataclass(frozen=True)
class Deadline:
    """A day by which something is due, and how far that is: "in 3 working days"."""

    on: date
    words: str
    late: bool = False


@dataclass(frozen=True)
class Today:
    """The instant a page is made at, the zone its days are counted in, and the bank holidays."""

    at: datetime
    zone: tzinfo
    holidays: frozenset[date] = frozenset()

    @property
    def day(self) -> date:
        """The day of the instant."""
        return self.day_of(self.at)

    def day_of(self, instant: datetime) -> date:
        """Return the day an instant belongs to."""
        return instant.astimezone(self.zone).date()

    def days_since(self, instant: datetime) -> int:
        """Return how many working days ago an instant was."""
        return working_days_between(self.day_of(instant), self.day, self.holidays)

    def deadline(self, due: date | datetime) -> Deadline:
        """Return a deadline in words; one given as a day lasts until that day is over."""
        on = self.day_of(due) if isinstance(due, datetime) else due
        late = self.at > due if isinstance(due, datetime) else self.day > due
        days = abs(working_days_between(self.day, on, self.holidays))
        if late:
            words = f"{counted(days)} late" if days else "now late"
        elif on == self.day:
            words = "today"
        else:
            # A deadline on the Sunday after this Saturday has no working day left before it.
            words = f"in {counted(days)}" if days else "before the next working day"
        return Deadline(on, words, late)


def held(days: int) -> str:
    """Return how long somebody has had something: "since today", "for 3 working days"."""
    return f"for {counted(days)}" if days else "since today"
