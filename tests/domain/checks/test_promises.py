"""Promises for the next period, and unfinished work that must not get lost."""

from datetime import date

import pytest

from tests.domain.checks.complete import (
    AMBER,
    PARTLY,
    SLIPPED,
    changed,
    codes,
    found,
    milestone,
    promise,
)
from webapp.domain.content import Milestone, PlannedMilestone, UpdateContent


def test_a_register_without_owners_is_asked_about_once():
    rows = (promise(owner=" "), promise(number=4, owner="", due_on=None), promise(number=5))
    (finding,) = found(changed(planned=rows))
    assert finding.code == "incomplete-promises"
    assert finding.message.startswith("Two planned milestones lack a due date or an owner")
    assert finding.evidence == ("No due date: L-M4", "No owner: L-M3 and L-M4")


@pytest.mark.parametrize(
    "row, evidence",
    [
        (promise(due_on=date(2026, 2, 28)), "Due: 28 February 2026"),
        (promise(title="Shelves to be delivered by February"), "“Shelves to be delivered by Febr"),
        (promise(title="Finish the survey by 3 February 2026"), "“Finish the survey by 3 Febr"),
    ],
)
def test_a_promise_due_before_the_next_period_is_asked_about(row: PlannedMilestone, evidence: str):
    (finding,) = found(changed(planned=(row,)))
    assert (finding.code, finding.about) == ("due-early", "M3")
    assert finding.evidence[0].startswith(evidence)


@pytest.mark.parametrize(
    "title",
    [
        "Shelves to be delivered by June",
        "Report on visits made in January",
        "Publish completed accounts for January",
        "Work to be completed by 31 April 2026",
    ],
)
def test_a_month_in_a_title_is_not_always_a_deadline(title: str):
    assert "due-early" not in codes(changed(planned=(promise(title=title),)))


def unfinished(row: Milestone, *planned: PlannedMilestone) -> UpdateContent:
    return changed(milestones=(row,), planned=planned, step=AMBER, rationale="Amber since Monday.")


def test_part_done_and_planned_nowhere_is_asked_about():
    (finding,) = found(unfinished(milestone(PARTLY), promise(number=9, title="Paint the hall")))
    assert (finding.code, finding.about, finding.field) == ("not-carried-on", "M3", "milestones")
    assert "Paint the hall" not in finding.message


def test_the_same_work_under_another_name_is_pointed_at():
    other = promise(number=9, title="Train new volunteers")
    (finding,) = found(unfinished(milestone(PARTLY), other))
    assert finding.code == "not-carried-on"
    assert "If “Train new volunteers” is the same work" in finding.message
    assert "Next period: “Train new volunteers”" in finding.evidence


@pytest.mark.parametrize(
    "row",
    [
        milestone(PARTLY, due_on=date(2026, 5, 1)),
        milestone(PARTLY, slipped_to=date(2026, 5, 1)),
        milestone(SLIPPED, slipped_to=date(2026, 5, 1)),
    ],
    ids=["due later", "new date", "slipped"],
)
def test_work_with_a_later_date_is_accounted_for(row: Milestone):
    assert "not-carried-on" not in codes(unfinished(row))


@pytest.mark.parametrize(
    "again", [promise(), promise(number=9, title="TRAIN the volunteers.")], ids=["number", "words"]
)
def test_a_slip_has_to_be_called_one(again: PlannedMilestone):
    (finding,) = found(unfinished(milestone(PARTLY), again))
    assert (finding.code, finding.about) == ("slip-unsaid", "M3")
    assert finding.evidence == (
        "This period: “Train the volunteers”, due 10 February 2026, part done",
        f"Next period: “{again.title}”, due 30 April 2026",
    )


@pytest.mark.parametrize(
    "row",
    [
        milestone(PARTLY, note="Delayed by the storm."),
        milestone(PARTLY, due_on=date(2026, 4, 30)),
        milestone(SLIPPED, slipped_to=date(2026, 4, 30)),
    ],
    ids=["note", "not due yet", "slipped"],
)
def test_work_that_goes_on_as_it_should_is_left_alone(row: Milestone):
    assert "slip-unsaid" not in codes(unfinished(row, promise()))


def test_titles_without_words_are_not_alike():
    assert codes(unfinished(milestone(PARTLY, title="!"), promise(number=9, title="-"))) == [
        "slip-unsaid"
    ]
    (finding,) = found(unfinished(milestone(PARTLY, title="!"), promise(number=9)))
    assert finding.code == "not-carried-on"
