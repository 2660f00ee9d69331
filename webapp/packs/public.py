"""What a public edition is made of: the material of a pack without anything marked as exempt.

The text is taken out before the document is built, so no renderer, file name, count or number can
give it away. Fingerprints of revisions go with it: with the rest known, a guess at a short text
could be tried against one.
"""

from collections.abc import Iterable
from dataclasses import replace

from webapp.domain import publishable
from webapp.domain.publishable import Withheld, paragraphs, public_text, public_values, unnamed_text
from webapp.packs.material import (
    Agreement,
    Approval,
    Measured,
    Missing,
    PackData,
    Report,
    Workstream,
)

LEAD, SPONSOR, DIRECTOR = "the lead", "the sponsor", "the programme director"
ONE_SPONSOR, ANOTHER_SPONSOR = "one sponsor", "another sponsor"
"""What sponsors are called where more than one is asked: the first to approve, and the others."""
PROGRAMME = "The programme"
"""Who owes an action or answers a recommendation; it stands alone, or begins a line."""


def as_read(data: PackData) -> PackData:
    """Return the material as the recipe lets its readers have it."""
    if data.made_by.public:
        data = published(data)
    return data if data.made_by.staff_names else unnamed(data)


def published(data: PackData) -> PackData:
    """Return the material without exempt text; what is left out is named, never counted."""
    left_out = paragraphs([data.overview_exempt])
    return replace(
        data,
        overview="" if left_out else data.overview,
        overview_exempt=None,
        overview_withheld=left_out,
        recommendations=tuple(row for row in data.recommendations if row.public),
        minutes=tuple(row for row in data.minutes if row.exempt is None),
        minutes_withheld=paragraphs(row.exempt for row in data.minutes),
        carried=tuple(row for row in data.carried if row.exempt is None),
        carried_withheld=paragraphs(row.exempt for row in data.carried),
        papers=tuple(paper for paper in data.papers if paper.exempt is None),
        papers_withheld=paragraphs(paper.exempt for paper in data.papers),
        workstreams=tuple(_workstream(workstream) for workstream in data.workstreams),
    )


def has_exempt(data: PackData) -> bool:
    """Return whether anything in the material is marked as exempt."""
    marks = (
        data.overview_exempt,
        *(paper.exempt for paper in data.papers),
        *(row.exempt for row in data.minutes),
        *(row.exempt for row in data.carried),
    )
    return any(marks) or any(
        _withheld(report, workstream.measured) for workstream, report in data.told
    )


def _workstream(workstream: Workstream) -> Workstream:
    report = workstream.report
    if isinstance(report, Missing):
        return replace(workstream, report=replace(report, sentence=report.plain or report.sentence))
    measured = tuple(replace(past, rows=public_values(past.rows)) for past in workstream.measured)
    withheld = _withheld(report, workstream.measured)
    return replace(workstream, measured=measured, report=_report(report, withheld))


def _report(report: Report, withheld: Withheld) -> Report:
    return replace(
        report,
        content=public_text(report.content),
        sha256="",
        approvals=tuple(_approval(row) for row in report.approvals),
        agreed=report.agreed and _agreement(report.agreed),
        after=tuple(row for row in report.after if row.exempt is None),
        withheld=withheld,
    )


def _approval(row: Approval) -> Approval:
    return replace(row, reason="", comment="", conditions="", exempt=None) if row.exempt else row


def _agreement(row: Agreement) -> Agreement:
    return replace(row, reason="", exempt=None) if row.exempt else row


def _withheld(report: Report, measured: Iterable[Measured] = ()) -> Withheld:
    """Return what of a report may not be published, by part, with the paragraphs relied on.

    What was `measured` in the last periods is printed beside it.
    """
    numbers = {row.number for row in report.content.measures}
    before = (row for past in measured for row in past.rows if row.number in numbers)
    values = [row.exempt for row in (*report.content.measures, *before)]
    found = {
        **publishable.withheld(report.content),
        "measures": paragraphs(values),
        "sponsor": paragraphs(row.exempt for row in report.approvals),
        "agreed": paragraphs([report.agreed.exempt if report.agreed else None]),
        "after": paragraphs(row.exempt for row in report.after),
    }
    return {name: given for name, given in found.items() if given}


def unnamed(data: PackData) -> PackData:
    """Return the material with people called by what they are; text that names them stays."""
    return replace(
        data,
        overview_by=data.overview_by and DIRECTOR,
        minutes=tuple(replace(row, owner=row.owner and PROGRAMME) for row in data.minutes),
        recommendations=tuple(
            replace(row, answered_by=row.answered_by and PROGRAMME) for row in data.recommendations
        ),
        workstreams=tuple(
            replace(
                workstream,
                named=False,
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
    first = SPONSOR if report.confirmed and len(report.approvals) == 1 else ONE_SPONSOR
    return replace(
        report,
        content=unnamed_text(report.content),
        completed_by=LEAD,
        approvals=tuple(
            replace(row, by=ANOTHER_SPONSOR if place else first, own=True, places=())
            for place, row in enumerate(report.approvals)
        ),
        after=tuple(replace(row, by=LEAD, approved_by=SPONSOR) for row in report.after),
    )
