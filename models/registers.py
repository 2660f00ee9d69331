"""The registers of a workstream: milestones, risks and issues as last approved."""

from datetime import date

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Key, choice
from models.enums import ItemKind, Level, MilestoneOutcome, Trend


class RegisterItem(Base):
    """A milestone, risk or issue that lives across periods; written when an update is approved."""

    __tablename__ = "register_items"
    __table_args__ = (UniqueConstraint("workstream_id", "kind", "number"),)

    id: Mapped[Key]
    workstream_id: Mapped[int] = mapped_column(ForeignKey("workstreams.id"))
    kind: Mapped[ItemKind] = mapped_column(choice(ItemKind, "kind"))
    number: Mapped[int]
    title: Mapped[str]
    """A milestone's title, or the description of a risk or an issue."""
    response: Mapped[str] = mapped_column(default="")
    """The note on a milestone, the mitigation of a risk, the action on an issue."""
    owner: Mapped[str] = mapped_column(default="")
    first_due_on: Mapped[date | None]
    due_on: Mapped[date | None]
    outcome: Mapped[MilestoneOutcome | None] = mapped_column(choice(MilestoneOutcome, "outcome"))
    likelihood: Mapped[Level | None] = mapped_column(choice(Level, "likelihood"))
    impact: Mapped[Level | None] = mapped_column(choice(Level, "impact"))
    trend: Mapped[Trend | None] = mapped_column(choice(Trend, "trend"))
    open: Mapped[bool] = mapped_column(default=True)
    slips: Mapped[int] = mapped_column(default=0)
    """How often a milestone has slipped, in every period and phase."""
    disposition: Mapped[str] = mapped_column(default="")
    """What becomes of an item that was open when its workstream closed."""
    changed_by_update_id: Mapped[int] = mapped_column(ForeignKey("progress_updates.id"))
