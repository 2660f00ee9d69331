"""The pages of papers: what is typed is kept, what is refused says why, others see nothing."""

import io
import json
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text, update
from sqlalchemy.orm import Session

from models import CoverEdition, Edition, Pack, PaperFile
from tests.conftest import Installation, SignIn
from tests.packs import stages
from tests.packs.cover import desk
from tests.packs.papers import hostile, shelf
from tests.packs.papers.hostile import CANARY
from tests.packs.test_others import PUBLIC, SCRUTINY, issued
from tests.packs.test_published import publish
from tests.page import Page
from tests.visitor import Visitor
from tests.world import World, actor_of
from webapp.domain.exempt import Exemption
from webapp.headers import HEADERS, SANDBOX
from webapp.packs import library
from webapp.packs.cover.content import CoverContent, Paragraph, Part
from webapp.packs.papers import meeting, queries
from webapp.waymark_verify import packed

SAID = {
    "title": "Report of the auditor",
    "author": "External auditor",
    "dated_on-day": "15",
    "dated_on-month": "1",
    "dated_on-year": "2026",
    "about": "Yearly.",
}
SECRET = Exemption(paragraph=3, reason="It names a bidder.")


@pytest.fixture
def office(sign_in: SignIn, world: World) -> Visitor:
    """Return the office at its browser."""
    return sign_in(world.office)


def send(office: Visitor, world: World, file: bytes, name: str = "report.pdf", **more: Any) -> Page:
    """Send a file with what is said of it; returns the answer."""
    status = more.pop("status", 303)
    fields: Mapping[str, Any] = {**SAID, **more, "file": (io.BytesIO(file), name)}
    return office.post(f"/packs/{world.pack.id}/papers/new", fields, status=status)


def test_the_office_adds_a_paper_and_reads_what_was_taken_out(
    session: Session, world: World, office: Visitor
) -> None:
    review = office.get(f"/packs/{world.pack.id}")
    assert "Appendices (0)" in review.main
    shelf_page = office.get(f"/packs/{world.pack.id}/papers")
    assert "This pack has no appendices" in shelf_page.main
    sent = send(office, world, hostile.pdf_that_does_everything(), "../../x/rep\u202eort.exe")
    page = office.follow(sent)
    assert "Five scripts were taken out." in page.main
    assert "Sent as “report.exe”" in page.main
    assert "15 January 2026" in page.main
    assert "Appendices (1)" in office.get(f"/packs/{world.pack.id}").main
    (paper,) = queries.papers_of(session, world.period.id)
    file = office.get(f"/packs/{world.pack.id}/papers/{paper.id}/file")
    assert file.body.startswith(b"%PDF-")
    assert CANARY.encode() not in file.body
    assert file.headers["Content-Type"] == "application/pdf"
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["Content-Security-Policy"] == SANDBOX
    assert file.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "file,name,sentence",
    [
        (b"", "report.pdf", "The file is empty"),
        (b"<svg onload='x()'/>", "report.png", "written as code"),
        (hostile.encrypted_pdf("user"), "report.pdf", "protected by a password"),
        (hostile.zip_bomb(), "report.docx", "far larger unpacked"),
        (b"MZ\0\0", "report.pdf", "something else"),
    ],
)
def test_a_refused_file_keeps_what_was_typed_and_leaves_nothing(
    session: Session, world: World, office: Visitor, file: bytes, name: str, sentence: str
) -> None:
    page = send(office, world, file, name, status=422)
    assert sentence in page.main
    assert "The file was not kept. Choose it again" in page.main
    assert "Report of the auditor" in page.source
    assert 'value="15"' in page.source
    assert queries.papers_of(session, world.period.id) == []


