"""Reminders: on time, once, on days of work only, up the ladder; and never a decision."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enums import Role, UpdateStatus
from webapp.clock import LONDON
from webapp.domain.calendar import DAY, Today, is_working_day
from webapp.domain.reminders import (
    FURTHEST,
    MORNING,
    MOST_DAYS,
    Rules,
    Step,
    Turn,
    days_before,
    due_day,
    faults,
    is_at_work,
    is_morning,
    key,
    ladder,
    step_on,
    working_day_after,
)
from webapp.domain.spans import Span
from webapp.domain.turns import UPDATE_TURN

DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))
HOLIDAYS = st.frozensets(DAYS, max_size=40)
LEAD, SPONSOR, OFFICE, DIRECTOR = Role.LEAD, Role.SPONSOR, Role.PMO, Role.DIRECTOR
RULES = st.builds(
    Rules,
    days_before=st.lists(st.integers(0, 12), max_size=4).map(tuple),
    sponsor_after=st.integers(0, 5),
    director_after=st.integers(0, 9),
)
WAITING = [status for status, role in UPDATE_TURN.items() if role in (LEAD, SPONSOR)]


@st.composite
def turns(draw: st.DrawFn) -> Turn:
    """Draw an update that waits for somebody and is due about then."""
    since = draw(DAYS)
    due = since + timedelta(days=draw(st.integers(-20, 60)))
    return Turn(status=draw(st.sampled_from(WAITING)), due=due, since=since)


def told(steps: tuple[Step, ...], reader: Role) -> list[tuple[str, date]]:
    """Return the steps for a reader, by name and day."""
    return [(step.name, step.on) for step in steps if step.reader is reader]


@pytest.mark.parametrize(
    "rules, fields",
    [
        (Rules(), []),
        (Rules(days_before=()), []),
        (Rules(days_before=tuple(range(1, MOST_DAYS + 1))), []),
        (Rules(days_before=tuple(range(1, MOST_DAYS + 2))), ["days_before"]),
        (Rules(days_before=(0,)), ["days_before"]),
        (Rules(days_before=(FURTHEST + 1,)), ["days_before"]),
        (Rules(sponsor_after=3, director_after=3), []),
        (Rules(sponsor_after=4, director_after=3), ["director_after"]),
        (Rules(sponsor_after=0), ["sponsor_after"]),
        (Rules(director_after=FURTHEST + 1), ["director_after"]),
    ],
)
def test_rules_that_cannot_be_are_named_by_their_field(rules: Rules, fields: list[str]) -> None:
    assert [field for field, _ in faults(rules)] == fields


@given(RULES)
def test_who_saw_the_rules_saw_all_of_them(rules: Rules) -> None:
    other = replace(rules, director_after=rules.director_after + 1)
    assert rules.state != other.state
    assert days_before(rules.state.partition("/")[0]) == tuple(
        sorted(set(rules.days_before), reverse=True)
    )


def test_the_usual_ladder_of_a_lead() -> None:
    turn = Turn(status=UpdateStatus.NOT_STARTED, due=date(2026, 3, 6), since=date(2026, 2, 2))
    steps = ladder(turn, Rules(), frozenset())
    assert told(steps, LEAD) == [
        ("update_open", date(2026, 2, 2)),
        ("lead_due-5", date(2026, 2, 27)),
        ("lead_due-1", date(2026, 3, 5)),
        ("lead_due-0", date(2026, 3, 6)),
        ("lead_late", date(2026, 3, 9)),
    ]
    assert told(steps, SPONSOR) == [("lead_late_sponsor", date(2026, 3, 9))]
    assert told(steps, DIRECTOR) == [("lead_late_director", date(2026, 3, 11))]
    assert told(steps, OFFICE) == []


def test_the_usual_ladder_of_a_sponsor() -> None:
    turn = Turn(status=UpdateStatus.WITH_SPONSOR, due=date(2026, 3, 10), since=date(2026, 3, 5))
    steps = ladder(turn, Rules(), frozenset())
    assert told(steps, SPONSOR) == [
        ("sponsor_due-1", date(2026, 3, 9)),
        ("sponsor_due-0", date(2026, 3, 10)),
        ("sponsor_late", date(2026, 3, 11)),
    ]
    assert told(steps, OFFICE) == [("deputy_offer", date(2026, 3, 11))]
    assert told(steps, DIRECTOR) == [("sponsor_late_director", date(2026, 3, 13))]


def test_easter_and_a_weekend_lie_between() -> None:
    easter = frozenset({date(2026, 4, 3), date(2026, 4, 6)})
    turn = Turn(status=UpdateStatus.DRAFT, due=date(2026, 4, 2), since=date(2026, 3, 1))
    steps = ladder(turn, Rules(), easter)
    assert told(steps, LEAD)[-1] == ("lead_late", date(2026, 4, 7))
    assert told(steps, DIRECTOR) == [("lead_late_director", date(2026, 4, 9))]


def test_a_deadline_on_a_day_off_is_reminded_of_before_it() -> None:
    turn = Turn(status=UpdateStatus.DRAFT, due=date(2026, 3, 8), since=date(2026, 2, 1))
    assert told(ladder(turn, Rules(), frozenset()), LEAD)[-3:] == [
        ("lead_due-1", date(2026, 3, 6)),
        ("lead_due-0", date(2026, 3, 6)),
        ("lead_late", date(2026, 3, 9)),
    ]


def test_who_got_it_after_the_deadline_is_late_the_working_day_after() -> None:
    turn = Turn(status=UpdateStatus.WITH_SPONSOR, due=date(2026, 3, 10), since=date(2026, 3, 13))
    steps = ladder(turn, Rules(), frozenset())
    assert told(steps, SPONSOR) == [("sponsor_late", date(2026, 3, 16))]
    assert told(steps, DIRECTOR) == [("sponsor_late_director", date(2026, 3, 18))]


def test_who_was_given_more_time_is_not_told_that_the_period_opened() -> None:
    turn = Turn(
        status=UpdateStatus.NOT_STARTED,
        due=date(2026, 3, 11),
        since=date(2026, 3, 10),
        extended=True,
    )
    assert told(ladder(turn, Rules(), frozenset()), LEAD) == [
        ("lead_due-0", date(2026, 3, 11)),
        ("lead_late", date(2026, 3, 12)),
    ]


def test_leap_day_is_a_day() -> None:
    turn = Turn(status=UpdateStatus.DRAFT, due=date(2028, 2, 29), since=date(2028, 2, 1))
    assert told(ladder(turn, Rules(), frozenset()), LEAD) == [
        ("lead_due-5", date(2028, 2, 22)),
        ("lead_due-1", date(2028, 2, 28)),
        ("lead_due-0", date(2028, 2, 29)),
        ("lead_late", date(2028, 3, 1)),
    ]


@pytest.mark.parametrize(
    "status", [status for status in UpdateStatus if status not in WAITING], ids=str
)
def test_nobody_is_reminded_of_what_waits_for_others(status: UpdateStatus) -> None:
    turn = Turn(status=status, due=date(2026, 3, 6), since=date(2026, 2, 2))
    assert ladder(turn, Rules(), frozenset()) == ()


@given(turns(), RULES, HOLIDAYS)
def test_every_step_but_the_opening_is_on_a_day_of_work_and_in_order(
    turn: Turn, rules: Rules, holidays: frozenset[date]
) -> None:
    steps = ladder(turn, rules, holidays)
    days = [step.on for step in steps]
    assert days == sorted(days)
    assert len({step.name for step in steps}) == len(steps)
    for step in steps:
        if step.kind == "update_open":
            assert step.on == turn.since
            continue
        assert is_working_day(step.on, holidays)
        assert step.on > turn.since
        assert (step.on > turn.due) == ("late" in step.kind or step.kind == "deputy_offer")


@given(turns(), RULES, HOLIDAYS)
def test_lateness_reaches_everybody_on_the_ladder_whoever_is_slow(
    turn: Turn, rules: Rules, holidays: frozenset[date]
) -> None:
    steps = ladder(turn, rules, holidays)
    holder = UPDATE_TURN[turn.status]
    assert holder is not None
    far = max(turn.due, turn.since) + timedelta(days=200)
    readers = {LEAD: (LEAD, SPONSOR, DIRECTOR), SPONSOR: (SPONSOR, OFFICE, DIRECTOR)}[holder]
    assert {step.reader for step in steps} == set(readers)
    for reader in readers:
        last = step_on(steps, reader, far)
        assert last is not None
        assert "late" in last.kind or last.kind == "deputy_offer"


@st.composite
def absences(draw: st.DrawFn) -> list[Span]:
    """Draw some stretches of days."""
    starts = draw(st.lists(st.tuples(DAYS, st.integers(0, 30)), max_size=4))
    return [Span(start, start + timedelta(days=length)) for start, length in starts]


@given(turns(), RULES, HOLIDAYS, st.data())
def test_day_by_day_each_step_is_told_once_and_none_stays_untold(
    turn: Turn, rules: Rules, holidays: frozenset[date], data: st.DataObject
) -> None:
    """Walk through the days as the worker does, with absences anywhere around the deadline."""
    begin = turn.since
    end = max(turn.due, turn.since) + timedelta(days=60)
    gaps = data.draw(
        st.lists(st.tuples(st.integers(0, (end - begin).days), st.integers(0, 15)), max_size=3)
    )
    away = [Span(begin + n * DAY, begin + (n + length) * DAY) for n, length in gaps]
    steps = ladder(turn, rules, holidays)
    for reader in {step.reader for step in steps}:
        written: dict[str, date] = {}
        for number in range((end - begin).days + 1):
            day = begin + number * DAY
            step = step_on(steps, reader, day)
            if step is not None and is_at_work(day, holidays, away):
                written.setdefault(key(step, 1, 1), day)
                # Whoever is at work knows the latest by now, and was told of it on such a day.
                assert key(step, 1, 1) in written
        for name, day in written.items():
            assert is_working_day(day, holidays)
            assert not any(span.starts_on <= day <= span.ends_on for span in away)
            assert day >= date.fromisoformat(name.rsplit(":", 1)[1])
        assert len(written) <= len([step for step in steps if step.reader is reader])
        assert list(written.values()) == sorted(written.values())
        on_one_day = list(written.values())
        assert len(on_one_day) == len(set(on_one_day))


@given(DAYS, st.integers(1, 15), HOLIDAYS)
def test_working_days_after_are_counted_as_before(
    day: date, count: int, holidays: frozenset[date]
) -> None:
    found = working_day_after(day, count, holidays)
    between = (day + n * DAY for n in range(1, (found - day).days + 1))
    assert sum(is_working_day(each, holidays) for each in between) == count
    assert is_working_day(found, holidays)


@pytest.mark.parametrize(
    "text, days", [("5 1", (5, 1)), ("1 5 5", (5, 1)), ("", ()), ("0 3", (3, 0))]
)
def test_days_are_read_the_furthest_first(text: str, days: tuple[int, ...]) -> None:
    assert days_before(text) == days


@pytest.mark.parametrize(
    "at, morning",
    [
        (datetime(2026, 3, 27, 7, 29, tzinfo=UTC), False),
        (datetime(2026, 3, 27, 7, 30, tzinfo=UTC), True),
        # The clocks went forward on Sunday 29 March: 7:30 in London is 6:30 UTC.
        (datetime(2026, 3, 30, 6, 29, tzinfo=UTC), False),
        (datetime(2026, 3, 30, 6, 30, tzinfo=UTC), True),
        # And back on Sunday 25 October.
        (datetime(2026, 10, 23, 6, 30, tzinfo=UTC), True),
        (datetime(2026, 10, 26, 7, 29, tzinfo=UTC), False),
        (datetime(2026, 10, 26, 7, 30, tzinfo=UTC), True),
    ],
)
def test_the_morning_is_londons(at: datetime, *, morning: bool) -> None:
    assert is_morning(Today(at, LONDON)) is morning
    assert MORNING.isoformat() == "07:30:00"


def test_a_deadline_on_the_monday_after_the_clocks_go_back_is_that_mondays() -> None:
    due = datetime(2026, 10, 26, 17, tzinfo=LONDON).astimezone(UTC)
    assert due.hour == 17
    day = due_day(due, Today(due, LONDON))
    turn = Turn(status=UpdateStatus.DRAFT, due=day, since=date(2026, 10, 1))
    assert told(ladder(turn, Rules(), frozenset()), LEAD)[-3:] == [
        ("lead_due-1", date(2026, 10, 23)),
        ("lead_due-0", date(2026, 10, 26)),
        ("lead_late", date(2026, 10, 27)),
    ]


def test_a_deadline_near_midnight_in_summer_is_of_the_london_day() -> None:
    due = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)
    assert due_day(due, Today(due, LONDON)) == date(2026, 7, 2)
    assert due_day(date(2026, 7, 1), Today(due, LONDON)) == date(2026, 7, 1)
