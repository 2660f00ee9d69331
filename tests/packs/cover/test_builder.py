"""A cover report in every format: the same words, real headings, conforming, nothing exempt."""

import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import docx as python_docx
import msgspec
import outloud
import page
import pytest
from docx.oxml.ns import qn

from tests.packs import text
from tests.packs.cover import sample
from webapp.domain.blocks import Block, Heading, ItemList, Note, Paragraph, Table
from webapp.domain.exempt import Exemption
from webapp.packs.cover import docx, html, pdf, template
from webapp.packs.cover.builder import PARTLY_WITHHELD, WITHHELD, build
from webapp.packs.cover.content import CoverContent, Part
from webapp.packs.cover.content import Paragraph as Paragraph_
from webapp.packs.cover.document import CoverDocument, decode, encode, seal


def filled(document: CoverDocument) -> bytes:
    return template.fill(template.starting(), document)


RENDERERS = {"html": html.render, "pdf": pdf.render, "docx": docx.render, "template": filled}


READERS: dict[str, Callable[[bytes], str]] = {
    "html": text.html_text,
    "pdf": text.pdf_text,
    "docx": text.docx_text,
    "template": text.docx_text,
}


@pytest.fixture(scope="module", params=[False, True], ids=["whole", "public"])
def document(request: pytest.FixtureRequest) -> CoverDocument:
    return build(sample.material(), public=request.param)


