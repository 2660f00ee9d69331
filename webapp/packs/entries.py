"""The updates of a period with all that was decided on them, in few statements for any number."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from models import (
    Addendum,
    AgreedRating,
    Decision,
    ProgressUpdate,
    ReportingPeriod,
    Revision,
    Workstream,
)
from models.enums import Action
from webapp.domain.workflow import DECIDED
from webapp.more_time import MORE_TIME
from webapp.packs.around import Around
from webapp.packs.courses import Course, courses


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An update of the period; its latest revision once it is past the sponsor."""

    update: ProgressUpdate
    revision: Revision | None
    agreed: AgreedRating | None
    course: Course
    more_time_until: date | None = None
    """The last day of the time given beyond the period's deadline."""
    addenda: tuple[Addendum, ...] = ()
    """The approved notes on what happened after the period, by their dates."""

    @property
    def approvals(self) -> tuple[Decision, ...]:
        """The approvals of the revision, the first one first."""
        if self.revision is None:
            return ()
        return tuple(row for row in self.revision.decisions if row.action is Action.APPROVE)

    @property
    def last_note_at(self) -> datetime | None:
        """When the last of the notes was approved."""
        return max(filter(None, (note.approved_at for note in self.addenda)), default=None)


ENTRIES = (
    select(Workstream, ProgressUpdate, Revision, MORE_TIME.label("more_time_until"))
    .outerjoin(
        ProgressUpdate,
        (ProgressUpdate.workstream_id == Workstream.id)
        & (ProgressUpdate.period_id == bindparam("period_id")),
    )
    # What no sponsor has answered is nobody's to print, so it is not even read.
    .outerjoin(
        Revision,
        (Revision.id == ProgressUpdate.revision_id) & ProgressUpdate.status.in_(DECIDED),
    )
    .where(Workstream.phase_id == bindparam("phase_id"))
    .options(
        joinedload(Workstream.phase, innerjoin=True),
        contains_eager(ProgressUpdate.workstream),
        selectinload(ProgressUpdate.contributors),
        joinedload(Revision.submitted_by),
        selectinload(Revision.decisions).options(
            joinedload(Decision.person, innerjoin=True),
            joinedload(Decision.sponsor, innerjoin=True),
        ),
    )
    .order_by(Workstream.position)
)


def entries(
    session: Session, period: ReportingPeriod, around: Around
) -> Iterator[tuple[Workstream, Entry | None]]:
    """Yield the workstreams of the phase, each with its update and what was decided on it."""
    rows: Collection[Any] = session.execute(
        ENTRIES, {"phase_id": period.phase_id, "period_id": period.id}
    ).all()
    agreed = agreed_ratings(session, period.id) if around.rated else {}
    notes = _addenda(session, period.id) if around.noted else {}
    taken = courses(around.events)
    for workstream, update, revision, more_time_until in rows:
        yield (
            workstream,
            update
            and Entry(
                update=update,
                revision=revision,
                agreed=agreed.get(update.revision_id),
                course=taken.get(update.id, Course()),
                more_time_until=more_time_until,
                addenda=tuple(notes.get(update.id, ())),
            ),
        )


def agreed_ratings(session: Session, period_id: int) -> Mapping[int, AgreedRating]:
    """Return the ratings the group set in a period, by revision; the last of a revision counts."""
    rows = session.scalars(
        select(AgreedRating)
        .join(ProgressUpdate, ProgressUpdate.revision_id == AgreedRating.revision_id)
        .where(ProgressUpdate.period_id == period_id)
        .options(joinedload(AgreedRating.person, innerjoin=True))
        .order_by(AgreedRating.id)
    )
    return {row.revision_id: row for row in rows}


def _addenda(session: Session, period_id: int) -> Mapping[int, list[Addendum]]:
    """Return the approved notes on the updates of a period, by update; the others are not read."""
    found: dict[int, list[Addendum]] = {}
    for row in session.scalars(
        select(Addendum)
        .join(ProgressUpdate, ProgressUpdate.id == Addendum.update_id)
        .where(ProgressUpdate.period_id == period_id, Addendum.approved_at.is_not(None))
        .options(
            joinedload(Addendum.written_by),
            joinedload(Addendum.approved_by),
            joinedload(Addendum.sponsor),
        )
        .order_by(Addendum.happened_on, Addendum.id)
    ):
        found.setdefault(row.update_id, []).append(row)
    return found
