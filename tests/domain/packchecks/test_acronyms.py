"""Acronyms that are never explained, late or twice."""

import pytest

from tests.domain.packchecks.papers import codes, only, saying
from webapp.domain.packchecks.acronyms import used


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


@pytest.mark.parametrize("text", ["The BDQ (Note: it grew) met.", "Nobody came (BDQ)."])
def test_other_brackets_explain_nothing(text):
    (one,) = used(text)
    assert one.explained is None
