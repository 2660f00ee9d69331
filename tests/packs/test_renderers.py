"""A document as web page, Word file and data: complete, inert, and the same bytes every time."""

import base64
import hashlib
import io
import os
import re
import subprocess
import sys
import zipfile
from html.parser import HTMLParser

import docx as python_docx
import msgspec
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader

from tests.packs import sample, text
from webapp.config import ROOT
from webapp.domain.content import UpdateContent
from webapp.packs.builder import build
from webapp.packs.document import Document, decode
from webapp.packs.renderers import data, docx, html, pdf, word_blocks

RENDERERS = {"html": html.render, "pdf": pdf.render, "docx": docx.render, "json": data.render}
NASTY = (
    '<script>alert(1)</script> & "quotes" ]]> {{ 1 }} #set page() $x$ \\ `a` @b <c> *d* _e_ '
    "\u202e \u2011 \ufffd 漢字 😀 \uf0b7 x\u0000y\u0007z " + "W" * 300
)


@pytest.fixture(scope="module")
def document() -> Document:
    return build(sample.pack())


@pytest.fixture(scope="module")
def nasty() -> Document:
    """Return a pack whose every text is as awkward as text gets."""
    content = msgspec.structs.replace(
        sample.CONTENT,
        key_activities=f"# {NASTY}\n\n- {NASTY}\n\n[{NASTY}](javascript:alert(1))",
        risks=tuple(
            msgspec.structs.replace(row, description=NASTY) for row in sample.CONTENT.risks
        ),
        rationale=NASTY,
    )
    stream = sample.workstream(
        "G",
        "Governance & <b>",
        report=sample.report(content, approvals=(sample.approval(by="<i>Director</i> & Co"),)),
    )
    return build(sample.pack(workstreams=(stream,), organisation="A & B <Authority>"))


class Page(HTMLParser):
    """The tags of a page with their attributes."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep a tag; the parser calls this."""
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("name", RENDERERS)
def test_the_same_document_gives_the_same_bytes(name: str, document: Document):
    assert RENDERERS[name](document) == RENDERERS[name](document)


@pytest.mark.parametrize("name", RENDERERS)
def test_a_document_read_back_gives_the_same_bytes(name: str, document: Document):
    assert RENDERERS[name](decode(data.render(document))) == RENDERERS[name](document)


def test_the_bytes_do_not_depend_on_clock_or_locale(document: Document):
    program = (
        "import hashlib, sys\n"
        "from webapp.packs.document import decode\n"
        "from webapp.packs.renderers import data, docx, html, pdf\n"
        "document = decode(sys.stdin.buffer.read())\n"
        "for renderer in (html, pdf, docx, data):\n"
        "    print(hashlib.sha256(renderer.render(document)).hexdigest())\n"
    )
    abroad = os.environ | {
        "TZ": "Pacific/Auckland",
        "LC_ALL": "C",
        "PYTHONHASHSEED": "7",
        "SOURCE_DATE_EPOCH": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=data.render(document),
        capture_output=True,
        check=True,
        cwd=ROOT,
        env=abroad,
    )
    here = [hashlib.sha256(render(document)).hexdigest() for render in RENDERERS.values()]
    assert done.stdout.decode().split() == here


def test_the_web_page_has_a_language_one_title_and_unique_addresses(document: Document):
    tags = Page(html.render(document)).tags
    assert ("html", {"lang": "en-GB"}) in tags
    assert [tag for tag, _ in tags].count("h1") == 1
    addresses = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(addresses) == len(set(addresses))
    linked = {
        (attributes["href"] or "")[1:]
        for tag, attributes in tags
        if tag == "a" and (attributes["href"] or "").startswith("#")
    }
    assert {part.id for part in document.sections} <= linked
    assert linked <= set(addresses)


