"""Cancelling a correction that was begun by mistake: what was issued stands as it was.

It can be cancelled until something new was submitted, put into the pack or agreed; then the next
edition is the honest way on.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Decision, Pack, ProgressUpdate
from models.enums import Action, PackStatus, UpdateStatus
from webapp import moves
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.errors import IllegalMove, Incomplete, Stale
from webapp.domain.wording import listing
from webapp.editions import IssuedRating, issued_ratings
from webapp.packs import queries
from webapp.packs.foreword import words_of
from webapp.packs.papers import frozen as papers
from webapp.packs.wording import titled


@dataclass(frozen=True)
class Back:
    """An update that would be issued again, with the rating that was issued of it."""

    update: ProgressUpdate
    rating: IssuedRating
    confirmed_step: int | None
    """What its sponsors confirmed; None where it went out without them."""

    @property
    def written(self) -> bool:
        """Whether something was written since it came back."""
        assert self.update.revision is not None  # noqa: S101 - what was issued was submitted
        return self.update.draft != self.update.revision.content


@dataclass(frozen=True, kw_only=True)
class Undoing:
    """What cancelling would put back, and what stands in its way."""

    state: str
    """Tells what somebody saw from what there is now."""
    back: tuple[Back, ...]
    in_the_way: tuple[str, ...]
    """Workstreams that have moved on since, as they are printed."""
    words_changed: bool
    """Whether something was written in the pack beside its reports."""


def is_in_correction(group: Pack, board: Pack | None) -> bool:
    """Return whether an issued pack is being corrected and nothing was agreed anew."""
    if board is None or not board.editions or not group.editions:
        return False
    reviewed = group.status is board.status is PackStatus.UNDER_REVIEW
    return reviewed and group.editions[-1].issued_at <= board.editions[-1].issued_at


def undoing(session: Session, group: Pack, board: Pack) -> Undoing:
    """Return what cancelling the correction of a period's packs would do; only reads."""
    ratings = issued_ratings(session, [group.period_id])
    approvals = _approvals(session, ratings.values())
    back, in_the_way = [], []
    for row in queries.updates_in(session, group, *UpdateStatus):
        rating = ratings.get((row.workstream_id, row.period_id))
        if rating is None:
            moved_on = row.status is UpdateStatus.IN_PACK
        elif row.status is UpdateStatus.RETURNED and row.revision_id == rating.revision_id:
            given = approvals[rating.revision_id] if rating.confirmed else []
            # An approval of somebody who has written part of it since could not stand.
            moved_on = any(decision.person_id in row.contributor_ids for decision in given)
            back.append(Back(row, rating, given[-1].confirmed_step if given else None))
        else:
            moved_on = row.status is not UpdateStatus.ISSUED
        if moved_on:
            in_the_way.append(titled(row.workstream))
    versions = [board.editions[-1].number, group.version, *(each.update.version for each in back)]
    return Undoing(
        state=".".join(map(str, versions)),
        back=tuple(back),
        in_the_way=tuple(in_the_way),
        words_changed=words_of(group) != words_of(board) or papers.differ(session, group),
    )


def _approvals(
    session: Session, ratings: Iterable[IssuedRating]
) -> defaultdict[int, list[Decision]]:
    """Return the approvals of what was issued, the first one first, by revision."""
    found: defaultdict[int, list[Decision]] = defaultdict(list)
    for row in session.scalars(
        select(Decision)
        .where(
            Decision.revision_id.in_([rating.revision_id for rating in ratings]),
            Decision.action == Action.APPROVE,
        )
        .order_by(Decision.id)
    ):
        found[row.revision_id].append(row)
    return found


def cancel(
    session: Session, pack: Pack, actor: Actor, *, at: datetime, seen: str, reason: str
) -> None:
    """Cancel the correction of what the board was issued; `pack` is the group's of that period.

    What was sent back is issued again with its revision, approval and rating; what was written
    since, in the overview too, is not kept. Leads, sponsors, group and director are told. `seen` is
    the state on the page. Done already, it does nothing. Raises NotAllowed, Stale, Incomplete
    without a reason, or IllegalMove once something new was submitted, put into the pack or agreed.
    """
    policy.require(policy.why_not_pack(actor, Action.CANCEL, pack))
    board = queries.board_pack(session, pack, lock=True)
    if board is not None and board.status is PackStatus.ISSUED:
        if seen.partition(".")[0] == str(board.editions[-1].number):
            return
        raise Stale("A later edition was issued meanwhile.", "Read it as it stands now.")
    if board is None or not is_in_correction(pack, board):
        raise IllegalMove(
            "No correction of this pack can be cancelled now.",
            "Go back and load the page again to see where it stands.",
        )
    found = undoing(session, pack, board)
    if found.in_the_way:
        raise IllegalMove(
            f"{listing(found.in_the_way)}: this has moved on since the correction began.",
            "Let the group agree the pack, and issue the next edition.",
        )
    if found.state != seen:
        raise Stale(
            "Something was written after you opened the page, so the correction goes on.",
            "Look at what would be lost, then decide.",
        )
    if not reason.strip():
        raise Incomplete("Say why the correction is cancelled.", "Leads and sponsors can read it.")
    _put_back(session, pack, board, found, actor, at=at, reason=reason)


def _put_back(
    session: Session,
    pack: Pack,
    board: Pack,
    found: Undoing,
    actor: Actor,
    *,
    at: datetime,
    reason: str,
) -> None:
    """Let packs, period and updates be as they were issued."""
    moves.move_pack(
        session,
        board,
        actor,
        Action.CANCEL,
        at=at,
        detail={"reason": reason},
        correction=board.editions[-1].correction,
    )
    moves.move_pack(
        session,
        pack,
        actor,
        Action.RESTORE,
        at=at,
        tell=False,
        correction=pack.editions[-1].correction,
        **words_of(board),
    )
    papers.restore(session, pack)
    moves.move_period(session, pack.period, actor, Action.CANCEL, at=at)
    for each in found.back:
        row, rating = each.update, each.rating
        assert row.revision is not None  # noqa: S101 - what was issued was submitted
        moves.move_update(
            session,
            row,
            actor,
            Action.CANCEL,
            at=at,
            note=reason,
            draft=row.revision.content,
            agreed_step=rating.step,
            approved_revision_id=rating.revision_id if rating.confirmed else None,
            confirmed_step=each.confirmed_step,
        )
