"""Numbers in the text beside the data."""

from dataclasses import replace

import pytest

from tests.domain.checks.complete import GREEN
from tests.domain.packchecks.papers import PACK, codes, only, saying
from webapp.domain.packchecks import Text


@pytest.mark.parametrize(
    "text, code",
    [
        ("Two workstreams are rated Green.", "count-differs"),
        ("All workstreams are rated Green.", "count-differs"),
        ("Every theme is now rated Amber.", "count-differs"),
        ("One of the four workstreams is late.", "total-differs"),
        ("We looked at all 5 themes.", "total-differs"),
    ],
)
def test_a_number_that_differs_is_asked_about(text, code):
    assert only(saying(text)).code == code


@pytest.mark.parametrize(
    "text",
    [
        "One workstream is rated Green, one Green/Amber and one Amber.",
        "One of the three workstreams is late.",
        "All workstreams will be rated Green.",
        "All themes are under way.",
        "We have one list of 46 projects.",
        "Two people left.",
    ],
)
def test_numbers_that_agree_are_left_alone(text):
    assert codes(saying(text)) == []


def test_all_green_is_right_when_all_are():
    paper = saying(
        "All workstreams are rated Green.", ratings={"A": GREEN, "B": GREEN}, overall=None
    )
    assert codes(paper) == []


def test_without_ratings_nothing_is_counted():
    assert codes(saying("Nine workstreams are rated Green.", ratings={})) == []


def test_approved_texts_are_not_counted_again():
    assert codes(saying("Two workstreams are rated Green.", own=False)) == []


def test_one_set_under_two_names_is_asked_about():
    finding = only(saying("The three themes go on.", "We met all three workstreams."))
    assert finding.about == "theme workstream"
    assert codes(saying("The three themes go on.", "All three themes go on.")) == []


LIST = "- Open the first branch again\n- Open the second branch again\n- Train the staff\n"


def rated(*headings: str) -> list[str]:
    listed = Text(where="l", name="Paragraph 1.1", text=LIST)
    headed = [
        Text(where=str(place), name=str(place), heading=heading, text="Said.")
        for place, heading in enumerate(headings)
    ]
    return codes(replace(PACK, overall=None, texts=(listed, *headed)))


def test_a_list_of_which_only_some_have_a_rated_paragraph_is_asked_about():
    assert rated("Open the first branch again (Green)") == ["fewer-rated"]


def test_a_list_of_which_all_or_none_are_rated_is_left_alone():
    assert rated("Train the staff", "Open the first branch again") == []
    assert rated(*(f"{line[2:]} (Green)" for line in LIST.splitlines())) == []
