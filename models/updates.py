"""Progress updates: the draft, its immutable revisions, more time, and history."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Key, Sha256, choice
from models.enums import Action, Section, UpdateStatus
from models.people import Person
from models.periods import ReportingPeriod
from models.programmes import Workstream

if TYPE_CHECKING:  # decisions name revisions themselves
    from models.review import Decision

DECIDED = "('approved', 'in_pack', 'accepted', 'issued')"
INCLUDED = "('in_pack', 'accepted', 'issued')"
AGREED = "('accepted', 'issued')"
SUBMITTED = "('with_sponsor', 'returned', 'approved', 'in_pack', 'accepted', 'issued')"


class ProgressUpdate(Base):
    """One workstream's update for one period; `draft` is the canonical text being written."""

    __tablename__ = "progress_updates"
    __table_args__ = (
        UniqueConstraint("workstream_id", "period_id"),
        CheckConstraint(
            "(approved_revision_id IS NULL) = (confirmed_step IS NULL)",
            name="approval_confirms_a_rating",
        ),
        CheckConstraint(
            "status <> 'approved' OR approved_revision_id IS NOT NULL",
            name="approved_names_a_revision",
        ),
        CheckConstraint(
            f"approved_revision_id IS NULL OR "
            f"(status IN {DECIDED} AND approved_revision_id = revision_id)",
            name="approval_is_of_the_latest_revision",
        ),
        CheckConstraint(
            f"(status IN {AGREED}) = (agreed_step IS NOT NULL)", name="agreed_has_a_rating"
        ),
        CheckConstraint(
            f"status NOT IN {SUBMITTED} OR revision_id IS NOT NULL", name="submitted_has_a_revision"
        ),
        CheckConstraint("version >= 1", name="version_from_one"),
        Index("ix_progress_updates_period_id_status", "period_id", "status"),
    )

    id: Mapped[Key]
    workstream_id: Mapped[int] = mapped_column(ForeignKey("workstreams.id"))
    period_id: Mapped[int] = mapped_column(ForeignKey("reporting_periods.id"))
    status: Mapped[UpdateStatus] = mapped_column(
        choice(UpdateStatus, "status"), default=UpdateStatus.NOT_STARTED
    )
    version: Mapped[int] = mapped_column(default=1)
    """Goes up by one at every change; a write that names an older one is refused."""
    draft: Mapped[str] = mapped_column(default="")
    """Canonical JSON of `webapp.domain.content.UpdateContent`; empty until started."""
    draft_saved_at: Mapped[datetime | None]
    moved_at: Mapped[datetime]
    """When it came into its present state."""
    revision_id: Mapped[int | None] = mapped_column(
        ForeignKey("revisions.id", use_alter=True, name="fk_progress_updates_revision_id")
    )
    """The latest submitted revision."""
    approved_revision_id: Mapped[int | None] = mapped_column(
        ForeignKey("revisions.id", use_alter=True, name="fk_progress_updates_approved_revision_id")
    )
    """The revision its sponsors approved; null in a pack that goes out without their approval."""
    confirmed_step: Mapped[int | None]
    agreed_step: Mapped[int | None]
    """The step the pack prints once the group has agreed it."""
    flagged: Mapped[str] = mapped_column(default="")
    """Sections open for change while returned, parted by spaces; empty for all."""
    workstream: Mapped[Workstream] = relationship(lazy="raise")
    period: Mapped[ReportingPeriod] = relationship(lazy="raise")
    revision: Mapped["Revision | None"] = relationship(
        foreign_keys=[revision_id], post_update=True, lazy="raise"
    )
    revisions: Mapped[list["Revision"]] = relationship(
        foreign_keys="Revision.update_id", order_by="Revision.number", lazy="raise"
    )
    events: Mapped[list["UpdateEvent"]] = relationship(order_by="UpdateEvent.id", lazy="raise")
    extensions: Mapped[list["Extension"]] = relationship(order_by="Extension.id", lazy="raise")
    contributors: Mapped[list["UpdateContributor"]] = relationship(
        order_by="UpdateContributor.person_id", lazy="raise"
    )

    @property
    def programme_id(self) -> int:
        """The programme it belongs to; the workstream and its phase must be loaded."""
        return self.workstream.phase.programme_id

    @property
    def contributor_ids(self) -> frozenset[int]:
        """People who wrote part of it; the contributors must be loaded."""
        return frozenset(row.person_id for row in self.contributors)


class Extension(Base):
    """More time for one update, given with a reason; the last one counts."""

    __tablename__ = "extensions"
    __table_args__ = (Index("ix_extensions_update_id", "update_id"),)

    id: Mapped[Key]
    update_id: Mapped[int] = mapped_column(ForeignKey("progress_updates.id"))
    until: Mapped[date]
    """The last day on which it may be submitted."""
    reason: Mapped[str]
    granted_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    granted_by: Mapped[Person] = relationship(lazy="raise")


class UpdateContributor(Base):
    """Someone who wrote part of an update, and so may never decide on it."""

    __tablename__ = "update_contributors"

    update_id: Mapped[int] = mapped_column(ForeignKey("progress_updates.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    first_at: Mapped[datetime]


class DraftSection(Base):
    """Who last saved a section of a draft, when and in which browser window."""

    __tablename__ = "draft_sections"

    update_id: Mapped[int] = mapped_column(ForeignKey("progress_updates.id"), primary_key=True)
    section: Mapped[Section] = mapped_column(choice(Section, "section"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    window: Mapped[str] = mapped_column(String(24))
    """Tells a writer's own autosave from somebody else's text."""
    saved_at: Mapped[datetime]
    person: Mapped[Person] = relationship(lazy="raise")


class Revision(Base):
    """The exact content at one submission; the database refuses to change or delete it."""

    __tablename__ = "revisions"
    __table_args__ = (
        UniqueConstraint("update_id", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
    )

    id: Mapped[Key]
    update_id: Mapped[int] = mapped_column(ForeignKey("progress_updates.id"))
    number: Mapped[int]
    content: Mapped[str]
    sha256: Mapped[Sha256]
    proposed_step: Mapped[int]
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    submitted_at: Mapped[datetime]
    submitted_by: Mapped[Person] = relationship(lazy="raise")
    decisions: Mapped[list["Decision"]] = relationship(
        order_by="Decision.id", back_populates="revision", lazy="raise"
    )


class UpdateEvent(Base):
    """One step in the life of an update; append-only."""

    __tablename__ = "update_events"
    __table_args__ = (Index("ix_update_events_update_id", "update_id"),)

    id: Mapped[Key]
    update_id: Mapped[int] = mapped_column(ForeignKey("progress_updates.id"))
    action: Mapped[Action] = mapped_column(choice(Action, "action"))
    from_status: Mapped[UpdateStatus] = mapped_column(choice(UpdateStatus, "from_status"))
    to_status: Mapped[UpdateStatus] = mapped_column(choice(UpdateStatus, "to_status"))
    actor_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("revisions.id"))
    note: Mapped[str] = mapped_column(default="")
    """The reason, where the action asks for one."""
    sections: Mapped[str] = mapped_column(default="")
    """Sections sent back, as their values parted by spaces; empty means all of it."""
    actor: Mapped[Person] = relationship(lazy="raise")
    revision: Mapped[Revision | None] = relationship(lazy="raise")
