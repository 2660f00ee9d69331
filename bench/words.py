"""What updates say when measured: about as much as a real report of a workstream does."""

from datetime import date, timedelta

from models.enums import Level, MilestoneOutcome, Trend
from webapp.domain.content import Issue, Milestone, PlannedMilestone, Risk, UpdateContent

SENTENCES = (
    "The review of how decisions are recorded reached its second stage in every directorate.",
    "Members asked for a shorter summary at the front of each paper, which two committees tried.",
    "The backlog of decisions without an owner fell from 84 to 31 as shared services took theirs.",
    "A first audit of the new records found that nine in ten were complete within a week.",
)
MILESTONES, PLANNED, RISKS, ISSUES = 6, 5, 5, 2


HALF_A_YEAR = timedelta(days=182)


def update(number: int, *, step: int | None = 2, on: date = date(2026, 6, 30)) -> UpdateContent:
    """Return a complete update of about 7 kB; another `number` makes every text another.

    What is not done by the day it is written `on` is due in half a year, so that no check asks.
    """
    prose = [f"{sentence} (Note {number}.)" for sentence in SENTENCES]
    bullets = "\n".join(f"- {sentence}" for sentence in prose)
    return UpdateContent(
        key_activities=f"{prose[0]} {prose[1]}\n\n### Records\n\n{bullets}\n\n### Members\n\n"
        f"**In short:** {prose[2]}\n\n{prose[3]}",
        engagement=f"{prose[1]}\n\n{prose[3]}",
        concerns=f"{prose[2]}\n\n1. {prose[0]}\n2. {prose[3]}",
        issues=tuple(
            Issue(number=place, description=prose[0], action=prose[1], owner="Head of Governance")
            for place in range(1, ISSUES + 1)
        ),
        milestones=tuple(
            Milestone(
                number=place,
                title=f"Milestone {place}: {prose[place % 4]}",
                due_on=on,
                outcome=MilestoneOutcome.DONE if place % 2 else MilestoneOutcome.SLIPPED,
                slipped_to=None if place % 2 else on + HALF_A_YEAR,
                note=prose[place % 4],
            )
            for place in range(1, MILESTONES + 1)
        ),
        planned=tuple(
            PlannedMilestone(
                number=MILESTONES + place,
                title=f"Next {place}: {prose[place % 4]}",
                due_on=on + HALF_A_YEAR,
                owner="Head of Learning",
            )
            for place in range(1, PLANNED + 1)
        ),
        risks=tuple(
            Risk(
                number=place,
                description=prose[place % 4],
                mitigation=prose[(place + 1) % 4],
                owner="Head of People",
                likelihood=Level.MEDIUM,
                impact=Level.HIGH,
                trend=Trend.STEADY,
            )
            for place in range(1, RISKS + 1)
        ),
        step=step,
        rationale=f"{prose[number % 4]} One milestone slipped, so we stay at this rating.",
        forecast_on=date(2027, 3, 26),
        cover_note=f"Please look at the second milestone first. (Note {number}.)",
    )
