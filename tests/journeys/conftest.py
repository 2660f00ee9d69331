"""Fixtures of the journeys: a browser for each test process, server and clock for each module."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
import time_machine
from playwright.sync_api import Browser, expect, sync_playwright

from models import Person
from tests import factories
from tests import world as setting
from tests.journeys import desk
from tests.journeys.desk import Desk, Room
from tests.journeys.server import Server
from tests.world import PASSWORD, World

Arrive = Callable[..., Desk]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Return the system's browser, started once."""
    expect.set_options(timeout=desk.PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**desk.arguments())
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def clock() -> Iterator[time_machine.Traveller]:
    """Set the clock of the server to the instant of the tests; it ticks on, and may be moved on."""
    with time_machine.travel(factories.AT, tick=True) as traveller:
        yield traveller


@pytest.fixture(scope="module")
def server(
    tmp_path_factory: pytest.TempPathFactory, clock: time_machine.Traveller
) -> Iterator[Server]:
    """Return Waymark at an address, with an empty database; its time is the clock's."""
    del clock
    there = Server(tmp_path_factory.mktemp("journey"))
    yield there
    there.stop()


@pytest.fixture
def world(server: Server) -> World:
    """Return the small complete setting of `tests.world`, new in each test, all with a password."""
    server.clear()
    with server.rows() as session:
        session.expire_on_commit = False
        return setting.build(session, password=PASSWORD)


@pytest.fixture(scope="module")
def room(chromium: Browser, server: Server) -> Iterator[Room]:
    """Return the desks of a story, in which people come back."""
    there = Room(chromium, server.address, PASSWORD)
    yield there
    there.close()


@pytest.fixture
def arrive(chromium: Browser, server: Server) -> Iterator[Arrive]:
    """Return a function that seats a person at a window of their own and signs them in."""
    room = Room(chromium, server.address, PASSWORD)
    with ExitStack() as seats:
        seats.callback(room.close)

        def sit_down(person: Person, *, javascript: bool = True) -> Desk:
            return seats.enter_context(room.seat(person.email, javascript=javascript))

        yield sit_down