def test_the_web_page_needs_nothing_from_outside(document: Document):
    page = html.render(document)
    tags = Page(page).tags
    assert not {tag for tag, _ in tags} & {"script", "link", "iframe", "object", "form"}
    assert not any({"style", "srcset", "onclick"} & set(attributes) for _, attributes in tags)
    sources = [(tag, attributes["src"]) for tag, attributes in tags if "src" in attributes]
    assert sources
    assert all(tag == "img" and (src or "").startswith("data:image/svg") for tag, src in sources)
    assert b"url(" not in page
    assert b"@import" not in page


def test_the_policy_of_the_web_page_admits_its_own_style_and_pictures_alone(document: Document):
    page = html.render(document).decode()
    found = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert found
    digest = hashlib.sha256(found[1].encode()).digest()
    own = f"style-src 'sha256-{base64.b64encode(digest).decode()}'"
    policy = f"default-src 'none'; img-src data:; {own}"
    metas = [attributes for tag, attributes in Page(page.encode()).tags if tag == "meta"]
    assert {"http-equiv": "Content-Security-Policy", "content": policy} in metas


@pytest.mark.parametrize(
    "publication, public, secret",
    [("", False, False), ("Without exempt text", True, False), ("Exempt", False, True)],
)
def test_the_web_page_says_on_each_sheet_of_paper_that_it_is_not_for_publication(
    publication: str, public: bool, secret: bool, document: Document
):
    made = msgspec.structs.replace(document, publication=publication, public=public)
    page = html.render(made).decode()
    classes = next(
        attributes["class"] for tag, attributes in Page(page.encode()).tags if tag == "main"
    )
    assert ("pack--secret" in (classes or "").split()) is secret
    for name in ("secret", "secret-wide"):
        assert re.search(
            rf'@page {name} {{[^@]*@bottom-left {{ content: "Not for publication"', page
        )


def test_tables_of_the_web_page_name_their_rows_and_columns(document: Document):
    tags = Page(html.render(document)).tags
    scopes = [attributes.get("scope") for tag, attributes in tags if tag == "th"]
    assert set(scopes) == {"col", "row"}
    assert [tag for tag, _ in tags].count("caption") == [tag for tag, _ in tags].count("table")


def test_paragraphs_of_the_web_page_name_their_source(document: Document):
    sources = {
        attributes.get("data-source") for tag, attributes in Page(html.render(document)).tags
    }
    assert sources - {None} == {source.id for source in document.sources}


def test_text_is_inert_on_the_web_page(nasty: Document):
    tags = Page(html.render(nasty)).tags
    assert not {tag for tag, _ in tags} & {"script", "b", "i", "c"}
    assert all(
        (attributes.get("href") or "#").startswith(("#", "https://")) for _, attributes in tags
    )


@pytest.mark.parametrize("name", ["html", "docx", "json"])
def test_awkward_text_is_kept_to_the_letter(name: str, nasty: Document):
    read = {"html": text.html_text, "docx": text.docx_text, "json": text.json_text}[name]
    words = read(RENDERERS[name](nasty))
    assert NASTY.replace("\u0000", "").replace("\u0007", "") in words


def test_the_word_file_has_real_headings(document: Document):
    file = python_docx.Document(io.BytesIO(docx.render(document)))
    found = [
        (paragraph.style.name, paragraph.text)
        for paragraph in file.paragraphs
        if paragraph.style and paragraph.style.name == "Heading 1"
    ]
    assert found == [("Heading 1", part.title) for part in document.sections]
    assert any(
        paragraph.style and paragraph.style.name == "Title" and paragraph.text == document.title
        for paragraph in file.paragraphs
    )


