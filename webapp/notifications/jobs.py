"""The jobs of the worker, run by huey: remind, gather, send; each finds its work in the database.

huey says when a job runs and in which thread, and nothing more. It takes a task off its queue
before running it, so whatever it alone knew would be lost with the process: messages stay in the
outbox, jobs carry no data, and a lost queue is made up for by the next beat.
"""

import hashlib
import logging
import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

from flask import Flask
from huey import Huey, PostgresHuey, SqliteHuey
from huey.api import Task
from huey.consumer import Consumer, Scheduler
from huey.serializer import SignedSerializer
from huey.signals import SIGNAL_ERROR
from huey.storage import SqliteStorage
from sqlalchemy.exc import DBAPIError

from webapp.clock import now, today
from webapp.config import Settings, SettingsError
from webapp.extensions import db
from webapp.notifications.digests import write_digests
from webapp.notifications.letters import Letterhead
from webapp.notifications.reminders import write_reminders
from webapp.notifications.senders import sender_for
from webapp.notifications.worker import Round, send_waiting

BEAT = 1
"""Seconds between two looks at the outbox."""
MINUTE = 60
"""Seconds between two looks at what is due; and the longest that one job sends."""
NOBODY = "Waymark <waymark@localhost>"
"""Who messages come from where they are only printed."""

log = logging.getLogger("waymark.worker")


class Beats(Scheduler):  # type: ignore[misc]
    """huey's scheduler, which looks for periodic work every beat and not every minute."""

    periodic_task_seconds = BEAT


class Worker(Consumer):  # type: ignore[misc]
    """huey's consumer with that scheduler."""

    scheduler_class = Beats


class Every:
    """Says yes to huey's scheduler once in so many seconds, the first time at once."""

    def __init__(self, seconds: int) -> None:
        self.rest = timedelta(seconds=seconds)
        self.last: datetime | None = None

    def __call__(self, at: datetime) -> bool:
        """Return whether it is time again; the scheduler alone asks."""
        if self.last is not None and at - self.last < self.rest:
            return False
        self.last = at
        return True


class LosableHuey(SqliteHuey):  # type: ignore[misc]
    """huey on a file that may vanish or break at any time: it is made anew, and nothing is lost."""

    def create_storage(self) -> SqliteStorage:
        """Return the queue in its file, in a new file where that one is broken."""
        try:
            return super().create_storage()
        except sqlite3.DatabaseError:
            Path(self.storage_kwargs["filename"]).unlink(missing_ok=True)
            return super().create_storage()

    def enqueue(self, task: Task) -> None:
        """Put a task into the queue, a new one if need be."""
        try:
            super().enqueue(task)
        except sqlite3.DatabaseError:
            self.storage = self.create_storage()
            super().enqueue(task)

    def dequeue(self) -> Task | None:
        """Return the next task; open the file again where it cannot be read."""
        try:
            return super().dequeue()
        except sqlite3.DatabaseError:
            self.storage = self.create_storage()
            return None


def queue_of(settings: Settings) -> Huey:
    """Return huey on the queue of the settings; installations may share one.

    What it stores is signed, because huey would run whatever it is given back. Raises SettingsError
    where nothing can be kept.
    """
    facts = {
        "name": f"waymark-{hashlib.sha256(settings.database_url.encode()).hexdigest()[:12]}",
        "results": False,
        "serializer": SignedSerializer(settings.secret_key),
    }
    if settings.queue.startswith("postgresql://"):
        return PostgresHuey(dsn=settings.queue, **facts)
    # Not in write-ahead mode, in which the machine's own SQLite could damage the file.
    try:
        return LosableHuey(filename=settings.queue, journal_mode="delete", **facts)
    except sqlite3.DatabaseError as error:
        raise SettingsError(
            f"The worker cannot keep its queue in {settings.queue}: {error}. "
            "Set WAYMARK_QUEUE to the full path of a file that it may write."
        ) from error


def rounds(app: Flask, stopping: Callable[[], bool] = lambda: False) -> Callable[[], Round]:
    """Return a function that sends what waits; raises SettingsError where nothing says how."""
    settings: Settings = app.config["WAYMARK"]
    sender_for(settings)
    head = Letterhead(
        address=settings.public_address,
        sender=settings.mail.sender if settings.mail else NOBODY,
        urls=app.url_map,
    )
    return lambda: send_waiting(db.session, sender_for(settings), head, now=now, stopping=stopping)


def write_due() -> int:
    """Write the reminders that are due, then the daily letters with them; commits."""
    written = write_reminders(db.session, today()) + write_digests(db.session, today())
    db.session.commit()
    return written


def worker(app: Flask, stop: Event, *, workers: int, tell: Callable[[Round], None]) -> Worker:
    """Return the consumer with its jobs, not started; `tell` hears of rounds that did something.

    Raises SettingsError where nothing says how to send.
    """
    huey = queue_of(app.config["WAYMARK"])
    rounds(app)

    # A beat that finds all workers busy is dropped: the next one does its work.
    @huey.periodic_task(lambda _at: True, name="send", expires=2 * BEAT)  # type: ignore[untyped-decorator]
    def send() -> None:
        until = now() + timedelta(seconds=MINUTE)
        with app.app_context():
            done = rounds(app, lambda: stop.is_set() or now() > until)()
        if done.sent or done.failed:
            tell(done)

    @huey.periodic_task(Every(MINUTE), name="remind", priority=1)  # type: ignore[untyped-decorator]
    def remind() -> None:
        with app.app_context():
            write_due()

    logging.getLogger("huey").disabled = True  # it would print a traceback beside our sentence

    @huey.signal(SIGNAL_ERROR)  # type: ignore[untyped-decorator]
    def failed(_signal: str, task: Any, error: Exception) -> None:  # noqa: ANN401 - huey has no types
        if isinstance(error, DBAPIError):
            log.error("The database cannot be used, trying again: %s", error.orig)
        else:
            log.error("A job failed and is tried again: %s", task, exc_info=error)

    assert send, remind  # noqa: S101 - huey keeps them; this keeps linters from asking
    return Worker(
        huey,
        workers=workers,
        initial_delay=0.1,
        backoff=1,
        scheduler_interval=BEAT,
    )
