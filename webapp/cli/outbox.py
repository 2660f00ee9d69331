"""Commands on the outbox: send what waits, once or for as long as the worker runs."""

import signal
from collections.abc import Callable
from threading import Event

import click
from flask import current_app
from sqlalchemy.exc import DBAPIError

from webapp.cli.plain import Plainly
from webapp.clock import now
from webapp.config import Settings
from webapp.extensions import db
from webapp.notifications.letters import Letterhead
from webapp.notifications.senders import sender_for
from webapp.notifications.worker import OUTDATED, Round, send_waiting

NOBODY = "Waymark <waymark@localhost>"
"""Who messages come from where they are only printed."""

outbox = Plainly("outbox", help="Messages to people, sent by email.")


def _rounds(stopping: Callable[[], bool] = lambda: False) -> Callable[[], Round]:
    """Return a function that sends what waits; raises SettingsError where nothing says how."""
    settings: Settings = current_app.config["WAYMARK"]
    sender = sender_for(settings)
    head = Letterhead(
        address=settings.public_address,
        sender=settings.mail.sender if settings.mail else NOBODY,
        urls=current_app.url_map,
    )
    return lambda: send_waiting(db.session, sender, head, now=now, stopping=stopping)


def _messages(count: int) -> str:
    return "1 message" if count == 1 else f"{count} messages"


def _tell(done: Round) -> None:
    """Print how many were sent and, as an error, what went wrong."""
    click.echo(f"Sent {_messages(done.sent)}.")
    if done.failed:
        click.echo(f"{_messages(done.failed)} could not be sent: {done.error}", err=True)
    if done.waiting:
        click.echo(f"{_messages(done.waiting)} still to be sent.", err=True)
    if done.outdated:
        click.echo(
            f"{_messages(done.outdated)} not sent: older than {OUTDATED.days} days, "
            "or to somebody who can no longer sign in.",
            err=True,
        )


@outbox.command("send")
def send_once() -> None:
    """Send what waits, once. What cannot be sent now waits for a later try."""
    _tell(_rounds()())


@outbox.command("run")
@click.option(
    "--every",
    type=click.IntRange(min=1),
    default=5,
    show_default=True,
    metavar="SECONDS",
    help="How long to rest before looking again.",
)
def run_worker(every: int) -> None:
    """Send messages as they come, until stopped (Ctrl+C or SIGTERM). Several may run at once."""
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    send = _rounds(stop.is_set)
    click.echo("Sending messages as they come.")
    while not stop.is_set():
        try:
            done = send()
            if done.sent or done.failed:
                _tell(done)
        except DBAPIError as error:
            db.session.rollback()
            click.echo(f"The database cannot be used, trying again: {error.orig}", err=True)
        stop.wait(every)
    click.echo("Stopped.")
