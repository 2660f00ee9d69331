"""Commands on the demonstration programme."""

import click
import flask_migrate
from flask import current_app

from models.enums import Role
from webapp.cli.plain import Plainly, table
from webapp.clock import now
from webapp.config import Settings
from webapp.extensions import db

ROLES = {Role.PMO: "programme office"}
"""Roles whose short name is no plain word."""

demo = Plainly("demo", help="The demonstration programme.")


@demo.command("load")
def load_demo() -> None:
    """Prepare the database and load the demonstration, once."""
    settings: Settings = current_app.config["WAYMARK"]
    if settings.production:
        raise click.ClickException(
            "The demonstration is not loaded in production: everybody knows its password."
        )
    # Loaded here: the demonstration's text is of no use to the other commands.
    from webapp.demo.load import load
    from webapp.demo.people import PASSWORD, everybody

    flask_migrate.upgrade()
    loaded = load(db.session, now())
    db.session.commit()
    click.echo(
        "The demonstration programme is loaded."
        if loaded
        else "The demonstration programme is already there. Nothing was changed."
    )
    click.echo(f"\nSign in as any of these people. The password is always: {PASSWORD}\n")
    click.echo(
        table(
            ("Role", "Name", "Email address"),
            [
                (
                    ROLES.get(somebody.role, somebody.role.replace("_", " ")),
                    somebody.name,
                    somebody.email,
                )
                for somebody in everybody()
            ],
        )
    )
    click.echo("\n`make demo` serves Waymark and prints its address.")
