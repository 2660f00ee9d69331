"""Signing in: the right password, wrong ones, how long to wait, and where it leads."""

from datetime import datetime, timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import AuditEntry, Person, SignInFailure, SignInSession
from tests import factories
from tests.page import Page
from tests.visitor import Visitor
from webapp import audit
from webapp.auth import passwords

PASSWORD = "nine quiet otters swim home"
WRONG = "The email address or the password is not right"
NOT_AN_ADDRESS = "Enter an email address in the right form, like name@example.com"
FIELDS = {"email": "lead@example.org", "password": PASSWORD}


@pytest.fixture
def owner(session: Session) -> Person:
    """Return somebody who can sign in."""
    body = factories.organisation(session)
    return factories.person(
        session, body, "Finance lead", email="lead@example.org", password=PASSWORD
    )


def try_to_sign_in(
    visitor: Visitor,
    password: str = PASSWORD,
    *,
    email: str = "lead@example.org",
    status: int = 303,
) -> Page:
    """Fill in the form and send it."""
    form = visitor.get("/sign-in").form("/sign-in")
    return visitor.submit(form, {"email": email, "password": password}, status=status)


def token_of(visitor: Visitor) -> str:
    """Return the session token in the visitor's cookie."""
    with visitor.client.session_transaction() as kept:
        token: str = kept["_user_id"]
        return token


@pytest.mark.both_databases
def test_the_right_password_lets_in(
    visitor: Visitor, owner: Person, session: Session, at: datetime
) -> None:
    page = try_to_sign_in(visitor, email=" Lead@Example.org ")
    assert page.headers["Location"] == "/"
    assert "Finance lead" in visitor.get("/account").text
    row = session.scalars(select(SignInSession)).one()
    assert row.person_id == owner.id
    assert (row.created_at, row.expires_at) == (at, at + timedelta(hours=12))
    assert session.scalars(select(AuditEntry.action)).all() == ["person.sign_in"]
    assert audit.verify(session).broken_at is None


@pytest.mark.usefixtures("owner")
def test_the_cookie_holds_a_token_that_the_database_does_not(
    visitor: Visitor, session: Session
) -> None:
    cookie = try_to_sign_in(visitor).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    with visitor.client.session_transaction() as kept:
        assert set(kept) == {"_user_id"}
    token = token_of(visitor)
    assert len(token) >= 43
    row = session.scalars(select(SignInSession)).one()
    assert token not in (row.token_sha256, row.browser)


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize(
    "email, password",
    [
        ("lead@example.org", "nine quiet otters swim away"),
        ("nobody@example.org", PASSWORD),
        ("left@example.org", PASSWORD),
        ("without@example.org", PASSWORD),
    ],
)
def test_whatever_is_wrong_the_answer_is_the_same(
    visitor: Visitor, session: Session, at: datetime, email: str, password: str
) -> None:
    body = factories.organisation(session, "Another body")
    factories.person(
        session, body, "Left", email="left@example.org", password=PASSWORD, disabled_at=at
    )
    factories.person(session, body, "Without", email="without@example.org")
    page = try_to_sign_in(visitor, password, email=email, status=422)
    assert page.errors == [WRONG]
    assert page.value("email") == email
    assert page.value("password") == ""
    assert session.scalars(select(SignInSession)).all() == []
    entry = session.scalars(select(AuditEntry)).one()
    assert entry.action == "person.sign_in_failed"
    assert email not in entry.detail + entry.subject


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize(
    "email, message",
    [
        ("", "Enter your email address"),
        ("lead", NOT_AN_ADDRESS),
        ("le\x00ad@example.org", NOT_AN_ADDRESS),
        ("a" * 200 + "@example.org", NOT_AN_ADDRESS),
    ],
)
def test_an_address_that_cannot_be_one(visitor: Visitor, email: str, message: str) -> None:
    assert try_to_sign_in(visitor, email=email, status=422).errors == [message]


@pytest.mark.usefixtures("owner")
def test_an_endless_password_is_not_checked(visitor: Visitor) -> None:
    page = try_to_sign_in(visitor, "x" * 1001, status=422)
    assert page.errors == ["Password must be 1,000 characters or fewer"]


