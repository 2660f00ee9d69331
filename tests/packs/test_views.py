"""The shelf of packs, editions with their files that stay the same, and their correction."""

import json
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session
from time_machine import Traveller

from models import Edition
from models.enums import PackFormat, UpdateStatus
from tests import factories
from tests.conftest import SignIn
from tests.packs import stages
from tests.packs.test_queries import BOARD_READERS
from tests.visitor import Visitor
from tests.world import World, advance
from webapp.packs import library, queries

ROW_TOO_FAR = 2**63


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


# Editions and files


def test_an_edition_is_shown_to_its_audience_only(
    session: Session, world: World, sign_in: SignIn
) -> None:
    edition_id = stages.issue(session, world).id
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
    edition_id = stages.issue(session, world).id
    office = sign_in(world.office)
    office.get(f"/editions/{edition_id}/{kind}", status=404)
    office.get(f"/packs/{world.pack.id}/preview/{kind}", status=404)


def test_an_edition_is_read_as_it_was_frozen(
    session: Session, world: World, sign_in: SignIn
) -> None:
    edition_id = stages.issue(session, world).id
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
    edition_id = stages.issue(session, world).id
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


# Correcting


def test_an_issued_edition_is_corrected_and_both_editions_say_so(
    session: Session, world: World, sign_in: SignIn, clock: Traveller
) -> None:
    first = stages.issue(session, world).id
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
    reader, office = (
        stages.later(sign_in, person, then) for person in (world.reader, world.office)
    )
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
    first = stages.issue(session, world).id
    page = sign_in(world.office).get(f"/editions/{first}/correct")
    assert "Key activities" in page.main
    assert "Measures" not in page.main


def test_a_correction_of_measures_that_an_update_does_not_have_keeps_what_was_typed(
    session: Session, world: World, sign_in: SignIn
) -> None:
    factories.measure(session, world.second)
    advance(session, world.second_update, UpdateStatus.APPROVED)
    first = stages.issue(session, world).id
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
    first = stages.issue(session, world).id
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
    first = stages.issue(session, world).id
    office, chair = sign_in(world.office), sign_in(world.chair)
    form = office.get(f"/editions/{first}/correct").form("/correct")
    office.submit(form, {"reason": "The overview named the wrong month."})
    page = chair.get(f"/packs/{world.pack.id}")
    assert "Printed again as it was issued: Governance." in page.main
    chair.submit(page.form("/agree"))
    board = stages.board_of(session, world)
    page = office.get(f"/packs/{board.id}/issue")
    page = office.follow(office.submit(page.form("/issue"), {"confirm": "y"}))
    assert "Every report and every rating is as it was." in page.main
