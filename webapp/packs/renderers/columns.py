"""How wide the columns of a table are on paper: no word is parted, what is left is shared out."""

import re
from collections.abc import Iterable, Iterator, Sequence
from heapq import nlargest
from typing import NamedTuple

from webapp.domain.blocks import Block, Break, ItemList, Paragraph, Rating, Table, Text
from webapp.drawing import letters
from webapp.drawing.fonts import Face, printable

POINT = letters.POINTS / letters.MILLIMETRES / letters.SIZE
"""How wide words of a point are in points, for each millimetre that they are in a picture."""
LONGEST = 24
"""Letters of a word that a column makes room for; a longer one may be parted."""
MARK = "\u00a0" * 6
"""As much room as the mark of a rating takes, or of an item of a list."""
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

    A column of width 0 is as wide as its words; the others share what is left as the table says,
    but none is narrower than its longest word. Where that is more than a line, columns of width 0
    give way too.
    """
    places = range(len(table.header))
    lines = [list(_lines(table, place, kind)) for place in places]
    least = [
        _widest(lines[place] if table.widths[place] == 0 else _words(lines[place]), place, kind)
        for place in places
    ]
    shares: Sequence[float] = table.widths
    if sum(least) > kind.line or not any(shares):
        shares = [_widest(lines[place], place, kind) for place in places]
        least = [_widest(_words(lines[place]), place, kind) for place in places]
    return _shared(kind.line, least, shares)


def _shared(line: float, least: Sequence[float], shares: Sequence[float]) -> list[float]:
    """Return a line parted by `shares`, no part below its `least` where there is room for all."""
    if sum(least) >= line:
        return [line * part / sum(least) for part in least]
    short = {place for place, share in enumerate(shares) if not share}
    while True:
        rest = line - sum(least[place] for place in short)
        total = sum(share for place, share in enumerate(shares) if place not in short)
        parts = [
            least[place] if place in short else rest * share / total
            for place, share in enumerate(shares)
        ]
        narrow = {place for place, part in enumerate(parts) if part < least[place]} - short
        if not narrow:
            return parts
        short |= narrow


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
