"""One's own account: what it says about a person, and changing the password."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import AuditEntry, Person
from models.enums import Role
from tests import factories
from tests import world as setting
from tests.visitor import Visitor
from tests.world import World
from webapp.auth import passwords

SignIn = Callable[[Person], Visitor]

SENTENCES = {
    "contributor": "Contributor to Governance: you help to write its updates.",
    "lead": "Lead of Governance: you write, submit and take back its updates, and you answer",
    "sponsor": "Sponsor of Governance: you approve its updates or send them back, unless",
    "office": "Programme office of Improvement programme: you read every update",
    "member": "Member of the Improvement Group of Improvement programme",
    "chair": "Chair of the Improvement Group of Improvement programme",
    "director": "Programme director of Improvement programme",
    "reader": "Board reader of Improvement programme",
    "auditor": "Auditor of every programme: you read everything and change nothing.",
    "administrator": "Administrator of every programme",
    "outsider": "You have no role in any programme yet.",
}
OLD = setting.PASSWORD
NEW = "seven tired herons paint trams"


def test_every_role_has_its_sentence() -> None:
    assert len(SENTENCES) == len(Role) + 1


@pytest.mark.parametrize("who", SENTENCES)
def test_the_account_says_what_a_person_may_do(sign_in: SignIn, world: World, who: str) -> None:
    person = world.people[who]
    page = sign_in(person).get("/account")
    assert SENTENCES[who] in page.main
    assert person.email in page.main
    assert page.h1.endswith(person.name)


def test_a_role_with_an_end_says_so(sign_in: SignIn, world: World, session: Session) -> None:
    factories.grant(
        session,
        world.outsider,
        Role.SPONSOR,
        workstream=world.second,
        ends_on=date(2026, 3, 31),
    )
    text = sign_in(world.outsider).get("/account").main
    assert "Sponsor of Finance: you approve its updates" in text
    assert "Until 31 March 2026." in text


def test_the_account_takes_as_many_statements_with_many_roles_and_sessions(
    sign_in: SignIn, world: World, session: Session
) -> None:
    lead = sign_in(world.lead)
    lead.get("/account")
    few = len(lead.statements)
    for _ in range(20):
        factories.grant(session, world.lead, Role.LEAD, workstream=world.second)
        sign_in(world.lead)
    lead.get("/account")
    assert len(lead.statements) == few


@pytest.fixture
def owner(world: World) -> Person:
    """Return the lead with a password of today's strength."""
    world.lead.password_hash = passwords.hash_password(OLD)
    return world.lead


@pytest.mark.both_databases
def test_changing_the_password(
    sign_in: SignIn, visitor: Visitor, owner: Person, session: Session
) -> None:
    here, there = sign_in(owner), sign_in(owner)
    page = here.submit(
        here.get("/account/password").form("/account/password"), {"present": OLD, "new": NEW}
    )
    assert "Your password is changed." in here.follow(page).text
    there.get("/account", status=303)
    fields = {"email": owner.email, "password": OLD}
    visitor.post("/sign-in", fields, status=422)
    visitor.post("/sign-in", {**fields, "password": NEW})
    assert session.scalars(select(AuditEntry.action)).all() == [
        "person.change_password",
        "person.sign_in_failed",
        "person.sign_in",
    ]


@pytest.mark.parametrize(
    "present, new, errors",
    [
        ("", "", ["Enter your present password", "Enter a new password"]),
        ("wrong", NEW, ["The present password is not right"]),
        (OLD, OLD, ["New password must differ from the present one"]),
        (OLD, "short", ["New password must be 12 characters or more"]),
    ],
)
def test_a_password_that_cannot_be_changed(
    sign_in: SignIn, owner: Person, session: Session, present: str, new: str, errors: list[str]
) -> None:
    here, there = sign_in(owner), sign_in(owner)
    page = here.post("/account/password", {"present": present, "new": new}, status=422)
    assert page.errors == errors
    assert page.value("present") == page.value("new") == ""
    there.get("/account")
    assert passwords.is_right(session.scalars(select(Person.password_hash)).first(), OLD)


def test_the_present_password_cannot_be_guessed_either(
    sign_in: SignIn, owner: Person, clock: time_machine.Traveller
) -> None:
    here = sign_in(owner)
    fields = {"present": "wrong", "new": NEW}
    for _ in range(5):
        here.post("/account/password", fields, status=422)
    page = here.post("/account/password", {**fields, "present": OLD}, status=429)
    assert page.errors == ["Too many wrong passwords were tried. Try again in 1 minute"]
    clock.shift(timedelta(minutes=1))
    here.post("/account/password", {**fields, "present": OLD})
