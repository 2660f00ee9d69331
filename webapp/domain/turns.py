"""Whose turn it is: which role an update or a pack waits for in each state, and until when."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Protocol

from models.enums import PackStatus, Role, UpdateStatus
from webapp.domain.approval import Place
from webapp.domain.wording import listing

UPDATE_TURN: Mapping[UpdateStatus, Role | None] = {
    UpdateStatus.NOT_STARTED: Role.LEAD,
    UpdateStatus.DRAFT: Role.LEAD,
    UpdateStatus.WITH_SPONSOR: Role.SPONSOR,
    UpdateStatus.RETURNED: Role.LEAD,
    UpdateStatus.APPROVED: Role.PMO,
    UpdateStatus.IN_PACK: Role.GROUP_CHAIR,
    UpdateStatus.ACCEPTED: Role.PMO,
    UpdateStatus.ISSUED: None,
    UpdateStatus.NOT_SUBMITTED: None,
    UpdateStatus.WITHDRAWN: None,
}

PACK_TURN: Mapping[PackStatus, Role | None] = {
    PackStatus.DRAFT: Role.PMO,
    PackStatus.UNDER_REVIEW: Role.GROUP_CHAIR,
    PackStatus.AGREED: Role.PMO,
    PackStatus.ISSUED: None,
}

HOLDER_WORDS: Mapping[Role, tuple[str, str]] = {
    Role.LEAD: ("lead", "leads"),
    Role.SPONSOR: ("sponsor", "sponsors"),
    Role.PMO: ("programme office", "programme office"),
    Role.GROUP_CHAIR: ("chair of the Improvement Group", "chairs of the Improvement Group"),
}
"""One and many, for every role that an update or a pack can wait for."""


class Deadlines(Protocol):
    """The dates of a reporting period that work is due by."""

    @property
    def lead_due_at(self) -> datetime:
        """When leads must have submitted."""

    @property
    def sponsor_due_at(self) -> datetime:
        """When sponsors must have answered."""

    @property
    def group_meets_at(self) -> datetime:
        """When the Improvement Group meets."""

    @property
    def iib_meets_on(self) -> date:
        """The day the Independent Improvement Board meets."""


def update_due(
    status: UpdateStatus, period: Deadlines, until: date | None = None
) -> date | datetime | None:
    """Return when an update must leave its present state; None once nobody has to move it.

    `until` is the last day of the time its writers were given beyond the period's deadline.
    """
    match status:
        case UpdateStatus.NOT_STARTED | UpdateStatus.DRAFT:
            return _extended(period.lead_due_at, until)
        case UpdateStatus.RETURNED:
            return _extended(period.sponsor_due_at, until)
        case UpdateStatus.WITH_SPONSOR:
            return period.sponsor_due_at
        case UpdateStatus.APPROVED | UpdateStatus.IN_PACK:
            return period.group_meets_at
        case UpdateStatus.ACCEPTED:
            return period.iib_meets_on
        case UpdateStatus.ISSUED | UpdateStatus.NOT_SUBMITTED | UpdateStatus.WITHDRAWN:
            return None


def _extended(due: datetime, until: date | None) -> date | datetime:
    """Return the later of a deadline and the day that more time was given until."""
    return until if until is not None and until > due.date() else due


def holder(role: Role, names: Sequence[str]) -> str:
    """Return who holds something, with the role: "A and B (sponsors)", or that nobody does."""
    one, many = HOLDER_WORDS[role]
    if not names:
        return f"nobody: no {one} is named"
    return f"{listing(names)} ({one if len(names) == 1 else many})"


def deciders(left: Iterable[Place]) -> str:
    """Return who may give the approvals that are left: "A (sponsor) and B (for C)".

    Where nobody may, it says why: no sponsor is named, or those there are wrote part of it.
    """
    places = tuple(left)
    if not places:
        return holder(Role.SPONSOR, ())
    names = [
        f"{name} (sponsor)" if person_id == place.sponsor_id else f"{name} (for {place.sponsor})"
        for place in places
        for person_id, name in place.deciders.items()
    ]
    if not names:
        return f"nobody: {listing(place.sponsor for place in places)} wrote part of it"
    return listing(names)
