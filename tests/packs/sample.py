"""A pack written for the tests: a fictional authority, people named by their role."""

from datetime import date
from decimal import Decimal

import msgspec

from models.enums import Audience, Direction, Level, Mark, MilestoneOutcome, Trend
from webapp.domain.content import (
    Explanation,
    Issue,
    MeasureValue,
    Milestone,
    PlannedMilestone,
    Risk,
    UpdateContent,
    encode,
    fingerprint,
)
from webapp.packs.material import (
    Agreement,
    Approval,
    Correction,
    Issued,
    Late,
    Measured,
    Missing,
    Outcome,
    OverallRating,
    PackData,
    Report,
    Scale,
    Step,
    Workstream,
)

SCALE = Scale(
    version=1,
    introduction="Each workstream is rated on **five steps**. The sponsor confirms the rating.",
    steps=(
        Step(
            number=1,
            label="Green",
            definition="On course: nothing stands in the way of delivery as agreed.",
            mark=Mark.GREEN,
        ),
        Step(
            number=2,
            label="Green/Amber",
            definition="Likely to deliver as agreed, if close attention continues.",
            mark=Mark.GREEN_AMBER,
        ),
        Step(
            number=3,
            label="Amber",
            definition="Can deliver, but known problems need to be solved soon.",
            mark=Mark.AMBER,
        ),
        Step(
            number=4,
            label="Amber/Red",
            definition="Delivery is in doubt; urgent action is under way.",
            mark=Mark.AMBER_RED,
        ),
        Step(
            number=5,
            label="Red",
            definition="Cannot deliver as agreed; the plan needs to be agreed again.",
            mark=Mark.RED,
        ),
    ),
)

CONTENT = UpdateContent(
    key_activities=(
        "We finished the review of how decisions are recorded.\n\n"
        "### Training\n\n"
        "- 42 officers went through the *decision records* course\n"
        "- The guide is on the intranet: [read the guide](https://example.org/guide?a=1&b=2)\n"
        "  - A short version is being tested\n\n"
        "### Records\n\n"
        "3. Backlog cleared for the “main” committees\n"
        "4. Search across all records tested with 5 < 10 failures & 0 losses\n"
    ),
    engagement="Two sessions with members.\nBoth were well attended.",
    concerns="1. There is one concern: the supplier’s notice period.",
    issues=(
        Issue(
            number=1,
            description="The old system stops being supported in March.",
            action="Extended support is being bought.",
            owner="Head of Digital",
        ),
    ),
    measures=(
        MeasureValue(
            number=1,
            name="Decisions recorded within a week",
            unit="%",
            baseline=Decimal(40),
            baseline_at="March 2025",
            target=Decimal(90),
            target_on=date(2027, 3, 31),
            value=Decimal("72.5"),
            note="The main committees are all in.",
        ),
        MeasureValue(
            number=2,
            name="Complaints about missing records",
            direction=Direction.WITHIN,
            target=Decimal(0),
            target_to=Decimal(3),
            reason="The count comes in July.",
        ),
    ),
    milestones=(
        Milestone(
            number=1,
            title="Publish the decision guide",
            due_on=date(2026, 5, 15),
            outcome=MilestoneOutcome.DONE,
            note="Published a week early.",
            carried=True,
        ),
        Milestone(
            number=2,
            title="Move the records of the first committee",
            due_on=date(2026, 6, 12),
            outcome=MilestoneOutcome.SLIPPED,
            slipped_to=date(2026, 7, 31),
            note="The supplier could not test in June.",
            carried=True,
        ),
        Milestone(number=3, title="Agree the retention rules", outcome=MilestoneOutcome.PARTLY),
    ),
    planned=(
        PlannedMilestone(
            number=4,
            title="Train the second group of officers",
            due_on=date(2026, 8, 28),
            owner="Head of Learning",
        ),
        PlannedMilestone(number=5, title="Report the first results to the board"),
    ),
    risks=(
        Risk(
            number=1,
            description="Staff may leave before the new way of working has settled.",
            mitigation="Two people now know each task. Guides are written as the work is done.",
            owner="Head of People",
            likelihood=Level.MEDIUM,
            impact=Level.HIGH,
            trend=Trend.DOWN,
        ),
        Risk(number=2, description="Costs may rise.", mitigation="The contract has a ceiling."),
    ),
    step=2,
    rationale="We rate this Green/Amber because one milestone slipped by seven weeks.",
    forecast_on=date(2027, 3, 26),
    cover_note="Please look at the second milestone first; this note is for the sponsor alone.",
)


MEASURED = (
    Measured(period="January and February 2026"),
    Measured(
        period="March and April 2026",
        rows=tuple(
            msgspec.structs.replace(row, value=Decimal(value), note="", reason="")
            for row, value in zip(CONTENT.measures, ("65", "4"), strict=True)
        ),
    ),
    Measured(period="May and June 2026", rows=CONTENT.measures),
)
"""What the measures were until this period."""


