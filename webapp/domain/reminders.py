"""When whom to remind of what an update waits for: before its deadline, on the day, afterwards.

Lateness climbs a ladder from the one whose turn it is to the sponsor and the programme director.
It never decides anything: silence is not consent.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from models.enums import Role, UpdateStatus
from webapp.domain.calendar import DAY, Today, is_working_day, working_day_before
from webapp.domain.spans import Span
from webapp.domain.turns import UPDATE_TURN

MORNING = time(7, 30)
"""The time of a London day from which letters that nobody's action caused are written."""
DEFAULT_DAYS = (5, 1)
FURTHEST = 30
"""Working days before or after a deadline beyond which a reminder would help nobody."""
MOST_DAYS = 5
"""Reminders before a deadline, its own day not counted; more would be read by nobody."""


@dataclass(frozen=True, kw_only=True)
class Rules:
    """When a programme reminds and how fast lateness climbs, in working days."""

    days_before: tuple[int, ...] = DEFAULT_DAYS
    """Days before a deadline on which to remind; the day itself is always one."""
    sponsor_after: int = 1
    """Days a lead may be late until the sponsor hears of it."""
    director_after: int = 3
    """Days anybody may be late until the programme director hears of it."""

    @property
    def state(self) -> str:
        """What tells the rules that somebody saw from others: "5 1/1/3"."""
        before = " ".join(map(str, self.days_before))
        return f"{before}/{self.sponsor_after}/{self.director_after}"


def faults(rules: Rules) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with new rules: the field and a sentence that says what to do."""
    if any(not 1 <= days <= FURTHEST for days in rules.days_before):
        yield "days_before", f"Enter days from 1 to {FURTHEST}. The day itself is always one"
    if len(set(rules.days_before)) > MOST_DAYS:
        yield "days_before", f"Enter {MOST_DAYS} different days or fewer"
    for name in ("sponsor_after", "director_after"):
        if not 1 <= getattr(rules, name) <= FURTHEST:
            yield name, f"Enter a number of days from 1 to {FURTHEST}"
    if rules.director_after < rules.sponsor_after:
        yield (
            "director_after",
            f"The programme director hears last. Enter {rules.sponsor_after} or more",
        )


@dataclass(frozen=True, kw_only=True)
class Turn:
    """Where an update stands: whose turn it is follows from the state."""

    status: UpdateStatus
    due: date
    """The day by which it must leave this state."""
    since: date
    """The day on which it came to whoever has it now, or on which they were given more time."""
    extended: bool = False
    """Whether they were given more time, and so know of it."""


@dataclass(frozen=True)
class Step:
    """A rung of the ladder: a kind of message, who reads it, and from which day on."""

    kind: str
    name: str
    """Tells it from other steps of its kind: lead_due-5."""
    reader: Role
    on: date


def days_before(text: str) -> tuple[int, ...]:
    """Return the days of `ReminderRules.days_before`, the furthest first."""
    return tuple(sorted({int(word) for word in text.split()}, reverse=True))


def ladder(turn: Turn, rules: Rules, holidays: frozenset[date]) -> tuple[Step, ...]:
    """Return every step for an update that waits for its lead or its sponsor, in order of days.

    A step from before the update came to them is left out: they have just been told. Nobody is
    late sooner than the working day after it came.
    """
    return tuple(sorted(_steps(turn, rules, holidays), key=lambda step: step.on))


def _steps(turn: Turn, rules: Rules, holidays: frozenset[date]) -> Iterator[Step]:
    """Yield the steps from the gentlest to the sharpest."""
    holder = UPDATE_TURN[turn.status]
    if holder not in (Role.LEAD, Role.SPONSOR):
        return
    if turn.status is UpdateStatus.NOT_STARTED and not turn.extended:
        yield Step("update_open", "update_open", holder, turn.since)
    for days in sorted({*rules.days_before, 0}, reverse=True):
        on = working_day_before(turn.due, days, holidays)
        if on > turn.since:
            yield Step(f"{holder}_due", f"{holder}_due-{days}", holder, on)

    def late(days: int) -> date:
        return working_day_after(max(turn.due, turn.since), max(days, 1), holidays)

    yield Step(f"{holder}_late", f"{holder}_late", holder, late(1))
    if holder is Role.LEAD:
        yield Step(
            "lead_late_sponsor", "lead_late_sponsor", Role.SPONSOR, late(rules.sponsor_after)
        )
    else:
        yield Step("deputy_offer", "deputy_offer", Role.PMO, late(1))
    kind = f"{holder}_late_director"
    yield Step(kind, kind, Role.DIRECTOR, late(rules.director_after))


def working_day_after(day: date, count: int, holidays: frozenset[date]) -> date:
    """Return the working day that lies `count` working days, at least one, after a day."""
    for _ in range(count):
        day += DAY
        while not is_working_day(day, holidays):
            day += DAY
    return day


def step_on(steps: Sequence[Step], reader: Role, day: date) -> Step | None:
    """Return the step that a reader is to know of by a day: the latest that has begun.

    So whoever was away, or an installation that stood still, is told once and not of every step
    that was missed.
    """
    begun = [step for step in steps if step.reader is reader and step.on <= day]
    return begun[-1] if begun else None


def is_at_work(day: date, holidays: frozenset[date], away: Collection[Span] = ()) -> bool:
    """Return whether somebody is to be written to on a day: a working day they are not away on."""
    return is_working_day(day, holidays) and not any(
        span.starts_on <= day <= span.ends_on for span in away
    )


def is_morning(today: Today) -> bool:
    """Return whether the day has got as far as the time at which letters are written."""
    return today.at.astimezone(today.zone).time() >= MORNING


def key(step: Step, update_id: int, person_id: int) -> str:
    """Return the name under which a step is written to a person once, however often it is due."""
    return f"{step.name}:update:{update_id}:person:{person_id}:{step.on.isoformat()}"


def due_day(due: date | datetime, today: Today) -> date:
    """Return the day of a deadline that is given as a day or as an instant."""
    return today.day_of(due) if isinstance(due, datetime) else due
