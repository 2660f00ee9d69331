"""Improvement programmes with their rules, phases, workstreams and outcomes."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Key, Name, Slug
from models.organisations import Organisation, RagScale
from models.people import Person, RoleGrant


class Programme(Base):
    """An improvement programme of an organisation."""

    __tablename__ = "programmes"
    __table_args__ = (UniqueConstraint("slug"),)

    id: Mapped[Key]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    slug: Mapped[Slug]
    name: Mapped[Name]
    purpose: Mapped[str] = mapped_column(default="")
    attestation: Mapped[str] = mapped_column(default="")
    """Words a sponsor ticks when approving; empty for the usual ones."""
    comment_required: Mapped[bool] = mapped_column(default=False)
    """Whether a sponsor must comment on every rating but the best."""
    quarantine_hours: Mapped[int] = mapped_column(default=0)
    """Hours between agreement and issue in which a pack can be stopped."""
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
    succeeds_id: Mapped[int | None] = mapped_column(ForeignKey("workstreams.id"))
    """The workstream of an earlier phase that this one goes on with."""
    closed_on: Mapped[date | None]
    closing_reason: Mapped[str] = mapped_column(default="")
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("workstreams.id"))
    phase: Mapped[Phase] = relationship(back_populates="workstreams", lazy="raise")
    outcomes: Mapped[list["Outcome"]] = relationship(order_by="Outcome.position", lazy="raise")
    grants: Mapped[list[RoleGrant]] = relationship(order_by=RoleGrant.id, lazy="raise")


class AgreedDate(Base):
    """A completion date that was agreed for a workstream, by whom and why; never changed."""

    __tablename__ = "agreed_dates"
    __table_args__ = (Index("ix_agreed_dates_workstream_id", "workstream_id"),)

    id: Mapped[Key]
    workstream_id: Mapped[int] = mapped_column(ForeignKey("workstreams.id"))
    agreed_on: Mapped[date]
    """The completion date, not the day of the agreement."""
    reason: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    person: Mapped[Person] = relationship(lazy="raise")


class PlanningRules(Base):
    """How a programme's deadlines are planned back from the board's meeting, in working days."""

    __tablename__ = "planning_rules"

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    notice_days: Mapped[int] = mapped_column(default=5)
    """Clear days between publication and the meeting."""
    clearance_days: Mapped[int] = mapped_column(default=2)
    """From the last clearance to publication."""
    group_days: Mapped[int] = mapped_column(default=3)
    """From the Improvement Group's meeting to the last clearance."""
    sponsor_days: Mapped[int] = mapped_column(default=3)
    """From the sponsors' deadline to the group's meeting."""
    lead_days: Mapped[int] = mapped_column(default=3)
    """From the leads' deadline to the sponsors'."""
    writing_days: Mapped[int] = mapped_column(default=10)
    """From opening to the leads' deadline."""
    due_hour: Mapped[int] = mapped_column(default=17)
    """Hour of the London day at which a deadline ends."""
    group_meets: Mapped[time] = mapped_column(default=time(14))
    """Time of the London day at which the Improvement Group meets."""


class ReminderRules(Base):
    """When a programme's messages remind and whom they escalate to, in working days."""

    __tablename__ = "reminder_rules"

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    days_before: Mapped[str] = mapped_column(String(40), default="5 1")
    """Days before a deadline on which to remind, parted by spaces."""
    sponsor_after: Mapped[int] = mapped_column(default=1)
    """Days a lead may be late until the sponsor hears of it."""
    director_after: Mapped[int] = mapped_column(default=3)
    """Days anybody may be late until the programme director hears of it."""


class Outcome(Base):
    """What a workstream must achieve; outcomes may be grouped under a heading."""

    __tablename__ = "outcomes"
    __table_args__ = (UniqueConstraint("workstream_id", "position"),)

    id: Mapped[Key]
    workstream_id: Mapped[int] = mapped_column(ForeignKey("workstreams.id"))
    position: Mapped[int]
    heading: Mapped[Name] = mapped_column(default="")
    text: Mapped[str]
