"""Makes the rows behind an edition: what it prints in words and tables, as plain values."""

from collections.abc import Iterator

from models.enums import Depth, ItemKind, PackPart
from webapp.domain.exempt import Markable
from webapp.domain.ratings import change
from webapp.domain.reconcile import promises
from webapp.domain.registers import reference
from webapp.packs.dataset import (
    Dataset,
    IssueRow,
    MeasureRow,
    MilestoneRow,
    RatingRow,
    RiskRow,
)
from webapp.packs.material import PackData, Report, Workstream
from webapp.packs.ratings import Ratings


def tabulate(data: PackData, ratings: Ratings) -> Dataset:
    """Return the rows of what an edition prints; exempt text must be out of `data` already."""
    parts, full = data.made_by.parts, data.made_by.depth is Depth.FULL
    reports = data.told if PackPart.REPORTS in parts else ()
    detailed = reports if full else ()
    rated = {PackPart.STATUS, PackPart.REPORTS}.intersection(parts)
    return Dataset(
        ratings=tuple(_rating(row, ratings) for row in data.workstreams) if rated else (),
        milestones=tuple(row for pair in reports for row in _milestones(*pair)),
        risks=tuple(
            row
            for pair in (data.told if PackPart.RISKS in parts else detailed)
            for row in _risks(*pair)
        ),
        issues=tuple(row for pair in detailed for row in _issues(*pair)),
        measures=tuple(row for pair in reports for row in _measures(*pair)),
    )


def _rating(workstream: Workstream, ratings: Ratings) -> RatingRow:
    report, before = workstream.report, workstream.previous
    step, last = workstream.step, before.step if before else None
    return RatingRow(
        code=workstream.code,
        workstream=workstream.name,
        step=step,
        rating=ratings[step].label if step else "",
        confirmed=isinstance(report, Report) and report.confirmed,
        last_step=last,
        last_rating=ratings[last].label if last else "",
        change=change(step, last, closed=workstream.closed_on is not None),
    )


def _milestones(workstream: Workstream, report: Report) -> Iterator[MilestoneRow]:
    for row in report.content.milestones:
        yield MilestoneRow(
            reference=reference(workstream.code, ItemKind.MILESTONE, row.number),
            code=workstream.code,
            planned=False,
            title=row.title,
            due_on=row.due_on,
            first_due_on=row.first_due_on or row.due_on if row.all_slips else None,
            slips=row.all_slips,
            outcome=row.outcome,
            slipped_to=row.slipped_to,
            note=row.note,
            owner="",
            exempt_paragraph=_paragraph(row),
        )
    promised = {row.number: row for row in promises(report.content)}
    for plan in report.content.planned:
        yield MilestoneRow(
            reference=reference(workstream.code, ItemKind.MILESTONE, plan.number),
            code=workstream.code,
            planned=True,
            title=plan.title,
            due_on=plan.due_on,
            first_due_on=promised[plan.number].first_due_on,
            slips=promised[plan.number].slips,
            outcome=None,
            slipped_to=None,
            note="",
            owner=plan.owner,
            exempt_paragraph=_paragraph(plan),
        )


def _risks(workstream: Workstream, report: Report) -> Iterator[RiskRow]:
    for row in report.content.risks:
        yield RiskRow(
            reference=reference(workstream.code, ItemKind.RISK, row.number),
            code=workstream.code,
            risk=row.description,
            mitigation=row.mitigation,
            owner=row.owner,
            likelihood=row.likelihood,
            impact=row.impact,
            trend=row.trend,
            exempt_paragraph=_paragraph(row),
        )


def _issues(workstream: Workstream, report: Report) -> Iterator[IssueRow]:
    for row in report.content.issues:
        yield IssueRow(
            reference=reference(workstream.code, ItemKind.ISSUE, row.number),
            code=workstream.code,
            issue=row.description,
            action=row.action,
            owner=row.owner,
            exempt_paragraph=_paragraph(row),
        )


def _measures(workstream: Workstream, report: Report) -> Iterator[MeasureRow]:
    for row in report.content.measures:
        yield MeasureRow(
            reference=reference(workstream.code, ItemKind.MEASURE, row.number),
            code=workstream.code,
            measure=row.name,
            unit=row.unit,
            direction=row.direction,
            baseline=row.baseline,
            baseline_at=row.baseline_at,
            target=row.target,
            target_to=row.target_to,
            target_on=row.target_on,
            value=row.value,
            as_at=row.as_at,
            reason=row.reason,
            note=row.note,
            exempt_paragraph=_paragraph(row),
        )


def _paragraph(row: Markable) -> int | None:
    return row.exempt.paragraph if row.exempt else None
