"""A period's dates, planned back in working days from the meeting of the board that it serves.

A board that is a committee must publish its agenda and reports five clear days before it meets:
Local Government Act 1972, sections 100A(6) and 100B(3) and Schedule 12, paragraph 4(2), as amended
by SI 2002/715. Clear days are working days here (see `calendar.clear_days`): weekends and bank
holidays do not count, which is also what councils' own rules of procedure say.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, time
from itertools import pairwise
from typing import Protocol

from models.enums import PeriodStatus
from webapp.domain.calendar import clear_days, is_working_day, working_day_before
from webapp.domain.spans import Span
from webapp.domain.wording import counted, day

NOTICE = 5
"""Clear days of notice that the law asks for."""
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class Phase(Protocol):
    """What planning needs to know of a phase."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    @property
    def ends_on(self) -> date | None:
        """Its last day; None while it has no end."""
        ...


@dataclass(frozen=True, kw_only=True)
class Rules:
    """How far each date lies before the next one, in working days, and times of day."""

    writing_days: int = 10
    """From opening to the leads' deadline."""
    lead_days: int = 3
    """From the leads' deadline to the sponsors'."""
    sponsor_days: int = 3
    """From the sponsors' deadline to the group's meeting."""
    group_days: int = 3
    """From the group's meeting to the last clearance."""
    clearance_days: int = 2
    """From the last clearance to publication."""
    notice_days: int = NOTICE
    """Clear days between publication and the board's meeting."""
    due_hour: int = 17
    """Hour of the London day at which a deadline ends."""
    group_meets: time = time(14)
    """Time of the London day at which the group meets."""


@dataclass(frozen=True, kw_only=True)
class Dates:
    """The first and last day of a period, then its deadlines in the order in which they come."""

    starts_on: date
    ends_on: date
    opens_on: date
    lead_due_on: date
    sponsor_due_on: date
    group_meets_on: date
    clearance_due_on: date
    publishes_on: date
    iib_meets_on: date

    @property
    def span(self) -> Span:
        """The days that the period covers."""
        return Span(self.starts_on, self.ends_on)

    @property
    def deadlines(self) -> Mapping[str, date]:
        """Every day but the first and last of the period, by name."""
        return {name: value for name, value in asdict(self).items() if name not in EDGES}

    def changes(self, new: "Dates") -> Mapping[str, tuple[date, date]]:
        """Return the days that differ, by name: old and new."""
        after = asdict(new)
        return {
            name: (old, after[name]) for name, old in asdict(self).items() if old != after[name]
        }


EDGES = ("starts_on", "ends_on")
LABELS: Mapping[str, str] = {
    "starts_on": "Period begins",
    "ends_on": "Period ends",
    "opens_on": "Opens for updates",
    "lead_due_on": "Updates due from leads",
    "sponsor_due_on": "Approvals due from sponsors",
    "group_meets_on": "Improvement Group meets",
    "clearance_due_on": "Pack cleared",
    "publishes_on": "Papers published",
    "iib_meets_on": "Independent Improvement Board meets",
}
"""What each day is called on a page, in the order of the days."""
APART = ("sponsor_due_on", "publishes_on")
"""Days that the next one may not share: a meeting begins before the hour of a deadline ends."""
BEHIND: Mapping[PeriodStatus, tuple[str, ...]] = {
    PeriodStatus.DRAFT: (),
    PeriodStatus.SCHEDULED: (),
    PeriodStatus.OPEN: ("starts_on", "opens_on"),
    PeriodStatus.CLOSED: (*EDGES, "opens_on", "lead_due_on"),
    PeriodStatus.IN_PREPARATION: (*EDGES, "opens_on", "lead_due_on"),
    PeriodStatus.ISSUED: tuple(LABELS),
}
"""Days that a period in a state has behind it, whatever the calendar says."""


def plan_back(span: Span, meets_on: date, rules: Rules, holidays: frozenset[date]) -> Dates:
    """Return the dates of a period that lead up to a meeting of the board.

    Each is a working day, save that the meeting is taken as it was given.
    """

    def before(following: date, count: int) -> date:
        return working_day_before(following, count, holidays)

    publishes_on = before(meets_on, rules.notice_days + 1)
    clearance_due_on = before(publishes_on, rules.clearance_days)
    group_meets_on = before(clearance_due_on, rules.group_days)
    sponsor_due_on = before(group_meets_on, rules.sponsor_days)
    lead_due_on = before(sponsor_due_on, rules.lead_days)
    return Dates(
        starts_on=span.starts_on,
        ends_on=span.ends_on,
        opens_on=before(lead_due_on, rules.writing_days),
        lead_due_on=lead_due_on,
        sponsor_due_on=sponsor_due_on,
        group_meets_on=group_meets_on,
        clearance_due_on=clearance_due_on,
        publishes_on=publishes_on,
        iib_meets_on=meets_on,
    )


