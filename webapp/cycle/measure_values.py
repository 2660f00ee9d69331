"""The measures of a workstream, and what its updates gave as their values."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from models import (
    Measure,
    MeasureTarget,
    Outcome,
    ProgressUpdate,
    ReportingPeriod,
    Revision,
    Workstream,
)
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.content import MeasureValue, decode
from webapp.domain.errors import NotFound
from webapp.domain.workflow import DECIDED

SHOWN = 12
"""Periods whose values are shown, the latest ones."""


@dataclass(frozen=True)
class PeriodValues:
    """What an approved update said of the measures, by their numbers."""

    period: str
    update_id: int
    rows: dict[int, MeasureValue]


def measures_of(session: Session, workstream: Workstream) -> Sequence[Measure]:
    """Return the measures of a workstream with every target, those that ended last."""
    return session.scalars(
        select(Measure)
        .where(Measure.workstream_id == workstream.id)
        .options(selectinload(Measure.targets).joinedload(MeasureTarget.person))
        .order_by(Measure.ended_on.is_not(None), Measure.number)
    ).all()


def get_measure(session: Session, workstream: Workstream, number: int) -> Measure:
    """Return a measure of a workstream, which is loaded with it; raises NotFound."""
    row = session.scalars(
        select(Measure)
        .where(Measure.workstream_id == workstream.id, Measure.number == number)
        .options(
            joinedload(Measure.workstream, innerjoin=True).joinedload(
                Workstream.phase, innerjoin=True
            ),
            selectinload(Measure.targets),
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return row


def outcomes_of(session: Session, workstream: Workstream) -> Sequence[Outcome]:
    """Return the outcomes of a workstream in their order."""
    return session.scalars(
        select(Outcome).where(Outcome.workstream_id == workstream.id).order_by(Outcome.position)
    ).all()


def values_of(session: Session, actor: Actor, workstream: Workstream) -> tuple[PeriodValues, ...]:
    """Return the values in approved updates the person may read, the latest period first."""
    updates = session.scalars(
        select(ProgressUpdate)
        .join(ProgressUpdate.period)
        .join(ProgressUpdate.workstream)
        .join(Workstream.phase)
        .join(Revision, Revision.id == ProgressUpdate.revision_id)
        .where(ProgressUpdate.workstream_id == workstream.id, ProgressUpdate.status.in_(DECIDED))
        .options(
            contains_eager(ProgressUpdate.period),
            contains_eager(ProgressUpdate.workstream).contains_eager(Workstream.phase),
            joinedload(ProgressUpdate.revision),
            selectinload(ProgressUpdate.contributors),
        )
        .order_by(ReportingPeriod.starts_on.desc())
        .limit(SHOWN)
    ).all()
    read = [
        (row.period.name, row.id, decode(row.revision.content).measures)
        for row in updates
        if row.revision and policy.may_read(actor, row)
    ]
    return tuple(
        PeriodValues(period, update_id, {row.number: row for row in rows})
        for period, update_id, rows in read
        if rows
    )
