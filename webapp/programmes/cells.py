"""The cells of the status board: what one reader may see of each workstream in each period."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from models import RagStep, ReportingPeriod
from models.enums import Change, PeriodStatus
from webapp.domain import policy, ratings, turns
from webapp.domain.actor import Actor
from webapp.domain.approval import Place
from webapp.domain.calendar import Today
from webapp.domain.summary import Summary
from webapp.editions import IssuedRating
from webapp.holders import Holders
from webapp.programmes.board import Cell


@dataclass(frozen=True, kw_only=True)
class Cells:
    """All that the cells are made from; `periods` run from the newest back."""

    actor: Actor
    today: Today
    periods: Sequence[ReportingPeriod]
    all_known: bool
    """Whether `periods` goes back to the first one of the phase."""
    updates: Mapping[tuple[int, int], Summary]
    """By workstream and period."""
    issued: Mapping[tuple[int, int], IssuedRating]
    """What the board's latest editions print, by workstream and period."""
    steps: Mapping[int, RagStep]
    holders: Holders
    approvals_left: Mapping[int, tuple[Place, ...]]
    """By update, while it is with its sponsors."""

    def cell(self, workstream_id: int, place: int) -> Cell:
        """Return what is known of a workstream in the period at a place."""
        period = self.periods[place]
        update = self.updates.get((workstream_id, period.id))
        if period.status is PeriodStatus.ISSUED:
            return self._issued(workstream_id, place, update)
        if update is None:
            return Cell(period=period.name, under_way=True)
        readable = policy.may_read(self.actor, update)
        # While an issued rating is being corrected it stands until the next edition.
        standing = self.issued.get((workstream_id, period.id))
        shown = (update.step if readable else None) or (standing.step if standing else None)
        due = turns.update_due(update.status, period)
        return Cell(
            period=period.name,
            under_way=True,
            status=update.status,
            step=self.steps[shown] if shown else None,
            change=self._change(workstream_id, place, shown) if shown else None,
            confirmed=update.confirmed if readable and update.step else True,
            rating_id=update.id if shown and readable and update.step else None,
            holder=self.holders.having(update, self.approvals_left.get(update.id, ())),
            days=self.today.days_since(update.moved_at),
            due=self.today.deadline(due) if due else None,
        )

    def _issued(self, workstream_id: int, place: int, update: Summary | None) -> Cell:
        """Return a cell of an issued period; its rating was read by all who see the board."""
        period = self.periods[place]
        rating = self.issued.get((workstream_id, period.id))
        if update is None or rating is None:
            return Cell(period=period.name, under_way=False)
        return Cell(
            period=period.name,
            under_way=False,
            status=update.status,
            step=self.steps[rating.step],
            confirmed=rating.confirmed,
            corrected=rating.corrected,
            change=self._change(workstream_id, place, rating.step),
            rating_id=update.id if policy.may_read(self.actor, update) else None,
        )

    def _change(self, workstream_id: int, place: int, step: int) -> Change | None:
        """Compare a rating with the last issued one before it."""
        earlier = (
            self.issued.get((workstream_id, period.id)) for period in self.periods[place + 1 :]
        )
        return change_since(
            step, (rating.step for rating in earlier if rating), all_known=self.all_known
        )


def change_since(step: int, earlier: Iterable[int | None], *, all_known: bool) -> Change | None:
    """Compare a step with the last one before it (newest first); None when that was not read."""
    before = next(filter(None, earlier), None)
    if before is None and not all_known:
        return None
    return ratings.change(step, before)