def plan_again(
    dates: Dates, rules: Rules, holidays: frozenset[date], *, keep: Collection[str] = ()
) -> Dates:
    """Return the dates planned back from their meeting, those named in `keep` as they are."""
    new = plan_back(dates.span, dates.iib_meets_on, rules, holidays)
    return replace(new, **{name: value for name, value in asdict(dates).items() if name in keep})


def set_by_hand(dates: Dates, rules: Rules, holidays: frozenset[date]) -> frozenset[str]:
    """Return the names of the days that are not where the rules would put them."""
    return frozenset(dates.changes(plan_again(dates, rules, holidays)))


def behind(dates: Dates, status: PeriodStatus, today: date) -> frozenset[str]:
    """Return the names of the days that have passed, and so cannot be changed any more.

    A draft was shown to nobody, so nothing of it is settled.
    """
    if status is PeriodStatus.DRAFT:
        return frozenset()
    passed = {name for name, value in dates.deadlines.items() if value < today}
    return frozenset({*passed, *BEHIND[status]})


@dataclass(frozen=True)
class Remark:
    """What is odd about a day of a plan; one that stops must be mended before it is kept."""

    name: str
    words: str
    stops: bool = False


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What a period must fit into: its phase, its neighbours, and the days nobody works."""

    today: date
    holidays: frozenset[date]
    phase: Phase | None
    others: tuple[tuple[str, Span], ...] = ()
    """The other periods, each with its name."""


def remarks(dates: Dates, around: Surroundings) -> tuple[Remark, ...]:
    """Return all that is wrong or odd about the dates of a period, in the order of the days."""
    found = (*_of_span(dates.span, around), *_of_order(dates), *_of_days(dates, around))
    order = tuple(LABELS)
    return tuple(sorted(found, key=lambda remark: order.index(remark.name)))


def _of_span(span: Span, around: Surroundings) -> Iterator[Remark]:
    """Yield what is wrong with where a period begins and ends."""
    if span.ends_on < span.starts_on:
        yield Remark("ends_on", "The period ends before it begins.", stops=True)
        return
    for name, other in around.others:
        if span.overlaps(other):
            yield Remark("starts_on", f"It shares days with {name}.", stops=True)
    if around.phase is None:
        yield Remark("starts_on", "No phase of the programme has begun by then.", stops=True)
    elif around.phase.ends_on is not None and span.ends_on > around.phase.ends_on:
        ends = day(around.phase.ends_on)
        yield Remark("ends_on", f"{around.phase.name} ends before, on {ends}.", stops=True)


def _of_order(dates: Dates) -> Iterator[Remark]:
    """Yield which deadlines come before those they must follow."""
    for (before, first), (name, second) in pairwise(dates.deadlines.items()):
        if second < first or (second == first and before in APART):
            rule = "must come after" if before in APART else "must not come before"
            yield Remark(name, f"This {rule} {day(first)} ({LABELS[before]}).", stops=True)


def _of_days(dates: Dates, around: Surroundings) -> Iterator[Remark]:
    """Yield what is odd about single deadlines, though it may be meant."""
    if dates.opens_on < dates.starts_on:
        yield Remark("opens_on", "It opens before the period begins.")
    if dates.lead_due_on <= dates.ends_on:
        yield Remark("lead_due_on", "Updates are due before the period is over.")
    notice = clear_days(dates.publishes_on, dates.iib_meets_on, around.holidays)
    if notice < NOTICE and dates.publishes_on < dates.iib_meets_on:
        given = counted(notice, "clear day", "clear days")
        yield Remark("publishes_on", f"Only {given} of notice: a public meeting needs five.")
    for name, value in dates.deadlines.items():
        if value in around.holidays:
            yield Remark(name, f"{day(value)} is a bank holiday.")
        elif not is_working_day(value):
            yield Remark(name, f"{day(value)} is a {WEEKDAYS[value.weekday()]}.")
        if value < around.today:
            yield Remark(name, f"{day(value)} has passed.")


def too_late(old: Dates, new: Dates, status: PeriodStatus, today: date) -> tuple[Remark, ...]:
    """Return why changes to dates that people have been told of can no longer be made."""
    passed = behind(old, status, today)
    return tuple(
        Remark(
            name,
            f"This was {day(before)} and cannot be changed any more. Put that date back."
            if name in passed
            else f"{day(after)} has passed. Choose {day(today)} or a later day.",
            stops=True,
        )
        for name, (before, after) in old.changes(new).items()
        if name in passed
        or (status is not PeriodStatus.DRAFT and name not in EDGES and after < today)
    )


def stopping(found: Iterable[Remark]) -> tuple[Remark, ...]:
    """Return the remarks that must be mended before a plan is kept."""
    return tuple(remark for remark in found if remark.stops)
