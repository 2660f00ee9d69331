"""The audit record: who did what to which thing when, each entry sealed by the one before."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Key, Sha256


class AuditEntry(Base):
    """One link of the chain; the database refuses to change or delete it."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        UniqueConstraint("sequence"),
        Index("ix_audit_entries_subject", "subject"),
    )

    id: Mapped[Key]
    sequence: Mapped[int]
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """Null when nobody was signed in, as for a failed sign-in."""
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(80))
    """What it concerns, as kind and number: update:12."""
    detail: Mapped[str] = mapped_column(default="")
    """Canonical JSON of plain values; never narrative, passwords or tokens."""
    previous_hash: Mapped[Sha256]
    hash: Mapped[Sha256]


class Checkpoint(Base):
    """The record as it stood once, signed; the database refuses to change or delete it."""

    __tablename__ = "checkpoints"
    __table_args__ = (
        UniqueConstraint("size", "key"),
        CheckConstraint("size >= 0", name="size_not_negative"),
    )

    id: Mapped[Key]
    size: Mapped[int]
    """How many entries there were."""
    root: Mapped[Sha256]
    """The hash over all of them; see `webapp.domain.merkle`."""
    note: Mapped[str]
    """Size and root in the form of C2SP's tlog-checkpoint, with its signature."""
    key: Mapped[str]
    """The public key it is checked with, as name, identity and key: C2SP's verifier key."""
    at: Mapped[datetime]
