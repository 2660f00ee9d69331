"""Dates planned back from a meeting: in order, on working days, with the notice asked for."""

from dataclasses import fields, replace
from datetime import date, timedelta
from itertools import pairwise
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import PlanningRules
from models.enums import PeriodStatus
from webapp.domain.calendar import clear_days, is_working_day, working_days_between
from webapp.domain.planning import (
    BEHIND,
    EDGES,
    LABELS,
    Dates,
    Remark,
    Rules,
    Surroundings,
    behind,
    plan_again,
    plan_back,
    remarks,
    set_by_hand,
    too_late,
)
from webapp.domain.spans import Span
from webapp.holidays import bank_holidays

HOLIDAYS = bank_holidays()
SPAN = Span(date(2026, 1, 1), date(2026, 2, 28))
MEETING = date(2026, 3, 31)
DAY = timedelta(days=1)
TODAY = date(2026, 1, 5)
PLAN = plan_back(SPAN, MEETING, Rules(), HOLIDAYS)
PHASE = SimpleNamespace(name="Phase 1", ends_on=None)
AROUND = Surroundings(today=TODAY, holidays=HOLIDAYS, phase=PHASE)

days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
holidays = st.frozensets(days, max_size=8).map(HOLIDAYS.union)
rules = st.builds(
    Rules,
    writing_days=st.integers(0, 40),
    lead_days=st.integers(0, 20),
    sponsor_days=st.integers(1, 20),
    group_days=st.integers(0, 20),
    clearance_days=st.integers(0, 20),
    notice_days=st.integers(0, 20),
)


def words(dates: Dates, around: Surroundings = AROUND) -> list[tuple[str, str]]:
    """Return what is remarked, by name."""
    return [(remark.name, remark.words) for remark in remarks(dates, around)]


@given(days, rules, holidays)
def test_planned_dates_are_always_in_order_and_nothing_stops_them(
    meeting: date, chosen: Rules, closed: frozenset[date]
) -> None:
    plan = plan_back(SPAN, meeting, chosen, closed)
    ordered = list(plan.deadlines.values())
    assert ordered == sorted(ordered)
    assert plan.sponsor_due_on < plan.group_meets_on
    assert plan.publishes_on < plan.iib_meets_on
    around = replace(AROUND, holidays=closed)
    assert not [remark for remark in remarks(plan, around) if remark.stops]


@given(days, rules, holidays)
def test_planned_deadlines_are_working_days(
    meeting: date, chosen: Rules, closed: frozenset[date]
) -> None:
    plan = plan_back(SPAN, meeting, chosen, closed)
    names = set(plan.deadlines) - {"iib_meets_on"}
    assert all(is_working_day(plan.deadlines[name], closed) for name in names)
    assert (plan.span, plan.iib_meets_on) == (SPAN, meeting)


@given(days, rules, holidays)
def test_planned_notice_is_exactly_what_is_asked_for(
    meeting: date, chosen: Rules, closed: frozenset[date]
) -> None:
    plan = plan_back(SPAN, meeting, chosen, closed)
    assert clear_days(plan.publishes_on, meeting, closed) == chosen.notice_days
    later = plan.publishes_on + DAY
    while not is_working_day(later, closed):
        later += DAY
    assert clear_days(later, meeting, closed) < max(chosen.notice_days, 1)


@given(days, rules, holidays)
def test_planned_deadlines_are_as_far_apart_as_the_rules_say(
    meeting: date, chosen: Rules, closed: frozenset[date]
) -> None:
    plan = plan_back(SPAN, meeting, chosen, closed)
    deadlines = list(plan.deadlines.values())[:-1]
    found = [working_days_between(first, second, closed) for first, second in pairwise(deadlines)]
    assert found == [
        chosen.writing_days,
        chosen.lead_days,
        chosen.sponsor_days,
        chosen.group_days,
        chosen.clearance_days,
    ]


@given(days, days, rules, holidays)
def test_a_later_meeting_makes_no_date_earlier(
    one: date, other: date, chosen: Rules, closed: frozenset[date]
) -> None:
    first, second = sorted((one, other))
    before = plan_back(SPAN, first, chosen, closed).deadlines
    after = plan_back(SPAN, second, chosen, closed).deadlines
    assert all(before[name] <= after[name] for name in before)


