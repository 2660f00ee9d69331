"""Who reads what is written about an update: everybody it can concern, in a few statements."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Protocol

from sqlalchemy import and_, not_, or_, select
from sqlalchemy.orm import Session

from models import Decision, Person, RoleGrant, UpdateContributor
from models.enums import Action, Role, UpdateStatus
from webapp.domain import approval
from webapp.domain.approval import Sponsorship

ROLES = (Role.LEAD, Role.SPONSOR, Role.PMO, Role.DIRECTOR, Role.GROUP_CHAIR)


class Update(Protocol):
    """What there is to know of an update."""

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

    @property
    def revision_id(self) -> int | None:
        """Its latest submitted revision."""
        ...


class Readers:
    """The people of some updates on a day; those who are disabled are left out."""

    def __init__(self, session: Session, day: date, updates: Sequence[Update]) -> None:
        self._grants = _grants(session, day, {update.programme_id for update in updates})
        waiting = [update for update in updates if update.status is UpdateStatus.WITH_SPONSOR]
        self._writers = _writers(session, {update.id for update in waiting})
        self._decided = _decided(session, {update.revision_id for update in waiting})

    def of(self, update: Update, role: Role) -> tuple[int, ...]:
        """Return who reads about an update in a role.

        Of its sponsors only those whose approval is missing, with their deputies, while it waits
        for them; all of them when nobody may decide, since they have to know that too.
        """
        known = [
            (grant, ended)
            for grant, ended in self._grants[update.programme_id, role]
            if grant.workstream_id in (None, update.workstream_id)
        ]
        if role is Role.SPONSOR and update.status is UpdateStatus.WITH_SPONSOR:
            missing = approval.open_places(
                [
                    Sponsorship(
                        person_id=grant.person_id,
                        name="",
                        deputy_for_id=grant.deputy_for_id,
                        succeeds_id=grant.succeeds_id,
                        ended=ended,
                    )
                    for grant, ended in known
                ],
                self._writers[update.id],
                self._decided[update.revision_id],
            )
            if deciders := {person for place in missing for person in place.deciders}:
                return tuple(sorted(deciders))
        return tuple(sorted({grant.person_id for grant, ended in known if not ended}))


def _grants(
    session: Session, day: date, programme_ids: Collection[int]
) -> defaultdict[tuple[int | None, Role], list[tuple[RoleGrant, bool]]]:
    """Return the grants of the day by programme and role, each with whether it has ended.

    Only sponsors' ended ones are there, for what was decided in them.
    """
    in_force = and_(
        or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= day), Person.disabled_at.is_(None)
    )
    found: defaultdict[tuple[int | None, Role], list[tuple[RoleGrant, bool]]] = defaultdict(list)
    for grant, ended in session.execute(
        select(RoleGrant, not_(in_force))
        .join(Person, Person.id == RoleGrant.person_id)
        .where(
            RoleGrant.role.in_(ROLES),
            RoleGrant.programme_id.in_(programme_ids),
            RoleGrant.starts_on <= day,
            or_(in_force, RoleGrant.role == Role.SPONSOR),
        )
        .order_by(RoleGrant.id)
    ):
        found[grant.programme_id, grant.role].append((grant, ended))
    return found


def _writers(session: Session, update_ids: Collection[int]) -> defaultdict[int, set[int]]:
    """Return who wrote part of updates, by update."""
    found: defaultdict[int, set[int]] = defaultdict(set)
    for update_id, person_id in session.execute(
        select(UpdateContributor.update_id, UpdateContributor.person_id).where(
            UpdateContributor.update_id.in_(update_ids)
        )
    ):
        found[update_id].add(person_id)
    return found


def _decided(
    session: Session, revision_ids: Collection[int | None]
) -> defaultdict[int | None, set[int]]:
    """Return the sponsors whose place is filled, by revision."""
    found: defaultdict[int | None, set[int]] = defaultdict(set)
    for revision_id, sponsor_id in session.execute(
        select(Decision.revision_id, Decision.sponsor_id).where(
            Decision.revision_id.in_(revision_ids), Decision.action == Action.APPROVE
        )
    ):
        found[revision_id].add(sponsor_id)
    return found
