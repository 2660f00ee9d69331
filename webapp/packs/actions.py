"""What may happen to a pack on its way: review, include, agree, issue.

Every action takes a pack from `queries.get_pack(…, lock=True)`, flushes and never commits; a
refusal leaves nothing behind.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from models import Edition, Pack, ProgressUpdate
from models.enums import Action, Audience, PackStatus, PeriodStatus, UpdateStatus
from webapp import audit, checkpoints, moves, periods
from webapp.clock import LONDON
from webapp.domain import policy, workflow
from webapp.domain.actor import Actor
from webapp.domain.errors import IllegalMove, Incomplete, NotAllowed, Stale
from webapp.domain.wording import listing, moment
from webapp.packs import accepting, queries
from webapp.packs.bundle import fingerprints
from webapp.packs.contents import pack_data
from webapp.packs.entries import agreed_ratings
from webapp.packs.foreword import words_of
from webapp.packs.freezing import freeze
from webapp.packs.meeting import queried


def review(session: Session, pack: Pack, actor: Actor, *, at: datetime) -> None:
    """Send the pack to the Improvement Group with every update approved so far.

    A period still open is closed to returns first, and moves on to preparation. Done already, it
    does nothing. Raises NotAllowed, IllegalMove or Stale.
    """
    policy.require(policy.why_not_pack(actor, Action.REVIEW, pack))
    if pack.status is PackStatus.UNDER_REVIEW:
        return
    moves.move_pack(session, pack, actor, Action.REVIEW, at=at)
    if pack.period.status is PeriodStatus.OPEN:
        periods.close_period(session, pack.period, actor, at=at)
    moves.move_period(session, pack.period, actor, Action.REVIEW, at=at)
    for update in queries.updates_in(session, pack, UpdateStatus.APPROVED):
        moves.move_update(session, update, actor, Action.INCLUDE, at=at)


def include(
    session: Session, pack: Pack, update: ProgressUpdate, actor: Actor, *, at: datetime
) -> None:
    """Put an update that was approved later into the pack the group is reviewing.

    The pack's version goes up, so nobody agrees a pack they have not seen. Done already, it does
    nothing. Raises NotAllowed, IllegalMove or Stale.
    """
    policy.require(policy.why_not(actor, Action.INCLUDE, update))
    _require_review(pack)
    if update.status is UpdateStatus.IN_PACK:
        return
    moves.change_pack(session, pack, {})
    moves.move_update(session, update, actor, Action.INCLUDE, at=at)


def include_unconfirmed(
    session: Session,
    pack: Pack,
    update: ProgressUpdate,
    actor: Actor,
    *,
    at: datetime,
    seen: str,
    reason: str,
) -> None:
    """Put the lead's return into the pack without its sponsors' approval, marked so for ever.

    Silence is never consent: this prints what is missing and approves nothing. `seen` is the
    SHA-256 of the revision on the page. Done already, it does nothing. Raises NotAllowed,
    IllegalMove before the sponsors' deadline, Stale, or Incomplete without a reason.
    """
    policy.require(policy.why_not(actor, Action.INCLUDE_UNCONFIRMED, update))
    _require_review(pack)
    queries.require_revision(update, seen)
    if update.status is UpdateStatus.IN_PACK and update.approved_revision_id is None:
        return
    workflow.next_status(workflow.UPDATE, Action.INCLUDE_UNCONFIRMED, update.status)
    if at <= pack.period.sponsor_due_at:
        due = moment(pack.period.sponsor_due_at.astimezone(LONDON))
        raise IllegalMove(
            f"The sponsors have until {due}, so the update cannot go in without them yet.",
            "Remind the sponsor, or appoint a deputy.",
        )
    if not reason.strip():
        raise Incomplete(
            "Say why the update goes in without its sponsor.", "It stays in the record."
        )
    moves.change_pack(session, pack, {})
    moves.move_update(session, update, actor, Action.INCLUDE_UNCONFIRMED, at=at, note=reason)


def _require_review(pack: Pack) -> None:
    """Raise IllegalMove unless the group is reviewing the pack."""
    if pack.status is not PackStatus.UNDER_REVIEW:
        raise IllegalMove(
            "Updates can be added only while the Improvement Group is reviewing the pack.",
            "Go back and load the page again to see where it stands.",
        )


def why_not_agree(actor: Actor, updates: Sequence[ProgressUpdate]) -> NotAllowed | None:
    """Return why the chair may not agree a pack that holds these updates: they wrote one."""
    own = [row.workstream.name for row in updates if actor.person_id in row.contributor_ids]
    if not own:
        return None
    return NotAllowed(
        f"You wrote part of the update of {listing(own)}, so you cannot agree a pack that holds "
        "it.",
        "Ask the programme office to name somebody else as chair of the Improvement Group for "
        "this pack.",
    )


def agree(session: Session, pack: Pack, actor: Actor, *, at: datetime, seen: int | None) -> Edition:
    """Agree the pack for the Improvement Group: its ratings stand, and the record is frozen.

    Each included update is accepted with the rating the group set, else the one its sponsors
    confirmed, else the lead's; an edition for the group is frozen, and the board's pack is made
    from the same words or moves on again. `seen` is the version on the chair's page. Agreed
    already, it returns that edition. Raises NotAllowed, IllegalMove, Stale, or Incomplete when the
    pack holds no update, or while a query is neither answered nor carried.
    """
    policy.require(policy.why_not_pack(actor, Action.AGREE, pack))
    if pack.status is PackStatus.AGREED and pack.audience is Audience.IMPROVEMENT_GROUP:
        return pack.editions[-1]
    workflow.next_status(workflow.PACK, Action.AGREE, pack.status)
    if pack.audience is not Audience.IMPROVEMENT_GROUP:
        raise IllegalMove(
            "The chair agrees the pack of the Improvement Group; the board’s follows from it.",
            "Go to the pack of the Improvement Group.",
        )
    if pack.version != seen:
        raise Stale(
            "The pack was changed after you opened the page, so it was not agreed.",
            "Read it as it stands now, then agree it.",
        )
    queried.require_settled(session, pack)
    updates = queries.updates_in(session, pack, UpdateStatus.IN_PACK)
    if not updates and not queries.updates_in(session, pack, UpdateStatus.ISSUED):
        raise Incomplete(
            "The pack holds no update yet, so there is nothing to agree.",
            "Ask the programme office to include the updates that are approved.",
        )
    if refusal := why_not_agree(actor, updates):
        raise refusal
    agreed = agreed_ratings(session, pack.period_id)
    for update in updates:
        assert update.revision is not None  # noqa: S101 - what is in a pack was submitted
        rating = agreed.get(update.revision.id)
        step = rating.step if rating else update.confirmed_step or update.revision.proposed_step
        moves.move_update(session, update, actor, Action.AGREE, at=at, agreed_step=step)
    edition = freeze(session, pack, actor, at=at)
    moves.move_pack(session, pack, actor, Action.AGREE, at=at, detail=fingerprints(edition))
    _hand_on(session, pack, actor, at=at)
    checkpoints.checkpoint(session, at=at)
    return edition


def _hand_on(session: Session, pack: Pack, actor: Actor, *, at: datetime) -> None:
    """Make the board's pack of what the group agreed, or bring the one that waited in line."""
    board = queries.board_pack(session, pack, lock=True)
    if board is not None:
        moves.move_pack(
            session,
            board,
            actor,
            Action.AGREE,
            at=at,
            tell=False,
            **words_of(pack),
        )
        return
    board = Pack(
        period_id=pack.period_id,
        audience=Audience.IIB,
        status=PackStatus.AGREED,
        moved_at=at,
        **words_of(pack),
    )
    session.add(board)
    session.flush()
    audit.record(
        session,
        actor.person_id,
        f"pack.{Action.OPEN}",
        f"pack:{board.id}",
        at=at,
        detail={"to": board.status, "audience": board.audience},
    )


