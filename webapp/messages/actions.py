"""What may be done about messages: give a kind other words, try again, ask for one email a day.

Every action flushes and never commits; a refusal leaves nothing behind.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from models import MessageTemplate, OutboxMessage, Person
from webapp import audit
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.errors import Incomplete, NotAllowed, Stale
from webapp.messages import queries
from webapp.notifications.wording import Words, faults

USUAL = Words("", "")
"""Stands for the words that a kind has where nobody gave it others."""


def word(
    session: Session,
    person: Person,
    actor: Actor,
    kind: str,
    words: Words,
    *,
    at: datetime,
    seen: int,
) -> None:
    """Give a kind of message other words in the person's organisation, or USUAL for its own.

    `seen` is the number of the latest change on the page, 0 for none. The same words again do
    nothing. Raises NotAllowed, Incomplete for words that will not do, or Stale.
    """
    if not policy.may_word_messages(actor):
        raise NotAllowed("Only an administrator can change the words of messages.")
    if words != USUAL:
        for _, sentence in faults(kind, words):
            raise Incomplete(sentence)
    before = next(iter(queries.wording_history(session, person.organisation_id, kind)), None)
    present = Words(before.subject, before.body) if before else USUAL
    if words == present:
        return
    if (before.id if before else 0) != seen:
        raise Stale(
            "Somebody else changed the words of this message while you were writing.",
            "Open the message again to see their words. Yours are kept below.",
        )
    row = MessageTemplate(
        organisation_id=person.organisation_id,
        kind=kind,
        subject=words.subject,
        body=words.body,
        changed_by_id=actor.person_id,
        changed_at=at,
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        actor.person_id,
        "message.word",
        f"message_template:{row.id}",
        at=at,
        detail={"kind": kind, "usual": int(words == USUAL)},
    )


def retry(
    session: Session, messages: Sequence[OutboxMessage], actor: Actor, *, at: datetime
) -> int:
    """Let failing messages be tried at once instead of at their next turn; returns how many."""
    for row in messages:
        row.next_try_at = None
        audit.record(session, actor.person_id, "message.retry", f"message:{row.id}", at=at)
    session.flush()
    return len(messages)


def choose_digest(
    session: Session, person: Person, actor: Actor, *, daily: bool, at: datetime
) -> None:
    """Let a person's messages be gathered into one each working day, or not any more."""
    if person.daily_digest == daily:
        return
    person.daily_digest = daily
    session.flush()
    audit.record(
        session,
        actor.person_id,
        "person.digest",
        f"person:{person.id}",
        at=at,
        detail={"daily": int(daily)},
    )
