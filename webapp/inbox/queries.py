"""What My work shows: the same few statements, however many updates and periods there are."""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from sqlalchemy import Boolean, ColumnElement, and_, bindparam, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from models import (
    Acknowledgement,
    Edition,
    Extension,
    Pack,
    Person,
    Phase,
    Programme,
    ProgressUpdate,
    RagStep,
    ReportingPeriod,
    Revision,
    UpdateEvent,
    Workstream,
)
from models.enums import Audience, PeriodStatus, Role, UpdateStatus
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.calendar import Today
from webapp.domain.workflow import UNDER_WAY
from webapp.holders import approvals_left, holders_on
from webapp.inbox import facts
from webapp.inbox.notes import WROTE, waiting_notes
from webapp.inbox.owed import owed_actions
from webapp.inbox.signoffs import waiting_sign_offs
from webapp.inbox.work import Work, work_of

RECENT_PERIODS = 2
WORK_ON_PACKS = (*policy.GROUP, Role.PMO, Role.DIRECTOR)
# The statements are put together once, as that costs more than running them; grants are values.


def work_for(session: Session, actor: Actor, today: Today) -> Work:
    """Return all of My work of a person."""
    periods = _periods(session, actor)
    under_way = {number: period for number, period in periods.items() if period.status in UNDER_WAY}
    holders = holders_on(session, today.day, {row.programme_id for row in under_way.values()})
    updates = _updates(session, actor, under_way)
    left = approvals_left(session, holders, updates)
    return work_of(
        actor,
        today,
        periods=tuple(periods.values()),
        updates=tuple(replace(row, approvals_left=left.get(row.id, ())) for row in updates),
        notes=waiting_notes(session, actor),
        sign_offs=waiting_sign_offs(session, actor),
        owed=owed_actions(session, actor),
        packs=_packs(session, actor, under_way),
        editions=_editions(session, actor),
        holders=holders,
    )


