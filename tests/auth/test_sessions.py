"""Sessions: ended by signing out, by time, from another browser, and by disabling the person."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from models import AuditEntry, Person, RoleGrant, SignInSession
from tests.visitor import HTMX, Visitor
from tests.world import World

SignIn = Callable[[Person], Visitor]


def cookie_of(visitor: Visitor) -> str:
    """Return the value of the visitor's session cookie."""
    cookie = visitor.client.get_cookie("waymark")
    assert cookie is not None
    return cookie.value


def is_in(visitor: Visitor) -> bool:
    """Return whether the visitor may see a page that asks for sign-in."""
    response = visitor.client.get("/account")
    return response.status_code == 200


@pytest.mark.both_databases
def test_signing_out_ends_the_session_for_good(
    sign_in: SignIn, visitor: Visitor, world: World, session: Session
) -> None:
    lead = sign_in(world.lead)
    stolen = cookie_of(lead)
    page = lead.submit(lead.get("/account").form("/sign-out"))
    assert page.headers["Location"] == "/sign-in"
    assert page.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "You have signed out." in lead.follow(page).text
    assert not is_in(lead)
    visitor.client.set_cookie("waymark", stolen)
    assert not is_in(visitor)
    assert session.scalars(select(AuditEntry.action)).all() == ["person.sign_out"]


def test_signing_out_twice_is_no_error(sign_in: SignIn, world: World, session: Session) -> None:
    lead = sign_in(world.lead)
    lead.post("/sign-out")
    lead.post("/sign-out")
    assert session.scalars(select(AuditEntry.action)).all() == ["person.sign_out"]


def test_a_session_ends_after_an_hour_without_use(
    sign_in: SignIn, world: World, clock: time_machine.Traveller
) -> None:
    lead = sign_in(world.lead)
    clock.shift(timedelta(minutes=59))
    assert is_in(lead)
    clock.shift(timedelta(minutes=59))
    assert is_in(lead)
    clock.shift(timedelta(minutes=60))
    page = lead.get("/account", status=303)
    assert page.headers["Location"].startswith("/sign-in?next=")


def test_a_session_ends_after_twelve_hours_of_use(
    sign_in: SignIn, world: World, clock: time_machine.Traveller
) -> None:
    lead = sign_in(world.lead)
    for _ in range(23):
        clock.shift(timedelta(minutes=30))
        assert is_in(lead)
    clock.shift(timedelta(minutes=30))
    assert not is_in(lead)


def test_use_is_noted_now_and_then(
    sign_in: SignIn, world: World, clock: time_machine.Traveller
) -> None:
    lead = sign_in(world.lead)
    lead.get("/account")
    assert not [statement for statement in lead.statements if statement.startswith("UPDATE")]
    clock.shift(timedelta(minutes=5))
    lead.get("/account")
    assert [statement for statement in lead.statements if statement.startswith("UPDATE")]


def test_after_the_end_htmx_loads_the_sign_in_page(
    sign_in: SignIn, world: World, clock: time_machine.Traveller
) -> None:
    lead = sign_in(world.lead)
    clock.shift(timedelta(hours=2))
    assert lead.get_part("/account").headers["HX-Redirect"] == "/sign-in?next=/account"
    assert lead.post_part("/account/sessions/end-others").headers["HX-Redirect"] == "/sign-in"
    restoring = {**HTMX, "HX-History-Restore-Request": "true"}
    assert lead.get("/account", status=303, headers=restoring).headers["Location"]


@pytest.mark.both_databases
def test_ending_one_session_from_another_browser(
    sign_in: SignIn, world: World, session: Session
) -> None:
    here, there, third = (sign_in(world.lead) for _ in range(3))
    rows = session.scalars(select(SignInSession.id).order_by(SignInSession.id)).all()
    page = here.get("/account")
    assert page.main.count("Test browser") >= 3
    page = here.submit(page.form(f"/account/sessions/{rows[1]}/end"))
    assert "Signed out in Test browser." in here.follow(page).text
    assert (is_in(here), is_in(there), is_in(third)) == (True, False, True)


@pytest.mark.both_databases
def test_ending_every_other_session(sign_in: SignIn, world: World, session: Session) -> None:
    here, there, third, other = (
        sign_in(world.lead),
        sign_in(world.lead),
        sign_in(world.lead),
        sign_in(world.sponsor),
    )
    here.submit(here.get("/account").form("/account/sessions/end-others"))
    assert (is_in(here), is_in(there), is_in(third)) == (True, False, False)
    assert is_in(other)
    assert session.scalars(select(AuditEntry.action)).all() == ["person.end_session"] * 2
    assert "Sign out everywhere else" not in here.get("/account").text


def test_nobody_ends_a_session_of_somebody_else(
    sign_in: SignIn, world: World, session: Session
) -> None:
    lead, sponsor = sign_in(world.lead), sign_in(world.sponsor)
    theirs = session.scalars(
        select(SignInSession.id).where(SignInSession.person_id == world.sponsor.id)
    ).one()
    lead.post(f"/account/sessions/{theirs}/end", status=404)
    assert is_in(sponsor)


def test_a_disabled_person_is_out_at_once(sign_in: SignIn, world: World, at: datetime) -> None:
    lead = sign_in(world.lead)
    lead.get("/account")
    world.lead.disabled_at = at
    lead.get("/account", status=303)


def test_a_role_that_has_ended_is_gone_at_the_next_request(
    sign_in: SignIn, world: World, session: Session, at: datetime
) -> None:
    lead = sign_in(world.lead)
    assert "Lead of Governance" in lead.get("/account").text
    session.execute(
        update(RoleGrant)
        .where(RoleGrant.person_id == world.lead.id)
        .values(ends_on=at.date() - timedelta(days=1))
    )
    assert "Lead of Governance" not in lead.get("/account").text
