"""Pages of packs: each role's access, forms that keep what was typed, files that stay the same."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from time_machine import Traveller

from models import Edition, Extension, Pack, Person, ReportingPeriod, RoleGrant, Workstream
from models.enums import PackFormat, PackStatus, PeriodStatus, Role, UpdateStatus
from tests import factories
from tests.conftest import SignIn
from tests.packs import stages
from tests.packs.test_actions import READERS
from tests.packs.test_queries import BOARD_READERS
from tests.page import words
from tests.visitor import Visitor
from tests.world import World, actor_of, advance
from webapp.domain.content import NARRATIVE_LIMIT
from webapp.packs import actions, library, queries

ROW_TOO_FAR = 2**63


def issued(session: Session, world: World) -> int:
    return stages.issue(session, world).id


def board_of(session: Session, world: World) -> Pack:
    board = queries.board_pack(session, world.pack)
    assert board is not None
    return board


# The shelf


def test_the_shelf_shows_packs_in_work_and_issued_ones(
    session: Session, world: World, sign_in: SignIn
) -> None:
    stages.board_pack(session, world)
    page = sign_in(world.member).get("/packs")
    assert "pack for the Independent Improvement Board" in page.main
    assert "The programme office issues it next." in page.main
    assert "Improvement Group 2 March 2026" in page.main
    formats = [words for words, href in page.links if "/editions/" in href][1:]
    assert [words.split(" of ")[0] for words in formats] == [
        "Web page",
        "PDF",
        "Word document",
        "Data (JSON)",
        "Tables (CSV)",
    ]


def test_an_empty_shelf_says_what_will_come(world: World, sign_in: SignIn) -> None:
    page = sign_in(world.reader).get("/packs")
    assert "No pack has been issued to you yet." in page.main
    assert "In work" not in page.main


@pytest.mark.parametrize("number", ["0", "-4", "x", "9" * 40])
def test_any_page_number_gets_a_page(world: World, sign_in: SignIn, number: str) -> None:
    sign_in(world.member).get(f"/packs?page={number}")


def test_the_shelf_turns_pages(session: Session, world: World, sign_in: SignIn) -> None:
    session.add_all(
        Edition(
            pack_id=world.pack.id,
            number=number,
            document="{}",
            sha256="0" * 64,
            issued_at=factories.AT,
            issued_by_id=world.chair.id,
        )
        for number in range(1, queries.PER_PAGE + 2)
    )
    browser = sign_in(world.member)
    first = browser.get("/packs")
    [older] = [href for words, href in first.links if words == "Older packs"]
    second = browser.get(older)
    assert "Newer packs" in second.main
    assert "Older packs" not in second.main
    assert "There are no older packs." in browser.get("/packs?page=3").main


# Who sees which page


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
    session.flush()
    page = sign_in(world.chair).get(f"/packs/{world.pack.id}")
    rows = [words(row) for row in page.all("//table")[0].xpath(".//tbody/tr")]
    (finance,) = [row for row in rows if row.startswith("F. Finance")]
    assert "Not started" in finance
    assert "More time until 5 March 2026" in finance
    assert "Not submitted" not in finance


def test_a_pack_in_work_is_shown_to_the_group_and_its_overseers_only(
    world: World, sign_in: SignIn
) -> None:
    for name, person in world.people.items():
        sign_in(person).get(f"/packs/{world.pack.id}", status=200 if name in READERS else 404)


def test_an_edition_is_shown_to_its_audience_only(
    session: Session, world: World, sign_in: SignIn
) -> None:
    edition_id = issued(session, world)
    for name, person in world.people.items():
        status = 200 if name in (*BOARD_READERS, "reader") else 404
        browser = sign_in(person)
        browser.get(f"/editions/{edition_id}", status=status)
        browser.get(f"/editions/{edition_id}/json", status=status)


def test_nothing_is_shown_without_signing_in(world: World, visitor: Visitor) -> None:
    for address in ("/packs", f"/packs/{world.pack.id}", "/editions/1", "/editions/1/pdf"):
        assert "/sign-in" in visitor.get(address, status=303).headers["Location"]


@pytest.mark.parametrize(
    "address",
    [
        "/packs/999",
        f"/packs/{ROW_TOO_FAR}",
        "/packs/x",
        "/packs/999/issue",
        "/packs/999/preview/pdf",
        "/editions/999",
        f"/editions/{ROW_TOO_FAR}",
        "/editions/999/pdf",
    ],
)
def test_a_forged_address_gets_a_page_that_says_so(
    world: World, sign_in: SignIn, address: str
) -> None:
    sign_in(world.office).get(address, status=404)


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

    board = board_of(session, world)
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
    board = stages.fetch(session, world.office, board_of(session, world))
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


def test_a_pack_does_not_go_out_by_accident(
    session: Session, world: World, sign_in: SignIn
) -> None:
    board = stages.board_pack(session, world)
    office = sign_in(world.office)
    page = office.get(f"/packs/{board.id}/issue")
    assert "Without a report: Finance." in page.main
    page = office.submit(page.form("/issue"), status=422)
    assert page.errors == ["Confirm that you have read the pack and that it may go out"]
    session.expire_all()
    assert world.period.status is PeriodStatus.IN_PREPARATION


def test_the_issue_page_says_what_is_missing(
    session: Session, world: World, sign_in: SignIn
) -> None:
    stages.write_overview(session, world)
    stages.write_overview(session, world, "")
    stages.approve_first(session, world)
    office, chair = sign_in(world.office), sign_in(world.chair)
    address = f"/packs/{world.pack.id}"
    office.submit(office.get(address).form("/open-review"))
    chair.submit(chair.get(address).form("/agree"))
    for grant in session.scalars(select(RoleGrant).where(RoleGrant.person_id == world.reader.id)):
        grant.ends_on = factories.BEGINNING
    page = office.get(f"/packs/{board_of(session, world).id}/issue")
    assert "The pack has no overview." in page.main
    assert "nobody there gets a message" in page.main


def test_the_groups_pack_has_no_page_to_issue_it(
    session: Session, world: World, sign_in: SignIn
) -> None:
    stages.agree(session, world)
    office = sign_in(world.office)
    page = office.get(f"/packs/{world.pack.id}/issue", status=303)
    assert page.headers["Location"] == f"/packs/{world.pack.id}"


def test_an_update_of_no_such_pack_is_not_included(
    session: Session, world: World, sign_in: SignIn
) -> None:
    stages.review(session, world)
    office = sign_in(world.office)
    office.post(f"/packs/{world.pack.id}/include/999", status=404)
    office.post(f"/packs/{world.pack.id}/include/{world.second_update.id}", status=409)


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


# Editions and files


@pytest.mark.parametrize(
    "kind, media_type",
    [
        (PackFormat.HTML, "text/html; charset=utf-8"),
        (PackFormat.PDF, "application/pdf"),
        (
            PackFormat.DOCX,
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (PackFormat.JSON, "application/json"),
    ],
)
def test_a_file_is_the_same_at_every_download(
    session: Session, world: World, sign_in: SignIn, kind: PackFormat, media_type: str
) -> None:
    edition = stages.issue(session, world)
    stored = library.file_of(session, edition, kind)
    content, digest, address = stored.content, stored.sha256, f"/editions/{edition.id}/{kind}"
    reader = sign_in(world.reader)
    first, second = reader.get(address), reader.get(address)
    assert first.response.get_data() == second.response.get_data() == content
    assert first.headers["Content-Type"] == media_type
    assert first.headers["ETag"] == f'"{digest}"'
    assert (
        first.headers["Content-Disposition"]
        == f"attachment; filename=improvement-2026-02-iib-edition-1.{kind}"
    )


@pytest.mark.parametrize("kind", ["odt", "PDF", "%00", "pdf.exe"])
def test_a_format_there_is_not_gets_a_page_that_says_so(
    session: Session, world: World, sign_in: SignIn, kind: str
) -> None:
    edition_id = issued(session, world)
    office = sign_in(world.office)
    office.get(f"/editions/{edition_id}/{kind}", status=404)
    office.get(f"/packs/{world.pack.id}/preview/{kind}", status=404)


def test_an_edition_is_read_as_it_was_frozen(
    session: Session, world: World, sign_in: SignIn
) -> None:
    edition_id = issued(session, world)
    world.first.name = "Renamed since"
    world.programme.name = "Renamed since"
    reader = sign_in(world.reader)
    page = reader.get(f"/editions/{edition_id}")
    document = page.all("//*[contains(@class, 'document')]")[0].text_content()
    assert "Governance" in document
    assert "Renamed since" not in document
    assert page.h1 == "Improvement programme: highlight report"
    addresses = page.all("//section//p[@id]/@id")
    assert "g-activities-1" in addresses


def test_the_text_on_the_page_is_the_text_of_the_file(
    session: Session, world: World, sign_in: SignIn
) -> None:
    edition_id = issued(session, world)
    reader = sign_in(world.reader)
    frozen = json.loads(reader.get(f"/editions/{edition_id}/json").response.get_data())
    page = reader.get(f"/editions/{edition_id}")
    assert page.all("//section[contains(@class, 'pack-section')]/h2/@id") == [
        section["id"] for section in frozen["sections"]
    ]


@pytest.mark.parametrize("kind", list(PackFormat))
def test_a_preview_is_marked_as_a_draft(
    session: Session, world: World, sign_in: SignIn, kind: PackFormat
) -> None:
    stages.approve_first(session, world)
    page = sign_in(world.member).get(f"/packs/{world.pack.id}/preview/{kind}")
    assert page.headers["Content-Disposition"].endswith(
        f"improvement-2026-02-improvement-group-draft.{kind}"
    )
    if kind in (PackFormat.HTML, PackFormat.JSON):
        assert "Draft for review" in page.response.get_data(as_text=True)


# Cost


@pytest.mark.parametrize("page", ["/packs", "pack", "issue", "edition", "download"])
def test_a_page_takes_the_same_statements_for_2_and_for_50_workstreams(
    session: Session, world: World, sign_in: SignIn, page: str
) -> None:
    office = sign_in(world.office)

    def cost(period: ReportingPeriod, pack: Pack) -> int:
        """Take a period to the stage whose page is asked for, and count its statements."""
        setting = World(**{**vars(world), "period": period, "pack": pack})
        address = page
        if page in ("edition", "download"):
            edition = _agreed(session, setting, issue=True).editions[0]
            address = f"/editions/{edition.id}" + ("/json" if page == "download" else "")
        elif page == "issue":
            address = f"/packs/{_agreed(session, setting).id}/issue"
        elif page == "pack":
            address = f"/packs/{pack.id}"
        office.get(address)
        return len(office.statements)

    advance(session, world.first_update, UpdateStatus.APPROVED)
    few = cost(world.period, world.pack)
    period = factories.period(
        session,
        world.phase,
        slug="2026-04",
        starts_on=date(2026, 3, 1),
        ends_on=date(2026, 4, 30),
    )
    pack = factories.pack(session, period)
    for _ in range(48):
        factories.workstream(session, world.phase, lead=world.lead, sponsor=world.sponsor)
    for workstream in session.scalars(select(Workstream).order_by(Workstream.id)).all():
        advance(session, factories.update(session, workstream, period), UpdateStatus.APPROVED)
    many = cost(period, pack)
    assert few == many <= 28


def _agreed(session: Session, world: World, *, issue: bool = False) -> Pack:
    """Take a pack whose updates are approved to the agreement or the issue; returns the board's."""
    office = actor_of(session, world.office)
    pack = stages.fetch(session, world.office, world.pack)
    actions.review(session, pack, office, at=factories.AT)
    chair = actor_of(session, world.chair)
    actions.agree(session, pack, chair, at=factories.AT, seen=pack.version)
    board = stages.fetch(session, world.office, board_of(session, world))
    stages.settle(session, world, board)
    if issue:
        actions.issue(session, board, office, at=factories.AT)
    return board


