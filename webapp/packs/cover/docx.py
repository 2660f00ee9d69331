"""Sets a cover report as a Word file in our own layout."""

import io
from collections.abc import Iterator

import docx

from webapp.domain.blocks import Fact, Facts, words
from webapp.packs.cover.document import CoverDocument
from webapp.packs.renderers import word_file, word_template
from webapp.packs.renderers.word_blocks import Writer, paragraph, run


def render(document: CoverDocument) -> bytes:
    """Return the Word file; the same document gives the same bytes."""
    file = docx.Document(io.BytesIO(word_template.blank()))
    word_template.report_headings(file)
    writer = Writer(file)
    parts = (*_heading(document), front(writer, document), *body(writer, document))
    end = file.element.body[-1]  # the page's size and margins, always last
    for element in word_file.elements("".join(parts)):
        end.addprevious(element)
    file.sections[0].different_first_page_header_footer = False
    word_template.footer(file, document.running_title)
    return finish(file, document)


def _heading(document: CoverDocument) -> Iterator[str]:
    yield paragraph("Report Organisation", run(document.organisation))
    yield paragraph("Committee", run(document.committee))
    item = f"<w:r><w:tab/></w:r>{run('Agenda item ')}" if document.agenda_item else ""
    number = run(document.agenda_item, strong=True) if document.agenda_item else ""
    yield paragraph("Meeting", f"{run(document.meets_label)}{item}{number}")
    yield paragraph("Report Title", run(document.title))


def front(writer: Writer, document: CoverDocument) -> str:
    """Return the box of front matter below the title."""
    return writer.facts(Facts(tuple(Fact(label, (words(text),)) for label, text in document.front)))


def body(writer: Writer, document: CoverDocument) -> Iterator[str]:
    """Yield everything from the recommendations on, and what this version is."""
    for section in document.sections:
        yield from writer.section(section)
    yield paragraph("Heading 1", run("This report"))
    facts = (Fact(label, (words(text),)) for label, text in document.particulars)
    yield writer.facts(Facts(tuple(facts)))


def finish(file: docx.document.Document, document: CoverDocument) -> bytes:
    """Return the bytes of a file with what it is in its properties."""
    return word_file.finish(
        file,
        title=f"{document.title}, {document.committee}, {document.meets_label}",
        subject=document.programme,
        author=document.organisation,
        language=document.language,
        on=document.prepared_on,
    )
