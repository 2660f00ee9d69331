"""Sets a document as a Word file with real headings, table header rows and a contents list."""

import io
from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

import docx

from webapp.packs.document import Document
from webapp.packs.renderers import word_file, word_template
from webapp.packs.renderers.word_blocks import Writer, bookmark, paragraph, run

TOP = "<w:pageBreakBefore/><w:spacing w:before='0'/>"
"""Properties of a heading that begins a page."""


def render(document: Document) -> bytes:
    """Return the Word file. The same document gives the same bytes, whatever clock or locale."""
    file = docx.Document(io.BytesIO(word_template.blank()))
    writer = Writer(file)
    body = "".join((*_title_page(document), *_contents(document), *_body(writer, document)))
    end = file.element.body[-1]  # the page's size and margins, always last
    for element in word_file.elements(body):
        end.addprevious(element)
    about = " · ".join(filter(None, (document.audience_name, document.meeting_label)))
    word_template.header(file, about)
    secret = bool(document.publication) and not document.public
    word_template.footer(file, document.running_title, secret=secret)
    return word_file.finish(
        file,
        title=f"{document.title}, {document.period}",
        subject=document.subtitle,
        author=document.organisation,
        language=document.language,
        on=document.prepared_on,
    )


def _title_page(document: Document) -> Iterator[str]:
    yield paragraph("Organisation", run(document.organisation))
    yield paragraph("Title", run(document.title))
    yield paragraph("Subtitle", run(document.subtitle))
    for label, value in document.particulars:
        label_run = run(label, strong=True, colour=word_template.BRAND)
        yield paragraph("Particulars", f"{label_run}<w:r><w:tab/></w:r>{run(value)}")


def _contents(document: Document) -> Iterator[str]:
    """Yield a contents field with its lines in place.

    Word writes the numbers of the pages as it prints the file or makes a PDF of it; until then
    there are none, for nobody else knows where its pages end.
    """
    yield paragraph("Contents Heading", run("Contents"))
    last = len(document.sections) - 1
    deepest = max((section.level for section in document.sections), default=1)
    for place, section in enumerate(document.sections):
        line = (
            f"<w:hyperlink w:anchor={quoteattr(bookmark(section))} w:history='1'>"
            f"{run(section.title)}<w:r><w:tab/></w:r><w:fldSimple w:instr=' PAGEREF "
            f"{bookmark(section)} \\h '><w:r><w:t></w:t></w:r></w:fldSimple></w:hyperlink>"
        )
        if place == 0:
            line = (
                "<w:r><w:fldChar w:fldCharType='begin'/></w:r>"
                f"<w:r><w:instrText xml:space='preserve'> TOC \\o \"1-{deepest}\" \\h \\z "
                f"</w:instrText></w:r><w:r><w:fldChar w:fldCharType='separate'/></w:r>{line}"
            )
        if place == last:
            line += "<w:r><w:fldChar w:fldCharType='end'/></w:r>"
        yield paragraph(f"TOC {section.level}", line)


def _body(writer: Writer, document: Document) -> Iterator[str]:
    turned = False
    for place, section in enumerate(document.sections):
        # What an edition corrects stands below the contents.
        new_page = section.new_page or (place == 0 and section.id != "correction")
        if section.wide:
            yield word_template.page_ends(writer.file, wide=False)
        yield from writer.section(section, TOP if new_page or turned else "")
        if section.wide:
            yield word_template.page_ends(writer.file, wide=True)
        turned = section.wide
