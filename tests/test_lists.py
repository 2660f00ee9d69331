"""A list of rows as one column: typed, in its order, empty where there is nothing, on both."""

from dataclasses import dataclass
from datetime import date, datetime

import pytest
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from models import Person, ReportingPeriod, RoleGrant, UpdateContributor
from models.enums import PeriodStatus, Role
from tests.factories import AT
from tests.world import World
from webapp.lists import listed

pytestmark = pytest.mark.both_databases


@dataclass(frozen=True)
class Shown:
    """A period as it is listed."""

    id: int
    name: str
    status: PeriodStatus
    lead_due_at: datetime
    starts_on: date
    begun: bool


@dataclass(frozen=True)
class Holding:
    """A person with the roles they hold, sorted."""

    name: str
    roles: tuple[Role, ...]
    disabled_at: datetime | None


def test_rows_come_with_their_types(session: Session, world: World) -> None:
    query = select(
        ReportingPeriod.id,
        ReportingPeriod.name,
        ReportingPeriod.status,
        ReportingPeriod.lead_due_at,
        ReportingPeriod.starts_on,
        (ReportingPeriod.starts_on <= bindparam("on")).label("begun"),
    ).select_from(ReportingPeriod)
    period = world.period
    for on, begun in ((period.starts_on, True), (date(1999, 1, 1), False)):
        found = session.scalar(
            select(listed(query, Shown, ReportingPeriod.id).label("periods")), {"on": on}
        )
        assert found == (
            Shown(
                period.id, period.name, period.status, period.lead_due_at, period.starts_on, begun
            ),
        )


def test_they_are_sorted_and_lists_stand_in_lists(session: Session, world: World) -> None:
    world.lead.disabled_at = AT
    session.flush()
    roles = listed(
        select(RoleGrant.role).where(RoleGrant.person_id == Person.id), Role, RoleGrant.role
    ).correlate(Person)
    query = select(Person.name, roles.label("roles"), Person.disabled_at).select_from(Person)
    people = listed(query, Holding, Person.name.desc(), Person.id)
    found = session.scalar(select(people.label("people")))
    assert found is not None
    assert [row.name for row in found] == sorted((row.name for row in found), reverse=True)
    by_name = {row.name: row for row in found}
    assert by_name[world.lead.name] == Holding(world.lead.name, (Role.LEAD,), AT)
    assert by_name[world.outsider.name].roles == ()


def test_one_column_gives_plain_values_and_nothing_an_empty_list(
    session: Session, world: World
) -> None:
    query = select(RoleGrant.person_id).where(RoleGrant.role == bindparam("role"))
    held = select(listed(query, int, RoleGrant.person_id).label("people"))
    assert session.scalar(held, {"role": Role.DIRECTOR}) == (world.director.id,)
    wrote = listed(select(UpdateContributor.person_id), int, UpdateContributor.person_id)
    assert session.scalar(select(wrote.label("people"))) == ()
