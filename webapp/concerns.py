"""What a programme must answer, read for its pages and its packs alike."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from models import Concern


def concerns_of(session: Session, programme_id: int) -> Sequence[Concern]:
    """Return the concerns of a programme by their numbers, with the workstreams that answer."""
    return session.scalars(
        select(Concern)
        .where(Concern.programme_id == programme_id)
        .options(selectinload(Concern.workstreams))
        .order_by(Concern.number)
    ).all()
