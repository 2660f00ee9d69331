"""The people of one workstream on a day: who leads it, who sponsors it, whose approval is left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, bindparam, not_, or_, select
from sqlalchemy.orm import Session

from models import Decision, Person, ProgressUpdate, RoleGrant
from models.enums import Role
from webapp.domain import approval
from webapp.domain.approval import Place, Sponsorship


@dataclass(frozen=True)
class RoleHolder:
    """A person with their role on the workstream."""

    person_id: int
    name: str
    job_title: str
    email: str
    role: Role
    accountable: bool
    deputy_for_id: int | None = None
    succeeds_id: int | None = None
    ended: bool = False
    """Whether it is a sponsor's role of the past, kept for what was decided in it."""


IN_FORCE = and_(
    or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= bindparam("on")),
    Person.disabled_at.is_(None),
)
TEAM = (
    select(
        Person.id.label("person_id"),
        Person.name,
        Person.job_title,
        Person.email,
        RoleGrant.role,
        RoleGrant.accountable,
        RoleGrant.deputy_for_id,
        RoleGrant.succeeds_id,
        not_(IN_FORCE).label("ended"),
    )
    .select_from(RoleGrant)
    .join(Person, Person.id == RoleGrant.person_id)
    .where(
        RoleGrant.workstream_id == bindparam("workstream_id"),
        RoleGrant.starts_on <= bindparam("on"),
        or_(IN_FORCE, RoleGrant.role == Role.SPONSOR),
    )
)
TEAM_ORDER = (RoleGrant.accountable.desc(), Person.name, Person.id)
TEAM_IN_ORDER = TEAM.order_by(*TEAM_ORDER)


def team(session: Session, workstream_id: int, on: date) -> tuple[RoleHolder, ...]:
    """Return leads, contributors and sponsors of a workstream on a day, the accountable first.

    Those who sponsored it before are among them, marked as ended.
    """
    rows = session.execute(TEAM_IN_ORDER, {"workstream_id": workstream_id, "on": on})
    return tuple(RoleHolder(*row) for row in rows)


def sponsorships(holders: Sequence[RoleHolder]) -> tuple[Sponsorship, ...]:
    """Return who sponsors the workstream and who stands in for whom."""
    return tuple(
        Sponsorship(
            person_id=holder.person_id,
            name=holder.name,
            deputy_for_id=holder.deputy_for_id,
            succeeds_id=holder.succeeds_id,
            ended=holder.ended,
        )
        for holder in holders
        if holder.role is Role.SPONSOR
    )


def approvals_left(
    update: ProgressUpdate, holders: Sequence[RoleHolder], decided: Sequence[Decision]
) -> tuple[Place, ...]:
    """Return the approvals still to be given; `holders` are the workstream's people of the day."""
    sponsors = [row.sponsor_id for row in decided]
    return approval.open_places(sponsorships(holders), update.contributor_ids, sponsors)
