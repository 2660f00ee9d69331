"""What may happen to a reporting period as a whole: open it for updates, close it to them."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import Extension, Pack, ProgressUpdate, ReportingPeriod, Workstream
from models.enums import Action, Audience, UpdateStatus
from webapp import moves
from webapp.clock import LONDON
from webapp.domain.actor import Actor
from webapp.notifications import outbox

UNWRITTEN = (UpdateStatus.NOT_STARTED, UpdateStatus.DRAFT)


def open_period(session: Session, period: ReportingPeriod, actor: Actor, *, at: datetime) -> None:
    """Open a period: an update to write for each workstream, and the Improvement Group's pack.

    A workstream that was closed before the period has none. The period's phase must be loaded.
    Flushes. Raises NotAllowed, or IllegalMove when it is open already.
    """
    session.refresh(period, ["status"], with_for_update=True)
    moves.move_period(session, period, actor, Action.OPEN, at=at)
    workstreams = session.execute(
        select(Workstream.id, Workstream.closed_on)
        .where(Workstream.phase_id == period.phase_id)
        .order_by(Workstream.position)
    )
    session.add_all(
        ProgressUpdate(workstream_id=row.id, period_id=period.id, moved_at=at)
        for row in workstreams
        if row.closed_on is None or row.closed_on >= period.starts_on
    )
    session.add(Pack(period_id=period.id, audience=Audience.IMPROVEMENT_GROUP, moved_at=at))
    session.flush()


def close_period(session: Session, period: ReportingPeriod, actor: Actor, *, at: datetime) -> None:
    """Close a period to returns: what was not submitted is "not submitted" from now on.

    An update with more time stays open until that is over. The office and the director are told.
    The period's phase must be loaded. Flushes. Raises NotAllowed, or IllegalMove when the period
    is not open.
    """
    session.refresh(period, ["status"], with_for_update=True)
    moves.hold_updates(session, ProgressUpdate.period_id == period.id)
    moves.move_period(session, period, actor, Action.CLOSE, at=at)
    outbox.announce_period(session, period, "period_close", actor_id=actor.person_id, at=at)
    close_updates(session, period, actor, at=at, with_extensions=False)


def close_updates(
    session: Session,
    period: ReportingPeriod,
    actor: Actor,
    *,
    at: datetime,
    with_extensions: bool,
) -> None:
    """Mark what was not submitted; `with_extensions` also where there was more time. Flushes."""
    today = at.astimezone(LONDON).date()
    extended = select(Extension.update_id).where(Extension.until >= today)
    query = (
        select(ProgressUpdate)
        .where(ProgressUpdate.period_id == period.id, ProgressUpdate.status.in_(UNWRITTEN))
        .options(joinedload(ProgressUpdate.workstream).joinedload(Workstream.phase))
        .order_by(ProgressUpdate.id)
    )
    if not with_extensions:
        query = query.where(ProgressUpdate.id.not_in(extended))
    for update in session.scalars(query):
        moves.move_update(session, update, actor, Action.CLOSE, at=at)
