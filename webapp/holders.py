"""The people whose turn it can be: names by role, for everything a page shows, in one statement."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from models import Person, RoleGrant
from models.enums import Role
from webapp.domain import turns

ROLES = tuple(turns.HOLDER_WORDS)

Place = tuple[Role, int | None, int | None]
"""A role on a programme and perhaps one of its workstreams."""


@dataclass(frozen=True)
class Holders:
    """Names by role and place; a grant without a workstream covers all of the programme."""

    by_place: Mapping[Place, tuple[str, ...]]

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


HOLDERS = (
    select(
        RoleGrant.role,
        RoleGrant.programme_id,
        RoleGrant.workstream_id,
        RoleGrant.accountable,
        Person.name,
    )
    .join(Person, Person.id == RoleGrant.person_id)
    .where(
        RoleGrant.role.in_(ROLES),
        or_(
            RoleGrant.programme_id.is_(None),
            RoleGrant.programme_id.in_(bindparam("programmes", expanding=True)),
        ),
        RoleGrant.starts_on <= bindparam("day"),
        or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= bindparam("day")),
        Person.disabled_at.is_(None),
    )
    .order_by(RoleGrant.id)
)


def holders_on(session: Session, day: date, programme_ids: Collection[int]) -> Holders:
    """Return who can hold updates and packs of the programmes on a day.

    Where a workstream has an accountable lead, that person alone stands for its leads.
    """
    rows = session.execute(HOLDERS, {"day": day, "programmes": list(programme_ids)}).all()
    accountable: dict[Place, list[str]] = {}
    everyone: dict[Place, list[str]] = {}
    for role, programme_id, workstream_id, is_accountable, name in rows:
        place = (role, programme_id, workstream_id)
        everyone.setdefault(place, []).append(name)
        if is_accountable:
            accountable.setdefault(place, []).append(name)
    return Holders(
        {place: tuple(dict.fromkeys(names)) for place, names in (everyone | accountable).items()}
    )
