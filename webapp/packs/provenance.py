"""Where the words of a pack come from, so that anybody can check them against the record."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from msgspec.structs import replace

from webapp.domain.blocks import (
    Block,
    Fact,
    Facts,
    Heading,
    ItemList,
    Note,
    Paragraph,
    Table,
    Text,
    words,
)
from webapp.domain.wording import day, listing
from webapp.packs import after
from webapp.packs.document import Document, Record, Section, Source
from webapp.packs.material import PackData, Report, Workstream
from webapp.packs.wording import NOT_CONFIRMED, slug, titled

ANSWERED = "-answered"
"""How the address of a line ends that says who answers for the paragraph before it."""


def section(data: PackData) -> Section:
    """Return revision, author and approver of each report, with its fingerprint.

    A public edition has no fingerprints: a guess at what it leaves out could be tried on one.
    """
    sealed = not data.made_by.public
    facts = []
    for workstream in data.workstreams:
        report = workstream.report
        address = f"source-{slug(workstream)}"
        lines: tuple[Block, ...]
        if isinstance(report, Report):
            taken = (
                f"Revision {report.revision}, completed by {report.completed_by} on "
                f"{day(report.completed_on)}, {_answered(report)}."
            )
            lines = (
                Paragraph((Text(taken),), address),
                *((words(report.sha256),) if sealed else ()),
                *after.provenance(slug(workstream), report.after, sealed=sealed),
            )
        else:
            lines = (Paragraph((Text(report.sentence),), address),)
        facts.append(Fact(titled(workstream), lines))
    introduction = (
        "Each report is printed exactly as it was submitted and approved; where its sponsor has "
        "not confirmed it, that is said."
    )
    if sealed:
        introduction += (
            " The line of 64 letters and figures is the fingerprint (SHA-256) of the text: if one "
            "character changes, the fingerprint changes."
        )
    blocks = (
        words(introduction),
        *((Facts(tuple(facts), "sources-table"),) if facts else ()),
        *_record(data.checkpoint),
    )
    return Section("sources", "Where each report comes from", 1, blocks)


def _record(checkpoint: Record | None) -> Iterable[Block]:
    """Yield the state of the audit record that an edition names: it cannot change unseen."""
    if checkpoint is None:
        return
    yield Heading(2, "The record behind it", "sources-record")
    yield words(
        f"Before this edition was made, the record of who did what had {checkpoint.size:,} "
        "entries. It was signed, with this fingerprint (the root of its Merkle tree) and this key. "
        "The ZIP file of this edition holds a program that checks both."
    )
    yield words(checkpoint.root)
    yield words(checkpoint.key)


def _answered(report: Report) -> str:
    """Return who approved a report, or that its sponsor did not."""
    approved = [f"approved by {approval.given}" for approval in report.approvals]
    if not report.confirmed:
        approved.append("not confirmed by the sponsor")
    return listing(approved)


def sources(workstream: Workstream, report: Report) -> Iterable[Source]:
    """Yield who answers for a report, then who for each note on what happened after it."""
    approvals = report.approvals if report.confirmed else ()
    yield Source(
        id=f"source-{slug(workstream)}",
        name=workstream.name,
        revision=report.revision,
        sha256=report.sha256,
        author=report.completed_by,
        written_on=report.completed_on.isoformat(),
        approver=listing(row.who for row in approvals) if approvals else NOT_CONFIRMED,
        approved_on=max((row.on.isoformat() for row in approvals), default=""),
    )
    yield from after.sources(workstream, report)


def shown(document: Document) -> Document:
    """Return a document in which a line after each paragraph says who answers for it, and where.

    The line names author, approver, revision and period, and links to the address of its place.
    A table is answered for by whoever answers for the report it stands in.
    """
    by_id = {source.id: _answers(source, document.period) for source in document.sources}
    return replace(
        document,
        sections=tuple(
            replace(
                section, blocks=tuple(_with_lines(section.blocks, by_id, f"source-{section.id}"))
            )
            for section in document.sections
        ),
    )


def _answers(source: Source, period: str) -> str:
    """Return in a line who answers for a text."""
    written = f"Written by {source.author} on {day(date.fromisoformat(source.written_on))}"
    approved = f"approved by {source.approver}"
    if source.approved_on:
        approved += f" on {day(date.fromisoformat(source.approved_on))}"
    else:
        approved = source.approver[0].lower() + source.approver[1:]
    return f"{written}; {approved}. Revision {source.revision}, {period}. "


def _with_lines(blocks: Iterable[Block], by_id: Mapping[str, str], report: str) -> Iterator[Block]:
    """Yield blocks with a line after each that has an address; lists keep theirs inside."""
    for block in blocks:
        if isinstance(block, ItemList):
            items = (
                replace(item, blocks=tuple(_with_lines(item.blocks, by_id, report)))
                for item in block.items
            )
            yield replace(block, items=tuple(items))
            continue
        if isinstance(block, Note):
            yield replace(block, blocks=tuple(_with_lines(block.blocks, by_id, report)))
            continue
        yield block
        if isinstance(block, Heading) or not getattr(block, "id", ""):
            continue
        source = report if isinstance(block, Facts | Table) else getattr(block, "source", "")
        yield Paragraph(
            (Text(by_id.get(source, "")), Text(f"#{block.id}", href=f"#{block.id}")),
            f"{block.id}{ANSWERED}",
        )
