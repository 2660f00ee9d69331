"""The rating beside its reason, the last rating and the registers."""

from dataclasses import replace
from datetime import date

import msgspec
import pytest

from models.enums import Level
from tests.domain.checks.complete import (
    AMBER,
    AMBER_RED,
    COMPLETE,
    DONE,
    FACTS,
    GREEN,
    GREEN_AMBER,
    PARTLY,
    RED,
    SLIPPED,
    changed,
    codes,
    found,
    milestone,
    promise,
)
from webapp.domain.checks.rating import optimistic
from webapp.domain.content import Milestone


@pytest.mark.parametrize(
    "reason, named",
    [
        ("We rate this Amber because the roof leaks.", "Amber"),
        ("Green, since all is done.", "Green"),
        ("The RAG status is amber/red.", "Amber/Red"),
    ],
)
def test_a_reason_for_another_rating_is_asked_about(reason: str, named: str):
    (finding,) = found(changed(rationale=reason))
    assert finding.code == "names-another-step"
    assert f"speaks of {named}, but the rating is Green/Amber." in finding.message


@pytest.mark.parametrize(
    "reason",
    [
        "Green/Amber, not Amber: the roof holds.",
        "We expect to reach Green by June, as rated risks fall.",
        "Green spaces were opened at two branches.",
        "The rating was Green/Amber last month as well.",
        "Repairs go well.",
    ],
)
def test_a_reason_that_names_the_rating_or_none_is_left_alone(reason: str):
    assert codes(changed(rationale=reason)) == []


def test_without_a_rating_no_reason_contradicts_it():
    assert codes(changed(step=None, rationale="We rate this Amber.")) == ["no-rating"]


@pytest.mark.parametrize(
    "reason",
    [
        "Up from the previous Amber rating to Green/Amber.",
        "We moved from Amber to Green/Amber.",
        "Last period's rating was Amber; it is Green/Amber now.",
    ],
)
def test_a_last_rating_remembered_wrongly_is_put_right(reason: str):
    (finding,) = found(changed(rationale=reason), previous_step=GREEN)
    assert finding.code == "previous-rating-differs"
    assert finding.evidence[-1] == "Last issued rating: Green"
    assert codes(changed(rationale=reason), previous_step=AMBER) == []


def test_a_changed_rating_needs_a_word_about_the_change():
    (finding,) = found(changed(rationale="Repairs go well."), previous_step=AMBER)
    assert (finding.code, finding.about) == ("change-unsaid", "3 2")
    assert "from Amber to Green/Amber" in finding.message


@pytest.mark.parametrize(
    "reason",
    [
        "Repairs go better.",
        "We propose Green/Amber in place of Amber.",
        "It was Amber last period.",
    ],
)
def test_any_word_about_the_change_will_do(reason: str):
    assert codes(changed(rationale=reason), previous_step=AMBER) == []


def test_the_first_rating_changes_nothing():
    assert codes(changed(rationale="Repairs go well."), previous_step=None) == []


@pytest.mark.parametrize(
    "steps, better", [(5, {1, 2}), (3, {1}), (4, {1, 2}), (2, {1}), (0, set())]
)
def test_better_than_amber_is_the_better_half_of_any_scale(steps: int, better: set[int]):
    scale = {number: f"Step {number}" for number in range(1, steps + 1)}
    facts = replace(FACTS, steps=scale)
    assert {step for step in scale if optimistic(step, facts)} == better
    assert not optimistic(None, facts)


SAYS_LATE = "Green/Amber: the training is late, and we can catch up."


def test_better_than_amber_with_an_overdue_milestone_is_asked_about():
    rows = (milestone(PARTLY, note="Delayed."), milestone(DONE, number=4))
    said = changed(milestones=rows, planned=(promise(),), concerns="", rationale=SAYS_LATE)
    (finding,) = found(said)
    assert (finding.code, finding.about) == ("rating-against-milestones", "M3")
    assert "one milestone is overdue" in finding.message
    assert finding.evidence == ("L-M3, due 10 February 2026, is not done",)
    assert "rating-against-milestones" not in codes(msgspec.structs.replace(said, step=AMBER))


@pytest.mark.parametrize("count, is_asked", [(3, False), (4, True)])
def test_better_than_amber_with_nothing_done_is_asked_about(count: int, is_asked: bool):
    rows = tuple(
        milestone(PARTLY, number=number, due_on=date(2026, 6, 1)) for number in range(3, 3 + count)
    )
    assert ("rating-against-milestones" in codes(changed(milestones=rows))) is is_asked
    mixed = changed(milestones=(*rows, milestone(DONE, number=9)))
    assert "rating-against-milestones" not in codes(mixed)


RED_RISK = msgspec.structs.replace(COMPLETE.risks[0], likelihood=Level.HIGH, impact=Level.HIGH)


@pytest.mark.parametrize("step", [GREEN, GREEN_AMBER, AMBER, AMBER_RED, RED])
def test_better_than_amber_with_a_red_risk_is_asked_about(step: int):
    said = changed(risks=(RED_RISK,), step=step, rationale="It changed.")
    assert ("rating-against-risks" in codes(said)) is (step < AMBER)


def test_each_set_of_red_risks_is_a_question_of_its_own():
    second = msgspec.structs.replace(RED_RISK, number=2)
    (one,) = found(changed(risks=(RED_RISK,)))
    (two,) = found(changed(risks=(RED_RISK, second)))
    assert (one.about, two.about) == ("R1", "R1 R2")


@pytest.mark.parametrize(
    "row, evidence",
    [
        (
            milestone(SLIPPED, slipped_to=date(2026, 5, 1)),
            "“Train the volunteers” slipped to 1 May 2026",
        ),
        (
            milestone(PARTLY, note="Postponed until the hall is dry.", due_on=date(2026, 5, 1)),
            "“Postponed until the hall is dry.”",
        ),
    ],
)
def test_a_reason_silent_on_a_slip_is_asked_about(row: Milestone, evidence: str):
    said = changed(milestones=(row,), concerns="")
    (finding,) = found(said)
    assert (finding.code, finding.about) == ("slip-not-in-reason", "M3")
    assert finding.evidence == (evidence,)
    assert codes(msgspec.structs.replace(said, rationale=SAYS_LATE)) == []


def test_a_slip_without_its_date_is_still_a_slip():
    said = changed(milestones=(milestone(SLIPPED),), concerns="")
    assert codes(said) == ["slipped-without-date", "slip-not-in-reason"]


def test_what_is_done_slips_no_more():
    row = milestone(DONE, note="It was delayed by a week, and done.")
    assert codes(changed(milestones=(row,), concerns="")) == []
