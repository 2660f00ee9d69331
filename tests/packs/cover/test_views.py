"""The pages of cover reports: begin, write, sign off, issue and read, without JavaScript."""

from io import BytesIO
from typing import Any

import docx
import pytest
from sqlalchemy import select, update
from sqlalchemy import text as sql
from sqlalchemy.orm import Session, selectinload

from models.covers import CoverEdition, CoverReport
from tests.conftest import SignIn
from tests.packs import stages, text
from tests.packs.cover import desk
from tests.visitor import Visitor
from tests.world import World
from webapp.packs.cover.content import decode

BEGIN = {
    "committee": "Scrutiny committee",
    "meets_on-day": "31",
    "meets_on-month": "3",
    "meets_on-year": "2026",
    "title": "Progress report",
    "suggest": "y",
}


@pytest.fixture
def office(world: World, sign_in: SignIn) -> Visitor:
    return sign_in(world.office)


@pytest.fixture
def cover(session: Session, world: World) -> CoverReport:
    return desk.begin(session, world)


def stored(session: Session, cover: CoverReport):
    session.expire_all()
    return decode(session.get_one(CoverReport, cover.id).content)


def test_the_whole_way_on_its_pages(session: Session, world: World, sign_in: SignIn) -> None:
    pack = stages.issue(session, world).pack
    office, officer = sign_in(world.office), sign_in(world.outsider)
    page = office.get(f"/packs/{pack.id}/cover-reports")
    done = office.submit(page.form("/cover-reports"), BEGIN)
    address = done.headers["Location"]
    page = office.get(address)
    assert "Note the progress of the Improvement programme" in page.main
    assert "Appendix A" in page.main
    assert "Financial implications are not written." in page.main
    form = office.get(f"{address}/front").form("/front")
    office.submit(form, {"first": str(world.director.id), "voting": "To note"})
    for position in range(1, 8):
        place = f"{address}/implications/{position}"
        ask = {"officer_id": str(world.outsider.id)}
        due = {"due_on-day": "20", "due_on-month": "3", "due_on-year": "2026"}
        office.submit(office.get(place).form("/ask"), ask | due)
        officer.submit(
            officer.get(place).form(f"/implications/{position}"),
            {"text": "None"},
            button="Save and sign off",
        )
    page = office.get(address)
    assert "Everything is in place." in page.main
    assert page.main.count("New starter, 2 March 2026") == 7
    (cover,) = session.scalars(select(CoverReport)).all()
    desk.settle(session, world, cover)
    form = office.get(f"{address}/issue").form("/issue")
    office.submit(form, status=422)
    read = office.follow(office.submit(form, {"confirm": "y"}))
    assert "Edition 1" in read.main
    assert "edition 1, 2 March 2026" in read.main
    (edition,) = session.scalars(select(CoverEdition)).all()
    for kind in ("html", "pdf", "docx"):
        assert office.get(f"/cover-editions/{edition.id}/whole/{kind}").body
    again = office.submit(form, {"confirm": "y"})
    assert again.headers["Location"] == f"/cover-editions/{edition.id}/whole"
    assert "nothing has changed since" in office.get(address).main


