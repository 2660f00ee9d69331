"""What the text points to."""

from dataclasses import replace

import pytest

from tests.domain.packchecks.papers import COVER, codes, only, saying
from webapp.domain.packchecks import Severity


@pytest.mark.parametrize(
    "text, code",
    [
        ("See Appendix C.", "cited-appendix"),
        ("It is attached as appendix 1.", "cited-appendix"),
        ("As paragraph 9.9 says.", "cited-paragraph"),
        ("This is recommendation D.", "cited-recommendation"),
        ("Linked to B-M7.", "cited-item"),
    ],
)
def test_what_is_not_there_blocks_in_the_papers_own_text(text, code):
    finding = only(saying(text, paper=COVER))
    assert (finding.code, finding.severity) == (code, Severity.BLOCK)
    asked = only(saying(text, paper=COVER, own=False))
    assert (asked.code, asked.severity) == (code, Severity.DECIDE)


@pytest.mark.parametrize(
    "text",
    [
        "See Appendix B, paragraph 1.1 and recommendation A; linked to B-M1 and B-R1.",
        "As Appendix F of the Auditor's letter says.",
        "Under paragraph 4.2 of Schedule 12A it is not published.",
        "Form Z-M4 was filled in.",
    ],
)
def test_what_is_there_or_elsewhere_is_left_alone(text):
    assert codes(saying(text, paper=COVER)) == []


def test_one_appendix_cited_for_another_is_asked_about():
    text = "The terms of the building contract are in Appendix A."
    finding = only(saying(text, "Progress is in Appendix A.", paper=COVER))
    assert (finding.code, finding.about) == ("appendix-differs", "A B")
    assert "Text 2: “Progress is in Appendix A.”" in finding.evidence


def test_a_sentence_that_cites_both_is_left_alone():
    text = "Appendix A and the terms of the building contract, Appendix B, are attached."
    assert codes(saying(text, paper=COVER)) == []


def test_one_title_twice_is_asked_about():
    paper = replace(COVER, appendices={**COVER.appendices, "C": "Terms of the Building Contract"})
    assert only(paper).about == "B C"


def test_a_link_that_leads_nowhere_blocks():
    assert only(saying("See [the plan](#).", paper=COVER)).code == "link-lost"
    assert only(replace(COVER, links={"Plan": "#plan"})).where == "papers"
    assert codes(saying("See [the plan](https://example.org/a).", paper=COVER)) == []
