"""The whole round with JavaScript switched off: two workstreams of the real report."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import date

import pytest
import time_machine

from tests.journeys import paper as real
from tests.journeys import rounds, setting
from tests.journeys.desk import Desk, Room
from tests.journeys.server import Server

pytestmark = real.NEEDED


@pytest.fixture(scope="module")
def clock() -> Iterator[time_machine.Traveller]:
    """Set the clock of the server to the days of the paper."""
    with time_machine.travel(setting.moment(rounds.BEFORE, 9), tick=True) as traveller:
        yield traveller


def test_the_round_needs_no_javascript(
    room: Room, server: Server, clock: time_machine.Traveller
) -> None:
    paper = real.read().only("G", "W")

    def sit(day: date, hour: int, email: str) -> AbstractContextManager[Desk]:
        clock.move_to(setting.moment(day, hour))
        return room.seat(email, javascript=False)

    files = rounds.take(server, paper, sit)
    lost = {kind: paper.lost_in(kind, files[kind]) for kind in real.READERS}
    assert lost == dict.fromkeys(real.READERS, paper.exceptions())
