"""The flags of one update beside its state: overdue, late, sent back, by a deputy and so on."""

from collections.abc import Sequence

from sqlalchemy import BindParameter, bindparam, exists, func, select
from sqlalchemy.orm import Session

from models import Addendum, Decision, Extension, ProgressUpdate, UpdateEvent
from models.enums import Action, UpdateStatus
from webapp.domain import flags
from webapp.domain.calendar import Today
from webapp.domain.flags import Flagged
from webapp.domain.turns import update_due

RETURNED = UpdateEvent.to_status == UpdateStatus.RETURNED
OF_THE_UPDATE: BindParameter[int] = bindparam("update_id")
COURSE = select(
    func.min(UpdateEvent.at).filter(UpdateEvent.action == Action.SUBMIT),
    func.count().filter(RETURNED),
    func.count().filter(UpdateEvent.action == Action.CLOSE),
    select(Extension.until)
    .where(Extension.update_id == OF_THE_UPDATE)
    .order_by(Extension.id.desc())
    .limit(1)
    .scalar_subquery(),
    exists()
    .where(Addendum.update_id == OF_THE_UPDATE, Addendum.approved_at.is_not(None))
    .correlate(None),
).where(UpdateEvent.update_id == OF_THE_UPDATE)


def flagged(
    session: Session, update: ProgressUpdate, approvals: Sequence[Decision], today: Today
) -> tuple[Flagged, ...]:
    """Return the flags of an update, in one statement; `approvals` are of its latest revision."""
    first, times, missed, until, has_note = session.execute(COURSE, {"update_id": update.id}).one()
    facts = flags.Facts(
        status=update.status,
        due=update_due(update.status, update.period, until),
        lead_due_at=update.period.lead_due_at,
        first_submitted_at=first,
        more_time_until=until,
        missed=bool(missed),
        times_returned=times,
        by_deputy=any(row.person_id != row.sponsor_id for row in approvals),
        proposed_step=update.revision.proposed_step if update.revision else None,
        confirmed_step=update.confirmed_step,
        agreed_step=update.agreed_step,
        has_note=has_note,
    )
    return flags.flags(facts, today)
