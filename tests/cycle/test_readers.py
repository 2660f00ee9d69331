"""Who reads for which board or committee: what it gives, what it means, and the record of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Person, RoleGrant
from models.enums import Audience, Role
from tests import factories
from tests.conftest import SignIn
from tests.cycle.desk import TODAY, recorded
from tests.factories import AT
from tests.world import World, actor_of
from webapp.cycle import people, readers
from webapp.domain.errors import Incomplete, NotAllowed


def add(session: Session, world: World, who: Person, **values: object) -> RoleGrant:
    """Let somebody read for scrutiny, from today unless told otherwise."""
    given = {"person": who, "audience": Audience.SCRUTINY, "chairs": False, "starts_on": TODAY}
    office = actor_of(session, world.office)
    return readers.add_reader(session, world.programme, office, at=AT, **(given | values))  # type: ignore[arg-type]


def test_a_member_reads_for_one_body(session: Session, world: World) -> None:
    row = add(session, world, world.outsider)
    assert (row.role, row.audience, row.chairs) == (Role.BOARD_READER, Audience.SCRUTINY, False)
    listed = {
        body.audience: [one.person.name for one in body.members]
        for body in readers.bodies(session, world.programme, TODAY)
    }
    assert listed[Audience.SCRUTINY] == ["New starter"]
    assert listed[Audience.IIB] == ["Board reader"]
    assert Audience.IMPROVEMENT_GROUP not in listed
    assert "person.add_reader" in recorded(session)


def test_what_cannot_be_is_refused(session: Session, world: World) -> None:
    add(session, world, world.outsider, chairs=True)
    new = factories.person(session, world.organisation, "Another member")
    gone = factories.person(session, world.organisation, "Gone", disabled_at=AT)
    for who, values, reason in (
        (world.outsider, {}, "already"),
        (new, {"chairs": True}, "New starter chairs"),
        (new, {"starts_on": TODAY - timedelta(days=1)}, "today"),
        (gone, {}, "no longer sign in"),
    ):
        with pytest.raises(Incomplete, match=reason):
            add(session, world, who, **values)
    with pytest.raises(NotAllowed, match="to yourself"):
        add(session, world, world.office)
    with pytest.raises(NotAllowed, match="programme office"):
        readers.require_reader(
            session,
            world.programme,
            actor_of(session, world.director),
            at=AT,
            person=new,
            audience=Audience.AUDIT,
            chairs=False,
            starts_on=TODAY,
        )


def test_a_successor_reads_for_the_same_body(session: Session, world: World) -> None:
    add(session, world, world.outsider, chairs=True)
    new = factories.person(session, world.organisation, "Successor")
    office = actor_of(session, world.office)
    people.hand_over(
        session, world.programme, office, at=AT, leaver=world.outsider, successor=new, from_on=TODAY
    )
    [grant] = session.scalars(select(RoleGrant).where(RoleGrant.person_id == new.id))
    assert (grant.audience, grant.chairs) == (Audience.SCRUTINY, True)


def test_the_page_says_what_it_means_before_it_is_done(
    session: Session, world: World, sign_in: SignIn
) -> None:
    office = sign_in(world.office)
    start = f"/programmes/{world.programme.slug}/cycle/people/readers"
    assert "Boards and committees" in office.get(start.removesuffix("/readers")).main
    form = office.get(f"{start}/add").form("/add")
    typed = {"person_id": str(world.outsider.id), "audience": "scrutiny"}
    asked = office.submit(form, typed, button="See what it will mean", status=200)
    assert "New starter reads every edition made for the Scrutiny committee" in asked.text
    held = select(RoleGrant).where(RoleGrant.person_id == world.outsider.id)
    assert session.scalars(held).all() == []
    other = asked.form("/add")
    again = office.submit(
        other, {"audience": "audit", "sure": "y"}, button="Add this member", status=200
    )
    assert "made for the Audit committee" in again.text
    office.submit(again.form("/add"), {"sure": "y"}, button="Add this member", status=303)
    assert "New starter" in office.get(start).text
    [grant] = session.scalars(held)
    assert grant.audience is Audience.AUDIT
    ending_at = f"{start}/{grant.id}/end"
    first = {"from_on-day": "2", "from_on-month": "3", "from_on-year": "2026"}
    twice = office.post(f"{start}/add", {**typed, **first, "audience": "audit"}, status=422)
    assert "reads for the Audit committee already" in twice.text
    ending = office.get(ending_at)
    assert "can no longer read the editions of the Audit committee" in ending.text
    office.submit(ending.form("/end"), {}, button="End this role now", status=303)
    office.get(ending_at, status=404)