def later(sign_in: SignIn, person: Person, at: datetime) -> Visitor:
    """Put a person at a browser at another instant than the test's; the clock shows it."""
    browser = sign_in(person)
    browser.sign_in(person, at=at)
    return browser


# The group's review of one update


def test_a_member_sets_a_rating_and_finds_it_beside_the_others(
    session: Session, world: World, sign_in: SignIn
) -> None:
    stages.review(session, world)
    address = f"/packs/{world.pack.id}"
    member = sign_in(world.member)
    page = member.get(address)
    assert "Ratings of Governance side by side" in page.main
    [decide] = [href for words, href in page.links if words == "Query Governance or set its rating"]
    part = member.get_part(decide)
    assert part.is_part
    form = member.get(decide).form(f"/rate/{world.first_update.id}")
    name = f"rate-{world.first_update.id}"
    answer = member.submit(form, {f"{name}-step": "3", f"{name}-reason": "Less sure."})
    assert answer.headers["Location"] == f"{address}#g"
    page = member.follow(answer)
    assert "The rating of Governance is set for the group." in page.main
    assert "Agreed by the Improvement Group Amber Changed Group member" in page.main
    assert "Amber Changed by the group" in page.main or "Rating changed by the group" in page.main
    assert "Less sure." in page.main


def test_a_rating_that_says_nothing_new_comes_back_with_what_was_typed(
    session: Session, world: World, sign_in: SignIn
) -> None:
    stages.review(session, world)
    chair = sign_in(world.chair)
    page = chair.get(f"/packs/{world.pack.id}/updates/{world.first_update.id}")
    name = f"rate-{world.first_update.id}"
    page = chair.submit(
        page.form(f"/rate/{world.first_update.id}"), {f"{name}-reason": "As it is."}, status=422
    )
    assert page.errors == ["This is the rating already. Choose another one, or leave it as it is."]
    assert page.value(f"{name}-reason") == "As it is."
    page = chair.submit(
        page.form(f"/rate/{world.first_update.id}"),
        {f"{name}-step": "4", f"{name}-reason": ""},
        status=422,
    )
    assert page.errors == ["Give the reason for the rating"]
    chair.submit(page.form(f"/rate/{world.first_update.id}"), {f"{name}-step": "99"}, status=422)


