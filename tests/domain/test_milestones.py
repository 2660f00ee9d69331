"""What became of milestones from report to report."""

from datetime import date

from hypothesis import given

from models.enums import MilestoneOutcome
from tests.domain.contents import stored_contents
from webapp.domain.content import Milestone, PlannedMilestone, UpdateContent
from webapp.domain.exempt import Exemption
from webapp.domain.milestones import Story, Turn, kept, stories
from webapp.domain.reconcile import carry_forward, promises

MARCH, MAY, JULY = date(2026, 3, 1), date(2026, 5, 1), date(2026, 7, 1)
FIRST = UpdateContent(
    milestones=(
        Milestone(number=1, title="Tried", due_on=MARCH, outcome=MilestoneOutcome.DONE, note="Ten"),
        Milestone(
            number=2,
            title="Staffed",
            due_on=MARCH,
            outcome=MilestoneOutcome.SLIPPED,
            slipped_to=MAY,
            note="Two offers are out",
            carried=True,
        ),
    ),
    planned=(PlannedMilestone(number=3, title="Published"),),
)
SECOND = UpdateContent(
    milestones=(
        Milestone(
            number=2,
            title="Staffed",
            due_on=MAY,
            outcome=MilestoneOutcome.DONE,
            note="All posts",
            carried=True,
            slips=1,
            first_due_on=MARCH,
        ),
        Milestone(
            number=3,
            title="Published",
            outcome=MilestoneOutcome.DROPPED,
            note="No need",
            carried=True,
        ),
    ),
    planned=(PlannedMilestone(number=4, title="Reviewed", due_on=JULY),),
)


def test_each_milestone_keeps_its_first_day_and_every_turn_with_its_reason() -> None:
    found = {row.number: row for row in stories((("March", FIRST), ("May", SECOND)))}
    assert list(found) == [1, 2, 4, 3], "by the newest date, those without one last"
    assert found[2] == Story(
        number=2,
        title="Staffed",
        first_on=MARCH,
        due_on=MAY,
        outcome=MilestoneOutcome.DONE,
        slips=1,
        turns=(
            Turn("March", MilestoneOutcome.SLIPPED, MAY, "Two offers are out"),
            Turn("May", MilestoneOutcome.DONE, None, "All posts"),
        ),
    )
    assert [found[number].days for number in (1, 2, 3, 4)] == [0, 61, 0, 0]
    assert [found[number].outcome for number in (1, 3, 4)] == [
        MilestoneOutcome.DONE,
        MilestoneOutcome.DROPPED,
        None,
    ]


def test_what_slipped_is_still_to_be_done_until_a_report_ends_it() -> None:
    (staffed,) = (row for row in stories([("March", FIRST)]) if row.number == 2)
    assert (staffed.outcome, staffed.due_on, staffed.slips) == (None, MAY, 1)


def test_a_timeline_shows_the_first_day_only_where_it_has_moved() -> None:
    found = {row.number: row.due(f"G-M{row.number}") for row in stories([("March", FIRST)])}
    assert (found[2].first_on, found[2].due_on, found[2].done) == (MARCH, MAY, False)
    assert (found[1].first_on, found[1].due_on, found[1].done) == (None, MARCH, True)


def test_a_title_that_may_not_be_published_keeps_its_mark() -> None:
    row = PlannedMilestone(number=1, title="Settle", exempt=Exemption(paragraph=3))
    (story,) = stories([("March", UpdateContent(planned=(row,)))])
    assert story.title == "Settle [Not for publication, paragraph 3]"


def test_promises_are_counted_by_what_became_of_them_and_new_ones_are_not() -> None:
    assert kept((FIRST, SECOND)) == {
        MilestoneOutcome.SLIPPED: 1,
        MilestoneOutcome.DONE: 1,
        MilestoneOutcome.DROPPED: 1,
    }


@given(stored_contents)
def test_no_milestone_is_lost_and_a_promise_has_its_newest_day(content: UpdateContent) -> None:
    found = {
        row.number: row for row in stories([("one", content), ("two", carry_forward(content))])
    }
    assert set(found) == {row.number for row in content.milestones} | {
        row.number for row in content.planned
    }
    for row in promises(content):
        assert (found[row.number].due_on, found[row.number].outcome) == (row.due_on, None)
