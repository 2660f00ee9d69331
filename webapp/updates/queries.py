"""Updates as pages need them: one update with what rules ask of it, the last period, history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session, joinedload

from models import (
    Decision,
    DraftSection,
    Extension,
    Person,
    Phase,
    ProgressUpdate,
    RagStep,
    Revision,
    RevisionReading,
    UpdateEvent,
    Workstream,
)
from models.enums import Action, Role, Section, UpdateStatus
from webapp import before, moves
from webapp.clock import LONDON
from webapp.domain import approval, policy
from webapp.domain.actor import Actor
from webapp.domain.checks import Facts
from webapp.domain.errors import NotFound
from webapp.domain.wording import listing
from webapp.holders import holders_on
from webapp.lists import listed
from webapp.updates import people
from webapp.updates.setting import Setting, get_setting

# The statements of every page are put together once: that costs as much as running them.
UPDATE = (
    select(ProgressUpdate)
    .where(ProgressUpdate.id == bindparam("update_id"))
    .options(
        joinedload(ProgressUpdate.workstream, innerjoin=True)
        .joinedload(Workstream.phase, innerjoin=True)
        .joinedload(Phase.programme, innerjoin=True),
        joinedload(ProgressUpdate.period, innerjoin=True),
        joinedload(ProgressUpdate.revision).joinedload(Revision.submitted_by),
        joinedload(ProgressUpdate.contributors),
    )
)


def get_update(
    session: Session, actor: Actor, update_id: int, *, lock: bool = False
) -> ProgressUpdate:
    """Return an update the actor may read, with workstream, period, contributors and revision.

    `lock` holds the row until the end of the transaction, for a change. Raises NotFound.
    """
    if lock:
        moves.hold(session, ProgressUpdate, update_id)
    update = session.scalars(UPDATE, {"update_id": update_id}).unique().one_or_none()
    if update is None or not policy.may_read(actor, update):
        raise NotFound
    return update


STEPS = (
    select(RagStep)
    .join(Phase, Phase.scale_id == RagStep.scale_id)
    .where(Phase.id == bindparam("phase_id"))
    .order_by(RagStep.number)
)


def scale_steps(session: Session, update: ProgressUpdate) -> dict[int, RagStep]:
    """Return the steps of the scale the update is rated by, best first, by their numbers."""
    rows = session.scalars(STEPS, {"phase_id": update.workstream.phase_id})
    return {step.number: step for step in rows}


APPROVALS = (
    select(Decision)
    .where(Decision.revision_id == bindparam("revision_id"), Decision.action == Action.APPROVE)
    .options(
        joinedload(Decision.person, innerjoin=True), joinedload(Decision.sponsor, innerjoin=True)
    )
    .order_by(Decision.id)
)


def approvals(session: Session, revision: Revision) -> Sequence[Decision]:
    """Return the approvals of a revision, oldest first, each with its person and sponsor."""
    return session.scalars(APPROVALS, {"revision_id": revision.id}).all()


DECIDERS = select(
    listed(people.TEAM, people.RoleHolder, *people.TEAM_ORDER).label("team"),
    exists().where(Decision.revision_id == bindparam("revision_id")).label("decided"),
)


def deciders(
    session: Session, update: ProgressUpdate, revision: Revision, on: date
) -> tuple[Sequence[people.RoleHolder], Sequence[Decision]]:
    """Return the people of the workstream on a day, and the approvals of a revision so far."""
    values = {"workstream_id": update.workstream_id, "revision_id": revision.id, "on": on}
    row = session.execute(DECIDERS, values).one()
    return row.team, approvals(session, revision) if row.decided else ()


def has_sent_back(session: Session, revision: Revision, actor: Actor) -> bool:
    """Return whether this person sent this revision back, so a second click does nothing."""
    return (
        session.scalar(
            select(Decision.id).where(
                Decision.revision_id == revision.id,
                Decision.person_id == actor.person_id,
                Decision.action == Action.SEND_BACK,
            )
        )
        is not None
    )


def was_opened(session: Session, revision: Revision) -> bool:
    """Return whether somebody who may decide has opened a revision."""
    return (
        session.scalar(
            select(RevisionReading.person_id)
            .where(RevisionReading.revision_id == revision.id)
            .limit(1)
        )
        is not None
    )


def extended_until(session: Session, update: ProgressUpdate) -> date | None:
    """Return the last day of the time given beyond the period's deadline, or None."""
    return session.scalar(
        select(Extension.until)
        .where(Extension.update_id == update.id)
        .order_by(Extension.id.desc())
        .limit(1)
    )