def approval(**values: object) -> Approval:
    """Return the sponsor's approval; `values` replace parts of it."""
    defaults: dict[str, object] = {
        "by": "Director of Resources",
        "on": date(2026, 7, 9),
        "comment": "The slip is **understood** and the new date is firm.",
    }
    return Approval(**(defaults | values))  # type: ignore[arg-type]


def report(content: UpdateContent = CONTENT, **decisions: object) -> Report:
    """Return an approved report of some content; `decisions` replace what was decided on it."""
    values: dict[str, object] = {
        "content": content,
        "revision": 2,
        "sha256": fingerprint(encode(content)),
        "proposed_step": 2,
        "confirmed_step": 2,
        "approvals": (approval(),),
        "completed_by": "Head of Governance",
        "completed_on": date(2026, 7, 6),
    }
    return Report(**(values | decisions))  # type: ignore[arg-type]


def ratings(*steps: int | None) -> tuple[Issued | None, ...]:
    """Return ratings as they were issued before."""
    return tuple(Issued(step=step) if step else None for step in steps)


def workstream(code: str, name: str, **values: object) -> Workstream:
    """Return a workstream with everything filled in; `values` replace what a test is about."""
    defaults: dict[str, object] = {
        "code": code,
        "name": name,
        "description": f"To make {name.lower()} something people can rely on.",
        "outcomes": (
            Outcome(text="Decisions are recorded within a week", group="Pace"),
            Outcome(text="Anybody can find a decision", group="Openness"),
            Outcome(text="Every record has an owner", group="Openness"),
        ),
        "sponsors": ("Director of Resources",),
        "leads": ("Head of Governance", "Governance Officer"),
        "accountable_lead": "Head of Governance",
        "pmo_support": ("Programme Officer",),
        "agreed_on": date(2027, 3, 31),
        "previous": Issued(step=1),
        "trend": ratings(1, 1),
        "measured": MEASURED,
        "report": report(),
    }
    return Workstream(**(defaults | values))  # type: ignore[arg-type]


def pack(**values: object) -> PackData:
    """Return a pack of five workstreams in different states; `values` replace parts of it."""
    defaults: dict[str, object] = {
        "organisation": "Wendmoor Combined Authority",
        "programme": "Improvement Programme",
        "phase": "Phase 2",
        "period": "May and June 2026",
        "starts_on": date(2026, 5, 1),
        "ends_on": date(2026, 6, 30),
        "audience": Audience.IIB,
        "prepared_on": date(2026, 7, 14),
        "meeting_on": date(2026, 7, 22),
        "edition": 1,
        "scale": SCALE,
        "overview": "Four of the five workstreams reported.\n\nThe programme holds its course.",
        "overview_heading": "Programme director’s overview",
        "overview_by": "the Programme Director",
        "overall": OverallRating(step=2, reason="One workstream slipped; none is in doubt."),
        "trend_periods": (
            "January and February 2026",
            "March and April 2026",
            "May and June 2026",
        ),
        "workstreams": (
            workstream("G", "Governance"),
            workstream(
                "P",
                "Procurement",
                previous=Issued(step=3),
                trend=ratings(3, 3),
                report=report(
                    proposed_step=2,
                    confirmed_step=1,
                    approvals=(
                        approval(reason="The contract was signed on the day it was written."),
                    ),
                ),
            ),
            workstream(
                "D",
                "Delivery",
                previous=Issued(step=4),
                trend=ratings(5, 4),
                report=report(
                    UpdateContent(),
                    proposed_step=4,
                    confirmed_step=3,
                    approvals=(approval(reason="Funding came through.", comment=""),),
                    agreed=Agreement(
                        step=4, reason="The group wants to see the money spent first."
                    ),
                ),
                outcomes=(Outcome(text="Projects finish when they said they would."),),
                agreed_on=None,
            ),
            workstream(
                "W",
                "Partnership working",
                previous=None,
                trend=ratings(None, None),
                report=report(proposed_step=5, confirmed_step=5),
                sponsors=("Director of Resources", "Director of Places"),
            ),
            workstream(
                "C", "Culture", trend=ratings(1, 1), report=Missing(), description="", outcomes=()
            ),
        ),
    }
    return PackData(**(defaults | values))  # type: ignore[arg-type]


