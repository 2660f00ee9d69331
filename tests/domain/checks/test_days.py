"""Days as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.checks.days import mentions
from webapp.domain.wording import day

NEAR = date(2026, 2, 28)


def one(text: str) -> tuple[date, date] | None:
    (mention,) = mentions(text, NEAR)
    return mention.span


@pytest.mark.parametrize(
    "text, expected",
    [
        ("by 31 March 2026", date(2026, 3, 31)),
        ("on the 1st of April 2026", date(2026, 4, 1)),
        ("3rd May", date(2026, 5, 3)),
        ("on May 3rd, not later", date(2026, 5, 3)),
        ("December 12, 2025", date(2025, 12, 12)),
        ("from 20 december 2025", date(2025, 12, 20)),
        ("20 December", date(2025, 12, 20)),
        ("12 Sept 2026", date(2026, 9, 12)),
        ("04/05/2026", date(2026, 5, 4)),
        ("4/5/26", date(2026, 5, 4)),
        ("4.5.2026", date(2026, 5, 4)),
        ("2026-05-04", date(2026, 5, 4)),
        ("by the end of the financial year", date(2026, 3, 31)),
    ],
)
def test_a_single_day(text: str, expected: date):
    assert one(text) == (expected, expected)


def test_a_leap_day_without_a_year_is_the_one_that_is_near():
    (mention,) = mentions("on 29 February", date(2024, 1, 31))
    assert mention.span == (date(2024, 2, 29), date(2024, 2, 29))


@pytest.mark.parametrize(
    "text, first, last",
    [
        ("in March", date(2026, 3, 1), date(2026, 3, 31)),
        ("in November 2025", date(2025, 11, 1), date(2025, 11, 30)),
        ("early in March", date(2026, 3, 1), date(2026, 3, 10)),
        ("mid-March 2027", date(2027, 3, 11), date(2027, 3, 20)),
        ("late April", date(2026, 4, 21), date(2026, 4, 30)),
        ("the end of April", date(2026, 4, 21), date(2026, 4, 30)),
        ("early 2027", date(2027, 1, 1), date(2027, 4, 30)),
        ("mid 2026", date(2026, 5, 1), date(2026, 8, 31)),
        ("late 2026", date(2026, 9, 1), date(2026, 12, 31)),
        ("the end of the year", date(2026, 12, 1), date(2026, 12, 31)),
        ("at the start of next year", date(2027, 1, 1), date(2027, 1, 31)),
        ("by the end of this year", date(2026, 12, 1), date(2026, 12, 31)),
    ],
)
def test_a_stretch_of_days(text: str, first: date, last: date):
    assert one(text) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        *("31 November 2026", "31/09/2026", "30 February", "29 February 2025", "0/5/2026"),
        *("31st of April", "12/25/2026", "2026-02-30", "45 March 2026", "June 31, 2026"),
    ],
)
def test_a_day_that_no_calendar_has(text: str):
    assert one(text) is None


@pytest.mark.parametrize(
    "text",
    [
        *("2025/26", "2025-2027", "30/10", "paragraph 3.14.15", "£12 May", "12,500 March"),
        *("we may go", "they march on", "45 March", "a second look", "next week", "the year"),
        *(
            "financial year 2025/26",
            "early-2025/26",
            "version 1.2.3",
            "m\u0131d-2026",
            "\u0661\u0662/01/2026",
        ),
    ],
)
def test_what_only_looks_like_a_day(text: str):
    assert mentions(text, NEAR) == ()


def test_days_come_in_the_order_of_the_text_and_each_once():
    text = "From 3 May to 4/6/2026, then in July"
    assert [(mention.text, mention.start) for mention in mentions(text, NEAR)] == [
        ("3 May", 5),
        ("4/6/2026", 14),
        ("July", 32),
    ]


def test_what_a_mention_holds():
    (stretch,) = mentions("in March", NEAR)
    assert stretch.holds(date(2026, 3, 31))
    assert not stretch.holds(date(2026, 4, 1))
    assert stretch.ends_after(date(2026, 3, 30))
    assert not stretch.ends_after(date(2026, 3, 31))
    (never,) = mentions("31/09/2026", NEAR)
    assert not never.holds(date(2026, 9, 30))
    assert not never.ends_after(NEAR)


@given(st.dates(date(1990, 1, 1), date(2089, 12, 31)))
def test_every_day_is_read_back_from_each_way_to_write_it(value: date):
    for text in (day(value), f"{value:%d/%m/%Y}", value.isoformat(), f"{value.day}.{value:%m.%Y}"):
        assert one(text) == (value, value)


@given(st.dates(date(2025, 9, 15), date(2026, 8, 10)))
def test_a_day_without_its_year_is_the_nearest(value: date):
    assert one(f"on {day(value).rpartition(' ')[0]}") == (value, value)
