"""The shape of the story: workstreams, what leads wrote for a period and how sponsors answered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from textwrap import dedent

from models.enums import Direction, Level, MilestoneOutcome, Section, Trend
from webapp.demo.months import Months
from webapp.domain.content import (
    Issue,
    MeasureValue,
    Milestone,
    PlannedMilestone,
    Risk,
    UpdateContent,
)
from webapp.domain.exempt import Exemption

LOW, MEDIUM, HIGH = Level.LOW, Level.MEDIUM, Level.HIGH
UP, STEADY, DOWN = Trend.UP, Trend.STEADY, Trend.DOWN
DONE, PARTLY = MilestoneOutcome.DONE, MilestoneOutcome.PARTLY
SLIPPED, DROPPED = MilestoneOutcome.SLIPPED, MilestoneOutcome.DROPPED
GREEN, GREEN_AMBER, AMBER, AMBER_RED = 1, 2, 3, 4
"""Steps of the scale as they are counted; nothing in the story is Red."""


@dataclass(frozen=True, kw_only=True)
class Remark:
    """A sponsor's comment in the margin; with the lead's reply it is settled."""

    section: Section
    anchor: str
    """The field of the section it stands beside."""
    text: str
    reply: str = ""


@dataclass(frozen=True, kw_only=True)
class SentBack:
    """What the sponsor answered to a first attempt, and that attempt."""

    attempt: UpdateContent
    reason: str
    sections: tuple[Section, ...]
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Account:
    """One update: what the lead wrote in the end, and what sponsor and group said."""

    content: UpdateContent
    explained: Mapping[str, str] = field(default_factory=dict)
    """What the lead says about a finding of the checks, by its code."""
    late: str = ""
    """Why the office let it come after the period was closed to returns."""
    sent_back: SentBack | None = None
    approver: str = ""
    """The mailbox of who approved it first, where that was not the usual sponsor."""
    comment: str = ""
    confirmed_step: int | None = None
    """The sponsor's rating where it is not the one proposed."""
    reason: str = ""
    agreed_step: int | None = None
    """The group's rating where it is not the one confirmed."""
    agreed_reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Gauge:
    """A measure of a workstream, with its value in each period of the story; "" for none yet."""

    name: str
    unit: str = ""
    direction: Direction = Direction.UP
    baseline: str
    target: str
    due: tuple[int, int]
    """Month of the story and day by which the target is to be reached."""
    outcome: int
    """Place of its outcome among those of the workstream, from 0."""
    values: tuple[str, ...]
    reasons: Mapping[int, str] = field(default_factory=dict)
    """Why it was not measured, by the number of the period."""
    notes: Mapping[int, str] = field(default_factory=dict)

    def answer(self, period: int) -> MeasureValue:
        """Return what the lead writes for a period; the loader finds its number by the name."""
        value = self.values[period]
        return MeasureValue(
            number=0,
            name=self.name,
            value=Decimal(value) if value else None,
            reason=self.reasons.get(period, ""),
            note=self.notes.get(period, ""),
        )


@dataclass(frozen=True, kw_only=True)
class Story:
    """A workstream and its accounts of the periods, oldest first; none where nothing is written."""

    code: str
    name: str
    short: str
    """The word its people's e-mail addresses end with."""
    description: str
    outcomes: tuple[tuple[str, str], ...]
    """Headings (may be empty) and texts."""
    agreed: tuple[int, int]
    """Month of the story and day of the agreed completion."""
    measures: tuple[Gauge, ...] = ()
    accounts: tuple[Callable[[Months], Account], ...] = field(default_factory=tuple)


def prose(text: str) -> str:
    """Return Markdown with a line for each paragraph and bullet, however the source wraps them."""
    lines: list[str] = []
    for line in dedent(text).strip().splitlines():
        starts_anew = not line or line.startswith(("- ", "### ")) or not lines or not lines[-1]
        if starts_anew or lines[-1].startswith("### "):
            lines.append(line)
        else:
            lines[-1] += f" {line.strip()}"
    return "\n".join(lines)


def milestone(
    title: str,
    due_on: date,
    outcome: MilestoneOutcome | None,
    note: str,
    *,
    slipped_to: date | None = None,
    agreed_by: str = "",
) -> Milestone:
    """Return a milestone of the period; the loader finds its number by the title."""
    return Milestone(
        number=0,
        title=title,
        due_on=due_on,
        outcome=outcome,
        note=note,
        slipped_to=slipped_to,
        agreed_by=agreed_by,
    )


def planned(title: str, due_on: date, owner: str) -> PlannedMilestone:
    """Return a milestone promised for the next period."""
    return PlannedMilestone(number=0, title=title, due_on=due_on, owner=owner)


def risk(
    description: str,
    mitigation: str,
    owner: str,
    levels: tuple[Level, Level, Trend],
    exempt: Exemption | None = None,
) -> Risk:
    """Return a risk with likelihood, impact and trend; the loader finds its number."""
    likelihood, impact, trend = levels
    return Risk(
        number=0,
        description=description,
        mitigation=mitigation,
        owner=owner,
        likelihood=likelihood,
        impact=impact,
        trend=trend,
        exempt=exempt,
    )


def issue(description: str, action: str, owner: str) -> Issue:
    """Return an issue; the loader finds its number by the description."""
    return Issue(number=0, description=description, action=action, owner=owner)
