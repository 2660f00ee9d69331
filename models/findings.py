"""What a check found in a paper and the office accepted, with the reason; only grows."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Key, Name
from models.people import Person


class FindingAccepted(Base):
    """A decision to issue a pack, or a cover report on it, with something a check asked about.

    It stands for this code, place and subject while the fact is the same; of several the latest
    holds.
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
    def key(self) -> tuple[str, str, str, str]:
        """What it stands for."""
        return self.code, self.place, self.about, self.fact


class EditionFinding(Base):
    """That an edition of a pack, or of a cover report, went out with what was accepted."""

    __tablename__ = "edition_findings"
    __table_args__ = (
        CheckConstraint(
            "(edition_id IS NULL) <> (cover_edition_id IS NULL)", name="of_one_edition"
        ),
        Index("ix_edition_findings_edition_id", "edition_id"),
        Index("ix_edition_findings_cover_edition_id", "cover_edition_id"),
    )

    id: Mapped[Key]
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("editions.id"))
    cover_edition_id: Mapped[int | None] = mapped_column(ForeignKey("cover_editions.id"))
    accepted_id: Mapped[int] = mapped_column(ForeignKey("pack_findings_accepted.id"))
    accepted: Mapped[FindingAccepted] = relationship(lazy="raise")
