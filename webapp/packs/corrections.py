"""Taking back what was decided: an agreed pack goes back under review, an issued one is corrected.

Nothing that was frozen ever changes: a new edition replaces the old one, and both say so.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from models import Pack, ProgressUpdate
from models.enums import Action, Audience, PackStatus, Section, UpdateStatus
from webapp import moves
from webapp.domain import content, policy, workflow
from webapp.domain.actor import Actor
from webapp.domain.errors import IllegalMove, Incomplete, Stale
from webapp.packs import queries
from webapp.packs.wording import titled


def release(
    session: Session, pack: Pack, actor: Actor, *, at: datetime, seen: int | None, reason: str
) -> None:
    """Put an agreed pack of the group back under review before it has gone to the board.

    The board's pack waits with it, and the updates in both are open to the group again. `seen` is
    the version on the page. Done already, it does nothing. Raises NotAllowed, IllegalMove, Stale,
    or Incomplete without a reason.
    """
    policy.require(policy.why_not_pack(actor, Action.RELEASE, pack))
    if pack.status is PackStatus.UNDER_REVIEW and pack.correction == reason:
        return
    board = _board(session, pack)
    workflow.next_status(workflow.PACK, Action.RELEASE, pack.status)
    if board.status is PackStatus.ISSUED:
        raise IllegalMove(
            "The pack has gone to the board, so it cannot be stopped any more.",
            "Ask the programme office to correct the issued edition.",
        )
    if pack.version != seen:
        raise Stale(
            "The pack was changed after you opened the page, so it was not stopped.",
            "Look at it as it stands now.",
        )
    if not reason.strip():
        raise Incomplete("Say why the pack is stopped.", "The group needs to know.")
    moves.move_pack(session, pack, actor, Action.RELEASE, at=at, correction=reason)
    moves.move_pack(session, board, actor, Action.RELEASE, at=at, tell=False, correction=reason)
    for update in queries.updates_in(session, pack, UpdateStatus.ACCEPTED):
        moves.move_update(
            session, update, actor, Action.RELEASE, at=at, note=reason, agreed_step=None
        )


def correct(
    session: Session,
    pack: Pack,
    actor: Actor,
    *,
    at: datetime,
    seen: int | None,
    reason: str,
    update_ids: Collection[int],
    sections: Sequence[Section],
) -> None:
    """Begin the correction of what the board was issued; `pack` is the group's of that period.

    The updates chosen go back to their leads, open in those of the `sections` they have (none: all
    of it); with none chosen it is an erratum of the pack. The others stay issued, and everything
    goes through group and issue again. `seen` is the number of the edition on the page. Done
    already, it does nothing. Raises NotAllowed, NotFound, IllegalMove, Stale, or Incomplete without
    a reason or for an update that has none of the sections.
    """
    policy.require(policy.why_not_pack(actor, Action.CORRECT, pack))
    board = _board(session, pack)
    edition = board.editions[-1] if board.editions else None
    if board.status is PackStatus.UNDER_REVIEW and board.correction == reason and edition:
        return
    workflow.next_status(workflow.PACK, Action.CORRECT, board.status)
    if edition is None or edition.number != seen:
        raise Stale(
            "A later edition was issued after you opened the page, so nothing was corrected.",
            "Correct the latest edition.",
        )
    if not reason.strip():
        raise Incomplete("Say what is corrected and why.", "It is printed in the new edition.")
    chosen = [queries.find_update(session, pack, update_id) for update_id in sorted(update_ids)]
    opened = {update: _opened(update, sections) for update in chosen}
    moves.move_pack(session, board, actor, Action.CORRECT, at=at, correction=reason)
    moves.move_pack(session, pack, actor, Action.RELEASE, at=at, tell=False, correction=reason)
    moves.move_period(session, pack.period, actor, Action.CORRECT, at=at)
    for update, parts in opened.items():
        moves.move_update(
            session,
            update,
            actor,
            Action.CORRECT,
            at=at,
            note=reason,
            sections=parts,
            agreed_step=None,
            **moves.VOID,
        )


def _opened(update: ProgressUpdate, sections: Sequence[Section]) -> tuple[Section, ...]:
    """Return those of the sections that an update has; raises Incomplete where there are none.

    Nothing may be left over: no sections at all would open the whole update.
    """
    has = content.sections_of(content.decode(update.draft))
    opened = tuple(section for section in sections if section in has)
    if sections and not opened:
        raise Incomplete(
            f"{titled(update.workstream)} has no measures, so nothing of it could be changed.",
            "Leave it out, or choose another section as well.",
        )
    return opened


def _board(session: Session, pack: Pack) -> Pack:
    """Return the board's pack beside the group's, held for a change; raises IllegalMove."""
    if pack.audience is not Audience.IMPROVEMENT_GROUP:
        raise IllegalMove(
            "The board’s pack follows from the Improvement Group’s and is taken back with it.",
            "Go to the pack of the Improvement Group.",
        )
    board = queries.board_pack(session, pack, lock=True)
    if board is None:
        raise IllegalMove(
            "Nothing was agreed yet, so there is nothing to take back.",
            "Wait until the Improvement Group has agreed the pack.",
        )
    return board
