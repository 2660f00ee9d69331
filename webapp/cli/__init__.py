"""The command line: load the demonstration, hand out packs, verify the audit record, add people."""

from flask import Flask

from webapp.cli.demo import demo
from webapp.cli.packs import pack
from webapp.cli.people import person
from webapp.cli.periods import period
from webapp.cli.record import audit


def init_app(app: Flask) -> None:
    """Register the commands."""
    for group in (demo, pack, audit, person, period):
        app.cli.add_command(group)