def test_a_piece_is_added_changed_moved_and_taken_out(
    session: Session, cover: CoverReport, office: Visitor
) -> None:
    address = f"/cover-reports/{cover.id}"
    form = office.get(f"{address}/recommendation/new").form("/recommendation/new")
    office.submit(form, {"text": "Invite the auditor."})
    office.submit(office.get(f"{address}/recommendation/r2").form("/r2"), {"text": "Thank all."})
    assert [row.text for row in stored(session, cover).recommendations][1:] == ["Thank all."]
    office.submit(
        office.get(address).form("/recommendation/r2/move"), button="Up: move recommendation B up"
    )
    assert [row.handle for row in stored(session, cover).recommendations] == ["r2", "r1"]
    office.submit(office.get(f"{address}/recommendation/r2/remove").form("/remove"))
    assert [row.handle for row in stored(session, cover).recommendations] == ["r1"]
    for kind, typed in (
        ("section", {"heading": "Options"}),
        ("paragraph", {"heading": "One", "text": "Do nothing."}),
        ("appendix", {"title": "Letter of the auditor", "author": "Auditor"}),
        ("paper", {"title": "Notice", "link": "https://example.org/notice"}),
    ):
        office.submit(office.get(f"{address}/{kind}/new").form(f"/{kind}/new"), typed)
    content = stored(session, cover)
    assert content.parts[-1].heading == "Options"
    assert content.parts[-1].paragraphs[0].text == "Do nothing."
    assert content.appendices[1].handle == "letter-of-the-auditor"
    page = office.get(address)
    assert "Letter of the auditor (Auditor)" in page.main
    for kind, handle in (("appendix", "letter-of-the-auditor"), ("paper", "notice")):
        assert office.get(f"{address}/{kind}/{handle}").form(f"/{handle}").values


def test_a_reference_is_chosen_from_a_list_and_never_points_to_nothing(
    session: Session, cover: CoverReport, office: Visitor
) -> None:
    address = f"/cover-reports/{cover.id}"
    handle = stored(session, cover).appendices[0].handle
    form = office.get(f"{address}/paragraph/p1").form("/p1")
    office.submit(form, {"text": "It is set out in", "refer": f"[appendix: {handle}]"})
    assert "It is set out in Appendix A" in office.get(address).main
    form = office.get(f"{address}/paragraph/p1").form("/p1")
    page = office.submit(form, {"text": "See [appendix: highligt-report]."}, status=422)
    assert f"Do you mean [appendix: {handle}]?" in page.main
    assert "See [appendix: highligt-report]." in page.text
    page = office.post(f"{address}/paragraph/p2/remove", status=(303, 409))
    content = stored(session, cover)
    cited = any("[paragraph: p2]" in row.text for row in content.recommendations)
    assert (page.status == 409) is cited
    page = office.post(f"{address}/appendix/{handle}/remove", status=409)
    assert "stays among its appendices" in page.main


def test_two_who_write_the_same_piece_keep_both_texts(
    session: Session, cover: CoverReport, office: Visitor, world: World, sign_in: SignIn
) -> None:
    other = sign_in(world.office)
    address = f"/cover-reports/{cover.id}"
    for kind, field in (("recommendation/r1", "text"), ("front", "title"), ("objectives", "text")):
        mine = office.get(f"{address}/{kind}").form(f"/{kind}")
        theirs = other.get(f"{address}/{kind}").form(f"/{kind}")
        other.submit(theirs, {field: "Theirs stands here."})
        page = office.submit(mine, {field: "Mine comes later."}, status=409)
        assert "Theirs stands here." in page.main
        assert "Mine comes later." in page.body.decode()
        office.submit(page.form(f"/{kind}"), {field: "Both."})
    assert stored(session, cover).recommendations[0].text == "Both."
    mine = office.get(f"{address}/implications/1").form("/implications/1")
    theirs = other.get(f"{address}/implications/1").form("/implications/1")
    other.submit(theirs, {"text": "Theirs stands here."})
    page = office.submit(mine, {"text": "Mine comes later."}, status=409)
    assert "Theirs stands here." in page.main
    assert "Mine comes later." in page.body.decode()
    gone = office.get(f"{address}/recommendation/r1").form("/r1")
    other.post(f"{address}/recommendation/r1/remove")
    page = office.submit(gone, {"text": "Mine comes too late."}, status=409)
    assert "Mine comes too late." in page.text


