"""Fifty packs drawn by lot say the same words in the same order in every format."""

import io
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import docx as python_docx
import lxml.html
import pytest

from models.enums import Level, MilestoneOutcome, MinuteKind, MinuteState
from tests.packs import sample, text
from webapp.domain.blocks import (
    Block,
    Chart,
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
from webapp.domain.content import Issue, Milestone, PlannedMilestone, Risk, UpdateContent
from webapp.domain.exempt import Exemption
from webapp.domain.recipes import STANDARD
from webapp.packs.builder import build
from webapp.packs.document import Document, decode
from webapp.packs.material import (
    Agreement,
    Carried,
    Concern,
    Minute,
    Missing,
    PackData,
    Report,
    Workstream,
)
from webapp.packs.renderers import data, docx, html, pdf

PACKS = 50
WORDS = (
    *("board", "council", "officers", "risk", "plan", "review", "agreed", "delivery", "31", "§12"),
    *("café", "£4.5m", "“quoted”", "naïve", "well-known", "2027/28", "A&G", "e-mail", "Δ"),
    *("the", "of", "and", "to", "in", "is", "was", "will"),
)


class Lot:
    """Draws the parts of a pack."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - the same packs at every run

    def words(self, most: int = 12) -> str:
        """Return a few words."""
        return " ".join(self.chance.choices(WORDS, k=self.chance.randint(1, most)))

    def day(self) -> date | None:
        """Return a day, or none."""
        return self.chance.choice([None, date(2026, 5, 1) + timedelta(self.chance.randint(0, 500))])

    def narrative(self) -> str:
        """Return Markdown of paragraphs, bullets, numbers and headings; sometimes nothing."""
        parts = [
            self.words(60),
            f"- {self.words()}\n- **{self.words()}**\n  - {self.words()}",
            f"3. {self.words()}\n4. *{self.words()}*",
            f"### {self.words(5)}\n\n{self.words(30)}",
            f"[{self.words(3)}](https://example.org/a?b=c)",
        ]
        return "\n\n".join(self.chance.sample(parts, self.chance.randint(0, len(parts))))

    def mark(self) -> Exemption | None:
        """Return a mark, seldom."""
        return self.chance.choice([None] * 5 + [Exemption(paragraph=3, reason=self.words(4))])

    def rows(self, kind: Callable[[int], object]) -> tuple[object, ...]:
        """Return some rows of a register."""
        return tuple(kind(number) for number in range(1, self.chance.randint(1, 5)))

    def content(self) -> UpdateContent:
        """Return what a lead wrote."""
        pick = self.chance.choice
        return UpdateContent(
            nil_return=pick([False, False, True]),
            key_activities=self.narrative(),
            key_activities_exempt=self.mark(),
            engagement=self.narrative(),
            concerns=self.narrative(),
            concerns_exempt=self.mark(),
            rationale=self.narrative(),
            forecast_on=self.day(),
            milestones=self.rows(  # type: ignore[arg-type]
                lambda number: Milestone(
                    number=number,
                    title=self.words(),
                    due_on=self.day(),
                    outcome=pick([None, *MilestoneOutcome]),
                    note=self.words(),
                    carried=pick([True, False]),
                    slips=pick([0, 0, 3]),
                    exempt=self.mark(),
                )
            ),
            planned=self.rows(  # type: ignore[arg-type]
                lambda number: PlannedMilestone(
                    number=number + 9, title=self.words(), owner=self.words(3), due_on=self.day()
                )
            ),
            risks=self.rows(  # type: ignore[arg-type]
                lambda number: Risk(
                    number=number,
                    description=self.words(),
                    mitigation=self.words(30),
                    likelihood=pick([None, *Level]),
                    impact=pick([None, *Level]),
                    exempt=self.mark(),
                )
            ),
            issues=self.rows(  # type: ignore[arg-type]
                lambda number: Issue(number=number, description=self.words(), action=self.words())
            ),
        )

    def report(self) -> Report | Missing:
        """Return a report, or why there is none."""
        pick = self.chance.choice
        if self.chance.randint(1, 10) == 1:
            return Missing()
        return sample.report(
            self.content(),
            proposed_step=pick([1, 2, 3, 4, 5]),
            confirmed_step=pick([1, 2, 3]),
            approvals=(sample.approval(reason=self.words(), comment=self.narrative()),),
            agreed=pick([None, Agreement(step=4, reason=self.words())]),
        )

    def workstream(self, number: int, before: int) -> Workstream:
        """Return a workstream with its report, after some periods with ratings."""
        return sample.workstream(
            "ABCDEFGH"[number],
            f"Theme {self.words(3)}",
            report=self.report(),
            agreed_on=self.day(),
            trend=sample.ratings(*(self.chance.choice([None, 1, 2, 5]) for _ in range(before))),
        )

    def concern(self, number: int) -> Concern:
        """Return what the programme must answer."""
        return Concern(
            number=number,
            title=self.words(5),
            source=self.words(3),
            text=self.narrative(),
            raised_on=self.day(),
            answered_by=tuple(self.chance.sample("ABCD", self.chance.randint(0, 3))),
        )

    def minute(self, number: int) -> Minute:
        """Return a decision or an action of the group."""
        kind = self.chance.choice(list(MinuteKind))
        settled = kind is MinuteKind.ACTION and self.chance.choice([True, False])
        return Minute(
            kind=kind,
            number=number,
            text=self.words(20),
            about=self.chance.choice(["", "A. Theme"]),
            owner=self.words(3),
            due_on=date(2026, 9, number),
            state=MinuteState.DROPPED if settled else MinuteState.OPEN,
            settled_on=date(2026, 8, 1) if settled else None,
            note=self.words(),
            period=self.chance.choice(["", "March 2026"]),
            exempt=self.mark(),
        )

    def carried(self) -> Carried:
        """Return a query that was carried."""
        return Carried(
            workstream=self.words(3),
            query=self.words(20),
            asked_on=date(2026, 7, 3),
            reason=self.words(),
            exempt=self.mark(),
        )

    def pack(self) -> PackData:
        """Return a pack by one of the recipes."""
        recipe = self.chance.choice(list(STANDARD.values()))
        before = self.chance.choice([0, 2, 11])
        return replace(
            sample.pack(
                overview=self.narrative(),
                asks=self.narrative(),
                workstreams=tuple(
                    self.workstream(n, before) for n in range(self.chance.randint(1, 4))
                ),
                trend_periods=tuple(f"Quarter {n} of {2020 + n}" for n in range(before + 1)),
            ),
            recipe=recipe,
            audience=recipe.audience,
            minutes=tuple(self.minute(n) for n in range(1, self.chance.randint(1, 5))),
            carried=tuple(self.carried() for _ in range(self.chance.randint(0, 2))),
            concerns=tuple(self.concern(n) for n in range(1, self.chance.randint(1, 4))),
            acronyms={"A&G": self.words(4), "BVN": self.words(4)},
        )


@cache
def documents() -> tuple[Document, ...]:
    return tuple(build(Lot(seed).pack()) for seed in range(PACKS))


def said(inlines: Iterable[Inline]) -> str:
    return "".join(
        part.text if isinstance(part, Text) else part.label if isinstance(part, Rating) else " "
        for part in inlines
    )


def walk(blocks: Iterable[Block]) -> Iterator[str]:  # noqa: C901 - a case for each kind
    """Yield what blocks say, in the order in which it is read."""
    for block in blocks:
        match block:
            case Paragraph():
                yield said(block.inlines)
            case Heading():
                yield block.text
            case ItemList():
                for item in block.items:
                    yield item.marker
                    yield from walk(item.blocks)
            case Table():
                yield from block.header
                for row in block.rows:
                    for cell in row.cells:
                        yield from walk(cell.blocks)
            case Facts():
                for fact in block.items:
                    yield fact.label
                    yield from walk(fact.blocks)
            case Note():
                yield from walk(block.blocks)
            case Chart():
                yield block.title


def expected(document: Document) -> list[str]:
    """Return the words of a document from its first section to its last."""
    parts = (line for part in document.sections for line in (part.title, *walk(part.blocks)))
    return text.tokens("\n".join(parts))


def of_html(document: Document) -> str:
    """Return the words of the sections; captions are for screen readers and repeat headings."""
    page = lxml.html.fromstring(html.render(document).decode())
    for caption in page.xpath("//caption"):
        caption.drop_tree()
    sections = page.xpath("//section")
    return "\n".join(text.html_text(lxml.html.tostring(part)) for part in sections)


def of_docx(document: Document) -> str:
    """Return the words of the body after the lines of the contents."""
    body = python_docx.Document(io.BytesIO(docx.render(document)))
    namespace = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    lines: list[str] = []
    for paragraph in body.element.body.iter(f"{namespace}p"):
        style = paragraph.find(f"{namespace}pPr/{namespace}pStyle").get(f"{namespace}val")
        if lines or style == "Heading1":
            parts = paragraph.iter(f"{namespace}t", f"{namespace}tab", f"{namespace}br")
            lines.append("".join(part.text or " " for part in parts))
    return "\n".join(lines)


def headers(document: Document) -> Iterator[str]:
    """Yield the header row of each table, as a page shows it."""
    for part in document.sections:
        for block in part.blocks:
            if isinstance(block, Table):
                yield " ".join(text.tokens(" ".join(block.header)))


def of_pdf(document: Document) -> str:
    """Return the words of the pages after the contents, without the lines at their head and foot.

    A header row at the head of a page, where the words before it do not lead to a table, is that of
    a table going on; readers are told that it is a repetition.
    """
    repeated = [row.split() for row in headers(document)]
    due = expected(document)
    pages = text.pdf_text(pdf.render(document), "-raw").split("\f")[:-1]
    head = text.tokens(f"{document.audience_name} {document.meeting_label}")
    within = sorted((text.tokens(part.title) for part in document.sections), key=len, reverse=True)
    begins = 1 + next(
        place
        for place, page in enumerate(pages)
        if text.tokens(page)[len(head) :][:1] == ["Contents"]
    )
    kept: list[str] = []
    for page in pages[begins:]:
        lines = page.rstrip().splitlines()
        while lines and not lines[-1].startswith(document.running_title[:40]):
            lines.pop()
        words = text.tokens("\n".join(lines[:-1]))
        assert words[: len(head)] == head
        words = words[len(head) :]
        words = words[next(len(title) for title in within if words[: len(title)] == title) :]
        for row in repeated:
            if words[: len(row)] == row != due[len(kept) : len(kept) + len(row)]:
                words = words[len(row) :]
        kept += words
    return " ".join(kept)


def of_json(document: Document) -> str:
    """Return the words of the sections as another system would read them."""
    read = decode(data.render(document))
    return "\n".join(line for part in read.sections for line in (part.title, *walk(part.blocks)))


FORMATS: Mapping[str, Callable[[Document], str]] = {
    "html": of_html,
    "docx": of_docx,
    "pdf": of_pdf,
    "json": of_json,
}


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_says_the_same_words_in_the_same_order(kind: str) -> None:
    for document in documents():
        assert text.tokens(FORMATS[kind](document)) == expected(document)


def test_the_packs_are_as_different_as_packs_are() -> None:
    made = documents()
    assert len(made) == PACKS
    assert len({document.fingerprint for document in made}) == PACKS
    assert {document.audience for document in made} == {row.audience for row in STANDARD.values()}
    assert {document.public for document in made} == {True, False}
