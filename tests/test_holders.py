"""Who holds something is named as of the day: the accountable lead, current grants, wider ones."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import ProgressUpdate, RoleGrant, UpdateContributor
from models.enums import Role, UpdateStatus
from tests import factories
from tests import world as setting
from tests.factories import AT
from tests.world import World, actor_of
from webapp.domain.actor import Actor
from webapp.holders import Holders, approvals_left, holders_on
from webapp.updates import decisions

TODAY = date(2026, 3, 2)


def approve(session: Session, row: ProgressUpdate, actor: Actor) -> None:
    assert row.revision is not None
    seen = row.revision.sha256
    decisions.approve(session, row, actor, at=AT, seen=seen, step=2, reason="", comment="")


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


def left(session: Session, world: World) -> list[str]:
    found = approvals_left(session, holders(session, world), [world.first_update])
    return [place.sponsor for place in found[world.first_update.id]]


def test_who_has_decided_does_not_have_it_any_more(session: Session, world: World) -> None:
    factories.grant(session, world.outsider, Role.SPONSOR, workstream=world.first)
    row = setting.advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    assert left(session, world) == ["Governance sponsor", "New starter"]
    approve(session, row, actor_of(session, world.sponsor))
    assert left(session, world) == ["New starter"]
    found = holders(session, world)
    assert found.having(row, approvals_left(session, found, [row])[row.id]) == (
        "New starter (sponsor)"
    )


def test_what_was_decided_stays_decided_when_the_place_is_passed_on_twice(
    session: Session, world: World
) -> None:
    factories.grant(session, world.outsider, Role.SPONSOR, workstream=world.first)
    row = setting.advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    approve(session, row, actor_of(session, world.sponsor))
    first = session.scalars(select(RoleGrant).where(RoleGrant.person_id == world.sponsor.id)).one()
    first.ends_on = TODAY - timedelta(days=2)
    factories.grant(
        session,
        world.member,
        Role.SPONSOR,
        workstream=world.first,
        succeeds=world.sponsor,
        ends_on=TODAY - timedelta(days=1),
    )
    factories.grant(
        session, world.chair, Role.SPONSOR, workstream=world.first, succeeds=world.member
    )
    world.member.disabled_at = AT
    session.flush()
    assert left(session, world) == ["New starter"]


def test_an_update_that_only_its_sponsor_could_approve_says_who_wrote_it(
    session: Session, world: World
) -> None:
    row = setting.advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    row.contributors.append(UpdateContributor(person_id=world.sponsor.id, first_at=AT))
    session.flush()
    found = holders(session, world)
    assert found.having(row, approvals_left(session, found, [row])[row.id]) == (
        "nobody: Governance sponsor wrote part of it"
    )


@pytest.mark.parametrize(
    "status,expected",
    [
        (UpdateStatus.DRAFT, "Governance lead (lead)"),
        (UpdateStatus.APPROVED, "Programme office (programme office)"),
        (UpdateStatus.WITHDRAWN, ""),
    ],
)
def test_in_every_other_state_the_role_whose_turn_it_is_has_it(
    session: Session, world: World, status: UpdateStatus, expected: str
) -> None:
    row = setting.advance(session, world.first_update, status)
    assert holders(session, world).having(row) == expected
