"""The PDF of a pack: conforms to PDF/UA-1 and PDF/A-3a, reads in order, survives any text."""

import io
import random
from pathlib import Path

import msgspec
import outloud
import page
import pytest
from pypdf import PdfReader

from tests.packs import real, sample, text
from webapp import waymark_verify
from webapp.domain.content import UpdateContent
from webapp.packs.builder import build
from webapp.packs.document import Document
from webapp.packs.renderers import data, pdf

# Looked at: section headings and table header rows that happen to stand at the edge of three pages
# are taken for running headers. Ours are artefacts, and the footer is marked as one.
HARMLESS = {"PAG-001"}


def document_of(markdown: str) -> Document:
    """Return a pack of one workstream whose activities are given."""
    content = UpdateContent(key_activities=markdown)
    stream = sample.workstream("G", "Governance", report=sample.report(content))
    return build(sample.pack(workstreams=(stream,)))


def failures(file: bytes) -> list[tuple[str, str]]:
    """Return every rule of PDF/UA-1 and PDF/A-3a that the file breaks."""
    return [
        (failure.rule_id, failure.message)
        for profile in (page.ValidationProfile.PDF_UA_1, page.ValidationProfile.PDF_A_3A)
        for failure in page.validate_pdf_bytes(file, profile=profile).failures
    ]


@pytest.fixture(scope="module", params=["sample", "real", "draft"])
def document(request: pytest.FixtureRequest) -> Document:
    made = {
        "sample": sample.pack,
        "real": real.pack,
        "draft": lambda: sample.pack(edition=None, meeting_on=None),
    }
    return build(made[request.param]())


def test_it_conforms_to_pdf_ua_1_and_pdf_a_3a(document: Document):
    assert failures(pdf.render(document)) == []


def test_it_carries_its_data_as_an_attached_file(document: Document):
    attached = PdfReader(io.BytesIO(pdf.render(document))).attachments
    assert attached == {"pack.json": [data.render(document)]}


def test_it_reads_aloud_well(document: Document, tmp_path: Path):
    file = tmp_path / "pack.pdf"
    file.write_bytes(pdf.render(document))
    result = outloud.check(str(file))
    assert result.errors == 0
    found = [(part.rule, part.message) for part in result.sorted_findings()]
    assert [finding for finding in found if finding[0] not in HARMLESS] == []


def test_it_has_title_author_date_language_and_bookmarks():
    document = build(sample.pack())
    reader = PdfReader(io.BytesIO(pdf.render(document)))
    assert reader.metadata
    assert (
        reader.metadata.title
        == "Improvement Programme: highlight report, 1 May 2026 to 30 June 2026"
    )
    assert reader.metadata.author == "Wendmoor Combined Authority"
    assert reader.metadata.creation_date
    assert reader.metadata.creation_date.date().isoformat() == document.prepared_on
    assert str(reader.root_object["/Lang"]) == "en-GB"
    bookmarks = [mark.title for mark in reader.outline if not isinstance(mark, list)]
    assert bookmarks == ["Contents", *(part.title for part in document.sections)]


def test_every_page_but_the_first_says_what_it_belongs_to():
    file = pdf.render(build(sample.pack()))
    pages = text.pdf_text(file).split("\f")[:-1]
    for number, words in enumerate(pages[1:], 2):
        assert f"Page {number} of {len(pages)}" in words
        assert "Improvement Programme, Phase 2 · 1 May 2026 to 30 June 2026 · Edition 1" in words
    assert "Page 1 of" not in pages[0]


def test_a_table_longer_than_a_page_repeats_its_header():
    streams = tuple(sample.workstream(f"W{place}", f"Theme {place}") for place in range(60))
    pages = text.pdf_text(pdf.render(build(sample.pack(workstreams=streams)))).split("\f")
    assert sum("This period" in words and "Last period" in words for words in pages) > 1


def test_a_character_without_a_glyph_is_named():
    words = text.pdf_text(pdf.render(document_of("Done 😀 in 漢 \ue123 ﬁne a\u2011b")))
    words = " ".join(words.split())
    assert "Done [grinning face] in [cjk unified ideograph-6f22] [character e123] ﬁne a-b" in words


@pytest.mark.parametrize(
    "markdown",
    [
        "#set page(fill: red) $ x^2 $ @ref <label> `raw` \\ ~ // comment /* more */ [a] #eval(1)",
        "W" * 3_000,
        "a-b-c-d-e-f-g-h-i-j-k-l-m-n " * 40,
        "https://example.org/" + "part/" * 60,
        "A long paragraph goes on. " * 1_200,
        "- item\n" * 1_500,
        "-\n- two\n\n1.\n2. two\n\n# \n\n**\u00a0**",
        "\u202e\u200f\u0301\u200d\u2028x\u00ad",
        "[link](https://example.org/a\\)b?c=d&e=%20f)",
    ],
)
def test_any_text_is_set_and_conforms(markdown: str):
    assert failures(pdf.render(document_of(markdown))) == []


def test_typst_sees_only_data():
    markdown = "#set page(fill: red) and #eval(1) stay as typed"
    assert markdown in " ".join(text.pdf_text(pdf.render(document_of(markdown))).split())


def test_streams_that_end_in_a_carriage_return_still_conform():
    words = random.Random(7)  # noqa: S311 - the same texts on every run
    texts = (" ".join(words.choices(sample.CONTENT.rationale.split(), k=60)) for _ in range(25))
    assert [
        found for markdown in texts if (found := failures(pdf.render(document_of(markdown))))
    ] == []


def test_hyphenated_words_are_not_parted():
    markdown = "joint problem-solving and follow-up, well-established and co-ordinated work " * 20
    assert text.missing_runs([markdown], text.pdf_text(pdf.render(document_of(markdown)))) == []


@pytest.mark.parametrize("before", range(0, 16, 2))
def test_its_fingerprint_is_found_whatever_codes_its_letters_get(before: int):
    """Codes follow from what stands before; those of parentheses, say, are written in other ways.

    A fingerprint with each sign four times has them in pairs, which a PDF leaves as they are.
    """
    printed = "0123456789abcdef" * 4
    other = "".join(map(chr, range(0x100, 0x100 + before))) or "x"
    document = build(sample.pack(workstreams=()))
    made = msgspec.structs.replace(document, meeting_label=other, fingerprint=printed, sections=())
    read = waymark_verify.READERS["pdf"](pdf.render(made))
    assert any(printed in part for part in read)
