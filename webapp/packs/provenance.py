"""Where the words of a pack come from, so that anybody can check them against the record."""

from collections.abc import Iterable

from webapp.domain.blocks import Block, Fact, Facts, Heading, Paragraph, Text, words
from webapp.domain.wording import day, listing
from webapp.packs import after
from webapp.packs.document import Record, Section, Source
from webapp.packs.material import PackData, Report, Workstream
from webapp.packs.wording import NOT_CONFIRMED, slug, titled


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
