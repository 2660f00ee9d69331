"""How far the grants of a person reach: programmes as the values of a statement."""

from collections.abc import Collection, Iterable

from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from models import Programme
from models.enums import Audience, Role
from webapp.domain import policy
from webapp.domain.actor import Actor, Grant


def among(name: str, column: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Return the condition that a row is of one of the programmes or workstreams given as `name`.

    A list is found by the index; asking for "all or these" would go through every row there is.
    """
    return column.in_(bindparam(name, expanding=True))


class Reach:
    """The programmes a person has something to do with."""

    def __init__(self, session: Session, actor: Actor) -> None:
        self.actor = actor
        # Who works for all programmes at once is rare, and costs one statement more.
        everywhere = any(grant.programme_id is None for grant in actor.grants)
        self._all = session.scalars(select(Programme.id)).all() if everywhere else ()

    def of(self, roles: Collection[Role]) -> list[int]:
        """Return the programmes in which the person has one of the roles, on any part of it."""
        return self._of(grant for grant in self.actor.grants if grant.role in roles)

    def reading(self, audience: Audience) -> list[int]:
        """Return the programmes whose editions for an audience the person reads."""
        return self._of(grant for grant in self.actor.grants if policy.reads(grant, audience))

    def _of(self, grants: Iterable[Grant]) -> list[int]:
        found = {grant.programme_id for grant in grants}
        return sorted(self._all if None in found else filter(None, found))
