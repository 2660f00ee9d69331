"""More time: for whom it helps, and which last days give any."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from models.enums import Role, UpdateStatus
from webapp.domain.extensions import EXTENDABLE, why_not_until
from webapp.domain.turns import UPDATE_TURN

DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
MAYBE = st.none() | DAYS


def test_more_time_helps_exactly_while_its_writers_have_it():
    assert set(EXTENDABLE) == {
        status for status in UpdateStatus if UPDATE_TURN[status] is Role.LEAD
    }


@given(DAYS, DAYS, MAYBE, MAYBE)
def test_a_last_day_is_later_than_today_and_the_deadline_and_not_after_the_meeting(
    until, today, meeting, deadline
):
    allowed = (
        until > today
        and (deadline is None or until > deadline)
        and (meeting is None or until <= meeting)
    )
    assert (
        why_not_until(until, today=today, meeting=meeting, deadline=deadline) is None
    ) is allowed


def test_a_refusal_names_the_day_that_is_in_the_way():
    today, day = date(2026, 3, 2), timedelta(days=1)
    assert "2 March 2026" in str(why_not_until(today, today=today))
    assert "4 March 2026" in str(why_not_until(today + day, today=today, deadline=today + 2 * day))
    assert "3 March 2026" in str(why_not_until(today + 2 * day, today=today, meeting=today + day))
