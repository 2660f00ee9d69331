"""Commands on the audit record."""

import click

from webapp import audit as chain
from webapp.cli.plain import Plainly
from webapp.extensions import db

audit = Plainly("audit", help="The audit record.")


@audit.command("verify")
@click.pass_context
def verify_audit(context: click.Context) -> None:
    """Recompute the chain of the audit record; exit code 1 when an entry does not fit."""
    verdict = chain.verify(db.session)
    if verdict.broken_at is None:
        click.echo(f"The audit record is whole: {verdict.entries} entries, head {verdict.head}")
        return
    click.echo(
        f"The audit record is broken at entry {verdict.broken_at}. "
        f"The last hash that fits is {verdict.head}.",
        err=True,
    )
    context.exit(1)