def test_what_is_wrong_is_said_and_what_was_typed_stays(
    cover: CoverReport, office: Visitor, world: World
) -> None:
    address = f"/cover-reports/{cover.id}"
    form = office.get(f"{address}/front").form("/front")
    typed = {"meets_on-day": "31", "meets_on-month": "9", "lines": "Wards", "plan_reference": "K1"}
    page = office.submit(form, typed, status=422)
    for wrong in ("there is no 31/9/2026", "a label, a colon and the text", "is a key decision"):
        assert wrong in page.main
    assert page.value("lines") == "Wards"
    form = office.get(f"{address}/paper/new").form("/new")
    assert (
        "Begin the address"
        in office.submit(form, {"title": "A", "link": "javascript:alert(1)"}, status=422).main
    )
    form = office.get(f"{address}/implications/1").form("/ask")
    page = office.submit(
        form, {"due_on-day": "31", "due_on-month": "3", "due_on-year": "2026"}, status=422
    )
    assert "Choose an officer" in page.main
    chosen = {"officer_id": str(world.lead.id)}
    page = office.submit(
        form, chosen | {"due_on-day": "31", "due_on-month": "3", "due_on-year": "2026"}, status=422
    )
    assert "before the meeting on 31 March 2026" in page.main
    assert page.value("due_on-day") == "31"


def test_only_the_named_officer_signs_and_sees_the_report(
    world: World, cover: CoverReport, office: Visitor, sign_in: SignIn
) -> None:
    officer, stranger = sign_in(world.outsider), sign_in(world.reader)
    address = f"/cover-reports/{cover.id}"
    officer.get(address, status=404)
    ask = {"officer_id": str(world.outsider.id), "due_on-day": "20", "due_on-month": "3"}
    office.submit(
        office.get(f"{address}/implications/1").form("/ask"), ask | {"due_on-year": "2026"}
    )
    page = officer.get(address)
    assert "You are asked to do this by 20 March 2026." in page.main
    assert "Add a recommendation" not in page.main
    officer.get(f"{address}/front", status=403)
    officer.post(f"{address}/implications/2", {"text": "Mine"}, status=403)
    stranger.get(address, status=404)
    office.post(f"{address}/implications/1", {"text": "Mine", "do": "sign"}, status=403)
    form = officer.get(f"{address}/implications/1").form("/implications/1")
    office.submit(
        office.get(f"{address}/recommendation/r1").form("/r1"), {"text": "Spend a million."}
    )
    page = officer.submit(form, {"text": "Nothing to pay."}, button="Save and sign off", status=409)
    assert "so nothing was signed off" in page.main
    assert "Nothing to pay." in page.body.decode()
    officer.submit(form, {"text": "Nothing to pay."}, button="Save only")
    page = officer.get(f"{address}/implications/1")
    assert "Spend a million." in page.main
    assert "Nothing to pay." in page.body.decode()


def test_a_change_ends_a_sign_off_visibly(
    session: Session, world: World, cover: CoverReport, office: Visitor
) -> None:
    desk.sign_all(session, world, cover)
    address = f"/cover-reports/{cover.id}"
    assert office.get(address).main.count("New starter, 2 March 2026") == 2
    office.submit(
        office.get(f"{address}/implications/1").form("/implications/1"), {"text": "One million."}
    )
    page = office.get(address)
    assert page.main.count("Changed since it was signed off") == 1
    assert "Financial implications are not signed off." in page.main
    assert "that no longer counts" in office.get(f"{address}/implications/1").main
    office.submit(
        office.get(f"{address}/recommendation/r1").form("/r1"), {"text": "Spend a million."}
    )
    assert office.get(address).main.count("Changed since it was signed off") == 2


