"""The empty Word file every pack is written into: page, language and styles."""

import io
from copy import deepcopy
from functools import cache
from typing import Any

import docx
from docx.enum.section import WD_ORIENTATION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor, Twips
from docx.styles.style import ParagraphStyle
from lxml import etree

from webapp.narrative import DEEPEST_HEADING

BRAND = "0B3C49"
SOFT = "505A5F"
FONT = "Arial"
DEEPEST_LIST = 3
LINE = 9412
"""Width of a line between the margins, in twentieths of a point (166 mm)."""
WIDE_LINE = 14344
"""The same on a page on its side (253 mm)."""

_HEADINGS = ((19, 22, 8), (13.5, 16, 5), (11.5, 12, 4), (10.5, 10, 4), (10.5, 10, 4))
"""Size, space above and space below of each level of heading, in points."""


@cache
def blank() -> bytes:
    """Return the empty file as bytes; made once."""
    file = docx.Document()
    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin, section.bottom_margin = Mm(24), Mm(22)
    section.different_first_page_header_footer = True
    _styles(file)
    _settings(file)
    written = io.BytesIO()
    file.save(written)
    return written.getvalue()


def header(file: Any, text: str) -> None:  # noqa: ANN401 - python-docx names its class as its maker
    """Write at the head of every page but the first whom it is for, and the section it is in."""
    for section in file.sections:
        section.header.is_linked_to_previous = False
        paragraph = section.header.paragraphs[0]
        paragraph.style = file.styles["Header"]
        _end_stop(section, paragraph)
        paragraph.add_run(f"{text}\t")
        paragraph._p.append(_field("STYLEREF &quot;Heading 1&quot;"))  # noqa: SLF001 - see _field


def footer(file: Any, text: str, *, secret: bool = False) -> None:  # noqa: ANN401 - see header
    """Write the running title and "Page x of y" at the foot of every page but the first.

    Pages of a `secret` file also say that they are not for publication.
    """
    for section in file.sections:
        section.footer.is_linked_to_previous = False
        paragraph = section.footer.paragraphs[0]
        paragraph.style = file.styles["Footer"]
        _end_stop(section, paragraph)
        paragraph.add_run(f"{text}\t")
        if secret:
            paragraph.add_run("Not for publication").bold = True
        paragraph.add_run(" · Page " if secret else "Page ")
        for field, joint in (("PAGE", " of "), ("NUMPAGES", "")):
            paragraph._p.append(_field(field, "1"))  # noqa: SLF001 - see _field
            paragraph.add_run(joint)


def _end_stop(section: Any, paragraph: Any) -> None:  # noqa: ANN401 - see header
    """Put the end of a line where it is on a page on its side."""
    if section.orientation is WD_ORIENTATION.LANDSCAPE:
        stops = paragraph.paragraph_format.tab_stops
        stops.add_tab_stop(Twips(LINE), WD_TAB_ALIGNMENT.CLEAR)
        stops.add_tab_stop(Twips(WIDE_LINE), WD_TAB_ALIGNMENT.RIGHT)


def _field(instruction: str, shown: str = "") -> Any:  # noqa: ANN401 - python-docx has no fields
    """Return a field, which Word works out as it sets the page."""
    return parse_xml(
        f"<w:fldSimple {nsdecls('w')} w:instr='{instruction}'>"
        f"<w:r><w:t>{shown}</w:t></w:r></w:fldSimple>"
    )


def page_ends(file: Any, *, wide: bool) -> str:  # noqa: ANN401 - see header
    """Return the paragraph that ends the pages before it: on their side where `wide`, or upright.

    The first pages alone have a foot of their own. What follows begins on a new page.
    """
    last = file.element.body.sectPr
    ending = deepcopy(last)
    for first in last.findall(qn("w:titlePg")):
        last.remove(first)
    if wide:
        size = ending.find(qn("w:pgSz"))
        across, down = size.get(qn("w:w")), size.get(qn("w:h"))
        size.set(qn("w:w"), down)
        size.set(qn("w:h"), across)
        size.set(qn("w:orient"), "landscape")
    properties = etree.tostring(ending, encoding="unicode")
    return f"<w:p><w:pPr><w:pStyle w:val='TableEdge'/>{properties}</w:pPr></w:p>"


