"""Writes blocks of text as WordprocessingML: paragraphs, lists, tables, links."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import count, zip_longest
from typing import assert_never
from xml.sax.saxutils import escape, quoteattr

import docx
from docx.opc.constants import RELATIONSHIP_TYPE

from models.enums import Mark
from webapp.domain.blocks import (
    Block,
    Break,
    Chart,
    Facts,
    Heading,
    Inline,
    Item,
    ItemList,
    Note,
    Paragraph,
    Rating,
    Table,
    Text,
)
from webapp.packs.document import Section
from webapp.packs.renderers import columns, word_picture, word_template
from webapp.waymark_verify import SHA256

MARKS = {
    Mark.GREEN: ("●", "00703C"),
    Mark.GREEN_AMBER: ("◕", "4F7A00"),
    Mark.AMBER: ("◑", "A85B00"),
    Mark.AMBER_RED: ("◔", "B8400E"),
    Mark.RED: ("◆", "A60F1C"),
}
FACTS = (2541, 6871)
"""Widths of label and value in a box of facts, in twentieths of a point."""
_SMALL_ROOM = (
    "<w:tblCellMar><w:left w:w='45' w:type='dxa'/><w:right w:w='45' w:type='dxa'/></w:tblCellMar>"
)
KEPT = "<w:keepNext/>"
"""A property of paragraphs that stand on the page of what comes below them."""
BROAD = 1.17
"""How much wider the letters of a Word file are than those of our own font."""
TABLE = columns.Type(word_template.LINE / 20, 10.0, 10.0, BROAD)
SMALL = columns.Type(word_template.WIDE_LINE / 20, 7.5, 4.5, 1.1, stacked=True)


class Writer:
    """Writes blocks as WordprocessingML, counting its bookmarks and keeping its links."""

    def __init__(self, file: docx.document.Document) -> None:
        self.file = file
        self.bookmarks = count(1)
        self.links: dict[str, str] = {}
        self.pictures = count(1)
        self.wide = False
        """Whether what is written now stands on a page on its side, in small type."""

    def section(self, section: Section, extra: str = "") -> Iterator[str]:
        """Yield the heading of a section, which can be linked to, and what stands below it.

        `extra` are further properties of the heading's paragraph.
        """
        number = next(self.bookmarks)
        title = (
            f"<w:bookmarkStart w:id='{number}' w:name={quoteattr(bookmark(section))}/>"
            f"{run(section.title)}<w:bookmarkEnd w:id='{number}'/>"
        )
        yield paragraph(f"Heading {section.level}", title, extra)
        self.wide = section.wide
        yield from self.blocks(section.blocks)
        self.wide = False

    def blocks(
        self, blocks: Iterable[Block], style: str = "Normal", *, kept: bool = False
    ) -> Iterator[str]:
        """Yield blocks in order; `style` is of their paragraphs.

        Those that are `kept` stand on the page of what comes below them.
        """
        given = tuple(blocks)
        for block, below in zip_longest(given, given[1:]):
            match block:
                case Paragraph():
                    leads = kept or isinstance(below, Table | Facts | Chart)
                    extra = KEPT if leads else ""
                    kind = "Fingerprint" if _is_fingerprint(block) else style
                    yield paragraph(kind, self.runs(block.inlines), extra)
                case Heading():
                    yield paragraph(f"Heading {block.level}", run(block.text))
                case ItemList():
                    leads = isinstance(below, Table)
                    yield from self.list(block, depth=1, kept=leads)
                    if leads:
                        yield paragraph("Table Edge", "", KEPT)
                case Table():
                    yield self.table(block)
                case Facts():
                    yield self.facts(block)
                case Note():
                    yield from self.blocks(block.blocks, "Note")
                case Chart():
                    yield paragraph("Chart Title", run(block.title))
                    yield paragraph(
                        "Chart", word_picture.run(block, self.file, next(self.pictures))
                    )
                case _:
                    assert_never(block)

    def list(self, block: ItemList, depth: int, *, kept: bool = False) -> Iterator[str]:
        """Yield a list; numbers are words of the text, so they stay as they were approved.

        The last item of one that is `kept` stands on the page of what comes below it.
        """
        level = min(depth, word_template.DEEPEST_LIST)
        first, after = f"Numbered {level}", f"List Text {level}"
        if not block.ordered:
            first = f"Bulleted {level}"
        elif any("." in item.marker.rstrip(".") for item in block.items):
            # As wide as two levels, so that the text of "10.12" is in line with that of "1.1".
            first, after, depth = "Paragraph Number", "Paragraph Text", depth + 1
        for item in block.items:
            extra = KEPT if kept and item is block.items[-1] else ""
            yield from self.item(item, first, after, depth, extra)

    def item(
        self, item: Item, style: str, after: str, depth: int, extra: str = ""
    ) -> Iterator[str]:
        """Yield one item of a list; `style` is of its first paragraph, `after` of those below.

        `extra` are further properties of its paragraphs.
        """
        mark = f"{run(item.marker)}<w:r><w:tab/></w:r>" if item.marker else ""
        if item.blocks and not isinstance(item.blocks[0], Paragraph):
            yield paragraph(style, mark)
            mark = ""
        for place, part in enumerate(item.blocks):
            if isinstance(part, Paragraph):
                words = ("" if place else mark) + self.runs(part.inlines)
                yield paragraph(after if place else style, words, extra)
            elif isinstance(part, ItemList):
                yield from self.list(part, depth + 1)
            else:
                yield from self.blocks((part,))

    def table(self, table: Table) -> str:
        """Return a table whose header row is repeated on every page."""
        widths = [
            round(20 * width) for width in columns.fitted(table, SMALL if self.wide else TABLE)
        ]
        size = "Small" if self.wide else "Table"
        header = "".join(
            _cell(
                width,
                paragraph(f"{size} Heading", run(text)),
                "<w:shd w:val='clear' w:fill='EDF3F4'/>",
            )
            for width, text in zip(widths, table.header, strict=True)
        )
        whole = columns.on_one_page(table)
        rows = "".join(
            "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
            + "".join(
                _cell(
                    width,
                    "".join(
                        self.blocks(
                            cell.blocks,
                            f"{size} {'Key' if place == 0 else 'Text'}",
                            kept=whole and row is not table.rows[-1],
                        )
                    ),
                )
                for place, (width, cell) in enumerate(zip(widths, row.cells, strict=True))
            )
            + "</w:tr>"
            for row in table.rows
        )
        return _table(
            widths,
            f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{header}</w:tr>{rows}",
            f"{_SMALL_ROOM if self.wide else ''}"
            "<w:tblLook w:val='04A0' w:firstRow='1' w:lastRow='0' w:firstColumn='1' "
            "w:lastColumn='0' w:noHBand='0' w:noVBand='1'/>"
            f"<w:tblCaption w:val={quoteattr(table.caption)}/>",
        )

    def facts(self, facts: Facts) -> str:
        """Return a box of labels and values."""
        label, value = FACTS
        whole = columns.on_one_page(facts)
        rows = ""
        for fact in facts.items:
            kept = whole and fact is not facts.items[-1]
            name = paragraph("Fact Label", run(fact.label), KEPT if kept else "")
            said = "".join(self.blocks(fact.blocks, "Fact Text", kept=kept))
            rows += (
                "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
                f"{_cell(label, name)}{_cell(value, said)}</w:tr>"
            )
        return _table(
            FACTS,
            rows,
            "<w:tblLook w:val='0680' w:firstRow='0' w:lastRow='0' w:firstColumn='1' "
            "w:lastColumn='0' w:noHBand='1' w:noVBand='1'/><w:tblCaption w:val='Summary'/>",
        )

    def runs(self, inlines: Sequence[Inline]) -> str:
        """Return the words of a paragraph."""
        return "".join(self.inline(inline) for inline in inlines)

    def inline(self, inline: Inline) -> str:
        """Return one piece of a paragraph: words, a link, a new line or a rating."""
        match inline:
            case Text():
                if not inline.href:
                    return run(inline.text, strong=inline.strong, emphasis=inline.emphasis)
                words = run(
                    inline.text,
                    strong=inline.strong,
                    emphasis=inline.emphasis,
                    colour="0B5468",
                    underline=True,
                )
                link = self.link(inline.href)
                return f"<w:hyperlink r:id='{link}' w:history='1'>{words}</w:hyperlink>"
            case Break():
                return "<w:r><w:br/></w:r>"
            case Rating():
                glyph, colour = MARKS[inline.mark]
                # In a narrow column the label stands below its mark.
                joint = "<w:r><w:br/></w:r>" if self.wide else ""
                shape = run(glyph if joint else f"{glyph}\u00a0", colour=colour, symbol=True)
                label = inline.label.replace("/", "/\u200b") if joint else inline.label
                return f"{shape}{joint}{run(label, strong=True)}"
            case _:
                assert_never(inline)

    def link(self, address: str) -> str:
        """Return the id under which the file knows an outside address."""
        if address not in self.links:
            self.links[address] = self.file.part.relate_to(
                address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True
            )
        return self.links[address]


def run(
    text: str,
    *,
    strong: bool = False,
    emphasis: bool = False,
    underline: bool = False,
    symbol: bool = False,
    colour: str = "",
) -> str:
    """Return words set in one way."""
    properties = (
        (
            "<w:rFonts w:ascii='Segoe UI Symbol' w:hAnsi='Segoe UI Symbol' w:cs='Segoe UI Symbol' "
            "w:eastAsia='Segoe UI Symbol'/>"
            if symbol
            else ""
        )
        + ("<w:b/>" if strong else "")
        + ("<w:i/>" if emphasis else "")
        + (f"<w:color w:val='{colour}'/>" if colour else "")
        + ("<w:u w:val='single'/>" if underline else "")
    )
    start = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f"<w:r>{start}<w:t xml:space='preserve'>{escape(text)}</w:t></w:r>"


def paragraph(style: str, content: str, extra: str = "") -> str:
    """Return a paragraph; `extra` are further properties, after its style."""
    name = style.replace(" ", "")
    return f"<w:p><w:pPr><w:pStyle w:val='{name}'/>{extra}</w:pPr>{content}</w:p>"


def _is_fingerprint(block: Paragraph) -> bool:
    first = block.inlines[0] if block.inlines else None
    return isinstance(first, Text) and SHA256.fullmatch(first.text) is not None


def _cell(width: int, content: str, extra: str = "") -> str:
    # Word asks for a paragraph at the end of every cell, also after a table or a list.
    return f"<w:tc><w:tcPr><w:tcW w:w='{width}' w:type='dxa'/>{extra}</w:tcPr>{content}</w:tc>"


def _table(widths: Sequence[int], rows: str, properties: str) -> str:
    grid = "".join(f"<w:gridCol w:w='{width}'/>" for width in widths)
    return (
        "<w:tbl><w:tblPr><w:tblStyle w:val='PackTable'/>"
        f"<w:tblW w:w='{sum(widths)}' w:type='dxa'/><w:tblLayout w:type='fixed'/>{properties}"
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>{paragraph('Table Edge', '')}"
    )


def bookmark(section: Section) -> str:
    """Return the name under which a section can be linked to."""
    return f"section_{section.id}".replace("-", "_")
