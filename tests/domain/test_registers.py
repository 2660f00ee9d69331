"""What an approved update leaves in the registers of its workstream."""

from datetime import date

import pytest
from hypothesis import given

from models import RegisterItem
from models.enums import ItemKind, Level, MilestoneOutcome, Trend
from tests.domain.contents import stored_contents
from webapp.domain.content import Issue, Milestone, PlannedMilestone, Risk, UpdateContent
from webapp.domain.registers import COPIED, Entry, entries, gravity, reference

DUE, LATER = date(2026, 2, 1), date(2026, 5, 1)


def test_every_kind_of_item() -> None:
    update = UpdateContent(
        milestones=(
            Milestone(number=1, title="Adopt the scheme", due_on=DUE, note="Adopted",
                      outcome=MilestoneOutcome.DONE),
        ),
        planned=(PlannedMilestone(number=2, title="Publish it", due_on=LATER, owner="Solicitor"),),
        risks=(
            Risk(number=1, description="Few know it", mitigation="Training", owner="Lead",
                 likelihood=Level.HIGH, impact=Level.LOW, trend=Trend.DOWN),
        ),
        issues=(Issue(number=1, description="Two vacancies", action="Recruit", owner="Lead"),),
    )  # fmt: skip
    assert list(entries(update)) == [
        Entry(
            kind=ItemKind.MILESTONE,
            number=1,
            title="Adopt the scheme",
            response="Adopted",
            due_on=DUE,
            outcome=MilestoneOutcome.DONE,
            open=False,
        ),
        Entry(
            kind=ItemKind.MILESTONE, number=2, title="Publish it", owner="Solicitor", due_on=LATER
        ),
        Entry(
            kind=ItemKind.RISK,
            number=1,
            title="Few know it",
            response="Training",
            owner="Lead",
            likelihood=Level.HIGH,
            impact=Level.LOW,
            trend=Trend.DOWN,
        ),
        Entry(
            kind=ItemKind.ISSUE, number=1, title="Two vacancies", response="Recruit", owner="Lead"
        ),
    ]


@pytest.mark.parametrize(
    "outcome, is_open",
    [
        (None, True),
        (MilestoneOutcome.PARTLY, True),
        (MilestoneOutcome.SLIPPED, True),
        (MilestoneOutcome.DONE, False),
        (MilestoneOutcome.DROPPED, False),
    ],
)
def test_only_done_and_dropped_milestones_are_closed(
    outcome: MilestoneOutcome | None, is_open: bool
) -> None:
    update = UpdateContent(milestones=(Milestone(number=1, title="One", outcome=outcome),))
    assert [entry.open for entry in entries(update)] == [is_open]


def test_a_milestone_that_slipped_is_due_on_its_new_date() -> None:
    slipped = Milestone(
        number=1, title="One", due_on=DUE, outcome=MilestoneOutcome.SLIPPED, slipped_to=LATER
    )
    assert [entry.due_on for entry in entries(UpdateContent(milestones=(slipped,)))] == [LATER]


def test_a_milestone_planned_again_is_written_once_as_planned() -> None:
    update = UpdateContent(
        milestones=(Milestone(number=1, title="Old words", outcome=MilestoneOutcome.SLIPPED),),
        planned=(PlannedMilestone(number=1, title="New words", due_on=LATER),),
    )
    assert [(entry.title, entry.due_on) for entry in entries(update)] == [("New words", LATER)]


@given(update=stored_contents)
def test_no_item_is_written_twice_and_none_is_left_out(update: UpdateContent) -> None:
    found = [(entry.kind, entry.number) for entry in entries(update)]
    assert len(found) == len(set(found))
    assert set(found) == {
        *((ItemKind.MILESTONE, row.number) for row in update.milestones),
        *((ItemKind.MILESTONE, row.number) for row in update.planned),
        *((ItemKind.RISK, row.number) for row in update.risks),
        *((ItemKind.ISSUE, row.number) for row in update.issues),
    }


def test_the_register_takes_over_every_value_of_an_entry() -> None:
    columns = set(RegisterItem.__table__.columns.keys())
    assert set(COPIED) <= columns
    assert set(COPIED) | {"kind", "number"} == set(Entry.__dataclass_fields__)


@pytest.mark.parametrize(
    "kind, printed",
    [(ItemKind.MILESTONE, "G-M4"), (ItemKind.RISK, "G-R4"), (ItemKind.ISSUE, "G-I4")],
)
def test_printed_references(kind: ItemKind, printed: str) -> None:
    assert reference("G", kind, 4) == printed


def test_risks_are_ordered_by_likelihood_and_impact_and_those_not_rated_come_last() -> None:
    def risk(number: int, likelihood: Level | None, impact: Level | None) -> Risk:
        return Risk(number=number, description="", likelihood=likelihood, impact=impact)

    rows = (
        risk(1, None, Level.HIGH),
        risk(2, Level.LOW, Level.LOW),
        risk(3, Level.HIGH, Level.HIGH),
        risk(4, Level.MEDIUM, Level.HIGH),
        risk(5, Level.LOW, Level.HIGH),
    )
    assert [row.number for row in sorted(rows, key=gravity, reverse=True)] == [3, 4, 5, 2, 1]
