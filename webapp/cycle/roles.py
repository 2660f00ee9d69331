"""Roles as the pages about people need them: who holds what, from when, until when, for whom."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from models import (
    Person,
    Programme,
    ProgressUpdate,
    ReportingPeriod,
    RoleGrant,
    UpdateContributor,
    Workstream,
)
from models.enums import Audience, Role
from webapp.domain.audiences import AUDIENCE_NAMES
from webapp.domain.errors import NotFound
from webapp.domain.policy import WRITERS
from webapp.domain.succession import Held
from webapp.domain.workflow import DECIDED, UNDER_WAY


@dataclass(frozen=True)
class Place:
    """A programme, as policy asks for it."""

    programme_id: int


def held(grants: Iterable[RoleGrant]) -> list[Held]:
    """Return what rules ask of grants."""
    return [
        Held(
            person_id=row.person_id,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            deputy_for_id=row.deputy_for_id,
        )
        for row in grants
    ]


def not_over(on: date) -> ColumnElement[bool]:
    """Return the condition that a grant is in force on a day or later."""
    return or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= on)


def sponsor_grants(session: Session, workstream: Workstream) -> Sequence[RoleGrant]:
    """Return every grant to sponsor a workstream, past ones and deputies' too."""
    return session.scalars(
        select(RoleGrant)
        .where(RoleGrant.workstream_id == workstream.id, RoleGrant.role == Role.SPONSOR)
        .order_by(RoleGrant.id)
    ).all()


def is_sponsors_own(grant: RoleGrant) -> bool:
    """Return whether a grant is that of a sponsor, and not of somebody who stands in for one."""
    return grant.role is Role.SPONSOR and grant.deputy_for_id is None


def deputy_grants(session: Session, grant: RoleGrant) -> Sequence[RoleGrant]:
    """Return the grants to stand in for the person of a sponsor's grant."""
    return session.scalars(
        select(RoleGrant)
        .where(
            RoleGrant.workstream_id == grant.workstream_id,
            RoleGrant.deputy_for_id == grant.person_id,
        )
        .order_by(RoleGrant.id)
    ).all()


def grants_of(
    session: Session, programme: Programme, person: Person, on: date
) -> Sequence[RoleGrant]:
    """Return what a person does in a programme on a day or later."""
    return session.scalars(
        select(RoleGrant)
        .where(
            RoleGrant.person_id == person.id, RoleGrant.programme_id == programme.id, not_over(on)
        )
        .order_by(RoleGrant.id)
    ).all()


def same_place(session: Session, grant: RoleGrant, person: Person, on: date) -> Sequence[RoleGrant]:
    """Return what a person holds of the same role in the place of a grant on a day or later."""
    return session.scalars(
        select(RoleGrant)
        .where(
            RoleGrant.person_id == person.id,
            RoleGrant.role == grant.role,
            RoleGrant.programme_id == grant.programme_id,
            RoleGrant.workstream_id.is_(None)
            if grant.workstream_id is None
            else RoleGrant.workstream_id == grant.workstream_id,
            func.coalesce(RoleGrant.audience, Audience.IIB) == (grant.audience or Audience.IIB),
            not_over(on),
        )
        .order_by(RoleGrant.id)
    ).all()


def get_grant(session: Session, workstream: Workstream, grant_id: int, on: date) -> RoleGrant:
    """Return a sponsor's or deputy's grant that is not over, with its person; raises NotFound."""
    row = session.scalars(
        select(RoleGrant)
        .where(
            RoleGrant.id == grant_id,
            RoleGrant.workstream_id == workstream.id,
            RoleGrant.role == Role.SPONSOR,
            not_over(on),
        )
        .options(joinedload(RoleGrant.person))
    ).one_or_none()
    if row is None:
        raise NotFound
    return row


def get_sponsor(session: Session, workstream: Workstream, person_id: int, on: date) -> RoleGrant:
    """Return a sponsor's own grant that is not over, with its person; raises NotFound."""
    row = session.scalars(
        select(RoleGrant)
        .where(
            RoleGrant.person_id == person_id,
            RoleGrant.workstream_id == workstream.id,
            RoleGrant.role == Role.SPONSOR,
            RoleGrant.deputy_for_id.is_(None),
            not_over(on),
        )
        .options(joinedload(RoleGrant.person))
        .order_by(RoleGrant.starts_on)
        .limit(1)
    ).one_or_none()
    if row is None:
        raise NotFound
    return row


