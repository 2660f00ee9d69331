"""What happened after the period, and what is still to come."""

from datetime import date

import pytest

from tests.domain.packchecks.papers import codes, only, saying


@pytest.mark.parametrize(
    "text", ["A workshop was held on 5 March 2026.", "Work undertaken in March went well."]
)
def test_later_activity_is_asked_about(text):
    assert only(saying(text, own=False)).code == "later-activity"


@pytest.mark.parametrize(
    "text",
    [
        "A workshop was held on 5 February 2026.",
        "A workshop will be held on 5 March 2026.",
        "The workshop planned is to be held on 5 March 2026.",
        "We are to have delivered it by the end of the year.",
        "The workshop is on 5 March 2026.",
        "It was held on 31 June 2026.",
    ],
)
def test_what_was_in_the_period_or_is_ahead_is_left_alone(text):
    assert codes(saying(text, own=False)) == []


def test_the_papers_own_texts_are_asked_about_together_and_each_report_apart():
    texts = ("We met on 5 March 2026.", "We met on 6 March 2026.")
    finding = only(saying(*texts))
    assert (finding.where, finding.about) == ("t1", "5 March 2026, 6 March 2026")
    assert codes(saying(*texts, own=False)) == ["later-activity"] * 2


def test_something_to_come_among_what_was_done_is_asked_about():
    text = "Activities include:\n\n- An award scheduled for 24 June 2026\n- A talk on 5 May 2026"
    finding = only(saying(text))
    assert (finding.code, finding.about) == ("future-as-done", "24 June 2026")
    assert codes(saying("An award is scheduled for 24 June 2026")) == []
    assert codes(saying(text, meeting_on=None)) == ["future-as-done"]


def test_this_month_is_asked_about_in_a_longer_period():
    finding = only(saying("Done this month; more next month."))
    assert finding.about == "next month, this month"
    february = saying("Done this month; more next month.", starts_on=date(2026, 2, 1), title="")
    assert codes(february) == []