def test_a_member_queries_an_update_once_and_the_lead_hears_why(
    session: Session, world: World, sign_in: SignIn
) -> None:
    stages.review(session, world)
    member = sign_in(world.member)
    page = member.get(f"/packs/{world.pack.id}/updates/{world.first_update.id}")
    name = f"query-{world.first_update.id}"
    form = page.form(f"/query/{world.first_update.id}")
    page = member.submit(form, {f"{name}-reason": "How sure?"}, status=422)
    assert page.errors == ["Choose the whole update, or the sections to look at"]
    assert page.value(f"{name}-reason") == "How sure?"
    both = {f"{name}-reason": "How sure?", f"{name}-sections": ["whole", "rating"]}
    page = member.submit(form, both, status=422)
    assert page.errors == ["Choose either the whole update or sections of it, not both"]
    typed = {f"{name}-reason": "How sure?", f"{name}-sections": "rating"}
    page = member.follow(member.submit(form, typed))
    assert "Governance is back with its lead and sponsor." in page.main
    assert "Sent back" in page.main
    member.submit(form, typed)
    session.expire_all()
    assert world.first_update.flagged == "rating"
    page = member.get(f"/packs/{world.pack.id}/updates/{world.first_update.id}")
    assert "There is nothing to decide" in page.main


