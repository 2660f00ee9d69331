"""What cannot be taken back asks for the password again when it was given too long ago."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from time_machine import Traveller

from models import AuditEntry, Pack, Person, SignInSession
from models.enums import PackStatus
from tests import world as setting
from tests.conftest import SignIn
from tests.packs import stages
from tests.visitor import Visitor
from tests.world import World
from webapp.auth import passwords
from webapp.auth.throttle import BY_EMAIL

OLD = timedelta(minutes=15)


@pytest.fixture
def board(session: Session, world: World) -> Pack:
    """Return a board's pack that only has to be issued."""
    pack = stages.board_pack(session, world)
    stages.settle(session, world, pack)
    return pack


@pytest.fixture
def office(session: Session, world: World, sign_in: SignIn) -> Visitor:
    """Return the office, signed in just now, with a password of its own."""
    give_password(session, world.office)
    return sign_in(world.office)


def give_password(session: Session, person: Person) -> None:
    """Let a person sign in with the password of the tests."""
    person.password_hash = passwords.hash_password(setting.PASSWORD)
    session.flush()


def status_of(session: Session, pack: Pack) -> PackStatus:
    """Return where a pack stands in the database."""
    return session.scalars(select(Pack.status).where(Pack.id == pack.id)).one()


def test_a_fresh_sign_in_is_proof_enough(board: Pack, office: Visitor) -> None:
    page = office.get(f"/packs/{board.id}/issue")
    office.submit(page.form("/issue"), {"confirm": "y"})


def test_later_it_asks_leads_back_and_lasts_again(
    session: Session, board: Pack, office: Visitor, clock: Traveller, at: datetime
) -> None:
    address = f"/packs/{board.id}/issue"
    clock.move_to(at + OLD - timedelta(seconds=1))
    office.get(address)
    clock.move_to(at + OLD)
    sent = office.get(address, status=303)
    assert sent.headers["Location"] == f"/confirm?next={address}"
    page = office.follow(sent)
    assert page.h1 == "Confirm it is you"
    assert "more than 15 minutes ago" in page.main
    form = page.form("/confirm")
    assert office.submit(form, status=422).errors == ["Enter your password"]
    wrong = office.submit(form, {"password": "not this one"}, status=422)
    assert wrong.errors == ["The password is not right"]
    assert office.get(address, status=303).headers["Location"].startswith("/confirm")
    back = office.submit(form, {"password": setting.PASSWORD})
    assert back.headers["Location"] == address
    assert "Issue the pack" in office.follow(back).main
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.sequence)).all()
    assert actions[-2:] == ["person.sign_in_failed", "person.prove"]
    again = office.get(f"/confirm?next={address}", status=303)
    assert again.headers["Location"] == address, "there is nothing to ask"
    clock.move_to(at + 2 * OLD)
    office.get(address, status=303)


def test_what_is_sent_too_late_is_kept_and_done_once_it_is_confirmed(
    session: Session, board: Pack, office: Visitor, clock: Traveller, at: datetime
) -> None:
    address = f"/packs/{board.id}/issue"
    form = office.get(address).form("/issue")
    clock.move_to(at + OLD)
    page = office.submit(form, {"confirm": "y"}, status=401)
    assert "Nothing was done yet." in page.main
    assert status_of(session, board) is PackStatus.AGREED
    ask = page.form("/confirm")
    assert ("confirm", "y") in ask.values
    page = office.submit(ask, {"password": "not this one"}, status=422)
    ask = page.form("/confirm")
    assert ("confirm", "y") in ask.values
    done = office.submit(ask, {"password": setting.PASSWORD}, status=307)
    assert done.headers["Location"] == address
    # The browser sends the same fields to the address it is led to.
    sent = {name: value for name, value in ask.values if name != "csrf_token"}
    office.post(done.headers["Location"], sent | {"password": setting.PASSWORD})
    assert status_of(session, board) is PackStatus.ISSUED


def test_it_is_sent_on_nowhere_outside(office: Visitor, clock: Traveller, at: datetime) -> None:
    clock.move_to(at + OLD)
    given = {"password": setting.PASSWORD}
    done = office.post("/confirm", given | {"again": "https://evil.example/"}, status=307)
    assert done.headers["Location"] == "/"
    assert office.post("/confirm?next=//evil.example", given).headers["Location"] == "/"


def test_wrong_passwords_are_slowed_down_as_at_sign_in(
    office: Visitor, clock: Traveller, at: datetime
) -> None:
    clock.move_to(at + OLD)
    for _ in range(BY_EMAIL.free):
        office.post("/confirm", {"password": "not this one"}, status=422)
    page = office.post("/confirm", {"password": setting.PASSWORD}, status=429)
    assert page.errors == ["Too many wrong passwords were tried. Try again in 1 minute"]
    assert page.headers["Retry-After"] == "60"


def test_proof_in_one_browser_is_none_in_another(
    session: Session, world: World, office: Visitor, sign_in: SignIn, clock: Traveller, at: datetime
) -> None:
    other = sign_in(world.office)
    clock.move_to(at + OLD)
    office.post("/confirm", {"password": setting.PASSWORD})
    proved = session.scalars(select(SignInSession.proved_at).order_by(SignInSession.id)).all()
    assert proved == [at + OLD, None]
    other.get("/confirm")
