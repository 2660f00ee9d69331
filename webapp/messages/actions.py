"""What may be done about messages: other words, other days, try again, ask for one email a day.

Every action flushes and never commits; a refusal leaves nothing behind.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy.orm import Session

from models import MessageTemplate, OutboxMessage, Person, Programme, ReminderRules
from webapp import audit
from webapp.domain import policy, reminders
from webapp.domain.actor import Actor
from webapp.domain.errors import Incomplete, NotAllowed, Stale
from webapp.domain.reminders import Rules
from webapp.messages import queries
from webapp.notifications.reminders import rules_of
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


def set_reminders(
    session: Session, programme: Programme, actor: Actor, rules: Rules, *, at: datetime, seen: str
) -> None:
    """Set when a programme reminds and how fast lateness climbs, from the next morning on.

    `seen` is the state of the rules on the page. The same rules again do nothing. Raises
    NotAllowed, Incomplete for rules that cannot be, or Stale.
    """
    if not policy.may_see_messages(actor, programme.id):
        raise NotAllowed("Only the programme office and an administrator can do this.")
    for _, sentence in reminders.faults(rules):
        raise Incomplete(sentence, "Nothing was changed.")
    before = rules_of(session.get(ReminderRules, programme.id))
    if rules == before:
        return
    if before.state != seen:
        raise Stale(
            "Somebody else changed the reminders after you opened this page. "
            "Nothing of yours was saved.",
            "Read what they are now, then save again.",
        )
    old, new = _stored(before), _stored(rules)
    session.merge(ReminderRules(programme_id=programme.id, **new))
    session.flush()
    audit.record(
        session,
        actor.person_id,
        "programme.set_reminders",
        f"programme:{programme.id}",
        at=at,
        detail={name: f"{old[name]} to {new[name]}" for name in new if old[name] != new[name]},
    )


def _stored(rules: Rules) -> dict[str, str | int]:
    """Return rules as a row holds them."""
    return {**asdict(rules), "days_before": " ".join(map(str, rules.days_before))}


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
