"""What the checks read: nothing is found in papers that are right."""

from tests.domain.packchecks.papers import COVER, PACK, codes
from webapp.domain.packchecks import Paper, Text, find


def test_papers_that_are_right_are_left_alone():
    assert codes(PACK) == []
    assert codes(COVER) == []


def test_a_paper_without_anything_in_it_is_left_alone():
    bare = Paper(title="", starts_on=PACK.starts_on, ends_on=PACK.ends_on)
    assert find(bare) == ()


def test_a_heading_is_read_as_a_sentence_of_its_text():
    text = Text(where="p", name="Paragraph 1.1", heading="Rating: Green", text="- One.\n- Two.")
    assert text.sentences == ("Rating: Green", "One.", "Two.")
    assert text.evidence("One.") == "Paragraph 1.1: “One.”"