def printed_milestones(session: Session, update: ProgressUpdate) -> frozenset[int]:
    """Return the numbers of the milestones that an edition printed of this very update."""
    return before.printed_milestones(session, [update.id]).get(update.id, frozenset())


def _office(session: Session, programme_id: int, on: date) -> str:
    """Return who works in the programme office, by name; empty when nobody does."""
    names = holders_on(session, on, [programme_id]).names(Role.PMO, programme_id, None)
    return listing(names) if names else ""


def check_facts(
    session: Session,
    update: ProgressUpdate,
    writer_id: int | None,
    *,
    at: datetime,
    setting: Setting | None = None,
) -> Facts:
    """Return what the checks compare an update with; `writer_id` is who is about to submit it.

    A page that has read the setting already gives it.
    """
    today = at.astimezone(LONDON).date()
    setting = setting or get_setting(session, update, writer_id, today)
    last, steps = setting.last, setting.steps
    writers = update.contributor_ids | ({writer_id} if writer_id else set())
    needed = approval.places(people.sponsorships(setting.holders), writers)
    stuck = approval.without_decider(needed)
    blocked = not needed or bool(stuck)
    return Facts(
        code=update.workstream.code,
        period_starts_on=update.period.starts_on,
        period_ends_on=update.period.ends_on,
        on=today,
        agreed_on=update.workstream.agreed_on,
        steps={number: step.label for number, step in steps.items()},
        definitions={number: step.definition for number, step in steps.items()},
        previous=last.content if last else None,
        previous_step=last.step.number if last and last.step else None,
        sponsors=()
        if blocked
        else tuple(dict.fromkeys(name for place in needed for name in place.deciders.values())),
        blocked=[place.sponsor for place in stuck],
        fixer=_office(session, update.programme_id, today) if blocked else "",
        issued_milestones=printed_milestones(session, update) if setting.printed else frozenset(),
    )


@dataclass(frozen=True)
class SentBack:
    """Why an update came back, from whom, by which act, and which sections were named."""

    action: Action
    by: str
    at: datetime
    reason: str
    sections: tuple[Section, ...]
    """Empty where the whole update came back."""
    revision: int


def last_sent_back(session: Session, update: ProgressUpdate) -> SentBack | None:
    """Return how the update last came back to its lead, or None."""
    row = session.execute(
        select(
            UpdateEvent.action,
            Person.name,
            UpdateEvent.at,
            UpdateEvent.note,
            UpdateEvent.sections,
            Revision.number,
        )
        .join(Revision, Revision.id == UpdateEvent.revision_id)
        .join(Person, Person.id == UpdateEvent.actor_id)
        .where(UpdateEvent.update_id == update.id, UpdateEvent.to_status == UpdateStatus.RETURNED)
        .order_by(UpdateEvent.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    sections = tuple(Section(name) for name in row.sections.split())
    return SentBack(row.action, row.name, row.at, row.note, sections, row.number)


def history(session: Session, update: ProgressUpdate) -> Sequence[UpdateEvent]:
    """Return every step in the life of the update, newest first, with actor and revision."""
    return session.scalars(
        select(UpdateEvent)
        .where(UpdateEvent.update_id == update.id)
        .options(joinedload(UpdateEvent.actor), joinedload(UpdateEvent.revision))
        .order_by(UpdateEvent.id.desc())
    ).all()


def decisions(session: Session, update: ProgressUpdate) -> Sequence[Decision]:
    """Return every decision on the update, oldest first, with person, sponsor and revision."""
    return session.scalars(
        select(Decision)
        .join(Revision, Revision.id == Decision.revision_id)
        .where(Revision.update_id == update.id)
        .options(
            joinedload(Decision.person),
            joinedload(Decision.sponsor),
            joinedload(Decision.revision),
        )
        .order_by(Decision.id)
    ).all()


def get_revision(session: Session, update: ProgressUpdate, number: int) -> Revision:
    """Return one submitted revision with its submitter; raises NotFound."""
    revision = session.scalars(
        select(Revision)
        .where(Revision.update_id == update.id, Revision.number == number)
        .options(joinedload(Revision.submitted_by))
    ).one_or_none()
    if revision is None:
        raise NotFound
    return revision


DRAFT_SECTION = (
    select(DraftSection)
    .where(
        DraftSection.update_id == bindparam("update_id"),
        DraftSection.section == bindparam("section"),
    )
    .options(joinedload(DraftSection.person, innerjoin=True))
)


def find_draft_section(
    session: Session, update: ProgressUpdate, section: Section
) -> DraftSection | None:
    """Return who last saved a section, with the person; None while nobody has."""
    return session.scalars(
        DRAFT_SECTION, {"update_id": update.id, "section": section}
    ).one_or_none()
