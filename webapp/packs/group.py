"""What the Improvement Group does with an update while it reviews the pack: query it, rate it.

Both make the pack another one, so its version goes up; they flush and never commit.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from models import AgreedRating, Pack, ProgressUpdate
from models.enums import Action, PackStatus, Section, UpdateStatus
from webapp import audit, moves
from webapp.domain import policy, workflow
from webapp.domain.actor import Actor
from webapp.domain.errors import IllegalMove, Incomplete, Stale
from webapp.domain.exempt import Exemption
from webapp.exempting import columns
from webapp.notifications import outbox
from webapp.packs import queries


def query(
    session: Session,
    pack: Pack,
    update: ProgressUpdate,
    actor: Actor,
    *,
    at: datetime,
    seen: str,
    reason: str,
    sections: Sequence[Section],
) -> None:
    """Send an update back to its lead and sponsor with a reason; approvals of it stand no more.

    `seen` is the SHA-256 of the revision on the page; no `sections` means all of it. Querying it
    twice does nothing. Raises NotAllowed, IllegalMove, Stale, or Incomplete without a reason.
    """
    policy.require(policy.why_not(actor, Action.QUERY, update))
    queries.require_revision(update, seen)
    if queries.has_queried(session, update, actor):
        return
    _require_review(pack)
    workflow.next_status(workflow.UPDATE, Action.QUERY, update.status)
    if not reason.strip():
        raise Incomplete("Say what the group wants to know.", "Lead and sponsor need it to answer.")
    moves.change_pack(session, pack, {})
    moves.move_update(
        session,
        update,
        actor,
        Action.QUERY,
        at=at,
        note=reason,
        sections=sections,
        **moves.VOID,
    )


def rate(
    session: Session,
    pack: Pack,
    update: ProgressUpdate,
    actor: Actor,
    *,
    at: datetime,
    seen: str,
    standing: int | None,
    step: int | None,
    reason: str,
    exempt: Exemption | None = None,
) -> None:
    """Set the rating that the group agrees for an update, with its reason; the others stay.

    Leads and sponsors hear that there is one. `seen` is the SHA-256 of the revision, `standing` the
    rating on the page; `exempt` marks the reason as not for publication. The same rating for the
    same reason twice does nothing. Raises NotAllowed, IllegalMove, Stale, or Incomplete when the
    rating is the one that stands or not on the scale, or has no reason.
    """
    policy.require(policy.why_not(actor, Action.RATE, update))
    revision = queries.require_revision(update, seen)
    _require_review(pack)
    if update.status is not UpdateStatus.IN_PACK:
        raise IllegalMove(
            "This update is not in the pack, so the group cannot set its rating.",
            "Go back and load the page again to see where it stands.",
        )
    last = queries.agreed_rating(session, revision)
    if last and (last.person_id, last.step, last.reason) == (actor.person_id, step, reason):
        return
    now = last.step if last else update.confirmed_step or revision.proposed_step
    if now != standing:
        raise Stale(
            "Somebody else set another rating after you opened the page. Yours was not recorded.",
            "Look at the rating as it stands now, then decide.",
        )
    _require_sound_rating(pack, step, now, reason)
    moves.change_pack(session, pack, {})
    session.add(
        AgreedRating(
            revision_id=revision.id,
            step=step,
            reason=reason,
            person_id=actor.person_id,
            at=at,
            **columns(exempt),
        )
    )
    session.flush()
    audit.record(
        session,
        actor.person_id,
        f"update.{Action.RATE}",
        f"update:{update.id}",
        at=at,
        detail={"revision": revision.id, "from": now, "to": step},
    )
    outbox.announce_update(session, update, Action.RATE, actor_id=actor.person_id, at=at)


def _require_review(pack: Pack) -> None:
    """Raise IllegalMove unless the group has the pack before it."""
    if pack.status is not PackStatus.UNDER_REVIEW:
        raise IllegalMove(
            "The Improvement Group is not reviewing this pack now, so nothing was recorded.",
            "Go back and load the page again to see where it stands.",
        )


def _require_sound_rating(pack: Pack, step: int | None, now: int, reason: str) -> None:
    """Raise Incomplete for a rating that is not on the scale, changes nothing or has no reason."""
    if step not in {row.number for row in pack.period.phase.scale.steps}:
        raise Incomplete("Choose a rating.", "It must be one of those shown.")
    if step == now:
        raise Incomplete("This is the rating already.", "Choose another one, or leave it as it is.")
    if not reason.strip():
        raise Incomplete("Give the reason for the rating.", "It is printed beside it.")
