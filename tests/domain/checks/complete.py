"""An update that no check has anything to say about, and the facts around it."""

from dataclasses import replace
from datetime import date
from typing import Any

import msgspec

from models.enums import Level, MilestoneOutcome
from webapp.domain.checks import Facts, Finding, find
from webapp.domain.content import Milestone, PlannedMilestone, Risk, UpdateContent
from webapp.domain.ratings import FIVE_STEPS

GREEN, GREEN_AMBER, AMBER, AMBER_RED, RED = range(1, 6)
DONE, PARTLY = MilestoneOutcome.DONE, MilestoneOutcome.PARTLY
SLIPPED, DROPPED = MilestoneOutcome.SLIPPED, MilestoneOutcome.DROPPED

FACTS = Facts(
    period_starts_on=date(2026, 1, 1),
    period_ends_on=date(2026, 2, 28),
    on=date(2026, 3, 3),
    agreed_on=date(2026, 9, 30),
    steps={number: step.label for number, step in enumerate(FIVE_STEPS, 1)},
    definitions={number: step.definition for number, step in enumerate(FIVE_STEPS, 1)},
    previous_step=GREEN_AMBER,
    sponsors=("Libraries sponsor",),
    code="L",
)
COMPLETE = UpdateContent(
    key_activities="Two branches reopened after repairs.",
    engagement="Readers were asked about opening hours.",
    concerns="There are no concerns.",
    step=GREEN_AMBER,
    rationale="The rating stays Green/Amber: repairs go well, and the roof is still a risk.",
    forecast_on=date(2026, 9, 30),
    milestones=(
        Milestone(number=1, title="Reopen two branches", due_on=date(2026, 2, 20), outcome=DONE),
    ),
    planned=(
        PlannedMilestone(
            number=2, title="Mend the roof", due_on=date(2026, 4, 17), owner="Estates"
        ),
    ),
    risks=(
        Risk(
            number=1,
            description="The roof leaks again",
            mitigation="Inspect it each month",
            owner="Estates",
            likelihood=Level.MEDIUM,
            impact=Level.HIGH,
        ),
    ),
)


def changed(**fields: Any) -> UpdateContent:
    """Return the complete update with other values in some fields."""
    return msgspec.structs.replace(COMPLETE, **fields)


def found(content: UpdateContent, **facts: Any) -> tuple[Finding, ...]:
    """Return what is found in an update, some facts being others."""
    return find(content, replace(FACTS, **facts))


def codes(content: UpdateContent, **facts: Any) -> list[str]:
    """Return the codes of what is found."""
    return [finding.code for finding in found(content, **facts)]


def milestone(outcome: MilestoneOutcome | None, **fields: Any) -> Milestone:
    """Return a milestone of this period; due in it unless said otherwise."""
    values = {"number": 3, "title": "Train the volunteers", "due_on": date(2026, 2, 10), **fields}
    return Milestone(outcome=outcome, **values)


def promise(**fields: Any) -> PlannedMilestone:
    """Return a whole promise for the next period."""
    values = {
        "title": "Train the volunteers",
        "due_on": date(2026, 4, 30),
        "owner": "Readers' team",
    }
    return PlannedMilestone(**{"number": 3, **values, **fields})
