"""How wide the columns of a table are on paper: no word is parted, what is left is shared out."""

import re
from collections.abc import Iterable, Iterator, Sequence
from heapq import nlargest
from typing import NamedTuple

from webapp.domain.blocks import (
    Block,
    Break,
    Cell,
    Fact,
    Facts,
    ItemList,
    Paragraph,
    Rating,
    Table,
    Text,
)
from webapp.drawing import letters
from webapp.drawing.fonts import Face, printable

POINT = letters.POINTS / letters.MILLIMETRES / letters.SIZE
"""How wide words of a point are in points, for each millimetre that they are in a picture."""
LONGEST = 24
"""Letters of a word that a column makes room for; a longer one may be parted."""
ENOUGH = 250
"""Letters of a line that fill any page; how wide it is beyond them is of no matter."""
MARK = "\u00a0" * 6
"""As much room as the mark of a rating takes, or of an item of a list."""
SMALL = 600
"""Rows with fewer letters than this stand on one page."""
WIDEST = 3
"""Of so many words with the most letters one is the widest."""

_SPACE = re.compile("[ \t\u00ad\u200b-\u200d\ufe0f\ufeff]+")


class Type(NamedTuple):
    """How tables are set: the line they fill, their letters and the room beside words, in points.

    `broad` is how much wider their letters are than those of our own font; `stacked` says whether
    the label of a rating stands below its mark.
    """

    line: float
    size: float
    room: float
    broad: float = 1.0
    stacked: bool = False


def fitted(table: Table, kind: Type) -> list[float]:
    """Return the widths of a table's columns in points; together they fill the line.

    A column of width 0 is as wide as its words; the others share what is left, half as the table
    says and half by the longest text in each, but none is narrower than its longest word or, as
    long as others need the room, wider than its longest line. Columns of the same share are alike
    and stay so. Where the longest words are more than a line, columns of width 0 give way too.
    """
    places = range(len(table.header))
    lines = [list(_lines(table, place, kind)) for place in places]
    words = [_widest(_words(lines[place]), place, kind) for place in places]
    whole = [
        max(words[place], _widest((line[:ENOUGH] for line in lines[place]), place, kind))
        for place in places
    ]
    least = [words[place] if table.widths[place] else whole[place] for place in places]
    if sum(whole) <= kind.line:
        shares: Sequence[float] = table.widths if any(table.widths) else whole
        return _shared(kind.line, whole, [kind.line] * len(whole), shares)
    if sum(least) > kind.line or not any(table.widths):
        return _shared(kind.line, words, whole, whole)
    like = [[other for other in places if table.widths[other] == share] for share in table.widths]
    most = [max(whole[other] for other in alike) for alike in like]
    # A text of so many letters fills a square whose side grows as their root.
    written = [max(map(len, lines[place])) ** 0.5 for place in places]
    room = sum(side for side, share in zip(written, table.widths, strict=True) if share) or 1
    shares = [
        share / sum(table.widths)
        + (sum(written[other] for other in alike) / len(alike) / room if share else 0)
        for share, alike in zip(table.widths, like, strict=True)
    ]
    return _shared(kind.line, least, most, shares)


def on_one_page(rows: Table | Facts) -> bool:
    """Return whether rows stand in one piece: how tall they are follows from their letters."""
    plain = Type(line=0, size=0, room=0)
    cells: Iterable[Cell | Fact]
    if isinstance(rows, Table):
        cells = (cell for row in rows.rows for cell in row.cells)
    else:
        cells = rows.items
    return sum(len(line) for cell in cells for line in _lines_of(cell.blocks, plain)) < SMALL


def _shared(
    line: float, least: Sequence[float], most: Sequence[float], shares: Sequence[float]
) -> list[float]:
    """Return a line parted by `shares`, each part within its bounds where the line allows it."""
    if sum(least) >= line:
        return [line * part / sum(least) for part in least]
    settled = {place: least[place] for place, share in enumerate(shares) if not share}
    while True:
        rest = line - sum(settled.values())
        total = sum(share for place, share in enumerate(shares) if place not in settled)
        parts = [
            settled[place] if place in settled else rest * share / total
            for place, share in enumerate(shares)
        ]
        narrow = {n: least[n] - part for n, part in enumerate(parts) if part < least[n]}
        broad = {n: part - most[n] for n, part in enumerate(parts) if part > most[n]}
        # Those that would take more from the others, or leave them more, are settled first.
        if sum(narrow.values()) >= sum(broad.values()):
            bounds, off = least, narrow.keys() - settled.keys()
        else:
            bounds, off = most, broad.keys() - settled.keys()
        if not off:
            return parts
        settled |= {place: bounds[place] for place in off}


def _widest(texts: Iterable[str], place: int, kind: Type) -> float:
    """Return how wide a column must be for texts to stand on a line, in points."""
    face: Face = "Regular" if place else "Semibold"  # the first cell of a row names it
    longest = nlargest(WIDEST, dict.fromkeys(texts), key=len)  # in their order: a set has none
    widest = max((letters.width(printable(text), face) for text in longest), default=0.0)
    return kind.room + widest * POINT * kind.size * kind.broad


def _words(lines: Iterable[str]) -> Iterator[str]:
    return (word[:LONGEST] for line in lines for word in line.split(" "))


def _lines(table: Table, place: int, kind: Type) -> Iterator[str]:
    """Yield what stands in a column, line by line as it would without an edge."""
    yield table.header[place]
    for row in table.rows:
        for line in _lines_of(row.cells[place].blocks, kind):
            yield _SPACE.sub(" ", line)


def _lines_of(blocks: Iterable[Block], kind: Type) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield from "".join(_said(part, kind) for part in block.inlines).split("\n")
        elif isinstance(block, ItemList):
            for item in block.items:
                yield from (f"{MARK}{line}" for line in _lines_of(item.blocks, kind))


def _said(part: Text | Break | Rating, kind: Type) -> str:
    if isinstance(part, Text):
        return part.text
    if isinstance(part, Break):
        return "\n"
    return f"\n{part.label}\n" if kind.stacked else f"{MARK}{part.label}"
