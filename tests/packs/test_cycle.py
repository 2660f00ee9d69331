"""Everything that can happen in a cycle, said with the same words in every format."""

from collections.abc import Callable

import pytest

from tests.packs import sample, text
from webapp.packs.builder import build
from webapp.packs.document import Document, decode
from webapp.packs.renderers import data, docx, html, pdf

Reader = Callable[[Document], str]
READERS: dict[str, Reader] = {
    "html": lambda document: text.html_text(html.render(document)),
    "pdf": lambda document: text.pdf_text(pdf.render(document), "-raw"),
    "docx": lambda document: text.docx_text(docx.render(document)),
    "json": lambda document: text.json_text(data.render(document)),
}


@pytest.fixture(scope="module")
def document() -> Document:
    return build(sample.cycle())


@pytest.mark.parametrize("name", ["html", "pdf", "docx"])
def test_each_format_says_it_word_for_word(document: Document, name: str) -> None:
    runs = [said.replace(" | ", " ") for said in sample.SAID_BY_THE_CYCLE]
    assert text.missing_runs(runs, READERS[name](document)) == []


def test_the_data_says_it_word_for_word(document: Document) -> None:
    paragraphs = [part for said in sample.SAID_BY_THE_CYCLE for part in said.split(" | ")]
    # The labels of the title page are for people; data has the names of its fields.
    missing = text.missing_runs(paragraphs, READERS["json"](document))
    assert missing == ["Replaces"]


@pytest.mark.parametrize("name", READERS)
def test_what_the_lead_explained_to_the_sponsor_goes_no_further(
    document: Document, name: str
) -> None:
    secret = "The explanation is for the sponsor alone."
    assert text.missing_runs([secret], READERS[name](document)) == [secret]


def test_an_edition_that_is_the_first_says_nothing_of_a_correction() -> None:
    first = build(sample.pack())
    assert first.replaces == ""
    assert "correction" not in {part.id for part in first.sections}


def test_a_source_names_who_answered_for_the_words(document: Document) -> None:
    unconfirmed, approved = document.sources
    assert (unconfirmed.approver, unconfirmed.approved_on) == (
        "Lead’s return, not confirmed by the sponsor",
        "",
    )
    assert approved.approver == "Director of Resources and Head of Places for Director of Places"
    assert approved.approved_on == "2026-07-09"


def test_a_document_with_a_correction_is_read_back_as_it_was_written(document: Document) -> None:
    assert decode(data.render(document)) == document
