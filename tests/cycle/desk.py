"""What the tests of the running cycle share: rows as its actions take them, and what was told."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import AuditEntry, OutboxMessage, Person, ProgressUpdate, RoleGrant, Workstream
from models.enums import Role
from tests.factories import AT
from tests.world import World
from webapp.clock import LONDON
from webapp.cycle import queries
from webapp.cycle.board import Board, Cycle
from webapp.cycle.returns import Line
from webapp.cycle.standing import board_for
from webapp.domain.actor import Actor
from webapp.domain.calendar import Today

TODAY = AT.astimezone(LONDON).date()
DAY = timedelta(days=1)


def fetch(session: Session, world: World, row: ProgressUpdate) -> ProgressUpdate:
    """Return an update as the office's pages load it."""
    return queries.get_update(session, world.programme, row.id)


def workstream(session: Session, world: World, row: Workstream) -> Workstream:
    """Return a workstream as the office's pages load it."""
    return queries.get_workstream(session, world.programme, row.id)


def told(session: Session, kind: str) -> set[str]:
    """Return the names of those a kind of message went to."""
    return set(
        session.scalars(
            select(Person.name)
            .join(OutboxMessage, OutboxMessage.recipient_id == Person.id)
            .where(OutboxMessage.kind == kind)
        )
    )


def recorded(session: Session) -> list[str]:
    """Return the audited actions, in order."""
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.sequence)))


def sponsors(session: Session, of: Workstream) -> list[tuple[int, date, date | None]]:
    """Return who sponsors a workstream, from when and until when, in order."""
    rows = session.scalars(
        select(RoleGrant)
        .where(RoleGrant.workstream_id == of.id, RoleGrant.role == Role.SPONSOR)
        .order_by(RoleGrant.id)
    )
    return [(row.person_id, row.starts_on, row.ends_on) for row in rows]


def board(session: Session, world: World, actor: Actor, at: datetime = AT) -> Board:
    """Return the office's board at an instant."""
    return board_for(session, actor, world.programme, Today(at, LONDON))


def cycle(session: Session, world: World, actor: Actor, at: datetime = AT) -> Cycle:
    """Return the one period on the board."""
    (only,) = board(session, world, actor, at).cycles
    return only


def line(found: Cycle, of: Workstream) -> Line:
    """Return the line of a workstream."""
    return next(line for line in found.lines if line.workstream_id == of.id)
