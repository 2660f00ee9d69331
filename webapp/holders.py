"""The people whose turn it can be: names by role for everything a page shows, and who is left.

Who holds what takes one statement, whose approval is missing another, for any number of updates.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from sqlalchemy import and_, bindparam, literal, not_, or_, select, union_all
from sqlalchemy.orm import Session

from models import Decision, Person, ProgressUpdate, RoleGrant, UpdateContributor
from models.enums import Action, Role, UpdateStatus
from webapp.domain import approval, turns
from webapp.domain.approval import Sponsorship
from webapp.lists import listed

ROLES = tuple(turns.HOLDER_WORDS)

Place = tuple[Role, int | None, int | None]
"""A role on a programme and perhaps one of its workstreams."""


class Update(Protocol):
    """What there is to know of an update to say who has it."""

    @property
    def id(self) -> int:
        """Its number."""
        ...

    @property
    def programme_id(self) -> int:
        """The programme it belongs to."""
        ...

    @property
    def workstream_id(self) -> int:
        """The workstream it belongs to."""
        ...

    @property
    def status(self) -> UpdateStatus:
        """Where it stands."""
        ...


@dataclass(frozen=True)
class Holders:
    """Names by role and place; a grant without a workstream covers all of the programme."""

    by_place: Mapping[Place, tuple[str, ...]]
    sponsors: Mapping[int, tuple[Sponsorship, ...]] = field(default_factory=dict)
    """By workstream, those of the past with them."""

    def names(self, role: Role, programme_id: int, workstream_id: int | None) -> tuple[str, ...]:
        """Return who holds a role there: those named for the place itself before wider grants."""
        places: tuple[Place, ...] = (
            (role, programme_id, workstream_id),
            (role, programme_id, None),
            (role, None, None),
        )
        return next((self.by_place[place] for place in places if place in self.by_place), ())

    def words(self, role: Role, programme_id: int, workstream_id: int | None = None) -> str:
        """Return who holds a role there with the role: "A (lead)", or that nobody does."""
        return turns.holder(role, self.names(role, programme_id, workstream_id))

    def having(self, update: Update, left: Iterable[approval.Place] = ()) -> str:
        """Return who has an update, with the role; "" when nobody has to move it.

        `left` are the approvals still to be given: a sponsor who has decided does not have it.
        """
        role = turns.UPDATE_TURN[update.status]
        if role is None:
            return ""
        if update.status is UpdateStatus.WITH_SPONSOR:
            return turns.deciders(left)
        return self.words(role, update.programme_id, update.workstream_id)


IN_FORCE = and_(
    or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= bindparam("day")),
    Person.disabled_at.is_(None),
)


@dataclass(frozen=True)
class Held:
    """A grant by which updates and packs are held."""

    role: Role
    programme_id: int | None
    workstream_id: int | None
    accountable: bool
    person_id: int
    deputy_for_id: int | None
    succeeds_id: int | None
    name: str
    """The person's."""
    ended: bool
    """Whether it is a sponsor's of the past."""


HELD = listed(
    select(
        RoleGrant.role,
        RoleGrant.programme_id,
        RoleGrant.workstream_id,
        RoleGrant.accountable,
        RoleGrant.person_id,
        RoleGrant.deputy_for_id,
        RoleGrant.succeeds_id,
        Person.name,
        not_(IN_FORCE).label("ended"),
    )
    .select_from(RoleGrant)
    .join(Person, Person.id == RoleGrant.person_id)
    .where(
        RoleGrant.role.in_(ROLES),
        or_(
            RoleGrant.programme_id.is_(None),
            RoleGrant.programme_id.in_(bindparam("programmes", expanding=True)),
        ),
        RoleGrant.starts_on <= bindparam("day"),
        # What was decided by who sponsored before stays decided.
        or_(IN_FORCE, RoleGrant.role == Role.SPONSOR),
    ),
    Held,
    RoleGrant.id,
)
"""Every Held of some `programmes` on a `day`."""
HOLDERS = select(HELD.label("held"))


def holders_on(session: Session, day: date, programme_ids: Collection[int]) -> Holders:
    """Return who can hold updates and packs of the programmes on a day.

    Where a workstream has an accountable lead, that person alone stands for its leads.
    """
    row = session.execute(HOLDERS, {"day": day, "programmes": list(programme_ids)}).one()
    return holders_of(row.held)


def holders_of(rows: Iterable[Held]) -> Holders:
    """Return who holds what by these grants."""
    accountable: dict[Place, list[str]] = {}
    everyone: dict[Place, list[str]] = {}
    sponsors: dict[int, list[Sponsorship]] = defaultdict(list)
    for row in rows:
        if row.role is Role.SPONSOR and row.workstream_id is not None:
            sponsors[row.workstream_id].append(
                Sponsorship(
                    person_id=row.person_id,
                    name=row.name,
                    deputy_for_id=row.deputy_for_id,
                    succeeds_id=row.succeeds_id,
                    ended=row.ended,
                )
            )
        if row.ended:
            continue
        place = (row.role, row.programme_id, row.workstream_id)
        everyone.setdefault(place, []).append(row.name)
        if row.accountable:
            accountable.setdefault(place, []).append(row.name)
    return Holders(
        {place: tuple(dict.fromkeys(names)) for place, names in (everyone | accountable).items()},
        {number: tuple(grants) for number, grants in sponsors.items()},
    )


PARTS = union_all(
    select(
        UpdateContributor.update_id, UpdateContributor.person_id, literal(False).label("decided")
    ).where(UpdateContributor.update_id.in_(bindparam("updates", expanding=True))),
    select(ProgressUpdate.id, Decision.sponsor_id, literal(True))
    .join(Decision, Decision.revision_id == ProgressUpdate.revision_id)
    .where(
        ProgressUpdate.id.in_(bindparam("updates", expanding=True)),
        Decision.action == Action.APPROVE,
    ),
)


def approvals_left(
    session: Session, holders: Holders, updates: Iterable[Update]
) -> Mapping[int, tuple[approval.Place, ...]]:
    """Return the approvals still to be given, for each of the updates that is with its sponsor."""
    waiting = [update for update in updates if update.status is UpdateStatus.WITH_SPONSOR]
    if not waiting:
        return {}
    writers: dict[int, set[int]] = defaultdict(set)
    decided: dict[int, set[int]] = defaultdict(set)
    for row in session.execute(PARTS, {"updates": [update.id for update in waiting]}):
        (decided if row.decided else writers)[row.update_id].add(row.person_id)
    return {
        update.id: approval.open_places(
            holders.sponsors.get(update.workstream_id, ()), writers[update.id], decided[update.id]
        )
        for update in waiting
    }
