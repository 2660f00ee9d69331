"""Working days are counted as people count them, and deadlines read as people say them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.domain.calendar import (
    Deadline,
    Today,
    at_time,
    clear_days,
    counted,
    held,
    is_working_day,
    working_day_before,
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


@pytest.mark.parametrize(
    "day, count, expected",
    [
        (FRIDAY, 0, FRIDAY),
        (SUNDAY, 0, FRIDAY),
        (FRIDAY, 1, THURSDAY),
        (SUNDAY, 1, FRIDAY),
        (MONDAY, 1, FRIDAY),
        (MONDAY, 5, date(2026, 10, 26)),
        (MONDAY, 6, FRIDAY - timedelta(days=7)),
    ],
)
def test_a_working_day_before_leaves_out_weekends(day: date, count: int, expected: date) -> None:
    assert working_day_before(day, count) == expected


def test_a_working_day_before_leaves_out_bank_holidays() -> None:
    assert working_day_before(date(2026, 12, 29), 1, CHRISTMAS) == date(2026, 12, 24)
    assert working_day_before(date(2026, 12, 28), 0, CHRISTMAS) == date(2026, 12, 24)


@given(days, st.integers(1, 60), holidays)
def test_a_working_day_before_is_as_far_as_was_asked(
    day: date, count: int, closed: frozenset[date]
) -> None:
    before = working_day_before(day, count, closed)
    assert is_working_day(before, closed)
    # The day itself is one of those counted, so a day on which nobody works adds nothing.
    after = working_days_between(before, day, closed)
    assert after == (count if is_working_day(day, closed) else count - 1)


@given(days, days, st.integers(0, 60), holidays)
def test_a_working_day_before_is_no_earlier_for_a_later_day(
    one: date, other: date, count: int, closed: frozenset[date]
) -> None:
    first, second = sorted((one, other))
    assert working_day_before(first, count, closed) <= working_day_before(second, count, closed)


@pytest.mark.parametrize(
    "notice, meeting, expected",
    [
        # Published on a Monday for the Tuesday of the week after: Tuesday to Monday, five.
        (date(2026, 10, 26), date(2026, 11, 3), 5),
        # The council that published on a Friday for the Monday gave none.
        (FRIDAY, MONDAY, 0),
        (THURSDAY, FRIDAY, 0),
        (THURSDAY, MONDAY, 1),
        (FRIDAY, FRIDAY, 0),
        (MONDAY, FRIDAY, 0),
    ],
)
def test_clear_days_count_neither_the_notice_nor_the_meeting(
    notice: date, meeting: date, expected: int
) -> None:
    assert clear_days(notice, meeting) == expected


def test_a_bank_holiday_is_no_clear_day() -> None:
    """The 1993 case turned on one: a May Day among the days that were counted."""
    assert clear_days(date(2026, 4, 29), date(2026, 5, 5)) == 3
    assert clear_days(date(2026, 4, 29), date(2026, 5, 5), frozenset({date(2026, 5, 4)})) == 2


@pytest.mark.parametrize(
    "day, hour_in_utc",
    [
        (date(2026, 3, 27), 17),
        (date(2026, 3, 28), 17),
        (date(2026, 3, 29), 16),
        (date(2026, 3, 30), 16),
        (date(2026, 10, 23), 16),
        (date(2026, 10, 24), 16),
        (date(2026, 10, 25), 17),
        (date(2026, 10, 26), 17),
    ],
)
def test_five_in_the_afternoon_is_that_on_london_clocks(day: date, hour_in_utc: int) -> None:
    due = at_time(day, time(17), LONDON)
    assert due == datetime(day.year, day.month, day.day, hour_in_utc, tzinfo=UTC)
    assert due.tzinfo is UTC
    before, after = due - timedelta(seconds=1), due + timedelta(seconds=1)
    assert not Today(before, LONDON).deadline(due).late
    assert not Today(due, LONDON).deadline(due).late
    assert Today(after, LONDON).deadline(due).late


def test_an_hour_that_comes_twice_is_over_when_it_has_come_twice() -> None:
    """Clocks go back at 2am on 25 October 2026: half past one comes at 00:30 and 01:30 UTC."""
    due = at_time(date(2026, 10, 25), time(1, 30), LONDON)
    assert due == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    first_time = datetime(2026, 10, 25, 0, 31, tzinfo=UTC)
    assert not Today(first_time, LONDON).deadline(due).late
    assert Today(first_time + timedelta(hours=1), LONDON).deadline(due).late


def test_an_hour_that_is_left_out_is_over_an_hour_later_by_the_clock() -> None:
    """Clocks go forward at 1am on 29 March 2026: there is no half past one."""
    due = at_time(date(2026, 3, 29), time(1, 30), LONDON)
    assert due.astimezone(LONDON).time() == time(2, 30)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),  # noqa: DTZ001 - a clock on a wall
)
def test_an_instant_shows_the_time_it_was_made_from(wall: datetime) -> None:
    instant = at_time(wall.date(), wall.time(), LONDON)
    shown = instant.astimezone(LONDON).replace(tzinfo=None)
    assert shown == wall or shown - wall == timedelta(hours=1)


@pytest.mark.parametrize(
    "instant",
    [
        datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC),
        datetime(2026, 3, 29, 1, 0, tzinfo=UTC),
        datetime(2026, 10, 25, 0, 59, 59, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 0, tzinfo=UTC),
    ],
)
def test_a_day_is_a_london_day_while_the_clocks_change(instant: datetime) -> None:
    assert Today(instant, LONDON).day == instant.date()
    assert Today(instant, LONDON).deadline(instant.date()).words == "today"


def test_a_leap_day_is_a_working_day_like_any_other() -> None:
    assert working_days_between(date(2024, 2, 28), date(2024, 3, 1)) == 2
    assert working_day_before(date(2024, 3, 1), 1) == date(2024, 2, 29)
    assert clear_days(date(2024, 2, 28), date(2024, 3, 1)) == 1
