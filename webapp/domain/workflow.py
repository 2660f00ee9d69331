"""When: the transition tables of periods, updates and packs. The only list of legal moves.

They drive buttons, actions, messages, tests and the diagram in the README.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from models.enums import Action, PackStatus, PeriodStatus, UpdateStatus
from webapp.domain.errors import IllegalMove


@dataclass(frozen=True)
class Transition:
    """One arrow: in any of `sources` the action leads to `target`."""

    action: Action
    sources: tuple[StrEnum, ...]
    target: StrEnum


UPDATE: tuple[Transition, ...] = (
    Transition(Action.START, (UpdateStatus.NOT_STARTED,), UpdateStatus.DRAFT),
    Transition(
        Action.SUBMIT, (UpdateStatus.DRAFT, UpdateStatus.RETURNED), UpdateStatus.WITH_SPONSOR
    ),
    Transition(Action.RECALL, (UpdateStatus.WITH_SPONSOR,), UpdateStatus.DRAFT),
    Transition(Action.REASSIGN, (UpdateStatus.WITH_SPONSOR,), UpdateStatus.WITH_SPONSOR),
    Transition(Action.SEND_BACK, (UpdateStatus.WITH_SPONSOR,), UpdateStatus.RETURNED),
    Transition(Action.APPROVE_IN_PART, (UpdateStatus.WITH_SPONSOR,), UpdateStatus.WITH_SPONSOR),
    Transition(Action.APPROVE, (UpdateStatus.WITH_SPONSOR,), UpdateStatus.APPROVED),
    Transition(Action.REVOKE, (UpdateStatus.APPROVED,), UpdateStatus.RETURNED),
    Transition(Action.INCLUDE, (UpdateStatus.APPROVED,), UpdateStatus.IN_PACK),
    Transition(Action.INCLUDE_UNCONFIRMED, (UpdateStatus.WITH_SPONSOR,), UpdateStatus.IN_PACK),
    Transition(Action.QUERY, (UpdateStatus.IN_PACK,), UpdateStatus.RETURNED),
    Transition(Action.AGREE, (UpdateStatus.IN_PACK,), UpdateStatus.ACCEPTED),
    Transition(Action.RELEASE, (UpdateStatus.ACCEPTED,), UpdateStatus.IN_PACK),
    Transition(Action.ISSUE, (UpdateStatus.ACCEPTED,), UpdateStatus.ISSUED),
    Transition(Action.CORRECT, (UpdateStatus.ISSUED,), UpdateStatus.RETURNED),
    Transition(Action.CANCEL, (UpdateStatus.RETURNED,), UpdateStatus.ISSUED),
    Transition(
        Action.CLOSE, (UpdateStatus.NOT_STARTED, UpdateStatus.DRAFT), UpdateStatus.NOT_SUBMITTED
    ),
    Transition(Action.ALLOW_LATE, (UpdateStatus.NOT_SUBMITTED,), UpdateStatus.DRAFT),
    Transition(
        Action.WITHDRAW,
        (UpdateStatus.NOT_STARTED, UpdateStatus.DRAFT, UpdateStatus.RETURNED),
        UpdateStatus.WITHDRAWN,
    ),
    Transition(Action.REINSTATE, (UpdateStatus.WITHDRAWN,), UpdateStatus.DRAFT),
)

PACK: tuple[Transition, ...] = (
    Transition(Action.REVIEW, (PackStatus.DRAFT,), PackStatus.UNDER_REVIEW),
    Transition(Action.AGREE, (PackStatus.UNDER_REVIEW,), PackStatus.AGREED),
    Transition(Action.RELEASE, (PackStatus.AGREED,), PackStatus.UNDER_REVIEW),
    Transition(Action.ISSUE, (PackStatus.AGREED,), PackStatus.ISSUED),
    Transition(Action.CORRECT, (PackStatus.ISSUED,), PackStatus.UNDER_REVIEW),
    Transition(Action.CANCEL, (PackStatus.UNDER_REVIEW,), PackStatus.ISSUED),
    Transition(Action.RESTORE, (PackStatus.UNDER_REVIEW,), PackStatus.AGREED),
    Transition(Action.RENEW, (PackStatus.ISSUED,), PackStatus.AGREED),
)

PERIOD: tuple[Transition, ...] = (
    Transition(Action.SCHEDULE, (PeriodStatus.DRAFT,), PeriodStatus.SCHEDULED),
    Transition(Action.OPEN, (PeriodStatus.SCHEDULED,), PeriodStatus.OPEN),
    Transition(Action.CLOSE, (PeriodStatus.OPEN,), PeriodStatus.CLOSED),
    Transition(Action.REVIEW, (PeriodStatus.CLOSED,), PeriodStatus.IN_PREPARATION),
    Transition(Action.ISSUE, (PeriodStatus.IN_PREPARATION,), PeriodStatus.ISSUED),
    Transition(Action.CORRECT, (PeriodStatus.ISSUED,), PeriodStatus.IN_PREPARATION),
    Transition(Action.CANCEL, (PeriodStatus.IN_PREPARATION,), PeriodStatus.ISSUED),
)

EDITABLE = frozenset({UpdateStatus.DRAFT, UpdateStatus.RETURNED})
"""States in which writers may change an update."""

DECIDED = frozenset(
    {UpdateStatus.APPROVED, UpdateStatus.IN_PACK, UpdateStatus.ACCEPTED, UpdateStatus.ISSUED}
)
"""States past the sponsor; in a pack an update may be without an approval, and is marked so."""

INCLUDED = frozenset({UpdateStatus.IN_PACK, UpdateStatus.ACCEPTED, UpdateStatus.ISSUED})
"""States in which an update belongs to a pack."""

UNDER_WAY = (PeriodStatus.OPEN, PeriodStatus.CLOSED, PeriodStatus.IN_PREPARATION)
"""States of a period in which somebody has work to do for it."""


def find_move(table: Iterable[Transition], action: Action, status: StrEnum) -> Transition | None:
    """Return the transition for an action in a state, or None when there is none."""
    return next((t for t in table if t.action is action and status in t.sources), None)


def next_status(table: Iterable[Transition], action: Action, status: StrEnum) -> StrEnum:
    """Return the state an action leads to; raises IllegalMove when the state does not allow it."""
    if (move := find_move(table, action, status)) is None:
        raise IllegalMove(
            "This cannot be done now: things have moved on since you opened the page.",
            "Go back and load the page again to see where it stands.",
        )
    return move.target


def open_actions(table: Iterable[Transition], status: StrEnum) -> tuple[Action, ...]:
    """Return the actions a state allows, in table order."""
    return tuple(t.action for t in table if status in t.sources)
