"""What My work shows: five statements, however many updates, workstreams and periods there are."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from models import (
    Decision,
    Edition,
    Pack,
    Person,
    Phase,
    Programme,
    ProgressUpdate,
    RagStep,
    ReportingPeriod,
    Revision,
    UpdateContributor,
    Workstream,
)
from models.enums import Action, PeriodStatus, Role, UpdateStatus
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.calendar import Today
from webapp.holders import holders_on
from webapp.inbox import facts
from webapp.inbox.work import Work, work_of

UNDER_WAY = (PeriodStatus.OPEN, PeriodStatus.IN_PREPARATION)
RECENT_PERIODS = 2


def work_for(session: Session, actor: Actor, today: Today) -> Work:
    """Return all of My work of a person."""
    periods = _periods(session, actor)
    under_way = {number: period for number, period in periods.items() if period.status in UNDER_WAY}
    return work_of(
        actor,
        today,
        periods=tuple(periods.values()),
        updates=_updates(session, actor, under_way),
        packs=_packs(session, actor, under_way),
        editions=_editions(session, actor),
        holders=holders_on(
            session, today.day, {period.programme_id for period in under_way.values()}
        ),
    )


def _covers(
    actor: Actor, roles: Collection[Role], programme: InstrumentedAttribute[int]
) -> ColumnElement[bool]:
    """Return the condition that a grant of one of the roles covers some of the programme."""
    places = {grant.programme_id for grant in actor.grants if grant.role in roles}
    if None in places:
        return true()
    return programme.in_(places) if places else false()


def _works_in(actor: Actor, roles: Collection[Role]) -> ColumnElement[bool]:
    """Return whether a period covers one of the workstreams the person holds a role on."""
    return exists().where(
        Workstream.phase_id == ReportingPeriod.phase_id,
        Workstream.id.in_(actor.workstreams_as(*roles)),
    )


def _periods(session: Session, actor: Actor) -> dict[int, facts.Period]:
    """Return the periods planned or under way in the person's programmes, by number."""
    rows = session.execute(
        select(
            ReportingPeriod,
            Programme.id,
            Programme.name,
            Programme.slug,
            _works_in(actor, policy.WRITERS),
            _works_in(actor, (Role.SPONSOR,)),
        )
        .join(Phase, Phase.id == ReportingPeriod.phase_id)
        .join(Programme, Programme.id == Phase.programme_id)
        .where(
            ReportingPeriod.status != PeriodStatus.ISSUED,
            _covers(actor, (*policy.INSIDERS, Role.BOARD_READER), Programme.id),
        )
        .order_by(ReportingPeriod.starts_on, ReportingPeriod.id)
    )
    return {
        row.id: facts.Period(
            id=row.id,
            programme_id=programme_id,
            programme=programme,
            slug=slug,
            name=row.name,
            status=row.status,
            lead_due_at=row.lead_due_at,
            sponsor_due_at=row.sponsor_due_at,
            group_meets_at=row.group_meets_at,
            iib_meets_on=row.iib_meets_on,
            writes=writes,
            sponsors=sponsors,
        )
        for row, programme_id, programme, slug, writes, sponsors in rows
    }


def _updates(
    session: Session, actor: Actor, periods: dict[int, facts.Period]
) -> tuple[facts.Update, ...]:
    """Return the updates of periods under way that the person writes, sponsors or oversees."""
    wrote_it = exists().where(
        UpdateContributor.update_id == ProgressUpdate.id,
        UpdateContributor.person_id == actor.person_id,
    )
    sent_back = aliased(Decision)
    rows = session.execute(
        select(
            ProgressUpdate,
            Workstream.code,
            Workstream.name,
            RagStep,
            Person.name,
            Revision.submitted_at,
            sent_back.reason,
            wrote_it,
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
            sent_back,
            and_(
                sent_back.revision_id == Revision.id,
                sent_back.action == Action.SEND_BACK,
                ProgressUpdate.status == UpdateStatus.RETURNED,
            ),
        )
        .where(
            ProgressUpdate.period_id.in_(periods),
            or_(
                _covers(actor, (Role.PMO, Role.DIRECTOR), Phase.programme_id),
                Workstream.id.in_(actor.workstreams_as(*policy.WRITERS, Role.SPONSOR)),
            ),
        )
        .order_by(Workstream.position, ProgressUpdate.id)
    )
    return tuple(
        facts.Update(
            id=row.id,
            period=periods[row.period_id],
            workstream_id=row.workstream_id,
            title=f"{code}. {name}",
            status=row.status,
            contributor_ids=frozenset({actor.person_id} if wrote else ()),
            moved_at=row.moved_at,
            step=step,
            submitted_by=submitted_by or "",
            submitted_at=submitted_at,
            reason=reason or "",
        )
        for row, code, name, step, submitted_by, submitted_at, reason, wrote in rows
    )


def _packs(
    session: Session, actor: Actor, periods: dict[int, facts.Period]
) -> tuple[facts.Pack, ...]:
    """Return the packs of periods under way that the person works on."""
    rows = session.execute(
        select(
            Pack.id,
            Pack.period_id,
            Pack.audience,
            Pack.status,
            Pack.moved_at,
            (func.trim(Pack.overview) != "").label("has_overview"),
        )
        .join(ReportingPeriod, ReportingPeriod.id == Pack.period_id)
        .join(Phase, Phase.id == ReportingPeriod.phase_id)
        .where(
            Pack.period_id.in_(periods),
            _covers(actor, (*policy.GROUP, Role.PMO, Role.DIRECTOR), Phase.programme_id),
        )
        .order_by(Pack.id)
    )
    return tuple(
        facts.Pack(
            id=row.id,
            period=periods[row.period_id],
            audience=row.audience,
            status=row.status,
            moved_at=row.moved_at,
            has_overview=bool(row.has_overview),
        )
        for row in rows
    )


def _editions(session: Session, actor: Actor) -> tuple[facts.Edition, ...]:
    """Return the latest editions of the last two periods that have any the person may read."""
    place = func.dense_rank().over(
        partition_by=Programme.id, order_by=ReportingPeriod.starts_on.desc()
    )
    later = aliased(Edition)
    readable = (
        select(
            Edition.id,
            Edition.number,
            Edition.issued_at,
            Pack.audience,
            ReportingPeriod.name.label("period"),
            ReportingPeriod.iib_meets_on,
            Programme.id.label("programme_id"),
            Programme.name.label("programme"),
            place.label("place"),
        )
        .join(Pack, Pack.id == Edition.pack_id)
        .join(ReportingPeriod, ReportingPeriod.id == Pack.period_id)
        .join(Phase, Phase.id == ReportingPeriod.phase_id)
        .join(Programme, Programme.id == Phase.programme_id)
        .where(
            ~exists().where(later.pack_id == Edition.pack_id, later.number > Edition.number),
            or_(
                *(
                    and_(Pack.audience == audience, _covers(actor, roles, Programme.id))
                    for audience, roles in policy.READERS.items()
                )
            ),
        )
        .subquery()
    )
    rows = session.execute(
        select(readable)
        .where(readable.c.place <= RECENT_PERIODS)
        .order_by(readable.c.programme, readable.c.place, readable.c.id)
    )
    return tuple(
        facts.Edition(
            id=row.id,
            programme_id=row.programme_id,
            programme=row.programme,
            period=row.period,
            audience=row.audience,
            number=row.number,
            issued_at=row.issued_at,
            iib_meets_on=row.iib_meets_on,
        )
        for row in rows
    )
