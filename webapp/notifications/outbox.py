"""Announce: queue messages in the caller's transaction, so none outlives a rollback."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Select, insert, literal, or_, select
from sqlalchemy.orm import Session

from models import OutboxMessage, Pack, Person, ProgressUpdate, RoleGrant
from models.enums import Action, Role
from webapp.clock import LONDON
from webapp.notifications.messages import PACK_MESSAGES, UPDATE_MESSAGES


def _holders(
    roles: Iterable[Role], *, programme_id: int, workstream_id: int | None, at: datetime
) -> Select[int]:
    """Select the people who hold one of the roles on that day, disabled people left out."""
    day = at.astimezone(LONDON).date()
    query = (
        select(RoleGrant.person_id)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(
            RoleGrant.role.in_(list(roles)),
            RoleGrant.programme_id == programme_id,
            RoleGrant.starts_on <= day,
            or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= day),
            Person.disabled_at.is_(None),
        )
        .distinct()
        .order_by(RoleGrant.person_id)
    )
    if workstream_id is not None:
        query = query.where(
            or_(RoleGrant.workstream_id.is_(None), RoleGrant.workstream_id == workstream_id)
        )
    return query


def announce_update(
    session: Session, update: ProgressUpdate, action: Action, *, actor_id: int, at: datetime
) -> None:
    """Queue a message about an update to everyone who should hear of it, the actor left out."""
    if action not in UPDATE_MESSAGES:
        return
    people = _holders(
        UPDATE_MESSAGES[action],
        programme_id=update.programme_id,
        workstream_id=update.workstream_id,
        at=at,
    )
    _queue(session, f"update_{action}", people, actor_id=actor_id, at=at, update_id=update.id)


def announce_pack(
    session: Session, pack: Pack, action: Action, *, actor_id: int, at: datetime
) -> None:
    """Queue a message about a pack to everyone who should hear of it, the actor left out."""
    people = _holders(
        PACK_MESSAGES[action], programme_id=pack.programme_id, workstream_id=None, at=at
    )
    _queue(session, f"pack_{action}", people, actor_id=actor_id, at=at, pack_id=pack.id)


def _queue(
    session: Session,
    kind: str,
    people: Select[int],
    *,
    actor_id: int,
    at: datetime,
    update_id: int | None = None,
    pack_id: int | None = None,
) -> None:
    """Write a message to each of the people in one statement, the actor left out."""
    values = {
        OutboxMessage.kind: kind,
        OutboxMessage.update_id: update_id,
        OutboxMessage.pack_id: pack_id,
        OutboxMessage.created_at: at,
    }
    session.execute(
        insert(OutboxMessage).from_select(
            [OutboxMessage.recipient_id, *values],
            people.where(RoleGrant.person_id != actor_id).add_columns(
                *(literal(value, column.type) for column, value in values.items())
            ),
        )
    )
