"""Sets a document as a Word file with real headings, table header rows and a contents list."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import count
from typing import assert_never
from xml.sax.saxutils import escape, quoteattr

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from models.enums import Mark
from webapp.domain.blocks import (
    Block,
    Break,
    Facts,
    Heading,
    Inline,
    ItemList,
    Note,
    Paragraph,
    Rating,
    Table,
    Text,
)
from webapp.packs.document import Document, Section
from webapp.packs.renderers import word_template

MARKS = {
    Mark.GREEN: ("●", "00703C"),
    Mark.GREEN_AMBER: ("◕", "4F7A00"),
    Mark.AMBER: ("◑", "A85B00"),
    Mark.AMBER_RED: ("◔", "B8400E"),
    Mark.RED: ("◆", "A60F1C"),
}
FACTS = (2541, 6871)
"""Widths of label and value in a box of facts, in twentieths of a point."""
LETTER, ROOM = 112, 220
"""Width of a letter of a table and of the room beside its words, in twentieths of a point."""
# A zip file's clock starts here; every part of the file carries this date.
_EPOCH = (1980, 1, 1, 0, 0, 0)


def render(document: Document) -> bytes:
    """Return the Word file. The same document gives the same bytes, whatever clock or locale."""
    file = docx.Document(io.BytesIO(word_template.blank()))
    writer = _Writer(file)
    body = "".join(
        (*writer.title_page(document), *writer.contents(document), *writer.body(document))
    )
    namespaces = nsdecls("w", "r")
    tree = parse_xml(f"<w:body {namespaces}>{body}</w:body>")
    end = file.element.body[-1]  # the page's size and margins, always last
    for element in list(tree):
        end.addprevious(element)
    word_template.footer(file, document.running_title)
    issued = datetime.fromisoformat(document.prepared_on)
    properties = file.core_properties
    properties.title = f"{document.title}, {document.period}"
    properties.subject = document.subtitle
    properties.author = properties.last_modified_by = document.organisation
    properties.language = document.language
    properties.created = properties.modified = issued
    properties.revision = 1
    properties.comments = properties.keywords = ""
    written = io.BytesIO()
    file.save(written)
    return _repeatable(written)


def _repeatable(written: io.BytesIO) -> bytes:
    """Return the zip file with its parts in a fixed order and with a fixed date."""
    result = io.BytesIO()
    with zipfile.ZipFile(written) as source, zipfile.ZipFile(result, "w") as target:
        first = "[Content_Types].xml"
        for name in sorted(source.namelist(), key=lambda name: (name != first, name)):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.external_attr = 0o600 << 16
            entry.create_system = 3
            target.writestr(entry, source.read(name), zipfile.ZIP_DEFLATED, 6)
    return result.getvalue()


class _Writer:
    """Writes blocks as WordprocessingML, counting its bookmarks and keeping its links."""

    def __init__(self, file: docx.document.Document) -> None:
        self.file = file
        self.bookmarks = count(1)
        self.links: dict[str, str] = {}

    def title_page(self, document: Document) -> Iterator[str]:
        yield _paragraph("Organisation", _run(document.organisation))
        yield _paragraph("Title", _run(document.title))
        yield _paragraph("Subtitle", _run(document.subtitle))
        for label, value in document.particulars:
            label_run = _run(label, strong=True, colour=word_template.BRAND)
            yield _paragraph("Particulars", f"{label_run}<w:r><w:tab/></w:r>{_run(value)}")

    def contents(self, document: Document) -> Iterator[str]:
        """Yield a contents field with its lines in place; Word can bring it up to date."""
        yield _paragraph("Contents Heading", _run("Contents"))
        last = len(document.sections) - 1
        for place, section in enumerate(document.sections):
            line = (
                f"<w:hyperlink w:anchor={quoteattr(_bookmark(section))} w:history='1'>"
                f"{_run(section.title)}</w:hyperlink>"
            )
            if place == 0:
                line = (
                    "<w:r><w:fldChar w:fldCharType='begin'/></w:r>"
                    "<w:r><w:instrText xml:space='preserve'> TOC \\o \"1-1\" \\n \\h \\z "
                    f"</w:instrText></w:r><w:r><w:fldChar w:fldCharType='separate'/></w:r>{line}"
                )
            if place == last:
                line += "<w:r><w:fldChar w:fldCharType='end'/></w:r>"
            yield _paragraph("TOC 1", line)

    def body(self, document: Document) -> Iterator[str]:
        for place, section in enumerate(document.sections):
            number = next(self.bookmarks)
            title = (
                f"<w:bookmarkStart w:id='{number}' w:name={quoteattr(_bookmark(section))}/>"
                f"{_run(section.title)}<w:bookmarkEnd w:id='{number}'/>"
            )
            new_page = section.new_page or place == 0
            extra = "<w:pageBreakBefore/>" if new_page else ""
            yield _paragraph(f"Heading {section.level}", title, extra)
            yield from self.blocks(section.blocks)

    def blocks(self, blocks: Iterable[Block], style: str = "Normal") -> Iterator[str]:
        for block in blocks:
            match block:
                case Paragraph():
                    yield _paragraph(style, self.runs(block.inlines))
                case Heading():
                    yield _paragraph(f"Heading {block.level}", _run(block.text))
                case ItemList():
                    yield from self.list(block, depth=1)
                case Table():
                    yield self.table(block)
                case Facts():
                    yield self.facts(block)
                case Note():
                    yield from self.blocks(block.blocks, "Note")
                case _:
                    assert_never(block)

    def list(self, block: ItemList, depth: int) -> Iterator[str]:
        """Yield a list; numbers are words of the text, so they stay as they were approved."""
        level = min(depth, word_template.DEEPEST_LIST)
        for item in block.items:
            style = f"Numbered {level}" if block.ordered else f"Bulleted {level}"
            mark = f"{_run(item.marker)}<w:r><w:tab/></w:r>" if block.ordered else ""
            if item.blocks and not isinstance(item.blocks[0], Paragraph):
                yield _paragraph(style, mark)
                mark = ""
            for place, part in enumerate(item.blocks):
                if isinstance(part, Paragraph):
                    first = place == 0
                    yield _paragraph(
                        style if first else f"List Text {level}",
                        (mark if first else "") + self.runs(part.inlines),
                    )
                elif isinstance(part, ItemList):
                    yield from self.list(part, depth + 1)
                else:
                    yield from self.blocks((part,))

    def table(self, table: Table) -> str:
        widths = _widths(table)
        header = "".join(
            _cell(
                width,
                _paragraph("Table Heading", _run(text)),
                "<w:shd w:val='clear' w:fill='EDF3F4'/>",
            )
            for width, text in zip(widths, table.header, strict=True)
        )
        rows = "".join(
            "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
            + "".join(
                _cell(
                    width,
                    "".join(self.blocks(cell.blocks, "Table Key" if place == 0 else "Table Text")),
                )
                for place, (width, cell) in enumerate(zip(widths, row.cells, strict=True))
            )
            + "</w:tr>"
            for row in table.rows
        )
        return _table(
            widths,
            f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{header}</w:tr>{rows}",
            "<w:tblLook w:val='04A0' w:firstRow='1' w:lastRow='0' w:firstColumn='1' "
            "w:lastColumn='0' w:noHBand='0' w:noVBand='1'/>"
            f"<w:tblCaption w:val={quoteattr(table.caption)}/>",
        )

    def facts(self, facts: Facts) -> str:
        widths = FACTS
        rows = "".join(
            "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
            + _cell(widths[0], _paragraph("Fact Label", _run(fact.label)))
            + _cell(widths[1], "".join(self.blocks(fact.blocks, "Fact Text")))
            + "</w:tr>"
            for fact in facts.items
        )
        return _table(
            widths,
            rows,
            "<w:tblLook w:val='0680' w:firstRow='0' w:lastRow='0' w:firstColumn='1' "
            "w:lastColumn='0' w:noHBand='1' w:noVBand='1'/><w:tblCaption w:val='Summary'/>",
        )

    def runs(self, inlines: Sequence[Inline]) -> str:
        return "".join(self.run(inline) for inline in inlines)

    def run(self, inline: Inline) -> str:
        match inline:
            case Text():
                if not inline.href:
                    return _run(inline.text, strong=inline.strong, emphasis=inline.emphasis)
                run = _run(
                    inline.text,
                    strong=inline.strong,
                    emphasis=inline.emphasis,
                    colour="0B5468",
                    underline=True,
                )
                link = self.link(inline.href)
                return f"<w:hyperlink r:id='{link}' w:history='1'>{run}</w:hyperlink>"
            case Break():
                return "<w:r><w:br/></w:r>"
            case Rating():
                glyph, colour = MARKS[inline.mark]
                return _run(f"{glyph}\u00a0", colour=colour, symbol=True) + _run(
                    inline.label, strong=True
                )
            case _:
                assert_never(inline)

    def link(self, address: str) -> str:
        """Return the id under which the file knows an outside address."""
        if address not in self.links:
            self.links[address] = self.file.part.relate_to(
                address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True
            )
        return self.links[address]


def _run(
    text: str,
    *,
    strong: bool = False,
    emphasis: bool = False,
    underline: bool = False,
    symbol: bool = False,
    colour: str = "",
) -> str:
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


def _paragraph(style: str, content: str, extra: str = "") -> str:
    name = style.replace(" ", "")
    return f"<w:p><w:pPr><w:pStyle w:val='{name}'/>{extra}</w:pPr>{content}</w:p>"


def _cell(width: int, content: str, extra: str = "") -> str:
    # Word asks for a paragraph at the end of every cell, also after a table or a list.
    return f"<w:tc><w:tcPr><w:tcW w:w='{width}' w:type='dxa'/>{extra}</w:tcPr>{content}</w:tc>"


def _table(widths: Sequence[int], rows: str, properties: str) -> str:
    grid = "".join(f"<w:gridCol w:w='{width}'/>" for width in widths)
    return (
        "<w:tbl><w:tblPr><w:tblStyle w:val='PackTable'/>"
        f"<w:tblW w:w='{sum(widths)}' w:type='dxa'/><w:tblLayout w:type='fixed'/>{properties}"
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>{_paragraph('TableEnd', '')}"
    )


def _widths(table: Table) -> list[int]:
    """Return column widths in twentieths of a point; what short columns leave is shared out."""
    short = {
        place: ROOM + LETTER * max(map(len, (heading, *_column(table, place))))
        for place, heading in enumerate(table.header)
        if not table.widths[place]
    }
    rest = word_template.LINE - sum(short.values())
    total = sum(table.widths)
    return [
        short.get(place, rest * share // max(total, 1)) for place, share in enumerate(table.widths)
    ]


def _column(table: Table, place: int) -> Iterator[str]:
    """Yield the paragraphs of a column; a rating's mark takes the room of three letters."""
    blocks = (block for row in table.rows for block in row.cells[place].blocks)
    for inlines in (block.inlines for block in blocks if isinstance(block, Paragraph)):
        yield "".join(
            f"   {part.label}" if isinstance(part, Rating) else getattr(part, "text", " ")
            for part in inlines
        )


def _bookmark(section: Section) -> str:
    return f"section_{section.id}".replace("-", "_")
