"""Mail under fire: workers killed at any moment, a mail server that goes away, nothing lost.

What arrived is counted where it arrives. At least once is what is promised; how often it was twice
is printed.
"""

import os
import random
import signal
import socket
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from models import OutboxMessage
from models.enums import PeriodStatus
from tests.factories import AT
from tests.notifications.post import queue
from tests.processes import mailroom
from tests.world import World
from webapp.clock import now

PATIENCE = 300
WORKERS = 2
TICK = 0.01


@dataclass
class Mailroom:
    """A mail server and workers, each a process that may be killed and replaced."""

    context: ForkServerContext
    database_url: str
    folder: Path
    off: str = ""
    workers: list[ForkServerProcess] = field(default_factory=list)
    server: ForkServerProcess | None = None
    ends: float = field(default_factory=lambda: time.monotonic() + PATIENCE)

    def __post_init__(self) -> None:
        with socket.socket() as free:
            free.bind((mailroom.HOST, 0))
            self.port: int = free.getsockname()[1]
        self.arrived.touch()

    @property
    def arrived(self) -> Path:
        """Where the server notes what it took."""
        return self.folder / "arrived"

    @property
    def queue(self) -> Path:
        """The queue of huey."""
        return self.folder / "queue.sqlite3"

    @property
    def ids(self) -> list[str]:
        """The Message-IDs that arrived, in order; the last line may be half written."""
        return [line for line in self.arrived.read_text().split("\n")[:-1] if line]

    def open(self) -> None:
        """Start the mail server, and wait until it answers."""
        self.server = self._start(mailroom.serve, self.port, self.arrived)
        self.wait_until(self._answers)

    def _answers(self) -> bool:
        with socket.socket() as line:
            return line.connect_ex((mailroom.HOST, self.port)) == 0

    def close(self) -> None:
        """Kill the mail server, whatever it is doing."""
        assert self.server is not None
        self.kill(self.server)

    def hire(self) -> None:
        """Start one more worker."""
        arguments = (self.database_url, self.port, self.queue, self.off)
        self.workers.append(self._start(mailroom.work, *arguments))

    def _start(self, target: Callable[..., None], *arguments: Any) -> ForkServerProcess:
        process = self.context.Process(target=target, args=arguments)
        process.start()
        return process

    @staticmethod
    def kill(process: ForkServerProcess) -> None:
        """Kill a process that must be alive."""
        assert process.is_alive(), process.exitcode
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join(PATIENCE)

    def wait_until(self, is_true: Callable[[], bool]) -> None:
        """Wait for something, for so long as the whole test may take."""
        while not is_true():
            assert time.monotonic() < self.ends, f"{len(self.ids)} letters arrived"
            for process in self.workers[:1] or filter(None, [self.server]):
                process.join(TICK)


@pytest.fixture
def room(context: ForkServerContext, database_url: str, tmp_path: Path) -> Iterator[Mailroom]:
    """Return the mailroom of a test."""
    made = Mailroom(context, database_url, tmp_path)
    yield made
    for process in filter(None, [made.server, *made.workers]):
        if process.is_alive():
            made.kill(process)


def write(session: Session, engine: Engine, world: World, count: int) -> set[str]:
    """Commit messages; return the Message-IDs that have to arrive. Nothing else comes due."""
    world.period.status = PeriodStatus.SCHEDULED
    at = now()
    numbers = queue(session, world.first_update, world.sponsor, count, at)
    session.close()
    engine.dispose()
    return {f"<waymark.{number}.{at:%Y%m%d%H%M%S}@127.0.0.1>" for number in numbers}