def said(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the words of blocks in runs that stay together, in order."""
    for block in blocks:
        match block:
            case Paragraph():
                yield "".join(
                    getattr(one, "text", getattr(one, "label", " ")) for one in block.inlines
                )
            case Heading():
                yield block.text
            case ItemList():
                for item in block.items:
                    first, *rest = said(item.blocks)
                    yield f"{item.marker} {first}"
                    yield from rest
            case Table():
                yield " ".join(block.header)
                for row in block.rows:
                    yield " ".join(text for cell in row.cells for text in said(cell.blocks))
            case Note():
                yield from said(block.blocks)


def words_of(document: CoverDocument) -> list[str]:
    """Return every text of the document, in runs that stay together."""
    return [
        document.organisation,
        document.committee,
        document.meets_label,
        document.title,
        *(" ".join(pair) for pair in (*document.front, *document.particulars)),
        *(text for part in document.sections for text in (part.title, *said(part.blocks))),
    ]


@pytest.mark.parametrize("name", RENDERERS)
def test_every_format_says_the_same(name: str, document: CoverDocument) -> None:
    read = READERS[name](RENDERERS[name](document))
    wanted = words_of(document)
    assert len(wanted) > 40
    assert text.missing_runs(wanted, read) == []
    # Nothing is said besides, but the line at the foot of a page and what a page is called.
    extra = Counter(text.tokens(read)) - Counter(text.tokens(" ".join(wanted)))
    known = f"{document.running_title} {document.title} Ratings Who signed off each implication"
    allowed = {
        *text.tokens(
            f"{known} and when Summary This report {document.organisation} "
            "Skip to main content Page of Agenda item 6"
        )
    }
    assert {word for word in extra if not word.isdecimal()} <= allowed


@pytest.mark.parametrize("name", RENDERERS)
def test_the_same_document_gives_the_same_bytes(name: str, document: CoverDocument) -> None:
    assert RENDERERS[name](document) == RENDERERS[name](decode(encode(document)))


def test_letters_numbers_and_references_are_printed() -> None:
    read = text.html_text(html.render(build(sample.material())))
    for said in (
        "Note Appendix B and paragraph 2.1.",
        "Appendix A – Letter (Auditor, 30 January 2026)",
        "Appendix B – Highlight report (edition 2, 10 March 2026)",
        "Appendix C – Offer",
        "5. Background papers",
        "Yes, forward plan reference KD 12",
        "First Officer, Director; Second Officer",
        "A. Officer, 1 March",
        "Not signed off",
    ):
        assert text.missing_runs([said], read) == [], said


def test_nothing_exempt_is_in_the_public_version() -> None:
    public = build(sample.material(), public=True)
    assert "kingfisher" not in encode(public)
    assert "Talks with staff" not in encode(public)
    assert "Agree the" not in encode(public)
    assert "Offer" not in encode(public)
    read = text.html_text(html.render(public))
    assert read.count("Text is left out here. It is exempt under paragraph 4") == 4
    assert text.missing_runs(["B Thank the officers."], read) == []
    whole = text.html_text(html.render(build(sample.material())))
    assert text.missing_runs(["C Thank the officers."], whole) == []
    assert whole.count("Talks with staff go on.") == 3


def test_a_public_text_that_cites_an_exempt_one_says_so() -> None:
    row = msgspec.structs.replace(sample.SAMPLE, text="As [paragraph: p3] says.")
    part = msgspec.structs.replace(sample.CONTENT.parts[0], paragraphs=(row,))
    content = msgspec.structs.replace(sample.CONTENT, parts=(part, sample.CONTENT.parts[1]))
    public = text.html_text(html.render(build(sample.material(content), public=True)))
    assert "As a paragraph that is not published says." in public
    assert "As paragraph 2.2 says." in text.html_text(html.render(build(sample.material(content))))


def test_an_exempt_appendix_is_not_named_and_leaves_no_gap_in_the_letters() -> None:
    letter, report, offer = sample.CONTENT.appendices
    row = msgspec.structs.replace(
        sample.SAMPLE, text="See [appendix: offer] and [appendix: report]."
    )
    part = msgspec.structs.replace(sample.CONTENT.parts[0], paragraphs=(row,))
    content = msgspec.structs.replace(
        sample.CONTENT,
        parts=(part, sample.CONTENT.parts[1]),
        appendices=(offer, letter, report),
    )
    whole = text.html_text(html.render(build(sample.material(content))))
    public = text.html_text(html.render(build(sample.material(content), public=True)))
    assert "See Appendix A and Appendix C." in whole
    assert "Appendix A – Offer" in whole
    assert "See an appendix that is not published and Appendix B." in public
    assert "Appendix A – Letter" in public
    assert "Offer" not in public


def test_a_section_of_exempt_appendices_alone_keeps_its_number() -> None:
    """What comes after it is numbered alike in both versions."""
    content = msgspec.structs.replace(
        sample.CONTENT, appendices=(sample.CONTENT.appendices[2],), recommendations=()
    )
    for public in (False, True):
        made = build(sample.material(content), public=public)
        titles = [section.title for section in made.sections]
        assert "3. Appendices" in titles
        assert "4. Implications" in titles
        assert "4.1" in encode(made)


def test_a_report_that_is_exempt_as_a_whole_shows_only_its_front() -> None:
    exempt = Exemption(paragraph=3, reason="Talks go on.")
    front = msgspec.structs.replace(sample.FRONT, exempt=exempt)
    content = msgspec.structs.replace(sample.CONTENT, front=front)
    public = build(sample.material(content), public=True)
    assert [part.title for part in public.sections] == ["Not for publication"]
    assert "This report is not published. It is exempt under paragraph 3" in encode(public)
    assert "All is well" not in encode(public)
    assert len(build(sample.material(content)).sections) > 5


def test_a_report_says_in_both_versions_whether_it_is_public() -> None:
    """Neither the front nor the end of a version says what the other denies."""
    negotiations = (
        "paragraph 4 of Part 1 of Schedule 12A to the Local Government Act 1972 (information about "
        "consultations or negotiations on labour relations)"
    )
    exempt = msgspec.structs.replace(sample.FRONT, exempt=sample.SECRET)
    in_part = replace(sample.material(), implications=())
    not_at_all = sample.material(msgspec.structs.replace(sample.CONTENT, front=exempt))
    nothing = replace(
        sample.material(CoverContent(front=sample.FRONT, parts=(sample.CONTENT.parts[0],))),
        implications=(),
    )
    for made_of, public_report, publication in (
        (nothing, "Yes", None),
        (in_part, f"In part: some of it is exempt under {negotiations}", PARTLY_WITHHELD),
        (not_at_all, f"No: exempt under {negotiations}", WITHHELD),
    ):
        whole, public = build(made_of), build(made_of, public=True)
        assert dict(whole.front)["Public report"] == public_report
        assert dict(public.front)["Public report"] == public_report
        assert dict(whole.particulars).get("Publication") == publication
        assert "Publication" not in dict(public.particulars)


def test_each_ground_of_a_report_is_named_once() -> None:
    row = msgspec.structs.replace(sample.IMPLICATIONS[1], exempt=Exemption(paragraph=1))
    made = build(replace(sample.material(), implications=(row,)))
    said = dict(made.front)["Public report"]
    assert said.count("paragraph 1 of") == said.count("paragraph 4 of") == 1
    assert said.index("paragraph 1 of") < said.index("paragraph 4 of")


@pytest.mark.parametrize("name", ["pdf", "docx", "template"])
def test_each_foot_says_whether_a_report_may_be_published(name: str) -> None:
    """An organisation's own template has the line at the foot, and so says it too."""
    front = msgspec.structs.replace(sample.FRONT, exempt=None)
    plain = CoverContent(front=front, parts=(sample.CONTENT.parts[0],))
    nothing_exempt = replace(sample.material(plain), implications=())
    for made, secret in (
        (build(sample.material()), True),
        (build(sample.material(), public=True), False),
        (build(nothing_exempt), False),
    ):
        assert ("Not for publication" in made.running_title) is secret
        assert bool(made.publication) is secret
        for foot in _feet(name, RENDERERS[name](made)):
            assert " ".join(text.tokens(made.running_title)) in " ".join(text.tokens(foot))


def _feet(name: str, file: bytes) -> list[str]:
    """Return what stands at the foot of each page, or of each part of a Word file."""
    if name == "pdf":
        return text.pdf_text(file, "-raw").split("\f")[:-1]
    parts = python_docx.Document(io.BytesIO(file)).sections
    return [part.footer.paragraphs[0].text for part in parts]


def test_a_draft_has_no_fingerprint_and_an_edition_proves_itself() -> None:
    draft = build(sample.material(edition=None))
    assert draft.fingerprint == ""
    assert dict(draft.particulars) == {
        "Version": "Draft",
        "Publication": PARTLY_WITHHELD,
        "Prepared on": "11 March 2026",
    }
    second = build(sample.material(edition=2))
    assert seal(second) == second
    assert dict(second.particulars)["Replaces"] == "Edition 1, issued on 10 March 2026"
    assert second.fingerprint in text.pdf_text(pdf.render(second))


def test_the_pdf_conforms_and_reads_aloud_well(document: CoverDocument, tmp_path) -> None:
    file = pdf.render(document)
    for profile in (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_3A):
        failures = page.validate_pdf_bytes(file, profile=profile).failures
        assert [(one.rule_id, one.message) for one in failures] == []
    (tmp_path / "cover.pdf").write_bytes(file)
    result = outloud.check(str(tmp_path / "cover.pdf"))
    assert result.errors == 0


@pytest.mark.parametrize("name", ["docx", "template"])
def test_the_word_file_has_real_headings_and_header_rows(
    name: str, document: CoverDocument
) -> None:
    file = python_docx.Document(io.BytesIO(RENDERERS[name](document)))
    headings = [one.text for one in file.paragraphs if one.style and one.style.name == "Heading 1"]
    assert headings == [*(part.title for part in document.sections), "This report"]
    header_rows = [
        table for table in file.tables if table.rows[0]._tr.findall(".//" + qn("w:tblHeader"))
    ]
    assert len(header_rows) == 2
    styles = {style.name for style in file.styles}
    assert {one.style.name for one in file.paragraphs if one.style} <= styles


def test_acronyms_on_the_list_are_expanded_once_and_not_for_exempt_text() -> None:
    """The public version says nothing of what only exempt text uses, nor that it was used there."""

    def built(secret: str, *, public: bool) -> list[str]:
        paragraphs = (
            Paragraph_(handle="p1", text="To inform."),
            Paragraph_(handle="p2", text=secret, exempt=sample.SECRET),
            Paragraph_(handle="p3", text="The BVN and the **BVN**."),
        )
        parts = (Part(handle="s1", heading="The BVN", paragraphs=paragraphs),)
        content = msgspec.structs.replace(sample.CONTENT, parts=parts)
        known = {"BVN": "Best Value Notice", "QZX": "A secret"}
        made = replace(sample.material(), content=content, acronyms=known)
        return [line for part in build(made, public=public).sections for line in said(part.blocks)]

    whole = built("The QZX, the BVN.", public=False)
    assert "1.2 The QZX (A secret), the BVN (Best Value Notice)." in whole
    assert "1.3 The BVN and the BVN." in whole
    public = built("The QZX, the BVN.", public=True)
    assert any("The BVN (Best Value Notice) and the BVN." in line for line in public)
    assert public == built("Other words.", public=True)
