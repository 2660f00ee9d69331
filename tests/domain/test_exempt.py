"""Marks on text that may not be published."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.content import Issue
from webapp.domain.exempt import PARAGRAPHS, Exemption, left_out, public

paragraphs = st.sampled_from(sorted(PARAGRAPHS))
rows = st.lists(
    st.builds(
        Issue,
        number=st.integers(1, 9),
        description=st.text(max_size=9),
        exempt=st.none() | st.builds(Exemption, paragraph=paragraphs, reason=st.text(max_size=9)),
    )
).map(tuple)


@given(rows)
def test_the_public_rows_are_those_without_a_mark_in_their_order(given_rows: tuple[Issue, ...]):
    assert public(given_rows) == tuple(row for row in given_rows if not row.exempt)


def test_a_mark_names_its_paragraph_and_reason():
    assert Exemption(paragraph=3, reason="A price").mark == (
        "Not for publication, paragraph 3: A price"
    )
    assert Exemption(paragraph=7).mark == "Not for publication, paragraph 7"
    assert "paragraph 1 of Part 1 of Schedule 12A" in Exemption(paragraph=1).ground


def test_a_marked_row_says_so_beside_its_words():
    row = Issue(number=1, description="Late")
    assert row.marked("Late") == "Late"
    marked = Issue(number=1, description="Late", exempt=Exemption(paragraph=2))
    assert marked.marked("Late") == "Late [Not for publication, paragraph 2]"


@pytest.mark.parametrize("given_paragraphs", [(3,), (1, 3)])
def test_what_was_left_out_is_named_by_its_ground_alone(given_paragraphs: tuple[int, ...]):
    said = left_out(given_paragraphs)
    assert all(
        f"{number} (information {PARAGRAPHS[number]})" in said for number in given_paragraphs
    )
    assert ("paragraphs " in said) is (len(given_paragraphs) > 1)


@pytest.mark.parametrize("reason,ending", [("", "3."), ("Prices", ": Prices."), ("A. B.", "A. B.")])
def test_a_mark_that_stands_alone_ends_with_one_full_stop(reason: str, ending: str):
    said = Exemption(paragraph=3, reason=reason).sentence
    assert said.startswith("Not for publication, paragraph 3")
    assert said.endswith(ending)
    assert not said.endswith("..")
