"""Who a session stands for and what that person may do today; knows nothing of a request."""

import hashlib
from datetime import date, datetime, timedelta
from typing import Any

from models import Person, SignInSession
from webapp.domain.actor import Actor, Grant

IDLE = timedelta(hours=1)
"""A session ends when it was not used for so long."""
ABSOLUTE = timedelta(hours=12)
"""A session ends so long after the sign-in, used or not."""


def token_digest(token: str) -> str:
    """Return what is stored of a session token, so a leaked table opens no session."""
    return hashlib.sha256(token.encode()).hexdigest()


def live(at: datetime) -> tuple[Any, ...]:
    """Return the conditions that a session is still open at an instant."""
    return (
        SignInSession.ended_at.is_(None),
        SignInSession.expires_at > at,
        SignInSession.last_seen_at > at - IDLE,
    )


def snapshot(person: Person, today: date) -> Actor:
    """Return what a person may do today; their grants must be loaded."""
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
            for grant in person.grants
            if grant.starts_on <= today and (grant.ends_on is None or grant.ends_on >= today)
        ),
    )
