"""When a query is dealt with, and what a decision or an action must say."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enums import Action, MinuteKind, MinuteState, UpdateStatus
from webapp.domain.meeting import (
    QueryState,
    may_agree,
    query_state,
    why_not_due,
    why_not_owner,
    why_not_settled,
)

TODAY = date(2026, 5, 12)
DAYS = st.dates(TODAY - timedelta(days=40), TODAY + timedelta(days=40))


@given(
    since=st.lists(st.sampled_from(Action), max_size=6),
    status=st.sampled_from(UpdateStatus),
    carried=st.booleans(),
)
def test_a_query_is_answered_or_carried_or_open(
    since: list[Action], status: UpdateStatus, carried: bool
) -> None:
    state = query_state(since, status=status, carried=carried)
    back = {Action.INCLUDE, Action.INCLUDE_UNCONFIRMED, Action.CANCEL} & set(since)
    answered = bool(back) or status is UpdateStatus.WITHDRAWN
    assert (state is QueryState.ANSWERED) is answered
    assert (state is QueryState.CARRIED) is (carried and not answered)
    assert (state is QueryState.OPEN) is (not carried and not answered)


@given(states=st.lists(st.sampled_from(QueryState), max_size=6))
def test_a_pack_can_be_agreed_when_and_only_when_every_query_is_answered_or_carried(
    states: list[QueryState],
) -> None:
    dealt_with = [s in (QueryState.ANSWERED, QueryState.CARRIED) for s in states]
    assert may_agree(states) is all(dealt_with)


def test_an_approval_alone_answers_nothing() -> None:
    since = (Action.SUBMIT, Action.APPROVE)
    state = query_state(since, status=UpdateStatus.APPROVED, carried=False)
    assert state is QueryState.OPEN


@given(kind=st.sampled_from(MinuteKind), due_on=DAYS, before=st.none() | DAYS)
def test_a_due_day_has_not_passed_unless_it_stood_there(
    kind: MinuteKind, due_on: date, before: date | None
) -> None:
    wrong = why_not_due(kind, due_on, before=before, today=TODAY)
    assert (wrong is None) is (due_on >= TODAY or due_on == before)


def test_only_a_decision_does_without_day_and_owner() -> None:
    for kind, fine in ((MinuteKind.DECISION, True), (MinuteKind.ACTION, False)):
        assert (why_not_due(kind, None, before=None, today=TODAY) is None) is fine
        assert (why_not_owner(kind, None, "") is None) is fine
        assert why_not_owner(kind, 7, "") is None
        assert why_not_owner(kind, None, "The auditor") is None
        assert "not both" in (why_not_owner(kind, 7, "The auditor") or "")


@pytest.mark.parametrize(
    "state, on, note, fine",
    [
        (MinuteState.DONE, TODAY, "", True),
        (MinuteState.DONE, None, "Sent.", False),
        (MinuteState.DONE, TODAY + timedelta(days=1), "", False),
        (MinuteState.DROPPED, None, " ", False),
        (MinuteState.DROPPED, None, "No longer needed.", True),
        (MinuteState.OPEN, None, "", False),
        (MinuteState.OPEN, None, "It was not done after all.", True),
    ],
)
def test_an_end_has_its_day_or_its_reason(
    state: MinuteState, on: date | None, note: str, fine: bool
) -> None:
    assert (why_not_settled(state, on, note, today=TODAY) is None) is fine
