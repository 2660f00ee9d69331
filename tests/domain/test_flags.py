"""Flags: what is worth knowing beside a state, each for its own reason and never two that clash."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enums import UpdateStatus
from webapp.domain.calendar import Today
from webapp.domain.flags import Facts, Flag, flags, times

LONDON = ZoneInfo("Europe/London")
DUE = datetime(2026, 3, 6, 17, tzinfo=UTC)
DAY = timedelta(days=1)
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(  # noqa: DTZ001
    lambda at: at.replace(tzinfo=UTC)
)
STEPS = st.none() | st.integers(1, 5)


def found(at: datetime = DUE, status: UpdateStatus = UpdateStatus.DRAFT, **values) -> list[Flag]:
    """Return the flags of an update at an instant."""
    facts = Facts(status=status, **values)
    return [one.flag for one in flags(facts, Today(at, LONDON))]


def test_nothing_is_worth_noting_about_an_update_in_good_time():
    assert found(at=DUE - DAY, due=DUE, lead_due_at=DUE) == []


@given(INSTANTS, INSTANTS)
def test_it_is_overdue_exactly_once_its_deadline_has_passed(at, due):
    assert (Flag.OVERDUE in found(at=at, due=due)) is (at > due)


@given(INSTANTS)
def test_without_more_time_it_was_late_exactly_when_it_came_after_the_deadline(submitted):
    late = Flag.LATE in found(
        status=UpdateStatus.APPROVED, lead_due_at=DUE, first_submitted_at=submitted
    )
    assert late is (submitted > DUE)


@given(INSTANTS, st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_more_time_makes_nobody_late_who_used_it_and_nobody_who_was_in_time(submitted, until):
    late = Flag.LATE in found(
        status=UpdateStatus.APPROVED,
        lead_due_at=DUE,
        first_submitted_at=submitted,
        more_time_until=until,
    )
    on = submitted.astimezone(LONDON).date()
    assert late is (on > max(until, DUE.date()))


@given(INSTANTS, st.none() | st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_what_the_period_was_closed_without_is_late_whatever_time_it_was_given(submitted, until):
    assert Flag.LATE in found(
        status=UpdateStatus.WITH_SPONSOR,
        lead_due_at=DUE,
        first_submitted_at=submitted,
        more_time_until=until,
        missed=True,
    )


def test_it_is_late_while_it_is_written_late_but_not_while_it_is_missing():
    assert found(missed=True) == [Flag.LATE]
    assert found(status=UpdateStatus.NOT_SUBMITTED, missed=True) == []


def test_more_time_is_worth_noting_only_until_it_has_come_in():
    until = date(2026, 3, 9)
    assert found(more_time_until=until) == [Flag.EXTENDED]
    assert found(more_time_until=until, lead_due_at=DUE, first_submitted_at=DUE) == []


@pytest.mark.parametrize(
    "count, words", [(1, "once"), (2, "twice"), (3, "three times"), (12, "12 times")]
)
def test_how_often_is_said_in_words(count, words):
    assert times(count) == words
    facts = Facts(status=UpdateStatus.RETURNED, times_returned=count)
    assert [one.words for one in flags(facts, Today(DUE, LONDON))] == [f"Sent back {words}"]


@given(st.sampled_from(UpdateStatus), STEPS, STEPS)
def test_it_is_unconfirmed_only_in_a_pack_and_without_a_sponsors_rating(status, proposed, given_):
    in_pack = status in (UpdateStatus.IN_PACK, UpdateStatus.ACCEPTED, UpdateStatus.ISSUED)
    marked = Flag.UNCONFIRMED in found(status=status, proposed_step=proposed, confirmed_step=given_)
    assert marked is (in_pack and given_ is None)


@given(STEPS, STEPS, STEPS)
def test_each_level_that_rated_otherwise_is_named(proposed, confirmed, agreed):
    flagged = found(
        status=UpdateStatus.ISSUED,
        proposed_step=proposed,
        confirmed_step=confirmed,
        agreed_step=agreed,
    )
    sponsor = proposed is not None and confirmed is not None and proposed != confirmed
    group = agreed is not None and agreed != (confirmed or proposed)
    assert (Flag.CHANGED_BY_SPONSOR in flagged) is sponsor
    assert (Flag.CHANGED_BY_GROUP in flagged) is group


def test_flags_come_in_the_order_of_their_names_and_a_deputy_is_named():
    flagged = found(
        at=DUE + DAY,
        status=UpdateStatus.IN_PACK,
        due=DUE,
        lead_due_at=DUE,
        first_submitted_at=DUE + DAY,
        times_returned=1,
        by_deputy=True,
        proposed_step=2,
        agreed_step=3,
        has_note=True,
    )
    assert flagged == [
        Flag.OVERDUE,
        Flag.LATE,
        Flag.RETURNED,
        Flag.BY_DEPUTY,
        Flag.UNCONFIRMED,
        Flag.CHANGED_BY_GROUP,
        Flag.HAS_NOTE,
    ]
    assert flagged == sorted(flagged, key=list(Flag).index)
