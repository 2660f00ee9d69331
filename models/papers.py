"""Papers from outside that stand behind a pack as its appendices, and those an edition holds."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Key, Name, Sha256, choice
from models.enums import PaperKind
from models.exempt import Exemptible
from models.packs import Edition
from models.people import Person


class PaperFile(Base):
    """The bytes of a paper as they are given out; never changed, and kept while an edition does.

    They are not the bytes that were sent: what could run, fetch or hide something was taken out.
    """

    __tablename__ = "paper_files"

    id: Mapped[Key]
    name: Mapped[Name]
    """The name of the file as it was sent, without what could mislead."""
    kind: Mapped[PaperKind] = mapped_column(choice(PaperKind, "kind"))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    size: Mapped[int]
    sha256: Mapped[Sha256]
    taken_out: Mapped[str] = mapped_column(default="")
    """A sentence on each line: what was taken out of the file."""
    added_at: Mapped[datetime]
    added_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    added_by: Mapped[Person] = relationship(lazy="raise")


class Described(Exemptible):
    """What is said of a paper; author and date are those on the paper itself."""

    title: Mapped[Name]
    author: Mapped[Name]
    """The person or body, as printed."""
    dated_on: Mapped[date]
    about: Mapped[str] = mapped_column(default="")
    """What it is, in a sentence; may be empty."""


class Paper(Described, Base):
    """A paper behind the pack of the Improvement Group; every pack of the period prints it."""

    __tablename__ = "papers"
    __table_args__ = (Index("ix_papers_pack_id", "pack_id"),)

    id: Mapped[Key]
    pack_id: Mapped[int] = mapped_column(ForeignKey("packs.id"))
    position: Mapped[int]
    file_id: Mapped[int] = mapped_column(ForeignKey("paper_files.id"))
    file: Mapped[PaperFile] = relationship(lazy="raise")


class EditionPaper(Described, Base):
    """A paper that an edition was issued with; the database refuses to change or delete it."""

    __tablename__ = "edition_papers"

    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """1 for appendix A, and so on."""
    file_id: Mapped[int] = mapped_column(ForeignKey("paper_files.id"))
    file: Mapped[PaperFile] = relationship(lazy="raise")
    edition: Mapped[Edition] = relationship(lazy="raise")
