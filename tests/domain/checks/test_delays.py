"""Words for what is late or in the way."""

import pytest

from webapp.domain.checks.delays import later, spoken_of, trouble


@pytest.mark.parametrize(
    "text",
    [
        "The tender slipped by a month.",
        "The delay is due to the weather.",
        "Training is postponed.",
        "The opening was pushed back.",
        "The survey is running late.",
        "It will not now be ready until May.",
        "A start is no longer expected in spring.",
    ],
)
def test_what_comes_later_than_meant(text: str):
    assert later(text) == trouble(text) == f"“{text}”"
    assert spoken_of(text) or "not now" in text or "no longer" in text


@pytest.mark.parametrize(
    "text",
    [
        "The licence is still outstanding.",
        "Two problems need to be solved first.",
        "Recruitment is on hold.",
        "The issue remains with the supplier.",
    ],
)
def test_what_is_in_the_way_is_trouble_but_no_slip(text: str):
    assert trouble(text) == f"“{text}”"
    assert later(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "There was no delay.",
        "We avoided any further delay.",
        "An outstanding concert opened the hall.",
        "The issue was solved.",
        "In late March the hall opens.",
        "",
    ],
)
def test_what_is_denied_or_over_is_no_trouble(text: str):
    assert trouble(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "The date has moved by a week.",
        "We missed the target date.",
        "It takes longer than planned.",
    ],
)
def test_dates_may_be_spoken_of_in_many_words(text: str):
    assert spoken_of(text)
    assert not spoken_of("Two branches reopened.")
