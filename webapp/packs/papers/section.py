"""The appendices as a part of the document: what each paper is, by whom, and its fingerprint."""

from collections.abc import Iterator
from string import ascii_uppercase

from models.enums import PackPart, PaperKind
from webapp.domain.blocks import Block, Fact, Facts, Paragraph, Text, words
from webapp.domain.exempt import left_out
from webapp.domain.wording import day, kilobytes, sentence
from webapp.packs import material
from webapp.packs.document import Paper, Section
from webapp.packs.material import PackData

KIND_NAMES = {
    PaperKind.PDF: "PDF",
    PaperKind.WORD: "Word document",
    PaperKind.EXCEL: "Excel workbook",
    PaperKind.PNG: "PNG picture",
    PaperKind.JPEG: "JPEG picture",
    PaperKind.CSV: "CSV table",
    PaperKind.TEXT: "text file",
}
INTRODUCTION = (
    "These papers were written by others and keep their authors and dates. Each is a file of its "
    "own beside this edition. The line of 64 letters and figures is the fingerprint (SHA-256) of "
    "the file."
)


def letter(place: int) -> str:
    """Return the letter of an appendix by its place, from 1: A for 1, Z for 26."""
    return ascii_uppercase[place - 1]


def held(data: PackData) -> tuple[material.Paper, ...]:
    """Return the papers that an edition by this recipe holds; one for the public, no exempt one."""
    if PackPart.APPENDICES not in data.made_by.parts:
        return ()
    return tuple(paper for paper in data.papers if paper.exempt is None or not data.made_by.public)


def papers(data: PackData) -> tuple[Paper, ...]:
    """Return the papers that go out beside the document, lettered without a gap."""
    return tuple(
        Paper(
            letter=letter(place),
            title=paper.title,
            author=paper.author,
            dated_on=paper.dated_on.isoformat(),
            kind=paper.kind,
            size=paper.size,
            sha256=paper.sha256,
        )
        for place, paper in enumerate(held(data), 1)
    )


def section(data: PackData) -> tuple[Section, ...]:
    """Return the appendices, where there are any or where some are left out."""
    blocks = tuple(_blocks(data))
    return (Section("appendices", "Appendices", 1, blocks),) if blocks else ()


def _blocks(data: PackData) -> Iterator[Block]:
    if held(data):
        yield words(INTRODUCTION)
        yield Facts(tuple(_facts(data)), "appendices-table")
    if data.papers_withheld:
        yield words(left_out(data.papers_withheld))


def _facts(data: PackData) -> Iterator[Fact]:
    for place, paper in enumerate(held(data), 1):
        title = f"{paper.title} [{paper.exempt.mark}]" if paper.exempt else paper.title
        yield Fact(
            f"Appendix {letter(place)}",
            (
                Paragraph((Text(title, strong=True),), f"appendix-{letter(place).lower()}"),
                *((words(paper.about),) if paper.about else ()),
                words(f"{paper.author}, {day(paper.dated_on)}"),
                words(sentence(f"{KIND_NAMES[paper.kind]}, {kilobytes(paper.size)}")),
                words(paper.sha256),
            ),
        )