def under_fire(room: Mailroom, expected: set[str], *, kills: int, outages: int) -> None:
    """Let the workers send, killing them and the server spread over the work; until all is done.

    Every few kills the queue of huey is lost as well.
    """
    dice = random.Random(19)  # noqa: S311 - to be unlucky in the same way every time
    blows = ["kill"] * kills + ["outage"] * outages
    dice.shuffle(blows)
    room.open()
    for _ in range(WORKERS):
        room.hire()
    for number, blow in enumerate(blows, start=1):
        share = len(expected) * (number - dice.random()) / (len(blows) + 1)
        room.wait_until(lambda share=share: len(set(room.ids)) >= share)  # type: ignore[misc]
        if blow == "outage":
            room.close()
            room.workers[0].join(dice.uniform(0.1, 0.5))
            room.open()
            continue
        room.kill(room.workers.pop(dice.randrange(WORKERS)))
        if number % 5 == 0:
            for part in room.folder.glob(f"{room.queue.name}*"):
                part.unlink()
        room.hire()


def left(engine: Engine) -> int:
    """Return how many messages are not marked as sent."""
    with Session(engine) as own:
        return own.scalars(
            select(func.count(OutboxMessage.id)).where(OutboxMessage.sent_at.is_(None))
        ).one()


def report(name: str, room: Mailroom, began: float) -> None:
    """Print how often a letter arrived twice."""
    counts = Counter(room.ids)
    twice = sum(count - 1 for count in counts.values())
    print(  # noqa: T201 - said with `pytest -s`, and wherever the test fails
        f"{name}: {len(counts)} letters arrived, {twice} of them again, "
        f"in {time.monotonic() - began:.1f} seconds"
    )


@pytest.mark.parametrize(
    "count, kills, outages", [pytest.param(2000, 20, 5, id="2000 messages, 20 kills, 5 outages")]
)
def test_nothing_is_lost_when_workers_are_killed_and_the_server_goes_away(
    session: Session,
    engine: Engine,
    world: World,
    room: Mailroom,
    count: int,
    kills: int,
    outages: int,
) -> None:
    expected = write(session, engine, world, count)
    began = time.monotonic()
    under_fire(room, expected, kills=kills, outages=outages)
    room.wait_until(lambda: left(engine) == 0)
    report("SQLite", room, began)
    assert set(room.ids) == expected
    assert len(room.ids) < 2 * count


@pytest.mark.both_databases
def test_nothing_is_lost_on_either_database(
    session: Session, engine: Engine, world: World, room: Mailroom, backend: str
) -> None:
    expected = write(session, engine, world, 300)
    began = time.monotonic()
    under_fire(room, expected, kills=4, outages=2)
    room.wait_until(lambda: left(engine) == 0)
    report(backend, room, began)
    assert set(room.ids) == expected


def test_marking_before_sending_would_lose_letters(
    session: Session, engine: Engine, world: World, room: Mailroom
) -> None:
    room.off = "order"
    expected = write(session, engine, world, 300)
    room.open()
    room.hire()
    room.wait_until(lambda: len(room.ids) >= 50)
    room.kill(room.workers.pop())
    room.hire()
    room.wait_until(lambda: left(engine) == 0)
    assert set(room.ids) < expected


@pytest.mark.both_databases
def test_what_is_due_is_written_once_however_many_workers_look(
    session: Session,
    engine: Engine,
    world: World,
    context: ForkServerContext,
    database_url: str,
) -> None:
    for person in (world.lead, world.sponsor):
        person.daily_digest = True
    queue(session, world.first_update, world.sponsor, 3, AT)
    engine.dispose()
    everybody = context.Barrier(4)
    processes = [
        context.Process(target=mailroom.remind, args=(database_url, everybody, AT))
        for _ in range(4)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(PATIENCE)
    assert [process.exitcode for process in processes] == [0] * 4
    with Session(engine) as own:
        kinds = Counter(own.scalars(select(OutboxMessage.kind)))
        gathered = Counter(own.scalars(select(OutboxMessage.digest_id)))
    assert kinds == {"update_submit": 3, "update_open": 2, "digest": 2}
    assert sorted(gathered.values()) == [1, 3, 3]
