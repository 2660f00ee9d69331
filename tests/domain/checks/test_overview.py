"""An overview beside the ratings of the workstreams."""

import pytest

from tests.domain.checks.complete import AMBER, FACTS, GREEN, GREEN_AMBER
from webapp.domain.checks import of_overview

RATINGS = [GREEN, GREEN, GREEN_AMBER, AMBER, AMBER]


@pytest.mark.parametrize(
    "text",
    [
        "Three workstreams are rated Green.",
        "3 of the five themes are rated green, the rest less.",
        "Two workstreams are Green, and one theme (buying) is rated Amber.",
        "No workstream is rated amber.",
    ],
)
def test_a_count_that_differs_is_asked_about(text: str):
    (finding,) = of_overview(text, FACTS, RATINGS)
    assert (finding.code, finding.field) == ("count-differs", "overview")
    assert "two workstreams are" in finding.message


@pytest.mark.parametrize(
    "text",
    [
        "Two workstreams are rated Green, one project Green/Amber and two areas remain.",
        "Two of the five workstreams are rated Green.",
        "Last period three workstreams were rated Green.",
        "The five themes of this phase are well under way. Green is our aim.",
        "Five people worked on it. The rating is Amber.",
        "",
    ],
)
def test_counts_that_agree_and_other_numbers_are_left_alone(text: str):
    assert of_overview(text, FACTS, RATINGS) == ()


def test_the_scale_and_the_calendar_count_here_too():
    text = "All is Green, meaning that costs hold. The Board met on 31 February 2026."
    assert [finding.code for finding in of_overview(text, FACTS, RATINGS)] == [
        "other-meaning",
        "impossible-date",
    ]
