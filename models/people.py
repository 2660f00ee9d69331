"""People, what they may do and for how long, when they are away, their sessions and sign-ins."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Key, Name, Sha256, choice
from models.enums import Audience, Role
from models.organisations import Organisation

if TYPE_CHECKING:  # programmes have grants themselves
    from models.programmes import Programme


class Person(Base):
    """Someone who may sign in; disabled people keep their name in what they wrote."""

    __tablename__ = "people"
    __table_args__ = (UniqueConstraint("email"),)

    id: Mapped[Key]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    name: Mapped[Name]
    job_title: Mapped[Name] = mapped_column(default="")
    email: Mapped[Name]
    """Lower case; compared as stored."""
    password_hash: Mapped[str | None]
    """Argon2id; null for a person who cannot sign in with a password."""
    disabled_at: Mapped[datetime | None]
    daily_digest: Mapped[bool] = mapped_column(default=False)
    """Whether messages are gathered into one each working day."""
    organisation: Mapped[Organisation] = relationship(lazy="raise")
    grants: Mapped[list["RoleGrant"]] = relationship(
        foreign_keys="RoleGrant.person_id", order_by="RoleGrant.id", lazy="raise"
    )


class RoleGrant(Base):
    """A role on a programme, one of its workstreams or, with neither, the whole organisation."""

    __tablename__ = "role_grants"
    __table_args__ = (
        CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on OR succeeds_id IS NOT NULL",
            name="ends_after_start",
        ),
        CheckConstraint(
            "workstream_id IS NULL OR programme_id IS NOT NULL", name="workstream_in_programme"
        ),
        CheckConstraint(
            "role NOT IN ('contributor', 'lead', 'sponsor') OR workstream_id IS NOT NULL",
            name="writers_and_sponsors_have_a_workstream",
        ),
        CheckConstraint(
            "deputy_for_id IS NULL OR (role = 'sponsor' AND ends_on IS NOT NULL "
            "AND deputy_for_id <> person_id)",
            name="deputies_stand_in_for_another_sponsor_until_a_day",
        ),
        CheckConstraint("role = 'board_reader' OR NOT chairs", name="only_readers_chair_a_body"),
        Index("ix_role_grants_workstream_id_role", "workstream_id", "role"),
        Index("ix_role_grants_person_id", "person_id"),
        Index("ix_role_grants_programme_id", "programme_id"),
    )

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    role: Mapped[Role] = mapped_column(choice(Role, "role"))
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programmes.id"))
    workstream_id: Mapped[int | None] = mapped_column(ForeignKey("workstreams.id"))
    accountable: Mapped[bool] = mapped_column(default=False)
    """The one lead who answers for the workstream."""
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    """Last day of authority; null while it has no end.

    It is before the first where a place was passed on by the day on which it was taken: such a row
    never gave authority, and says whose place it was.
    """
    deputy_for_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """The sponsor this person stands in for between the two days."""
    succeeds_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """The person whose place was taken; what they had decided stays decided."""
    audience: Mapped[Audience | None] = mapped_column(choice(Audience, "audience"))
    """Whose editions a board or committee reader reads; null for the improvement board's."""
    chairs: Mapped[bool] = mapped_column(default=False)
    """Whether a board or committee reader chairs that body, and so records its notes."""
    person: Mapped[Person] = relationship(
        foreign_keys=[person_id], back_populates="grants", lazy="raise"
    )
    programme: Mapped["Programme | None"] = relationship(lazy="raise")


class Absence(Base):
    """Days on which a person is away, both included; reminders wait until they are back."""

    __tablename__ = "absences"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        Index("ix_absences_person_id", "person_id"),
    )

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]


class CalendarFeed(Base):
    """A secret address of a person's calendar; only its digest is kept, and it can be revoked."""

    __tablename__ = "calendar_feeds"
    __table_args__ = (
        UniqueConstraint("token_sha256"),
        Index("ix_calendar_feeds_person_id", "person_id"),
    )

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    token_sha256: Mapped[Sha256]
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship(lazy="raise")


class SignInSession(Base):
    """A signed-in browser; the token itself is only ever in the browser's cookie."""

    __tablename__ = "sign_in_sessions"
    __table_args__ = (
        UniqueConstraint("token_sha256"),
        Index("ix_sign_in_sessions_person_id", "person_id"),
    )

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    token_sha256: Mapped[Sha256]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    proved_at: Mapped[datetime | None]
    """When the person last gave the password again; null when not since the sign-in."""
    browser: Mapped[str] = mapped_column(String(200), default="")
    person: Mapped[Person] = relationship(lazy="raise")


class SignInFailure(Base):
    """One failed sign-in, counted to slow down guessing; holds no password."""

    __tablename__ = "sign_in_failures"
    __table_args__ = (
        Index("ix_sign_in_failures_email_at", "email", "at"),
        Index("ix_sign_in_failures_address_at", "address", "at"),
    )

    id: Mapped[Key]
    email: Mapped[Name]
    address: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
