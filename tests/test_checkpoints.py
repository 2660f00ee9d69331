"""Checkpoints: signed over the whole record, never over one whose history was changed."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from models import AuditEntry, Checkpoint
from tests.conftest import Installation
from tests.factories import AT
from webapp import audit, checkpoints, waymark_verify
from webapp.checkpoints import Signer, signing_with
from webapp.domain.errors import Incomplete
from webapp.domain.merkle import Tree

ANOTHER = Signer("waymark.example.org", bytes(range(32)))


def write(session: Session, count: int) -> None:
    """Append entries."""
    for number in range(count):
        audit.record(session, None, "update.save", f"update:{number}", at=AT)


def unlock(session: Session, table: str) -> None:
    """Take away the database's own guard, as somebody with full rights could."""
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text(f"DROP TRIGGER {table}_refuses_update"))
    else:
        session.execute(text(f"DROP TRIGGER only_grows ON {table}"))


@pytest.mark.both_databases
def test_a_checkpoint_is_signed_over_all_that_is_recorded(session: Session) -> None:
    write(session, 5)
    row = checkpoints.checkpoint(session, at=AT)
    hashes = session.scalars(select(AuditEntry.hash).order_by(AuditEntry.sequence))
    root = Tree([bytes.fromhex(sealed) for sealed in hashes]).root()
    assert (row.size, row.root, row.at) == (5, root.hex(), AT)
    said = waymark_verify.read_checkpoint(row.note, waymark_verify.read_key(row.key))
    assert (said.size, said.root) == (5, row.root)
    assert checkpoints.unfit(session) == []


@pytest.mark.both_databases
def test_the_same_record_is_signed_once(session: Session) -> None:
    write(session, 2)
    first = checkpoints.checkpoint(session, at=AT)
    assert checkpoints.checkpoint(session, at=AT + timedelta(days=1)) is first
    write(session, 1)
    assert checkpoints.checkpoint(session, at=AT).size == 3


def test_an_empty_record_can_be_signed(session: Session) -> None:
    row = checkpoints.checkpoint(session, at=AT)
    assert (row.size, checkpoints.unfit(session)) == (0, [])


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE audit_entries SET hash = previous_hash WHERE sequence = 2",
        "UPDATE audit_entries SET sequence = 9 WHERE sequence = 2",
    ],
)
@pytest.mark.both_databases
def test_a_rewritten_history_is_not_signed(session: Session, change: str) -> None:
    write(session, 4)
    signed = checkpoints.checkpoint(session, at=AT)
    write(session, 1)
    unlock(session, "audit_entries")
    session.execute(text(change))
    with pytest.raises(Incomplete, match="was signed with 4 entries: its history was changed"):
        checkpoints.checkpoint(session, at=AT)
    assert session.scalars(select(Checkpoint)).all() == [signed]
    assert checkpoints.unfit(session) == [signed]


def test_a_shortened_history_is_not_signed(session: Session) -> None:
    write(session, 4)
    checkpoints.checkpoint(session, at=AT)
    session.execute(text("DROP TRIGGER audit_entries_refuses_delete"))
    session.execute(text("DELETE FROM audit_entries WHERE sequence = 4"))
    with pytest.raises(Incomplete, match="Nothing was signed"):
        checkpoints.checkpoint(session, at=AT)


@pytest.mark.parametrize("change", ["note = note || ' '", "size = 2", "root = key", "key = note"])
def test_a_changed_checkpoint_does_not_fit(session: Session, change: str) -> None:
    write(session, 3)
    row = checkpoints.checkpoint(session, at=AT)
    unlock(session, "checkpoints")
    session.execute(text(f"UPDATE checkpoints SET {change}"))  # noqa: S608
    session.expire_all()
    assert checkpoints.unfit(session) == [row]


def test_old_keys_stay_listed(session: Session) -> None:
    write(session, 1)
    old = checkpoints.checkpoint(session, at=AT).key
    session.commit()
    session.bind = session.get_bind().execution_options(**signing_with(ANOTHER))
    later = AT + timedelta(days=30)
    new = checkpoints.checkpoint(session, at=later).key
    write(session, 1)
    checkpoints.checkpoint(session, at=later + timedelta(days=1))
    assert new.startswith("waymark.example.org+")
    assert checkpoints.keys(session) == {old: AT, new: later}
    assert checkpoints.unfit(session) == []


def test_the_same_number_of_statements_for_any_record(
    session: Session, installation: Installation
) -> None:
    counts = []
    for more in (1, 60):
        write(session, more)
        with installation.watch:
            checkpoints.checkpoint(session, at=AT)
        counts.append(len(installation.watch.statements))
    assert counts == [3, 3]


def test_the_private_key_is_in_no_text(session: Session) -> None:
    assert "private" not in repr(ANOTHER)
    row = ANOTHER.sign(1, bytes(32))
    assert ANOTHER.private.hex() not in repr((ANOTHER, row, session.get_bind()))
