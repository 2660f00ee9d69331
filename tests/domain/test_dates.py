"""Each person is told of the dates that matter to them, in their own words."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from models.enums import Role
from webapp.domain.actor import Actor, Grant
from webapp.domain.dates import dates_for


@dataclass(frozen=True)
class Period:
    """A period of programme 1 and a person's part in it."""

    writes: bool = False
    sponsors: bool = False
    programme_id: int = 1
    lead_due_at: datetime = datetime(2026, 3, 6, 17, tzinfo=UTC)
    sponsor_due_at: datetime = datetime(2026, 3, 11, 17, tzinfo=UTC)
    group_meets_at: datetime = datetime(2026, 3, 18, 14, tzinfo=UTC)
    iib_meets_on: date = date(2026, 3, 31)


def told(period: Period, *roles: Role, programme_id: int | None = 1) -> list[str]:
    """Return the words of the dates for somebody with roles on a programme."""
    grants = frozenset(Grant(role, programme_id) for role in roles)
    return [dated.words for dated in dates_for(Actor(7, "Somebody", grants), period)]


GROUP = "The Improvement Group meets"
BOARD = "The Independent Improvement Board meets"
ALL = ["Updates are due from leads", "Approvals are due from sponsors", GROUP, BOARD]


@pytest.mark.parametrize("role", [Role.PMO, Role.DIRECTOR, Role.AUDITOR])
def test_who_oversees_a_programme_is_told_of_all_dates(role: Role) -> None:
    assert told(Period(), role) == ALL
    assert told(Period(), role, programme_id=None) == ALL
    assert told(Period(), role, programme_id=2) == []


def test_a_duty_of_ones_own_is_said_as_that() -> None:
    period = Period(writes=True, sponsors=True)
    assert told(period) == ["Your updates are due", "Your approvals are due"]
    assert told(period, Role.PMO) == ["Your updates are due", "Your approvals are due", *ALL[2:]]
    duties = [dated.duty for dated in dates_for(Actor(7, "Somebody", frozenset()), period)]
    assert duties == [Role.LEAD, Role.SPONSOR]


@pytest.mark.parametrize(
    "role, expected",
    [
        (Role.GROUP_MEMBER, [GROUP]),
        (Role.GROUP_CHAIR, [GROUP]),
        (Role.BOARD_READER, [BOARD]),
        (Role.ADMINISTRATOR, []),
    ],
)
def test_others_are_told_of_their_meeting(role: Role, expected: list[str]) -> None:
    assert told(Period(), role) == expected
