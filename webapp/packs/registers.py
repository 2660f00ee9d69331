"""The registers of a report as tables: milestones, planned milestones, risks and issues."""

from collections.abc import Sequence
from datetime import date

from models.enums import ItemKind
from webapp import narrative
from webapp.domain.blocks import Block, Cell, Row, Table, cell, words
from webapp.domain.content import Milestone, Risk
from webapp.domain.reconcile import promises
from webapp.domain.registers import reference
from webapp.domain.wording import day
from webapp.packs.material import Report, Workstream
from webapp.packs.wording import (
    LEVELS,
    NONE_RECORDED,
    NOT_GIVEN,
    OUTCOMES,
    TRENDS,
    slipped,
    slug,
)

Column = tuple[str, int]
"""A column's heading and its share of the line; 0 is as wide as its words."""


def milestones(workstream: Workstream, report: Report) -> Block:
    """Return the milestones of this period with what became of them."""
    return _register(
        "Milestones this period",
        (("Reference", 0), ("Milestone", 36), ("Due", 0), ("Outcome", 26), ("Status", 38)),
        [
            (
                reference(workstream.code, ItemKind.MILESTONE, row.number),
                _with_past(row.title, row.all_slips, row.first_due_on or row.due_on),
                day(row.due_on),
                _outcome(row),
                row.note,
            )
            for row in report.content.milestones
        ],
        f"{slug(workstream)}-milestones-table",
    )


def planned(workstream: Workstream, report: Report) -> Block:
    """Return the milestones planned for the next period."""
    promised = {row.number: row for row in promises(report.content)}
    return _register(
        "Milestones planned for next period",
        (("Reference", 0), ("Milestone", 60), ("Due", 0), ("Owner", 26)),
        [
            (
                reference(workstream.code, ItemKind.MILESTONE, row.number),
                _with_past(
                    row.title, promised[row.number].slips, promised[row.number].first_due_on
                ),
                day(row.due_on),
                row.owner,
            )
            for row in report.content.planned
        ],
        f"{slug(workstream)}-planned-table",
    )


def risks(workstream: Workstream, report: Report) -> Block:
    """Return the risks with their mitigation."""
    return _register(
        "Risks",
        (
            ("Reference", 0),
            ("Risk", 34),
            ("Mitigation", 50),
            ("Owner", 22),
            ("Assessment", 0),
        ),
        [
            (
                reference(workstream.code, ItemKind.RISK, row.number),
                row.description,
                row.mitigation,
                row.owner,
                _assessment(row),
            )
            for row in report.content.risks
        ],
        f"{slug(workstream)}-risks-table",
    )


def issues(workstream: Workstream, report: Report) -> Block:
    """Return the issues with the action taken."""
    return _register(
        "Issues",
        (("Reference", 0), ("Issue", 40), ("Action", 44), ("Owner", 22)),
        [
            (
                reference(workstream.code, ItemKind.ISSUE, row.number),
                row.description,
                row.action,
                row.owner,
            )
            for row in report.content.issues
        ],
        f"{slug(workstream)}-issues-table",
    )


def _register(
    caption: str, columns: Sequence[Column], rows: Sequence[tuple[str, ...]], address: str
) -> Block:
    """Return a table without the columns nobody filled in; no cell is ever empty."""
    if not rows:
        return words(NONE_RECORDED)
    kept = [place for place in range(len(columns)) if any(row[place].strip() for row in rows)]
    return Table(
        caption=caption,
        header=tuple(columns[place][0] for place in kept),
        rows=tuple(
            Row(tuple(_lines(row[place]) for place in kept), f"{address}-{row[0].lower()}")
            for row in rows
        ),
        widths=tuple(columns[place][1] for place in kept),
        id=address,
    )


def _lines(text: str) -> Cell:
    return cell(narrative.plain(text) or (words(NOT_GIVEN),))


def _outcome(row: Milestone) -> str:
    """Return what became of a milestone: its new date, or who agreed that it is dropped."""
    if row.outcome is None:
        return ""
    new_date = f" to {day(row.slipped_to)}" if row.slipped_to else ""
    agreed = f", agreed by {row.agreed_by}" if row.agreed_by else ""
    return f"{OUTCOMES[row.outcome]}{new_date}{agreed}"


def _with_past(title: str, slips: int, first_due_on: date | None) -> str:
    """Return a milestone's title, and under it how often it has slipped."""
    return "\n".join(filter(None, (title, slipped(slips, first_due_on))))


def _assessment(row: Risk) -> str:
    """Return likelihood, impact and trend, a line for each that was given."""
    given = (
        ("Likelihood", LEVELS[row.likelihood] if row.likelihood else ""),
        ("Impact", LEVELS[row.impact] if row.impact else ""),
        ("Trend", TRENDS[row.trend] if row.trend else ""),
    )
    return "\n".join(f"{label}: {value.lower()}" for label, value in given if value)
