"""What a public edition is made of: the material of a pack without anything marked as exempt.

The text is taken out before the document is built, so no renderer, file name, count or number can
give it away. Fingerprints of revisions go with it: with the rest known, a guess at a short text
could be tried against one.
"""

from collections.abc import Iterable
from dataclasses import replace

import msgspec

from webapp.domain.content import UpdateContent
from webapp.domain.exempt import Exemption, Markable, public
from webapp.packs.material import (
    Agreement,
    Approval,
    Missing,
    PackData,
    Report,
    Withheld,
    Workstream,
)

NARRATIVES = ("key_activities", "engagement", "concerns", "rationale")
REGISTERS = ("issues", "milestones", "planned", "risks")
LEAD, SPONSOR, DIRECTOR = "the lead", "the sponsor", "the programme director"


def published(data: PackData) -> PackData:
    """Return the material without exempt text; what is left out is named, never counted."""
    left_out = _paragraphs([data.overview_exempt])
    return replace(
        data,
        overview="" if left_out else data.overview,
        overview_exempt=None,
        overview_withheld=left_out,
        workstreams=tuple(_workstream(workstream) for workstream in data.workstreams),
    )


def has_exempt(data: PackData) -> bool:
    """Return whether anything in the material is marked as exempt."""
    return data.overview_exempt is not None or any(
        _withheld(workstream.report)
        for workstream in data.workstreams
        if isinstance(workstream.report, Report)
    )


def _workstream(workstream: Workstream) -> Workstream:
    report = workstream.report
    if isinstance(report, Missing):
        return replace(workstream, report=replace(report, sentence=report.plain or report.sentence))
    return replace(workstream, report=_report(report))


def _report(report: Report) -> Report:
    return replace(
        report,
        content=_content(report.content),
        sha256="",
        approvals=tuple(_approval(row) for row in report.approvals),
        agreed=report.agreed and _agreement(report.agreed),
        after=tuple(row for row in report.after if row.exempt is None),
        withheld=_withheld(report),
    )


def _content(content: UpdateContent) -> UpdateContent:
    """Return an update with its public words only, and without what is never printed."""
    kept: dict[str, object] = {"cover_note": "", "explanations": ()}
    for name in NARRATIVES:
        if getattr(content, f"{name}_exempt"):
            kept |= {name: "", f"{name}_exempt": None}
    for name in REGISTERS:
        kept[name] = public(getattr(content, name))
    return msgspec.structs.replace(content, **kept)


def _approval(row: Approval) -> Approval:
    return replace(row, reason="", comment="", conditions="", exempt=None) if row.exempt else row


def _agreement(row: Agreement) -> Agreement:
    return replace(row, reason="", exempt=None) if row.exempt else row


def _withheld(report: Report) -> Withheld:
    """Return what of a report may not be published, by part, with the paragraphs relied on."""
    content = report.content
    marks: dict[str, Iterable[Exemption | None]] = {
        name: [getattr(content, f"{name}_exempt")] for name in NARRATIVES
    }
    for name in REGISTERS:
        rows: tuple[Markable, ...] = getattr(content, name)
        marks[name] = [row.exempt for row in rows]
    marks["sponsor"] = [row.exempt for row in report.approvals]
    marks["agreed"] = [report.agreed.exempt if report.agreed else None]
    marks["after"] = [row.exempt for row in report.after]
    found = {name: _paragraphs(given) for name, given in marks.items()}
    return {name: paragraphs for name, paragraphs in found.items() if paragraphs}


def _paragraphs(marks: Iterable[Exemption | None]) -> tuple[int, ...]:
    return tuple(sorted({mark.paragraph for mark in marks if mark}))


def unnamed(data: PackData) -> PackData:
    """Return the material with people called by what they are; text that names them stays."""
    return replace(
        data,
        overview_by=data.overview_by and DIRECTOR,
        workstreams=tuple(
            replace(
                workstream,
                sponsors=(),
                leads=(),
                accountable_lead="",
                pmo_support=(),
                report=_unnamed(workstream.report),
            )
            for workstream in data.workstreams
        ),
    )


def _unnamed(report: Report | Missing) -> Report | Missing:
    if isinstance(report, Missing):
        return report
    content = msgspec.structs.replace(
        report.content,
        milestones=tuple(
            msgspec.structs.replace(row, agreed_by="") for row in report.content.milestones
        ),
        **{
            name: tuple(
                msgspec.structs.replace(row, owner="") for row in getattr(report.content, name)
            )
            for name in ("planned", "risks", "issues")
        },
    )
    return replace(
        report,
        content=content,
        completed_by=LEAD,
        approvals=tuple(replace(row, by=SPONSOR, own=True, places=()) for row in report.approvals),
        after=tuple(replace(row, by=LEAD, approved_by=SPONSOR) for row in report.after),
    )
