"""Pages of packs: each role's access, forms that keep what was typed, files that stay the same."""

import json
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Edition, Pack, ReportingPeriod, RoleGrant, Workstream
from models.enums import PackFormat, PackStatus, PeriodStatus, UpdateStatus
from tests import factories
from tests.conftest import SignIn
from tests.packs import stages
from tests.packs.test_actions import READERS
from tests.packs.test_queries import BOARD_READERS
from tests.visitor import Visitor
from tests.world import World, actor_of, advance
from webapp.domain.content import NARRATIVE_LIMIT
from webapp.packs import actions, queries

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

    advance(session, world.second_update, UpdateStatus.APPROVED)
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
    board = board_of(session, world)
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
    stages.review(session, world)
    office, chair = sign_in(world.office), sign_in(world.chair)
    address = f"/packs/{world.pack.id}"
    seen = chair.get(address).form("/agree")
    advance(session, world.second_update, UpdateStatus.APPROVED)
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
    assert "Without an approved update: Finance." in page.main
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
    stored = queries.file_of(session, edition, kind)
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
    assert few == many <= 20


def _agreed(session: Session, world: World, *, issue: bool = False) -> Pack:
    """Take a pack whose updates are approved to the agreement or the issue; returns the board's."""
    office = actor_of(session, world.office)
    pack = stages.fetch(session, world.office, world.pack)
    actions.review(session, pack, office, at=factories.AT)
    chair = actor_of(session, world.chair)
    actions.agree(session, pack, chair, at=factories.AT, seen=pack.version)
    board = stages.fetch(session, world.office, board_of(session, world))
    if issue:
        actions.issue(session, board, office, at=factories.AT)
    return board
