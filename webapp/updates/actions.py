"""What may happen to one update: start, save, submit, recall, send back, approve.

Every action flushes and never commits; a refusal leaves nothing behind.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import select
from sqlalchemy import update as change
from sqlalchemy.orm import Session

from models import (
    Decision,
    DraftSection,
    ProgressUpdate,
    Revision,
    UpdateContributor,
    Workstream,
)
from models.enums import Action, Section, UpdateStatus
from webapp import moves
from webapp.clock import LONDON
from webapp.domain import checks, content, policy, workflow
from webapp.domain.actor import Actor
from webapp.domain.content import Row, UpdateContent
from webapp.domain.errors import IllegalMove, Incomplete, SectionConflict, Stale
from webapp.updates import queries, registers

ATTESTATION = (
    "I have read this update. The rating is my own judgement of the evidence, "
    "and the text may go to the Improvement Group."
)
"""Words a sponsor confirms when approving; stored with the approval as they stood."""


def start(session: Session, update: ProgressUpdate, actor: Actor, *, at: datetime) -> None:
    """Begin writing: the draft opens with what the last approved update promised and left open."""
    last = queries.last_period(session, update)
    draft = content.encode(content.carry_forward(last.content if last else None))
    moves.move_update(session, update, actor, Action.START, at=at, draft=draft, draft_saved_at=at)


def _numbered(
    session: Session, update: ProgressUpdate, typed: UpdateContent, section: Section
) -> UpdateContent:
    """Give new rows (number 0) the next numbers of the workstream's register."""

    def number(rows: tuple[Row, ...], counter: str) -> tuple[Row, ...]:
        new = sum(row.number == 0 for row in rows)
        if not new:
            return rows
        column = getattr(Workstream, counter)
        after = session.scalar(
            change(Workstream)
            .where(Workstream.id == update.workstream_id)
            .values({counter: column + new})
            .returning(column)
            .execution_options(synchronize_session=False)
        )
        following = iter(range(after - new, after))
        return tuple(
            row if row.number else msgspec.structs.replace(row, number=next(following))
            for row in rows
        )

    match section:
        case Section.MILESTONES:
            return msgspec.structs.replace(
                typed, milestones=number(typed.milestones, "next_milestone")
            )
        case Section.PLANNED:
            return msgspec.structs.replace(typed, planned=number(typed.planned, "next_milestone"))
        case Section.RISKS:
            return msgspec.structs.replace(typed, risks=number(typed.risks, "next_risk"))
        case Section.CONCERNS:
            return msgspec.structs.replace(typed, issues=number(typed.issues, "next_issue"))
        case _:
            return typed


def save(
    session: Session,
    update: ProgressUpdate,
    actor: Actor,
    section: Section,
    typed: UpdateContent,
    *,
    at: datetime,
    seen: str,
    window: str = "",
) -> UpdateContent:
    """Write one section of the draft and return the whole draft; notes the writer as contributor.

    `seen` is the fingerprint of the section as the writer last saw it; `window` names the browser
    window, whose own earlier saves never collide. Raises SectionConflict when somebody changed the
    section since, NotAllowed, IllegalMove when the update is not being written.
    """
    policy.require(policy.why_not(actor, Action.SAVE, update))
    if update.status not in workflow.EDITABLE:
        raise IllegalMove(
            "This update is not being written now, so the change was not saved.",
            "If you lead this workstream and its sponsor has not decided yet, take it back first.",
        )
    stored = content.decode(update.draft)
    known = content.adopt_numbers(stored, typed)
    if section is Section.MILESTONES and (lost := content.missing_promises(stored, known)):
        raise Incomplete(
            f"“{lost[0].title}” was promised last time, so it cannot be removed.",
            "Choose “Dropped” and say why in its status.",
        )
    merged = content.merge_section(stored, _numbered(session, update, known, section), section)
    if merged == stored:
        return stored
    saved = queries.find_draft_section(session, update, section)
    own_window = saved is not None and window != "" and saved.window == window
    if saved and not own_window and content.section_fingerprint(stored, section) != seen:
        by = saved.person.name if saved.person_id != actor.person_id else "You, in another window,"
        raise SectionConflict(by, saved.saved_at, stored)
    if saved is None:
        saved = DraftSection(update_id=update.id, section=section)
        session.add(saved)
    saved.person_id, saved.window, saved.saved_at = actor.person_id, window, at
    if actor.person_id not in update.contributor_ids:
        update.contributors.append(
            UpdateContributor(update_id=update.id, person_id=actor.person_id, first_at=at)
        )
    moves.change_draft(session, update, content.encode(merged), at=at)
    session.flush()
    return merged