def test_a_plan_passes_over_easter() -> None:
    """Good Friday and Easter Monday of 2026 are 3 and 6 April."""
    plan = plan_back(SPAN, date(2026, 4, 9), Rules(), HOLIDAYS)
    assert plan.publishes_on == date(2026, 3, 30)


@given(days, rules, holidays, st.sets(st.sampled_from(sorted(LABELS))))
def test_what_is_kept_stays_and_the_rest_is_planned(
    meeting: date, chosen: Rules, closed: frozenset[date], keep: set[str]
) -> None:
    old = replace(PLAN, iib_meets_on=meeting)
    new = plan_again(old, chosen, closed, keep=keep)
    plan = plan_back(SPAN, meeting, chosen, closed)
    for name in LABELS:
        assert getattr(new, name) == getattr(old if name in keep else plan, name)


def test_a_day_set_by_hand_is_known() -> None:
    assert set_by_hand(PLAN, Rules(), HOLIDAYS) == frozenset()
    moved = replace(PLAN, group_meets_on=PLAN.group_meets_on + DAY)
    assert set_by_hand(moved, Rules(), HOLIDAYS) == {"group_meets_on"}


def test_a_usual_plan_raises_nothing() -> None:
    assert words(PLAN) == []


@pytest.mark.parametrize(
    "name, value, expected",
    [
        ("lead_due_on", date(2026, 2, 27), "Updates are due before the period is over."),
        ("opens_on", date(2025, 12, 30), "It opens before the period begins."),
        ("iib_meets_on", date(2026, 4, 3), "3 April 2026 is a bank holiday."),
        ("group_meets_on", date(2026, 3, 15), "15 March 2026 is a Sunday."),
        (
            "publishes_on",
            date(2026, 3, 24),
            "Only four clear days of notice: a public meeting needs five.",
        ),
        ("publishes_on", date(2026, 3, 30), "Only no clear days of notice"),
    ],
)
def test_what_is_odd_is_said_beside_the_day_and_stops_nothing(
    name: str, value: date, expected: str
) -> None:
    found = remarks(replace(PLAN, **{name: value}), AROUND)
    said = [remark for remark in found if remark.words.startswith(expected)]
    assert [remark.name for remark in said] == [name]
    assert not said[0].stops


def test_what_has_passed_is_said() -> None:
    around = replace(AROUND, today=PLAN.lead_due_on + DAY)
    assert words(PLAN, around) == [
        ("opens_on", f"{PLAN.opens_on.day} {PLAN.opens_on:%B} 2026 has passed."),
        ("lead_due_on", f"{PLAN.lead_due_on.day} {PLAN.lead_due_on:%B} 2026 has passed."),
    ]


@pytest.mark.parametrize(
    "changed, name, expected",
    [
        ({"ends_on": date(2025, 12, 31)}, "ends_on", "The period ends before it begins."),
        (
            {"lead_due_on": PLAN.opens_on - DAY},
            "lead_due_on",
            "must not come before",
        ),
        ({"group_meets_on": PLAN.sponsor_due_on}, "group_meets_on", "must come after"),
        ({"publishes_on": PLAN.iib_meets_on}, "iib_meets_on", "must come after"),
    ],
)
def test_days_in_the_wrong_order_stop_a_plan(
    changed: dict[str, date], name: str, expected: str
) -> None:
    stopping = [r for r in remarks(replace(PLAN, **changed), AROUND) if r.stops]
    assert [remark.name for remark in stopping] == [name]
    assert expected in stopping[0].words


def test_a_deadline_may_share_its_day_with_the_next_one_before_a_meeting() -> None:
    same = replace(PLAN, lead_due_on=PLAN.sponsor_due_on, clearance_due_on=PLAN.publishes_on)
    assert words(same) == []


