"""Stretches of days that reporting periods cover: a year of them, their names and meetings."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from webapp.domain.calendar import DAY, WEEK
from webapp.domain.wording import MONTHS, day

YEAR = 12
"""Months."""
LAST = 5
"""Stands for the last of a weekday in a month, be it the fourth or the fifth."""


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of days; both ends belong to it."""

    starts_on: date
    ends_on: date

    def overlaps(self, other: "Span") -> bool:
        """Return whether the two share a day."""
        return self.starts_on <= other.ends_on and other.starts_on <= self.ends_on

    @property
    def name(self) -> str:
        """What people call it: "January and February 2026", or its two dates."""
        last = self.ends_on
        if self.starts_on.day != 1 or (last + DAY).day != 1:
            return f"{day(self.starts_on)} to {day(last)}"
        first, months = self.starts_on, self._months
        if months == 1:
            return f"{MONTHS[first.month - 1]} {first.year}"
        year = "" if first.year == last.year else f" {first.year}"
        word = "and" if months == 2 else "to"
        return f"{MONTHS[first.month - 1]}{year} {word} {MONTHS[last.month - 1]} {last.year}"

    @property
    def slug(self) -> str:
        """How addresses name it: by its first month, or by its first day."""
        is_month = self.starts_on.day == 1
        return f"{self.starts_on:%Y-%m}" if is_month else self.starts_on.isoformat()

    @property
    def _months(self) -> int:
        """How many calendar months it reaches into."""
        years = self.ends_on.year - self.starts_on.year
        return years * YEAR + self.ends_on.month - self.starts_on.month + 1


def months_after(first: date, months: int) -> date:
    """Return the same day so many months later, or the last day of a month that has no such day."""
    years, month = divmod(first.month - 1 + months, YEAR)
    year = first.year + years
    return date(year, month + 1, min(first.day, monthrange(year, month + 1)[1]))


def year_from(first: date, months: int) -> tuple[Span, ...]:
    """Return a year's periods of so many months each, one after the other from a first day.

    Each is counted from the first day, so that months of 28 days shorten one period and no other.
    """
    edges = [months_after(first, n) for n in range(0, YEAR + 1, months)]
    return tuple(Span(start, after - DAY) for start, after in pairwise(edges))


def weekday_of_month(month: date, nth: int, weekday: int) -> date:
    """Return the first, second … (1 to 4) or last (5) Monday (0) … of the month a day lies in."""
    if nth == LAST:
        end = months_after(month.replace(day=1), 1) - DAY
        return end - timedelta(days=(end.weekday() - weekday) % WEEK)
    begin = month.replace(day=1)
    return begin + timedelta(days=(weekday - begin.weekday()) % WEEK + WEEK * (nth - 1))


def meetings(spans: tuple[Span, ...], *, later: int, nth: int, weekday: int) -> Iterator[date]:
    """Yield a meeting for each period, so many months after the month it ends in."""
    for span in spans:
        yield weekday_of_month(months_after(span.ends_on.replace(day=1), later), nth, weekday)
