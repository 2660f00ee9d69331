"""A pack written for the tests: a fictional authority, people named by their role."""

from datetime import date

from models.enums import Audience, Level, Mark, MilestoneOutcome, Trend
from webapp.domain.content import (
    Issue,
    Milestone,
    PlannedMilestone,
    Risk,
    UpdateContent,
    encode,
    fingerprint,
)
from webapp.packs.material import (
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


def report(content: UpdateContent = CONTENT, **decisions: object) -> Report:
    """Return an approved report of some content; `decisions` replace what was decided on it."""
    values: dict[str, object] = {
        "content": content,
        "revision": 2,
        "sha256": fingerprint(encode(content)),
        "proposed_step": 2,
        "confirmed_step": 2,
        "sponsor_comment": "The slip is **understood** and the new date is firm.",
        "approved_by": "Director of Resources",
        "approved_on": date(2026, 7, 9),
        "completed_by": "Head of Governance",
        "completed_on": date(2026, 7, 6),
    }
    return Report(**(values | decisions))  # type: ignore[arg-type]


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
        "previous_step": 1,
        "trend": (1, 1, 2),
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
                previous_step=3,
                trend=(3, 3, 1),
                report=report(
                    proposed_step=2,
                    confirmed_step=1,
                    confirmed_reason="The contract was signed on the day the report was written.",
                ),
            ),
            workstream(
                "D",
                "Delivery",
                previous_step=4,
                trend=(5, 4, 4),
                report=report(
                    UpdateContent(),
                    proposed_step=4,
                    confirmed_step=3,
                    confirmed_reason="Funding came through.",
                    agreed_step=4,
                    agreed_reason="The group wants to see the money spent first.",
                    sponsor_comment="",
                ),
                outcomes=(Outcome(text="Projects finish when they said they would."),),
                agreed_on=None,
            ),
            workstream(
                "W",
                "Partnership working",
                previous_step=None,
                trend=(None, None, 5),
                report=report(proposed_step=5, confirmed_step=5),
                sponsors=("Director of Resources", "Director of Places"),
            ),
            workstream(
                "C", "Culture", trend=(1, 1, None), report=Missing(), description="", outcomes=()
            ),
        ),
    }
    return PackData(**(defaults | values))  # type: ignore[arg-type]
