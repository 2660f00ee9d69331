"""Commands on the audit record."""

from contextlib import closing
from pathlib import Path

import click

from models import Checkpoint
from webapp import audit as chain
from webapp import checkpoints
from webapp.cli.plain import Plainly, table
from webapp.clock import LONDON, now
from webapp.extensions import db
from webapp.waymark_verify import canonical

audit = Plainly("audit", help="The audit record.")


@audit.command("verify")
@click.pass_context
def verify_audit(context: click.Context) -> None:
    """Recompute the audit record and its checkpoints; exit code 1 when something does not fit."""
    verdict = chain.verify(db.session)
    if verdict.broken_at is not None:
        click.echo(_broken(verdict), err=True)
        context.exit(1)
    click.echo(f"The audit record is whole: {verdict.entries} entries, head {verdict.head}")
    for row in (unfit := checkpoints.unfit(db.session)):
        click.echo(
            f"The checkpoint of {row.size} entries, signed on {row.at.astimezone(LONDON):%Y-%m-%d},"
            " does not fit: the record was rewritten since, or the checkpoint was changed.",
            err=True,
        )
    if unfit:
        context.exit(1)
    click.echo("Every signed checkpoint fits it.")


@audit.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export_audit(file: Path) -> None:
    """Write the whole audit record to FILE for an auditor, signed at its end.

    One entry on each line, to be checked with waymark-verify.py --log. It says who did what and
    from which address they signed in: give it only to those who may know.
    """
    verdict = chain.verify(db.session)
    if verdict.broken_at is not None:
        raise click.ClickException(f"{_broken(verdict)} Nothing was written.")
    end = checkpoints.checkpoint(db.session, at=now())
    part = file.with_name(f"{file.name}.part")
    try:
        _write(part, end)
        part.replace(file)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise click.ClickException(f"{file} cannot be written: {error.strerror}.") from error
    db.session.commit()
    click.echo(f"{file}: {end.size} entries, root {end.root}")
    click.echo(f"Signed with the key {end.key}")


@audit.command("keys")
def list_keys() -> None:
    """List every public key that has signed the record, to be published."""
    rows = [
        (f"{at.astimezone(LONDON):%Y-%m-%d}", key)
        for key, at in checkpoints.keys(db.session).items()
    ]
    if not rows:
        click.echo("Nothing is signed yet. The first checkpoint is signed when a pack is agreed.")
        return
    click.echo(table(("Used since", "Key"), rows))


def _broken(verdict: chain.Verdict) -> str:
    return (
        f"The audit record is broken at entry {verdict.broken_at}. "
        f"The last hash that fits is {verdict.head}."
    )


def _write(path: Path, end: Checkpoint) -> None:
    """Write the entries that a checkpoint was signed over, then the checkpoint."""
    with path.open("wb") as target, closing(chain.entries(db.session)) as rows:
        for row in rows:
            if row.sequence <= end.size:  # others may go on writing
                target.write(canonical(chain.told(row)) + b"\n")
        target.write(canonical({"checkpoint": end.note, "key": end.key}) + b"\n")
