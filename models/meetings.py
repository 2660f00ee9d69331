"""Meetings of the Improvement Group: what was discussed, decided and carried, and who acts."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Key, Name, choice
from models.enums import MinuteKind, MinuteState
from models.exempt import Exemptible
from models.packs import Pack
from models.people import Person
from models.programmes import Workstream
from models.updates import UpdateEvent


class Minute(Exemptible, Base):
    """A decision of the group, or an action that somebody owes it; the database never deletes one.

    A decision stays open: it stands. What was recorded by mistake is taken off, and keeps its
    number.
    """

    __tablename__ = "minutes"
    __table_args__ = (
        UniqueConstraint("programme_id", "kind", "number"),
        CheckConstraint("text <> ''", name="says_something"),
        CheckConstraint("number >= 1", name="number_from_one"),
        CheckConstraint("owner_id IS NULL OR owner_name = ''", name="one_owner"),
        CheckConstraint(
            "kind = 'decision' OR ((owner_id IS NOT NULL OR owner_name <> '') "
            "AND due_on IS NOT NULL)",
            name="an_action_has_an_owner_and_a_day",
        ),
        CheckConstraint(
            "kind = 'action' OR state IN ('open', 'removed')", name="a_decision_is_not_done"
        ),
        CheckConstraint(
            "(state IN ('done', 'dropped')) = (settled_on IS NOT NULL)", name="settled_on_a_day"
        ),
        CheckConstraint("state <> 'dropped' OR note <> ''", name="dropped_has_a_reason"),
        Index("ix_minutes_pack_id", "pack_id"),
        Index("ix_minutes_owner_id_state", "owner_id", "state"),
        Index("ix_minutes_workstream_id", "workstream_id"),
    )

    id: Mapped[Key]
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    pack_id: Mapped[int] = mapped_column(ForeignKey("packs.id"))
    """The pack that was before the group."""
    kind: Mapped[MinuteKind] = mapped_column(choice(MinuteKind, "kind"))
    number: Mapped[int]
    """Counted through the programme, for each kind; a number is never used twice."""
    text: Mapped[str]
    workstream_id: Mapped[int | None] = mapped_column(ForeignKey("workstreams.id"))
    """The workstream it is about; null for the whole programme."""
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    owner_name: Mapped[Name] = mapped_column(default="")
    """Who answers for it where that is somebody without an account."""
    due_on: Mapped[date | None]
    state: Mapped[MinuteState] = mapped_column(
        choice(MinuteState, "state"), default=MinuteState.OPEN
    )
    settled_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")
    """What was done, or why it was dropped or opened again."""
    version: Mapped[int] = mapped_column(default=1)
    """Goes up by one at every change; a write that names an older one is refused."""
    pack: Mapped[Pack] = relationship(lazy="raise")
    workstream: Mapped[Workstream | None] = relationship(lazy="raise")
    owner: Mapped[Person | None] = relationship(lazy="raise")


class Discussion(Base):
    """That the group came to a workstream in its meeting, or not yet after all; the last counts."""

    __tablename__ = "discussions"
    __table_args__ = (Index("ix_discussions_pack_id", "pack_id"),)

    id: Mapped[Key]
    pack_id: Mapped[int] = mapped_column(ForeignKey("packs.id"))
    workstream_id: Mapped[int] = mapped_column(ForeignKey("workstreams.id"))
    discussed: Mapped[bool]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class CarriedQuery(Exemptible, Base):
    """That a query of the group is taken up again at its next meeting, because nobody answered it.

    It approves nothing: the update stays where it is.
    """

    __tablename__ = "carried_queries"
    __table_args__ = (
        UniqueConstraint("event_id"),
        CheckConstraint("reason <> ''", name="has_a_reason"),
    )

    id: Mapped[Key]
    event_id: Mapped[int] = mapped_column(ForeignKey("update_events.id"))
    """The event by which the update went back with the query."""
    reason: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    event: Mapped[UpdateEvent] = relationship(lazy="raise")
