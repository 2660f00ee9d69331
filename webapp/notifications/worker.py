"""The worker: claim messages, write and send them, mark them; no two workers have the same one.

It commits after each step, so that no lock is held while the mail server answers, and a worker
that dies leaves messages that another takes up. One may then arrive twice, never not at all.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.errors import MessageError
from email.message import EmailMessage

from sqlalchemy import and_, func, or_, select, update
from sqlalchemy.orm import Session

from models import OutboxMessage
from webapp.clock import LONDON
from webapp.domain.calendar import Today
from webapp.holidays import bank_holidays
from webapp.notifications.kinds import DIGEST
from webapp.notifications.letters import Desk, Letterhead
from webapp.notifications.senders import LetterRefused, Sender, ServerUnavailable
from webapp.notifications.waiting import current, held_back, unsent

BATCH = 20
"""Messages claimed at a time, and sent over one connection."""
LEASE = timedelta(minutes=10)
"""How long a worker has its messages; in the last half it begins no letter any more."""
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
"""How long to wait after each failed try; the last wait is used from then on."""
LONGEST_ERROR = 500


@dataclass(frozen=True)
class Claim:
    """A message that this worker alone has, until the lease ends."""

    message_id: int
    kind: str
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


def claim(session: Session, at: datetime, count: int = BATCH) -> list[Claim]:
    """Take the oldest messages that are due, in one conditional UPDATE, and commit."""
    due = (
        *current(at),
        ~held_back(),
        or_(OutboxMessage.claimed_until.is_(None), OutboxMessage.claimed_until <= at),
        or_(OutboxMessage.next_try_at.is_(None), OutboxMessage.next_try_at <= at),
    )
    oldest = (
        select(OutboxMessage.id)
        .where(*due)
        .order_by(OutboxMessage.id)
        .limit(count)
        .with_for_update(skip_locked=True)  # on PostgreSQL; SQLite lets one write at a time
        .cte("oldest")  # a subquery PostgreSQL may run more than once, and so take more
    )
    rows = session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id.in_(select(oldest.c.id)), *due)
        .values(claimed_until=at + LEASE, attempts=OutboxMessage.attempts + 1)
        .returning(OutboxMessage.id, OutboxMessage.kind, OutboxMessage.attempts)
        .execution_options(synchronize_session=False)
    ).all()
    session.commit()
    return [Claim(row.id, row.kind, row.attempts, at + LEASE) for row in sorted(rows)]


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
    while available and not stopping() and (claims := claim(session, now())):
        letters = _write(session, claims, head, now())
        for place, claimed in enumerate(claims):
            late = now() > claimed.until - LEASE / 2
            if not available or late or stopping():
                _release(session, claims[place:])
                break
            try:
                letter = letters[claimed.message_id]
                if isinstance(letter, Exception):
                    raise letter
                sender.send(letter)
            except (LetterRefused, ServerUnavailable, ValueError, MessageError) as problem:
                failed, error = failed + 1, _in_words(problem)
                available = not isinstance(problem, ServerUnavailable)
                _put_back(session, claimed, error, at=now())
            else:
                sent += 1
                _mark_sent(session, claimed, at=now())
        sender.close()
    return Round(sent, failed, error, *_left(session, now()))


def _write(
    session: Session, claims: Sequence[Claim], head: Letterhead, at: datetime
) -> dict[int, EmailMessage | Exception]:
    """Write the letters of some messages and keep what they say; commits.

    Where one cannot be written, its error stands in its place.
    """
    numbers = [claimed.message_id for claimed in claims]
    desk = Desk(session, numbers, head, Today(at, LONDON, bank_holidays()))
    letters: dict[int, EmailMessage | Exception] = {}
    for number in numbers:
        try:
            letter = letters[number] = desk.write(number)
        except (ValueError, MessageError) as problem:
            letters[number] = problem
        else:
            row = desk.rows[number]
            row.subject, row.body = letter["Subject"], letter.get_content().replace("\r\n", "\n")
    session.commit()
    return letters


def _in_words(problem: Exception) -> str:
    """Return what went wrong, for people, with what the other side said."""
    if isinstance(problem, LetterRefused):
        return f"The mail server did not take the message. It says: {problem}"
    if isinstance(problem, ServerUnavailable):
        return f"The mail server cannot be reached or takes no messages. It says: {problem}"
    return f"The message cannot be written: the email address may be wrong. {problem}"


def _mark_sent(session: Session, claimed: Claim, *, at: datetime) -> None:
    """Write that the mail server has the message, with all it gathered, and commit."""
    is_meant = OutboxMessage.id == claimed.message_id
    if claimed.kind == DIGEST:
        is_meant = or_(is_meant, OutboxMessage.digest_id == claimed.message_id)
    session.execute(
        update(OutboxMessage)
        .where(is_meant)
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


def _release(session: Session, claims: Sequence[Claim]) -> None:
    """Give messages up that were not tried, unless another worker has them by now; commit."""
    session.execute(
        update(OutboxMessage)
        .where(
            or_(
                *(
                    and_(
                        OutboxMessage.id == claimed.message_id,
                        OutboxMessage.claimed_until == claimed.until,
                    )
                    for claimed in claims
                )
            )
        )
        .values(claimed_until=None, attempts=OutboxMessage.attempts - 1)
        .execution_options(synchronize_session=False)
    )
    session.commit()


def _left(session: Session, at: datetime) -> tuple[int, int]:
    """Return how many messages wait to be sent, and how many never will be."""
    every, still = session.execute(
        select(
            select(func.count(OutboxMessage.id)).where(*unsent()).scalar_subquery(),
            select(func.count(OutboxMessage.id)).where(*current(at)).scalar_subquery(),
        )
    ).one()
    session.commit()
    return still, every - still