def _covers(name: str, programme: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Return the condition that grants, given by `_covered` of a name, cover some of it."""
    everywhere = bindparam(f"{name}_everywhere", type_=Boolean)
    return or_(everywhere, programme.in_(bindparam(name, expanding=True)))


def _covered(name: str, actor: Actor, roles: Collection[Role]) -> dict[str, Any]:
    """Return where the person has one of the roles, as the values of a `_covers`."""
    return _places(name, {grant.programme_id for grant in actor.grants if grant.role in roles})


def _places(name: str, covered: Collection[int | None]) -> dict[str, Any]:
    """Return programmes, or None for all of them, as the values of a `_covers`."""
    return {f"{name}_everywhere": None in covered, name: sorted(set(covered) - {None})}


def _works_in(name: str) -> ColumnElement[bool]:
    """Return whether a period covers one of the workstreams given by a name."""
    return exists().where(
        Workstream.phase_id == ReportingPeriod.phase_id,
        Workstream.id.in_(bindparam(name, expanding=True)),
    )


PERIODS = (
    select(
        ReportingPeriod.id,
        ReportingPeriod.name,
        ReportingPeriod.status,
        ReportingPeriod.lead_due_at,
        ReportingPeriod.sponsor_due_at,
        ReportingPeriod.group_meets_at,
        ReportingPeriod.iib_meets_on,
        Programme.id.label("programme_id"),
        Programme.name.label("programme"),
        Programme.slug,
        _works_in("written").label("writes"),
        _works_in("sponsored").label("sponsors"),
    )
    .join(Phase, Phase.id == ReportingPeriod.phase_id)
    .join(Programme, Programme.id == Phase.programme_id)
    .where(
        ReportingPeriod.status.in_((PeriodStatus.SCHEDULED, *UNDER_WAY)),
        _covers("programmes", Programme.id),
    )
    .order_by(ReportingPeriod.starts_on, ReportingPeriod.id)
)


def _periods(session: Session, actor: Actor) -> dict[int, facts.Period]:
    """Return the periods planned or under way in the person's programmes, by number."""
    rows = session.execute(
        PERIODS,
        {
            **_covered("programmes", actor, (*policy.INSIDERS, Role.BOARD_READER)),
            "written": list(actor.workstreams_as(*policy.WRITERS)),
            "sponsored": list(actor.workstreams_as(Role.SPONSOR)),
        },
    )
    return {row.id: facts.Period(**row._asdict()) for row in rows}


SENT_BACK = aliased(UpdateEvent)
LATER_EVENT = aliased(UpdateEvent)
LAST_RETURN = (
    select(func.max(LATER_EVENT.id))
    .where(
        LATER_EVENT.update_id == ProgressUpdate.id,
        LATER_EVENT.to_status == UpdateStatus.RETURNED,
    )
    .correlate(ProgressUpdate)
    .scalar_subquery()
)
LATER_TIME = aliased(Extension)
MORE_TIME = (
    select(Extension.until)
    .where(
        Extension.update_id == ProgressUpdate.id,
        ~exists().where(LATER_TIME.update_id == Extension.update_id, LATER_TIME.id > Extension.id),
    )
    .correlate(ProgressUpdate)
    .scalar_subquery()
)
UPDATES = (
    select(
        ProgressUpdate.id,
        ProgressUpdate.period_id,
        ProgressUpdate.workstream_id,
        ProgressUpdate.status,
        ProgressUpdate.moved_at,
        Workstream.code,
        Workstream.name,
        RagStep,
        Person.name.label("submitted_by"),
        Revision.submitted_at,
        SENT_BACK.note.label("reason"),
        MORE_TIME.label("more_time_until"),
        WROTE.label("wrote"),
    )
    .join(Workstream, Workstream.id == ProgressUpdate.workstream_id)
    .join(Phase, Phase.id == Workstream.phase_id)
    .outerjoin(Revision, Revision.id == ProgressUpdate.revision_id)
    .outerjoin(Person, Person.id == Revision.submitted_by_id)
    .outerjoin(
        RagStep,
        and_(RagStep.scale_id == Phase.scale_id, RagStep.number == Revision.proposed_step),
    )
    .outerjoin(
        SENT_BACK,
        and_(
            SENT_BACK.id == LAST_RETURN,
            ProgressUpdate.status == UpdateStatus.RETURNED,
        ),
    )
    .where(
        ProgressUpdate.period_id.in_(bindparam("periods", expanding=True)),
        or_(
            _covers("overseen", Phase.programme_id),
            Workstream.id.in_(bindparam("own", expanding=True)),
        ),
    )
    .order_by(Workstream.position, ProgressUpdate.id)
)


def _updates(
    session: Session, actor: Actor, periods: dict[int, facts.Period]
) -> tuple[facts.Update, ...]:
    """Return the updates of periods under way that the person writes, sponsors or oversees."""
    rows = session.execute(
        UPDATES,
        {
            **_covered("overseen", actor, (Role.PMO, Role.DIRECTOR)),
            "own": list(actor.workstreams_as(*policy.WRITERS, Role.SPONSOR)),
            "periods": list(periods),
            "person_id": actor.person_id,
        },
    )
    return tuple(
        facts.Update(
            id=row.id,
            period=periods[row.period_id],
            workstream_id=row.workstream_id,
            title=f"{row.code}. {row.name}",
            status=row.status,
            contributor_ids=frozenset({actor.person_id} if row.wrote else ()),
            moved_at=row.moved_at,
            step=row.RagStep,
            submitted_by=row.submitted_by or "",
            submitted_at=row.submitted_at,
            reason=row.reason or "",
            more_time_until=row.more_time_until,
        )
        for row in rows
    )


PACKS = (
    select(
        Pack.id,
        Pack.period_id,
        Pack.audience,
        Pack.name,
        Pack.status,
        Pack.moved_at,
        (func.trim(Pack.overview) != "").label("has_overview"),
    )
    .join(ReportingPeriod, ReportingPeriod.id == Pack.period_id)
    .join(Phase, Phase.id == ReportingPeriod.phase_id)
    .where(
        Pack.period_id.in_(bindparam("periods", expanding=True)),
        _covers("programmes", Phase.programme_id),
    )
    .order_by(Pack.id)
)


def _packs(
    session: Session, actor: Actor, periods: dict[int, facts.Period]
) -> tuple[facts.Pack, ...]:
    """Return the packs of periods under way that the person works on."""
    if not any(grant.role in WORK_ON_PACKS for grant in actor.grants):
        return ()
    rows = session.execute(
        PACKS, {**_covered("programmes", actor, WORK_ON_PACKS), "periods": list(periods)}
    )
    return tuple(
        facts.Pack(
            id=row.id,
            period=periods[row.period_id],
            audience=row.audience,
            name=row.name,
            status=row.status,
            moved_at=row.moved_at,
            has_overview=bool(row.has_overview),
        )
        for row in rows
    )


LATER = aliased(Edition)
READABLE = (
    select(
        Edition.id,
        Edition.number,
        Edition.issued_at,
        Pack.audience,
        Pack.name,
        ReportingPeriod.name.label("period"),
        ReportingPeriod.iib_meets_on,
        Programme.id.label("programme_id"),
        Programme.name.label("programme"),
        func.dense_rank()
        .over(partition_by=Programme.id, order_by=ReportingPeriod.starts_on.desc())
        .label("place"),
    )
    .join(Pack, Pack.id == Edition.pack_id)
    .join(ReportingPeriod, ReportingPeriod.id == Pack.period_id)
    .join(Phase, Phase.id == ReportingPeriod.phase_id)
    .join(Programme, Programme.id == Phase.programme_id)
    .where(
        ~exists().where(LATER.pack_id == Edition.pack_id, LATER.number > Edition.number),
        or_(
            *(
                and_(Pack.audience == audience, _covers(audience.name, Programme.id))
                for audience in Audience
            )
        ),
    )
    .subquery()
)
EDITIONS = (
    select(
        *(column for column in READABLE.c if column.name != "place"),
        exists()
        .where(
            Acknowledgement.edition_id == READABLE.c.id,
            Acknowledgement.person_id == bindparam("reader"),
        )
        .label("acknowledged"),
    )
    .where(READABLE.c.place <= RECENT_PERIODS)
    .order_by(READABLE.c.programme, READABLE.c.place, READABLE.c.id)
)


def _editions(session: Session, actor: Actor) -> tuple[facts.Edition, ...]:
    """Return the latest editions of the last two periods that have any the person may read."""
    places: dict[str, Any] = {"reader": actor.person_id}
    for audience in Audience:
        covered = {grant.programme_id for grant in actor.grants if policy.reads(grant, audience)}
        places |= _places(audience.name, covered)
    return tuple(facts.Edition(**row._asdict()) for row in session.execute(EDITIONS, places))
