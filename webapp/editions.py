"""Ratings as they were issued: what the board's editions printed of each period, and since when.

A correction in progress takes an update out of its pack, but its rating stays issued until the next
edition is; so whoever compares with last time reads it here and not from the update.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session, aliased

from models import Edition, EditionEntry, Pack, ProgressUpdate, Revision
from models.enums import Audience


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedRating:
    """A rating as an edition for the board printed it; it held until the next edition."""

    edition_id: int
    number: int
    """The edition's."""
    revision_id: int
    step: int
    confirmed: bool
    """False where it went out without its sponsors' approval."""
    valid_from: datetime
    corrected: bool
    """Whether an edition before it said otherwise."""


def issued_ratings(
    session: Session, period_ids: Collection[int]
) -> Mapping[tuple[int, int], IssuedRating]:
    """Return the rating that stands, by workstream and period; one statement.

    What the latest edition of a period leaves out has no rating any more.
    """
    latest: dict[int, int] = {}
    found: dict[tuple[int, int], IssuedRating] = {}
    for row in session.execute(_printed().where(Pack.period_id.in_(period_ids))):
        latest[row.period_id] = row.number
        if row.workstream_id is not None:
            key = (row.workstream_id, row.period_id)
            found[key] = _rating(row, found.get(key))
    return {key: rating for key, rating in found.items() if rating.number == latest[key[1]]}


def rating_history(session: Session, update: ProgressUpdate) -> tuple[IssuedRating, ...]:
    """Return every rating that was issued of an update, the first one first."""
    history: list[IssuedRating] = []
    of_update = (Pack.period_id == update.period_id, ProgressUpdate.id == update.id)
    for row in session.execute(_printed().where(*of_update)):
        history.append(_rating(row, history[-1] if history else None))
    return tuple(history)


def is_latest() -> ColumnElement[bool]:
    """Return the condition that an edition is the latest of its pack."""
    other = aliased(Edition)
    newest = select(func.max(other.number)).where(other.pack_id == Edition.pack_id)
    return Edition.number == newest.correlate(Edition).scalar_subquery()


def _printed() -> Select[int, int, int, datetime, int, int, int, bool]:
    """Select the ratings of the board's editions, the oldest edition first.

    An edition that holds no rating is there all the same.
    """
    return (
        select(
            Pack.period_id,
            Edition.id,
            Edition.number,
            Edition.issued_at,
            ProgressUpdate.workstream_id,
            EditionEntry.revision_id,
            EditionEntry.step,
            EditionEntry.confirmed,
        )
        .select_from(Edition)
        .join(Pack, Pack.id == Edition.pack_id)
        .outerjoin(EditionEntry, EditionEntry.edition_id == Edition.id)
        .outerjoin(Revision, Revision.id == EditionEntry.revision_id)
        .outerjoin(ProgressUpdate, ProgressUpdate.id == Revision.update_id)
        .where(Pack.audience == Audience.IIB)
        .order_by(Edition.number)
    )


def _rating(row: Any, before: IssuedRating | None) -> IssuedRating:  # noqa: ANN401 - a result row
    """Return the rating of a row, compared with the one an earlier edition printed."""
    if before is None:
        corrected = row.number > 1
    else:
        same = (before.step, before.confirmed, before.number + 1)
        corrected = before.corrected or same != (row.step, row.confirmed, row.number)
    return IssuedRating(
        edition_id=row.id,
        number=row.number,
        revision_id=row.revision_id,
        step=row.step,
        confirmed=row.confirmed,
        valid_from=row.issued_at,
        corrected=corrected,
    )
