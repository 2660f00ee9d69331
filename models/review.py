"""What others say of a submitted revision: decisions, readings, agreed ratings and comments."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Key, choice
from models.enums import Action, Section
from models.exempt import Exemptible
from models.people import Person
from models.updates import Revision, UpdateEvent


class Decision(Exemptible, Base):
    """What was decided on one revision in one sponsor's place; never changed afterwards."""

    __tablename__ = "decisions"
    __table_args__ = (
        UniqueConstraint("revision_id", "sponsor_id"),
        CheckConstraint("action IN ('approve', 'send_back')", name="is_a_decision"),
        CheckConstraint(
            "(action = 'approve') = (confirmed_step IS NOT NULL)", name="approval_confirms_a_rating"
        ),
        CheckConstraint("action = 'approve' OR reason <> ''", name="sent_back_has_a_reason"),
    )

    id: Mapped[Key]
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"))
    action: Mapped[Action] = mapped_column(choice(Action, "action"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    sponsor_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    """The sponsor it counts for: the person, or whom the person stood in for."""
    at: Mapped[datetime]
    confirmed_step: Mapped[int | None]
    reason: Mapped[str] = mapped_column(default="")
    """Why it was sent back, or why the rating was changed."""
    comment: Mapped[str] = mapped_column(default="")
    """The sponsor's comments, printed in the pack unless they are for the lead only."""
    comment_private: Mapped[bool] = mapped_column(default=False)
    conditions: Mapped[str] = mapped_column(default="")
    """What must happen for the approval to hold its sense; printed."""
    sections: Mapped[str] = mapped_column(default="")
    """Sections sent back, as their values parted by spaces; empty means all of it."""
    attestation: Mapped[str] = mapped_column(default="")
    """The exact words the sponsor confirmed."""
    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="raise")
    sponsor: Mapped[Person] = relationship(foreign_keys=[sponsor_id], lazy="raise")
    revision: Mapped[Revision] = relationship(back_populates="decisions", lazy="raise")


class RevisionReading(Base):
    """Who has opened a submitted revision to decide on it, and when first."""

    __tablename__ = "revision_readings"

    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    at: Mapped[datetime]


class AgreedRating(Exemptible, Base):
    """A rating the Improvement Group set in place of the one it was given; the last counts."""

    __tablename__ = "agreed_ratings"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="has_a_reason"),
        Index("ix_agreed_ratings_revision_id", "revision_id"),
    )

    id: Mapped[Key]
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"))
    step: Mapped[int]
    reason: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    person: Mapped[Person] = relationship(lazy="raise")


class Comment(Base):
    """A remark on a place in an update, or a reply to one; its words never change."""

    __tablename__ = "comments"
    __table_args__ = (
        CheckConstraint("text <> ''", name="says_something"),
        CheckConstraint(
            "(resolved_at IS NULL) = (resolved_by_id IS NULL)", name="resolved_by_somebody"
        ),
        Index("ix_comments_update_id", "update_id"),
    )

    id: Mapped[Key]
    update_id: Mapped[int] = mapped_column(ForeignKey("progress_updates.id"))
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"))
    """The revision that was on the page."""
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("comments.id"))
    answers_id: Mapped[int | None] = mapped_column(ForeignKey("update_events.id"))
    """The event by which the update came back, when this answers it; its note opens the thread."""
    section: Mapped[Section] = mapped_column(choice(Section, "section"))
    anchor: Mapped[str] = mapped_column(String(40), default="")
    """A field of the section, or a row by its letter and number (M4); empty for the section."""
    text: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    resolved_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    person: Mapped[Person] = relationship(foreign_keys=[person_id], lazy="raise")
    resolved_by: Mapped[Person | None] = relationship(foreign_keys=[resolved_by_id], lazy="raise")
    answers: Mapped[UpdateEvent | None] = relationship(lazy="raise")
    replies: Mapped[list["Comment"]] = relationship(order_by="Comment.id", lazy="raise")
