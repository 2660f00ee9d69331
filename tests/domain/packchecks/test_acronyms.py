"""Acronyms that are never explained, late or twice."""

from dataclasses import replace

import pytest

from tests.domain.packchecks.papers import codes, only, saying
from webapp.domain.packchecks import find
from webapp.domain.packchecks.acronyms import NOT_EXPLAINED, explanations


def test_what_is_never_explained_is_asked_about_once():
    finding = only(saying("The BDQs met.", "The DfX and the A&B met. The BDQ met."))
    assert (finding.code, finding.about) == ("acronym-not-explained", "A&B BDQ DfX")
    assert finding.fact == "Three acronyms are never explained: BDQ, DfX and A&B"


def test_what_is_explained_late_is_asked_about():
    finding = only(saying("The BDQ met.", "The BDQ (Board of Dull Questions) met again."))
    assert (finding.code, finding.where) == ("acronym-explained-late", "t1")


def test_what_is_explained_twice_running_is_asked_about():
    twice = "(Board of Dull Questions)"
    assert only(saying(f"The BDQ {twice} {twice} met.")).code == "acronym-explained-twice"


@pytest.mark.parametrize(
    "text",
    [
        "The Board of Dull Questions (BDQ) met. The BDQ went.",
        "The BDQ (Board of Dull Questions) met. The BDQs went.",
        "The NHS, two MPs and the UK met.",
        "Phase II was led by McArthur of PowerPoint.",
        "THE BOARD OF DULL QUESTIONS MET IN THE HALL",
        "Form A-BC/12 was used.",
    ],
)
def test_what_is_explained_or_known_or_no_acronym_is_left_alone(text):
    assert codes(saying(text)) == []


def test_what_is_on_the_list_is_explained_there_wherever_it_is_used() -> None:
    paper = replace(
        saying("The BDQ met.", "The BDQ (Board of Dull Questions) met. The DfX went."),
        acronyms={"BDQ": "Board of Dull Questions", "ZZ": "Never used"},
    )
    (finding,) = find(paper)
    assert (finding.code, finding.about) == (NOT_EXPLAINED, "DfX")
    assert "put it on the list of acronyms" in finding.request
    assert codes(replace(paper, acronyms={"BDQ": "Dull Questions", "DfX": "Department"})) == []


def test_a_paper_without_a_list_is_not_told_to_use_it() -> None:
    assert "list" not in only(saying("The BDQ met.")).request


def test_two_names_of_one_body_are_asked_about_when_the_list_gives_one() -> None:
    paper = saying("The BDQ and the WBDQ (West Board of Dull Questions) met.")
    listed = replace(paper, acronyms={"BDQ": "Board of Dull Questions"})
    assert codes(listed) == ["two-short-forms"]
    assert explanations(listed) == {
        "BDQ": "Board of Dull Questions",
        "WBDQ": "West Board of Dull Questions",
    }
