"""Which messages are still to be sent: conditions that the worker and the pages share."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_

from models import OutboxMessage, Person
from webapp.notifications.kinds import URGENT

OUTDATED = timedelta(days=7)
"""A message so old is no longer sent: what it asks for is settled or was chased otherwise."""


def held_back() -> ColumnElement[bool]:
    """Return the condition that a message waits for its reader's daily letter."""
    return and_(OutboxMessage.recipient.has(Person.daily_digest), OutboxMessage.kind.not_in(URGENT))


def unsent() -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a message was neither sent nor gathered into a daily letter."""
    return OutboxMessage.sent_at.is_(None), OutboxMessage.digest_id.is_(None)


def current(at: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a message is still to be sent, now or later."""
    return (
        *unsent(),
        OutboxMessage.recipient.has(Person.disabled_at.is_(None)),
        or_(OutboxMessage.created_at > at - OUTDATED, held_back()),
    )
