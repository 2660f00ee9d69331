"""A sponsor's comment beside the update."""

from dataclasses import replace
from datetime import date

import pytest

from models.enums import Section
from tests.domain.checks.complete import AMBER, COMPLETE, FACTS, GREEN_AMBER, changed
from webapp.domain.checks import of_comment


@pytest.mark.parametrize(
    "text, code",
    [
        ("I am confident that the programme will be finished by May 2026.", "date-differs"),
        ("I signed it on 30 February 2026.", "impossible-date"),
        ("I agree with the rating of Amber.", "names-another-step"),
        ("Green/Amber, meaning that quality holds.", "other-meaning"),
    ],
)
def test_a_comment_that_says_something_else_is_pointed_at(text: str, code: str):
    (finding,) = of_comment(text, FACTS, COMPLETE)
    assert (finding.code, finding.section, finding.field) == (code, Section.RATING, "comment")
    assert finding.evidence[0] == f"Comment: “{text}”"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Good work. The Board hears of it on 14 May.",
        "I confirm Green/Amber.",
        "It is on track.",
    ],
)
def test_a_comment_that_fits_is_left_alone(text: str):
    assert of_comment(text, FACTS, COMPLETE) == ()


def test_on_track_past_the_date_is_pointed_at():
    facts = replace(FACTS, agreed_on=date(2025, 9, 30))
    (finding,) = of_comment("The work remains on track.", facts, COMPLETE)
    assert finding.code == "on-time"


def test_a_comment_is_held_to_the_rating_the_sponsor_gives():
    text = "I rate this Amber, as the roof still leaks."
    assert of_comment(text, FACTS, COMPLETE, step=AMBER) == ()
    (finding,) = of_comment(text, FACTS, COMPLETE, step=GREEN_AMBER)
    assert finding.about == str(AMBER)
    assert of_comment(text, FACTS, changed(step=None)) == ()


def test_one_slip_twice_is_one_finding():
    text = "Signed on 31 June 2026. Yes, on 31 June 2026."
    assert len(of_comment(text, FACTS, COMPLETE)) == 1
