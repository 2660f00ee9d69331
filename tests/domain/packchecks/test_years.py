"""Days on the front and in the text."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.packchecks.papers import COVER, PACK, codes, only, saying
from webapp.domain.packchecks import Severity
from webapp.domain.packchecks.years import OLD, meeting

DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))


@given(DAYS)
def test_a_meeting_is_asked_about_exactly_when_it_does_not_fit(on):
    found = {finding.code for finding in meeting(replace(PACK, meeting_on=on))}
    assert ("meeting-before-period" in found) is (on < PACK.starts_on)
    assert ("meeting-within-period" in found) is (PACK.starts_on <= on < PACK.ends_on)
    assert ("meeting-at-weekend" in found) is (on.isoweekday() > 5)
    assert ("old-position" in found) is (on > PACK.ends_on + timedelta(days=OLD))


def test_only_a_meeting_before_its_period_blocks():
    (finding,) = meeting(replace(PACK, meeting_on=date(2025, 3, 18)))
    assert finding.severity is Severity.BLOCK


def test_a_paper_without_a_meeting_has_no_day_to_compare():
    assert codes(saying("The letter was received in May 2028.", meeting_on=None)) == []


@pytest.mark.parametrize(
    "text", ["A letter was received in January 2027.", "The Board met on 5 May 2026."]
)
def test_a_meeting_before_something_that_is_told_as_past_is_asked_about(text):
    found = codes(saying(text))
    assert found[0] == "front-year"
    assert "year-missing" not in found


def test_days_without_a_year_are_asked_about_with_it():
    found = codes(saying("A letter dated 4 May 2027 came.", "We met on 3 March, or 03/03."))
    assert {"front-year", "year-missing"} <= set(found)


@pytest.mark.parametrize(
    "text",
    [
        "A letter was received in January 2026.",
        "It is to be published in May 2026.",
        "In May 2026.",
    ],
)
def test_what_is_past_or_still_to_come_is_left_alone(text):
    assert codes(saying(text)) == []


def test_one_day_in_two_years_is_asked_about():
    finding = only(saying("The Board on 18 March 2025.", "The Board on 18 March 2026."))
    assert (finding.code, finding.where) == ("two-years", "t1")
    assert finding.fact == "The text gives 18 March in 2025 and in 2026"


@pytest.mark.parametrize("day", ["1 March", "31 March", "28 February"])
def test_first_and_last_days_of_a_month_come_every_year(day):
    assert codes(saying(f"To {day} 2025 and to {day} 2026.")) == []


def test_two_years_in_an_approved_text_are_left_to_its_own_checks():
    assert codes(saying("On 18 March 2025 and 18 March 2026.", own=False)) == []


@pytest.mark.parametrize(
    "title, differs",
    [
        ("Progress, March 2025", True),
        ("Progress, February 2026", False),
        ("Progress for the meeting of March 2026", False),
        ("Progress in February", False),
        ("Progress on 31 February 2026", True),
    ],
)
def test_a_title_of_another_time_is_asked_about(title, differs):
    assert codes(replace(COVER, title=title)) == ["title-differs"] * differs


@given(DAYS)
def test_a_sign_off_after_the_meeting_is_asked_about(on):
    found = codes(replace(COVER, signed={"Legal implications": on}))
    assert found == ["signed-after-meeting"] * (on > date(2026, 3, 18))


def test_a_day_that_is_none_blocks_in_the_papers_own_text():
    text = "It ended on 31 February 2026."
    finding = only(saying(text))
    assert (finding.code, finding.severity) == ("impossible-date", Severity.BLOCK)
    assert codes(saying(text, own=False)) == []


@pytest.mark.parametrize("figures", ["12/02/2026", "12/02", "2026-02-12"])
def test_days_in_figures_and_in_words_are_asked_about(figures):
    assert only(saying(f"We met on {figures}.", "We met on 12 February.")).code == "date-forms"
    assert codes(saying(f"We met on {figures}.")) == []


def test_other_strokes_are_no_days():
    assert codes(saying("Open 24/7, 1/2 done, 03/04 of it.", "We met on 12 February.")) == []
