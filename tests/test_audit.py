"""The audit record: a chain that shows every change, also when many write at once."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from models import AuditEntry
from tests.factories import AT
from tests.world import World
from webapp import audit

pytestmark = pytest.mark.both_databases


def write_three(session: Session, who: int) -> None:
    """Append three entries and commit."""
    for number in range(3):
        audit.record(
            session,
            who,
            "update.save",
            f"update:{number}",
            at=AT + timedelta(minutes=number),
            detail={"note": "Überprüft – done", "revision": None},
        )
    session.commit()


def unlock(session: Session) -> None:
    """Take away the database's own guard, as somebody with full rights could."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("DROP TRIGGER audit_entries_refuses_update"))
        session.execute(text("DROP TRIGGER audit_entries_refuses_delete"))
    else:
        session.execute(text("DROP TRIGGER only_grows ON audit_entries"))


def test_an_empty_chain_is_whole(session: Session) -> None:
    assert audit.verify(session) == audit.Verdict(entries=0, head=audit.GENESIS)


def test_each_entry_names_the_one_before(session: Session, world: World) -> None:
    write_three(session, world.lead.id)
    first, second, third = session.scalars(select(AuditEntry).order_by(AuditEntry.sequence))
    assert [first.sequence, second.sequence, third.sequence] == [1, 2, 3]
    assert first.previous_hash == audit.GENESIS
    assert (second.previous_hash, third.previous_hash) == (first.hash, second.hash)
    assert json.loads(first.detail) == {"note": "Überprüft – done", "revision": None}
    assert audit.verify(session) == audit.Verdict(entries=3, head=third.hash)


@pytest.mark.parametrize(
    "change",
    [
        "action = 'update.approve'",
        "subject = 'update:99'",
        "detail = '{}'",
        "actor_id = NULL",
        "at = '2026-03-02 09:31:00.000001'",
        "hash = previous_hash",
    ],
)
def test_a_changed_entry_is_found(session: Session, world: World, change: str) -> None:
    write_three(session, world.lead.id)
    unlock(session)
    session.execute(text(f"UPDATE audit_entries SET {change} WHERE sequence = 2"))  # noqa: S608
    assert audit.verify(session).broken_at == 2


@pytest.mark.parametrize("gone, broken_at", [(1, 2), (2, 3)])
def test_a_removed_entry_is_found(
    session: Session, world: World, gone: int, broken_at: int
) -> None:
    write_three(session, world.lead.id)
    unlock(session)
    session.execute(text("DELETE FROM audit_entries WHERE sequence = :gone"), {"gone": gone})
    assert audit.verify(session).broken_at == broken_at


def test_an_entry_goes_with_the_transaction_it_tells_about(session: Session, at: datetime) -> None:
    audit.record(session, None, "person.sign_in_failed", "person:unknown", at=at)
    session.rollback()
    assert audit.verify(session).entries == 0


def test_writers_at_once_make_one_chain(engine: Engine, session: Session, world: World) -> None:
    who = world.lead.id
    session.commit()

    def append(writer: int) -> None:
        for number in range(5):
            with Session(engine) as own, own.begin():
                audit.record(own, who, "update.save", f"update:{writer * 10 + number}", at=AT)

    with ThreadPoolExecutor(4) as writers:
        list(writers.map(append, range(4)))
    verdict = audit.verify(session)
    assert (verdict.entries, verdict.broken_at) == (20, None)
