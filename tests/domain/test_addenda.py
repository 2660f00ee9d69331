"""Notes on what happened after a period: in which states, and of which days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enums import UpdateStatus
from webapp.domain.addenda import why_not_now, why_not_on

DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@given(DAYS, DAYS, DAYS)
def test_a_note_tells_of_a_day_after_the_period_that_has_come(happened_on, ends_on, today):
    allowed = ends_on < happened_on <= today
    assert (why_not_on(happened_on, ends_on=ends_on, today=today) is None) is allowed


def test_a_refusal_says_which_end_is_wrong():
    end, day = date(2026, 2, 28), timedelta(days=1)
    assert "28 February 2026" in str(why_not_on(end, ends_on=end, today=end + 2 * day))
    assert "future" in str(why_not_on(end + 2 * day, ends_on=end, today=end + day))


@pytest.mark.parametrize("status", UpdateStatus)
def test_a_note_is_added_once_the_sponsor_has_decided(status):
    allowed = status in {"approved", "in_pack", "accepted", "issued"}
    assert (why_not_now(status) is None) is allowed
