"""Processes of the mail tests: a mail server that notes what it takes, and the real worker.

The server notes each Message-ID on disk before it says that it has the letter, so a test can
compare what arrived with what was written, whoever was killed in between.
"""

import os
import signal
import threading
from datetime import datetime, timedelta
from multiprocessing.synchronize import Barrier
from pathlib import Path

import time_machine
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope
from aiosmtpd.smtp import Session as Connection
from sqlalchemy import update
from sqlalchemy.orm import Session

from models import OutboxMessage
from webapp.app import create_app
from webapp.config import MailServer, Settings
from webapp.holidays import bank_holidays
from webapp.notifications import jobs, worker
from webapp.notifications.worker import Claim

HOST = "127.0.0.1"
PATIENCE = 60
"""Seconds before a process that waits for others gives up."""
bank_holidays()  # worked out once, before processes are forked from the one that imports this


class Letterbox:
    """Takes every letter and notes its Message-ID."""

    def __init__(self, arrived: Path) -> None:
        self.notes = arrived.open("ab", buffering=0)

    async def handle_DATA(  # noqa: N802 - the server's own name for it
        self,
        server: SMTP,  # noqa: ARG002
        session: Connection,  # noqa: ARG002
        envelope: Envelope,
    ) -> str:
        """Note the letter, then say so."""
        head = (envelope.original_content or b"").split(b"\r\n\r\n")[0]
        (line,) = [line for line in head.split(b"\r\n") if line.startswith(b"Message-ID: ")]
        self.notes.write(line.removeprefix(b"Message-ID: ") + b"\n")
        return "250 Taken"


def serve(port: int, arrived: Path) -> None:
    """Be a mail server until killed."""
    Controller(Letterbox(arrived), hostname=HOST, port=port).start()
    signal.pause()


def settings_of(database_url: str, port: int, queue: Path) -> Settings:
    """Return the settings of an installation that sends to the test's server."""
    return Settings(
        database_url=database_url,
        secret_key="a key for tests, long enough to be accepted",
        mail=MailServer(host=HOST, port=port, sender="w@example.org"),
        queue=str(queue),
    )


def work(database_url: str, port: int, queue: Path, off: str) -> None:
    """Be a worker as `flask outbox run` starts it, until killed; patience is cut to seconds.

    `off` names the guard to work without, to prove that the test finds its lack.
    """
    worker.LEASE = timedelta(seconds=6)
    worker.WAITS = (timedelta(seconds=0.3),)
    if off == "order":
        mark_sent_first()
    app = create_app(settings_of(database_url, port, queue))
    consumer = jobs.worker(app, threading.Event(), workers=2, tell=lambda _done: None)
    consumer.start()
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    signal.pause()


def mark_sent_first() -> None:
    """Switch off: a message counts as sent only once the mail server has it."""
    in_order = worker.claim

    def hasty(session: Session, at: datetime, count: int = worker.BATCH) -> list[Claim]:
        claims = in_order(session, at, count)
        numbers = [claimed.message_id for claimed in claims]
        session.execute(
            update(OutboxMessage).where(OutboxMessage.id.in_(numbers)).values(sent_at=at)
        )
        session.commit()
        return claims

    worker.claim = hasty


def remind(database_url: str, everybody: Barrier, at: datetime) -> None:
    """Write what is due at an instant, together with other processes."""
    app = create_app(Settings(database_url=database_url, secret_key="k" * 32))
    with time_machine.travel(at, tick=False), app.app_context():
        everybody.wait(PATIENCE)
        jobs.write_due()
