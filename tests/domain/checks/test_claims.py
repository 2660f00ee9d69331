"""Claims beside the rest of the update."""

from datetime import date

import pytest

from tests.domain.checks.complete import (
    DONE,
    PARTLY,
    SLIPPED,
    changed,
    codes,
    found,
    milestone,
    promise,
)
from webapp.domain.content import Issue, UpdateContent

NONE = "There are no major issues or concerns at present."
LATE = "Green/Amber, though one date is later."
LEAK = (Issue(number=4, description="The roof leaks", action="Find a roofer", owner="Estates"),)


@pytest.mark.parametrize(
    "content, evidence",
    [
        (
            changed(concerns=NONE, key_activities="The delivery of shelves was delayed."),
            "Key activities: “The delivery of shelves was delayed.”",
        ),
        (changed(concerns="None.", issues=LEAK), "L-I4: “The roof leaks”"),
        (
            changed(
                concerns=NONE,
                rationale=LATE,
                milestones=(milestone(SLIPPED, slipped_to=date(2026, 5, 1)),),
            ),
            "L-M3 slipped: “Train the volunteers”",
        ),
        (
            changed(
                concerns=NONE,
                milestones=(milestone(PARTLY, due_on=date(2026, 5, 1), note="It is blocked."),),
            ),
            "L-M3: “It is blocked.”",
        ),
    ],
)
def test_no_issues_beside_a_delay_is_asked_about(content: UpdateContent, evidence: str):
    (finding,) = found(content)
    assert (finding.code, finding.field) == ("no-issues", "concerns")
    assert finding.evidence[1:] == (evidence,)


@pytest.mark.parametrize(
    "content",
    [
        changed(concerns="No new issues beside the known leak.", issues=LEAK),
        changed(concerns="The roof leaks.", issues=LEAK),
        changed(concerns="There are no issues but one: the shelves are delayed.", issues=LEAK),
        changed(concerns=NONE, key_activities="Shelves came without delay."),
        changed(concerns=NONE, milestones=(milestone(DONE, note="Done after a delay."),)),
        changed(concerns="", issues=LEAK),
    ],
)
def test_a_difficulty_that_is_named_or_over_is_left_alone(content: UpdateContent):
    assert codes(content) == []


SAYS = "Green/Amber. The works are on time and on schedule."


@pytest.mark.parametrize(
    "forecast, agreed, against",
    [
        (date(2026, 9, 30), date(2026, 2, 1), "Agreed completion: 1 February 2026"),
        (date(2026, 2, 1), date(2026, 9, 30), "Forecast completion: 1 February 2026"),
        (date(2026, 12, 1), date(2026, 9, 30), "Forecast completion: 1 December 2026"),
        (None, None, "Agreed and forecast completion: not given"),
    ],
)
def test_on_time_against_the_dates_is_asked_about(
    forecast: date | None, agreed: date | None, against: str
):
    findings = found(changed(rationale=SAYS, forecast_on=forecast), agreed_on=agreed)
    (finding,) = (finding for finding in findings if finding.code == "on-time")
    assert finding.evidence == (
        "Reason for the rating: “The works are on time and on schedule.”",
        against,
    )


@pytest.mark.parametrize(
    "rationale, forecast, agreed",
    [
        (SAYS, date(2026, 9, 30), date(2026, 9, 30)),
        (SAYS, date(2026, 9, 30), None),
        (SAYS, None, date(2026, 9, 30)),
        ("Green/Amber: we are not on time.", None, None),
        ("Green/Amber: this will bring us back on track.", None, None),
    ],
)
def test_on_time_with_a_date_ahead_or_denied_is_left_alone(
    rationale: str, forecast: date | None, agreed: date | None
):
    assert "on-time" not in codes(
        changed(rationale=rationale, forecast_on=forecast), agreed_on=agreed
    )


def test_finished_work_was_on_time_whatever_the_day():
    done = changed(rationale=SAYS, planned=(), forecast_on=date(2026, 2, 1))
    assert codes(done, agreed_on=date(2026, 2, 1)) == []
    again = changed(rationale=SAYS, planned=(promise(),), forecast_on=date(2026, 2, 1))
    assert "on-time" in codes(again, agreed_on=date(2026, 2, 1))