@pytest.mark.parametrize("name", [name for name in READERS if name not in ("member", "chair")])
def test_others_see_the_ratings_and_no_form_of_the_group(
    session: Session, world: World, sign_in: SignIn, name: str
) -> None:
    stages.review(session, world)
    browser = sign_in(world.people[name])
    page = browser.get(f"/packs/{world.pack.id}")
    assert "Ratings of Governance side by side" in page.main
    assert "or set its rating" not in page.main
    page = browser.get(f"/packs/{world.pack.id}/updates/{world.first_update.id}")
    assert "Only members of the Improvement Group can do this." in page.main
    assert page.forms == [] or all("/rate/" not in form.action for form in page.forms)


def test_the_office_takes_a_return_without_its_sponsor_once_the_deadline_is_over(
    session: Session, world: World, sign_in: SignIn, clock: Traveller
) -> None:
    advance(session, world.second_update, UpdateStatus.WITH_SPONSOR)
    stages.review(session, world)
    address = f"/packs/{world.pack.id}"
    decide = f"{address}/updates/{world.second_update.id}"
    office = sign_in(world.office)
    assert "without its sponsor" not in office.get(address).main
    assert "The sponsor has until 10 March 2026 at 5:00pm." in office.get(decide).main
    over = world.period.sponsor_due_at + timedelta(minutes=1)
    clock.move_to(over)
    office, chair = (later(sign_in, person, over) for person in (world.office, world.chair))
    assert "Only the programme office can do this." in chair.get(decide).main
    page = office.get(address)
    assert "Include Finance without its sponsor" in page.main
    page = office.get(decide)
    assert "Lead’s return, not confirmed by the sponsor" in page.main
    form, name = (
        page.form(f"/include-unconfirmed/{world.second_update.id}"),
        f"include-{world.second_update.id}",
    )
    page = office.submit(form, {f"{name}-reason": " "}, status=422)
    assert page.errors == ["Say why the update goes in without its sponsor"]
    page = office.follow(office.submit(form, {f"{name}-reason": "No answer came."}))
    assert "marked as not confirmed by its sponsor" in page.main
    office.submit(form, {f"{name}-reason": "No answer came."})
    page = chair.get(address)
    assert "Finance: Green/Amber (proposed)" in page.main
    assert "Not confirmed by the sponsor" in page.main


