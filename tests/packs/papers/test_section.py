"""The appendices in a pack: lettered, with author, date and fingerprint, in each format."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models.enums import PackPart, PaperKind
from tests.packs import sample, text
from tests.packs.test_pdf import failures
from webapp.domain.exempt import Exemption
from webapp.domain.recipes import STANDARD
from webapp.domain.wording import kilobytes
from webapp.packs.builder import build
from webapp.packs.material import PackData, Paper
from webapp.packs.papers.section import letter
from webapp.packs.renderers import docx, html, pdf

SECRET = Exemption(paragraph=3, reason="It names a bidder.")


def paper(title: str, **values: Any) -> Paper:
    """Return a paper."""
    said: dict[str, Any] = {
        "author": "External auditor",
        "dated_on": date(2026, 2, 3),
        "kind": PaperKind.PDF,
        "size": 1_234_567,
        "sha256": "ab" * 32,
        "file_id": 1,
    }
    return Paper(title=title, **(said | values))


def pack(*papers: Paper, recipe: str = "iib") -> PackData:
    """Return a pack with papers."""
    return sample.pack(papers=papers, recipe=STANDARD[recipe])


BOTH = (paper("Audit letter", about="Yearly.", exempt=SECRET), paper("Peer review"))


def test_each_format_names_letter_title_author_date_kind_size_and_fingerprint() -> None:
    document = build(pack(*BOTH))
    for printed in (
        text.html_text(html.render(document)),
        text.docx_text(docx.render(document)),
    ):
        for said in (
            "Appendix A",
            "Audit letter [Not for publication, paragraph 3: It names a bidder.]",
            "Yearly.",
            "External auditor, 3 February 2026",
            "PDF, 1,235 kB",
            "ab" * 32,
            "Appendix B",
            "Peer review",
        ):
            assert said in printed
    assert [(row.letter, row.title) for row in document.papers] == [
        ("A", "Audit letter"),
        ("B", "Peer review"),
    ]
    assert document.sections[-1].id == "appendices"


def test_the_pdf_with_appendices_conforms() -> None:
    assert failures(pdf.render(build(pack(*BOTH)))) == []


def test_letters_of_a_public_edition_have_no_gap() -> None:
    document = build(pack(*BOTH, recipe="public"))
    assert [(row.letter, row.title) for row in document.papers] == [("A", "Peer review")]
    printed = text.html_text(html.render(document))
    assert "Text that may not be published was left out here: paragraph 3" in printed
    assert "Audit letter" not in printed


def test_a_public_edition_says_that_its_only_paper_was_left_out() -> None:
    document = build(pack(BOTH[0], recipe="public"))
    assert document.papers == ()
    assert "Appendices" in {section.title for section in document.sections}


@pytest.mark.parametrize("data", [pack(), pack(*BOTH, recipe="deep-dive")])
def test_without_papers_or_without_the_part_nothing_is_said(data: PackData) -> None:
    document = build(data)
    assert document.papers == ()
    assert "appendices" not in {section.id for section in document.sections}


def test_a_recipe_may_put_them_first() -> None:
    recipe = replace(STANDARD["iib"], parts=(PackPart.APPENDICES, PackPart.STATUS))
    document = build(sample.pack(papers=BOTH, recipe=recipe))
    assert [section.id for section in document.sections] == ["appendices", "status"]


def test_letters_and_sizes() -> None:
    assert [letter(place) for place in (1, 2, 20)] == ["A", "B", "T"]
    assert [kilobytes(count) for count in (1, 1_499, 1_500_000)] == ["1 kB", "1 kB", "1,500 kB"]
