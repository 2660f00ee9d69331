"""Packs, their issued editions and the frozen files of each."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Key, Name, Sha256, Slug, choice
from models.enums import Audience, PackFormat, PackStatus
from models.exempt import Exemptible
from models.people import Person
from models.periods import ReportingPeriod
from models.programmes import Workstream


def of_the_audience(context: DefaultExecutionContext) -> str:
    """Return the standard recipe of a new pack: its audience's."""
    return str((context.current_parameters or {})["audience"])


class Pack(Exemptible, Base):
    """The report of one period for one audience; the exempt columns are about the overview.

    The packs of the Improvement Group and of the Independent Improvement Board move through the
    cycle. Any other is made of the same approved text after that, by a recipe, perhaps about one
    workstream only.
    """

    __tablename__ = "packs"
    __table_args__ = (
        UniqueConstraint("period_id", "recipe", "workstream_id"),
        Index(
            "uq_packs_period_id_recipe_whole",
            "period_id",
            "recipe",
            unique=True,
            sqlite_where=text("workstream_id IS NULL"),
            postgresql_where=text("workstream_id IS NULL"),
        ),
        CheckConstraint(
            "(overall_step IS NULL) = (overall_reason = '')", name="overall_rating_has_a_reason"
        ),
    )

    id: Mapped[Key]
    period_id: Mapped[int] = mapped_column(ForeignKey("reporting_periods.id"))
    audience: Mapped[Audience] = mapped_column(choice(Audience, "audience"))
    recipe: Mapped[Slug] = mapped_column(default=of_the_audience)
    """The slug of a recipe: a standard one, or one of the programme's own."""
    workstream_id: Mapped[int | None] = mapped_column(ForeignKey("workstreams.id"))
    """The one workstream it is about; null for all."""
    status: Mapped[PackStatus] = mapped_column(
        choice(PackStatus, "status"), default=PackStatus.DRAFT
    )
    version: Mapped[int] = mapped_column(default=1)
    overview: Mapped[str] = mapped_column(default="")
    """Markdown by the programme director."""
    overview_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    name: Mapped[Name] = mapped_column(default="")
    """What it is called where that is not its audience's name."""
    asks: Mapped[str] = mapped_column(default="")
    """Markdown: what its readers are asked to decide."""
    overall_step: Mapped[int | None]
    """The programme's rating, given by a person and never worked out."""
    overall_reason: Mapped[str] = mapped_column(default="")
    correction: Mapped[str] = mapped_column(default="")
    """Why a further edition is made or was made last; printed in it."""
    moved_at: Mapped[datetime]
    period: Mapped[ReportingPeriod] = relationship(lazy="raise")
    workstream: Mapped[Workstream | None] = relationship(lazy="raise")
    overview_by: Mapped[Person | None] = relationship(lazy="raise")
    editions: Mapped[list["Edition"]] = relationship(
        order_by="Edition.number", back_populates="pack", lazy="raise"
    )

    @property
    def programme_id(self) -> int:
        """The programme it belongs to; the period and its phase must be loaded."""
        return self.period.programme_id


class Edition(Base):
    """An issued, frozen pack; the database refuses to change or delete it."""

    __tablename__ = "editions"
    __table_args__ = (
        UniqueConstraint("pack_id", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
    )

    id: Mapped[Key]
    pack_id: Mapped[int] = mapped_column(ForeignKey("packs.id"))
    number: Mapped[int]
    document: Mapped[str] = mapped_column(deferred=True)
    """Canonical JSON of `webapp.packs.document.Document`."""
    sha256: Mapped[Sha256]
    issued_at: Mapped[datetime]
    issued_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    pack: Mapped[Pack] = relationship(back_populates="editions", lazy="raise")
    correction: Mapped[str] = mapped_column(default="")
    """Why this edition replaces the one before; empty for the first."""
    issued_by: Mapped[Person] = relationship(lazy="raise")
    files: Mapped[list["EditionFile"]] = relationship(order_by="EditionFile.format", lazy="raise")


class EditionEntry(Base):
    """Which approved revision of which update an edition holds."""

    __tablename__ = "edition_entries"
    __table_args__ = (Index("ix_edition_entries_revision_id", "revision_id"),)

    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revisions.id"), primary_key=True)
    sha256: Mapped[Sha256]
    step: Mapped[int]
    """The rating it prints."""
    confirmed: Mapped[bool] = mapped_column(default=True)
    """False for ever where it went out without its sponsors' approval."""


class EditionFile(Base):
    """The bytes of an edition in one format, the same for ever."""

    __tablename__ = "edition_files"
    __table_args__ = (UniqueConstraint("edition_id", "format"),)

    id: Mapped[Key]
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    format: Mapped[PackFormat] = mapped_column(choice(PackFormat, "format"))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    size: Mapped[int]
    sha256: Mapped[Sha256]


class Publication(Base):
    """That a public edition was put on the public page, or taken off it; the last row counts."""

    __tablename__ = "publications"
    __table_args__ = (Index("ix_publications_edition_id", "edition_id"),)

    id: Mapped[Key]
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    shown: Mapped[bool]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