def test_a_chair_who_wrote_an_update_is_told_the_way_out(
    session: Session, world: World, sign_in: SignIn
) -> None:
    stages.review(session, world)
    factories.grant(session, world.lead, Role.GROUP_CHAIR, on=world.programme)
    page = sign_in(world.lead).get(f"/packs/{world.pack.id}")
    assert "Ask the programme office to name somebody else as chair" in page.main
    assert not [form for form in page.forms if form.action.endswith("/agree")]
    decide = f"/packs/{world.pack.id}/updates/{world.first_update.id}"
    assert "You wrote part of this update" in sign_in(world.lead).get(decide).main


# Stopping and correcting


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


def test_the_hours_in_which_a_pack_can_be_stopped_are_shown_and_kept(
    session: Session, world: World, sign_in: SignIn, clock: Traveller
) -> None:
    world.programme.quarantine_hours = 48
    board = stages.board_pack(session, world)
    office = sign_in(world.office)
    page = office.get(f"/packs/{board.id}")
    assert "It can go out from 4 March 2026 at 9:30am." in page.main
    assert "Check and issue" not in page.main
    page = office.get(f"/packs/{board.id}/issue")
    assert "This pack can go out from 4 March 2026 at 9:30am." in page.main
    office.post(f"/packs/{board.id}/issue", {"confirm": "y"}, status=409)
    free = factories.AT + timedelta(hours=48)
    clock.move_to(free)
    office = later(sign_in, world.office, free)
    page = office.get(f"/packs/{board.id}/issue")
    office.submit(page.form("/issue"), {"confirm": "y"})


