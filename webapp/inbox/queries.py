"""What My work shows: all of it in one statement, however many updates and periods there are."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from models import (
    Decision,
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
from models.enums import Action, Audience, Mark, PackStatus, PeriodStatus, Role, UpdateStatus
from webapp.domain import approval, policy
from webapp.domain.actor import Actor
from webapp.domain.calendar import Today
from webapp.domain.workflow import UNDER_WAY
from webapp.holders import HELD, Holders, holders_of
from webapp.inbox import facts
from webapp.inbox.editions import EDITIONS, readable
from webapp.inbox.notes import NOTES, SENT_BACK, WRITERS, note_of
from webapp.inbox.owed import OWED
from webapp.inbox.own import OWN
from webapp.inbox.reach import Reach, among
from webapp.inbox.recommendations import RECOMMENDATIONS
from webapp.inbox.signoffs import SIGN_OFFS
from webapp.inbox.work import Work, work_of
from webapp.lists import listed
from webapp.more_time import MORE_TIME

WORK_ON_PACKS = (*policy.GROUP, Role.PMO, Role.DIRECTOR)


def _works_in(name: str) -> ColumnElement[bool]:
    """Return whether a period covers one of the workstreams given by a name."""
    return exists().where(
        Workstream.phase_id == ReportingPeriod.phase_id, among(name, Workstream.id)
    )


PERIODS = listed(
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
    .select_from(ReportingPeriod)
    .join(Phase, Phase.id == ReportingPeriod.phase_id)
    .join(Programme, Programme.id == Phase.programme_id)
    .where(
        ReportingPeriod.status.in_((PeriodStatus.SCHEDULED, *UNDER_WAY)),
        among("programmes", Programme.id),
    ),
    facts.Period,
    ReportingPeriod.starts_on,
    ReportingPeriod.id,
)
"""The periods planned or under way in the person's programmes."""


@dataclass(frozen=True, kw_only=True)
class _Update:
    id: int
    period_id: int
    workstream_id: int
    status: UpdateStatus
    moved_at: datetime
    code: str
    name: str
    number: int | None
    """The step that the lead proposed when it was last submitted, with its label and mark."""
    label: str | None
    mark: Mark | None
    submitted_by: str | None
    submitted_at: datetime | None
    reason: str | None
    more_time_until: date | None
    writers: tuple[int, ...]
    decided: tuple[int, ...]
    """The sponsors whose place is filled, of the latest revision."""


RETURN = aliased(UpdateEvent)
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
DECIDED = listed(
    select(Decision.sponsor_id).where(
        Decision.revision_id == ProgressUpdate.revision_id, Decision.action == Action.APPROVE
    ),
    int,
    Decision.id,
).correlate(ProgressUpdate)
UPDATES = listed(
    select(
        ProgressUpdate.id,
        ProgressUpdate.period_id,
        ProgressUpdate.workstream_id,
        ProgressUpdate.status,
        ProgressUpdate.moved_at,
        Workstream.code,
        Workstream.name,
        RagStep.number,
        RagStep.label,
        RagStep.mark,
        Person.name.label("submitted_by"),
        Revision.submitted_at,
        RETURN.note.label("reason"),
        MORE_TIME.label("more_time_until"),
        WRITERS.label("writers"),
        DECIDED.label("decided"),
    )
    .select_from(ProgressUpdate)
    .join(Workstream, Workstream.id == ProgressUpdate.workstream_id)
    .join(Phase, Phase.id == Workstream.phase_id)
    .join(ReportingPeriod, ReportingPeriod.id == ProgressUpdate.period_id)
    .outerjoin(Revision, Revision.id == ProgressUpdate.revision_id)
    .outerjoin(Person, Person.id == Revision.submitted_by_id)
    .outerjoin(
        RagStep,
        and_(RagStep.scale_id == Phase.scale_id, RagStep.number == Revision.proposed_step),
    )
    .outerjoin(
        RETURN,
        and_(RETURN.id == LAST_RETURN, ProgressUpdate.status == UpdateStatus.RETURNED),
    )
    .where(
        ReportingPeriod.status.in_(UNDER_WAY),
        among("programmes", Phase.programme_id),
        or_(among("overseen", Phase.programme_id), among("own", Workstream.id)),
    ),
    _Update,
    Workstream.position,
    ProgressUpdate.id,
)
"""The updates of periods under way that the person writes, sponsors or oversees."""


