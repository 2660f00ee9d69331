"""Rows of a form: they move without losing a word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from webapp.domain import content
from webapp.updates.rows import rearranged

Typed = MultiDict[str, str]

values = st.text(max_size=8)
row_fields = st.dictionaries(
    st.sampled_from(["number", "title", "due_on-day", "due_on-month", "note"]), values, min_size=1
)
forms = st.builds(
    lambda rows, rest: MultiDict(
        [
            *rest,
            *(
                (f"rows-{place}-{name}", value)
                for place, row in enumerate(rows)
                for name, value in row.items()
            ),
        ]
    ),
    st.lists(row_fields, max_size=6),
    st.lists(
        st.tuples(st.sampled_from(["concerns", "seen", "window", "sections"]), values), max_size=4
    ),
)
verbs = st.one_of(
    st.just("add"),
    st.builds("{}:{}".format, st.sampled_from(["remove", "up", "down"]), st.integers(0, 7)),
    st.text(max_size=6),
    st.builds("{}:{}".format, st.sampled_from(["remove", "up", "down"]), st.text(max_size=4)),
)


def rows_of(typed: Typed) -> list[dict[str, str]]:
    """Return the rows of a form as they stand on the page."""
    rows: dict[int, dict[str, str]] = {}
    for name, value in typed.items(multi=True):
        if name.startswith("rows-"):
            _, place, field = name.split("-", 2)
            rows.setdefault(int(place), {})[field] = value
    return [rows[place] for place in sorted(rows)]


def rest_of(typed: Typed) -> list[tuple[str, str]]:
    """Return what is typed outside the rows."""
    return [pair for pair in typed.items(multi=True) if not pair[0].startswith("rows-")]


@given(typed=forms, do=verbs)
def test_rearranging_loses_nothing_that_was_typed(typed: Typed, do: str) -> None:
    before = rows_of(typed)
    result, focus = rearranged(MultiDict([*typed.items(multi=True), ("do", do)]), do)
    after = rows_of(result)
    assert rest_of(result) == rest_of(typed)
    verb, _, place = do.partition(":")
    if verb == "add":
        assert after == [*before, {"number": "0"}]
        assert focus == len(before)
    elif verb == "remove" and place.isdecimal() and int(place) < len(before):
        assert after == [*before[: int(place)], *before[int(place) + 1 :]]
    else:
        assert sorted(map(repr, after)) == sorted(map(repr, before))
    if focus is not None:
        assert 0 <= focus < len(after)


@given(typed=forms, place=st.integers(0, 7))
def test_up_and_down_change_places_with_the_neighbour(typed: Typed, place: int) -> None:
    before = rows_of(typed)
    down, _ = rearranged(typed, f"down:{place}")
    if place + 1 < len(before):
        assert rows_of(down)[place : place + 2] == [before[place + 1], before[place]]
        back, focus = rearranged(down, f"up:{place + 1}")
        assert rows_of(back) == before
        assert focus == place
    else:
        assert rows_of(down) == before


def test_no_more_rows_than_an_update_may_hold() -> None:
    full: Typed = MultiDict([(f"rows-{n}-title", str(n)) for n in range(content.ROW_LIMIT)])
    result, focus = rearranged(full, "add")
    assert len(rows_of(result)) == content.ROW_LIMIT
    assert focus is None


@pytest.mark.parametrize("place", ["9" * 5000, "²", "-1", "1.5", ""])
def test_a_place_that_is_no_row_changes_nothing(place: str) -> None:
    typed: Typed = MultiDict([("rows-0-title", "One"), ("rows-1-title", "Two")])
    for verb in ("remove", "up", "down"):
        result, _ = rearranged(typed, f"{verb}:{place}")
        assert rows_of(result) == rows_of(typed)
