"""Who reads for which board or committee: members begin, chair and end; each change is audited.

Every action flushes and never commits.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from models import Person, Programme, RoleGrant
from models.enums import Audience, Role
from webapp.clock import LONDON
from webapp.cycle import grants, roles
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.audiences import AUDIENCE_NAMES, BODIES
from webapp.domain.errors import Incomplete, NotFound
from webapp.domain.wording import day


@dataclass(frozen=True)
class Body:
    """A board or committee with those who read for it."""

    audience: Audience
    name: str
    members: tuple[RoleGrant, ...]


def bodies(session: Session, programme: Programme, on: date) -> tuple[Body, ...]:
    """Return each body with its members on a day or later, by name; one statement."""
    rows = session.scalars(
        select(RoleGrant)
        .join(RoleGrant.person)
        .where(
            RoleGrant.role == Role.BOARD_READER,
            or_(RoleGrant.programme_id.is_(None), RoleGrant.programme_id == programme.id),
            roles.not_over(on),
        )
        .options(joinedload(RoleGrant.person, innerjoin=True))
        .order_by(RoleGrant.chairs.desc(), Person.name, RoleGrant.id)
    ).all()
    return tuple(
        Body(
            audience=audience,
            name=AUDIENCE_NAMES[audience],
            members=tuple(row for row in rows if (row.audience or Audience.IIB) is audience),
        )
        for audience in BODIES
    )


def get_reader(session: Session, programme: Programme, grant_id: int, on: date) -> RoleGrant:
    """Return a member's role in a programme that is not over, with its person; raises NotFound."""
    row = session.scalars(
        select(RoleGrant)
        .where(
            RoleGrant.id == grant_id,
            RoleGrant.role == Role.BOARD_READER,
            RoleGrant.programme_id == programme.id,
            roles.not_over(on),
        )
        .options(joinedload(RoleGrant.person, innerjoin=True))
    ).one_or_none()
    if row is None:
        raise NotFound
    return row


def add_reader(
    session: Session,
    programme: Programme,
    actor: Actor,
    *,
    at: datetime,
    person: Person,
    audience: Audience,
    chairs: bool,
    starts_on: date,
) -> RoleGrant:
    """Let somebody read what is made for a body from a day on; who chairs it may record notes.

    Raises NotAllowed, or Incomplete as `require_reader` does.
    """
    require_reader(
        session,
        programme,
        actor,
        at=at,
        person=person,
        audience=audience,
        chairs=chairs,
        starts_on=starts_on,
    )
    row = RoleGrant(
        person_id=person.id,
        role=Role.BOARD_READER,
        programme_id=programme.id,
        audience=audience,
        chairs=chairs,
        starts_on=starts_on,
    )
    session.add(row)
    session.flush()
    grants.note(session, actor, "add_reader", row, at=at)
    return row


def require_reader(
    session: Session,
    programme: Programme,
    actor: Actor,
    *,
    at: datetime,
    person: Person,
    audience: Audience,
    chairs: bool,
    starts_on: date,
) -> None:
    """Raise NotAllowed, or Incomplete, where somebody cannot become a member of a body.

    That is so when they are one already, when it has another chair, and when the day is over.
    """
    policy.require(policy.runs_the_office(actor, roles.Place(programme.id)))
    policy.require(policy.appoints_somebody_else(actor, person.id))
    today = at.astimezone(LONDON).date()
    if starts_on < today:
        _refuse(f"Roles can begin today, {day(today)}, or later.")
    if person.disabled_at is not None:
        _refuse(f"{person.name} can no longer sign in.")
    members = next(
        body.members for body in bodies(session, programme, today) if body.audience is audience
    )
    if any(row.person_id == person.id for row in members):
        _refuse(f"{person.name} reads for the {AUDIENCE_NAMES[audience]} already.")
    if chairs and (chair := next((row for row in members if row.chairs), None)):
        _refuse(
            f"{chair.person.name} chairs the {AUDIENCE_NAMES[audience]}. End that role first, and "
            "add them again as a member if they stay."
        )


def end_reader(
    session: Session, programme: Programme, grant: RoleGrant, actor: Actor, *, at: datetime
) -> None:
    """End a member's role at once; what they read and recorded stays. Raises NotAllowed."""
    policy.require(policy.runs_the_office(actor, roles.Place(programme.id)))
    today = at.astimezone(LONDON).date()
    grants.end(session, actor, grant, at=at, last=today - grants.DAY)


def _refuse(reason: str) -> None:
    raise Incomplete(reason, "Choose another person, body or day.")
