"""The status board in nine statements, however many workstreams and periods there are."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload

from models import (
    Edition,
    Pack,
    Phase,
    Programme,
    ProgressUpdate,
    RagStep,
    ReportingPeriod,
    Revision,
    Workstream,
)
from models.enums import PackStatus, PeriodStatus
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.calendar import Today
from webapp.domain.errors import NotFound
from webapp.domain.summary import Summary
from webapp.domain.workflow import DECIDED, UNDER_WAY
from webapp.editions import issued_ratings
from webapp.holders import approvals_left, holders_on
from webapp.programmes.board import Board, IssuedPack, Line, OpenPack, Returns
from webapp.programmes.cells import Cells

SHOWN = 6
"""Periods on the board, the current one with them."""


def find_programme(session: Session, actor: Actor, slug: str) -> Programme:
    """Return a programme the person works on, with its phases; raises NotFound."""
    programme = (
        session.scalars(
            select(Programme).where(Programme.slug == slug).options(joinedload(Programme.phases))
        )
        .unique()
        .one_or_none()
    )
    if programme is None or not policy.may_see_board(actor, programme.id):
        raise NotFound
    return programme


def board_for(session: Session, actor: Actor, slug: str, today: Today) -> Board:
    """Return a programme's status board as the person may see it; raises NotFound."""
    programme = find_programme(session, actor, slug)
    phase = current_phase(programme.phases, today.day)
    phase_id = phase.id if phase else None
    periods = session.scalars(
        select(ReportingPeriod)
        .where(ReportingPeriod.phase_id == phase_id, ReportingPeriod.status != PeriodStatus.DRAFT)
        .order_by(ReportingPeriod.starts_on.desc())
    ).all()
    begun = [period for period in periods if period.status is not PeriodStatus.SCHEDULED]
    # One more than is shown, to say how the oldest ratings on the board had changed.
    read, columns = begun[: SHOWN + 1], tuple(begun[:SHOWN])
    current = next((period for period in columns if period.status in UNDER_WAY), None)
    updates = _summaries(session, programme.id, read)
    steps = session.scalars(
        select(RagStep)
        .join(Phase, Phase.scale_id == RagStep.scale_id)
        .where(Phase.id == phase_id)
        .order_by(RagStep.number)
    ).all()
    holders = holders_on(session, today.day, {programme.id})
    cells = Cells(
        actor=actor,
        today=today,
        periods=read,
        all_known=len(read) == len(begun),
        updates={(row.workstream_id, period_id): row for period_id, row in updates},
        issued=issued_ratings(session, [period.id for period in read]),
        steps={step.number: step for step in steps},
        holders=holders,
        approvals_left=approvals_left(session, holders, [row for _, row in updates]),
    )
    workstreams = session.scalars(
        select(Workstream).where(Workstream.phase_id == phase_id).order_by(Workstream.position)
    )
    of_current = [row for period_id, row in updates if current and period_id == current.id]
    packs = _packs(session, columns)
    return Board(
        programme=programme,
        phase=phase,
        earlier=tuple(row for row in programme.phases if phase and row.number < phase.number),
        period=current,
        upcoming=next((p for p in reversed(periods) if p.status is PeriodStatus.SCHEDULED), None),
        deadlines=tuple((words, today.deadline(due)) for words, due in _dates(current)),
        returns=Returns(sum(row.status in DECIDED for row in of_current), len(of_current)),
        packs=tuple(
            OpenPack(pack.id, pack.audience, pack.status, pack.name)
            for pack in packs
            if current
            and pack.period_id == current.id
            and pack.status is not PackStatus.ISSUED
            and policy.may_read_pack(actor, programme.id)
        ),
        editions=_issued(actor, programme.id, columns, packs),
        columns=columns,
        steps=tuple(steps),
        lines=tuple(
            Line(
                workstream_id=row.id,
                code=row.code,
                name=row.name,
                cells=tuple(cells.cell(row.id, place) for place in range(len(columns))),
            )
            for row in workstreams
        ),
    )


def current_phase(phases: Sequence[Phase], day: date) -> Phase | None:
    """Return the latest phase that has begun, or the first one while none has."""
    begun = [phase for phase in phases if phase.starts_on <= day]
    return begun[-1] if begun else next(iter(phases), None)


def _summaries(
    session: Session, programme_id: int, periods: Sequence[ReportingPeriod]
) -> list[tuple[int, Summary]]:
    """Return the updates of the periods, each with its period's number."""
    rows = session.execute(
        select(
            ProgressUpdate.period_id,
            ProgressUpdate.id,
            ProgressUpdate.workstream_id,
            ProgressUpdate.status,
            ProgressUpdate.moved_at,
            Revision.proposed_step,
            ProgressUpdate.confirmed_step,
            ProgressUpdate.agreed_step,
        )
        .outerjoin(Revision, Revision.id == ProgressUpdate.revision_id)
        .where(ProgressUpdate.period_id.in_([period.id for period in periods]))
        .order_by(ProgressUpdate.id)
    )
    return [
        (
            row.period_id,
            Summary(
                id=row.id,
                programme_id=programme_id,
                workstream_id=row.workstream_id,
                status=row.status,
                moved_at=row.moved_at,
                proposed_step=row.proposed_step,
                confirmed_step=row.confirmed_step,
                agreed_step=row.agreed_step,
            ),
        )
        for row in rows
    ]


def _dates(period: ReportingPeriod | None) -> Iterable[tuple[str, date | datetime]]:
    """Yield the deadlines of the current period in their order."""
    if period is not None:
        yield "Updates due from leads", period.lead_due_at
        yield "Approvals due from sponsors", period.sponsor_due_at
        yield "Improvement Group meets", period.group_meets_at
        yield "Independent Improvement Board meets", period.iib_meets_on


def _packs(session: Session, periods: Sequence[ReportingPeriod]) -> Sequence[Pack]:
    """Return the packs of the periods with their editions, the newest period first."""
    return (
        session.scalars(
            select(Pack)
            .join(ReportingPeriod, ReportingPeriod.id == Pack.period_id)
            .outerjoin(Edition, Edition.pack_id == Pack.id)
            .where(Pack.period_id.in_([period.id for period in periods]))
            .options(contains_eager(Pack.editions))
            .order_by(ReportingPeriod.starts_on.desc(), Pack.id, Edition.number)
        )
        .unique()
        .all()
    )


def _issued(
    actor: Actor, programme_id: int, periods: Sequence[ReportingPeriod], packs: Iterable[Pack]
) -> tuple[IssuedPack, ...]:
    """Return the latest editions, of the newest period that has any the person may read."""
    names = {period.id: period.name for period in periods}
    readable = [
        IssuedPack(
            id=pack.editions[-1].id,
            audience=pack.audience,
            period=names[pack.period_id],
            number=pack.editions[-1].number,
            issued_at=pack.editions[-1].issued_at,
            name=pack.name,
        )
        for pack in packs
        if pack.editions and policy.may_read_edition(actor, pack.audience, programme_id)
    ]
    return tuple(row for row in readable if row.period == readable[0].period)