def _styles(file: Any) -> None:  # noqa: ANN401 - see header
    styles = file.styles
    normal = styles["Normal"]
    _set(normal, size=11, after=6)
    normal.paragraph_format.line_spacing = 1.15
    _language(styles.element)
    for level in range(1, DEEPEST_HEADING + 1):
        size, above, below = _HEADINGS[level - 1]
        style = styles[f"Heading {level}"]
        _set(style, size=size, before=above, after=below, bold=True, colour=BRAND)
        style.font.italic = False
        style.paragraph_format.keep_with_next = True
    title = styles["Title"]
    _set(title, size=32, before=24, after=8, bold=True, colour=BRAND)
    for border in title.element.pPr.findall(qn("w:pBdr")):
        title.element.pPr.remove(border)
    _set(styles["Subtitle"], size=16, after=110, colour=SOFT)
    styles["Subtitle"].font.italic = False
    organisation = _new(styles, "Organisation")
    _set(organisation, size=13, before=110, bold=True, colour=BRAND)
    _border(organisation, f"<w:bottom w:val='single' w:sz='24' w:space='10' w:color='{BRAND}'/>")
    particulars = _new(styles, "Particulars")
    _set(particulars, size=9.5, after=6)
    particulars.paragraph_format.tab_stops.add_tab_stop(Mm(46))
    particulars.paragraph_format.left_indent = Mm(46)
    particulars.paragraph_format.first_line_indent = Mm(-46)
    heading = _new(styles, "Contents Heading")
    _set(heading, size=19, after=8, bold=True, colour=BRAND)
    heading.paragraph_format.page_break_before = True
    for level, indent in ((1, 0), (2, 14)):
        line = _new(styles, f"TOC {level}")
        _set(line, after=5)
        line.paragraph_format.left_indent = Pt(indent)
        line.paragraph_format.right_indent = Mm(12)
        line.paragraph_format.tab_stops.add_tab_stop(Twips(LINE), WD_TAB_ALIGNMENT.RIGHT)
    _report_top(styles)
    _lists(styles)
    _numbered_paragraphs(styles)
    _tables(styles)
    _set(_new(styles, "Fact Text"), after=2)
    _set(_new(styles, "Fingerprint"), size=9, after=2)  # stands on one line of a box of facts
    _set(_new(styles, "Fact Label"), after=2, bold=True, colour=BRAND)
    note = _new(styles, "Note")
    _set(note, size=10.5, before=6, after=10, bold=True)
    note.paragraph_format.left_indent = Mm(5)
    note.paragraph_format.keep_with_next = True
    _border(note, "<w:left w:val='single' w:sz='36' w:space='10' w:color='C4CDD1'/>")
    for name in ("Header", "Footer"):
        properties = styles[name].element.pPr
        _set(styles[name], size=8, colour=SOFT)
        properties.replace(
            properties.find(qn("w:tabs")),
            parse_xml(f"<w:tabs {nsdecls('w')}><w:tab w:val='right' w:pos='{LINE}'/></w:tabs>"),
        )
    _table_style(styles)


def report_headings(file: Any) -> None:  # noqa: ANN401 - see header
    """Make the headings of a file smaller than the title of a report, which stands above them."""
    for name, size, above in (("Heading 1", 14, 18), ("Heading 2", 11.5, 12)):
        style = file.styles[name]
        style.font.size, style.paragraph_format.space_before = Pt(size), Pt(above)


def _settings(file: Any) -> None:  # noqa: ANN401 - see header
    """Say that the file is of today's Word, which then opens it as one, and in British English."""
    settings = file.settings.element
    mode = next(
        one
        for one in settings.iter(qn("w:compatSetting"))
        if one.get(qn("w:name")) == "compatibilityMode"
    )
    mode.set(qn("w:val"), "15")
    settings.find(qn("w:themeFontLang")).set(qn("w:val"), "en-GB")


def _report_top(styles: Any) -> None:  # noqa: ANN401 - see header
    """Add the styles above the front matter of a cover report."""
    organisation = _new(styles, "Report Organisation")
    _set(organisation, size=11, after=12, bold=True, colour=SOFT)
    _border(organisation, f"<w:bottom w:val='single' w:sz='24' w:space='4' w:color='{BRAND}'/>")
    _set(_new(styles, "Committee"), size=15, after=2, bold=True, colour=BRAND)
    meeting = _new(styles, "Meeting")
    _set(meeting, after=14)
    meeting.paragraph_format.tab_stops.add_tab_stop(Twips(LINE), WD_TAB_ALIGNMENT.RIGHT)
    title = _new(styles, "Report Title")
    title.base_style = styles["Title"]
    _set(title, size=22, after=12, bold=True, colour=BRAND)


