"""Commands on reporting periods."""

import click
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from models import Phase, ReportingPeriod
from webapp import periods
from webapp.cli.plain import Plainly, find_person, find_programme, named
from webapp.clock import LONDON, now
from webapp.extensions import db
from webapp.identity import snapshot

period = Plainly("period", help="Reporting periods.")


@period.command("open")
@click.argument("programme")
@click.argument("period_slug", metavar="PERIOD")
@click.option("--by", "email", required=True, help="Who opens it, of the programme office.")
def open_period(programme: str, period_slug: str, email: str) -> None:
    """Open a reporting period: an update for each workstream, and the group's pack."""
    session = db.session
    at = now()
    owner = find_programme(session, programme)
    rows = session.scalars(
        select(ReportingPeriod)
        .join(ReportingPeriod.phase)
        .where(Phase.programme_id == owner.id)
        .options(joinedload(ReportingPeriod.phase))
        .order_by(ReportingPeriod.starts_on)
    ).all()
    row = named(rows, "slug", period_slug, f"period of {programme}")
    actor = snapshot(find_person(session, email), at.astimezone(LONDON).date())
    periods.open_period(session, row, actor, at=at)
    session.commit()
    click.echo(
        f"{row.name} is open. Updates are due on {row.lead_due_at.astimezone(LONDON):%d %B}."
    )
