"""The real highlight report in every format, word for word."""

import pytest

from tests.packs import real, text
from webapp.packs.builder import build
from webapp.packs.document import Document
from webapp.packs.renderers import data, docx, html, pdf


@pytest.fixture(scope="module")
def document() -> Document:
    return build(real.pack())


def test_the_source_is_read_whole():
    assert len(real.every_text()) > 300


def test_the_web_page_holds_every_text(document: Document):
    assert text.missing_runs(real.every_text(), text.html_text(html.render(document))) == []


@pytest.mark.parametrize("order", [(), ("-raw",)], ids=["as read", "raw"])
def test_the_pdf_holds_every_text(document: Document, order: tuple[str, ...]):
    read = text.pdf_text(pdf.render(document), *order)
    assert text.missing_runs(real.every_text(), read) == []


def test_the_word_file_holds_every_text(document: Document):
    assert text.missing_runs(real.every_text(), text.docx_text(docx.render(document))) == []


def test_the_data_holds_every_text(document: Document):
    assert text.missing_runs(real.every_text(), text.json_text(data.render(document))) == []


def test_a_text_that_is_not_there_is_found_out(document: Document):
    missing = ["the risk is accepted by nobody at all"]
    assert text.missing_runs(missing, text.html_text(html.render(document))) == missing
