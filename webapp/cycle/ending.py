"""What it means to end somebody's part in approvals at once, worked out before it is done."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Decision, ProgressUpdate, RoleGrant, Workstream
from models.enums import Action
from webapp.cycle import facts, queries, roles
from webapp.domain import approval
from webapp.domain.approval import Place, Sponsorship


@dataclass(frozen=True)
class Left:
    """An update that waits for approval, and the approvals it would still need."""

    update: ProgressUpdate
    in_hand: bool
    """Whether the person could give one of them until now."""
    places: tuple[Place, ...]


@dataclass(frozen=True, kw_only=True)
class Ending:
    """What would follow if a role ended today."""

    deputies: tuple[str, ...]
    """Who stands in for the person, and so ends as well."""
    waiting: tuple[Left, ...]
    stuck: tuple[Place, ...]
    """The sponsors in whose place nobody could approve what comes next."""

    @property
    def in_hand(self) -> tuple[Left, ...]:
        """What the person could have decided on."""
        return tuple(left for left in self.waiting if left.in_hand)

    @property
    def nobody_left(self) -> tuple[Left, ...]:
        """What nobody would have to decide on any more, and so nobody could finish."""
        return tuple(left for left in self.waiting if not left.places)


def ending_of(session: Session, workstream: Workstream, grant: RoleGrant, on: date) -> Ending:
    """Return what ending a sponsor's or a deputy's role would mean on a day; only reads."""
    now = facts.teams_of(session, [workstream.id], on)[workstream.id].sponsors
    rest = [row for row in now if not _ends(row, grant)]
    writers = roles.writers_of(session, [workstream.id], on).get(workstream.id, set())
    updates = queries.waiting_updates(session, [workstream.id])
    decided: dict[int | None, set[int]] = defaultdict(set)
    for revision_id, sponsor_id in session.execute(
        select(Decision.revision_id, Decision.sponsor_id).where(
            Decision.revision_id.in_([row.revision_id for row in updates]),
            Decision.action == Action.APPROVE,
        )
    ):
        decided[revision_id].add(sponsor_id)

    waiting = []
    for row in updates:
        given = decided[row.revision_id]
        if before := approval.open_places(now, row.contributor_ids, given):
            in_hand = bool(approval.held_by(grant.person_id, before))
            places = approval.open_places(rest, row.contributor_ids, given)
            waiting.append(Left(row, in_hand=in_hand, places=places))
    return Ending(
        deputies=tuple(
            row.name
            for row in now
            if grant.deputy_for_id is None and row.deputy_for_id == grant.person_id
        ),
        waiting=tuple(waiting),
        stuck=approval.without_decider(approval.places(rest, writers)),
    )


def _ends(row: Sponsorship, grant: RoleGrant) -> bool:
    """Return whether a part in approvals ends with a grant: itself, or standing in for it."""
    same = (row.person_id, row.deputy_for_id) == (grant.person_id, grant.deputy_for_id)
    return same or (grant.deputy_for_id is None and row.deputy_for_id == grant.person_id)
