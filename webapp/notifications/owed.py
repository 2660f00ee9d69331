"""Messages about the group's actions: to whoever owes one, and once it ends to those who follow it.

They say that there is an action, never what it is: its words may not be for publication.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from models import Minute
from models.enums import MinuteKind, MinuteState, Role
from webapp.notifications import outbox

GIVEN, CHANGED, LIFTED, ENDED = "action_given", "action_changed", "action_lifted", "action_ended"
FOLLOWERS = (Role.PMO, Role.GROUP_CHAIR)
"""Who hears of the end of an action besides its owner."""


def announce_given(session: Session, row: Minute, *, actor_id: int, at: datetime) -> None:
    """Queue a message to whoever owes a new action, the actor left out."""
    _tell(session, row, [row.owner_id], GIVEN, actor_id=actor_id, at=at)


def announce_changed(
    session: Session, row: Minute, *, owner_before: int | None, actor_id: int, at: datetime
) -> None:
    """Queue messages about an action that says something else, or is somebody else's, now.

    The actor is left out.
    """
    if owner_before == row.owner_id:
        _tell(session, row, [row.owner_id], CHANGED, actor_id=actor_id, at=at)
        return
    _tell(session, row, [owner_before], LIFTED, actor_id=actor_id, at=at)
    announce_given(session, row, actor_id=actor_id, at=at)


def announce_settled(session: Session, row: Minute, *, actor_id: int, at: datetime) -> None:
    """Queue messages about an action that ended, or is open again or was taken off.

    Of its end hear those who follow it as well. The actor is left out.
    """
    match row.state:
        case MinuteState.OPEN:
            _tell(session, row, [row.owner_id], CHANGED, actor_id=actor_id, at=at)
        case MinuteState.REMOVED:
            _tell(session, row, [row.owner_id], LIFTED, actor_id=actor_id, at=at)
        case MinuteState.DONE | MinuteState.DROPPED:
            followers = outbox.holders(session, FOLLOWERS, programme_id=row.programme_id, at=at)
            _tell(session, row, [row.owner_id, *followers], ENDED, actor_id=actor_id, at=at)


def _tell(
    session: Session,
    row: Minute,
    people: Iterable[int | None],
    kind: str,
    *,
    actor_id: int,
    at: datetime,
) -> None:
    """Queue a message to those who have an account; a decision is told to nobody."""
    if row.kind is MinuteKind.ACTION:
        readers = [person for person in people if person is not None and person != actor_id]
        outbox.tell(session, readers, kind, at=at, pack_id=row.pack_id, minute_id=row.id)