def people_to_choose(session: Session, programme: Programme) -> Sequence[Person]:
    """Return the people of the organisation who may sign in, by name."""
    return session.scalars(
        select(Person)
        .where(Person.organisation_id == programme.organisation_id, Person.disabled_at.is_(None))
        .order_by(Person.name, Person.id)
    ).all()


def people_with_roles(session: Session, programme: Programme, on: date) -> Sequence[Person]:
    """Return who does anything in a programme on a day or later, by name; disabled people too."""
    holding = select(RoleGrant.person_id).where(
        RoleGrant.programme_id == programme.id, not_over(on)
    )
    return session.scalars(
        select(Person).where(Person.id.in_(holding)).order_by(Person.name, Person.id)
    ).all()


def get_holder(session: Session, programme: Programme, person_id: int, on: date) -> Person:
    """Return somebody who does anything in a programme on a day or later; raises NotFound."""
    holding = select(RoleGrant.person_id).where(
        RoleGrant.programme_id == programme.id, not_over(on)
    )
    row = session.scalars(
        select(Person).where(Person.id == person_id, Person.id.in_(holding))
    ).one_or_none()
    if row is None:
        raise NotFound
    return row


@dataclass(frozen=True)
class Duty:
    """Something a person does in a programme."""

    role: Role
    workstream: str
    """Empty where it covers all of the programme."""
    audience: Audience | None
    """Whose editions a board or committee reader reads."""
    deputy_for: str
    starts_on: date
    ends_on: date | None

    @property
    def body(self) -> str:
        """The board or committee whose editions they read, where it is named."""
        return AUDIENCE_NAMES[self.audience] if self.audience else ""


def duties_of(session: Session, programme: Programme, person: Person, on: date) -> tuple[Duty, ...]:
    """Return what a person does in a programme on a day or later, in words."""
    sponsor = aliased(Person)
    rows = session.execute(
        select(
            RoleGrant.role,
            func.coalesce(Workstream.name, ""),
            RoleGrant.audience,
            func.coalesce(sponsor.name, ""),
            RoleGrant.starts_on,
            RoleGrant.ends_on,
        )
        .outerjoin(Workstream, Workstream.id == RoleGrant.workstream_id)
        .outerjoin(sponsor, sponsor.id == RoleGrant.deputy_for_id)
        .where(
            RoleGrant.person_id == person.id, RoleGrant.programme_id == programme.id, not_over(on)
        )
        .order_by(Workstream.position, RoleGrant.id)
    )
    return tuple(Duty(*row) for row in rows)


def writers_of(session: Session, workstream_ids: Sequence[int], on: date) -> dict[int, set[int]]:
    """Return who writes for workstreams: who may, and who has in a period under way."""
    may = select(RoleGrant.workstream_id, RoleGrant.person_id).where(
        RoleGrant.workstream_id.in_(workstream_ids), RoleGrant.role.in_(WRITERS), not_over(on)
    )
    wrote = (
        select(ProgressUpdate.workstream_id, UpdateContributor.person_id)
        .join(UpdateContributor, UpdateContributor.update_id == ProgressUpdate.id)
        .join(ReportingPeriod, ReportingPeriod.id == ProgressUpdate.period_id)
        .where(
            ProgressUpdate.workstream_id.in_(workstream_ids),
            ProgressUpdate.status.not_in(DECIDED),
            ReportingPeriod.status.in_(UNDER_WAY),
        )
    )
    found: dict[int, set[int]] = defaultdict(set)
    for workstream_id, person_id in session.execute(may.union(wrote)):
        found[workstream_id or 0].add(person_id)
    return found


def would_clash(
    session: Session, programme: Programme, leaver: Person, successor: Person, on: date
) -> bool:
    """Return whether handing over leaves one person to write what they would have to approve."""
    both = [
        *grants_of(session, programme, leaver, on),
        *grants_of(session, programme, successor, on),
    ]
    sponsored = {row.workstream_id for row in both if row.role is Role.SPONSOR}
    written = {row.workstream_id for row in both if row.role in WRITERS}
    numbers = [number for number in sponsored if number is not None]
    wrote = writers_of(session, numbers, on)
    return bool(sponsored & written) or any(successor.id in people for people in wrote.values())
