"""Commands on the outbox: send what waits, once or for as long as the worker runs."""

import signal
from threading import Event

import click
from flask import current_app

from webapp.cli.plain import Plainly
from webapp.notifications.waiting import OUTDATED
from webapp.notifications.worker import Round

HEALTH = 10
"""Seconds between two looks at whether the worker's threads are alive."""

outbox = Plainly("outbox", help="Messages to people, sent by email.")


def _messages(count: int) -> str:
    return "1 message" if count == 1 else f"{count} messages"


def _tell(done: Round) -> None:
    """Print how many were sent and, as an error, what went wrong."""
    click.echo(f"Sent {_messages(done.sent)}.")
    if done.failed:
        click.echo(f"{_messages(done.failed)} could not be sent. {done.error}", err=True)
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
    """Write what is due today and send what waits, once. What fails waits for a later try."""
    from webapp.notifications import jobs  # huey takes a while to load; web servers need none

    send = jobs.rounds(current_app)
    jobs.write_due()
    _tell(send())


@outbox.command("run")
@click.option(
    "--workers",
    type=click.IntRange(min=2),
    default=2,
    show_default=True,
    metavar="NUMBER",
    help="Jobs done at once: one may send while another writes reminders.",
)
def run_worker(workers: int) -> None:
    """Remind and send until stopped (Ctrl+C or SIGTERM). Several may run at once."""
    from webapp.notifications import jobs  # the same

    stop = Event()
    consumer = jobs.worker(
        current_app._get_current_object(),  # type: ignore[attr-defined]  # noqa: SLF001 - threads need the application itself
        stop,
        workers=workers,
        tell=_tell,
    )
    consumer.start()
    # After the consumer, which has ways of its own: either signal lets a letter be finished.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    click.echo("Sending messages as they come.")
    while not stop.wait(HEALTH):
        consumer.check_worker_health()
    consumer.stop(graceful=True)
    click.echo("Stopped.")
