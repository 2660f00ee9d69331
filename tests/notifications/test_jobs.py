"""Jobs: run by huey, which may forget everything; what they did is in the database."""

import logging
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
import time_machine
from flask import Flask
from huey import Huey, PostgresHuey, crontab
from huey.api import TaskWrapper
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models import OutboxMessage
from models.enums import PeriodStatus
from tests.factories import AT
from tests.notifications.post import PostOffice, queue
from tests.world import World
from webapp.config import Settings, SettingsError
from webapp.notifications import jobs
from webapp.notifications.jobs import Every, Worker, queue_of, write_due
from webapp.notifications.worker import Round

PATIENCE = 30
SETTINGS = Settings(database_url="sqlite:////waymark.sqlite3", secret_key="k" * 32)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return where the queue is kept."""
    return tmp_path / "queue.sqlite3"


@pytest.fixture
def huey(file: Path) -> Iterator[Huey]:
    """Return huey on a queue of the test's own."""
    made = queue_of(replace(SETTINGS, queue=str(file)))
    yield made
    made.storage.close()


def task_of(there: Huey) -> TaskWrapper:
    """Return a job that is never to run."""

    @there.periodic_task(crontab(), name="anything")  # type: ignore[untyped-decorator]
    def anything() -> None:
        raise AssertionError

    return anything


def test_a_queue_that_was_deleted_or_broken_is_made_anew(huey: Huey, file: Path) -> None:
    task = task_of(huey)
    huey.enqueue(task.s())
    file.unlink()
    huey.enqueue(task.s())
    assert huey.dequeue() is not None
    file.write_bytes(b"no database" * 1000)
    assert huey.dequeue() is None
    huey.enqueue(task.s())
    assert huey.dequeue() is not None


def test_a_broken_file_does_not_stop_the_start(file: Path) -> None:
    file.write_bytes(b"no database" * 1000)
    there = queue_of(replace(SETTINGS, queue=str(file)))
    assert there.dequeue() is None
    there.storage.close()


def test_a_file_that_may_not_be_made_is_said_to_be(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="The worker cannot keep its queue in"):
        queue_of(replace(SETTINGS, queue=str(tmp_path / "nowhere" / "queue.sqlite3")))


def test_a_task_that_somebody_else_wrote_is_not_run(huey: Huey, file: Path) -> None:
    stranger = queue_of(replace(SETTINGS, queue=str(file), secret_key="x" * 32))
    stranger.enqueue(task_of(stranger).s())
    with pytest.raises(ValueError, match="mismatch"):
        huey.dequeue()
    stranger.storage.close()


def test_two_installations_share_a_file_and_no_tasks(huey: Huey, file: Path) -> None:
    other = queue_of(replace(SETTINGS, queue=str(file), database_url="sqlite:////other.sqlite3"))
    other.enqueue(task_of(other).s())
    assert huey.dequeue() is None
    other.storage.close()


def test_a_minute_is_a_minute_however_often_one_asks() -> None:
    every = Every(60)
    begin = datetime(2026, 3, 2, 9, 0)  # noqa: DTZ001 - huey's own instants have no zone
    said = [second for second in range(181) if every(begin + timedelta(seconds=second))]
    assert said == [0, 60, 120, 180]


@pytest.mark.both_databases
def test_huey_keeps_its_queue_in_a_file_or_in_postgresql(
    backend: str, database_url: str, file: Path
) -> None:
    kinds = {
        "sqlite": (jobs.LosableHuey, str(file)),
        "postgresql": (PostgresHuey, database_url.replace("postgresql+psycopg:", "postgresql:")),
    }
    kind, address = kinds[backend]
    there = queue_of(replace(SETTINGS, queue=address))
    assert isinstance(there, kind)
    there.enqueue(task_of(there).s())
    assert there.dequeue() is not None
    there.storage.close()


def test_what_is_due_is_written_and_gathered_in_one_go(
    app: Flask, engine: Engine, session: Session, world: World
) -> None:
    world.lead.daily_digest = True
    session.commit()
    with time_machine.travel(AT, tick=False), app.app_context():
        # Both leads hear that the period is open; one of them in a daily letter.
        assert write_due() == 3
        assert write_due() == 0
    with Session(engine) as own:
        rows = own.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
        assert [row.kind for row in rows] == ["update_open", "update_open", "digest"]
        assert [row.digest_id for row in rows] == [rows[2].id, None, None]


@pytest.fixture
def installed(app: Flask, file: Path, post: PostOffice) -> Iterator[Flask]:
    """Return the application with a mail server and a queue of the test's own."""
    before = app.config["WAYMARK"]
    app.config["WAYMARK"] = replace(before, queue=str(file), mail=post.sender.server)
    yield app
    app.config["WAYMARK"] = before


@pytest.fixture
def told() -> list[Round]:
    """Return what the worker tells of."""
    return []


@pytest.fixture
def consumer(installed: Flask, told: list[Round]) -> Iterator[Worker]:
    """Return a worker that runs in this process."""
    stop = Event()
    made = jobs.worker(installed, stop, workers=2, tell=told.append)
    made.scheduler.start()
    for _, thread in made.worker_threads:
        thread.start()
    yield made
    stop.set()
    made.stop(graceful=True)
    made.huey.storage.close()


def wait(is_true: object, consumer: Worker) -> None:
    """Wait until a function says yes, for a while."""
    assert callable(is_true)
    ends = time.monotonic() + PATIENCE
    while not is_true():
        assert time.monotonic() < ends
        consumer.stop_flag.wait(0.05)


def test_a_message_is_sent_within_seconds_also_after_the_queue_is_lost(
    session: Session,
    world: World,
    post: PostOffice,
    consumer: Worker,
    told: list[Round],
    file: Path,
) -> None:
    world.period.status = PeriodStatus.SCHEDULED
    queue(session, world.first_update, world.sponsor, 2, datetime.now(UTC))
    wait(lambda: len(post.ids) == 2, consumer)
    file.unlink()
    queue(session, world.first_update, world.sponsor, 1, datetime.now(UTC))
    wait(lambda: len(post.ids) == 3, consumer)
    wait(lambda: sum(done.sent for done in told) == 3, consumer)


def test_a_job_that_fails_says_so_and_is_tried_again(
    session: Session,
    engine: Engine,
    world: World,
    post: PostOffice,
    consumer: Worker,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.ERROR, "waymark.worker")
    session.commit()
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE outbox_messages RENAME TO away")
    wait(lambda: "The database cannot be used, trying again" in caplog.text, consumer)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE away RENAME TO outbox_messages")
    world.period.status = PeriodStatus.SCHEDULED
    queue(session, world.first_update, world.sponsor, 1, datetime.now(UTC))
    wait(lambda: len(post.ids) == 1, consumer)
