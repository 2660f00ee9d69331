"""The people of a workstream: those of the day, and who sponsored it before, marked as such."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from models.enums import Role
from tests import factories
from tests.factories import AT
from tests.world import World
from webapp.updates.people import sponsorships, team

pytestmark = pytest.mark.both_databases
TODAY = AT.date()


def test_former_sponsors_are_there_and_marked_and_former_leads_are_not(
    session: Session, world: World
) -> None:
    over = TODAY - timedelta(days=1)
    factories.grant(session, world.member, Role.SPONSOR, workstream=world.first, ends_on=over)
    factories.grant(session, world.chair, Role.LEAD, workstream=world.first, ends_on=over)
    found = team(session, world.first.id, TODAY)
    names = [(row.name, row.ended) for row in found if row.role is Role.SPONSOR]
    assert sorted(names) == [("Governance sponsor", False), ("Group member", True)]
    assert [row.name for row in found if row.role is Role.LEAD] == ["Governance lead"]
    assert {(row.name, row.ended) for row in sponsorships(found)} == set(names)
