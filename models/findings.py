"""What a check found in a paper and the office accepted, with the reason; only grows."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Key, Name
from models.people import Person


class FindingAccepted(Base):
    """A decision to issue a pack, or a cover report on it, with something a check asked about.

    It stands for this code, place and subject alone; of several the latest holds.
    """

    __tablename__ = "pack_findings_accepted"
    __table_args__ = (
        Index("ix_pack_findings_accepted_pack_id", "pack_id"),
        Index("ix_pack_findings_accepted_cover_id", "cover_id"),
    )

    id: Mapped[Key]
    pack_id: Mapped[int] = mapped_column(ForeignKey("packs.id"))
    cover_id: Mapped[int | None] = mapped_column(ForeignKey("cover_reports.id"))
    """The cover report it is about; empty for the pack itself."""
    code: Mapped[Name]
    place: Mapped[Name]
    about: Mapped[str]
    fact: Mapped[str]
    """What was found, as it was read when it was accepted."""
    reason: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    by: Mapped[Person] = relationship(lazy="raise")

    @property
    def key(self) -> tuple[str, str, str]:
        """What it stands for."""
        return self.code, self.place, self.about
