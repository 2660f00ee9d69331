"""Notes on what happened after a period that wait for a sponsor, in one statement."""

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

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
from models.enums import Role
from webapp.domain import turns
from webapp.domain.actor import Actor
from webapp.inbox import facts

WROTE = exists().where(
    UpdateContributor.update_id == ProgressUpdate.id,
    UpdateContributor.person_id == bindparam("person_id"),
)
"""Whether the person asking wrote part of an update."""

NOTES = (
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
        ReportingPeriod.group_meets_at,
        ReportingPeriod.iib_meets_on,
        Programme.id.label("programme_id"),
        Programme.name.label("programme"),
        WROTE.label("wrote"),
    )
    .join(Person, Person.id == Addendum.written_by_id)
    .join(ProgressUpdate, ProgressUpdate.id == Addendum.update_id)
    .join(Workstream, Workstream.id == ProgressUpdate.workstream_id)
    .join(ReportingPeriod, ReportingPeriod.id == ProgressUpdate.period_id)
    .join(Phase, Phase.id == Workstream.phase_id)
    .join(Programme, Programme.id == Phase.programme_id)
    .where(
        Addendum.approved_at.is_(None),
        Workstream.id.in_(bindparam("sponsored", expanding=True)),
    )
    .order_by(Addendum.happened_on, Addendum.id)
)


def waiting_notes(session: Session, actor: Actor) -> tuple[facts.Note, ...]:
    """Return the notes on updates the person sponsors that nobody has approved."""
    sponsored = actor.workstreams_as(Role.SPONSOR)
    if not sponsored:
        return ()
    rows = session.execute(NOTES, {"sponsored": list(sponsored), "person_id": actor.person_id})
    return tuple(
        facts.Note(
            update_id=row.update_id,
            programme_id=row.programme_id,
            programme=row.programme,
            workstream_id=row.workstream_id,
            status=row.status,
            contributor_ids=frozenset({actor.person_id} if row.wrote else ()),
            title=f"{row.code}. {row.name}",
            period=row.period,
            due=turns.update_due(row.status, row),
            happened_on=row.happened_on,
            writer_id=row.writer_id,
            writer=row.writer,
        )
        for row in rows
    )
