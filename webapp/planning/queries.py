"""Programmes, periods, rules, feeds and absences, as the pages of the calendar need them."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from models import (
    Absence,
    CalendarFeed,
    Person,
    Phase,
    PlanningRules,
    Programme,
    ReportingPeriod,
    RoleGrant,
    Workstream,
)
from models.enums import PeriodStatus, Role
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.errors import NotFound
from webapp.domain.planning import Rules
from webapp.planning.feed import BACK, Period


@dataclass(frozen=True)
class Place:
    """A programme, as policy asks for it."""

    programme_id: int


def get_programme(session: Session, actor: Actor, slug: str) -> Programme:
    """Return a programme with its phases; raises NotFound for who does not see its board."""
    row = session.scalars(
        select(Programme).where(Programme.slug == slug).options(selectinload(Programme.phases))
    ).one_or_none()
    if row is None or not policy.may_see_board(actor, row.id):
        raise NotFound
    return row


def periods_of(session: Session, programme_id: int, *, drafts: bool) -> list[ReportingPeriod]:
    """Return the periods of a programme with their phases, in order; drafts only if asked for."""
    query = (
        select(ReportingPeriod)
        .join(ReportingPeriod.phase)
        .where(Phase.programme_id == programme_id)
        .options(contains_eager(ReportingPeriod.phase))
        .order_by(ReportingPeriod.starts_on, ReportingPeriod.id)
    )
    if not drafts:
        query = query.where(ReportingPeriod.status != PeriodStatus.DRAFT)
    return list(session.scalars(query))


def get_period(
    session: Session, actor: Actor, programme: Programme, number: int, *, lock: bool = False
) -> ReportingPeriod:
    """Return a period with its phase; raises NotFound, also for a draft of another's office.

    With `lock` nobody else changes it until the end of the transaction.
    """
    query = (
        select(ReportingPeriod)
        .join(ReportingPeriod.phase)
        .where(ReportingPeriod.id == number, Phase.programme_id == programme.id)
        .options(contains_eager(ReportingPeriod.phase))
    )
    if lock:
        query = query.with_for_update(of=ReportingPeriod)
    row = session.scalars(query).one_or_none()
    if row is None:
        raise NotFound
    if row.status is PeriodStatus.DRAFT and policy.runs_the_office(actor, row) is not None:
        raise NotFound
    return row


def rules_of(session: Session, programme_id: int) -> Rules:
    """Return the rules a programme plans by; the usual ones where it has none of its own."""
    row = session.get(PlanningRules, programme_id)
    if row is None:
        return Rules()
    return Rules(**{field.name: getattr(row, field.name) for field in fields(Rules)})


def feed_of(session: Session, person_id: int) -> CalendarFeed | None:
    """Return a person's calendar address that is in use, or None."""
    return session.scalars(
        select(CalendarFeed)
        .where(CalendarFeed.person_id == person_id, CalendarFeed.revoked_at.is_(None))
        .order_by(CalendarFeed.id.desc())
        .limit(1)
    ).one_or_none()


def get_feed(session: Session, token_sha256: str) -> CalendarFeed:
    """Return the feed of a secret address with its person and their grants; raises NotFound.

    An address that was revoked, and one of a person who is disabled, is as good as none.
    """
    row = (
        session.scalars(
            select(CalendarFeed)
            .where(CalendarFeed.token_sha256 == token_sha256, CalendarFeed.revoked_at.is_(None))
            .options(joinedload(CalendarFeed.person).joinedload(Person.grants))
        )
        .unique()
        .one_or_none()
    )
    if row is None or row.person.disabled_at is not None:
        raise NotFound
    return row


def periods_for(session: Session, actor: Actor, day: date) -> list[Period]:
    """Return the periods for a person's calendar, those that were over long ago left out."""
    places = {
        grant.programme_id
        for grant in actor.grants
        if grant.role in (*policy.INSIDERS, Role.BOARD_READER)
    }
    written, sponsored = (
        set(session.scalars(select(Workstream.phase_id).where(Workstream.id.in_(own))))
        for own in (
            actor.workstreams_as(*policy.WRITERS),
            actor.workstreams_as(Role.SPONSOR),
        )
    )
    query = (
        select(ReportingPeriod, Programme.id, Programme.name)
        .join(ReportingPeriod.phase)
        .join(Phase.programme)
        .where(
            ReportingPeriod.status != PeriodStatus.DRAFT, ReportingPeriod.iib_meets_on >= day - BACK
        )
        .order_by(ReportingPeriod.starts_on, ReportingPeriod.id)
    )
    if None not in places:
        query = query.where(Programme.id.in_(list(places)))
    return [
        Period(
            id=row.id,
            programme_id=programme_id,
            programme=programme,
            name=row.name,
            lead_due_at=row.lead_due_at,
            sponsor_due_at=row.sponsor_due_at,
            group_meets_at=row.group_meets_at,
            iib_meets_on=row.iib_meets_on,
            writes=row.phase_id in written,
            sponsors=row.phase_id in sponsored,
        )
        for row, programme_id, programme in session.execute(query)
    ]


def people_in_care(session: Session, actor: Actor, day: date) -> Sequence[Person]:
    """Return whose absence a person may record: first their own, then of whom their office plans.

    The office looks after everybody who holds a role in its programmes.
    """
    places = {grant.programme_id for grant in actor.grants if grant.role is Role.PMO}
    held = select(RoleGrant.person_id).where(
        RoleGrant.starts_on <= day, or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= day)
    )
    if None not in places:
        held = held.where(RoleGrant.programme_id.in_(list(places - {None})))
    people = session.scalars(
        select(Person)
        .where(
            or_(Person.id == actor.person_id, Person.id.in_(held) if places else Person.id == 0),
            Person.disabled_at.is_(None),
        )
        .order_by(Person.name, Person.id)
    ).all()
    return sorted(people, key=lambda person: person.id != actor.person_id)


def absences_of(session: Session, people: Sequence[Person], day: date) -> Sequence[Absence]:
    """Return the absences of people that are not over yet, the next one first."""
    return session.scalars(
        select(Absence)
        .where(Absence.person_id.in_([person.id for person in people]), Absence.ends_on >= day)
        .order_by(Absence.starts_on, Absence.id)
    ).all()


def get_absence(session: Session, people: Sequence[Person], number: int) -> Absence:
    """Return an absence of one of the people; raises NotFound for anybody else's."""
    row = session.get(Absence, number)
    if row is None or row.person_id not in {person.id for person in people}:
        raise NotFound
    return row
