"""What a programme must answer, and which workstreams answer it."""

from datetime import date

from sqlalchemy import Column, ForeignKey, Table, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Key, Name
from models.programmes import Programme, Workstream

concern_workstreams = Table(
    "concern_workstreams",
    Base.metadata,
    Column("concern_id", ForeignKey("concerns.id"), primary_key=True),
    Column("workstream_id", ForeignKey("workstreams.id"), primary_key=True),
)
"""Which workstreams answer which concern."""


class Concern(Base):
    """An expectation of a Best Value Notice, or a finding of an external auditor."""

    __tablename__ = "concerns"
    __table_args__ = (UniqueConstraint("programme_id", "number"),)

    id: Mapped[Key]
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    number: Mapped[int]
    """Printed before its title; a number is never used twice."""
    title: Mapped[Name]
    text: Mapped[str] = mapped_column(default="")
    """Markdown: what was asked or found."""
    source: Mapped[Name]
    """Where it was raised, such as the notice or the auditor's report."""
    raised_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    closing_reason: Mapped[str] = mapped_column(default="")
    """Who said that it is answered, and where."""
    version: Mapped[int] = mapped_column(default=1)
    """Goes up by one at every change; a write that names an older one is refused."""
    programme: Mapped[Programme] = relationship(lazy="raise")
    workstreams: Mapped[list[Workstream]] = relationship(
        secondary=concern_workstreams, order_by=Workstream.position, lazy="raise"
    )
