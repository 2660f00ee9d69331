"""Announce: queue messages in the caller's transaction, so none outlives a rollback."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, insert, literal, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models import (
    OutboxMessage,
    Pack,
    Person,
    ProgressUpdate,
    ReportingPeriod,
    RoleGrant,
    Workstream,
)
from models.enums import Action, Audience, Role
from webapp.clock import LONDON
from webapp.domain.recipes import OF_THE_CYCLE
from webapp.domain.turns import HOLDER_WORDS, UPDATE_TURN
from webapp.notifications.kinds import KINDS
from webapp.notifications.messages import (
    ADDENDUM_MESSAGES,
    PACK_MESSAGES,
    PERIOD_MESSAGES,
    READING_MESSAGES,
    UPDATE_MESSAGES,
    WORKSTREAM_MESSAGES,
)
from webapp.notifications.readers import Readers

STATEMENT = 500
"""Messages in one INSERT: a statement may hold some thousands of values."""


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


def announce_rating(
    session: Session, update: ProgressUpdate, *, actor_id: int, at: datetime
) -> None:
    """Queue a message to the programme office about a confirmed rating far from the proposed."""
    people = _holders(
        (Role.PMO,), programme_id=update.programme_id, workstream_id=update.workstream_id, at=at
    )
    _queue(session, "update_rating", people, actor_id=actor_id, at=at, update_id=update.id)


def announce_addendum(
    session: Session, update: ProgressUpdate, kind: str, *, actor_id: int, at: datetime
) -> None:
    """Queue a message about a note on what happened after a period, the actor left out."""
    people = _holders(
        ADDENDUM_MESSAGES[kind],
        programme_id=update.programme_id,
        workstream_id=update.workstream_id,
        at=at,
    )
    _queue(session, kind, people, actor_id=actor_id, at=at, update_id=update.id)


def holders(
    session: Session, roles: Iterable[Role], *, programme_id: int, at: datetime
) -> list[int]:
    """Return the people who hold one of the roles in a programme on that day and may sign in."""
    people = _holders(roles, programme_id=programme_id, workstream_id=None, at=at)
    return list(session.scalars(people))


def _members(pack: Pack) -> ColumnElement[bool]:
    """Return the condition that a grant makes its holder a member of the body of a pack."""
    return and_(
        RoleGrant.role == Role.BOARD_READER,
        func.coalesce(RoleGrant.audience, Audience.IIB.value) == pack.audience.value,
    )


def concerned(pack: Pack) -> ColumnElement[bool]:
    """Return the condition that a grant makes its holder hear of a pack.

    Readers of a board or committee hear of what is made for it; everybody else of the packs of the
    cycle alone.
    """
    if pack.audience in OF_THE_CYCLE:
        return or_(RoleGrant.role != Role.BOARD_READER, _members(pack))
    return _members(pack)


def announce_pack(
    session: Session, pack: Pack, action: Action, *, actor_id: int, at: datetime
) -> None:
    """Queue a message about a pack to everyone who should hear of it, the actor left out."""
    people = _holders(
        PACK_MESSAGES[action], programme_id=pack.programme_id, workstream_id=None, at=at
    ).where(concerned(pack))
    _queue(session, f"pack_{action}", people, actor_id=actor_id, at=at, pack_id=pack.id)


def announce_reading(
    session: Session, pack: Pack, kind: str, *, actor_id: int, at: datetime
) -> None:
    """Queue a message about what was said on a pack that was read, the actor left out.

    Of the readers only members of the body it was made for hear of it.
    """
    people = _holders(
        READING_MESSAGES[kind], programme_id=pack.programme_id, workstream_id=None, at=at
    ).where(or_(RoleGrant.role != Role.BOARD_READER, _members(pack)))
    _queue(session, kind, people, actor_id=actor_id, at=at, pack_id=pack.id)


def announce_replanned(
    session: Session, period: ReportingPeriod, *, actor_id: int, at: datetime
) -> None:
    """Queue a message about changed dates to everyone whose turn it is with an update of a period.

    The period's phase must be loaded.
    """
    turns = (
        and_(ProgressUpdate.status == status, RoleGrant.role == role)
        for status, role in UPDATE_TURN.items()
        if role is not None
    )
    in_turn = select(ProgressUpdate.id).where(
        ProgressUpdate.period_id == period.id,
        or_(
            RoleGrant.workstream_id.is_(None),
            RoleGrant.workstream_id == ProgressUpdate.workstream_id,
        ),
        or_(*turns),
    )
    people = _holders(
        HOLDER_WORDS, programme_id=period.programme_id, workstream_id=None, at=at
    ).where(in_turn.correlate(RoleGrant).exists())
    _queue(session, "period_replanned", people, actor_id=actor_id, at=at, period_id=period.id)


def announce_period(
    session: Session, period: ReportingPeriod, kind: str, *, actor_id: int, at: datetime
) -> None:
    """Queue a message about a period to everyone who should hear of it, the actor left out.

    The period's phase must be loaded.
    """
    people = _holders(
        PERIOD_MESSAGES[kind], programme_id=period.programme_id, workstream_id=None, at=at
    )
    _queue(session, kind, people, actor_id=actor_id, at=at, period_id=period.id)


def announce_workstream(
    session: Session, workstream: Workstream, kind: str, *, actor_id: int, at: datetime
) -> None:
    """Queue a message about a workstream to everyone who should hear of it, the actor left out.

    The workstream's phase must be loaded.
    """
    people = _holders(
        WORKSTREAM_MESSAGES[kind],
        programme_id=workstream.phase.programme_id,
        workstream_id=workstream.id,
        at=at,
    )
    _queue(session, kind, people, actor_id=actor_id, at=at, workstream_id=workstream.id)


def chase(session: Session, update: ProgressUpdate, *, actor_id: int, at: datetime) -> bool:
    """Queue a message to whoever has an update now; the workstream's phase must be loaded.

    Returns whether it was: nobody is chased about an update twice on one London day. Flushes.
    """
    day = at.astimezone(LONDON).date()
    role = UPDATE_TURN[update.status]
    readers = Readers(session, day, [update])
    people = {person for person in readers.of(update, role) if person != actor_id} if role else ()
    return bool(
        write_once(
            session,
            [
                {
                    "kind": "chase",
                    "recipient_id": person_id,
                    "update_id": update.id,
                    "key": f"chase:update:{update.id}:person:{person_id}:{day.isoformat()}",
                    "created_at": at,
                }
                for person_id in sorted(people)
            ],
        )
    )


def tell(
    session: Session,
    person_ids: Iterable[int],
    kind: str,
    *,
    at: datetime,
    update_id: int | None = None,
    pack_id: int | None = None,
    minute_id: int | None = None,
) -> None:
    """Queue a message about an update or a pack to people by name, whatever roles they hold.

    `minute_id` is the action of the group that it is about. Raises KeyError for a kind that has no
    words.
    """
    if kind not in KINDS:
        raise KeyError(kind)
    write_once(
        session,
        [
            {
                "kind": kind,
                "recipient_id": number,
                "update_id": update_id,
                "pack_id": pack_id,
                "minute_id": minute_id,
                "created_at": at,
            }
            for number in dict.fromkeys(person_ids)
        ],
    )


def write_once(session: Session, messages: Sequence[Mapping[str, Any]]) -> list[int]:
    """Queue messages, those left out whose key is there already; returns the ids of the others.

    Two workers that write the same at once write it once: the database decides.
    """
    insert_or_skip = (
        sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    )
    return [
        number
        for first in range(0, len(messages), STATEMENT)
        for number in session.scalars(
            insert_or_skip(OutboxMessage)
            .values(messages[first : first + STATEMENT])
            .on_conflict_do_nothing(index_elements=[OutboxMessage.key])
            .returning(OutboxMessage.id)
        )
    ]


def _queue(
    session: Session,
    kind: str,
    people: Select[int],
    *,
    actor_id: int,
    at: datetime,
    update_id: int | None = None,
    pack_id: int | None = None,
    period_id: int | None = None,
    workstream_id: int | None = None,
) -> None:
    """Write a message to each of the people in one statement, the actor left out."""
    values = {
        OutboxMessage.kind: kind,
        OutboxMessage.update_id: update_id,
        OutboxMessage.pack_id: pack_id,
        OutboxMessage.period_id: period_id,
        OutboxMessage.workstream_id: workstream_id,
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
