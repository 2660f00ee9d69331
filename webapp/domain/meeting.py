"""The group's meeting: when a query is dealt with, and what a decision or an action must say."""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from models.enums import Action, MinuteKind, MinuteState, UpdateStatus

ANSWERS = frozenset({Action.INCLUDE, Action.INCLUDE_UNCONFIRMED, Action.CANCEL})
"""Acts that bring an update back into the pack; a cancelled correction ends what it asked."""


class QueryState(StrEnum):
    """What became of a query of the group."""

    OPEN = "open"
    ANSWERED = "answered"
    CARRIED = "carried"


def query_state(since: Iterable[Action], *, status: UpdateStatus, carried: bool) -> QueryState:
    """Return what became of a query from the acts on its update since, and where that stands.

    An answer counts once the update is in the pack again, after its sponsor; nobody has to answer
    for an update that was withdrawn. An answer outweighs that the query was carried before.
    """
    if status is UpdateStatus.WITHDRAWN or not ANSWERS.isdisjoint(since):
        return QueryState.ANSWERED
    return QueryState.CARRIED if carried else QueryState.OPEN


def may_agree(queries: Iterable[QueryState]) -> bool:
    """Return whether a pack can be agreed as far as the group's queries go."""
    return QueryState.OPEN not in queries


def why_not_owner(kind: MinuteKind, owner_id: int | None, owner_name: str) -> str | None:
    """Return what is wrong with who answers for a decision or an action, or None.

    It is a person chosen, or somebody by name; a decision may do without.
    """
    if owner_id is not None and owner_name:
        return "Choose a person, or type a name for somebody else: not both"
    if kind is MinuteKind.ACTION and owner_id is None and not owner_name.strip():
        return "Choose who owes the action, or type a name"
    return None


def why_not_due(
    kind: MinuteKind, due_on: date | None, *, before: date | None, today: date
) -> str | None:
    """Return what is wrong with a day by which something is due, or None.

    An action needs one. A day that stood `before` may stay although it has passed meanwhile.
    """
    if due_on is None:
        return "Enter the day by which the action is due" if kind is MinuteKind.ACTION else None
    if due_on != before and due_on < today:
        return "The due date must be today or later"
    return None


def why_not_settled(state: MinuteState, on: date | None, note: str, *, today: date) -> str | None:
    """Return what is wrong with the end of an action, or None: its day, or a missing reason.

    Whoever opens one again, or drops it, says why.
    """
    if state is MinuteState.DONE and on is None:
        return "Enter the day on which it was done"
    if state is MinuteState.DONE and on is not None and on > today:
        return "The day on which it was done must be today or earlier"
    if state is MinuteState.DROPPED and not note.strip():
        return "Say why it is dropped"
    if state is MinuteState.OPEN and not note.strip():
        return "Say why it is open again"
    return None
