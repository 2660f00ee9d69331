"""The real cover reports in every format: nothing is lost, and no appendix is cited wrongly."""

import re
from typing import Any

import pytest

from tests.packs import text
from tests.packs.cover import real
from webapp.packs.cover import docx, html, pdf, template
from webapp.packs.cover.builder import build
from webapp.packs.cover.references import numbered, wrong_reference

REPORTS = real.reports()


@pytest.fixture(params=REPORTS, ids=[report["source"][:3] for report in REPORTS])
def report(request: pytest.FixtureRequest) -> dict[str, Any]:
    found: dict[str, Any] = request.param
    return found


def test_nothing_is_lost_in_any_format(report: dict[str, Any]) -> None:
    document = build(real.material(report))
    every = list(real.every_text(report))
    assert len(every) > 30
    filled = template.fill(template.starting(), document)
    for read in (
        text.html_text(html.render(document)),
        text.pdf_text(pdf.render(document)),
        text.docx_text(docx.render(document)),
        text.docx_text(filled),
    ):
        assert text.missing_runs(every, read) == []


def test_every_appendix_that_is_cited_is_listed_under_that_letter(report: dict[str, Any]) -> None:
    material = real.material(report)
    found = text.html_text(html.render(build(material)))
    listed = {f"Appendix {'ABCDEFG'[place]}" for place, _ in enumerate(report["appendices"])}
    assert set(re.findall(r"Appendix \w+", found)) == listed
    labels = numbered(material.content, material.implications).labels
    assert all(wrong_reference(row.text, labels) is None for row in material.content.paragraphs)


def test_the_numbers_go_on_through_the_implications(report: dict[str, Any]) -> None:
    """The real papers print 5.1, 6.1, 7.1 below section 5."""
    document = build(real.material(report))
    section = next(part for part in document.sections if part.id == "implications")
    number = section.title.partition(".")[0]
    markers = [item.marker for block in section.blocks for item in getattr(block, "items", ())]
    assert markers == [f"{number}.{place}" for place in range(1, len(markers) + 1)]
