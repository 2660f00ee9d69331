"""Dated notes on what happened after a period's end; they stand apart and change no rating."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Key
from models.exempt import Exemptible
from models.people import Person


class Addendum(Exemptible, Base):
    """What happened after the period that an approved update is about, with its own approval."""

    __tablename__ = "addenda"
    __table_args__ = (
        CheckConstraint("text <> ''", name="says_something"),
        CheckConstraint(
            "(approved_at IS NULL) = (approved_by_id IS NULL)", name="approved_by_somebody"
        ),
        CheckConstraint(
            "(approved_at IS NULL) = (sponsor_id IS NULL)", name="approved_for_sponsor"
        ),
        CheckConstraint("approved_by_id <> written_by_id", name="approved_by_another"),
        CheckConstraint(
            "(sent_back_at IS NULL) = (sent_back_by_id IS NULL)", name="sent_back_by_somebody"
        ),
        CheckConstraint(
            "(sent_back_at IS NULL) = (sent_back_reason = '')", name="sent_back_with_a_reason"
        ),
        CheckConstraint("sent_back_by_id <> written_by_id", name="sent_back_by_another"),
        CheckConstraint(
            "sent_back_at IS NULL OR approved_at IS NULL", name="sent_back_or_approved"
        ),
        Index("ix_addenda_update_id", "update_id"),
    )

    id: Mapped[Key]
    update_id: Mapped[int] = mapped_column(ForeignKey("progress_updates.id"))
    happened_on: Mapped[date]
    text: Mapped[str]
    """Markdown; never changed."""
    written_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    written_at: Mapped[datetime]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    approved_at: Mapped[datetime | None]
    sponsor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """The sponsor it was approved for: the approver, or whom they stood in for."""
    sent_back_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    sent_back_at: Mapped[datetime | None]
    """When a sponsor sent it back for good: it is never printed, and another note may follow."""
    sent_back_reason: Mapped[str] = mapped_column(default="")
    written_by: Mapped[Person] = relationship(foreign_keys=[written_by_id], lazy="raise")
    approved_by: Mapped[Person | None] = relationship(foreign_keys=[approved_by_id], lazy="raise")
    sponsor: Mapped[Person | None] = relationship(foreign_keys=[sponsor_id], lazy="raise")
    sent_back_by: Mapped[Person | None] = relationship(foreign_keys=[sent_back_by_id], lazy="raise")
