"""The columns of a table in print: they fill the line, and no word is parted that has room."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enums import Mark
from webapp.domain.blocks import Rating, Row, Table, cell
from webapp.drawing import letters
from webapp.drawing.fonts import Face, printable
from webapp.packs.renderers import columns

KIND = columns.Type(line=470.0, size=10.0, room=11.0)
WORDS = st.lists(st.text("abcdeiWM019-", min_size=1, max_size=30), max_size=8).map(" ".join)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Draw a table of any shape, its columns of any share."""
    across = draw(st.integers(1, 8))
    rows = draw(st.lists(st.lists(WORDS, min_size=across, max_size=across), max_size=5))
    return Table(
        caption="Any",
        header=tuple(draw(st.lists(WORDS, min_size=across, max_size=across))),
        rows=tuple(Row(tuple(map(cell, row))) for row in rows),
        widths=tuple(draw(st.lists(st.integers(0, 60), min_size=across, max_size=across))),
    )


def needed(table: Table, place: int) -> float:
    """Return how wide the longest word of a column is, with its room, in points."""
    said = [table.header[place]]
    for row in table.rows:
        said += [word.text for block in row.cells[place].blocks for word in block.inlines]  # type: ignore[union-attr]
    face: Face = "Regular" if place else "Semibold"
    words = [word[: columns.LONGEST] for line in said for word in line.split(" ")]
    most = max(letters.width(printable(word), face) for word in words)
    return KIND.room + most * columns.POINT * KIND.size


@given(tables())
def test_columns_fill_the_line(table: Table) -> None:
    widths = columns.fitted(table, KIND)
    assert sum(widths) == pytest.approx(KIND.line)
    assert all(width > 0 for width in widths)


@given(tables())
def test_no_word_is_parted_where_all_have_room(table: Table) -> None:
    least = [needed(table, place) for place in range(len(table.header))]
    widths = columns.fitted(table, KIND)
    if sum(least) <= KIND.line:
        # Of words with as many letters the widest three are looked at.
        assert all(width > 0.85 * part for width, part in zip(widths, least, strict=True))
    else:
        assert max(widths) < KIND.line or len(widths) == 1


def table(*header: str, widths: tuple[int, ...], rows: tuple[tuple[str, ...], ...] = ()) -> Table:
    return Table("", header, tuple(Row(tuple(map(cell, row))) for row in rows), widths)


def test_a_column_without_a_share_is_as_wide_as_its_words() -> None:
    dates = table("Due", "What", widths=(0, 5), rows=(("30 September 2026", "x"),))
    due, _ = columns.fitted(dates, KIND)
    said = letters.width("30 September 2026", "Semibold") * columns.POINT * KIND.size
    assert due == pytest.approx(KIND.room + said)


def test_the_rest_is_shared_out_but_for_words_that_need_more() -> None:
    rows = (("a", "b", "c"),)
    assert columns.fitted(table("A", "B", "C", widths=(1, 1, 2), rows=rows), KIND) == [
        pytest.approx(KIND.line / 4),
        pytest.approx(KIND.line / 4),
        pytest.approx(KIND.line / 2),
    ]
    narrow = columns.fitted(table("Neighbourliness", "B", "C", widths=(1, 99, 100)), KIND)
    said = letters.width("Neighbourliness", "Semibold") * columns.POINT * KIND.size
    assert narrow[0] == pytest.approx(KIND.room + said)
    assert narrow[1] * 100 == pytest.approx(narrow[2] * 99)


def test_columns_without_a_share_give_way_where_the_line_is_too_short() -> None:
    line = "a long line that goes on and on and on and on until it is longer than any page"
    given_ = table("A", "B", widths=(0, 10), rows=((line, "short"),))
    wide, other = columns.fitted(given_, KIND)
    assert wide + other == pytest.approx(KIND.line)
    assert other >= KIND.room + letters.width("short") * columns.POINT * KIND.size


def test_a_rating_has_room_for_its_mark_or_stands_below_it() -> None:
    rated = Table(
        "", ("R", "What"), (Row((cell(Rating("Green/Amber", Mark.AMBER)), cell("x"))),), (0, 9)
    )
    beside, _ = columns.fitted(rated, KIND)
    below, _ = columns.fitted(rated, KIND._replace(stacked=True))
    mark = letters.width(columns.MARK, "Semibold") * columns.POINT * KIND.size
    assert beside == pytest.approx(below + mark)


def test_a_column_takes_no_more_room_than_its_longest_line() -> None:
    long = "It goes on and on. " * 30
    given_ = table("Outcome", "Status", widths=(40, 60), rows=(("Partly done", long),))
    outcome, _ = columns.fitted(given_, KIND)
    said = letters.width("Partly done", "Semibold") * columns.POINT * KIND.size
    assert outcome == pytest.approx(KIND.room + said)


def test_the_longer_text_gets_more_of_the_line_than_its_share() -> None:
    long, short = "It goes on and on. " * 30, "It is soon at an end. " * 6
    wide, narrow = columns.fitted(
        table("Risk", "Mitigation", widths=(40, 60), rows=((long, short),)), KIND
    )
    assert wide > narrow


def test_columns_of_the_same_share_stay_alike() -> None:
    long = "It goes on and on. " * 30
    rows = ((long, long, "Short"),)
    _, one, other = columns.fitted(
        table("What", "This period", "Last period", widths=(40, 20, 20), rows=rows), KIND
    )
    assert one == pytest.approx(other)
