"""Measures as they are agreed now: for a draft that opens, and for drafts already being written."""

from datetime import datetime

import msgspec
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from models import Measure, ProgressUpdate
from models.enums import UpdateStatus
from webapp import moves
from webapp.domain import measures
from webapp.domain.content import MeasureValue, decode, encode

AGREED = (
    select(Measure)
    .where(Measure.workstream_id == bindparam("workstream_id"), Measure.ended_on.is_(None))
    .order_by(Measure.number)
)


def agreed_now(session: Session, workstream_id: int) -> tuple[MeasureValue, ...]:
    """Return the measures of a workstream that have not ended, as rows without a value."""
    rows = session.scalars(AGREED, {"workstream_id": workstream_id})
    return tuple(without_value(row) for row in rows)


def without_value(measure: Measure) -> MeasureValue:
    """Return a measure as it is agreed now, as a row of an update that says nothing yet."""
    return MeasureValue(
        number=measure.number,
        name=measure.name,
        unit=measure.unit,
        direction=measure.direction,
        baseline=measure.baseline,
        baseline_at=measure.baseline_at,
        target=measure.target,
        target_to=measure.target_to,
        target_on=measure.target_on,
    )


def bring_in_line(session: Session, workstream_id: int, *, at: datetime) -> None:
    """Write what is agreed now into drafts that were never sent to a sponsor; flushes.

    What was typed in them stays. A report that was submitted keeps what was agreed then, also
    when it comes back.
    """
    unsent = (
        ProgressUpdate.workstream_id == workstream_id,
        ProgressUpdate.status == UpdateStatus.DRAFT,
        ProgressUpdate.revision_id.is_(None),
    )
    moves.hold_updates(session, *unsent)
    agreed = agreed_now(session, workstream_id)
    for update in session.scalars(select(ProgressUpdate).where(*unsent)).all():
        draft = decode(update.draft)
        brought = msgspec.structs.replace(draft, measures=measures.in_line(draft.measures, agreed))
        if brought != draft:
            moves.change_draft(session, update, encode(brought), at=at)
    session.flush()