def free_from(pack: Pack) -> datetime:
    """Return when an agreed pack may go out: until then it can be stopped."""
    return pack.moved_at + timedelta(hours=pack.period.phase.programme.quarantine_hours)


def issue(session: Session, pack: Pack, actor: Actor, *, at: datetime) -> Edition:
    """Issue a pack; its text and files are frozen for ever.

    With the board's pack its updates and the period are issued; packs for others follow it. What
    was not submitted by then is marked so, whatever time it was given; what the checks found goes
    out only with a decision, which stays with the edition. Issued already, it returns that
    edition. Raises NotAllowed, Stale, IllegalMove also while the pack can still be stopped, or
    Incomplete while a finding stands, and when an approved text is not what was approved.
    """
    policy.require(policy.why_not_pack(actor, Action.ISSUE, pack))
    if pack.audience is Audience.IMPROVEMENT_GROUP:
        raise IllegalMove(
            "The pack of the Improvement Group is agreed by its chair and is not issued.",
            "Issue the pack for the Independent Improvement Board.",
        )
    if pack.status is PackStatus.ISSUED:
        return pack.editions[-1]
    workflow.next_status(workflow.PACK, Action.ISSUE, pack.status)
    if at < (free := free_from(pack)):
        raise IllegalMove(
            f"This pack can go out from {moment(free.astimezone(LONDON))}.",
            "Until then it can be stopped. Come back after that.",
        )
    to_board = pack.audience is Audience.IIB
    if not to_board:
        _require_issued_board(session, pack)
    judged = accepting.judge_pack(session, pack, pack_data(session, pack, at=at))
    accepting.require_settled(judged)
    if to_board and not pack.editions:
        periods.close_updates(session, pack.period, actor, at=at, with_extensions=True)
    for update in queries.updates_in(session, pack, UpdateStatus.ACCEPTED) if to_board else ():
        moves.move_update(session, update, actor, Action.ISSUE, at=at)
    edition = freeze(session, pack, actor, at=at)
    accepting.keep(session, edition, judged)
    moves.move_pack(session, pack, actor, Action.ISSUE, at=at, detail=fingerprints(edition))
    if to_board:
        moves.move_period(session, pack.period, actor, Action.ISSUE, at=at)
    checkpoints.checkpoint(session, at=at)
    return edition


def _require_issued_board(session: Session, pack: Pack) -> None:
    """Raise IllegalMove unless the board was issued what a pack for other readers says again."""
    board = queries.board_pack(session, pack)
    if board is None or board.status is not PackStatus.ISSUED:
        raise IllegalMove(
            "The Independent Improvement Board has not got its pack yet, or it is being corrected.",
            "Issue the board’s pack first.",
        )
