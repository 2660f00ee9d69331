"""What is one's own: a secret address of one's calendar, and the days one is away.

Every action flushes, never commits, and writes what it changed into the audit record.
"""

from datetime import date, datetime

from sqlalchemy.orm import Session

from models import Absence, CalendarFeed, Person
from webapp import audit
from webapp.domain.actor import Actor
from webapp.domain.errors import Incomplete
from webapp.domain.wording import day
from webapp.identity import token_digest
from webapp.planning import queries


def make_feed(session: Session, actor: Actor, *, at: datetime, token: str) -> CalendarFeed:
    """Give the person a calendar at the address that holds the token; an earlier one is revoked.

    Only the token's digest is stored.
    """
    revoke_feed(session, actor, at=at)
    row = CalendarFeed(person_id=actor.person_id, token_sha256=token_digest(token), created_at=at)
    session.add(row)
    session.flush()
    _note(session, actor, "make_feed", actor.person_id, at=at, detail={"feed": row.id})
    return row


def revoke_feed(session: Session, actor: Actor, *, at: datetime) -> bool:
    """Let the person's calendar address lead nowhere; returns whether there was one."""
    row = queries.feed_of(session, actor.person_id)
    if row is None:
        return False
    row.revoked_at = at
    session.flush()
    _note(session, actor, "revoke_feed", actor.person_id, at=at, detail={"feed": row.id})
    return True


def record_absence(
    session: Session,
    person: Person,
    actor: Actor,
    *,
    at: datetime,
    starts_on: date,
    ends_on: date,
) -> Absence:
    """Note that somebody is away, both days included; reminders wait until they are back.

    Raises Incomplete when it shares a day with another absence of theirs.
    """
    for row in queries.absences_of(session, [person], starts_on):
        if row.starts_on <= ends_on:
            raise Incomplete(
                f"There is an absence from {day(row.starts_on)} to {day(row.ends_on)} already.",
                "Remove that one first, or choose other days.",
            )
    absence = Absence(person_id=person.id, starts_on=starts_on, ends_on=ends_on)
    session.add(absence)
    session.flush()
    _note(session, actor, "record_absence", person.id, at=at, detail=_days(absence))
    return absence


def remove_absence(session: Session, absence: Absence, actor: Actor, *, at: datetime) -> None:
    """Take an absence back."""
    _note(session, actor, "remove_absence", absence.person_id, at=at, detail=_days(absence))
    session.delete(absence)
    session.flush()


def _days(absence: Absence) -> dict[str, str | int | None]:
    return {"from": absence.starts_on.isoformat(), "until": absence.ends_on.isoformat()}


def _note(
    session: Session,
    actor: Actor,
    what: str,
    person_id: int,
    *,
    at: datetime,
    detail: dict[str, str | int | None],
) -> None:
    """Write what happened to a person's calendar into the audit record."""
    audit.record(
        session, actor.person_id, f"person.{what}", f"person:{person_id}", at=at, detail=detail
    )