def _tables(styles: Any) -> None:  # noqa: ANN401 - see header
    """Add the styles of words in tables, of both sizes, and those around charts."""
    for name, size in (("Table", 10.0), ("Small", 7.5)):
        _set(_new(styles, f"{name} Text"), size=size, after=2)
        _set(_new(styles, f"{name} Key"), size=size, after=2, bold=True)
        heading = _new(styles, f"{name} Heading")
        _set(heading, size=size, after=2, bold=True, colour=BRAND)
        heading.paragraph_format.keep_with_next = True
    _set(_new(styles, "Table Edge"), size=4, after=4)
    title = _new(styles, "Chart Title")
    _set(title, size=10, before=4, after=3, bold=True)
    title.paragraph_format.keep_with_next = True
    _set(_new(styles, "Chart"), after=8)


def _lists(styles: Any) -> None:  # noqa: ANN401 - see header
    """Add the list styles of each depth: bulleted by Word itself, numbered in the text."""
    for depth in range(1, DEEPEST_LIST + 1):
        indent = Mm(6 * depth)
        bulleted = _new(styles, f"Bulleted {depth}")
        based_on = "List Bullet" if depth == 1 else f"List Bullet {depth}"
        bulleted.base_style = styles[based_on]
        numbered = _new(styles, f"Numbered {depth}")
        for style in (bulleted, numbered):
            _set(style, after=3)
            style.paragraph_format.left_indent = indent
            style.paragraph_format.first_line_indent = Mm(-6)
            style.paragraph_format.tab_stops.add_tab_stop(indent)
        text = _new(styles, f"List Text {depth}")
        _set(text, after=3)
        text.paragraph_format.left_indent = indent


def _numbered_paragraphs(styles: Any) -> None:  # noqa: ANN401 - see header
    """Add the style of paragraphs with a number such as 10.12, and of what goes on below one."""
    for name, first_line in (("Paragraph Number", -12), ("Paragraph Text", 0)):
        style = _new(styles, name)
        _set(style, after=6)
        style.paragraph_format.left_indent = Mm(12)
        style.paragraph_format.first_line_indent = Mm(first_line)
        style.paragraph_format.tab_stops.add_tab_stop(Mm(12))


def _table_style(styles: Any) -> None:  # noqa: ANN401 - see header
    """Add the table style: hairlines between rows, no vertical lines, room in the cells."""
    line = "w:val='single' w:sz='4' w:space='0' w:color='C4CDD1'"
    styles.element.append(
        parse_xml(
            f"<w:style {nsdecls('w')} w:type='table' w:customStyle='1' w:styleId='PackTable'>"
            "<w:name w:val='Pack Table'/><w:basedOn w:val='TableNormal'/><w:qFormat/><w:tblPr>"
            f"<w:tblBorders><w:top {line}/><w:bottom {line}/><w:insideH {line}/></w:tblBorders>"
            "<w:tblCellMar><w:top w:w='70' w:type='dxa'/><w:left w:w='90' w:type='dxa'/>"
            "<w:bottom w:w='50' w:type='dxa'/><w:right w:w='90' w:type='dxa'/></w:tblCellMar>"
            "</w:tblPr><w:tblStylePr w:type='firstRow'><w:tcPr><w:tcBorders>"
            f"<w:bottom w:val='single' w:sz='8' w:space='0' w:color='{BRAND}'/></w:tcBorders>"
            "</w:tcPr></w:tblStylePr></w:style>"
        )
    )


def _new(styles: Any, name: str) -> ParagraphStyle:  # noqa: ANN401 - see header
    style: ParagraphStyle = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = styles["Normal"]
    return style


def _set(
    style: ParagraphStyle,
    *,
    size: float | None = None,
    before: float = 0,
    after: float = 0,
    bold: bool = False,
    colour: str = "",
) -> None:
    font = style.font
    font.name = FONT
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:cs"), FONT)
    fonts.set(qn("w:eastAsia"), FONT)
    if size:
        font.size = Pt(size)
    font.bold = bold
    if colour:
        font.color.rgb = RGBColor.from_string(colour)
    style.paragraph_format.space_before = Pt(before)
    style.paragraph_format.space_after = Pt(after)


def _border(style: ParagraphStyle, line: str) -> None:
    """Give a style a border; Word wants it between these and whatever stands before them."""
    border = parse_xml(f"<w:pBdr {nsdecls('w')}>{line}</w:pBdr>")
    later = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc")
    style.element.get_or_add_pPr().insert_element_before(border, *later)


def _language(styles: Any) -> None:  # noqa: ANN401 - see header
    """Say that the whole file is in British English."""
    for language in styles.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
