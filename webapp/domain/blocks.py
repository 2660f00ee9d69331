"""The pieces every text is made of, before it becomes a page, a PDF or a Word file."""

from __future__ import annotations

import msgspec

from models.enums import Mark


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


Block = Paragraph | Heading | ItemList | Table | Facts | Note


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
