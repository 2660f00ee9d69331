"""Working days are counted as people count them, and deadlines read as people say them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.calendar import (
    Deadline,
    Today,
    counted,
    held,
    is_working_day,
    working_days_between,
)

LONDON = ZoneInfo("Europe/London")
THURSDAY = date(2026, 10, 29)
FRIDAY = date(2026, 10, 30)
SATURDAY = date(2026, 10, 31)
SUNDAY = date(2026, 11, 1)
MONDAY = date(2026, 11, 2)
CHRISTMAS = frozenset({date(2026, 12, 25), date(2026, 12, 28)})

days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
holidays = st.frozensets(days, max_size=8)


def one_by_one(start: date, end: date, closed: frozenset[date]) -> int:
    """Count the slow way, to hold the quick one to."""
    span = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    return sum(is_working_day(day, closed) for day in span)


def today(on: date, hour: int = 9, closed: frozenset[date] = frozenset()) -> Today:
    return Today(datetime(on.year, on.month, on.day, hour, tzinfo=LONDON), LONDON, closed)


@pytest.mark.parametrize(
    "start,end,expected",
    [
        (FRIDAY, FRIDAY, 0),
        (THURSDAY, FRIDAY, 1),
        (FRIDAY, SATURDAY, 0),
        (FRIDAY, MONDAY, 1),
        (SATURDAY, SUNDAY, 0),
        (SUNDAY, MONDAY, 1),
        (MONDAY, FRIDAY, -1),
        (THURSDAY, THURSDAY + timedelta(days=14), 10),
    ],
)
def test_working_days_leave_out_weekends(start: date, end: date, expected: int) -> None:
    assert working_days_between(start, end) == expected


def test_working_days_leave_out_bank_holidays() -> None:
    assert working_days_between(date(2026, 12, 24), date(2026, 12, 29)) == 3
    assert working_days_between(date(2026, 12, 24), date(2026, 12, 29), CHRISTMAS) == 1


def test_a_bank_holiday_at_a_weekend_is_not_taken_off_twice() -> None:
    assert working_days_between(FRIDAY, MONDAY, frozenset({SATURDAY, SUNDAY})) == 1


@given(days, st.integers(0, 200), holidays)
def test_working_days_are_those_counted_one_by_one(
    start: date, length: int, closed: frozenset[date]
) -> None:
    end = start + timedelta(days=length)
    assert working_days_between(start, end, closed) == one_by_one(start, end, closed)


@given(days, days, holidays)
def test_working_days_back_are_those_forward(
    start: date, end: date, closed: frozenset[date]
) -> None:
    assert working_days_between(start, end, closed) == -working_days_between(end, start, closed)


@pytest.mark.parametrize(
    "now,due,words,late",
    [
        (today(THURSDAY), FRIDAY, "in 1 working day", False),
        (today(THURSDAY), date(2026, 11, 3), "in 3 working days", False),
        (today(THURSDAY), THURSDAY, "today", False),
        (today(FRIDAY), SATURDAY, "before the next working day", False),
        (today(SATURDAY), FRIDAY, "now late", True),
        (today(MONDAY), FRIDAY, "1 working day late", True),
        (today(date(2026, 11, 3)), FRIDAY, "2 working days late", True),
    ],
)
def test_a_deadline_says_how_far_it_is(now: Today, due: date, words: str, late: bool) -> None:
    assert now.deadline(due) == Deadline(due, words, late)


def test_a_deadline_at_an_hour_is_late_once_it_has_passed() -> None:
    due = datetime(2026, 10, 30, 17, tzinfo=LONDON)
    assert today(FRIDAY, 16).deadline(due) == Deadline(FRIDAY, "today")
    assert today(FRIDAY, 18).deadline(due) == Deadline(FRIDAY, "now late", late=True)


def test_a_deadline_counts_days_in_london() -> None:
    just_after_midnight = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    now = Today(datetime(2026, 7, 1, 12, tzinfo=UTC), LONDON)
    assert now.deadline(just_after_midnight) == Deadline(date(2026, 7, 2), "in 1 working day")


def test_a_deadline_passes_over_bank_holidays() -> None:
    now = today(date(2026, 12, 24), closed=CHRISTMAS)
    assert now.deadline(date(2026, 12, 29)).words == "in 1 working day"


def test_days_since_are_working_days() -> None:
    assert today(MONDAY).days_since(datetime(2026, 10, 30, 23, tzinfo=LONDON)) == 1


def test_held_and_counted_read_as_people_say_them() -> None:
    assert [held(0), held(1), held(3)] == [
        "since today",
        "for 1 working day",
        "for 3 working days",
    ]
    assert counted(1) == "1 working day"
