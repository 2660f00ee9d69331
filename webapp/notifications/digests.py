"""Daily letters: gather what waits for people who asked for one email a day."""

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from models import OutboxMessage, Person
from webapp.domain import reminders
from webapp.domain.calendar import Today
from webapp.notifications import outbox
from webapp.notifications.kinds import DIGEST
from webapp.notifications.reminders import absent_on
from webapp.notifications.waiting import held_back, unsent


def write_digests(session: Session, today: Today) -> int:
    """Queue a letter to each person for whom messages were held back; returns how many. Flushes.

    One a working day, from the morning on; to whoever is away, on the first day back.
    """
    if not (reminders.is_morning(today) and reminders.is_at_work(today.day, today.holidays)):
        return 0
    away = {row.person_id for row in absent_on(session, today.day)}
    free = or_(OutboxMessage.claimed_until.is_(None), OutboxMessage.claimed_until <= today.at)
    waiting = (*unsent(), free)
    readers = session.scalars(
        select(OutboxMessage.recipient_id)
        .join(Person, Person.id == OutboxMessage.recipient_id)
        .where(*waiting, held_back(), Person.disabled_at.is_(None))
        .distinct()
        .order_by(OutboxMessage.recipient_id)
    ).all()
    written = 0
    for person_id in readers:
        letter = {
            "kind": DIGEST,
            "recipient_id": person_id,
            "key": f"{DIGEST}:person:{person_id}:{today.day.isoformat()}",
            "created_at": today.at,
        }
        if person_id in away or not (made := outbox.write_once(session, [letter])):
            continue
        session.execute(
            update(OutboxMessage)
            .where(OutboxMessage.recipient_id == person_id, *waiting, held_back())
            .values(digest_id=made[0])
            .execution_options(synchronize_session=False)
        )
        written += 1
    return written
