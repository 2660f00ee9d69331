"""What the commands share: errors as sentences, tables, and finding a row by its name."""

from collections.abc import Sequence
from typing import Any, TypeVar

import click
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, selectinload

from models import Person, Programme
from webapp.domain.errors import Refusal

Row = TypeVar("Row")


class Plainly(AppGroup):
    """A group of commands whose expected errors are a sentence and exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as click declares it
        """Run the command; turn a rule's refusal and an unready database into a sentence."""
        try:
            return super().invoke(ctx)
        except Refusal as refusal:
            raise click.ClickException(f"{refusal.reason} {refusal.next_step}".strip()) from refusal
        except DBAPIError as error:
            raise click.ClickException(
                "The database cannot be used. If it is new, prepare it with `flask db upgrade`. "
                f"It says: {error.orig}"
            ) from error


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return rows under a header, each column as wide as its longest entry."""
    widths = [max(len(row[place]) for row in (header, *rows)) for place in range(len(header))]
    lines = (header, ["-" * width for width in widths], *rows)
    return "\n".join(
        "  ".join(entry.ljust(width) for entry, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def named(rows: Sequence[Row], key: str, wanted: str, kind: str) -> Row:
    """Return the first row of a name, or stop and say what there is."""
    for row in rows:
        if getattr(row, key) == wanted:
            return row
    there = ", ".join(dict.fromkeys(str(getattr(row, key)) for row in rows))
    known = f"There is: {there}." if there else "There is none yet."
    raise click.ClickException(f"There is no {kind} called {wanted}. {known}")


def find_person(session: Session, email: str) -> Person:
    """Return the person with an address and their roles."""
    row = session.scalars(
        select(Person)
        .where(Person.email == email.strip().lower())
        .options(selectinload(Person.grants))
    ).one_or_none()
    if row is None:
        raise click.ClickException(f"Nobody has the address {email}.")
    return row


def find_programme(session: Session, slug: str) -> Programme:
    """Return the programme with a short name."""
    rows = session.scalars(select(Programme).order_by(Programme.slug)).all()
    return named(rows, "slug", slug, "programme")
