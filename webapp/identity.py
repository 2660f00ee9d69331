"""Who a session stands for and what that person may do today; knows nothing of a request."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Protocol

from sqlalchemy import bindparam

from models import Person, SignInSession
from models.enums import Audience, Role
from webapp.domain.actor import Actor, Grant

IDLE = timedelta(hours=1)
"""A session ends when it was not used for so long."""
ABSOLUTE = timedelta(hours=12)
"""A session ends so long after the sign-in, used or not."""


def token_digest(token: str) -> str:
    """Return what is stored of a session token, so a leaked table opens no session."""
    return hashlib.sha256(token.encode()).hexdigest()


LIVE = (
    SignInSession.ended_at.is_(None),
    SignInSession.expires_at > bindparam("at"),
    SignInSession.last_seen_at > bindparam("used_after"),
)
"""The conditions that a session is still open at the instant of `living`."""


def living(at: datetime) -> dict[str, datetime]:
    """Return the values of LIVE."""
    return {"at": at, "used_after": at - IDLE}


class Dated(Protocol):
    """What a grant says, of whatever kind of row."""

    @property
    def role(self) -> Role:
        """The role."""
        ...

    @property
    def programme_id(self) -> int | None:
        """The programme it is on, or None for all."""
        ...

    @property
    def workstream_id(self) -> int | None:
        """The workstream it is on, or None for all of the programme."""
        ...

    @property
    def audience(self) -> Audience | None:
        """The body whose reader it makes."""
        ...

    @property
    def chairs(self) -> bool:
        """Whether the reader chairs that body."""
        ...

    @property
    def starts_on(self) -> date:
        """Its first day."""
        ...

    @property
    def ends_on(self) -> date | None:
        """Its last day, or None."""
        ...


def snapshot(person: Person, today: date, grants: Iterable[Dated] | None = None) -> Actor:
    """Return what a person may do today; without `grants` those of the row must be loaded."""
    return Actor(
        person_id=person.id,
        name=person.name,
        grants=frozenset(
            Grant(
                grant.role,
                grant.programme_id,
                grant.workstream_id,
                grant.audience,
                chairs=grant.chairs,
            )
            for grant in (person.grants if grants is None else grants)
            if grant.starts_on <= today and (grant.ends_on is None or grant.ends_on >= today)
        ),
    )
