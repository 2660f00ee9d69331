"""Every edition in print: conforms, reads in order, keeps headings with what stands below them."""

import io
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import docx as python_docx
import outloud
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader
from pypdf.generic import Destination

from tests.packs import text, whole
from tests.packs.test_pdf import HARMLESS, failures
from webapp.domain.blocks import Block, Chart, Facts, Heading, ItemList, Table
from webapp.domain.recipes import STANDARD
from webapp.packs.document import Document
from webapp.packs.renderers import columns, docx, pdf
from webapp.waymark_verify import SHA256

EDITIONS = tuple(STANDARD)
MANY = ("board", 50)
"""The edition that is also looked at with fifty workstreams."""


@cache
def document(slug: str, workstreams: int = 5) -> Document:
    return whole.document(slug, workstreams)


@cache
def printed(slug: str, workstreams: int = 5) -> bytes:
    return pdf.render(document(slug, workstreams))


@cache
def pages(slug: str, workstreams: int = 5) -> list[str]:
    return text.pdf_text(printed(slug, workstreams), "-raw").split("\f")[:-1]


def blocks(made: Document, *kinds: type[Block]) -> Iterator[Block]:
    """Yield the blocks of some kinds that stand in the sections of a document themselves."""
    for section in made.sections:
        yield from (block for block in section.blocks if isinstance(block, kinds))


@pytest.mark.parametrize("slug", EDITIONS)
def test_every_edition_conforms_and_reads_aloud_well(slug: str, tmp_path: Path) -> None:
    assert failures(printed(slug)) == []
    file = tmp_path / "edition.pdf"
    file.write_bytes(printed(slug))
    found = outloud.check(str(file)).sorted_findings()
    assert [
        (part.rule, part.message)
        for part in found
        if part.rule not in HARMLESS
        # The line at the head of a page names its section, whose heading is read where it begins.
        and not (part.rule == "TAG-002" and document(slug).audience_name in str(part.evidence))
    ] == []


@pytest.mark.parametrize("slug,workstreams", [*((slug, 5) for slug in EDITIONS), MANY])
def test_the_contents_give_the_pages_on_which_sections_begin(slug: str, workstreams: int) -> None:
    reader = PdfReader(io.BytesIO(printed(slug, workstreams)))
    contents = " ".join(" ".join(pages(slug, workstreams)[1:4]).replace(". .", "").split())
    begun = dict(_bookmarks(reader, reader.outline))
    for section in document(slug, workstreams).sections:
        line = f"{' '.join(text.tokens(section.title))} {begun[section.title]} "
        assert line in f"{' '.join(text.tokens(contents))} "


def _bookmarks(reader: PdfReader, outline: object) -> Iterator[tuple[str, int]]:
    """Yield each bookmark with the number of the page it leads to."""
    assert isinstance(outline, list)
    for mark in outline:
        if isinstance(mark, Destination):
            number = reader.get_destination_page_number(mark)
            assert number is not None
            yield str(mark.title), number + 1
        else:
            yield from _bookmarks(reader, mark)


@pytest.mark.parametrize("slug,workstreams", [*((slug, 5) for slug in EDITIONS), MANY])
def test_no_heading_stands_at_the_foot_of_a_page(slug: str, workstreams: int) -> None:
    made = document(slug, workstreams)
    headings = {block.text for block in blocks(made, Heading) if isinstance(block, Heading)}
    headings |= {section.title for section in made.sections}
    headings |= {
        " ".join(block.header) for block in blocks(made, Table) if isinstance(block, Table)
    }
    for page in pages(slug, workstreams)[2:]:
        lines = page.rstrip().splitlines()
        foot = max(n for n, line in enumerate(lines) if line.startswith(made.running_title[:40]))
        assert lines[foot - 1] not in headings


@pytest.mark.parametrize("slug", EDITIONS)
def test_each_page_says_whom_it_is_for_and_whether_it_may_be_published(slug: str) -> None:
    made = document(slug)
    secret = made.publication.startswith("Not for publication")
    first, *rest = pages(slug)
    assert "Page 1 of" not in first
    for number, page in enumerate(rest, 2):
        assert page.startswith(made.audience_name)
        assert f"Page {number} of {len(rest) + 1}" in page
        assert (f"Not for publication · Page {number} of" in page) is secret
    assert secret is not made.public


