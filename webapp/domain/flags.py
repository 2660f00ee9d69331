"""Flags of an update: what is worth knowing beside its state, worked out and never stored.

A flag is not a state: an update can be approved and have been late. Pages show the words, never a
colour alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from models.enums import UpdateStatus
from webapp.domain.calendar import Today
from webapp.domain.wording import day, number
from webapp.domain.workflow import INCLUDED

TIMES = ("", "once", "twice")


class Flag(StrEnum):
    """What an update can be marked with beside its state, the most pressing first."""

    OVERDUE = "overdue"
    LATE = "late"
    RETURNED = "returned"
    EXTENDED = "extended"
    BY_DEPUTY = "by_deputy"
    UNCONFIRMED = "unconfirmed"
    CHANGED_BY_SPONSOR = "changed_by_sponsor"
    CHANGED_BY_GROUP = "changed_by_group"
    HAS_NOTE = "has_note"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What flags are worked out from; whatever a page does not know keeps its default."""

    status: UpdateStatus
    due: date | datetime | None = None
    """When it must leave its present state: `turns.update_due`."""
    lead_due_at: datetime | None = None
    """When leads must have submitted for the first time."""
    first_submitted_at: datetime | None = None
    more_time_until: date | None = None
    """Last day of the time given beyond the leads' deadline."""
    missed: bool = False
    """Whether the period was closed without it."""
    times_returned: int = 0
    by_deputy: bool = False
    """Whether a deputy approved it in a sponsor's place."""
    proposed_step: int | None = None
    confirmed_step: int | None = None
    agreed_step: int | None = None
    has_note: bool = False
    """Whether a note on what happened after the period is approved."""


@dataclass(frozen=True)
class Flagged:
    """One flag of one update, in words."""

    flag: Flag
    words: str


def flags(facts: Facts, today: Today) -> tuple[Flagged, ...]:
    """Return the flags of an update as they are today, the most pressing first."""
    return tuple(Flagged(flag, words) for flag, words in _found(facts, today))


def _found(facts: Facts, today: Today) -> Iterator[tuple[Flag, str]]:
    """Yield each flag with its words, in the order of `Flag`."""
    confirmed, agreed = facts.confirmed_step, facts.agreed_step
    if facts.due is not None and today.deadline(facts.due).late:
        yield Flag.OVERDUE, "Overdue"
    if _was_late(facts, today):
        yield Flag.LATE, "Late return"
    if facts.times_returned:
        yield Flag.RETURNED, f"Sent back {times(facts.times_returned)}"
    if facts.more_time_until is not None and facts.first_submitted_at is None:
        yield Flag.EXTENDED, f"More time until {day(facts.more_time_until)}"
    if facts.by_deputy:
        yield Flag.BY_DEPUTY, "Approved by a deputy"
    if facts.status in INCLUDED and confirmed is None:
        yield Flag.UNCONFIRMED, "Not confirmed by the sponsor"
    if None not in (confirmed, facts.proposed_step) and confirmed != facts.proposed_step:
        yield Flag.CHANGED_BY_SPONSOR, "Rating changed by the sponsor"
    if agreed is not None and agreed != (confirmed or facts.proposed_step):
        yield Flag.CHANGED_BY_GROUP, "Rating changed by the group"
    if facts.has_note:
        yield Flag.HAS_NOTE, "Has a note after the period"


def _was_late(facts: Facts, today: Today) -> bool:
    """Return whether it first came in after the time there was, more time counted.

    What comes after the period was closed is late however much time was given for it then.
    """
    if facts.first_submitted_at is None or facts.lead_due_at is None:
        return facts.missed and facts.status is not UpdateStatus.NOT_SUBMITTED
    if facts.missed or facts.more_time_until is None:
        return facts.missed or facts.first_submitted_at > facts.lead_due_at
    last = max(facts.more_time_until, today.day_of(facts.lead_due_at))
    return today.day_of(facts.first_submitted_at) > last


def times(count: int) -> str:
    """Return how often in words: "once", "twice", "three times"."""
    return TIMES[count] if count < len(TIMES) else f"{number(count)} times"
