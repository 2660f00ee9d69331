"""A year falls into periods without a gap, named as people name them."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.spans import (
    LAST,
    Span,
    meetings,
    months_after,
    weekday_of_month,
    year_from,
)

DAY = timedelta(days=1)
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
lengths = st.sampled_from((1, 2, 3))


@given(days, lengths)
def test_a_year_is_covered_once(first: date, months: int) -> None:
    spans = year_from(first, months)
    assert len(spans) == 12 // months
    assert spans[0].starts_on == first
    assert spans[-1].ends_on + DAY == months_after(first, 12)
    for before, after in pairwise(spans):
        assert before.starts_on <= before.ends_on == after.starts_on - DAY
        assert not before.overlaps(after)


@given(days, lengths)
def test_names_and_slugs_of_a_year_differ(first: date, months: int) -> None:
    spans = year_from(first, months)
    assert len({span.name for span in spans}) == len({span.slug for span in spans}) == len(spans)


def test_a_year_from_a_leap_day_keeps_to_the_end_of_short_months() -> None:
    spans = year_from(date(2024, 2, 29), 3)
    assert [span.starts_on for span in spans] == [
        date(2024, 2, 29),
        date(2024, 5, 29),
        date(2024, 8, 29),
        date(2024, 11, 29),
    ]
    assert spans[-1].ends_on == date(2025, 2, 27)


def test_months_that_are_too_short_do_not_shorten_the_ones_after() -> None:
    spans = year_from(date(2024, 1, 31), 1)
    assert [span.starts_on.day for span in spans[:5]] == [31, 29, 31, 30, 31]


@pytest.mark.parametrize(
    "start, months, name, slug",
    [
        (date(2026, 1, 1), 1, "January 2026", "2026-01"),
        (date(2026, 1, 1), 2, "January and February 2026", "2026-01"),
        (date(2026, 1, 1), 3, "January to March 2026", "2026-01"),
        (date(2026, 12, 1), 2, "December 2026 and January 2027", "2026-12"),
        (date(2026, 11, 1), 3, "November 2026 to January 2027", "2026-11"),
        (date(2024, 2, 29), 1, "29 February 2024 to 28 March 2024", "2024-02-29"),
    ],
)
def test_a_period_is_called_what_people_call_it(
    start: date, months: int, name: str, slug: str
) -> None:
    span = year_from(start, months)[0]
    assert (span.name, span.slug) == (name, slug)


@pytest.mark.parametrize(
    "first, last, other_first, other_last, expected",
    [
        (1, 5, 5, 9, True),
        (5, 9, 1, 5, True),
        (1, 9, 3, 4, True),
        (1, 5, 6, 9, False),
        (6, 9, 1, 5, False),
    ],
)
def test_spans_overlap_when_they_share_a_day(
    first: int, last: int, other_first: int, other_last: int, *, expected: bool
) -> None:
    one = Span(date(2026, 1, first), date(2026, 1, last))
    other = Span(date(2026, 1, other_first), date(2026, 1, other_last))
    assert one.overlaps(other) is expected


@given(days, st.integers(1, LAST), st.integers(0, 4))
def test_a_weekday_of_a_month_is_that_one(month: date, nth: int, weekday: int) -> None:
    found = weekday_of_month(month, nth, weekday)
    assert (found.year, found.month, found.weekday()) == (month.year, month.month, weekday)
    week = timedelta(days=7)
    if nth == LAST:
        assert (found + week).month != month.month
    else:
        assert (found.day - 1) // 7 == nth - 1


def test_meetings_follow_in_the_month_after_or_later() -> None:
    spans = year_from(date(2026, 1, 1), 2)
    found = list(meetings(spans, later=1, nth=LAST, weekday=1))
    assert found[:2] == [date(2026, 3, 31), date(2026, 5, 26)]
    assert next(meetings(spans, later=2, nth=1, weekday=3)) == date(2026, 4, 2)
