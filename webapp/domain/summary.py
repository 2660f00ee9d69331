"""As much of an update as a list of many needs, and what policy asks of it."""

from dataclasses import dataclass
from datetime import datetime

from models.enums import UpdateStatus
from webapp.domain import ratings


@dataclass(frozen=True, kw_only=True)
class Summary:
    """One update; steps count from 1 (best)."""

    id: int
    programme_id: int
    workstream_id: int
    status: UpdateStatus
    moved_at: datetime
    proposed_step: int | None
    confirmed_step: int | None
    agreed_step: int | None
    contributor_ids: frozenset[int] = frozenset()
    """Nobody decides anything in a list, so who wrote it is not looked up."""

    @property
    def step(self) -> int | None:
        """The rating that stands."""
        return ratings.standing(
            self.status,
            proposed=self.proposed_step,
            confirmed=self.confirmed_step,
            agreed=self.agreed_step,
        )

    @property
    def confirmed(self) -> bool:
        """Whether its sponsors stand behind the rating."""
        return self.confirmed_step is not None
