"""The command line: set up and run a programme, send messages, hand out packs, verify the audit."""

from flask import Flask

from webapp.cli.demo import demo
from webapp.cli.outbox import outbox
from webapp.cli.packs import pack
from webapp.cli.people import person
from webapp.cli.periods import period
from webapp.cli.programmes import programme
from webapp.cli.record import audit


def init_app(app: Flask) -> None:
    """Register the commands."""
    for group in (demo, pack, audit, outbox, person, period, programme):
        app.cli.add_command(group)
