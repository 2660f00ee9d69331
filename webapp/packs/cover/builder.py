"""Builds the document of a cover report: plain data in, one format-neutral document out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import msgspec

from webapp import narrative
from webapp.domain.blocks import (
    Block,
    Heading,
    Item,
    ItemList,
    Note,
    Paragraph,
    Row,
    Table,
    Text,
    cell,
    words,
)
from webapp.domain.exempt import Exemption
from webapp.domain.wording import day, listing
from webapp.packs import acronyms
from webapp.packs.cover.content import CoverContent, Part
from webapp.packs.cover.document import CoverDocument, seal
from webapp.packs.cover.pieces import Kind
from webapp.packs.cover.references import (
    Implication,
    Numbered,
    grounds_within,
    letter,
    numbered,
    printed,
)
from webapp.packs.document import Section

NOT_SIGNED = "Not signed off"
SERVES = "The proposals in this report serve these strategic objectives:"
WITHHELD = "Not for publication: the whole report is exempt"
PARTLY_WITHHELD = "Not for publication: it holds exempt text, which the public version leaves out"
NONE = "There are no background papers."


@dataclass(frozen=True, kw_only=True)
class PackFacts:
    """The edition of the pack that a report presents; `edition` is empty before it is issued."""

    edition: str
    on: date | None
    sha256: str = ""
    ratings: Table | None = None


@dataclass(frozen=True, kw_only=True)
class Material:
    """All that a cover report is made of; `people` are given by number as they are printed."""

    organisation: str
    programme: str
    content: CoverContent
    implications: Sequence[Implication]
    people: Mapping[int, str]
    pack: PackFacts
    prepared_on: date
    acronyms: Mapping[str, str] = field(default_factory=dict)
    """What the acronyms of the programme stand for, whether it uses them or not."""
    edition: int | None = None
    replaces: str = ""


def build(material: Material, *, public: bool = False) -> CoverDocument:
    """Return the document of a report, or of its public version without the exempt text.

    An edition carries its fingerprint, a draft has none. Acronyms on the programme's list are
    expanded where they are first used in it.
    """
    front = material.content.front
    report = numbered(material.content, material.implications, public=public)
    document = CoverDocument(
        organisation=material.organisation,
        programme=material.programme,
        committee=front.committee,
        meets_on=front.meets_on.isoformat(),
        meets_label=day(front.meets_on),
        agenda_item=front.agenda_item,
        title=front.title,
        front=tuple(_front(material)),
        sections=_withheld_whole(front.exempt)
        if public and front.exempt
        else acronyms.where_first_used(
            _sections(report, material, public=public), material.acronyms
        ),
        edition=material.edition,
        edition_label=f"Edition {material.edition}" if material.edition else "Draft",
        public=public,
        publication="" if public else _publication(material),
        prepared_on=material.prepared_on.isoformat(),
        prepared_label=day(material.prepared_on),
        replaces=material.replaces,
    )
    return seal(document) if material.edition else document


def public_report(content: CoverContent, implications: Sequence[Implication]) -> str:
    """Return whether a report is public, in part or not at all, as both its versions say.

    What is not public says so on every copy, with the description of Schedule 12A relied on (Local
    Government Act 1972, section 100B(5)).
    """
    if content.front.exempt:
        return f"No: exempt under {content.front.exempt.ground}"
    if grounds := grounds_within(content, implications):
        return f"In part: some of it is exempt under {_listed(grounds)}"
    return "Yes"


def _publication(material: Material) -> str:
    """Return what the whole version says of its publication, or nothing where it is public."""
    if material.content.front.exempt:
        return WITHHELD
    return PARTLY_WITHHELD if grounds_within(material.content, material.implications) else ""


def _front(material: Material) -> Iterator[tuple[str, str]]:
    front = material.content.front
    key = "No"
    if front.key_decision:
        key = f"Yes, forward plan reference {front.plan_reference}".removesuffix(" reference ")
    shown = (
        ("Report of", "; ".join(material.people[number] for number in front.report_of)),
        ("Lead member", front.lead_member),
        ("Public report", public_report(material.content, material.implications)),
        ("Key decision", key),
        ("Voting arrangements", front.voting),
        *((line.label, line.value) for line in front.lines),
    )
    return ((label, value) for label, value in shown if value)


def _withheld_whole(exempt: Exemption) -> tuple[Section, ...]:
    text = f"This report is not published. It is exempt under {exempt.ground}."
    return (Section("not-published", "Not for publication", 1, (words(text),)),)


def _sections(report: Numbered, material: Material, *, public: bool) -> Iterator[Section]:
    yield Section("recommendations", "Recommendations", 1, tuple(_recommendations(report)))
    content = report.content
    if content.objectives or content.objectives_text:
        yield Section("objectives", "Strategic objectives", 1, tuple(_objectives(report)))
    for number, part in enumerate(content.parts, 1):
        blocks = tuple(_part(report, part, material.pack))
        yield Section(f"section-{part.handle}", f"{number}. {part.heading}", 1, blocks)
    number = len(content.parts) + 1
    if blocks := tuple(_appendices(number, report, material.pack)):
        yield Section("appendices", f"{number}. Appendices", 1, blocks)
        number += 1
    if report.implications:
        blocks = tuple(_implications(report, public=public))
        yield Section("implications", f"{number}. Implications", 1, blocks)
        number += 1
    yield Section("papers", f"{number}. Background papers", 1, tuple(_papers(number, content)))
    if report.implications:
        yield Section("signed", "Implications signed off", 1, (_signed(report.implications),))


def _item(marker: str, blocks: tuple[Block, ...]) -> ItemList:
    """Return one numbered paragraph; its number is part of the words, the same everywhere."""
    return ItemList(items=(Item(blocks, marker=marker),), ordered=True)


def _text(report: Numbered, text: str, prefix: str) -> tuple[Block, ...]:
    return narrative.parse(printed(text, report.labels), prefix=prefix, under=2)


def _left_out(grounds: Iterable[Exemption]) -> Note:
    """Return the line that stands for exempt text; it does not tell how much there is."""
    return Note((words(f"Text is left out here. It is exempt under {_listed(grounds)}."),))


def _listed(grounds: Iterable[Exemption]) -> str:
    return listing(one.ground for one in grounds)


def _marked(exempt: Exemption | None) -> tuple[Block, ...]:
    """Return the warning above exempt text in the version that has it."""
    if exempt is None:
        return ()
    reason = f" {exempt.reason}" if exempt.reason else ""
    return (Note((words(f"Not for publication: exempt under {exempt.ground}.{reason}"),)),)


def _recommendations(report: Numbered) -> Iterator[Block]:
    for row in report.content.recommendations:
        label = report.labels[Kind.RECOMMENDATION, row.handle]
        yield from _marked(row.exempt)
        yield _item(label, _text(report, row.text, f"recommendation-{row.handle}"))
    if grounds := report.withheld.get("recommendations"):
        yield _left_out(grounds)


def _objectives(report: Numbered) -> Iterator[Block]:
    if report.content.objectives:
        yield words(SERVES)
        yield ItemList(tuple(Item((words(one),)) for one in report.content.objectives))
    yield from _text(report, report.content.objectives_text, "objective")


def _part(report: Numbered, part: Part, pack: PackFacts) -> Iterator[Block]:
    for row in part.paragraphs:
        address = f"paragraph-{row.handle}"
        if row.heading:
            yield Heading(2, row.heading, f"{address}-heading")
        yield from _marked(row.exempt)
        yield _item(
            report.labels[Kind.PARAGRAPH, row.handle],
            _text(report, row.text, address) or (words(""),),
        )
        if row.ratings and pack.ratings:
            yield _ratings(pack.ratings, f"{address}-ratings")
    if grounds := report.withheld.get(part.handle):
        yield _left_out(grounds)


def _ratings(table: Table, address: str) -> Table:
    """Return the pack's table of ratings under an address of its own."""
    rows = tuple(msgspec.structs.replace(row, id="") for row in table.rows)
    return msgspec.structs.replace(table, rows=rows, id=address)


