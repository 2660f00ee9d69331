"""The registers of a report as tables: milestones, planned milestones, risks and issues.

A public edition says under a table that rows were left out of it.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from models.enums import ItemKind
from webapp import narrative
from webapp.domain.blocks import Block, Cell, Row, Table, cell, words
from webapp.domain.content import Milestone, Risk
from webapp.domain.exempt import left_out
from webapp.domain.reconcile import promises
from webapp.domain.registers import gravity, reference
from webapp.domain.wording import day
from webapp.packs.document import Section
from webapp.packs.material import PackData, Report, Workstream
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
RISK_COLUMNS: Sequence[Column] = (
    ("Reference", 0),
    ("Risk", 34),
    ("Mitigation", 50),
    ("Owner", 22),
    ("Assessment", 0),
)


def milestones(workstream: Workstream, report: Report) -> Iterable[Block]:
    """Yield the milestones of this period with what became of them."""
    return register(
        "Milestones this period",
        (("Reference", 0), ("Milestone", 42), ("Due", 0), ("Outcome", 24), ("Status", 36)),
        [
            (
                reference(workstream.code, ItemKind.MILESTONE, row.number),
                _with_past(row.marked(row.title), row.all_slips, row.first_due_on or row.due_on),
                day(row.due_on),
                _outcome(row),
                row.note,
            )
            for row in report.content.milestones
        ],
        f"{slug(workstream)}-milestones-table",
        report.withheld.get("milestones", ()),
    )


def planned(workstream: Workstream, report: Report) -> Iterable[Block]:
    """Yield the milestones planned for the next period."""
    promised = {row.number: row for row in promises(report.content)}
    return register(
        "Milestones planned for next period",
        (("Reference", 0), ("Milestone", 60), ("Due", 0), ("Owner", 26)),
        [
            (
                reference(workstream.code, ItemKind.MILESTONE, row.number),
                _with_past(
                    row.marked(row.title),
                    promised[row.number].slips,
                    promised[row.number].first_due_on,
                ),
                day(row.due_on),
                row.owner,
            )
            for row in report.content.planned
        ],
        f"{slug(workstream)}-planned-table",
        report.withheld.get("planned", ()),
    )


def risks(workstream: Workstream, report: Report) -> Iterable[Block]:
    """Yield the risks with their mitigation."""
    return register(
        "Risks",
        RISK_COLUMNS,
        [_risk(workstream, row) for row in report.content.risks],
        f"{slug(workstream)}-risks-table",
        report.withheld.get("risks", ()),
    )


def _risk(workstream: Workstream, row: Risk) -> tuple[str, ...]:
    return (
        reference(workstream.code, ItemKind.RISK, row.number),
        row.marked(row.description),
        row.mitigation,
        row.owner,
        assessment(row),
    )


def issues(workstream: Workstream, report: Report) -> Iterable[Block]:
    """Yield the issues with the action taken."""
    return register(
        "Issues",
        (("Reference", 0), ("Issue", 40), ("Action", 44), ("Owner", 22)),
        [
            (
                reference(workstream.code, ItemKind.ISSUE, row.number),
                row.marked(row.description),
                row.action,
                row.owner,
            )
            for row in report.content.issues
        ],
        f"{slug(workstream)}-issues-table",
        report.withheld.get("issues", ()),
    )


def register(
    caption: str,
    columns: Sequence[Column],
    rows: Sequence[tuple[str, ...]],
    address: str,
    withheld: Sequence[int],
) -> Iterable[Block]:
    """Yield a table without the columns nobody filled in, and that rows were left out.

    No cell is ever empty.
    """
    if rows:
        yield _table(caption, columns, rows, address)
    elif not withheld:
        yield words(NONE_RECORDED)
    if withheld:
        yield words(left_out(withheld))


def _table(
    caption: str, columns: Sequence[Column], rows: Sequence[tuple[str, ...]], address: str
) -> Table:
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


def assessment(row: Risk) -> str:
    """Return likelihood, impact and trend, a line for each that was given."""
    given = (
        ("Likelihood", LEVELS[row.likelihood] if row.likelihood else ""),
        ("Impact", LEVELS[row.impact] if row.impact else ""),
        ("Trend", TRENDS[row.trend] if row.trend else ""),
    )
    return "\n".join(f"{label}: {value.lower()}" for label, value in given if value)


def section(data: PackData) -> Section:
    """Return the risks of all workstreams in one table, the gravest first."""
    rows = [(workstream, row) for workstream, report in data.told for row in report.content.risks]
    rows.sort(key=lambda pair: -gravity(pair[1]))
    withheld = {number for _, report in data.told for number in report.withheld.get("risks", ())}
    blocks = register(
        "Risks of all workstreams",
        RISK_COLUMNS,
        [_risk(workstream, row) for workstream, row in rows],
        "risks-table",
        sorted(withheld),
    )
    return Section("risks", "Risks of all workstreams", 1, tuple(blocks))