def test_an_issued_edition_is_corrected_and_both_editions_say_so(
    session: Session, world: World, sign_in: SignIn, clock: Traveller
) -> None:
    first = issued(session, world)
    office = sign_in(world.office)
    page = office.get(f"/editions/{first}")
    assert "Who received this edition" in page.main
    page = office.get(f"/editions/{first}/correct")
    assert "Board reader: the message is waiting to go" in page.main
    form = page.form("/correct")
    page = office.submit(form, {"reason": "", "updates": str(world.first_update.id)}, status=422)
    assert page.errors == [
        "Choose the whole update, or the sections to look at",
        "Say what is corrected and why",
    ]
    typed = {
        "reason": "A sum was wrong.",
        "updates": str(world.first_update.id),
        "sections": "activities",
    }
    page = office.follow(office.submit(form, typed))
    assert "The correction has begun." in page.main
    assert office.submit(form, typed).headers["Location"] == f"/packs/{world.pack.id}"
    reader = sign_in(world.reader)
    assert "A further edition is being prepared." in reader.get(f"/editions/{first}").main
    back = office.get(f"/editions/{first}/correct", status=303)
    assert back.headers["Location"] == f"/packs/{world.pack.id}"

    then = factories.AT + timedelta(days=2)
    clock.move_to(then)
    stages.resubmit(session, world, world.first_update, "The sum is 14.", then)
    stages.approve(session, world, world.first_update, at=then)
    second = stages.issue_again(session, world, at=then).id
    reader, office = (later(sign_in, person, then) for person in (world.reader, world.office))
    old = reader.get(f"/editions/{first}")
    assert "This edition was replaced." in old.main
    assert ("read edition 2", f"/editions/{second}") in old.links
    assert "A sum was wrong." in old.main
    new = reader.get(f"/editions/{second}")
    assert "This edition replaces edition 1 of 2 March 2026" in new.main
    assert ("read edition 1", f"/editions/{first}") in new.links
    assert "Edition 1, issued on 2 March 2026" in new.main
    assert "Who received this edition" not in new.main
    assert "Correct this edition" in office.get(f"/editions/{second}").main
    assert "Correct this edition" not in office.get(f"/editions/{first}").main
    newest = office.get(f"/editions/{first}/correct", status=303)
    assert newest.headers["Location"] == f"/editions/{second}"
    stale = {**typed, "edition": "1", "reason": "Another sum."}
    assert "Another sum." in office.post(f"/editions/{first}/correct", stale, status=409).main


def test_a_correction_offers_measures_only_where_an_update_has_some(
    session: Session, world: World, sign_in: SignIn
) -> None:
    first = issued(session, world)
    page = sign_in(world.office).get(f"/editions/{first}/correct")
    assert "Key activities" in page.main
    assert "Measures" not in page.main


def test_a_correction_of_measures_that_an_update_does_not_have_keeps_what_was_typed(
    session: Session, world: World, sign_in: SignIn
) -> None:
    factories.measure(session, world.second)
    advance(session, world.second_update, UpdateStatus.APPROVED)
    first = issued(session, world)
    office = sign_in(world.office)
    form = office.get(f"/editions/{first}/correct").form("/correct")
    typed = {
        "reason": "A figure was wrong.",
        "updates": str(world.first_update.id),
        "sections": "measures",
    }
    page = office.submit(form, typed, status=422)
    assert page.errors == [
        (
            "G. Governance has no measures, so nothing of it could be changed. "
            "Leave it out, or choose another section as well."
        )
    ]
    assert "A figure was wrong." in page.main
    session.expire_all()
    assert world.first_update.status is UpdateStatus.ISSUED
    typed = {**typed, "updates": str(world.second_update.id)}
    assert "The correction has begun." in office.follow(office.submit(form, typed)).main
    lead = sign_in(world.second_lead)
    assert "Measures" in lead.get(f"/updates/{world.second_update.id}/sections/measures").main


