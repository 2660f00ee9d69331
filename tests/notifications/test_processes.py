"""Real workers, each a process: killed, stopped, two at once, and without a mail server."""

import signal
import threading
from asyncio import Barrier, Event
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from models import OutboxMessage
from models.enums import PeriodStatus
from tests.command import Running
from tests.notifications.post import ACCEPTED, PostOffice, letterhead, queue
from tests.world import World
from webapp.notifications.worker import LEASE, send_waiting

PATIENCE = 60
Start = Callable[..., Running]


@pytest.fixture
def world(world: World) -> World:
    """Return a setting in which nothing is due: the real clock runs in these processes."""
    world.period.status = PeriodStatus.SCHEDULED
    return world


@pytest.fixture
def start(database_url: str) -> Start:
    """Return a function that starts `flask outbox` on the test's database."""

    def process(*words: str, **settings: str) -> Running:
        settings = {"WAYMARK_SECRET_KEY": "k" * 40, **settings}
        return Running(database_url, "outbox", *words, **settings)

    return process


def left(engine: Engine) -> int:
    """Return how many messages are not sent."""
    with Session(engine) as own:
        return own.scalars(
            select(func.count(OutboxMessage.id)).where(OutboxMessage.sent_at.is_(None))
        ).one()


@pytest.mark.both_databases
def test_two_workers_send_each_message_once(
    session: Session, engine: Engine, world: World, post: PostOffice, start: Start
) -> None:
    queue(session, world.first_update, world.sponsor, 24, datetime.now(UTC))
    both = Barrier(2)

    async def once_both_are_here() -> str:
        if len(post.seen) <= 2:
            await both.wait()
        return ACCEPTED

    post.answer = once_both_are_here
    workers = [start("send", **post.settings) for _ in range(2)]
    said = [worker.ended(PATIENCE) for worker in workers]
    assert [each.returncode for each in said] == [0, 0], said
    assert len(post.ids) == len(set(post.ids)) == 24
    counts = [int(each.stdout.split()[1]) for each in said]
    assert sum(counts) == 24
    assert min(counts) >= 1
    assert left(engine) == 0


@pytest.mark.both_databases
def test_a_worker_killed_in_the_middle_loses_nothing(
    session: Session, engine: Engine, app: Flask, world: World, post: PostOffice, start: Start
) -> None:
    queue(session, world.first_update, world.sponsor, 3, datetime.now(UTC))
    arrived, answered = threading.Event(), Event()

    async def never() -> str:
        arrived.set()
        await answered.wait()
        return ACCEPTED

    accept, post.answer = post.answer, never
    worker = start("send", **post.settings)
    assert arrived.wait(PATIENCE)
    worker.signal(signal.SIGKILL)
    assert worker.ended(PATIENCE).returncode == -signal.SIGKILL
    assert post.accepted == []
    assert left(engine) == 3

    post.answer = accept
    other = start("send", **post.settings)
    said = other.ended(PATIENCE)
    assert said.stdout == "Sent 0 messages.\n", said.stderr
    assert said.stderr == "3 messages still to be sent.\n"
    later = datetime.now(UTC) + LEASE
    with Session(engine) as own:
        done = send_waiting(own, post.sender, letterhead(app), now=lambda: later)
    assert done.sent == 3
    assert len(post.ids) == len(set(post.ids)) == 3
    assert left(engine) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_sends_as_messages_come_and_stops_when_told(
    session: Session,
    engine: Engine,
    world: World,
    post: PostOffice,
    start: Start,
    number: signal.Signals,
) -> None:
    third = threading.Event()

    async def count() -> str:
        if len(post.seen) == 3:
            third.set()
        return ACCEPTED

    post.answer = count
    at = datetime.now(UTC)
    queue(session, world.first_update, world.sponsor, 1, at)
    worker = start("run", **post.settings)
    assert worker.stdout.readline() == "Sending messages as they come.\n"
    assert worker.stdout.readline() == "Sent 1 message.\n"
    queue(session, world.first_update, world.sponsor, 2, at)
    assert third.wait(PATIENCE)
    worker.signal(number)
    said = worker.ended(PATIENCE)
    assert said.returncode == 0, said.stderr
    assert said.stdout.splitlines()[-1] == "Stopped."
    assert left(engine) == 0


def test_on_ones_own_machine_letters_are_shown(
    session: Session, engine: Engine, world: World, start: Start
) -> None:
    at = datetime.now(UTC)
    queue(session, world.first_update, world.sponsor, 1, at)
    queue(session, world.first_update, world.sponsor, 1, at - timedelta(days=8))
    said = start("send").ended(PATIENCE)
    assert said.returncode == 0, said.stderr
    assert "Subject: Review the update on Governance for January and February 2026" in said.stdout
    assert "http://127.0.0.1:8000/updates/" in said.stdout
    assert said.stdout.endswith("Sent 1 message.\n")
    assert said.stderr.startswith("1 message not sent: older than 7 days")
    assert left(engine) == 1


def test_in_production_sending_needs_a_mail_server(
    session: Session, engine: Engine, world: World, start: Start
) -> None:
    queue(session, world.first_update, world.sponsor, 1, datetime.now(UTC))
    said = start(
        "send",
        WAYMARK_ENV="production",
        WAYMARK_SIGNING_KEY="AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
        WAYMARK_HOSTS="waymark.example.org",
        WAYMARK_ADDRESS="https://waymark.example.org",
    ).ended(PATIENCE)
    assert said.returncode == 1
    assert said.stderr.startswith(
        "Error: Set WAYMARK_SMTP_HOST and WAYMARK_MAIL_FROM, or WAYMARK_NOTIFY"
    )
    assert left(engine) == 1
