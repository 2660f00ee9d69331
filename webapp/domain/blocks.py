"""The pieces every text is made of, before it becomes a page, a PDF or a Word file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

import msgspec

from models.enums import Direction, Mark


class Text(msgspec.Struct, frozen=True, tag="text", omit_defaults=True):
    """A run of words set in one way; `href` makes it a link."""

    text: str
    strong: bool = False
    emphasis: bool = False
    href: str | None = None


class Break(msgspec.Struct, frozen=True, tag="break"):
    """A new line inside a paragraph."""


class Rating(msgspec.Struct, frozen=True, tag="rating"):
    """A step of a RAG scale: always its label, with the mark that gives it shape and colour."""

    label: str
    mark: Mark


Inline = Text | Break | Rating


class Paragraph(msgspec.Struct, frozen=True, tag="paragraph", omit_defaults=True):
    """Words that belong together. `source` is the id of the `Source` that answers for them."""

    inlines: tuple[Inline, ...]
    id: str = ""
    source: str = ""


class Heading(msgspec.Struct, frozen=True, tag="heading", omit_defaults=True):
    """A heading; level 1 is a section of the document, 2 a part of a section, and so on."""

    level: int
    text: str
    id: str = ""


class Item(msgspec.Struct, frozen=True, omit_defaults=True):
    """One entry of a list; a numbered one carries its marker as it was written ("3.")."""

    blocks: tuple[Block, ...]
    marker: str = ""


class ItemList(msgspec.Struct, frozen=True, tag="list", omit_defaults=True):
    """A bulleted or numbered list."""

    items: tuple[Item, ...]
    ordered: bool = False
    start: int = 1


class Cell(msgspec.Struct, frozen=True):
    """One cell of a table."""

    blocks: tuple[Block, ...]


class Row(msgspec.Struct, frozen=True, omit_defaults=True):
    """One row of a table; `id` gives it an address."""

    cells: tuple[Cell, ...]
    id: str = ""


class Table(msgspec.Struct, frozen=True, tag="table", omit_defaults=True):
    """A table with a header row; the first cell of a row names it.

    `widths` are shares of the line that is left after the columns of width 0, which are as wide
    as their words.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]
    widths: tuple[int, ...]
    id: str = ""


class Fact(msgspec.Struct, frozen=True):
    """A label and what is known under it."""

    label: str
    blocks: tuple[Block, ...]


class Facts(msgspec.Struct, frozen=True, tag="facts", omit_defaults=True):
    """The summary box of a workstream: labels and values."""

    items: tuple[Fact, ...]
    id: str = ""


class Note(msgspec.Struct, frozen=True, tag="note", omit_defaults=True):
    """Words set apart from the text, such as "No approved update was received"."""

    blocks: tuple[Block, ...]
    id: str = ""


class Due(msgspec.Struct, frozen=True, omit_defaults=True):
    """A milestone of a timeline: the day it is due now or was due, and the first day if it slipped.

    One that was dropped keeps the day it was due; `due_on` is None where there never was a day.
    """

    reference: str
    title: str
    due_on: date | None = None
    first_on: date | None = None
    done: bool = False
    dropped: bool = False


class Timeline(msgspec.Struct, frozen=True, tag="timeline", omit_defaults=True):
    """Milestones along the days, with the reporting period and the meeting it serves."""

    milestones: tuple[Due, ...]
    starts_on: date
    ends_on: date
    meeting_on: date | None = None


class MeasureSeries(msgspec.Struct, frozen=True, tag="measure", omit_defaults=True):
    """The values of one measure, oldest first: a period's short name, and its value or None.

    Unit, target and direction are as in `webapp.domain.measures.Agreed`. `webapp.drawing.charts`
    makes a chart and a table of it.
    """

    title: str
    points: tuple[tuple[str, Decimal | None], ...]
    unit: str = ""
    baseline: Decimal | None = None
    target: Decimal | None = None
    target_to: Decimal | None = None
    direction: Direction = Direction.UP


class Chart(msgspec.Struct, frozen=True, tag="chart", omit_defaults=True):
    """A picture drawn from its data, under its title; a table of the same data stands after it.

    `alternative` says in full sentences, with the numbers, what the picture shows.
    """

    title: str
    alternative: str
    data: Timeline | MeasureSeries
    id: str = ""


Block = Paragraph | Heading | ItemList | Table | Facts | Note | Chart


def words(text: str) -> Paragraph:
    """Return a paragraph of plain words; nothing in them is markup."""
    return Paragraph((Text(text),))


def cell(content: str | Rating | tuple[Block, ...]) -> Cell:
    """Return a table cell from plain words, a rating or blocks."""
    if isinstance(content, str):
        return Cell((words(content),))
    if isinstance(content, Rating):
        return Cell((Paragraph((content,)),))
    return Cell(content)


def texts(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield what blocks say, paragraph by paragraph in the order in which it is read."""
    for block in blocks:
        match block:
            case Paragraph():
                yield "".join(map(_said, block.inlines))
            case Heading():
                yield block.text
            case Note():
                yield from texts(block.blocks)
            case ItemList():
                yield from texts(inner for item in block.items for inner in item.blocks)
            case Table():
                yield from (block.caption, *block.header)
                cells = (one for row in block.rows for one in row.cells)
                yield from texts(inner for one in cells for inner in one.blocks)
            case Facts():
                for fact in block.items:
                    yield fact.label
                    yield from texts(fact.blocks)
            case _:
                yield from (block.title, block.alternative)


def _said(part: Inline) -> str:
    """Return the words of a run; a new line parts those around it."""
    if isinstance(part, Text):
        return part.text
    return part.label if isinstance(part, Rating) else "\n"