def cycle() -> PackData:
    """Return the second edition of a pack in which everything happened that can."""
    content = UpdateContent(
        nil_return=True,
        milestones=(
            Milestone(
                number=4,
                title="Train the second group of officers",
                due_on=date(2026, 6, 26),
                outcome=MilestoneOutcome.SLIPPED,
                slipped_to=date(2026, 9, 4),
                note="The trainer fell ill.",
                carried=True,
                slips=1,
                first_due_on=date(2026, 3, 27),
            ),
            Milestone(
                number=6,
                title="Buy the new system",
                outcome=MilestoneOutcome.DROPPED,
                note="The old one is kept.",
                agreed_by="the Improvement Group",
            ),
        ),
        planned=(
            PlannedMilestone(
                number=4, title="Train the second group of officers", due_on=date(2026, 9, 4)
            ),
        ),
        step=3,
        rationale="Nothing moved.",
        as_at=date(2026, 6, 24),
        explanations=(
            Explanation(code="overdue", text="The explanation is for the sponsor alone."),
        ),
    )
    return pack(
        edition=2,
        correction=Correction(
            replaces=1,
            frozen_on=date(2026, 7, 1),
            sha256="ab" * 32,
            reason="The rating of Procurement was printed wrongly.",
            changed=("P. Procurement",),
        ),
        workstreams=(
            workstream(
                "G",
                "Governance",
                previous=Issued(step=3, confirmed=False),
                trend=(Issued(step=2, corrected=True), Issued(step=3, confirmed=False)),
                report=report(
                    content, proposed_step=3, confirmed_step=None, approvals=(), revision=1
                ),
            ),
            workstream(
                "P",
                "Procurement",
                sponsors=("Director of Resources", "Director of Places"),
                late=(Late(period="March and April 2026", step=4, approved_on=date(2026, 6, 3)),),
                report=report(
                    proposed_step=2,
                    confirmed_step=3,
                    approvals=(
                        approval(reason="The price is not firm.", comment=""),
                        approval(
                            by="Head of Places",
                            own=False,
                            places=("Director of Places",),
                            on=date(2026, 7, 8),
                            reason="The supplier is late.",
                            comment="It is close to Amber/Red.",
                            conditions="The contract is signed by 31 July 2026.",
                        ),
                    ),
                    agreed=Agreement(step=4, reason="The group doubts the July date."),
                ),
            ),
            workstream(
                "D",
                "Delivery",
                report=Missing(
                    sentence="No update was submitted for this period.", label="Not submitted"
                ),
                late=(Late(period="March and April 2026", step=5, approved_on=date(2026, 7, 2)),),
            ),
            workstream(
                "C",
                "Culture",
                closed_on=date(2026, 4, 30),
                report=Missing(
                    sentence="This workstream closed on 30 April 2026 and became part of "
                    "G. Governance. Its tasks are done.",
                    label="Closed",
                ),
            ),
        ),
    )


SAID_BY_THE_CYCLE = (
    "Replaces | Edition 1, issued on 1 July 2026",
    (
        "This edition replaces edition 1, which never changes. "
        "The rating of Procurement was printed wrongly. One report has changed: P. Procurement. "
        "Every other report is as it was."
    ),
    "G. Governance Amber (proposed) Amber (proposed) No change",
    "P. Procurement Amber/Red Changed by sponsor and group Green Worsened",
    "D. Delivery Not submitted Green No rating",
    "C. Culture Closed Green Closed",
    "G. Governance Green/Amber (corrected) Amber (proposed) Amber (proposed)",
    "Lead’s return, not confirmed by the sponsor | Rating this period | Amber (proposed)",
    "Position as at 24 June 2026",
    "The lead states that there is nothing to report for this period. | Engagement",
    (
        "Train the second group of officers Slipped twice, first due 27 March 2026 26 June 2026 "
        "Slipped to 4 September 2026"
    ),
    "Train the second group of officers Slipped twice, first due 27 March 2026 4 September 2026",
    "Dropped, agreed by the Improvement Group",
    (
        "Received after issue: the update for March and April 2026 was approved on 3 June 2026, "
        "after the pack of that period had gone out. It was rated Amber/Red."
    ),
    (
        "Approved by Director of Resources on 9 July 2026 "
        "Head of Places for Director of Places on 8 July 2026"
    ),
    (
        "The lead proposed Green/Amber. The sponsors changed the rating to Amber for this reason: "
        "The price is not firm. The supplier is late. The sponsor confirmed Amber. "
        "The Improvement Group agreed Amber/Red for this reason: The group doubts the July date."
    ),
    (
        "Sponsors’ comments | None published | Approved by Director of Resources on 9 July 2026. | "
        "It is close to Amber/Red. | Approved on this condition: | "
        "The contract is signed by 31 July 2026. | "
        "Approved by Head of Places for Director of Places on 8 July 2026."
    ),
    (
        "No update was submitted for this period. | Received after issue: the update for March and "
        "April 2026"
    ),
    (
        "This workstream closed on 30 April 2026 and became part of G. Governance. "
        "Its tasks are done. | Rating last period | Green"
    ),
    "completed by Head of Governance on 6 July 2026, not confirmed by the sponsor.",
    (
        "approved by Director of Resources on 9 July 2026 and approved by Head of Places for "
        "Director of Places on 8 July 2026."
    ),
)
"""What every format says of it, each as one unbroken run of words; bars part its paragraphs."""
