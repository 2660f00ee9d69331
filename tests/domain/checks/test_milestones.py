"""Decisions about the milestones of this period."""

from datetime import date

import pytest

from models.enums import MilestoneOutcome
from tests.domain.checks.complete import (
    DONE,
    DROPPED,
    FACTS,
    PARTLY,
    SLIPPED,
    changed,
    codes,
    found,
    milestone,
    promise,
)
from webapp.domain.checks import Severity
from webapp.domain.checks.milestones import overdue
from webapp.domain.content import Milestone

SAID = "Delays are on the way: the trainer left."


@pytest.mark.parametrize(
    "row, code",
    [
        (milestone(SLIPPED), "slipped-without-date"),
        (milestone(SLIPPED, slipped_to=date(2026, 2, 10)), "slipped-not-later"),
        (milestone(SLIPPED, slipped_to=date(2026, 1, 10)), "slipped-not-later"),
        (milestone(DROPPED), "dropped"),
        (milestone(DROPPED, note="Too dear."), "dropped"),
        (milestone(DROPPED, agreed_by="The Board", note=" "), "dropped"),
        (milestone(None), "undecided"),
    ],
)
def test_half_a_decision_stops_the_update(row: Milestone, code: str):
    findings = found(changed(milestones=(row,), concerns=SAID, rationale=SAID))
    (finding,) = (finding for finding in findings if finding.severity is Severity.STOP)
    assert (finding.code, finding.about) == (code, "M3")
    assert "Train the volunteers" in finding.message


@pytest.mark.parametrize(
    "given, wanted",
    [
        ({}, "why and who agreed"),
        ({"note": "Too dear."}, "who agreed"),
        ({"agreed_by": "B"}, "why"),
    ],
)
def test_what_a_dropped_milestone_lacks_is_named(given: dict[str, str], wanted: str):
    (finding,) = found(changed(milestones=(milestone(DROPPED, **given),)))
    assert finding.fact.endswith(f"was dropped, and the update does not say {wanted}")


@pytest.mark.parametrize(
    "row",
    [
        milestone(DONE),
        milestone(SLIPPED, slipped_to=date(2026, 4, 1)),
        milestone(SLIPPED, slipped_to=date(2026, 4, 1), due_on=None),
        milestone(DROPPED, note="Too dear.", agreed_by="The Board"),
    ],
)
def test_a_whole_decision_is_left_alone(row: Milestone):
    said = changed(milestones=(row,), concerns=SAID, rationale=SAID)
    assert {"slipped-without-date", "slipped-not-later", "dropped"}.isdisjoint(codes(said))


def test_unfinished_milestones_without_a_date_are_asked_about_once():
    rows = (
        milestone(PARTLY, number=3, due_on=None, note="It was delayed."),
        milestone(SLIPPED, number=4, due_on=None, slipped_to=date(2026, 4, 1)),
        milestone(DONE, number=5, due_on=None),
    )
    said = changed(milestones=rows, planned=(promise(),), concerns=SAID, rationale=SAID)
    (finding,) = found(said)
    assert finding.code == "undated-milestones"
    assert finding.message.startswith("Two unfinished milestones have no due date")
    assert finding.evidence == ("No due date: L-M3 and L-M4",)


@pytest.mark.parametrize(
    "outcome, due_on, slipped_to, expected",
    [
        (PARTLY, date(2026, 2, 10), None, True),
        (PARTLY, date(2026, 2, 28), None, True),
        (PARTLY, date(2026, 3, 1), None, False),
        (PARTLY, None, None, False),
        (SLIPPED, date(2026, 1, 10), date(2026, 2, 10), True),
        (SLIPPED, date(2026, 2, 10), date(2026, 4, 1), False),
        (DONE, date(2026, 2, 10), None, False),
        (None, date(2026, 2, 10), None, False),
    ],
)
def test_overdue_is_what_was_due_in_the_period_and_is_not_finished(
    outcome: MilestoneOutcome | None, due_on: date | None, slipped_to: date | None, expected: bool
):
    assert overdue(milestone(outcome, due_on=due_on, slipped_to=slipped_to), FACTS) is expected
