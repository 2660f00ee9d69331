"""Who may come in: every page asks for sign-in unless it is public, and leads nowhere outside."""

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from time_machine import Traveller
from werkzeug.routing import BaseConverter, IntegerConverter, Rule

from models.enums import Role
from tests import factories
from tests import world as setting
from tests.conftest import SignIn
from tests.visitor import Visitor
from tests.world import World
from webapp.access import safe_next
from webapp.config import PROOF_LASTS
from webapp.domain.actor import Grant

PUBLIC = {
    "about.accessibility",
    "auth.sign_in",
    "auth.sign_out",
    "covers.download_published",
    "covers.read_published",
    "packs.about_data",
    "packs.download_published",
    "packs.edition_schema",
    "packs.published",
    "packs.read_published",
    "packs.take_away_published",
    "papers.download_published",
    "papers.take_away_published",
    "planning.feed",
    "static",
}
PROVEN = {"covers.issue", "covers.publish", "packs.issue", "packs.publish"}
"""What cannot be taken back: it asks for the password again when that was given too long ago."""


def address(app: Flask, rule: Rule) -> str:
    """Return an address that the rule matches, whether or not there is anything."""

    def example(converter: BaseConverter) -> object:
        return 1 if isinstance(converter, IntegerConverter) else "x"

    values = {name: example(converter) for name, converter in rule._converters.items()}
    return app.url_map.bind("localhost").build(rule.endpoint, values, method=None)


def rules(app: Flask) -> list[Rule]:
    """Return every rule of the application."""
    return list(app.url_map.iter_rules())


def test_only_these_pages_are_public(app: Flask) -> None:
    public = {
        name for name, view in app.view_functions.items() if getattr(view, "is_public", False)
    }
    assert public | {"static"} == PUBLIC


def test_only_these_pages_ask_for_recent_proof(app: Flask) -> None:
    asking = {
        name for name, view in app.view_functions.items() if getattr(view, "needs_proof", False)
    }
    assert asking == PROVEN


def test_whatever_asks_for_proof_is_refused_without_it(
    app: Flask, world: World, sign_in: SignIn, clock: Traveller, at: datetime
) -> None:
    office = sign_in(world.office)
    clock.move_to(at + PROOF_LASTS)
    for rule in rules(app):
        if rule.endpoint not in PROVEN:
            continue
        url = address(app, rule)
        if "GET" in (rule.methods or set()):
            assert office.get(url, status=303).headers["Location"].startswith("/confirm")
        assert "Nothing was done yet." in office.post(url, status=401).main


@pytest.mark.usefixtures("world")
def test_every_other_page_asks_for_sign_in(app: Flask, visitor: Visitor) -> None:
    asked = 0
    for rule in rules(app):
        if rule.endpoint in PUBLIC:
            continue
        for method in (rule.methods or set()) & {"GET", "POST"}:
            url = address(app, rule)
            page = visitor.get(url, status=303) if method == "GET" else visitor.post(url)
            assert page.headers["Location"].startswith("/sign-in"), rule.endpoint
            part = visitor.get_part(url) if method == "GET" else visitor.post_part(url)
            assert part.headers["HX-Redirect"].startswith("/sign-in"), rule.endpoint
            asked += 1
    assert asked > 10


def test_every_form_that_changes_something_needs_its_token(app: Flask, visitor: Visitor) -> None:
    for rule in rules(app):
        if "POST" in (rule.methods or set()):
            visitor.post(address(app, rule), {"csrf_token": ""}, status=400)


def test_an_address_that_is_nothing_is_not_found(visitor: Visitor) -> None:
    assert visitor.get("/no/such/page", status=404).h1


@pytest.mark.parametrize(
    "target, result",
    [
        ("/packs", "/packs"),
        ("/updates/3?a=b#c", "/updates/3?a=b#c"),
        (None, "/"),
        ("", "/"),
        ("packs", "/"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/\r\nSet-Cookie: a=b", "/"),
        ("https://evil.example/", "/"),
    ],
)
def test_where_to_go_after_sign_in(app: Flask, target: str | None, result: str) -> None:
    with app.test_request_context():
        assert safe_next(target) == result


@pytest.mark.parametrize(
    "starts, ends, holds",
    [
        (0, None, True),
        (0, 0, True),
        (1, None, False),
        (-10, -1, False),
        (-10, 10, True),
    ],
)
def test_a_role_counts_on_its_first_and_last_day(
    session: Session, world: World, at: datetime, starts: int, ends: int | None, *, holds: bool
) -> None:
    today = at.date()
    factories.grant(
        session,
        world.outsider,
        Role.LEAD,
        workstream=world.first,
        starts_on=today + timedelta(days=starts),
        ends_on=None if ends is None else today + timedelta(days=ends),
    )
    wanted = Grant(Role.LEAD, world.programme.id, world.first.id)
    actor = setting.actor_of(session, world.outsider, at=at)
    assert actor.grants == (frozenset({wanted}) if holds else frozenset())


def test_the_day_of_a_role_is_a_day_in_london(session: Session, world: World) -> None:
    factories.grant(
        session,
        world.outsider,
        Role.PMO,
        on=world.programme,
        starts_on=date(2026, 7, 2),
    )
    before = datetime.fromisoformat("2026-07-01T22:59:00+00:00")
    assert not setting.actor_of(session, world.outsider, at=before).grants
    after = before + timedelta(minutes=1)
    assert setting.actor_of(session, world.outsider, at=after).grants