@pytest.mark.usefixtures("owner")
@pytest.mark.both_databases
def test_the_wait_grows_with_each_wrong_password(
    visitor: Visitor, session: Session, clock: time_machine.Traveller
) -> None:
    for _ in range(5):
        try_to_sign_in(visitor, "wrong", status=422)
    for minutes in (1, 2, 4, 8, 15, 15):
        page = try_to_sign_in(visitor, "wrong", status=429)
        words = f"{minutes} minute" + ("" if minutes == 1 else "s")
        assert page.errors == [f"Too many wrong passwords were tried. Try again in {words}"]
        assert page.headers["Retry-After"] == str(minutes * 60)
        assert page.value("email") == "lead@example.org"
        assert try_to_sign_in(visitor, PASSWORD, status=429).errors == page.errors
        clock.shift(timedelta(minutes=minutes))
        try_to_sign_in(visitor, "wrong", status=422)
    clock.shift(timedelta(minutes=15))
    try_to_sign_in(visitor, PASSWORD)
    assert session.scalars(select(SignInFailure)).all() == []


@pytest.mark.usefixtures("owner")
def test_one_network_address_cannot_try_everybody(
    visitor: Visitor, session: Session, at: datetime
) -> None:
    session.add_all(
        SignInFailure(email=f"p{number}@example.org", address="127.0.0.1", at=at)
        for number in range(50)
    )
    page = try_to_sign_in(visitor, status=429)
    assert page.errors == ["Too many wrong passwords were tried. Try again in 1 minute"]


@pytest.mark.usefixtures("owner")
def test_failures_are_forgotten_after_an_hour(
    visitor: Visitor, session: Session, clock: time_machine.Traveller
) -> None:
    for _ in range(5):
        try_to_sign_in(visitor, "wrong", status=422)
    clock.shift(timedelta(hours=1))
    try_to_sign_in(visitor, "wrong", status=422)
    assert len(session.scalars(select(SignInFailure)).all()) == 1


def test_a_weaker_hash_is_made_stronger(visitor: Visitor, owner: Person, session: Session) -> None:
    before = owner.password_hash
    assert before is not None
    assert passwords.is_outdated(before)
    try_to_sign_in(visitor)
    after = session.scalars(select(Person.password_hash)).one()
    assert after is not None
    assert not passwords.is_outdated(after)
    assert passwords.is_right(after, PASSWORD)
    visitor.post("/sign-out")
    try_to_sign_in(visitor)
    assert session.scalars(select(Person.password_hash)).one() == after


@pytest.mark.usefixtures("owner")
def test_sign_in_leads_to_the_page_that_was_asked_for(visitor: Visitor) -> None:
    page = visitor.follow(visitor.get("/account?from=mail&x=1", status=303))
    assert "Sign in to go to the page you asked for." in page.text
    page = visitor.submit(page.form("/sign-in"), FIELDS)
    assert page.headers["Location"] == "/account?from=mail&x=1"
    again = visitor.get("/sign-in?next=/account", status=303)
    assert again.headers["Location"] == "/account"


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "/\u3000/evil.example",
        " //evil.example",
        "",
    ],
)
def test_sign_in_never_leads_outside(visitor: Visitor, target: str) -> None:
    page = visitor.post(f"/sign-in?{urlencode({'next': target})}", FIELDS)
    assert page.headers["Location"] == "/"


@pytest.mark.usefixtures("owner")
def test_signing_in_again_takes_a_new_token_and_ends_the_old_session(
    visitor: Visitor, session: Session
) -> None:
    visitor.post("/sign-in", FIELDS)
    first = token_of(visitor)
    visitor.post("/sign-in", FIELDS)
    assert token_of(visitor) != first
    rows = session.scalars(select(SignInSession).order_by(SignInSession.id)).all()
    assert [row.ended_at is None for row in rows] == [False, True]


@pytest.mark.usefixtures("owner")
def test_a_forged_form_is_refused(visitor: Visitor) -> None:
    page = visitor.post("/sign-in", {**FIELDS, "csrf_token": "forged"}, status=400)
    assert "no longer valid" in page.text
    assert PASSWORD not in page.source


@pytest.mark.usefixtures("owner")
def test_sign_in_by_htmx_loads_a_whole_page(visitor: Visitor) -> None:
    page = visitor.post_part("/sign-in", FIELDS)
    assert page.headers["HX-Redirect"] == "/"


def test_asking_for_the_head_of_the_page_is_no_attempt_to_sign_in(visitor: Visitor) -> None:
    answer = visitor.client.head("/sign-in")
    assert (answer.status_code, answer.data) == (200, b"")
