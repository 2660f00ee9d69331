"""Commands on packs and their issued editions."""

from pathlib import Path

import click

from models.enums import Audience, PackFormat
from webapp.cli.plain import Plainly, table
from webapp.clock import LONDON
from webapp.extensions import db
from webapp.packs.library import NoSuchEditionError, edition_file, list_packs

pack = Plainly("pack", help="Packs and their issued editions.")


@pack.command("list")
def pack_list() -> None:
    """List every pack with its state and latest edition."""
    lines = list_packs(db.session)
    if not lines:
        click.echo("There is no pack yet. The first is made when a period is opened.")
        return
    click.echo(
        table(
            ("Programme", "Period", "", "Audience", "State", "Edition", "Issued on"),
            [
                (
                    line.programme,
                    line.period,
                    line.period_name,
                    line.audience,
                    line.status.replace("_", " "),
                    str(line.edition or ""),
                    f"{line.issued_at.astimezone(LONDON):%Y-%m-%d}" if line.issued_at else "",
                )
                for line in lines
            ],
        )
    )


@pack.command("export")
@click.argument("programme")
@click.argument("period_slug", metavar="PERIOD")
@click.argument("audience", type=click.Choice([audience.value for audience in Audience]))
@click.option(
    "--format",
    "kind",
    required=True,
    type=click.Choice([kind.value for kind in PackFormat]),
    help="The form it was issued in.",
)
@click.option("--output", required=True, type=click.Path(dir_okay=False, path_type=Path))
def export_pack(programme: str, period_slug: str, audience: str, kind: str, output: Path) -> None:
    """Write the latest edition of a pack to a file, byte for byte as it was issued."""
    try:
        file = edition_file(
            db.session, programme, period_slug, Audience(audience), PackFormat(kind)
        )
    except NoSuchEditionError as missing:
        raise click.ClickException(str(missing)) from missing
    try:
        output.write_bytes(file.content)
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written: {error.strerror}.") from error
    click.echo(f"{output}: {file.size} bytes, SHA-256 {file.sha256}")
