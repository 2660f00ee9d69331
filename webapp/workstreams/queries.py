"""What the page of a workstream is made from, in the same number of statements for any history."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from models import (
    AgreedDate,
    Decision,
    Edition,
    EditionEntry,
    EditionRecipe,
    Measure,
    Minute,
    Outcome,
    Pack,
    Person,
    Phase,
    Programme,
    ProgressUpdate,
    RagStep,
    ReportingPeriod,
    Revision,
    RoleGrant,
    Workstream,
)
from models.enums import Action, MinuteState
from webapp.domain.content import UpdateContent, decode
from webapp.editions import is_latest
from webapp.lists import listed
from webapp.more_time import MORE_TIME
from webapp.workstreams.beside import AgreedOn, Beside, Recorded, Related
from webapp.workstreams.measured import Goal
from webapp.workstreams.team import Post
from webapp.workstreams.told import Extent, Printed, Reported, prints

# The statements are put together once: that costs as much as running them.
WORKSTREAM = (
    select(Workstream)
    .join(Workstream.phase)
    .join(Phase.programme)
    .where(Workstream.id == bindparam("workstream_id"), Programme.slug == bindparam("slug"))
    .options(contains_eager(Workstream.phase).contains_eager(Phase.programme))
)
OUTCOMES = select(Outcome.id, Outcome.heading, Outcome.text).where(
    Outcome.workstream_id == bindparam("workstream_id")
)
UPDATES = (
    select(
        ProgressUpdate.id,
        ReportingPeriod,
        ProgressUpdate.status,
        ProgressUpdate.moved_at,
        ProgressUpdate.revision_id,
        MORE_TIME.label("more_time_until"),
        Revision.proposed_step,
        ProgressUpdate.confirmed_step,
        ProgressUpdate.agreed_step,
    )
    .join(ReportingPeriod, ReportingPeriod.id == ProgressUpdate.period_id)
    .outerjoin(Revision, Revision.id == ProgressUpdate.revision_id)
    .where(ProgressUpdate.workstream_id == bindparam("workstream_id"))
    .order_by(ReportingPeriod.starts_on)
)
PRINTED = (
    select(
        ProgressUpdate.id.label("update_id"),
        Edition.id,
        Edition.number,
        Edition.issued_at,
        Pack.audience,
        Pack.name,
        Pack.recipe,
        EditionEntry.revision_id,
        EditionEntry.step,
        EditionEntry.confirmed,
    )
    .select_from(ProgressUpdate)
    .join(Revision, Revision.update_id == ProgressUpdate.id)
    .join(EditionEntry, EditionEntry.revision_id == Revision.id)
    .join(Edition, Edition.id == EditionEntry.edition_id)
    .join(Pack, Pack.id == Edition.pack_id)
    .where(ProgressUpdate.workstream_id == bindparam("workstream_id"), is_latest())
)
TEXTS = select(Revision.id, Revision.content).where(
    Revision.id.in_(bindparam("revision_ids", expanding=True))
)
REPORT = (
    select(Revision)
    .where(Revision.id == bindparam("revision_id"))
    .options(joinedload(Revision.submitted_by, innerjoin=True))
)
APPROVALS = (
    select(Decision)
    .where(Decision.revision_id == bindparam("revision_id"), Decision.action == Action.APPROVE)
    .options(
        joinedload(Decision.person, innerjoin=True), joinedload(Decision.sponsor, innerjoin=True)
    )
    .order_by(Decision.id)
)
STEPS = (
    select(RagStep)
    .join(Phase, Phase.scale_id == RagStep.scale_id)
    .where(Phase.id == bindparam("phase_id"))
)
TEAM = (
    select(
        RoleGrant.role,
        RoleGrant.person_id,
        Person.name,
        Person.job_title,
        RoleGrant.accountable,
        RoleGrant.deputy_for_id,
        RoleGrant.starts_on,
        RoleGrant.ends_on,
    )
    .select_from(RoleGrant)
    .join(Person, Person.id == RoleGrant.person_id)
    .where(
        RoleGrant.workstream_id == bindparam("workstream_id"),
        RoleGrant.starts_on <= bindparam("day"),
        or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= bindparam("day")),
        Person.disabled_at.is_(None),
    )
)
DATES = select(AgreedDate.agreed_on, AgreedDate.reason).where(
    AgreedDate.workstream_id == bindparam("workstream_id")
)
MEASURES = (
    select(Measure)
    .where(Measure.workstream_id == bindparam("workstream_id"))
    .order_by(Measure.number)
)
MINUTES = (
    select(
        Minute.kind,
        Minute.number,
        Minute.text,
        Minute.due_on,
        Minute.state,
        Minute.settled_on,
        Minute.note,
        Minute.exempt_paragraph,
        Minute.exempt_reason,
        func.coalesce(Person.name, Minute.owner_name).label("owner"),
        ReportingPeriod.id.label("period_id"),
        ReportingPeriod.name.label("period"),
    )
    .select_from(Minute)
    .join(Pack, Pack.id == Minute.pack_id)
    .join(ReportingPeriod, ReportingPeriod.id == Pack.period_id)
    .outerjoin(Person, Person.id == Minute.owner_id)
    .where(Minute.workstream_id == bindparam("workstream_id"), Minute.state != MinuteState.REMOVED)
)
RELATED = (
    select(Workstream.id, Workstream.code, Workstream.name, Phase.name.label("phase"))
    .select_from(Workstream)
    .join(Phase, Phase.id == Workstream.phase_id)
    .where(
        or_(
            Workstream.id == bindparam("succeeds_id"),
            Workstream.id == bindparam("merged_into_id"),
            Workstream.succeeds_id == bindparam("workstream_id"),
        )
    )
)
BESIDE = select(
    listed(PRINTED, Printed, Edition.id),
    listed(OUTCOMES, Goal, Outcome.position),
    listed(TEAM, Post, RoleGrant.accountable.desc(), RoleGrant.id),
    listed(DATES, AgreedOn, AgreedDate.id),
    listed(MINUTES, Recorded, Minute.id.desc()),
    listed(RELATED, Related, Phase.number, Workstream.position),
)
RECIPES = select(
    EditionRecipe.slug, EditionRecipe.staff_names, EditionRecipe.depth, EditionRecipe.parts
).where(EditionRecipe.programme_id == bindparam("programme_id"))


def find_workstream(session: Session, slug: str, workstream_id: int) -> Workstream | None:
    """Return a workstream of a programme with phase and programme; None without one."""
    values = {"slug": slug, "workstream_id": workstream_id}
    return session.scalars(WORKSTREAM, values).one_or_none()


def updates_of(session: Session, workstream: Workstream) -> tuple[Reported, ...]:
    """Return every update that was asked of a workstream, the oldest period first."""
    return tuple(
        Reported(
            id=row.id,
            programme_id=workstream.phase.programme_id,
            workstream_id=workstream.id,
            period=row.ReportingPeriod,
            status=row.status,
            moved_at=row.moved_at,
            revision_id=row.revision_id,
            more_time_until=row.more_time_until,
            proposed_step=row.proposed_step,
            confirmed_step=row.confirmed_step,
            agreed_step=row.agreed_step,
        )
        for row in session.execute(UPDATES, {"workstream_id": workstream.id})
    )


def beside(session: Session, workstream: Workstream, day: date) -> Beside:
    """Return what stands beside the updates of a workstream on a day, in one statement."""
    values = {
        "workstream_id": workstream.id,
        "succeeds_id": workstream.succeeds_id,
        "merged_into_id": workstream.merged_into_id,
        "day": day,
    }
    return Beside(*session.execute(BESIDE, values).one())


def own_recipes(session: Session, programme_id: int) -> Mapping[str, Extent]:
    """Return how much the editions of a programme's own recipes print, by slug."""
    return {
        row.slug: prints(names=row.staff_names, depth=row.depth, parts=row.parts.split())
        for row in session.execute(RECIPES, {"programme_id": programme_id})
    }


def texts_of(session: Session, revision_ids: Collection[int]) -> Mapping[int, UpdateContent]:
    """Return what revisions say."""
    rows = session.execute(TEXTS, {"revision_ids": list(revision_ids)})
    return {number: decode(text) for number, text in rows}


def report_of(session: Session, revision_id: int) -> Revision:
    """Return a revision with its submitter."""
    return session.scalars(REPORT, {"revision_id": revision_id}).one()


def approvals_of(session: Session, revision_id: int) -> Sequence[Decision]:
    """Return the approvals of a revision, oldest first, each with person and sponsor."""
    return session.scalars(APPROVALS, {"revision_id": revision_id}).all()


def steps_of(session: Session, workstream: Workstream) -> Mapping[int, RagStep]:
    """Return the steps of the scale that a workstream is rated by, by number."""
    rows = session.scalars(STEPS, {"phase_id": workstream.phase_id})
    return {row.number: row for row in rows}


def measures_of(session: Session, workstream: Workstream) -> Sequence[Measure]:
    """Return the measures of a workstream, those that ended with them."""
    return session.scalars(MEASURES, {"workstream_id": workstream.id}).all()
