"""Signed checkpoints of the audit record, by which others can hold Waymark to what it recorded.

A record that only Waymark keeps is a promise. Each checkpoint names size and root of the record
under a signature; it goes out printed in packs, and history cannot change behind it unseen.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import AuditEntry, Checkpoint
from webapp import audit, waymark_verify
from webapp.domain.errors import Incomplete
from webapp.domain.merkle import Tree

SIGNER = "waymark_signer"
"""The engine's execution option that holds the signer of the record in its database."""
LATEST = select(Checkpoint).order_by(Checkpoint.size.desc(), Checkpoint.id.desc()).limit(1)


@dataclass(frozen=True)
class Signer:
    """Whose record it is, by the name in its checkpoints, and the private key for them."""

    name: str
    private: bytes = field(repr=False)

    def sign(self, size: int, root: bytes) -> tuple[str, str]:
        """Return the signed note over a size and root, and the public key in writing."""
        # Loaded when first asked for: few processes ever sign, and every one would start slower.
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        private = Ed25519PrivateKey.from_private_bytes(self.private)
        key = waymark_verify.Key(self.name, private.public_key().public_bytes_raw())
        text = waymark_verify.signed_text(self.name, size, root)
        return waymark_verify.note(text, key, private.sign(text.encode())), str(key)


def signing_with(signer: Signer) -> dict[str, Any]:
    """Return the execution options of an engine whose record this signer signs."""
    return {SIGNER: signer}


def tree(session: Session) -> Tree:
    """Return the whole record as a tree, read in one statement.

    100,000 entries take about a quarter of a second of processor time.
    """
    hashes = session.scalars(select(AuditEntry.hash).order_by(AuditEntry.sequence))
    return Tree([bytes.fromhex(sealed) for sealed in hashes])


def checkpoint(session: Session, *, at: datetime) -> Checkpoint:
    """Sign the record as it stands and flush; signed already with this key, return that.

    What this transaction has recorded is part of it, and nobody else appends until it ends. Always
    three statements, on PostgreSQL four. Raises Incomplete when the record no longer begins with
    what was signed before: then nothing is signed.
    """
    audit.take_turn(session)
    signer: Signer = session.get_bind().get_execution_options()[SIGNER]
    whole = tree(session)
    before = session.scalars(LATEST).first()
    if before is not None and not holds(whole, before):
        raise Incomplete(
            f"The audit record is not the one that was signed with {before.size} entries: "
            "its history was changed. Nothing was signed.",
            "Tell the administrator, who can compare the record with a backup.",
        )
    note, key = signer.sign(whole.size, whole.root())
    if before is not None and (before.size, before.key) == (whole.size, key):
        return before
    row = Checkpoint(size=whole.size, root=whole.root().hex(), note=note, key=key, at=at)
    session.add(row)
    session.flush()
    return row


def holds(whole: Tree, row: Checkpoint) -> bool:
    """Return whether a record begins with all that a checkpoint was signed over."""
    return row.size <= whole.size and whole.root(row.size).hex() == row.root


def unfit(session: Session) -> list[Checkpoint]:
    """Return the checkpoints that the record, or their own signature, does not bear out."""
    whole = tree(session)
    rows: Sequence[Checkpoint] = session.scalars(select(Checkpoint).order_by(Checkpoint.id)).all()
    return [row for row in rows if not (holds(whole, row) and is_signed(row))]


def is_signed(row: Checkpoint) -> bool:
    """Return whether the note of a checkpoint says what its row says, under a good signature."""
    try:
        said = waymark_verify.read_checkpoint(row.note, waymark_verify.read_key(row.key))
    except waymark_verify.DoesNotFit:
        return False
    return (said.size, said.root) == (row.size, row.root)


def keys(session: Session) -> dict[str, datetime]:
    """Return every public key that ever signed, the oldest first, and when it did so first."""
    rows = session.execute(select(Checkpoint.key, Checkpoint.at).order_by(Checkpoint.id))
    first: dict[str, datetime] = {}
    for key, at in rows:
        first.setdefault(key, at)
    return first