def test_a_period_keeps_out_of_the_others_and_within_its_phase() -> None:
    others = (
        ("December 2025", Span(date(2025, 12, 1), date(2025, 12, 31))),
        ("February 2026", Span(date(2026, 2, 1), date(2026, 2, 28))),
    )
    assert words(PLAN, replace(AROUND, others=others)) == [
        ("starts_on", "It shares days with February 2026.")
    ]
    assert words(PLAN, replace(AROUND, phase=None)) == [
        ("starts_on", "No phase of the programme has begun by then.")
    ]
    ending = SimpleNamespace(name="Phase 1", ends_on=date(2026, 2, 27))
    assert words(PLAN, replace(AROUND, phase=ending)) == [
        ("ends_on", "Phase 1 ends before, on 27 February 2026.")
    ]
    on_the_day = SimpleNamespace(name="Phase 1", ends_on=SPAN.ends_on)
    assert words(PLAN, replace(AROUND, phase=on_the_day)) == []


def test_remarks_come_in_the_order_of_the_days() -> None:
    jumbled = replace(
        PLAN,
        opens_on=date(2025, 12, 28),
        lead_due_on=date(2026, 2, 27),
        iib_meets_on=date(2026, 4, 3),
    )
    order = list(LABELS)
    names = [order.index(remark.name) for remark in remarks(jumbled, AROUND)]
    assert len(names) > 3
    assert names == sorted(names)


def test_nothing_of_a_draft_is_settled() -> None:
    assert behind(PLAN, PeriodStatus.DRAFT, MEETING) == frozenset()
    new = replace(PLAN, opens_on=PLAN.opens_on - DAY)
    assert too_late(PLAN, new, PeriodStatus.DRAFT, MEETING) == ()


@pytest.mark.parametrize("status", [s for s in PeriodStatus if s is not PeriodStatus.DRAFT])
def test_days_that_have_passed_or_come_about_are_settled(status: PeriodStatus) -> None:
    settled = behind(PLAN, status, PLAN.sponsor_due_on)
    assert {"opens_on", "lead_due_on"} <= settled
    assert set(BEHIND[status]) <= settled
    if status is not PeriodStatus.ISSUED:
        assert "sponsor_due_on" not in settled


def test_a_period_that_opened_early_has_its_opening_behind_it() -> None:
    assert behind(PLAN, PeriodStatus.SCHEDULED, SPAN.starts_on) == frozenset()
    assert behind(PLAN, PeriodStatus.OPEN, SPAN.starts_on) == {"starts_on", "opens_on"}


def test_what_has_passed_cannot_be_changed_nor_be_made_to_have_passed() -> None:
    today = PLAN.sponsor_due_on
    new = replace(
        PLAN,
        lead_due_on=PLAN.lead_due_on + DAY,
        group_meets_on=today - DAY,
        iib_meets_on=PLAN.iib_meets_on + DAY,
    )
    found = too_late(PLAN, new, PeriodStatus.OPEN, today)
    assert [remark.name for remark in found] == ["lead_due_on", "group_meets_on"]
    assert all(remark.stops for remark in found)
    assert "cannot be changed any more" in found[0].words
    assert "or a later day" in found[1].words


def test_a_day_may_be_moved_to_today() -> None:
    today = PLAN.sponsor_due_on - DAY
    new = replace(PLAN, sponsor_due_on=today)
    assert too_late(PLAN, new, PeriodStatus.OPEN, today) == ()


def test_a_period_that_has_not_begun_may_be_moved_back() -> None:
    new = replace(PLAN, starts_on=TODAY - DAY)
    assert too_late(PLAN, new, PeriodStatus.SCHEDULED, TODAY) == ()


def test_changes_name_old_and_new() -> None:
    new = replace(PLAN, iib_meets_on=MEETING + DAY)
    assert PLAN.changes(new) == {"iib_meets_on": (MEETING, MEETING + DAY)}
    assert PLAN.changes(PLAN) == {}


def test_every_day_has_a_label_in_the_order_of_the_days() -> None:
    assert tuple(LABELS) == tuple(field.name for field in fields(Dates))
    assert (*EDGES, *PLAN.deadlines) == tuple(LABELS)
    assert set(BEHIND) == set(PeriodStatus)


def test_the_rules_of_a_programme_that_has_none_are_those_a_new_row_would_have() -> None:
    columns = PlanningRules.__table__.columns
    usual = {field.name: getattr(Rules(), field.name) for field in fields(Rules)}
    assert usual == {name: columns[name].default.arg for name in usual}
    assert set(columns.keys()) == {*usual, "programme_id"}


def test_a_remark_stops_nothing_unless_it_says_so() -> None:
    assert not Remark("opens_on", "Odd.").stops
