"""What an update cannot go without."""

from datetime import date

import msgspec
import pytest

from models.enums import Section
from tests.domain.checks.complete import COMPLETE, DONE, PARTLY, changed, codes, found, milestone
from webapp.domain.checks import Severity
from webapp.domain.content import UpdateContent
from webapp.domain.exempt import Exemption


@pytest.mark.parametrize(
    "fields, code, section, words",
    [
        ({"key_activities": ""}, "no-activities", Section.ACTIVITIES, "what was done"),
        ({"key_activities": " \n\t "}, "no-activities", Section.ACTIVITIES, "what was done"),
        ({"step": None}, "no-rating", Section.RATING, "Choose a rating"),
        ({"rationale": ""}, "no-rationale", Section.RATING, "reason for the rating"),
        ({"rationale": "  \n"}, "no-rationale", Section.RATING, "reason for the rating"),
        ({"milestones": (milestone(None),)}, "undecided", Section.MILESTONES, "“Train the volu"),
    ],
)
def test_each_thing_that_is_missing_stops_it_and_is_named(
    fields: dict[str, object], code: str, section: Section, words: str
):
    (finding,) = found(changed(**fields))
    assert (finding.code, finding.section, finding.severity) == (code, section, Severity.STOP)
    assert words in finding.message


@pytest.mark.parametrize(
    "fixer, whom", [("", "the programme office"), ("Petra Officer", "Petra Officer")]
)
def test_an_update_nobody_can_approve_stays_and_says_who_can_help(fixer: str, whom: str):
    (finding,) = found(COMPLETE, sponsors=(), fixer=fixer)
    assert finding.code == "no-sponsor"
    assert f"Ask {whom} to name a sponsor" in finding.message


def test_it_is_said_in_whose_place_nobody_could_approve():
    (finding,) = found(COMPLETE, sponsors=(), blocked=("Ann Sponsor",), fixer="Petra Officer")
    assert finding.code == "no-sponsor"
    assert finding.message == (
        "Nobody can approve this update for Ann Sponsor, who wrote part of it. "
        "Ask Petra Officer to appoint a deputy"
    )


NIL = msgspec.structs.replace(
    COMPLETE, nil_return=True, key_activities="", engagement="", concerns="", milestones=()
)


def test_a_nil_return_needs_no_activities():
    assert found(NIL) == ()


@pytest.mark.parametrize(
    "content, named",
    [
        (msgspec.structs.replace(NIL, engagement="We met twice."), "Engagement"),
        (
            msgspec.structs.replace(NIL, key_activities="Much.", milestones=(milestone(DONE),)),
            "Key activities and Milestones this period",
        ),
    ],
)
def test_a_nil_return_that_reports_something_is_asked_about(content: UpdateContent, named: str):
    (finding,) = found(content)
    assert (finding.code, finding.severity) == ("nil-return-filled", Severity.EXPLAIN)
    assert f"something under {named}." in finding.message


def test_a_milestone_that_waits_is_no_contradiction_of_a_nil_return():
    row = milestone(PARTLY, due_on=date(2026, 5, 1))
    assert codes(msgspec.structs.replace(NIL, milestones=(row,))) == []


EARLY = date(2026, 2, 20)


def test_an_update_before_the_end_of_its_period_says_which_day_it_describes():
    (finding,) = found(COMPLETE, on=EARLY)
    assert (finding.code, finding.field) == ("no-as-at", "as_at")
    assert "28 February 2026" in finding.message
    assert codes(changed(as_at=date(2026, 2, 18)), on=EARLY) == []


@pytest.mark.parametrize("day", [date(2026, 2, 21), date(2025, 12, 31)])
def test_a_day_to_come_or_before_the_period_cannot_be_described(day: date):
    assert codes(changed(as_at=day), on=EARLY) == ["as-at-outside"]


def test_on_its_last_day_and_later_a_period_needs_no_such_day():
    assert codes(COMPLETE, on=date(2026, 2, 28)) == []


MARK = Exemption(paragraph=3)


@pytest.mark.parametrize(
    "changes",
    [
        {"key_activities_exempt": MARK},
        {"engagement_exempt": MARK},
        {"concerns_exempt": MARK},
        {"rationale_exempt": MARK},
        {"risks": tuple(msgspec.structs.replace(row, exempt=MARK) for row in COMPLETE.risks)},
        {
            "milestones": tuple(
                msgspec.structs.replace(row, exempt=MARK) for row in COMPLETE.milestones
            )
        },
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_what_is_marked_as_exempt_needs_its_reason(changes: dict[str, object]):
    (finding,) = found(changed(**changes))
    assert (finding.code, finding.severity) == ("exempt-without-reason", Severity.STOP)
    said = changed(key_activities_exempt=Exemption(paragraph=3, reason="It names a price."))
    assert codes(said) == []
