"""What is coming: dates in the words of each role, the next planned period only, none past."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from models.enums import Role, UpdateStatus
from tests.inbox.desk import (
    MY_PLACE,
    NEXT_PERIOD,
    OTHERS_PLACE,
    PERIOD,
    TODAY,
    actor,
    update,
)
from webapp.domain.approval import Place
from webapp.inbox.coming import coming_up

GROUP = "The Improvement Group meets"
BOARD = "The Independent Improvement Board meets"


def whats(*roles: Role, writes: bool = False, sponsors: bool = False) -> list[tuple[str, date]]:
    periods = [
        replace(period, writes=writes, sponsors=sponsors) for period in (PERIOD, NEXT_PERIOD)
    ]
    updates = [update(UpdateStatus.DRAFT)]
    return [(c.what, c.due.on) for c in coming_up(actor(*roles), periods, updates, TODAY)]


def test_a_lead_sees_when_the_next_updates_are_due() -> None:
    assert whats(Role.LEAD, writes=True) == [("Your updates are due", date(2026, 5, 6))]


def test_a_sponsor_sees_when_approvals_are_due_now_and_next() -> None:
    assert whats(Role.SPONSOR, sponsors=True) == [
        ("Your approvals are due", date(2026, 3, 10)),
        ("Your approvals are due", date(2026, 5, 11)),
    ]


def test_a_sponsor_who_has_approved_all_sees_the_next_period() -> None:
    periods = [replace(PERIOD, sponsors=True), replace(NEXT_PERIOD, sponsors=True)]
    found = coming_up(actor(Role.SPONSOR), periods, [update(UpdateStatus.APPROVED)], TODAY)
    assert [item.due.on for item in found] == [date(2026, 5, 11)]


@pytest.mark.parametrize("left,due", [((MY_PLACE,), [10]), ((OTHERS_PLACE,), [])])
def test_an_approval_is_due_until_it_is_given(left: tuple[Place, ...], due: list[int]) -> None:
    waiting = update(UpdateStatus.WITH_SPONSOR, left=left)
    found = coming_up(actor(Role.SPONSOR), [replace(PERIOD, sponsors=True)], [waiting], TODAY)
    assert [item.due.on.day for item in found] == due


@pytest.mark.parametrize("status", [UpdateStatus.NOT_SUBMITTED, UpdateStatus.WITHDRAWN])
def test_no_approval_is_due_for_what_never_comes(status: UpdateStatus) -> None:
    periods = [replace(PERIOD, sponsors=True)]
    assert coming_up(actor(Role.SPONSOR), periods, [update(status)], TODAY) == ()


@pytest.mark.parametrize("role", [Role.GROUP_MEMBER, Role.GROUP_CHAIR])
def test_the_group_sees_its_meetings(role: Role) -> None:
    assert whats(role) == [(GROUP, date(2026, 3, 17)), (GROUP, date(2026, 5, 18))]


def test_a_board_reader_sees_the_boards_meetings() -> None:
    assert whats(Role.BOARD_READER) == [(BOARD, date(2026, 3, 31)), (BOARD, date(2026, 6, 2))]


@pytest.mark.parametrize("role", [Role.PMO, Role.DIRECTOR, Role.AUDITOR])
def test_those_who_oversee_see_every_date(role: Role) -> None:
    assert [what for what, _ in whats(role)][:4] == [
        "Updates are due from leads",
        "Approvals are due from sponsors",
        GROUP,
        BOARD,
    ]
    assert len(whats(role)) == 8


def test_administrators_see_no_dates() -> None:
    assert whats(Role.ADMINISTRATOR) == []


def test_only_the_next_planned_period_of_a_programme_is_shown() -> None:
    later = replace(NEXT_PERIOD, id=3, lead_due_at=datetime(2026, 7, 6, 17, tzinfo=UTC))
    found = coming_up(actor(Role.GROUP_MEMBER), [later, NEXT_PERIOD], [], TODAY)
    assert [item.period for item in found] == ["March and April 2026"]


def test_dates_that_have_passed_are_left_out() -> None:
    after = replace(TODAY, at=datetime(2026, 3, 18, 9, tzinfo=UTC))
    found = coming_up(actor(Role.PMO), [PERIOD], [], after)
    assert [item.what for item in found] == [BOARD]
