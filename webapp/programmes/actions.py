"""What may happen to a reporting period of a programme: open it for updates."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Pack, ProgressUpdate, ReportingPeriod, Workstream
from models.enums import Action, Audience
from webapp import moves
from webapp.domain.actor import Actor


def open_period(session: Session, period: ReportingPeriod, actor: Actor, *, at: datetime) -> None:
    """Open a period: an update to write for each workstream, and the Improvement Group's pack.

    The period's phase must be loaded. Flushes. Raises NotAllowed, or IllegalMove when it is open
    already.
    """
    session.refresh(period, ["status"], with_for_update=True)
    moves.move_period(session, period, actor, Action.OPEN, at=at)
    workstreams = session.scalars(
        select(Workstream.id)
        .where(Workstream.phase_id == period.phase_id)
        .order_by(Workstream.position)
    )
    session.add_all(
        ProgressUpdate(workstream_id=workstream_id, period_id=period.id, moved_at=at)
        for workstream_id in workstreams
    )
    session.add(Pack(period_id=period.id, audience=Audience.IMPROVEMENT_GROUP, moved_at=at))
    session.flush()
