"""Who holds something is named as of the day: the accountable lead, current grants, wider ones."""

from datetime import date

from sqlalchemy.orm import Session

from models.enums import Role
from tests import factories
from tests.factories import AT
from tests.world import World
from webapp.holders import Holders, holders_on

TODAY = date(2026, 3, 2)


def holders(session: Session, world: World) -> Holders:
    return holders_on(session, TODAY, {world.programme.id})


def test_the_accountable_lead_stands_for_all_leads(session: Session, world: World) -> None:
    factories.grant(session, world.outsider, Role.LEAD, workstream=world.first)
    found = holders(session, world)
    assert found.words(Role.LEAD, world.programme.id, world.first.id) == "Governance lead (lead)"


def test_every_sponsor_of_the_day_is_named(session: Session, world: World) -> None:
    factories.grant(session, world.outsider, Role.SPONSOR, workstream=world.first)
    factories.grant(
        session, world.member, Role.SPONSOR, workstream=world.first, ends_on=date(2026, 3, 1)
    )
    factories.grant(
        session, world.chair, Role.SPONSOR, workstream=world.first, starts_on=date(2026, 3, 3)
    )
    found = holders(session, world)
    assert found.names(Role.SPONSOR, world.programme.id, world.first.id) == (
        "Governance sponsor",
        "New starter",
    )


def test_people_who_left_are_not_named(session: Session, world: World) -> None:
    world.sponsor.disabled_at = AT
    session.flush()
    found = holders(session, world)
    assert (
        found.words(Role.SPONSOR, world.programme.id, world.first.id)
        == "nobody: no sponsor is named"
    )


def test_a_wider_grant_stands_where_there_is_no_closer_one(session: Session, world: World) -> None:
    elsewhere = factories.grant(session, world.outsider, Role.GROUP_CHAIR)
    found = holders(session, world)
    assert found.names(Role.GROUP_CHAIR, world.programme.id, None) == ("Group chair",)
    assert found.names(Role.PMO, world.programme.id, world.first.id) == ("Programme office",)
    assert found.names(Role.GROUP_CHAIR, world.programme.id + 1, None) == ("New starter",)
    assert elsewhere.programme_id is None


def test_other_programmes_are_left_out(session: Session, world: World) -> None:
    found = holders_on(session, TODAY, set())
    assert found.names(Role.LEAD, world.programme.id, world.first.id) == ()
