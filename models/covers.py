"""Committee cover reports on packs: their text, implications with sign-offs, frozen editions."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Key, Name, Sha256, choice
from models.enums import PackFormat
from models.exempt import Exemptible
from models.packs import Edition, Pack
from models.people import Person


class CoverSettings(Base):
    """What the cover reports of a programme have in common; each text holds a line for each."""

    __tablename__ = "cover_settings"

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    objectives: Mapped[str] = mapped_column(default="")
    """The strategic objectives a report may say that it serves."""
    implications: Mapped[str] = mapped_column(default="")
    """The headings under which implications are asked for; empty for the usual ones."""


class WordTemplate(Base):
    """The organisation's own layout of a cover report; the latest that stands is filled in."""

    __tablename__ = "word_templates"
    __table_args__ = (Index("ix_word_templates_programme_id", "programme_id"),)

    id: Mapped[Key]
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    name: Mapped[Name]
    """The name of the file as it was sent."""
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    size: Mapped[int]
    sha256: Mapped[Sha256]
    uploaded_at: Mapped[datetime]
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    withdrawn_at: Mapped[datetime | None]
    uploaded_by: Mapped[Person] = relationship(lazy="raise")


class CoverReport(Base):
    """The report that takes a pack to one meeting of one committee."""

    __tablename__ = "cover_reports"
    __table_args__ = (Index("ix_cover_reports_pack_id", "pack_id"),)

    id: Mapped[Key]
    pack_id: Mapped[int] = mapped_column(ForeignKey("packs.id"))
    content: Mapped[str]
    """Canonical JSON of `webapp.packs.cover.content.CoverContent`."""
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    pack: Mapped[Pack] = relationship(lazy="raise")
    changed_by: Mapped[Person] = relationship(lazy="raise")
    implications: Mapped[list["CoverImplication"]] = relationship(
        order_by="CoverImplication.position", back_populates="cover", lazy="raise"
    )
    editions: Mapped[list["CoverEdition"]] = relationship(
        order_by="CoverEdition.number", back_populates="cover", lazy="raise"
    )

    @property
    def programme_id(self) -> int:
        """The programme it belongs to; the pack, its period and its phase must be loaded."""
        return self.pack.programme_id


class CoverImplication(Exemptible, Base):
    """What a report means for one matter, in the words of the officer who was asked."""

    __tablename__ = "cover_implications"
    __table_args__ = (
        UniqueConstraint("cover_id", "position"),
        CheckConstraint(
            "(officer_id IS NULL) = (due_on IS NULL)", name="an_officer_is_asked_by_a_day"
        ),
        Index("ix_cover_implications_officer_id", "officer_id"),
    )

    id: Mapped[Key]
    cover_id: Mapped[int] = mapped_column(ForeignKey("cover_reports.id"))
    position: Mapped[int]
    heading: Mapped[Name]
    text: Mapped[str] = mapped_column(default="")
    """Markdown."""
    sha256: Mapped[Sha256]
    """Of what a sign-off stands for: this text and the recommendations it was written about."""
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    due_on: Mapped[date | None]
    cover: Mapped[CoverReport] = relationship(back_populates="implications", lazy="raise")
    officer: Mapped[Person | None] = relationship(lazy="raise")
    sign_offs: Mapped[list["CoverSignOff"]] = relationship(
        order_by="CoverSignOff.id", back_populates="implication", lazy="raise"
    )


class CoverSignOff(Base):
    """That an officer stands by an implication as it was worded then; never changed."""

    __tablename__ = "cover_sign_offs"
    __table_args__ = (Index("ix_cover_sign_offs_implication_id", "implication_id"),)

    id: Mapped[Key]
    implication_id: Mapped[int] = mapped_column(ForeignKey("cover_implications.id"))
    sha256: Mapped[Sha256]
    officer: Mapped[str]
    """Name and post, as they are printed."""
    signed_on: Mapped[date]
    reference: Mapped[str] = mapped_column(default="")
    """Where the sign-off is kept, for one recorded for an officer; empty for their own."""
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    implication: Mapped[CoverImplication] = relationship(back_populates="sign_offs", lazy="raise")


class CoverEdition(Base):
    """An issued, frozen cover report; the database refuses to change or delete it."""

    __tablename__ = "cover_editions"
    __table_args__ = (
        UniqueConstraint("cover_id", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
    )

    id: Mapped[Key]
    cover_id: Mapped[int] = mapped_column(ForeignKey("cover_reports.id"))
    number: Mapped[int]
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    """The edition of the pack it presents."""
    document: Mapped[str] = mapped_column(deferred=True)
    """Canonical JSON of `webapp.packs.cover.document.CoverDocument`."""
    sha256: Mapped[Sha256]
    state: Mapped[Sha256]
    """Of all it was made of: while nothing else is there, no further edition is needed."""
    public_document: Mapped[str] = mapped_column(default="", deferred=True)
    """The same without its exempt text; empty where it has none."""
    correction: Mapped[str] = mapped_column(default="")
    """Why it replaces the one before; empty for the first."""
    issued_at: Mapped[datetime]
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    cover: Mapped[CoverReport] = relationship(back_populates="editions", lazy="raise")
    edition: Mapped[Edition] = relationship(lazy="raise")
    issued_by: Mapped[Person] = relationship(lazy="raise")
    files: Mapped[list["CoverFile"]] = relationship(order_by="CoverFile.id", lazy="raise")


class CoverFile(Base):
    """The bytes of an issued cover report in one format, the same for ever."""

    __tablename__ = "cover_files"
    __table_args__ = (UniqueConstraint("cover_edition_id", "public", "format"),)

    id: Mapped[Key]
    cover_edition_id: Mapped[int] = mapped_column(ForeignKey("cover_editions.id"))
    public: Mapped[bool]
    """Whether exempt text is left out of it."""
    format: Mapped[PackFormat] = mapped_column(choice(PackFormat, "format"))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    size: Mapped[int]
    sha256: Mapped[Sha256]
