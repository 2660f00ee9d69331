"""The year at a glance: the dates of each period with how far they are, the next ones first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from models import ReportingPeriod
from models.enums import PeriodStatus
from webapp.domain.calendar import Deadline, Today
from webapp.domain.planning import LABELS
from webapp.planning.timetable import INSTANTS, dates_of

NEXT_SHOWN = 4


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One date of a period."""

    period: ReportingPeriod
    label: str
    due: Deadline
    at: datetime | None
    """The instant, for a date that has a time of day."""


@dataclass(frozen=True)
class Line:
    """A period with its dates."""

    period: ReportingPeriod
    marks: tuple[Mark, ...]
    next: Mark | None
    """The first date that has not passed."""


@dataclass(frozen=True)
class Calendar:
    """The periods of a programme, those that are over apart, and the next dates of all."""

    lines: tuple[Line, ...]
    over: tuple[Line, ...]
    ahead: tuple[Mark, ...]

    @property
    def drafts(self) -> tuple[ReportingPeriod, ...]:
        """The periods that only the office sees."""
        return tuple(line.period for line in self.lines if line.period.status is PeriodStatus.DRAFT)


def calendar_of(periods: Iterable[ReportingPeriod], today: Today) -> Calendar:
    """Return the calendar of periods that are given in their order."""
    lines = [_line(row, today) for row in periods]
    over = [line for line in lines if line.period.status is PeriodStatus.ISSUED and not line.next]
    marks = [
        mark
        for line in lines
        if line.period.status is not PeriodStatus.DRAFT
        for mark in line.marks
        if not mark.due.late
    ]
    return Calendar(
        lines=tuple(line for line in lines if line not in over),
        over=tuple(reversed(over)),
        ahead=tuple(sorted(marks, key=lambda mark: mark.due.on)[:NEXT_SHOWN]),
    )


def _line(row: ReportingPeriod, today: Today) -> Line:
    """Return a period's dates with how far each is from today."""
    marks = tuple(_marks(row, today))
    return Line(row, marks, _next(marks))


def _marks(row: ReportingPeriod, today: Today) -> Iterable[Mark]:
    for name, day in dates_of(row).deadlines.items():
        at: datetime | None = getattr(row, INSTANTS[name]) if name in INSTANTS else None
        yield Mark(period=row, label=LABELS[name], due=today.deadline(at or day), at=at)


def _next(marks: Sequence[Mark]) -> Mark | None:
    return next((mark for mark in marks if not mark.due.late), None)
