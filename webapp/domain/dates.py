"""Which dates of a reporting period matter to a person, and what they say to that person."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from models.enums import Role
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.turns import Deadlines


class Facts(Deadlines, Protocol):
    """What there is to know of a period and of a person's part in it."""

    @property
    def programme_id(self) -> int:
        """The programme it belongs to."""
        ...

    @property
    def writes(self) -> bool:
        """Whether the person writes updates of workstreams that the period covers."""
        ...

    @property
    def sponsors(self) -> bool:
        """Whether the person sponsors workstreams that the period covers."""
        ...


@dataclass(frozen=True)
class Dated:
    """A date of a period in the person's words; `duty` is the role in which it binds them."""

    name: str
    words: str
    due: date | datetime
    duty: Role | None = None


def dates_for(actor: Actor, period: Facts) -> Iterator[Dated]:
    """Yield the dates of a period that matter to the person, in their order."""
    where = {"programme_id": period.programme_id}
    oversees = actor.holds(policy.OVERSEERS, **where)
    if period.writes:
        yield Dated("lead_due", "Your updates are due", period.lead_due_at, Role.LEAD)
    elif oversees:
        yield Dated("lead_due", "Updates are due from leads", period.lead_due_at)
    if period.sponsors:
        yield Dated("sponsor_due", "Your approvals are due", period.sponsor_due_at, Role.SPONSOR)
    elif oversees:
        yield Dated("sponsor_due", "Approvals are due from sponsors", period.sponsor_due_at)
    if oversees or actor.holds(policy.GROUP, **where):
        yield Dated("group_meets", "The Improvement Group meets", period.group_meets_at)
    if oversees or actor.holds((Role.BOARD_READER,), **where):
        yield Dated("iib_meets", "The Independent Improvement Board meets", period.iib_meets_on)
