"""Working days, and how far a deadline is from today in words; a calendar day is a London day."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

WEEK = 7
WORKING_WEEK = 5
"""Monday to Friday; `date.weekday` counts from Monday as 0."""
DAY = timedelta(days=1)


def is_working_day(day: date, holidays: frozenset[date] = frozenset()) -> bool:
    """Return whether people are at work: a weekday that is not a bank holiday."""
    return day.weekday() < WORKING_WEEK and day not in holidays


@lru_cache(maxsize=4)
def _days_off(holidays: frozenset[date]) -> list[date]:
    """Return the holidays that take a weekday away, in order; decades of them are counted often."""
    return sorted(filter(is_working_day, holidays))


def working_days_between(start: date, end: date, holidays: frozenset[date] = frozenset()) -> int:
    """Count the working days after `start` up to and with `end`; below zero when it is earlier."""
    if end < start:
        return -working_days_between(end, start, holidays)
    weeks, rest = divmod((end - start).days, WEEK)
    last_days = (end - timedelta(days=back) for back in range(rest))
    off = _days_off(holidays)
    return (
        weeks * WORKING_WEEK
        + sum(is_working_day(day) for day in last_days)
        - (bisect_right(off, end) - bisect_right(off, start))
    )


def working_day_before(day: date, count: int, holidays: frozenset[date] = frozenset()) -> date:
    """Return the working day that lies `count` working days before a day.

    For a count of 0 that is the day itself, or the last working day before it.
    """
    if count == 0 and is_working_day(day, holidays):
        return day
    for _ in range(max(count, 1)):
        day -= DAY
        while not is_working_day(day, holidays):
            day -= DAY
    return day


def clear_days(notice: date, meeting: date, holidays: frozenset[date] = frozenset()) -> int:
    """Return how many clear days lie between the day of a notice and the day of the meeting.

    Neither of the two days counts, and only working days do: R v Swansea City Council, ex parte
    Elitestone Ltd (Court of Appeal, 1993), on section 100B of the Local Government Act 1972.
    """
    return working_days_between(notice, max(notice, meeting - DAY), holidays)


def at_time(day: date, clock: time, zone: tzinfo) -> datetime:
    """Return the instant, in UTC, at which a clock in the zone shows a time on a day.

    On the night the clocks change, a time that comes twice means the second, and one that is left
    out means as long after midnight: nobody is late for having read a deadline the other way.
    """
    local = datetime.combine(day, clock, zone)
    return max(local.replace(fold=reading).astimezone(UTC) for reading in (0, 1))


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
