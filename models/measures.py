"""The measures of a workstream, and every target that was agreed for one."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Dialect, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import TypeDecorator

from models.base import Base, Key, Name, choice
from models.enums import Direction
from models.people import Person
from models.programmes import Workstream

RANGE = "(direction = 'within') = (target_to IS NOT NULL)"


class Exact(TypeDecorator[Decimal]):
    """A number stored as the text it was given in: SQLite would round it, and 2.50 stays 2.50."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Store a number without an exponent."""
        return None if value is None else f"{value:f}"

    def process_result_value(self, value: str | None, dialect: Dialect) -> Decimal | None:  # noqa: ARG002
        """Read the number back as it was given."""
        return None if value is None else Decimal(value)


class Measure(Base):
    """What shows whether a workstream reaches an outcome; its values stand in the updates."""

    __tablename__ = "measures"
    __table_args__ = (
        UniqueConstraint("workstream_id", "number"),
        CheckConstraint(RANGE, name="only_a_range_has_two_ends"),
    )

    id: Mapped[Key]
    workstream_id: Mapped[int] = mapped_column(ForeignKey("workstreams.id"))
    outcome_id: Mapped[int | None] = mapped_column(ForeignKey("outcomes.id"))
    number: Mapped[int]
    """Its place on the workstream's pages and in its printed reference (2 in G-K2)."""
    name: Mapped[Name]
    unit: Mapped[str] = mapped_column(String(40), default="")
    direction: Mapped[Direction] = mapped_column(choice(Direction, "direction"))
    baseline: Mapped[Decimal | None] = mapped_column(Exact())
    baseline_at: Mapped[Name] = mapped_column(default="")
    """When the baseline was measured, in words: "March 2025"."""
    target: Mapped[Decimal] = mapped_column(Exact())
    target_to: Mapped[Decimal | None] = mapped_column(Exact())
    """The upper end of a range to keep within, whose lower end is the target."""
    target_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    ending_reason: Mapped[str] = mapped_column(default="")
    workstream: Mapped[Workstream] = relationship(lazy="raise")
    targets: Mapped[list["MeasureTarget"]] = relationship(order_by="MeasureTarget.id", lazy="raise")


class MeasureTarget(Base):
    """A target that was agreed for a measure, by whom and why; never changed."""

    __tablename__ = "measure_targets"
    __table_args__ = (Index("ix_measure_targets_measure_id", "measure_id"),)

    id: Mapped[Key]
    measure_id: Mapped[int] = mapped_column(ForeignKey("measures.id"))
    target: Mapped[Decimal] = mapped_column(Exact())
    target_to: Mapped[Decimal | None] = mapped_column(Exact())
    target_on: Mapped[date | None]
    reason: Mapped[str]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """Nobody for what came with the programme's file."""
    at: Mapped[datetime]
    person: Mapped[Person | None] = relationship(lazy="raise")
