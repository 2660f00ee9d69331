"""Who is asking: a frozen snapshot of a person and what they may do today."""

from collections.abc import Iterable
from dataclasses import dataclass

from models.enums import Audience, Role


@dataclass(frozen=True)
class Grant:
    """A role held today; without a workstream it covers the programme, without both everything."""

    role: Role
    programme_id: int | None = None
    workstream_id: int | None = None
    audience: Audience | None = None
    """Whose editions a board or committee reader reads; none means the improvement board's."""
    chairs: bool = False
    """Whether a board or committee reader chairs that body."""


@dataclass(frozen=True)
class Actor:
    """The person asking, detached from the database so that rules can be tested without one."""

    person_id: int
    name: str
    grants: frozenset[Grant]

    def holds(
        self, roles: Iterable[Role], *, programme_id: int, workstream_id: int | None = None
    ) -> bool:
        """Return whether a grant gives one of the roles on the programme or the workstream."""
        wanted = set(roles)
        return any(
            grant.role in wanted
            and grant.programme_id in (None, programme_id)
            and grant.workstream_id in (None, workstream_id)
            for grant in self.grants
        )

    def workstreams_as(self, *roles: Role) -> frozenset[int]:
        """Return the workstreams named in grants of the roles."""
        return frozenset(
            grant.workstream_id
            for grant in self.grants
            if grant.role in roles and grant.workstream_id is not None
        )

    def everywhere_as(self, *roles: Role) -> bool:
        """Return whether a grant gives one of the roles on the whole organisation."""
        return any(g.role in roles and g.programme_id is None for g in self.grants)
