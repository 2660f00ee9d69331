"""The worker: claim a message, send it, mark it; several at once never have the same one.

It commits after each step, so that no lock is held while the mail server answers, and a worker
that dies leaves a message that another takes up. A message may then arrive twice, never not at all.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.errors import MessageError

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from models import OutboxMessage, Person
from webapp.notifications import letters
from webapp.notifications.letters import Letterhead
from webapp.notifications.senders import LetterRefused, Sender, ServerUnavailable

LEASE = timedelta(minutes=10)
"""How long a worker has a message: longer than any mail server may take to answer it all."""
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
"""How long to wait after each failed try; the last wait is used from then on."""
OUTDATED = timedelta(days=7)
"""A message so old is no longer sent: what it asks for is settled or was chased otherwise."""
LONGEST_ERROR = 500


@dataclass(frozen=True)
class Claim:
    """A message that this worker alone has, until the lease ends."""

    message_id: int
    attempt: int
    until: datetime


@dataclass(frozen=True)
class Round:
    """What became of the messages that waited, and what still waits."""

    sent: int
    failed: int
    error: str
    """What the latest failure said."""
    waiting: int
    outdated: int


def _current(at: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions that a message is still to be sent, now or later."""
    return (
        OutboxMessage.sent_at.is_(None),
        OutboxMessage.created_at > at - OUTDATED,
        OutboxMessage.recipient.has(Person.disabled_at.is_(None)),
    )


def claim(session: Session, at: datetime) -> Claim | None:
    """Take the oldest message that is due, in one conditional UPDATE, and commit; None without."""
    due = (
        *_current(at),
        or_(OutboxMessage.claimed_until.is_(None), OutboxMessage.claimed_until <= at),
        or_(OutboxMessage.next_try_at.is_(None), OutboxMessage.next_try_at <= at),
    )
    oldest = (
        select(OutboxMessage.id)
        .where(*due)
        .order_by(OutboxMessage.id)
        .limit(1)
        .with_for_update(skip_locked=True)  # on PostgreSQL; SQLite lets one write at a time
        .scalar_subquery()
    )
    row = session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == oldest, *due)
        .values(claimed_until=at + LEASE, attempts=OutboxMessage.attempts + 1)
        .returning(OutboxMessage.id, OutboxMessage.attempts)
        .execution_options(synchronize_session=False)
    ).first()
    session.commit()
    return Claim(row.id, row.attempts, at + LEASE) if row else None


def send_waiting(
    session: Session,
    sender: Sender,
    head: Letterhead,
    *,
    now: Callable[[], datetime],
    stopping: Callable[[], bool] = lambda: False,
) -> Round:
    """Send every message that is due, one by one, and commit each; returns what became of them.

    It ends early when `stopping` says so, or when the mail server would take nothing more.
    """
    sent = failed = 0
    error = ""
    available = True
    while available and not stopping() and (claimed := claim(session, now())):
        try:
            letter = letters.write(session, claimed.message_id, head)
            session.commit()
            sender.send(letter)
        except (LetterRefused, ServerUnavailable, ValueError, MessageError) as problem:
            session.rollback()
            failed, error = failed + 1, str(problem)
            available = not isinstance(problem, ServerUnavailable)
            _put_back(session, claimed, error, at=now())
        else:
            sent += 1
            _mark_sent(session, claimed, at=now())
    return Round(sent, failed, error, *_left(session, now()))


def _mark_sent(session: Session, claimed: Claim, *, at: datetime) -> None:
    """Write that the mail server has the message, and commit."""
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == claimed.message_id)
        .values(sent_at=at, claimed_until=None, next_try_at=None, last_error="")
        .execution_options(synchronize_session=False)
    )
    session.commit()


def _put_back(session: Session, claimed: Claim, error: str, *, at: datetime) -> None:
    """Let the message wait for its next try, unless another worker has it by now; commit."""
    wait = WAITS[min(claimed.attempt, len(WAITS)) - 1]
    session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == claimed.message_id, OutboxMessage.claimed_until == claimed.until)
        .values(claimed_until=None, next_try_at=at + wait, last_error=error[:LONGEST_ERROR])
        .execution_options(synchronize_session=False)
    )
    session.commit()


def _left(session: Session, at: datetime) -> tuple[int, int]:
    """Return how many messages wait to be sent, and how many never will be."""
    unsent, current = session.execute(
        select(
            select(func.count(OutboxMessage.id))
            .where(OutboxMessage.sent_at.is_(None))
            .scalar_subquery(),
            select(func.count(OutboxMessage.id)).where(*_current(at)).scalar_subquery(),
        )
    ).one()
    session.commit()
    return current, unsent - current
