"""What stands beside the updates of a workstream: editions, aims, people, dates, decisions, kin."""

from dataclasses import dataclass
from datetime import date

from models.enums import MinuteKind, MinuteState
from webapp.workstreams.measured import Goal
from webapp.workstreams.team import Post
from webapp.workstreams.told import Printed


@dataclass(frozen=True, slots=True)
class Recorded:
    """A decision about the workstream, or an action; `owner` is empty where nobody has it."""

    kind: MinuteKind
    number: int
    text: str
    due_on: date | None
    state: MinuteState
    settled_on: date | None
    note: str
    exempt_paragraph: int | None
    exempt_reason: str
    owner: str
    period_id: int
    period: str


@dataclass(frozen=True, slots=True)
class Related:
    """A workstream that went before, comes after or takes over; `phase` is its phase by name."""

    id: int
    code: str
    name: str
    phase: str


@dataclass(frozen=True, slots=True)
class AgreedOn:
    """A completion date that was agreed, and why."""

    agreed_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class Beside:
    """All of it; `posts` begin with the accountable lead, `dates` with the oldest."""

    printed: tuple[Printed, ...]
    goals: tuple[Goal, ...]
    posts: tuple[Post, ...]
    dates: tuple[AgreedOn, ...]
    minutes: tuple[Recorded, ...]
    """The newest first."""
    related: tuple[Related, ...]
