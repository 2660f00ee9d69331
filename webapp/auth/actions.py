"""What happens at the door: try, sign in, prove, sign out, end sessions, change the password.

Every action flushes and never commits. Passwords are checked by the views between two
transactions, because that takes long and a writer of SQLite would make all others wait.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from models import Person, SignInFailure, SignInSession
from webapp import audit
from webapp.auth import queries
from webapp.auth.throttle import BY_ADDRESS, BY_EMAIL, WINDOW
from webapp.domain.actor import Actor
from webapp.identity import ABSOLUTE, token_digest


def try_password(session: Session, email: str, *, address: str, at: datetime) -> timedelta | None:
    """Count an attempt as failed before the password is checked, so that none goes uncounted.

    Returns how long to wait, and counts nothing, when there were too many failures.
    """
    limits = (
        BY_EMAIL.until(queries.failures_of_email(session, email, at)),
        BY_ADDRESS.until(queries.failures_from(session, address, at)),
    )
    waits = [until - at for until in limits if until is not None and until > at]
    if waits:
        return max(waits)
    session.execute(delete(SignInFailure).where(SignInFailure.at <= at - WINDOW))
    session.add(SignInFailure(email=email, address=address, at=at))
    session.flush()
    return None


def note_failure(session: Session, person: Person | None, *, address: str, at: datetime) -> None:
    """Write a failed sign-in into the audit record; what was typed is not kept there."""
    subject = f"person:{person.id}" if person else "person:unknown"
    audit.record(session, None, "person.sign_in_failed", subject, at=at, detail={"from": address})


def sign_in(
    session: Session,
    person: Person,
    *,
    at: datetime,
    token: str,
    browser: str,
    address: str,
    stronger_hash: str | None = None,
) -> SignInSession:
    """Open a session for whoever holds the token, and forget the failures of the person's address.

    `stronger_hash` replaces a password hash made with outdated parameters.
    """
    forget_failures(session, person)
    if stronger_hash is not None:
        person.password_hash = stronger_hash
    row = SignInSession(
        person_id=person.id,
        token_sha256=token_digest(token),
        created_at=at,
        last_seen_at=at,
        expires_at=at + ABSOLUTE,
        browser=browser,
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        person.id,
        "person.sign_in",
        f"person:{person.id}",
        at=at,
        detail={"session": row.id, "browser": browser, "from": address},
    )
    return row


def prove(session: Session, row: SignInSession, person: Person, *, at: datetime) -> None:
    """Note in a session that its person gave the right password again; records it."""
    forget_failures(session, person)
    row.proved_at = at
    session.flush()
    audit.record(
        session,
        person.id,
        "person.prove",
        f"person:{person.id}",
        at=at,
        detail={"session": row.id},
    )


def forget_failures(session: Session, person: Person) -> None:
    """Forget failed attempts for a person's address once they gave the right password."""
    session.execute(delete(SignInFailure).where(SignInFailure.email == person.email))


def sign_out(session: Session, row: SignInSession, *, at: datetime) -> None:
    """End the session somebody leaves."""
    _end(session, [row], row.person_id, "person.sign_out", at=at)


def end_session(session: Session, row: SignInSession, actor: Actor, *, at: datetime) -> None:
    """End a session of one's own in another browser."""
    _end(session, [row], actor.person_id, "person.end_session", at=at)


def end_other_sessions(
    session: Session, rows: Sequence[SignInSession], actor: Actor, *, keep: int, at: datetime
) -> int:
    """End one's own sessions except the one to keep; returns how many that were."""
    others = [row for row in rows if row.id != keep]
    _end(session, others, actor.person_id, "person.end_session", at=at)
    return len(others)


def _end(
    session: Session, rows: Sequence[SignInSession], person_id: int, action: str, *, at: datetime
) -> None:
    """End sessions that are still open, with an entry in the audit record for each."""
    for row in rows:
        row.ended_at = at
        audit.record(
            session, person_id, action, f"person:{person_id}", at=at, detail={"session": row.id}
        )
    session.flush()


def change_password(
    session: Session,
    person: Person,
    actor: Actor | None,
    *,
    at: datetime,
    new_hash: str,
    keep: int | None,
) -> None:
    """Store a new password and end every other session of the person, expired ones too.

    Set from the command line it has no actor, and no session to keep.
    """
    person.password_hash = new_hash
    forget_failures(session, person)
    session.execute(
        update(SignInSession)
        .where(
            SignInSession.person_id == person.id,
            SignInSession.id != keep,
            SignInSession.ended_at.is_(None),
        )
        .values(ended_at=at)
        .execution_options(synchronize_session=False)
    )
    session.flush()
    audit.record(
        session,
        actor.person_id if actor else None,
        "person.change_password",
        f"person:{person.id}",
        at=at,
    )
