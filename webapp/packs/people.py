"""Who answers for a workstream, who directs the programme, and who is told when a pack goes out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from models import Pack, Person, RoleGrant, Workstream
from models.enums import Action, Role
from webapp.clock import LONDON
from webapp.lists import listed
from webapp.notifications.messages import PACK_MESSAGES
from webapp.notifications.outbox import concerned


@dataclass(frozen=True, kw_only=True)
class Granted:
    """A role on a workstream, with the person who has or had it."""

    id: int
    workstream_id: int
    role: Role
    accountable: bool
    deputy_for_id: int | None
    starts_on: date
    ends_on: date | None
    name: str
    job_title: str


GRANTS = listed(
    select(
        RoleGrant.id,
        RoleGrant.workstream_id,
        RoleGrant.role,
        RoleGrant.accountable,
        RoleGrant.deputy_for_id,
        RoleGrant.starts_on,
        RoleGrant.ends_on,
        Person.name,
        Person.job_title,
    )
    .select_from(RoleGrant)
    .join(Person, Person.id == RoleGrant.person_id)
    .join(Workstream, Workstream.id == RoleGrant.workstream_id)
    .where(Workstream.phase_id == bindparam("phase_id")),
    Granted,
    RoleGrant.id,
)
"""Every Granted on the workstreams of a `phase_id`."""


def holding(grants: Iterable[Granted], role: Role, first: date, last: date) -> list[Granted]:
    """Return the grants of a role that were in force on at least one of the days, oldest first."""
    return sorted(
        (
            grant
            for grant in grants
            if grant.role is role
            and grant.starts_on <= last
            and (grant.ends_on is None or grant.ends_on >= first)
        ),
        key=lambda grant: (grant.starts_on, grant.id),
    )


def names(grants: Iterable[Granted]) -> tuple[str, ...]:
    """Return each person once, in order."""
    return tuple(dict.fromkeys(map(named, grants)))


def named(person: Person | Granted) -> str:
    """Return a person as printed: the name, and the job title where there is one."""
    return f"{person.name}, {person.job_title}" if person.job_title else person.name


def director_id(session: Session, programme_id: int, at: datetime) -> int | None:
    """Return the programme's director on the day of `at`, or None when there is none."""
    day = at.astimezone(LONDON).date()
    return session.scalar(
        select(RoleGrant.person_id)
        .where(
            RoleGrant.role == Role.DIRECTOR,
            RoleGrant.programme_id == programme_id,
            RoleGrant.starts_on <= day,
            or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= day),
        )
        .order_by(RoleGrant.starts_on.desc(), RoleGrant.id.desc())
        .limit(1)
    )


@dataclass(frozen=True, slots=True)
class Recipient:
    """Someone who is told when the pack goes out."""

    name: str
    job_title: str
    on_the_board: bool


def recipients(session: Session, pack: Pack, at: datetime) -> tuple[Recipient, ...]:
    """Return who is told of the issue, by name, board members marked."""
    day = at.astimezone(LONDON).date()
    found: dict[int, Recipient] = {}
    for person, role in session.execute(
        select(Person, RoleGrant.role)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(
            RoleGrant.role.in_(PACK_MESSAGES[Action.ISSUE]),
            RoleGrant.programme_id == pack.programme_id,
            concerned(pack),
            RoleGrant.starts_on <= day,
            or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= day),
            Person.disabled_at.is_(None),
        )
        .order_by(Person.name, Person.id)
    ):
        known = found.get(person.id)
        on_the_board = role is Role.BOARD_READER or bool(known and known.on_the_board)
        found[person.id] = Recipient(person.name, person.job_title, on_the_board)
    return tuple(found.values())
