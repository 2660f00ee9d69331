"""Messages to send, written in the transaction of what they tell about."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Key
from models.packs import Pack
from models.people import Person
from models.updates import ProgressUpdate


class OutboxMessage(Base):
    """One message to one person; wording and address are resolved when it is sent."""

    __tablename__ = "outbox_messages"
    __table_args__ = (Index("ix_outbox_messages_sent_at", "sent_at", "id"),)

    id: Mapped[Key]
    kind: Mapped[str] = mapped_column(String(40))
    recipient_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    update_id: Mapped[int | None] = mapped_column(ForeignKey("progress_updates.id"))
    pack_id: Mapped[int | None] = mapped_column(ForeignKey("packs.id"))
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    """When the mail server accepted it."""
    claimed_until: Mapped[datetime | None]
    """Until then one worker has it; null when nobody does."""
    next_try_at: Mapped[datetime | None]
    """Not to be tried before; null until a try has failed."""
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(default="")
    recipient: Mapped[Person] = relationship(lazy="raise")
    update: Mapped[ProgressUpdate | None] = relationship(lazy="raise")
    pack: Mapped[Pack | None] = relationship(lazy="raise")
