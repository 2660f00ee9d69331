"""Pages of a pack on its way: who sees it, its overview, to the group, agreed, stopped."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Edition, Extension
from models.enums import PackStatus, UpdateStatus
from tests import factories
from tests.conftest import SignIn
from tests.packs import stages
from tests.packs.test_actions import READERS
from tests.page import words
from tests.world import World, advance
from webapp.domain.content import NARRATIVE_LIMIT


def test_a_missing_report_is_said_to_be_one_thing(
    session: Session, world: World, sign_in: SignIn
) -> None:
    until = factories.AT.date() + timedelta(days=3)
    session.add(
        Extension(
            update_id=world.second_update.id,
            until=until,
            reason="Asked for.",
            granted_by_id=world.office.id,
            at=factories.AT,
        )
    )
    world.period.lead_due_at = factories.AT - timedelta(days=1)
    session.flush()
    page = sign_in(world.chair).get(f"/packs/{world.pack.id}")
    rows = [words(row) for row in page.all("//table")[0].xpath(".//tbody/tr")]
    (finance,) = [row for row in rows if row.startswith("F. Finance")]
    assert "Not started" in finance
    assert "More time until 5 March 2026" in finance
    assert "Overdue" not in finance
    assert "Not submitted" not in finance


def test_a_pack_in_work_is_shown_to_the_group_and_its_overseers_only(
    world: World, sign_in: SignIn
) -> None:
    for name, person in world.people.items():
        sign_in(person).get(f"/packs/{world.pack.id}", status=200 if name in READERS else 404)


@pytest.mark.parametrize("name", [name for name in READERS if name != "office"])
def test_those_who_may_not_do_what_comes_next_are_told_why(
    session: Session, world: World, sign_in: SignIn, name: str
) -> None:
    stages.approve_first(session, world)
    page = sign_in(world.people[name]).get(f"/packs/{world.pack.id}")
    assert "Only the programme office can do this." in page.main
    assert not [form for form in page.forms if form.action.endswith("/open-review")]


@pytest.mark.parametrize("action", ["open-review", "agree", "issue"])
def test_a_forged_request_is_refused(world: World, sign_in: SignIn, action: str) -> None:
    sign_in(world.member).post(f"/packs/{world.pack.id}/{action}", status=403)


# From draft to issue, at a browser


@pytest.mark.both_databases
def test_a_pack_goes_from_draft_to_the_board(
    session: Session, world: World, sign_in: SignIn
) -> None:
    advance(session, world.first_update, UpdateStatus.APPROVED)
    advance(session, world.second_update, UpdateStatus.WITH_SPONSOR)
    address = f"/packs/{world.pack.id}"
    director, office, chair = map(sign_in, (world.director, world.office, world.chair))
    page = director.get(address)
    typed = {"text": "We are on course.\r\n\r\n- One update is late"}
    page = director.follow(director.submit(page.form("/overview"), typed))
    assert "The overview is saved." in page.main
    assert "Written by Programme director." in page.main

    page = office.get(address)
    assert "1 of 2 updates are approved" in page.main
    assert "Missing: Finance." in page.main
    page = office.follow(office.submit(page.form("/open-review")))
    assert "With the group" in page.main

    stages.approve(session, world, world.second_update)
    page = office.get(address)
    assert "Approved, but not in the pack yet: Finance." in page.main
    page = office.follow(office.submit(page.form(f"/include/{world.second_update.id}")))
    assert "Finance is in the pack." in page.main

    page = chair.get(address)
    assert "scheme of delegation was adopted" in page.main
    assert "Approved by Finance sponsor on 2 March 2026" in page.main
    page = chair.follow(chair.submit(page.form("/agree")))
    assert "The pack is agreed." in page.main
    assert "Next is the pack for the Independent Improvement Board" in page.main

    board = stages.board_of(session, world)
    page = office.get(f"/packs/{board.id}")
    assert "Check and issue" in page.main
    page = office.get(f"/packs/{board.id}/issue")
    assert "Board reader" in page.main
    page = office.follow(office.submit(page.form("/issue"), {"confirm": "y"}))
    assert "The pack is issued." in page.main
    [edition] = session.scalars(select(Edition).where(Edition.pack_id == board.id)).all()
    assert edition.sha256 in page.main
    assert f"http://localhost/editions/{edition.id}" in page.main
    assert "Read edition 1" in office.get(f"/packs/{board.id}").main
    assert "Nothing is left to do here" in office.get(address).main


def test_a_pack_the_group_has_is_empty_until_something_is_approved(
    world: World, sign_in: SignIn
) -> None:
    office, chair = sign_in(world.office), sign_in(world.chair)
    address = f"/packs/{world.pack.id}"
    office.submit(office.get(address).form("/open-review"))
    page = chair.get(address)
    assert "so there is nothing to agree" in page.main
    chair.post(f"{address}/agree", {"version": "2"}, status=422)


def test_a_second_click_changes_nothing(session: Session, world: World, sign_in: SignIn) -> None:
    stages.approve_first(session, world)
    address = f"/packs/{world.pack.id}"
    office, chair = sign_in(world.office), sign_in(world.chair)
    send = office.get(address).form("/open-review")
    office.submit(send)
    office.submit(send)
    agree = chair.get(address).form("/agree")
    chair.submit(agree)
    chair.submit(agree)
    board = stages.fetch(session, world.office, stages.board_of(session, world))
    stages.settle(session, world, board)
    issue = office.get(f"/packs/{board.id}/issue").form("/issue")
    first = office.submit(issue, {"confirm": "y"})
    second = office.submit(issue, {"confirm": "y"})
    assert first.headers["Location"] == second.headers["Location"]
    assert (
        office.get(f"/packs/{board.id}/issue", status=303)
        .headers["Location"]
        .endswith(first.headers["Location"])
    )
    assert len(session.scalars(select(Edition)).all()) == 2, "one for each audience"


def test_what_the_chair_has_not_seen_is_not_agreed(
    session: Session, world: World, sign_in: SignIn
) -> None:
    advance(session, world.second_update, UpdateStatus.WITH_SPONSOR)
    stages.review(session, world)
    office, chair = sign_in(world.office), sign_in(world.chair)
    address = f"/packs/{world.pack.id}"
    seen = chair.get(address).form("/agree")
    stages.approve(session, world, world.second_update)
    office.submit(office.get(address).form(f"/include/{world.second_update.id}"))
    page = chair.submit(seen, status=409)
    assert "Read it as it stands now, then agree it." in page.main
    chair.post(f"{address}/agree", {"version": "x"}, status=409)
    session.expire_all()
    assert world.pack.status is PackStatus.UNDER_REVIEW


# The overview


def test_two_people_writing_the_overview_lose_nothing(world: World, sign_in: SignIn) -> None:
    address = f"/packs/{world.pack.id}"
    director, office = sign_in(world.director), sign_in(world.office)
    first, second = (browser.get(address).form("/overview") for browser in (director, office))
    director.submit(first, {"text": "What the director thinks."})
    page = office.submit(second, {"text": "What the office typed."}, status=409)
    assert "Somebody else changed the overview while you were writing." in page.errors[0]
    assert "What the director thinks." in page.main
    assert page.value("text") == "What the office typed."
    page = office.follow(office.submit(page.form("/overview")))
    assert "What the office typed." in page.main


def test_too_long_an_overview_comes_back_with_what_was_typed(world: World, sign_in: SignIn) -> None:
    typed = "word " * (NARRATIVE_LIMIT // 5) + "more"
    director = sign_in(world.director)
    page = director.get(f"/packs/{world.pack.id}")
    page = director.submit(page.form("/overview"), {"text": typed}, status=422)
    assert page.errors == ["Overview must be 30,000 characters or fewer: it has 30,004 now"]
    assert page.value("text") == typed
    sign_in(world.member).post(
        f"/packs/{world.pack.id}/overview", {"text": typed, "seen": ""}, status=403
    )


def test_an_overview_too_late_is_refused_and_kept_on_the_page(
    session: Session, world: World, sign_in: SignIn
) -> None:
    stages.agree(session, world)
    page = sign_in(world.director).post(
        f"/packs/{world.pack.id}/overview", {"text": "One more thing.", "seen": ""}, status=409
    )
    assert "One more thing." in page.main


def test_an_overview_is_data_not_markup(world: World, sign_in: SignIn) -> None:
    director = sign_in(world.director)
    page = director.get(f"/packs/{world.pack.id}")
    hostile = "<script>alert(1)</script> [x](javascript:alert(1)) \x00 **bold**"
    page = director.follow(director.submit(page.form("/overview"), {"text": hostile}))
    assert "<script>alert(1)</script>" in page.main
    assert "<strong>bold</strong>" in page.source
    assert not [href for _, href in page.links if href.startswith("javascript")]


# Stopping


@pytest.mark.parametrize("name", ["chair", "office"])
def test_an_agreed_pack_is_stopped_from_either_page(
    session: Session, world: World, sign_in: SignIn, name: str
) -> None:
    board = stages.board_pack(session, world)
    browser = sign_in(world.people[name])
    forms = [
        browser.get(f"/packs/{pack.id}").form(f"/packs/{world.pack.id}/release")
        for pack in (world.pack, board)
    ]
    form = forms[0]
    for each in forms:
        page = browser.submit(each, {"reason": ""}, status=422)
        assert page.errors == ["Say why the pack is stopped"]
    answer = browser.submit(form, {"reason": "A figure is wrong."})
    assert answer.headers["Location"] == f"/packs/{world.pack.id}"
    page = browser.follow(answer)
    assert "The Improvement Group reviews the pack again" in page.main
    assert "Why: A figure is wrong." in page.main
    assert "What this edition corrects" in page.main
    browser.submit(form, {"reason": "A figure is wrong."})
    page = browser.get(f"/packs/{board.id}")
    assert "Go to the pack for the Improvement Group" in page.main
    shelf = browser.get("/packs").main
    assert "pack for the Improvement Group" in shelf
    assert "pack for the Independent Improvement Board" not in shelf


@pytest.mark.parametrize("name", ["member", "director", "auditor"])
def test_others_stop_no_pack(session: Session, world: World, sign_in: SignIn, name: str) -> None:
    board = stages.board_pack(session, world)
    browser = sign_in(world.people[name])
    assert "Stop this pack" not in browser.get(f"/packs/{board.id}").main
    browser.post(f"/packs/{world.pack.id}/release", {"reason": "Mine."}, status=403)
