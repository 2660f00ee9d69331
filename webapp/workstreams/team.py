"""Who works on a workstream, each with what they do there in a few words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from models.enums import Role
from webapp.domain.wording import day

ORDER = (Role.LEAD, Role.SPONSOR, Role.CONTRIBUTOR)
NAMED_IN_EDITIONS = (Role.LEAD, Role.SPONSOR)


@dataclass(frozen=True, slots=True)
class Post:
    """A role of somebody on the workstream that is in force."""

    role: Role
    person_id: int
    name: str
    job_title: str
    accountable: bool
    deputy_for_id: int | None
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Member:
    """A person, and what they do: "leads the workstream"."""

    name: str
    job_title: str
    does: str


def members(posts: Iterable[Post], *, everybody: bool) -> tuple[Member, ...]:
    """Return who leads, who sponsors, who stands in and who writes; the accountable lead first.

    The posts run so that the accountable come first. Only those who work on the programme see
    `everybody`; its editions name leads and sponsors.
    """
    rows = tuple(posts)
    names = {row.person_id: row.name for row in rows}
    return tuple(
        Member(row.name, row.job_title, _does(row, names))
        for role in ORDER
        for row in rows
        if row.role is role
        and (everybody or (role in NAMED_IN_EDITIONS and row.deputy_for_id is None))
    )


def _does(row: Post, names: dict[int, str]) -> str:
    if row.role is Role.CONTRIBUTOR:
        return "writes parts of its updates"
    if row.role is Role.LEAD:
        return "leads it and answers for it" if row.accountable else "leads it too"
    if row.deputy_for_id is None:
        return "sponsors it and approves its updates"
    whom = names.get(row.deputy_for_id, "the sponsor")
    return f"decides for {whom} from {day(row.starts_on)} to {day(row.ends_on)}"
