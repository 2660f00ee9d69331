"""Messages to send, written in the transaction of what they tell about."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Key
from models.meetings import Minute
from models.packs import Pack
from models.people import Person
from models.periods import ReportingPeriod
from models.programmes import Workstream
from models.updates import ProgressUpdate


class OutboxMessage(Base):
    """One message to one person; wording and address are resolved when it is sent."""

    __tablename__ = "outbox_messages"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_outbox_messages_sent_at", "sent_at", "id"),
    )

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(40))
    recipient_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    update_id: Mapped[int | None] = mapped_column(ForeignKey("progress_updates.id"))
    pack_id: Mapped[int | None] = mapped_column(ForeignKey("packs.id"))
    period_id: Mapped[int | None] = mapped_column(ForeignKey("reporting_periods.id"))
    workstream_id: Mapped[int | None] = mapped_column(ForeignKey("workstreams.id"))
    """Set where a message is about a workstream as a whole."""
    minute_id: Mapped[int | None] = mapped_column(ForeignKey("minutes.id"))
    """Set where a message is about an action that the group gave somebody."""
    key: Mapped[str | None] = mapped_column(String(120))
    """Names a reminder, so that it is written once however often it comes due."""
    digest_id: Mapped[int | None] = mapped_column(ForeignKey("outbox_messages.id"))
    """The digest that it went out in."""
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    """When the mail server accepted it."""
    claimed_until: Mapped[datetime | None]
    """Until then one worker has it; null when nobody does."""
    next_try_at: Mapped[datetime | None]
    """Not to be tried before; null until a try has failed."""
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(default="")
    subject: Mapped[str] = mapped_column(default="")
    body: Mapped[str] = mapped_column(default="")
    """What was sent, as it was sent."""
    recipient: Mapped[Person] = relationship(lazy="raise")
    update: Mapped[ProgressUpdate | None] = relationship(lazy="raise")
    pack: Mapped[Pack | None] = relationship(lazy="raise")
    period: Mapped[ReportingPeriod | None] = relationship(lazy="raise")
    workstream: Mapped[Workstream | None] = relationship(lazy="raise")
    minute: Mapped[Minute | None] = relationship(lazy="raise")


class MessageTemplate(Base):
    """Words an administrator gave to a kind of message; the last of a kind counts."""

    __tablename__ = "message_templates"
    __table_args__ = (
        Index("ix_message_templates_organisation_id_kind", "organisation_id", "kind"),
    )

    id: Mapped[Key]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str]
    body: Mapped[str]
    """Both empty to go back to the usual words."""
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    changed_at: Mapped[datetime]
    changed_by: Mapped[Person] = relationship(lazy="raise")
