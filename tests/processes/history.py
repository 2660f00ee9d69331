"""The history of an update, read back from the start."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import UpdateEvent
from models.enums import UpdateStatus
from webapp.domain.workflow import UPDATE, next_status


def events(session: Session, update_id: int) -> Sequence[UpdateEvent]:
    """Return every step of an update, oldest first."""
    return session.scalars(
        select(UpdateEvent).where(UpdateEvent.update_id == update_id).order_by(UpdateEvent.id)
    ).all()


def replayed(session: Session, update_id: int) -> UpdateStatus:
    """Return the state that the history of an update leads to; each step must follow."""
    status = UpdateStatus.NOT_STARTED
    for event in events(session, update_id):
        assert event.from_status is status
        status = UpdateStatus(next_status(UPDATE, event.action, status))
        assert event.to_status is status
    return status
