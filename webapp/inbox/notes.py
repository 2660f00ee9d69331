"""Notes on what happened after a period that wait for a sponsor, or came back to their writer."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, ScalarSelect, bindparam, exists, select
from sqlalchemy.orm import aliased

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
from webapp.inbox.reach import among
from webapp.lists import listed
from webapp.more_time import MORE_TIME

WRITERS = listed(
    select(UpdateContributor.person_id).where(UpdateContributor.update_id == ProgressUpdate.id),
    int,
    UpdateContributor.person_id,
).correlate(ProgressUpdate)
"""Who wrote part of an update."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """A note as it is read."""

    id: int
    update_id: int
    happened_on: date
    writer_id: int
    writer: str
    written_at: datetime
    sent_back_at: datetime | None
    sent_back_reason: str
    workstream_id: int
    status: UpdateStatus
    code: str
    name: str
    period: str
    lead_due_at: datetime
    sponsor_due_at: datetime
    group_meets_at: datetime
    iib_meets_on: date
    more_time_until: date | None
    programme_id: int
    programme: str
    writers: tuple[int, ...]


def _notes(*wanted: ColumnElement[bool]) -> ScalarSelect[tuple[Row, ...]]:
    """Return the notes for which all of these hold, by the days they tell of."""
    query = (
        select(
            Addendum.id,
            Addendum.update_id,
            Addendum.happened_on,
            Addendum.written_by_id.label("writer_id"),
            Person.name.label("writer"),
            Addendum.written_at,
            Addendum.sent_back_at,
            Addendum.sent_back_reason,
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
            MORE_TIME.label("more_time_until"),
            WRITERS.label("writers"),
        )
        .select_from(Addendum)
        .join(Person, Person.id == Addendum.written_by_id)
        .join(ProgressUpdate, ProgressUpdate.id == Addendum.update_id)
        .join(Workstream, Workstream.id == ProgressUpdate.workstream_id)
        .join(ReportingPeriod, ReportingPeriod.id == ProgressUpdate.period_id)
        .join(Phase, Phase.id == Workstream.phase_id)
        .join(Programme, Programme.id == Phase.programme_id)
        .where(*wanted)
    )
    return listed(query, Row, Addendum.happened_on, Addendum.id)


NOTES = _notes(
    Addendum.approved_at.is_(None),
    Addendum.sent_back_at.is_(None),
    among("sponsored", Workstream.id),
)
"""The notes on updates that a person sponsors that nobody has decided on."""

MINE = aliased(Addendum)
CAME_BACK_TO_ME = exists().where(
    MINE.update_id == Addendum.update_id,
    MINE.written_by_id == bindparam("person_id"),
    MINE.sent_back_at.is_not(None),
)
LATER = aliased(ProgressUpdate)
LATER_PERIOD = aliased(ReportingPeriod)
# What happened after a period belongs to the next one: its update tells of it, or leaves it out.
TOLD_LATER = exists().where(
    LATER.workstream_id == ProgressUpdate.workstream_id,
    LATER.revision_id.is_not(None),
    LATER_PERIOD.id == LATER.period_id,
    LATER_PERIOD.starts_on > ReportingPeriod.starts_on,
)
SENT_BACK = _notes(among("written", Workstream.id), CAME_BACK_TO_ME, ~TOLD_LATER)
"""All notes on updates on which one of the person's came back, until a later one is submitted."""


def note_of(row: Row) -> facts.Note:
    """Return a note as My work knows it."""
    return facts.Note(
        id=row.id,
        update_id=row.update_id,
        programme_id=row.programme_id,
        programme=row.programme,
        workstream_id=row.workstream_id,
        status=row.status,
        contributor_ids=frozenset(row.writers),
        title=f"{row.code}. {row.name}",
        period=row.period,
        due=turns.update_due(row.status, row, row.more_time_until),
        happened_on=row.happened_on,
        writer_id=row.writer_id,
        writer=row.writer,
        written_at=row.written_at,
        sent_back_at=row.sent_back_at,
        sent_back_reason=row.sent_back_reason,
    )
