"""The audit record: append an entry to the hash chain, verify the chain, read what it holds."""

import json
from collections.abc import Generator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from models import AuditEntry
from webapp import waymark_verify

GENESIS = waymark_verify.GENESIS
CHAIN_LOCK = 5_207_461
"""Key of PostgreSQL's advisory lock under which entries are appended one by one."""
HEAD = select(AuditEntry.sequence, AuditEntry.hash).order_by(AuditEntry.sequence.desc()).limit(1)


def seal(entry: AuditEntry) -> str:
    """Return the SHA-256 over an entry's values and the hash of the entry before it."""
    return waymark_verify.seal(told(entry))


def told(entry: AuditEntry) -> dict[str, str | int | None]:
    """Return an entry as it is sealed, exported and proved to others."""
    return {
        "sequence": entry.sequence,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor_id": entry.actor_id,
        "action": entry.action,
        "subject": entry.subject,
        "detail": entry.detail,
        "previous_hash": entry.previous_hash,
        "hash": entry.hash,
    }


def take_turn(session: Session) -> None:
    """Keep others from appending until the end of the transaction; waits for its turn.

    SQLite needs nothing: its writers queue at BEGIN.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CHAIN_LOCK})


def record(
    session: Session,
    actor_id: int | None,
    action: str,
    subject: str,
    *,
    at: datetime,
    detail: Mapping[str, str | int | None] | None = None,
) -> AuditEntry:
    """Append one entry to the chain and flush; concurrent writers wait for each other here."""
    take_turn(session)
    head = session.execute(HEAD).first()
    entry = AuditEntry(
        sequence=head.sequence + 1 if head else 1,
        previous_hash=head.hash if head else GENESIS,
        at=at,
        actor_id=actor_id,
        action=action,
        subject=subject,
        detail=json.dumps(detail or {}, sort_keys=True, ensure_ascii=False),
    )
    entry.hash = seal(entry)
    session.add(entry)
    session.flush()
    return entry


@dataclass(frozen=True)
class Verdict:
    """How far the chain was read, its head, and the first entry that does not fit."""

    entries: int
    head: str
    broken_at: int | None = None


def verify(session: Session) -> Verdict:
    """Read the chain from its start and recompute every hash; changes nothing."""
    expected, count = GENESIS, 0
    with closing(entries(session)) as rows:
        for count, entry in enumerate(rows, start=1):
            fits = entry.sequence == count and entry.previous_hash == expected
            if not fits or seal(entry) != entry.hash:
                return Verdict(entries=count, head=expected, broken_at=entry.sequence)
            expected = entry.hash
    return Verdict(entries=count, head=expected)


def entries(session: Session) -> Generator[AuditEntry]:
    """Yield the record from its start as the database holds it, some at a time; close it."""
    query = select(AuditEntry).order_by(AuditEntry.sequence)
    options = {"yield_per": 1000, "populate_existing": True}
    with closing(session.scalars(query, execution_options=options)) as rows:
        yield from rows
