"""What an approved update says about the registers of its workstream."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from models.enums import ItemKind, Level, MilestoneOutcome, Trend
from webapp.domain.content import Risk, UpdateContent
from webapp.domain.reconcile import promises


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One register item as the update leaves it."""

    kind: ItemKind
    number: int
    title: str
    response: str = ""
    owner: str = ""
    due_on: date | None = None
    outcome: MilestoneOutcome | None = None
    likelihood: Level | None = None
    impact: Level | None = None
    trend: Trend | None = None
    open: bool = True
    slips: int = 0


COPIED = (
    "title",
    "response",
    "owner",
    "due_on",
    "outcome",
    "likelihood",
    "impact",
    "trend",
    "open",
    "slips",
)
"""Values of an entry that the register takes over as they are."""

CLOSED = (MilestoneOutcome.DONE, MilestoneOutcome.DROPPED)


def reference(code: str, kind: ItemKind, number: int) -> str:
    """Return the printed reference of an item: G-M4."""
    return f"{code}-{kind}{number}"


def gravity(risk: Risk) -> int:
    """Return a number to order risks by: likelihood times impact, 0 where one is not rated."""
    order = list(Level)
    if risk.likelihood is None or risk.impact is None:
        return 0
    return (order.index(risk.likelihood) + 1) * (order.index(risk.impact) + 1)


def entries(content: UpdateContent) -> Iterator[Entry]:
    """Yield the items of an update; a milestone planned again is written once, as planned."""
    planned = {row.number for row in content.planned}
    promised = {row.number: row for row in promises(content)}
    for milestone in content.milestones:
        if milestone.number not in planned:
            yield Entry(
                kind=ItemKind.MILESTONE,
                number=milestone.number,
                title=milestone.title,
                response=milestone.note,
                due_on=milestone.slipped_to or milestone.due_on,
                outcome=milestone.outcome,
                open=milestone.outcome not in CLOSED,
                slips=milestone.all_slips,
            )
    for promise in content.planned:
        yield Entry(
            kind=ItemKind.MILESTONE,
            number=promise.number,
            title=promise.title,
            owner=promise.owner,
            due_on=promise.due_on,
            slips=promised[promise.number].slips,
        )
    for risk in content.risks:
        yield Entry(
            kind=ItemKind.RISK,
            number=risk.number,
            title=risk.description,
            response=risk.mitigation,
            owner=risk.owner,
            likelihood=risk.likelihood,
            impact=risk.impact,
            trend=risk.trend,
        )
    for issue in content.issues:
        yield Entry(
            kind=ItemKind.ISSUE,
            number=issue.number,
            title=issue.description,
            response=issue.action,
            owner=issue.owner,
        )