@dataclass(frozen=True, kw_only=True)
class _Pack:
    id: int
    period_id: int
    audience: Audience
    name: str
    status: PackStatus
    moved_at: datetime
    has_overview: bool


PACKS = listed(
    select(
        Pack.id,
        Pack.period_id,
        Pack.audience,
        Pack.name,
        Pack.status,
        Pack.moved_at,
        (func.trim(Pack.overview) != "").label("has_overview"),
    )
    .select_from(Pack)
    .join(ReportingPeriod, ReportingPeriod.id == Pack.period_id)
    .join(Phase, Phase.id == ReportingPeriod.phase_id)
    .where(ReportingPeriod.status.in_(UNDER_WAY), among("assembled", Phase.programme_id)),
    _Pack,
    Pack.id,
)
"""The packs of periods under way that the person works on."""

EVERYTHING = select(
    PERIODS.label("periods"),
    HELD.label("held"),
    UPDATES.label("updates"),
    NOTES.label("notes"),
    SENT_BACK.label("sent_back"),
    SIGN_OFFS.label("sign_offs"),
    OWED.label("owed"),
    RECOMMENDATIONS.label("recommendations"),
    PACKS.label("packs"),
    EDITIONS.label("editions"),
    OWN.label("own"),
)


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """Everything that can concern a person."""

    periods: tuple[facts.Period, ...]
    updates: tuple[facts.Update, ...]
    notes: tuple[facts.Note, ...]
    sent_back: tuple[facts.Note, ...]
    sign_offs: tuple[facts.SignOff, ...]
    owed: tuple[facts.Owed, ...]
    recommendations: tuple[facts.Recommendation, ...]
    packs: tuple[facts.Pack, ...]
    editions: tuple[facts.Edition, ...]
    own: tuple[facts.Workstream, ...]
    holders: Holders


def gather(session: Session, actor: Actor, day: date) -> Gathered:
    """Return everything that can concern a person on a day."""
    reach = Reach(session, actor)
    row = session.execute(
        EVERYTHING,
        {
            "person_id": actor.person_id,
            "day": day,
            "programmes": reach.of((*policy.INSIDERS, Role.BOARD_READER)),
            "overseen": reach.of((Role.PMO, Role.DIRECTOR)),
            "assembled": reach.of(WORK_ON_PACKS),
            "own": list(actor.workstreams_as(*policy.WRITERS, Role.SPONSOR)),
            "written": list(actor.workstreams_as(*policy.WRITERS)),
            "sponsored": list(actor.workstreams_as(Role.SPONSOR)),
            **readable(reach),
        },
    ).one()
    holders = holders_of(row.held)
    periods = {period.id: period for period in row.periods}
    return Gathered(
        periods=row.periods,
        updates=tuple(_update(found, periods[found.period_id], holders) for found in row.updates),
        notes=tuple(map(note_of, row.notes)),
        sent_back=tuple(map(note_of, row.sent_back)),
        sign_offs=row.sign_offs,
        owed=row.owed,
        recommendations=row.recommendations,
        packs=tuple(_pack(found, periods[found.period_id]) for found in row.packs),
        editions=row.editions,
        own=row.own,
        holders=holders,
    )


def work_for(session: Session, actor: Actor, today: Today) -> Work:
    """Return all of My work of a person."""
    return work_of(actor, today, **vars(gather(session, actor, today.day)))


def _update(row: _Update, period: facts.Period, holders: Holders) -> facts.Update:
    """Return an update as My work knows it."""
    left: tuple[approval.Place, ...] = ()
    if row.status is UpdateStatus.WITH_SPONSOR:
        sponsors = holders.sponsors.get(row.workstream_id, ())
        left = approval.open_places(sponsors, row.writers, row.decided)
    return facts.Update(
        id=row.id,
        period=period,
        workstream_id=row.workstream_id,
        title=f"{row.code}. {row.name}",
        status=row.status,
        contributor_ids=frozenset(row.writers),
        moved_at=row.moved_at,
        approvals_left=left,
        step=RagStep(number=row.number, label=row.label, mark=row.mark) if row.number else None,
        submitted_by=row.submitted_by or "",
        submitted_at=row.submitted_at,
        reason=row.reason or "",
        more_time_until=row.more_time_until,
    )


def _pack(row: _Pack, period: facts.Period) -> facts.Pack:
    """Return a pack as My work knows it."""
    return facts.Pack(
        id=row.id,
        period=period,
        audience=row.audience,
        name=row.name,
        status=row.status,
        moved_at=row.moved_at,
        has_overview=row.has_overview,
    )
