"""What the acronyms of a programme stand for, read for its pages and its packs alike."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Acronym


def acronyms_of(session: Session, programme_id: int) -> Mapping[str, str]:
    """Return what each acronym on the list of a programme stands for."""
    rows = session.scalars(select(Acronym).where(Acronym.programme_id == programme_id))
    return {row.name: row.stands_for for row in rows}
