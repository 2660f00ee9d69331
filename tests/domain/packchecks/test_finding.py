"""Findings of a paper: what blocks, what is asked, each once."""

from hypothesis import given
from hypothesis import strategies as st

from models.enums import Section
from tests.domain.packchecks.papers import saying
from webapp.domain.checks.finding import ask
from webapp.domain.findings import once
from webapp.domain.packchecks import Severity, blocking, find
from webapp.domain.packchecks.finding import block, decide, taken

made = st.builds(
    lambda make, code, where, about: make(code, where, "Fact", "Request", about=about),
    st.sampled_from([block, decide]),
    st.sampled_from(["a", "b"]),
    st.sampled_from(["x", "y"]),
    st.sampled_from(["", "1"]),
)


@given(st.lists(made))
def test_each_code_place_and_subject_is_told_once_and_only_blocks_block(findings):
    told = once(findings)
    assert len({one.key for one in told}) == len(told)
    assert {one.key for one in told} == {one.key for one in findings}
    assert all(one.severity is Severity.BLOCK for one in blocking(told))


def test_what_an_update_check_found_is_told_of_the_place_of_the_text():
    found = ask(
        "code", Section.RATING, "overview", "Fact", "Mend it, or explain", "Proof", about="1"
    )
    asked, stopped = taken(found), taken(found, Severity.BLOCK)
    assert asked.key == ("code", "overview", "1")
    assert asked.message == "Fact. Mend it, or accept it with a reason"
    assert stopped.message == "Fact. Put it right"
    assert asked.evidence == stopped.evidence == ("Proof",)


def test_what_blocks_comes_first():
    found = find(saying("All BDQs met.", "See Appendix A.", "On 30 February 2026 it ended."))
    severities = [finding.severity for finding in found]
    assert severities == [Severity.BLOCK, Severity.BLOCK, Severity.DECIDE]


WORDS = (
    "all the three five of workstreams themes are Green Amber Red Appendix A paragraph 2.1 on 30 "
    "31 February March 2026 this month IIB (IIB) (Improvement Board) B-M9 [a](#) held met ; - * # "
    "scheduled for . & Money Books, and Staff Library Lead will meaning time"
)
SAID = st.lists(st.sampled_from([*WORDS.split(), "\n"]), max_size=60).map(" ".join)


@given(SAID, SAID, st.booleans())
def test_any_text_is_read_and_every_finding_says_where_and_what_to_do(one, other, own):
    paper = saying(one, other, own=own)
    for finding in find(paper):
        assert finding.where in {"t1", "t2", "front", "summary"}
        assert finding.fact
        assert finding.request
        assert finding.severity is Severity.DECIDE or own