def test_the_office_records_a_sign_off_given_elsewhere(cover: CoverReport, office: Visitor) -> None:
    place = f"/cover-reports/{cover.id}/implications/1"
    office.submit(office.get(place).form("/implications/1"), {"text": "None"})
    typed = {"officer": "Head of finance", "reference": "E-mail of 1 March 2026"}
    day = {"signed_on-day": "1", "signed_on-month": "4", "signed_on-year": "2026"}
    page = office.submit(office.get(place).form("/record"), typed | day, status=422)
    assert "cannot be later than the meeting on 31 March 2026" in page.main
    office.submit(page.form("/record"), {"signed_on-month": "3"})
    page = office.get(place)
    assert "Signed off by Head of finance on 1 March 2026 (E-mail of 1 March 2026)." in page.main
    form = office.get(f"/cover-reports/{cover.id}/front").form("/front")
    earlier = {"meets_on-day": "28", "meets_on-month": "2"}
    page = office.submit(form, earlier, status=422)
    assert "would be after the meeting" in page.main


def test_a_later_edition_replaces_an_earlier_and_both_say_so(
    session: Session, world: World, office: Visitor
) -> None:
    cover = desk.ready(session, world)
    pack = office.get(f"/editions/{cover.pack.editions[-1].id}")
    assert (
        "No cover report on this edition is issued yet."
        in office.get(pack.all("//a[text()='Cover reports on this edition']/@href")[0]).main
    )
    first = desk.issue(session, world, cover)
    address = f"/cover-reports/{cover.id}"
    before = office.get(f"/cover-editions/{first.id}/whole/pdf").body
    form = office.get(f"{address}/paragraph/p1").form("/p1")
    office.submit(form, {"text": "This report corrects a figure."})
    desk.settle(session, world, cover)
    form = office.get(f"{address}/issue").form("/issue")
    page = office.submit(form, {"confirm": "y"}, status=422)
    assert "Say what this edition corrects" in page.main
    read = office.follow(office.submit(form, {"confirm": "y", "correction": "A figure."}))
    assert "This edition replaces edition 1" in read.main
    assert "This report corrects a figure." in read.main
    shelf = office.get(f"/editions/{first.edition_id}/cover-reports")
    assert len(shelf.all("//main//h2")) == 1
    assert shelf.all(f"//a[@href='{read.url}']")
    old = office.get(f"/cover-editions/{first.id}/whole")
    assert "This edition was replaced." in old.main
    assert "This report corrects a figure." not in old.main
    assert office.get(f"/cover-editions/{first.id}/whole/pdf").body == before


def test_an_exempt_text_is_in_the_whole_report_and_not_in_the_public_one(
    session: Session, world: World, office: Visitor
) -> None:
    cover = desk.ready(session, world)
    address = f"/cover-reports/{cover.id}"
    form = office.get(f"{address}/paragraph/new").form("/new")
    secret = {
        "text": "The kingfisher contract ends.",
        "exempt-paragraph": "3",
        "exempt-reason": "Talks go on.",
    }
    office.submit(form, secret)
    edition = desk.issue(session, world, cover)
    office_reads = office.get(f"/cover-editions/{edition.id}/whole")
    assert "kingfisher" in office_reads.main
    assert "for publication" in office_reads.main
    public = office.get(f"/cover-editions/{edition.id}/public")
    assert "kingfisher" not in public.text
    assert "Talks go on" not in public.text
    assert "Text is left out here. It is exempt under paragraph 3" in public.main
    for kind in ("html", "pdf", "docx"):
        file = office.get(f"/cover-editions/{edition.id}/public/{kind}").body
        assert file != office.get(f"/cover-editions/{edition.id}/whole/{kind}").body
    assert "kingfisher" not in office.get(f"{address}/preview/public").text
    office.get(f"{address}/preview/secret", status=404)


def test_the_pack_must_be_issued_first(
    session: Session, world: World, cover: CoverReport, office: Visitor
) -> None:
    desk.sign_all(session, world, cover)
    page = office.get(f"/cover-reports/{cover.id}/issue")
    assert "The pack has no issued edition that stands" in page.main
    page = office.post(f"/cover-reports/{cover.id}/issue", {"confirm": "y"}, status=422)
    assert "The pack has no issued edition that stands" in page.main


