"""Completion dates."""

from datetime import date

import pytest

from tests.domain.checks.complete import AMBER, COMPLETE, DONE, changed, codes, found, milestone

WORDLESS = {
    "key_activities": "Two branches reopened.",
    "engagement": "",
    "rationale": "Repairs go well, so the rating is Green/Amber again.",
}


def test_blank_dates_are_asked_about_one_by_one():
    findings = found(changed(forecast_on=None), agreed_on=None)
    assert [(finding.code, finding.about) for finding in findings] == [
        ("no-date", "forecast"),
        ("no-date", "agreed"),
    ]
    assert "programme office" in findings[1].message


@pytest.mark.parametrize("when", [date(2025, 9, 30), date(2026, 2, 28), date(2026, 3, 2)])
def test_a_completion_date_behind_work_that_goes_on_is_asked_about(when: date):
    findings = found(changed(forecast_on=when), agreed_on=when)
    assert [(finding.code, finding.about) for finding in findings] == [
        ("date-past", "agreed"),
        ("date-past", "forecast"),
    ]


def test_a_finished_workstream_may_be_past_its_date():
    finished = changed(planned=(), forecast_on=date(2026, 2, 1), milestones=(milestone(DONE),))
    assert codes(finished, agreed_on=date(2026, 2, 1)) == []


def test_without_any_milestone_nobody_knows_that_it_is_finished():
    silent = changed(planned=(), forecast_on=date(2026, 2, 1), milestones=())
    assert codes(silent, agreed_on=date(2026, 2, 1)) == ["date-past", "date-past"]


def test_a_forecast_after_the_agreed_date_is_counted_in_days():
    (finding,) = found(changed(forecast_on=date(2026, 10, 2)))
    assert finding.code == "forecast-late"
    assert "2 days after" in finding.message


def test_a_forecast_before_the_agreed_date_is_good_news():
    assert codes(changed(forecast_on=date(2026, 9, 1))) == []


def test_a_forecast_that_moved_without_a_word_is_asked_about():
    before = changed(forecast_on=date(2026, 8, 31), key_activities="Plans.")
    (finding,) = found(changed(**WORDLESS), previous=before)
    assert finding.code == "forecast-moved"
    assert finding.evidence == ("Last period: 31 August 2026", "Now: 30 September 2026")


@pytest.mark.parametrize(
    "words",
    ["The end moved to September 2026.", "The forecast is a month later.", "Delayed again."],
)
def test_any_word_about_it_will_do(words: str):
    before = changed(forecast_on=date(2026, 8, 31))
    said = changed(**WORDLESS | {"key_activities": words})
    assert "forecast-moved" not in codes(said, previous=before)


@pytest.mark.parametrize("earlier", [None, date(2026, 9, 30)])
def test_a_forecast_that_stayed_or_is_new_needs_no_word(earlier: date | None):
    before = changed(forecast_on=earlier, step=AMBER)
    assert codes(changed(**WORDLESS), previous=before) == []


def test_a_late_forecast_is_asked_about_once_even_if_it_moved():
    said = changed(**WORDLESS, forecast_on=date(2026, 12, 1))
    assert codes(said, previous=COMPLETE) == ["forecast-late"]