def test_only_the_office_corrects_and_only_the_boards_edition(
    session: Session, world: World, sign_in: SignIn
) -> None:
    first = issued(session, world)
    group = stages.fetch(session, world.office, world.pack).editions[0].id
    for name in ("chair", "director", "reader", "lead"):
        sign_in(world.people[name]).get(f"/editions/{first}/correct", status=403)
    sign_in(world.outsider).get(f"/editions/{first}/correct", status=404)
    office = sign_in(world.office)
    back = office.get(f"/editions/{group}/correct", status=303)
    assert back.headers["Location"] == f"/editions/{group}"
    office.get("/editions/999/correct", status=404)


def test_an_erratum_goes_through_without_an_update(
    session: Session, world: World, sign_in: SignIn
) -> None:
    first = issued(session, world)
    office, chair = sign_in(world.office), sign_in(world.chair)
    form = office.get(f"/editions/{first}/correct").form("/correct")
    office.submit(form, {"reason": "The overview named the wrong month."})
    page = chair.get(f"/packs/{world.pack.id}")
    assert "Printed again as it was issued: Governance." in page.main
    chair.submit(page.form("/agree"))
    board = board_of(session, world)
    page = office.get(f"/packs/{board.id}/issue")
    page = office.follow(office.submit(page.form("/issue"), {"confirm": "y"}))
    assert "Every report and every rating is as it was." in page.main


@pytest.mark.parametrize("page", ["review", "decide", "correct", "corrected"])
def test_pages_of_group_and_correction_take_the_same_statements_for_2_and_for_30_workstreams(
    session: Session, world: World, sign_in: SignIn, page: str
) -> None:
    def cost(month: int, more: int) -> int:
        for _ in range(more):
            factories.workstream(session, world.phase, lead=world.lead, sponsor=world.sponsor)
        period = factories.period(
            session,
            world.phase,
            slug=f"2025-{month}",
            starts_on=date(2025, month, 1),
            ends_on=date(2025, month, 28),
        )
        setting = replace(world, period=period, pack=factories.pack(session, period))
        workstreams = session.scalars(select(Workstream).order_by(Workstream.id)).all()
        updates = [factories.update(session, row, period) for row in workstreams]
        for row in updates:
            advance(session, row, UpdateStatus.APPROVED)
        if page in ("correct", "corrected"):
            board = _agreed(session, setting, issue=True)
            address = f"/editions/{board.editions[0].id}/correct"
            if page == "corrected":
                stages.correct(session, setting, updates[0])
                address = f"/packs/{setting.pack.id}"
        else:
            pack = stages.fetch(session, world.office, setting.pack)
            actions.review(session, pack, actor_of(session, world.office), at=factories.AT)
            address = f"/packs/{setting.pack.id}"
            address += f"/updates/{updates[0].id}" if page == "decide" else ""
        browser = sign_in(world.office if page == "correct" else world.member)
        browser.get(address)
        return len(browser.statements)

    assert cost(3, 0) == cost(5, 28) <= 30


def test_what_the_checks_found_stands_on_the_page_before_issue(
    session: Session, world: World, sign_in: SignIn
) -> None:
    pack = stages.review(session, world)
    stages.write_overview(session, world, "The plan is due on 31 November 2026.")
    pack = stages.fetch(session, world.chair, pack)
    chair = actor_of(session, world.chair)
    actions.agree(session, pack, chair, at=factories.AT, seen=pack.version)
    page = sign_in(world.office).get(f"/packs/{stages.board_of(session, world).id}/issue")
    assert "What the checks found" in page.main
    assert "31 November 2026" in page.main
