"""Every state with every verb, against a table written by hand from the product's description."""

from enum import StrEnum

import pytest

from models.enums import Action, PackStatus, PeriodStatus, UpdateStatus
from webapp.domain.errors import IllegalMove
from webapp.domain.workflow import (
    DECIDED,
    EDITABLE,
    PACK,
    PERIOD,
    UPDATE,
    Transition,
    find_move,
    next_status,
    open_actions,
)

# One line for each state: the verbs it allows and where each leads. All others are refused.
UPDATES = """
not_started   start -> draft
draft         submit -> with_sponsor
with_sponsor  recall -> draft, send_back -> returned, approve -> approved
returned      submit -> with_sponsor
approved      include -> in_pack
in_pack       agree -> accepted
accepted      issue -> issued
issued
"""
PACKS = """
draft         review -> under_review
under_review  agree -> agreed
agreed        issue -> issued
issued
"""
PERIODS = """
scheduled       open -> open
open            review -> in_preparation
in_preparation  issue -> issued
issued
"""

Moves = dict[tuple[str, str], str]
TABLES: list[tuple[str, tuple[Transition, ...], type[StrEnum]]] = [
    (UPDATES, UPDATE, UpdateStatus),
    (PACKS, PACK, PackStatus),
    (PERIODS, PERIOD, PeriodStatus),
]


def written(table: str) -> tuple[set[str], Moves]:
    """Read a table: its states, and the moves by state and verb."""
    states: set[str] = set()
    moves: Moves = {}
    for line in table.strip().splitlines():
        state, _, allowed = line.partition(" ")
        states.add(state)
        for arrow in filter(None, allowed.strip().split(", ")):
            verb, _, target = arrow.partition(" -> ")
            moves[state, verb] = target
    return states, moves


@pytest.mark.parametrize("table, transitions, statuses", TABLES)
def test_every_state_and_verb(
    table: str, transitions: tuple[Transition, ...], statuses: type[StrEnum]
) -> None:
    states, moves = written(table)
    assert states == {status.value for status in statuses}
    for status in statuses:
        for action in Action:
            target = moves.get((status.value, action.value))
            if target is None:
                assert find_move(transitions, action, status) is None
                with pytest.raises(IllegalMove):
                    next_status(transitions, action, status)
            else:
                assert next_status(transitions, action, status) is statuses(target)


@pytest.mark.parametrize("table, transitions, statuses", TABLES)
def test_a_state_offers_just_what_it_allows(
    table: str, transitions: tuple[Transition, ...], statuses: type[StrEnum]
) -> None:
    _, moves = written(table)
    for status in statuses:
        offered = open_actions(transitions, status)
        assert {action.value for action in offered} == {
            verb for state, verb in moves if state == status.value
        }


@pytest.mark.parametrize("_table, transitions, statuses", TABLES)
def test_every_state_is_reached_and_only_the_last_is_an_end(
    _table: str, transitions: tuple[Transition, ...], statuses: type[StrEnum]
) -> None:
    first, *_, last = statuses
    reached = {first}
    while more := {t.target for t in transitions if reached & set(t.sources)} - reached:
        reached |= more
    assert reached == set(statuses)
    assert {status for status in statuses if not open_actions(transitions, status)} == {last}


def test_an_update_is_written_just_where_it_can_be_submitted() -> None:
    assert {s for s in UpdateStatus if Action.SUBMIT in open_actions(UPDATE, s)} == EDITABLE


def test_an_approval_stands_from_the_approval_on() -> None:
    after: set[StrEnum] = {UpdateStatus.APPROVED}
    while more := {t.target for t in UPDATE if after & set(t.sources)} - after:
        after |= more
    assert after == DECIDED


def test_a_refusal_says_what_happened_and_what_to_do_in_plain_words() -> None:
    with pytest.raises(IllegalMove) as refused:
        next_status(UPDATE, Action.APPROVE, UpdateStatus.NOT_STARTED)
    assert "moved on" in refused.value.reason
    assert not any(status.value in refused.value.reason.split() for status in UpdateStatus)
    assert "load the page again" in refused.value.next_step
