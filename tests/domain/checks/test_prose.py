"""Prose as it is read and quoted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.checks.prose import LONGEST_QUOTATION, denied, quote, sentences, words


def test_sentences_are_parted_and_lose_their_marks():
    text = (
        "# A heading\nOne **bold** claim. Another;\nand a third!\n\n- first item\n- second\nruns on"
    )
    assert sentences(text) == (
        "A heading",
        "One bold claim.",
        "Another;",
        "and a third!",
        "first item",
        "second runs on",
    )


def test_a_stop_inside_a_number_or_a_date_parts_nothing():
    assert sentences("Costs rose by 2.5 per cent on 1.2.2026") == (
        "Costs rose by 2.5 per cent on 1.2.2026",
    )


def test_a_numbered_item_begins_anew():
    assert sentences("1. None\n2) Two late") == ("1.", "None", "2) Two late")


@pytest.mark.parametrize(
    "text, word, is_denied",
    [
        ("There was no delay", "delay", True),
        ("It isn’t on time", "on time", True),
        ("We want to avoid any delay", "delay", True),
        ("Not one of them is on time", "on time", False),
        ("There was a delay", "delay", False),
    ],
)
def test_a_denial_counts_a_few_words_before(text: str, word: str, is_denied: bool):
    assert denied(text, text.index(word)) is is_denied


def test_a_long_sentence_is_quoted_around_its_point():
    text = f"{'before ' * 20}the point {'after ' * 40}end"
    quoted = quote(text, text.index("the point"))
    assert quoted.startswith("“…")
    assert quoted.endswith("…”")
    assert "the point" in quoted


@given(st.text(min_size=1, max_size=400), st.integers(0, 399))
def test_a_quotation_is_never_long_and_short_text_is_whole(text: str, start: int):
    quoted = quote(text, min(start, len(text) - 1))
    assert len(quoted) <= LONGEST_QUOTATION + len("“……”")
    if len(text) <= LONGEST_QUOTATION and start == 0:
        assert quoted == f"“{text}”"


def test_words_do_not_mind_case_and_marks():
    assert words("Mend THE roof, (Phase 2)!") == ["mend", "the", "roof", "phase", "2"]
