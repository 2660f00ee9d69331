"""What the decision panel knows: who has approved, whose approval is missing, for whom one acts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Decision, ProgressUpdate, Revision, RoleGrant
from models.enums import Role
from webapp.clock import LONDON
from webapp.domain import approval
from webapp.domain.actor import Actor
from webapp.domain.approval import Place
from webapp.updates import people, queries
from webapp.updates.setting import Setting


@dataclass(frozen=True)
class Panel:
    """Where a person and others stand with one revision."""

    person_id: int
    approvals: Sequence[Decision]
    """What was approved so far."""
    left: tuple[Place, ...]
    """The approvals still to be given."""
    own: tuple[Place, ...]
    """Those that the person may give."""
    until: date | None
    """The last day on which the person may decide for somebody else; None for oneself."""

    @property
    def others(self) -> tuple[Place, ...]:
        """The approvals that are missing besides the person's own."""
        return tuple(place for place in self.left if place not in self.own)

    @property
    def stands_in_for(self) -> tuple[str, ...]:
        """The sponsors for whom the person decides as a deputy."""
        return tuple(place.sponsor for place in self.own if place.sponsor_id != self.person_id)

    @property
    def mine(self) -> Decision | None:
        """What the person approved already."""
        return next((row for row in self.approvals if row.person_id == self.person_id), None)


def panel(
    session: Session,
    update: ProgressUpdate,
    revision: Revision,
    who: Actor,
    setting: Setting,
    *,
    at: datetime,
) -> Panel:
    """Return who stands where with the latest revision; `setting` is the update's today."""
    approvals = queries.approvals(session, revision) if setting.decided else ()
    left = people.approvals_left(update, setting.holders, approvals)
    own = approval.held_by(who.person_id, left)
    sponsors = [place.sponsor_id for place in own if place.sponsor_id != who.person_id]
    until = _until(session, update, who, sponsors, at=at) if sponsors else None
    return Panel(who.person_id, approvals, left, own, until)


def _until(
    session: Session,
    update: ProgressUpdate,
    who: Actor,
    sponsors: Sequence[int],
    *,
    at: datetime,
) -> date | None:
    """Return the last day of the deputyships under which the person may decide today."""
    today = at.astimezone(LONDON).date()
    return session.scalar(
        select(RoleGrant.ends_on)
        .where(
            RoleGrant.person_id == who.person_id,
            RoleGrant.workstream_id == update.workstream_id,
            RoleGrant.role == Role.SPONSOR,
            RoleGrant.deputy_for_id.in_(sponsors),
            RoleGrant.starts_on <= today,
            RoleGrant.ends_on >= today,
        )
        .order_by(RoleGrant.ends_on)
        .limit(1)
    )
