"""Reporting periods with the deadlines planned back from the meeting they serve."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Key, Name, Slug, choice
from models.enums import PeriodStatus
from models.programmes import Phase


class ReportingPeriod(Base):
    """A stretch of time that one round of updates covers; both days belong to it."""

    __tablename__ = "reporting_periods"
    __table_args__ = (
        UniqueConstraint("phase_id", "slug"),
        UniqueConstraint("phase_id", "starts_on"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint(
            "lead_due_at <= sponsor_due_at AND sponsor_due_at <= group_meets_at",
            name="deadlines_in_order",
        ),
        CheckConstraint(
            "clearance_due_on <= publishes_on AND publishes_on <= iib_meets_on",
            name="publication_in_order",
        ),
    )

    id: Mapped[Key]
    phase_id: Mapped[int] = mapped_column(ForeignKey("phases.id"))
    slug: Mapped[Slug]
    name: Mapped[Name]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    opens_on: Mapped[date]
    """The day writing is to begin."""
    lead_due_at: Mapped[datetime]
    sponsor_due_at: Mapped[datetime]
    group_meets_at: Mapped[datetime]
    clearance_due_on: Mapped[date]
    """The day by which the pack must be cleared."""
    publishes_on: Mapped[date]
    """The day the board's papers go out."""
    iib_meets_on: Mapped[date]
    status: Mapped[PeriodStatus] = mapped_column(
        choice(PeriodStatus, "status"), default=PeriodStatus.SCHEDULED
    )
    phase: Mapped[Phase] = relationship(lazy="raise")

    @property
    def programme_id(self) -> int:
        """The programme it belongs to; the phase must be loaded."""
        return self.phase.programme_id