def test_tables_of_the_word_file_repeat_their_header_and_keep_rows_whole(document: Document):
    file = python_docx.Document(io.BytesIO(docx.render(document)))
    named = [
        table for table in file.tables if table._tbl.tblPr.find(qn("w:tblCaption")) is not None
    ]
    assert len(named) == len(file.tables)
    tables = [
        table for table in file.tables if table._tbl.find(f".//{qn('w:tblHeader')}") is not None
    ]
    assert tables
    for table in tables:
        first = table._tbl.tr_lst[0]
        assert first.find(f".//{qn('w:tblHeader')}") is not None
    for table in file.tables:
        assert all(row.find(f".//{qn('w:cantSplit')}") is not None for row in table._tbl.tr_lst)
        assert all(cell.text for row in table.rows for cell in row.cells)


def test_the_word_file_is_british_dated_and_named(document: Document):
    file = python_docx.Document(io.BytesIO(docx.render(document)))
    languages = {language.get(qn("w:val")) for language in file.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}
    properties = file.core_properties
    assert properties.title == "Improvement Programme: highlight report, 1 May 2026 to 30 June 2026"
    assert properties.author == "Wendmoor Combined Authority"
    assert properties.created
    assert properties.created.date().isoformat() == "2026-07-14"


def test_the_word_file_shows_each_mark_beside_its_label(document: Document):
    words = text.docx_text(docx.render(document))
    for step, (glyph, _) in zip(sample.SCALE.steps, word_blocks.MARKS.values(), strict=True):
        assert f"{glyph}\u00a0{step.label}" in words


def test_contents_and_links_of_the_word_file_lead_somewhere(document: Document):
    file = python_docx.Document(io.BytesIO(docx.render(document)))
    body = file.element.body
    marks = {mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))}
    anchors = {
        link.get(qn("w:anchor"))
        for link in body.iter(qn("w:hyperlink"))
        if link.get(qn("w:anchor"))
    }
    assert anchors == marks
    assert len(anchors) == len(document.sections)
    outside = {relation.target_ref for relation in file.part.rels.values() if relation.is_external}
    assert outside == {"https://example.org/guide?a=1&b=2"}


def test_every_part_of_the_word_file_has_the_same_date(document: Document):
    with zipfile.ZipFile(io.BytesIO(docx.render(document))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"


def test_lists_in_lists_and_lines_broken_by_hand_reach_the_word_file():
    content = UpdateContent(
        key_activities="1. one\n\n   more of one\n   - two  \n     two again\n\n     - three\n"
        "       - four\n- - five\n- # six",
    )
    stream = sample.workstream("G", "Governance", report=sample.report(content))
    words = text.docx_text(docx.render(build(sample.pack(workstreams=(stream,)))))
    for line in ("1. one", "more of one", "two two again", "three", "four", "five", "six"):
        assert text.missing_runs([line], words) == []


def test_the_data_is_the_document_itself(document: Document):
    assert decode(data.render(document)) == document


def test_a_dozen_periods_stand_on_pages_on_their_side_and_the_rest_upright():
    names = tuple(f"Period {number}" for number in range(12))
    trend = sample.ratings(*[2] * 11)
    streams = tuple(sample.workstream(code, "Governance", trend=trend) for code in "GH")
    wide = build(sample.pack(trend_periods=names, workstreams=streams))
    pages = PdfReader(io.BytesIO(pdf.render(wide))).pages
    on_side = [page for page in pages if page.mediabox.width > page.mediabox.height]
    assert ["Ratings over the last periods" in page.extract_text() for page in on_side] == [True]
    word = python_docx.Document(io.BytesIO(docx.render(wide)))
    upright, side, rest = word.sections
    assert (upright.orientation, side.orientation, rest.orientation) == (0, 1, 0)
    assert (side.page_width, side.page_height) == (upright.page_height, upright.page_width)
    firsts = [part.different_first_page_header_footer for part in word.sections]
    assert firsts == [True, False, False], "the title page alone has no foot"
    feet = {part.footer.paragraphs[0].text for part in word.sections}
    assert feet == {f"{wide.running_title}\tPage  of "}
    assert b"pack-section--wide" in html.render(wide)
    assert b"pack-section--wide" not in html.render(build(sample.pack())).split(b"</style>")[1]
