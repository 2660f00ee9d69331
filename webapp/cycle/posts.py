"""Who writes and approves for each workstream, as the page about people shows it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import Person, RoleGrant, Workstream
from models.enums import Role
from webapp.cycle import roles
from webapp.domain.wording import day


@dataclass(frozen=True, kw_only=True)
class Post:
    """One grant to lead or approve, in words; `ends_on` is the last day of it."""

    grant_id: int
    person_id: int
    name: str
    starts_on: date
    ends_on: date | None
    accountable: bool
    disabled: bool
    writes: bool
    """Whether the person writes for the workstream, and so could not decide."""
    deputies: tuple["Post", ...] = ()

    def begun(self, on: date) -> bool:
        """Return whether the role is in force on a day."""
        return self.starts_on <= on

    def when(self, on: date) -> str:
        """Say from when and until when, as far as that is not plain today."""
        first = f"from {day(self.starts_on)}" if self.starts_on > on else ""
        last = f"until {day(self.ends_on)}" if self.ends_on else ""
        return " ".join(filter(None, (first, last)))


@dataclass(frozen=True)
class Posts:
    """Everybody of one workstream."""

    workstream: Workstream
    leads: tuple[Post, ...]
    sponsors: tuple[Post, ...]

    def stuck(self, on: date) -> tuple[Post, ...]:
        """Return the sponsors in whose place nobody could decide on a day."""
        return tuple(
            post
            for post in self.sponsors
            if post.begun(on)
            and not any(
                one.begun(on) and not one.writes and not one.disabled
                for one in (post, *post.deputies)
            )
        )


def posts_of(session: Session, workstreams: Sequence[Workstream], on: date) -> tuple[Posts, ...]:
    """Return who leads and approves for workstreams on a day or later; two statements."""
    ids = [row.id for row in workstreams]
    rows = session.scalars(
        select(RoleGrant)
        .where(
            RoleGrant.workstream_id.in_(ids),
            RoleGrant.role.in_((Role.LEAD, Role.SPONSOR)),
            roles.not_over(on),
        )
        .options(joinedload(RoleGrant.person, innerjoin=True))
        .order_by(RoleGrant.accountable.desc(), RoleGrant.starts_on, RoleGrant.id)
    ).all()
    writers = roles.writers_of(session, ids, on)
    by_workstream: dict[int | None, list[RoleGrant]] = defaultdict(list)
    for row in rows:
        by_workstream[row.workstream_id].append(row)

    def post(row: RoleGrant, deputies: Sequence[RoleGrant] = ()) -> Post:
        person: Person = row.person
        return Post(
            grant_id=row.id,
            person_id=row.person_id,
            name=person.name,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            accountable=row.accountable,
            disabled=person.disabled_at is not None,
            writes=row.person_id in writers.get(row.workstream_id or 0, set()),
            deputies=tuple(map(post, deputies)),
        )

    def of(workstream: Workstream) -> Posts:
        team = by_workstream[workstream.id]
        return Posts(
            workstream,
            leads=tuple(post(row) for row in team if row.role is Role.LEAD),
            sponsors=tuple(
                post(row, [one for one in team if one.deputy_for_id == row.person_id])
                for row in team
                if row.role is Role.SPONSOR and row.deputy_for_id is None
            ),
        )

    return tuple(map(of, workstreams))
