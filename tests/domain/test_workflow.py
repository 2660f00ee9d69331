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
UPDATES = r"""
not_started    start -> draft, close -> not_submitted, withdraw -> withdrawn
draft          submit -> with_sponsor, close -> not_submitted, withdraw -> withdrawn
with_sponsor   recall -> draft, send_back -> returned, approve_in_part -> with_sponsor, \
               approve -> approved, reassign -> with_sponsor, include_unconfirmed -> in_pack
returned       submit -> with_sponsor, withdraw -> withdrawn, cancel -> issued
approved       include -> in_pack, revoke -> returned
in_pack        agree -> accepted, query -> returned
accepted       issue -> issued, release -> in_pack
issued         correct -> returned
not_submitted  allow_late -> draft
withdrawn      reinstate -> draft
"""
PACKS = """
draft         review -> under_review
under_review  agree -> agreed, cancel -> issued, restore -> agreed
agreed        issue -> issued, release -> under_review
issued        correct -> under_review, renew -> agreed
"""
PERIODS = """
draft           schedule -> scheduled
scheduled       open -> open
open            close -> closed
closed          review -> in_preparation
in_preparation  issue -> issued, cancel -> issued
issued          correct -> in_preparation
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
    for line in table.replace("\\\n", " ").strip().splitlines():
        state, _, allowed = line.partition(" ")
        states.add(state)
        for arrow in filter(None, map(str.strip, allowed.split(","))):
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
def test_every_state_is_reached_and_none_is_a_dead_end(
    _table: str, transitions: tuple[Transition, ...], statuses: type[StrEnum]
) -> None:
    first, *_ = statuses
    reached = {first}
    while more := {t.target for t in transitions if reached & set(t.sources)} - reached:
        reached |= more
    assert reached == set(statuses)
    assert all(open_actions(transitions, status) for status in statuses)


def test_an_update_is_written_just_where_it_can_be_submitted() -> None:
    assert {s for s in UpdateStatus if Action.SUBMIT in open_actions(UPDATE, s)} == EDITABLE


BACK = {Action.REVOKE, Action.QUERY, Action.RELEASE, Action.CORRECT}
"""Verbs of the level above, which alone undo what a lower level decided (rule 7)."""


def test_what_a_sponsor_decided_is_undone_only_by_going_back() -> None:
    after: set[StrEnum] = {UpdateStatus.APPROVED}
    onward = [t for t in UPDATE if t.action not in BACK]
    while more := {t.target for t in onward if after & set(t.sources)} - after:
        after |= more
    assert after == DECIDED
    leaving = {
        t.action
        for t in UPDATE
        for source in t.sources
        if source in after and t.target not in after
    }
    assert leaving == BACK - {Action.RELEASE}


def test_rule_12_no_verb_approves_by_the_passing_of_time() -> None:
    """Silence is never consent: every way to approved is a sponsor's own act."""
    assert {t.action for t in UPDATE if t.target is UpdateStatus.APPROVED} == {Action.APPROVE}


def test_a_refusal_says_what_happened_and_what_to_do_in_plain_words() -> None:
    with pytest.raises(IllegalMove) as refused:
        next_status(UPDATE, Action.APPROVE, UpdateStatus.NOT_STARTED)
    assert "moved on" in refused.value.reason
    assert not any(status.value in refused.value.reason.split() for status in UpdateStatus)
    assert "load the page again" in refused.value.next_step
