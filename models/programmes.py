"""Improvement programmes, their phases and workstreams with outcomes."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Key, Name, Slug
from models.organisations import Organisation, RagScale
from models.people import RoleGrant


class Programme(Base):
    """An improvement programme of an organisation."""

    __tablename__ = "programmes"
    __table_args__ = (UniqueConstraint("slug"),)

    id: Mapped[Key]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    slug: Mapped[Slug]
    name: Mapped[Name]
    purpose: Mapped[str] = mapped_column(default="")
    organisation: Mapped[Organisation] = relationship(lazy="raise")
    phases: Mapped[list["Phase"]] = relationship(
        order_by="Phase.number", back_populates="programme", lazy="raise"
    )


class Phase(Base):
    """A stage of a programme with its own workstreams and rating scale."""

    __tablename__ = "phases"
    __table_args__ = (
        UniqueConstraint("programme_id", "number"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
    )

    id: Mapped[Key]
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    number: Mapped[int]
    name: Mapped[Name]
    summary: Mapped[str] = mapped_column(default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    scale_id: Mapped[int] = mapped_column(ForeignKey("rag_scales.id"))
    programme: Mapped[Programme] = relationship(back_populates="phases", lazy="raise")
    scale: Mapped[RagScale] = relationship(lazy="raise")
    workstreams: Mapped[list["Workstream"]] = relationship(
        order_by="Workstream.position", back_populates="phase", lazy="raise"
    )


class Workstream(Base):
    """A theme of a phase; `code` starts its printed references (G in G-M4)."""

    __tablename__ = "workstreams"
    __table_args__ = (
        UniqueConstraint("phase_id", "code"),
        UniqueConstraint("phase_id", "position"),
    )

    id: Mapped[Key]
    phase_id: Mapped[int] = mapped_column(ForeignKey("phases.id"))
    code: Mapped[str] = mapped_column(String(8))
    name: Mapped[Name]
    position: Mapped[int]
    description: Mapped[str] = mapped_column(default="")
    agreed_on: Mapped[date | None]
    """Agreed completion date; only a new agreement changes it."""
    pmo_support: Mapped[Name] = mapped_column(default="")
    next_milestone: Mapped[int] = mapped_column(default=1)
    next_risk: Mapped[int] = mapped_column(default=1)
    next_issue: Mapped[int] = mapped_column(default=1)
    """Next numbers of the registers; a number is never used twice."""
    phase: Mapped[Phase] = relationship(back_populates="workstreams", lazy="raise")
    outcomes: Mapped[list["Outcome"]] = relationship(order_by="Outcome.position", lazy="raise")
    grants: Mapped[list[RoleGrant]] = relationship(order_by=RoleGrant.id, lazy="raise")


class Outcome(Base):
    """What a workstream must achieve; outcomes may be grouped under a heading."""

    __tablename__ = "outcomes"
    __table_args__ = (UniqueConstraint("workstream_id", "position"),)

    id: Mapped[Key]
    workstream_id: Mapped[int] = mapped_column(ForeignKey("workstreams.id"))
    position: Mapped[int]
    heading: Mapped[Name] = mapped_column(default="")
    text: Mapped[str]