def submit(
    session: Session, update: ProgressUpdate, actor: Actor, *, at: datetime, seen: str
) -> None:
    """Send the draft to the sponsor as a new immutable revision.

    `seen` is the fingerprint of the draft on the page. The same submission twice does nothing.
    Raises Stale when the draft has changed, Incomplete when a check stops it.
    """
    policy.require(policy.why_not(actor, Action.SUBMIT, update))
    latest = update.revision
    if update.status is UpdateStatus.WITH_SPONSOR and latest and latest.sha256 == seen:
        return
    workflow.next_status(workflow.UPDATE, Action.SUBMIT, update.status)
    if content.fingerprint(update.draft) != seen:
        raise Stale(
            "The update was changed after you opened this page, so it was not submitted.",
            "Read it again as it stands now, then submit it.",
        )
    draft = content.decode(update.draft)
    team = queries.team(session, update.workstream_id, at.astimezone(LONDON).date())
    writers = update.contributor_ids | {actor.person_id}
    approvers = queries.possible_approvers(team, writers)
    findings = checks.before_submission(draft, sponsors=[person.name for person in approvers])
    if findings or draft.step is None:
        raise Incomplete(
            "; ".join(finding.message for finding in findings), "Mend this and submit again."
        )
    if actor.person_id not in update.contributor_ids:
        update.contributors.append(
            UpdateContributor(update_id=update.id, person_id=actor.person_id, first_at=at)
        )
    revision = Revision(
        update_id=update.id,
        number=latest.number + 1 if latest else 1,
        content=update.draft,
        sha256=seen,
        proposed_step=draft.step,
        submitted_by_id=actor.person_id,
        submitted_at=at,
    )
    session.add(revision)
    session.flush()
    moves.move_update(session, update, actor, Action.SUBMIT, at=at, revision_id=revision.id)


def recall(session: Session, update: ProgressUpdate, actor: Actor, *, at: datetime) -> None:
    """Take a submitted update back to the draft while the sponsor has not decided."""
    moves.move_update(session, update, actor, Action.RECALL, at=at)


def _decided_revision(update: ProgressUpdate, seen: str) -> Revision:
    """Return the revision a decision is about; raises Stale when it is not the one on the page."""
    if update.revision is None or update.revision.sha256 != seen:
        raise Stale(
            "The update was changed after you opened this page. Your decision was not recorded.",
            "Read it as it stands now, then decide.",
        )
    return update.revision


def _already(session: Session, revision: Revision, actor: Actor, action: Action) -> bool:
    """Return whether this person already decided just this, so a second click does nothing."""
    return (
        session.scalar(
            select(Decision.id).where(
                Decision.revision_id == revision.id,
                Decision.person_id == actor.person_id,
                Decision.action == action,
            )
        )
        is not None
    )


def send_back(
    session: Session,
    update: ProgressUpdate,
    actor: Actor,
    *,
    at: datetime,
    seen: str,
    reason: str,
    sections: Sequence[Section],
) -> None:
    """Return an update to its lead with a reason and the sections to look at (none: all of it).

    `seen` is the SHA-256 of the revision on the page. Raises Stale, Incomplete without a reason.
    """
    policy.require(policy.why_not(actor, Action.SEND_BACK, update))
    revision = _decided_revision(update, seen)
    if update.status is UpdateStatus.RETURNED and _already(
        session, revision, actor, Action.SEND_BACK
    ):
        return
    if not reason.strip():
        raise Incomplete("Say why you send it back.", "The lead needs to know what to change.")
    moves.move_update(session, update, actor, Action.SEND_BACK, at=at, note=reason)
    session.add(
        Decision(
            revision_id=revision.id,
            action=Action.SEND_BACK,
            person_id=actor.person_id,
            at=at,
            reason=reason,
            sections=" ".join(sections),
        )
    )
    session.flush()


def approve(
    session: Session,
    update: ProgressUpdate,
    actor: Actor,
    *,
    at: datetime,
    seen: str,
    step: int,
    reason: str,
    comment: str,
) -> None:
    """Approve exactly the revision on the page with a confirmed rating; updates the registers.

    `seen` is the SHA-256 of that revision, `step` the confirmed step. Raises Stale when another
    revision is there now, Incomplete when a changed rating has no reason or is not on the scale.
    """
    policy.require(policy.why_not(actor, Action.APPROVE, update))
    revision = _decided_revision(update, seen)
    if update.status is UpdateStatus.APPROVED and _already(
        session, revision, actor, Action.APPROVE
    ):
        return
    if step != revision.proposed_step:
        if not reason.strip():
            raise Incomplete("Give the reason for changing the rating.", "It is printed beside it.")
        if step not in queries.scale_steps(session, update):
            raise Incomplete("This rating is not on the scale.", "Choose one of the ratings shown.")
    moves.move_update(
        session,
        update,
        actor,
        Action.APPROVE,
        at=at,
        note=comment,
        approved_revision_id=revision.id,
        confirmed_step=step,
    )
    session.add(
        Decision(
            revision_id=revision.id,
            action=Action.APPROVE,
            person_id=actor.person_id,
            at=at,
            confirmed_step=step,
            reason=reason if step != revision.proposed_step else "",
            comment=comment,
            attestation=ATTESTATION,
        )
    )
    registers.record(session, update, content.decode(revision.content))
    session.flush()