def _appendices(number: int, report: Numbered, pack: PackFacts) -> Iterator[Block]:
    for place, row in enumerate(report.content.appendices):
        said = [f"Appendix {letter(place)} – {row.title}"]
        if row.pack:
            said = [
                f"{said[0]} ({pack.edition or 'draft'}{f', {day(pack.on)}' if pack.on else ''})"
            ]
        elif detail := ", ".join(filter(None, (row.author, day(row.dated)))):
            said = [f"{said[0]} ({detail})"]
        if row.exempt:
            said.append(f"Not for publication: exempt under {row.exempt.ground}.")
        if row.pack and pack.sha256:
            said.append(f"Its fingerprint (SHA-256): {pack.sha256}")
        blocks = tuple(Paragraph((Text(one),)) for one in said)
        yield _item(f"{number}.{place + 1}", blocks)
    if grounds := report.withheld.get("appendices"):
        yield _left_out(grounds)


def _implications(report: Numbered, *, public: bool) -> Iterator[Block]:
    for row in report.implications:
        yield Heading(2, f"{row.heading} implications", f"implication-{row.handle}")
        if public and row.exempt:
            yield _left_out((row.exempt,))
            continue
        yield from _marked(row.exempt)
        text = _text(report, row.text, f"implication-{row.handle}-text")
        yield _item(report.labels[Kind.PARAGRAPH, row.handle], text or (words("Not written"),))


def _papers(number: int, content: CoverContent) -> Iterator[Block]:
    if not content.papers:
        yield words(NONE)
    for place, row in enumerate(content.papers, 1):
        name = Paragraph((Text(row.title, href=row.link or None),))
        yield _item(f"{number}.{place}", (name,))


def _signed(rows: Sequence[Implication]) -> Table:
    return Table(
        caption="Who signed off each implication, and when",
        header=("Implications", "Signed off"),
        rows=tuple(
            Row((cell(row.heading), cell(row.signed or NOT_SIGNED)), f"signed-{row.handle}")
            for row in rows
        ),
        widths=(40, 60),
        id="signed-table",
    )
