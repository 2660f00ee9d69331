"""Commands on programmes: set one up from a file."""

from pathlib import Path

import click

from webapp.cli.plain import Plainly
from webapp.clock import now
from webapp.extensions import db
from webapp.programmes.plan_file import PlanError, read
from webapp.programmes.setup import set_up

programme = Plainly("programme", help="Programmes.")


@programme.command("set-up")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def set_up_programme(file: Path) -> None:
    """Add what FILE says and is not there yet, all of it or nothing.

    The file holds the organisation, the programme with its phases, workstreams, people and their
    roles, and the reporting periods; deploy/programme.example.toml shows how. What is there
    already is never changed or removed, so the same file may be used again with additions.
    """
    try:
        plan = read(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise click.ClickException(f"{file} is not text in UTF-8.") from error
    except PlanError as wrong:
        problems = "\n".join(f"  {problem}" for problem in wrong.problems)
        raise click.ClickException(f"Nothing was changed. Mend {file} first:\n{problems}") from None
    report = set_up(db.session, plan, at=now())
    db.session.commit()
    if report.added:
        click.echo("\n  ".join(("Added:", *report.added)))
    else:
        click.echo("Nothing was added: all of it is there already.")
    if report.different:
        click.echo(
            "\n  ".join(
                ("Left as it is here, though the file says something else:", *report.different)
            )
        )
    if any(line.startswith("person ") for line in report.added):
        click.echo("Give each new person a password: flask person password EMAIL")
