"""Messages to send, written in the transaction of what they tell about."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Key
from models.people import Person


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
    recipient: Mapped[Person] = relationship(lazy="raise")
