"""Sets a document as a Word file with real headings, table header rows and a contents list."""

import io
from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

import docx

from webapp.packs.document import Document
from webapp.packs.renderers import word_file, word_template
from webapp.packs.renderers.word_blocks import Writer, bookmark, paragraph, run


def render(document: Document) -> bytes:
    """Return the Word file. The same document gives the same bytes, whatever clock or locale."""
    file = docx.Document(io.BytesIO(word_template.blank()))
    writer = Writer(file)
    body = "".join((*_title_page(document), *_contents(document), *_body(writer, document)))
    end = file.element.body[-1]  # the page's size and margins, always last
    for element in word_file.elements(body):
        end.addprevious(element)
    word_template.footer(file, document.running_title)
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
    """Yield a contents field with its lines in place; Word can bring it up to date."""
    yield paragraph("Contents Heading", run("Contents"))
    last = len(document.sections) - 1
    deepest = max((section.level for section in document.sections), default=1)
    for place, section in enumerate(document.sections):
        line = (
            f"<w:hyperlink w:anchor={quoteattr(bookmark(section))} w:history='1'>"
            f"{run(section.title)}</w:hyperlink>"
        )
        if place == 0:
            line = (
                "<w:r><w:fldChar w:fldCharType='begin'/></w:r>"
                f"<w:r><w:instrText xml:space='preserve'> TOC \\o \"1-{deepest}\" \\n \\h \\z "
                f"</w:instrText></w:r><w:r><w:fldChar w:fldCharType='separate'/></w:r>{line}"
            )
        if place == last:
            line += "<w:r><w:fldChar w:fldCharType='end'/></w:r>"
        yield paragraph(f"TOC {section.level}", line)


def _body(writer: Writer, document: Document) -> Iterator[str]:
    for place, section in enumerate(document.sections):
        new_page = section.new_page or place == 0
        if section.wide:
            yield word_template.page_ends(writer.file, wide=False)
        yield from writer.section(section, "<w:pageBreakBefore/>" if new_page else "")
        if section.wide:
            yield word_template.page_ends(writer.file, wide=True)