@pytest.mark.parametrize("slug", EDITIONS)
def test_headings_of_the_word_file_nest_and_header_rows_stay_with_theirs(slug: str) -> None:
    made = document(slug)
    file = python_docx.Document(io.BytesIO(docx.render(made)))
    styles = [one.style for one in file.paragraphs if one.style]
    levels = [int(style.name[-1]) for style in styles if (style.name or "").startswith("Heading ")]
    assert levels[0] == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))
    kept = {style.name for style in file.styles if _keeps(style)}
    assert {"Heading 1", "Heading 2", "Chart Title", "Table Heading", "Note"} <= kept
    tables = list(blocks(made, Table, Facts))
    assert len(file.tables) == len(tables)
    for table, block in zip(file.tables, tables, strict=True):
        heads = [
            row for row in table._tbl.tr_lst if row.find(f".//{qn('w:tblHeader')}") is not None
        ]
        assert heads == (table._tbl.tr_lst[:1] if isinstance(block, Table) else [])
        assert table._tbl.tblPr.find(qn("w:tblCaption")) is not None


@pytest.mark.parametrize("slug", EDITIONS)
def test_short_tables_and_boxes_of_the_word_file_stand_on_one_page(slug: str) -> None:
    made = document(slug)
    file = python_docx.Document(io.BytesIO(docx.render(made)))
    kinds = set()
    for table, block in zip(file.tables, blocks(made, Table, Facts), strict=True):
        assert isinstance(block, Table | Facts)
        short = columns.on_one_page(block)
        kinds.add(short)
        *above, last = table._tbl.tr_lst[isinstance(block, Table) :]
        for row in above:
            assert (row.find(f".//{qn('w:keepNext')}") is not None) is short
        assert last.find(f".//{qn('w:keepNext')}") is None
    assert True in kinds


def _keeps(style: object) -> bool:
    spaced = getattr(style, "paragraph_format", None)
    return bool(spaced and spaced.keep_with_next)


@pytest.mark.parametrize("slug", EDITIONS)
def test_each_picture_of_the_word_file_says_what_it_shows(slug: str) -> None:
    made = document(slug)
    file = python_docx.Document(io.BytesIO(docx.render(made)))
    said = [picture.get("descr") for picture in file.element.body.iter(qn("wp:docPr"))]
    assert said == [block.alternative for block in blocks(made, Chart) if isinstance(block, Chart)]
    assert all(said)


def test_the_word_file_knows_its_parts_and_opens_as_one_of_today() -> None:
    made = document("improvement-group")
    file = python_docx.Document(io.BytesIO(docx.render(made)))
    fields = [field.get(qn("w:instr")) for field in file.element.body.iter(qn("w:fldSimple"))]
    marks = [mark.get(qn("w:name")) for mark in file.element.body.iter(qn("w:bookmarkStart"))]
    assert fields == [f" PAGEREF {mark} \\h " for mark in marks]
    heads = {part.header.paragraphs[0].text for part in file.sections}
    assert heads == {f"{made.audience_name} · {made.meeting_label}\t"}
    modes = [one.get(qn("w:val")) for one in file.settings.element.iter(qn("w:compatSetting"))]
    assert modes[0] == "15"


@pytest.mark.parametrize("slug", EDITIONS)
def test_what_leads_to_a_table_of_the_word_file_stays_with_it_and_off_it(slug: str) -> None:
    made = document(slug)
    file = python_docx.Document(io.BytesIO(docx.render(made)))
    lists = sum(
        isinstance(block, ItemList) and isinstance(below, Table)
        for section in made.sections
        for block, below in pairwise(section.blocks)
    )
    led = 0
    for table in file.tables:
        edge = table._tbl.getprevious()
        if edge is not None and edge.style == "TableEdge" and edge.pPr.keepNext is not None:
            assert edge.getprevious().pPr.keepNext is not None
            led += 1
    assert led == lists


@pytest.mark.parametrize("slug", EDITIONS)
def test_fingerprints_of_the_word_file_fit_their_line(slug: str) -> None:
    made = document(slug)
    file = python_docx.Document(io.BytesIO(docx.render(made)))
    cells = [cell for table in file.tables for row in table.rows for cell in row.cells]
    found = [line for cell in cells for line in cell.paragraphs if SHA256.fullmatch(line.text)]
    assert {line.style.name for line in found if line.style} == {"Fingerprint"}