def test_no_file_is_opened_by_the_process_that_serves_people(
    session: Session, world: World, office: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    page = send(office, world, shelf.TEXT, "report.txt", status=422)
    assert "This file cannot be opened safely" in page.main
    assert queries.papers_of(session, world.period.id) == []


def test_a_draft_file_that_was_changed_is_not_given_out(
    session: Session, world: World, office: Visitor
) -> None:
    paper = shelf.add(session, world)
    session.execute(text("DROP TRIGGER paper_files_refuses_update"))
    session.execute(update(PaperFile).values(content=b"Other"))
    session.commit()
    page = office.get(f"/packs/{world.pack.id}/papers/{paper.id}/file", status=422)
    assert "The stored file is not the file that was kept" in page.main


def test_a_file_that_is_too_large_is_refused_with_its_words(
    app: Flask,
    session: Session,
    world: World,
    office: Visitor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    small = replace(app.config["WAYMARK"], paper_bytes=100_000)
    monkeypatch.setitem(app.config, "WAYMARK", small)
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 10_000)
    page = send(office, world, b"a" * 100_001, "a.txt", status=422)
    assert "The file must be smaller than 0.1 MB" in page.main
    assert "Report of the auditor" in page.source
    huge = send(office, world, b"a" * 140_000, "a.txt", status=413)
    assert "Make the text or the file smaller" in huge.main
    assert queries.papers_of(session, world.period.id) == []
    # Only this form takes so much.
    fields: Mapping[str, Any] = {"file": (io.BytesIO(b"a" * 20_000), "a.docx")}
    office.post(f"/packs/{world.pack.id}/papers/1", fields, status=413)


def test_what_is_missing_is_said_and_nothing_is_kept(
    session: Session, world: World, office: Visitor
) -> None:
    address = f"/packs/{world.pack.id}/papers/new"
    page = office.post(address, {"title": "Only a title"}, status=422)
    for sentence in (
        "Choose a file",
        "Say which person or body wrote it",
        "Enter the date of the paper",
    ):
        assert sentence in page.main
    assert "Only a title" in page.source
    send(office, world, shelf.TEXT, status=422, **{"dated_on-month": "13"})
    assert queries.papers_of(session, world.period.id) == []


def test_a_paper_is_changed_moved_and_taken_out(
    session: Session, world: World, office: Visitor
) -> None:
    first = shelf.add(session, world)
    shelf.add(session, world, title="Second", content=b"2")
    start = f"/packs/{world.pack.id}/papers/{first.id}"
    form = office.get(start).forms[-1]
    office.submit(form, {"title": "A new title", "exempt-paragraph": "3", "exempt-reason": "Why."})
    page = office.get(f"/packs/{world.pack.id}/papers")
    assert "A new title" in page.main
    assert "Not for publication, paragraph 3" in page.main
    stale = office.submit(form, {"title": "Mine"}, status=409)
    assert "Somebody else changed this appendix" in stale.main
    assert "A new title" in stale.main
    assert "Mine" in stale.source
    office.submit(stale.forms[-1], {"author": ""}, status=422)
    office.submit(stale.forms[-1])
    office.post(f"{start}/move", {"do": "down"})
    assert [row.title for row in queries.papers_of(session, world.period.id)] == ["Second", "Mine"]
    office.post(f"{start}/move", {"do": "sideways"}, status=404)
    asked = office.get(f"{start}/remove")
    assert "Take this appendix out?" in asked.main
    office.submit(asked.forms[-1])
    office.post(f"{start}/remove")
    assert [row.title for row in queries.papers_of(session, world.period.id)] == ["Second"]
    office.get(start, status=404)


def test_the_list_takes_as_many_statements_for_any_number(
    session: Session, world: World, office: Visitor
) -> None:
    address = f"/packs/{world.pack.id}/papers"
    office.get(address)
    found = []
    for number in range(3):
        shelf.add(session, world, title=f"Paper {number}", content=b"%d" % number)
        office.get(address)
        found.append(len(office.statements))
    assert len(set(found)) == 1


def test_an_agreed_pack_says_when_its_papers_can_change_again(
    session: Session, world: World, office: Visitor, sign_in: SignIn
) -> None:
    shelf.add(session, world)
    stages.agree(session, world)
    address = f"/packs/{world.pack.id}/papers"
    assert "Stop the pack, or begin a correction" in office.get(address).main
    send(office, world, shelf.TEXT, status=409, title="Late")
    board = stages.board_of(session, world)
    office.get(f"/packs/{board.id}/papers", status=404)
    assert "Appendices (1)" in office.get(f"/packs/{board.id}").main
    assert "Stop the pack" not in sign_in(world.chair).get(address).main


def both(session: Session, world: World) -> tuple[Edition, Edition]:
    """Issue a pack with an exempt and an open paper to the board and to the public."""
    shelf.add(session, world, title=f"A {CANARY}", content=CANARY.encode(), exempt=SECRET)
    shelf.add(session, world, title="An open paper", content=shelf.TEXT)
    return stages.issue(session, world), issued(session, world, PUBLIC)


def test_readers_download_the_papers_of_an_edition(
    session: Session, world: World, sign_in: SignIn
) -> None:
    whole, public = both(session, world)
    reader = sign_in(world.reader)
    page = reader.get(f"/editions/{whole.id}")
    assert f"Appendix A: A {CANARY}" in page.main
    file = reader.get(f"/editions/{whole.id}/papers/A")
    assert file.body == CANARY.encode()
    assert file.headers["Content-Disposition"].startswith("attachment; ")
    assert file.headers["Content-Disposition"].endswith("-edition-1-appendix-a.txt")
    assert file.headers["Content-Security-Policy"] == SANDBOX
    for wrong in ("C", "a", "AA", "..", "1"):
        reader.get(f"/editions/{whole.id}/papers/{wrong}", status=404)
    sign_in(world.outsider).get(f"/editions/{whole.id}/papers/A", status=404)
    assert reader.get(f"/editions/{public.id}/papers/A").body == shelf.TEXT
    reader.get(f"/editions/{public.id}/papers/B", status=404)


def test_the_public_gets_no_trace_of_an_exempt_paper(
    session: Session, world: World, visitor: Visitor
) -> None:
    whole, public = both(session, world)
    start = f"/published/{world.programme.slug}/{world.period.slug}"
    for address in ("papers/A", "papers.zip"):
        visitor.get(f"{start}/public/edition-1/{address}", status=404)
    visitor.get(f"{start}/public/edition-1-papers.zip", status=404)
    publish(
        session, world, library.find_edition(session, actor_of(session, world.office), public.id)
    )
    page = visitor.get(f"{start}/public")
    assert "Appendix A: An open paper" in page.main
    assert "Text that may not be published was left out here" in page.main
    assert CANARY not in page.source
    assert visitor.get(f"{start}/public/edition-1/papers/A").body == shelf.TEXT
    visitor.get(f"{start}/public/edition-1/papers/B", status=404)
    for address in ("edition-1-papers.zip", "edition-1.zip"):
        file = visitor.get(f"{start}/public/{address}").body
        with zipfile.ZipFile(io.BytesIO(file)) as archive:
            for name in archive.namelist():
                assert CANARY not in name
                assert CANARY.encode() not in archive.read(name)
                assert b"names a bidder" not in archive.read(name)
    for ending in ("html", "json", "docx", "pdf"):
        assert CANARY.encode() not in visitor.get(f"{start}/public/edition-1.{ending}").body
    visitor.get(f"{start}/iib/edition-1/papers/A", status=404)
    assert library.frozen_document(
        library.find_edition(session, actor_of(session, world.reader), whole.id)
    ).papers


def test_all_papers_of_a_meeting_come_in_one_file_with_an_index(
    session: Session, world: World, sign_in: SignIn
) -> None:
    whole, _ = both(session, world)
    reader = sign_in(world.reader)
    answer = reader.get(f"/editions/{whole.id}/papers.zip")
    assert answer.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    assert packed(members) == answer.body
    assert reader.get(f"/editions/{whole.id}/papers.zip").body == answer.body
    assert {"index.html", "index.json", "index.txt", "01 pack.pdf", "01 pack.docx"} <= set(members)
    assert members["02 appendix A.txt"] == CANARY.encode()
    assert members["03 appendix B.txt"] == shelf.TEXT
    listed = json.loads(members["index.json"])["papers"]
    assert [row["title"] for row in listed][1:] == [
        f"Appendix A: A {CANARY}",
        "Appendix B: An open paper",
    ]
    assert listed[1]["author"] == "External auditor"
    assert listed[1]["date"] == "15 January 2026"
    for row in listed:
        for file in row["files"]:
            assert len(members[file["name"]]) == file["size"]
            for index in ("index.html", "index.txt"):
                assert file["sha256"] in members[index].decode()
                assert file["name"] in members[index].decode()
    page = members["index.html"].decode()
    assert "<script" not in page
    assert 'href="01%20pack.pdf"' in page
    sign_in(world.outsider).get(f"/editions/{whole.id}/papers.zip", status=404)


def test_a_cover_report_takes_an_appendix_of_the_pack(
    session: Session, world: World, office: Visitor
) -> None:
    paper = shelf.add(session, world)
    shelf.add(session, world, title=f"A {CANARY}", content=b"2", exempt=SECRET)
    cover = desk.begin(session, world)
    address = f"/cover-reports/{cover.id}/appendix/new"
    page = office.get(address)
    assert "Report of the auditor (External auditor, 15 January 2026)" in page.main
    assert CANARY not in page.source
    filled = office.get(f"{address}?paper={paper.id}")
    office.submit(filled.forms[-1])
    report = office.get(f"/cover-reports/{cover.id}").main
    assert "Report of the auditor (External auditor, 15 January 2026)" in report
    assert 'value="Report' not in office.get(f"{address}?paper=99").source


def test_cover_reports_come_first(session: Session, world: World, sign_in: SignIn) -> None:
    cover = desk.ready(session, world)
    edition = desk.issue(session, world, cover).edition_id
    answer = sign_in(world.reader).get(f"/editions/{edition}/papers.zip")
    with zipfile.ZipFile(io.BytesIO(answer.body)) as archive:
        assert {"01 cover report.pdf", "02 pack.pdf"} <= set(archive.namelist())


def members(visitor: Visitor, address: str) -> dict[str, bytes]:
    """Return the files of a ZIP by name."""
    with zipfile.ZipFile(io.BytesIO(visitor.get(address).body)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def a_cover(session: Session, world: World, pack_id: int, title: str) -> CoverEdition:
    """Issue a cover report on a pack, with a paragraph that may not be published."""
    words = (f"One {CANARY}.", SECRET), ("Another.", None)
    paragraphs = tuple(
        Paragraph(handle=f"p{number}", text=text, exempt=exempt)
        for number, (text, exempt) in enumerate(words)
    )
    content = CoverContent(
        front=desk.front(world, title=title),
        recommendations=(desk.NOTE,),
        parts=(Part(handle="s1", heading="Purpose", paragraphs=paragraphs),),
    )
    cover = desk.begin(session, world, session.get_one(Pack, pack_id), content=content)
    desk.sign_all(session, world, cover)
    return desk.issue(session, world, cover)


def test_published_cover_reports_come_first_in_what_anybody_takes_away(
    session: Session, world: World, office: Visitor, visitor: Visitor
) -> None:
    board = stages.issue(session, world).pack_id
    public, scrutiny = (issued(session, world, recipe) for recipe in (PUBLIC, SCRUTINY))
    for edition in (public, scrutiny):
        office_reads = actor_of(session, world.office)
        publish(session, world, library.find_edition(session, office_reads, edition.id))
    cover = a_cover(session, world, scrutiny.pack_id, "Progress report")
    a_cover(session, world, board, "Another report")
    start = f"/published/{world.programme.slug}/{world.period.slug}"
    address = f"{start}/public/edition-1-papers.zip"
    before = members(visitor, address)
    assert not [name for name in before if "cover report" in name]
    office.post(f"/cover-editions/{cover.id}/publish", {"shown": "yes"}, status=303)
    for there in (address, f"{start}/scrutiny/edition-1-papers.zip"):
        found = members(visitor, there)
        assert {"01 cover report.pdf", "01 cover report.html", "02 pack.pdf"} <= set(found)
        assert "Progress report: cover report for the Scrutiny" in found["index.txt"].decode()
        assert "Another report" not in found["index.txt"].decode()
        for name, content in found.items():
            assert CANARY.encode() not in content, name
        assert visitor.get(there).body == visitor.get(there).body
    here = f"/published/{world.programme.slug}/cover-reports/{cover.cover_id}/edition-1.pdf"
    assert members(visitor, address)["01 cover report.pdf"] == visitor.get(here).body
    office.post(f"/cover-editions/{cover.id}/publish", {"shown": "no"}, status=303)
    assert members(visitor, address) == before


def test_who_reads_an_edition_for_the_public_gets_the_public_version_of_the_report_on_it(
    session: Session, world: World, office: Visitor, sign_in: SignIn
) -> None:
    stages.issue(session, world)
    public = issued(session, world, PUBLIC)
    a_cover(session, world, public.pack_id, "Progress report")
    address = f"/editions/{public.id}/papers.zip"
    assert CANARY in members(office, address)["01 cover report.html"].decode()
    found = members(sign_in(world.reader), address)
    assert "01 cover report.html" in found
    for name, content in found.items():
        assert CANARY.encode() not in content, name


def test_the_zip_takes_as_many_statements_for_any_number(
    session: Session, installation: Installation, world: World
) -> None:
    shelf.add(session, world)
    edition = stages.issue(session, world)
    session.commit()
    found = library.find_edition(session, actor_of(session, world.reader), edition.id)
    with installation.watch:
        items = meeting.gather(session, found, ())
    assert len(items) == 2
    assert len(installation.watch.statements) <= 3


def test_pages_of_our_own_keep_their_own_policy(world: World, office: Visitor) -> None:
    page = office.get(f"/packs/{world.pack.id}/papers")
    assert page.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]
