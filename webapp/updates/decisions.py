"""What may happen to a submitted update: approve it, send it back, take an approval back.

Every action flushes and never commits; a refusal leaves nothing behind.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from models import Decision, ProgressUpdate, Revision
from models.enums import Action, Section, UpdateStatus
from webapp import moves
from webapp.clock import LONDON
from webapp.domain import approval, content, policy, ratings, workflow
from webapp.domain.actor import Actor
from webapp.domain.approval import Place
from webapp.domain.errors import Incomplete, NotAllowed, Stale
from webapp.domain.exempt import Exemption
from webapp.domain.wording import listing
from webapp.exempting import columns
from webapp.notifications import outbox
from webapp.updates import people, queries, registers

ATTESTATION = (
    "I have read this update. The rating is my own judgement of the evidence, "
    "and the text may go to the Improvement Group."
)
"""Words a sponsor confirms when approving, unless the programme has its own."""


def attestation(update: ProgressUpdate) -> str:
    """Return the words a sponsor ticks; the programme must be loaded."""
    return update.workstream.phase.programme.attestation or ATTESTATION


def _decided_revision(update: ProgressUpdate, seen: str) -> Revision:
    """Return the revision a decision is about; raises Stale when it is not the one on the page."""
    if update.revision is None or update.revision.sha256 != seen:
        raise Stale(
            "The update was changed after you opened this page. Your decision was not recorded.",
            "Read it as it stands now, then decide.",
        )
    return update.revision


def _places(
    update: ProgressUpdate,
    actor: Actor,
    team: Sequence[people.RoleHolder],
    decided: Sequence[Decision],
) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
    """Return the approvals still to be given, and those the actor may give; some, or NotAllowed."""
    left = people.approvals_left(update, team, decided)
    own = approval.held_by(actor.person_id, left)
    if not own:
        raise NotAllowed(
            "There is nothing left for you to decide: "
            f"{listing([f'{row.person.name} approved it' for row in decided])}."
            if decided
            else "You do not stand in for a sponsor of this workstream any more."
        )
    return left, own


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

    It wins over approvals that others gave, which stay in the record. `seen` is the SHA-256 of the
    revision on the page. Sending it back twice does nothing. Raises NotAllowed, IllegalMove,
    Stale, or Incomplete without a reason.
    """
    policy.require(policy.why_not(actor, Action.SEND_BACK, update))
    revision = _decided_revision(update, seen)
    if update.status is UpdateStatus.RETURNED and queries.has_sent_back(session, revision, actor):
        return
    workflow.next_status(workflow.UPDATE, Action.SEND_BACK, update.status)
    if not reason.strip():
        raise Incomplete("Say why you send it back.", "The lead needs to know what to change.")
    team, decided = queries.deciders(session, update, revision, at.astimezone(LONDON).date())
    _, own = _places(update, actor, team, decided)
    moves.move_update(
        session, update, actor, Action.SEND_BACK, at=at, note=reason, sections=sections
    )
    session.add(
        Decision(
            revision_id=revision.id,
            action=Action.SEND_BACK,
            person_id=actor.person_id,
            sponsor_id=own[0].sponsor_id,
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
    comment_private: bool = False,
    conditions: str = "",
    exempt: Exemption | None = None,
) -> None:
    """Approve exactly the revision on the page with a confirmed rating.

    It fills every place the actor holds, as sponsor or deputy; when the last place is filled the
    update is approved and the registers are brought in line. `seen` is the SHA-256 of the
    revision, `step` the confirmed step; `exempt` marks what the sponsor writes as not for
    publication. Approving twice does nothing. Raises NotAllowed,
    IllegalMove, Stale, or Incomplete when a changed rating has no reason, is not on the scale or
    differs from what another sponsor confirmed, or when a comment is missing.
    """
    policy.require(policy.why_not(actor, Action.APPROVE, update))
    revision = _decided_revision(update, seen)
    team, decided = queries.deciders(session, update, revision, at.astimezone(LONDON).date())
    if update.status in (UpdateStatus.WITH_SPONSOR, UpdateStatus.APPROVED) and any(
        row.person_id == actor.person_id for row in decided
    ):
        return
    workflow.next_status(workflow.UPDATE, Action.APPROVE, update.status)
    left, own = _places(update, actor, team, decided)
    _require_sound_rating(session, update, revision, decided, step=step, reason=reason)
    programme = update.workstream.phase.programme
    if programme.comment_required and step != ratings.BEST and not comment.strip():
        raise Incomplete(
            "Comment on the rating.", "In this programme every rating but the best needs one."
        )
    if len(own) == len(left):
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
        registers.record(session, update, content.decode(revision.content))
    else:
        moves.move_update(session, update, actor, Action.APPROVE_IN_PART, at=at, note=comment)
    session.add_all(
        Decision(
            revision_id=revision.id,
            action=Action.APPROVE,
            person_id=actor.person_id,
            sponsor_id=place.sponsor_id,
            at=at,
            confirmed_step=step,
            reason=reason if step != revision.proposed_step else "",
            comment=comment,
            comment_private=comment_private,
            conditions=conditions,
            attestation=attestation(update),
            **columns(exempt),
        )
        for place in own
    )
    if ratings.is_striking(revision.proposed_step, step):
        outbox.announce_rating(session, update, actor_id=actor.person_id, at=at)
    session.flush()


def _require_sound_rating(
    session: Session,
    update: ProgressUpdate,
    revision: Revision,
    decided: Sequence[Decision],
    *,
    step: int,
    reason: str,
) -> None:
    """Raise Incomplete for a rating that has no reason, is not on the scale or is disputed."""
    if decided and decided[0].confirmed_step != step:
        raise Incomplete(
            f"{decided[0].person.name} confirmed another rating, and both must agree.",
            "Confirm the same rating, or send the update back and say why.",
        )
    if step == revision.proposed_step:
        return
    if not reason.strip():
        raise Incomplete("Give the reason for changing the rating.", "It is printed beside it.")
    if step not in queries.scale_steps(session, update):
        raise Incomplete("This rating is not on the scale.", "Choose one of the ratings shown.")


def revoke(
    session: Session,
    update: ProgressUpdate,
    actor: Actor,
    *,
    at: datetime,
    seen: str,
    reason: str,
    sections: Sequence[Section],
) -> None:
    """Take an approval back before the update is in a pack; it returns to its lead.

    `seen` is the SHA-256 of the approved revision on the page. Done already, it does nothing.
    Raises NotAllowed, IllegalMove, Stale, or Incomplete without a reason.
    """
    policy.require(policy.why_not(actor, Action.REVOKE, update))
    _decided_revision(update, seen)
    if update.status is UpdateStatus.RETURNED:
        return
    workflow.next_status(workflow.UPDATE, Action.REVOKE, update.status)
    if not reason.strip():
        raise Incomplete(
            "Say why you take the approval back.", "The lead needs to know what to change."
        )
    moves.move_update(
        session,
        update,
        actor,
        Action.REVOKE,
        at=at,
        note=reason,
        sections=sections,
        **moves.VOID,
    )
