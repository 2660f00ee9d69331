"""What changed between two texts: nothing is lost or made up, and no text takes long."""

import random
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.content import NARRATIVE_LIMIT
from webapp.domain.difference import Kind, Piece, compare

PROSE = st.lists(
    st.sampled_from(
        ["the", "the", "council", "adopted", "a", "plan", ",", ".", "\n\n", "- two", "31 March"]
    ),
    max_size=40,
).map(" ".join)
TEXT = st.one_of(st.text(max_size=60), PROSE)


def said(old: str, new: str) -> str:
    """Return a comparison as it can be read: [-removed-] and [+added+]."""
    marks = {Kind.SAME: ("", ""), Kind.REMOVED: ("[-", "-]"), Kind.ADDED: ("[+", "+]")}
    return "".join(
        marks[piece.kind][0] + piece.text + marks[piece.kind][1] for piece in compare(old, new)
    )


@given(old=TEXT, new=TEXT)
def test_without_the_insertions_it_is_the_old_text_without_the_deletions_the_new(
    old: str, new: str
) -> None:
    pieces = compare(old, new)
    assert "".join(p.text for p in pieces if p.kind is not Kind.ADDED) == old
    assert "".join(p.text for p in pieces if p.kind is not Kind.REMOVED) == new


@given(old=TEXT, new=TEXT)
def test_no_piece_is_empty_and_neighbours_differ(old: str, new: str) -> None:
    pieces = compare(old, new)
    assert all(piece.text for piece in pieces)
    assert all(one.kind is not other.kind for one, other in pairwise(pieces))


@given(text=TEXT)
def test_the_same_text_has_not_changed(text: str) -> None:
    assert compare(text, text) == ((Piece(Kind.SAME, text),) if text else ())


@given(text=TEXT.filter(bool))
def test_all_of_a_new_text_is_new(text: str) -> None:
    assert compare("", text) == (Piece(Kind.ADDED, text),)
    assert compare(text, "") == (Piece(Kind.REMOVED, text),)


@pytest.mark.parametrize(
    "old, new, wanted",
    [
        (
            "The plan was adopted in March by the full council.",
            "The plan was adopted in April by the full council.",
            "The plan was adopted in [-March-][+April+] by the full council.",
        ),
        (
            "Two vacancies remain open.",
            "Two vacancies remain open. One has been advertised.",
            "Two vacancies remain open.[+ One has been advertised.+]",
        ),
        (
            "It was agreed that a small team will write the rules by June.",
            "It was agreed that the whole team must write the rules by July.",
            (
                "It was agreed that [-a small team will-][+the whole team must+] write the rules "
                "by [-June-][+July+]."
            ),
        ),
        ("- one\n- four", "- one\n- three\n- four", "- one\n- [+three\n- +]four"),
        ("Spend is £1,000.50", "Spend is £1,200.50", "Spend is £[-1,000.50-][+1,200.50+]"),
    ],
)  # fmt: skip
def test_what_changed_is_shown_as_a_reader_would_mark_it(old: str, new: str, wanted: str) -> None:
    assert said(old, new) == wanted


def test_a_paragraph_that_moved_is_taken_out_and_put_in() -> None:
    first = "The budget was balanced for three years."
    second = "Training began in every team of the authority last week."
    wanted = f"[-{first}\n\n-]{second[:-1]}[+.\n\n{first[:-1]}+]."
    assert said(f"{first}\n\n{second}", f"{second}\n\n{first}") == wanted


def _random_words(kinds: int) -> str:
    """Return a text of the longest length with so many different words in any order."""
    draw = random.Random(kinds)  # noqa: S311 - words for a test, not secrets
    words = [chr(97 + draw.randrange(26)) + str(draw.randrange(kinds)) for _ in range(15_000)]
    return " ".join(words)[:NARRATIVE_LIMIT]


HARD = {
    "one word again and again": ("a " * 15_000, "a " * 14_000 + "b " * 1_000),
    "one word against two": ("a " * 15_000, "a b " * 7_500),
    "signs": ("." * NARRATIVE_LIMIT, ".," * (NARRATIVE_LIMIT // 2)),
    "lines": ("\n" * NARRATIVE_LIMIT, "\na" * (NARRATIVE_LIMIT // 2)),
    "one long word": ("x" * NARRATIVE_LIMIT, "x" * (NARRATIVE_LIMIT - 1) + "y"),
    **{
        f"{kinds} words at random": (_random_words(kinds), _random_words(kinds)[::-1])
        for kinds in (1, 5, 150, 5_000)
    },
    "turned round": (
        " ".join(map(str, range(6_000))),
        " ".join(map(str, reversed(range(6_000)))),
    ),
    "every other word": (
        " ".join(map(str, range(6_000))),
        " ".join(str(n if n % 2 else -n) for n in range(6_000)),
    ),
}


@pytest.mark.parametrize("name", HARD)
def test_the_longest_texts_take_a_moment(name: str) -> None:
    """In processor time, so that a busy machine does not matter; about 0.1 s where measured."""
    old, new = HARD[name]
    began = time.process_time()
    pieces = compare(old, new)
    assert time.process_time() - began < 2
    assert "".join(p.text for p in pieces if p.kind is not Kind.ADDED) == old
    assert "".join(p.text for p in pieces if p.kind is not Kind.REMOVED) == new