def test_a_word_template_is_checked_when_it_is_sent_and_filled_from_then_on(
    world: World, cover: CoverReport, office: Visitor
) -> None:
    address = f"/programmes/{world.programme.slug}/cover-reports"
    page = office.get(address)
    assert "{{p body }}" in page.main
    starting = office.get(f"{address}/starting-template").body
    plain = office.get(f"/cover-reports/{cover.id}/preview/whole/docx").body
    wrong = office.post(f"{address}/template", sent(b"PK not a document", "a.docx"), status=422)
    assert "this file is something else" in wrong.main
    office.post(f"{address}/template", sent(own_layout(), "ours.docx"))
    assert "In use: ours.docx" in office.get(address).main
    filled = office.get(f"/cover-reports/{cover.id}/preview/whole/docx").body
    assert filled != plain
    assert text.docx_text(filled).startswith("Our own layout")
    assert text.missing_runs(["Note the progress of the"], text.docx_text(filled)) == []
    office.post(f"{address}/template", sent(starting, "theirs.docx"))
    assert "In use: theirs.docx" in office.get(address).main
    office.post(f"{address}/template/withdraw")
    assert office.get(f"/cover-reports/{cover.id}/preview/whole/docx").body == plain


def sent(file: bytes, name: str) -> dict[str, Any]:
    """Return a form with a file in it."""
    return {"file": (BytesIO(file), name)}


def own_layout() -> bytes:
    file = docx.Document()
    fields = ("Our own layout", "{{ committee }} {{ meeting_date }}", "{{ title }}", "{{p body }}")
    for field in fields:
        file.add_paragraph(field)
    written = BytesIO()
    file.save(written)
    return written.getvalue()


def test_objectives_and_implications_of_a_programme_are_offered(
    session: Session, world: World, office: Visitor
) -> None:
    address = f"/programmes/{world.programme.slug}/cover-reports"
    form = office.get(address).form("/cover-reports")
    office.submit(form, {"objectives": "Good growth\nBest value\n", "implications": "Financial"})
    page = office.get(f"/packs/{world.pack.id}/cover-reports")
    done = office.submit(page.form("/cover-reports"), BEGIN)
    place = done.headers["Location"]
    form = office.get(f"{place}/objectives").form("/objectives")
    office.submit(form, {"objectives": "Best value", "text": "It does."})
    page = office.get(place)
    assert "Best value" in page.main
    assert "Good growth" not in page.main
    (cover,) = session.scalars(
        select(CoverReport).options(selectinload(CoverReport.implications))
    ).all()
    assert [row.heading for row in cover.implications] == ["Financial"]


def test_pages_take_as_many_statements_for_much_as_for_little(
    session: Session, world: World, office: Visitor, cover: CoverReport
) -> None:
    pages = (
        f"/packs/{world.pack.id}/cover-reports",
        f"/cover-reports/{cover.id}",
        f"/cover-reports/{cover.id}/implications/1",
    )
    counts: list[list[int]] = []
    for size in (1, 5):
        for _ in range(size):
            other = desk.begin(session, world, headings=tuple(f"Matter {n}" for n in range(size)))
            desk.sign_all(session, world, other)
            office.post(f"/cover-reports/{cover.id}/recommendation/new", {"text": "Note it."})
        counts.append([])
        for page in pages:
            office.get(page)
            counts[-1].append(len(office.statements))
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 20


def test_what_is_stored_and_was_changed_in_the_database_is_not_shown(
    session: Session, world: World, office: Visitor
) -> None:
    edition = desk.issue(session, world, desk.ready(session, world))
    address = f"/cover-editions/{edition.id}/whole"
    changed = edition.document.replace("Scrutiny", "Another")
    session.execute(sql("DROP TRIGGER cover_editions_refuses_update"))
    session.execute(update(CoverEdition).values(document=changed))
    page = office.get(address, status=422)
    assert "is not the text that was issued" in page.main
