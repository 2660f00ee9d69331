"""Notes on what happened after a period that wait for a sponsor."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select

from models import (
    Addendum,
    Person,
    Phase,
    Programme,
    ProgressUpdate,
    ReportingPeriod,
    UpdateContributor,
    Workstream,
)
from models.enums import UpdateStatus
from webapp.domain import turns
from webapp.inbox import facts
from webapp.lists import listed

WRITERS = listed(
    select(UpdateContributor.person_id).where(UpdateContributor.update_id == ProgressUpdate.id),
    int,
    UpdateContributor.person_id,
).correlate(ProgressUpdate)
"""Who wrote part of an update."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A note as it is read."""

    update_id: int
    happened_on: date
    writer_id: int
    writer: str
    workstream_id: int
    status: UpdateStatus
    code: str
    name: str
    period: str
    lead_due_at: datetime
    sponsor_due_at: datetime
    group_meets_at: datetime
    iib_meets_on: date
    programme_id: int
    programme: str
    writers: tuple[int, ...]


NOTES = listed(
    select(
        Addendum.update_id,
        Addendum.happened_on,
        Addendum.written_by_id.label("writer_id"),
        Person.name.label("writer"),
        ProgressUpdate.workstream_id,
        ProgressUpdate.status,
        Workstream.code,
        Workstream.name,
        ReportingPeriod.name.label("period"),
        ReportingPeriod.lead_due_at,
        ReportingPeriod.sponsor_due_at,
        ReportingPeriod.group_meets_at,
        ReportingPeriod.iib_meets_on,
        Programme.id.label("programme_id"),
        Programme.name.label("programme"),
        WRITERS.label("writers"),
    )
    .select_from(Addendum)
    .join(Person, Person.id == Addendum.written_by_id)
    .join(ProgressUpdate, ProgressUpdate.id == Addendum.update_id)
    .join(Workstream, Workstream.id == ProgressUpdate.workstream_id)
    .join(ReportingPeriod, ReportingPeriod.id == ProgressUpdate.period_id)
    .join(Phase, Phase.id == Workstream.phase_id)
    .join(Programme, Programme.id == Phase.programme_id)
    .where(
        Addendum.approved_at.is_(None),
        Addendum.sent_back_at.is_(None),
        Workstream.id.in_(bindparam("sponsored", expanding=True)),
    ),
    Row,
    Addendum.happened_on,
    Addendum.id,
)
"""The notes on updates that a person sponsors that nobody has approved."""


def note_of(row: Row) -> facts.Note:
    """Return a note as My work knows it."""
    return facts.Note(
        update_id=row.update_id,
        programme_id=row.programme_id,
        programme=row.programme,
        workstream_id=row.workstream_id,
        status=row.status,
        contributor_ids=frozenset(row.writers),
        title=f"{row.code}. {row.name}",
        period=row.period,
        due=turns.update_due(row.status, row),
        happened_on=row.happened_on,
        writer_id=row.writer_id,
        writer=row.writer,
    )
