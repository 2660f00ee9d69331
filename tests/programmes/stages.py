"""Periods that were issued before the one that is open, for the tests of the board."""

from datetime import UTC, date, datetime, timedelta

import msgspec
from sqlalchemy.orm import Session

from models import ProgressUpdate, ReportingPeriod, Workstream
from models.enums import PeriodStatus, UpdateStatus
from tests import factories
from tests import world as setting
from tests.world import CONTENT, World


def issued_period(
    session: Session, world: World, back: int, steps: dict[Workstream, int]
) -> tuple[ReportingPeriod, dict[int, ProgressUpdate]]:
    """Add a period `back` months before the open one, issued with a rating for each workstream."""
    ends_on = date(2025, 12, 31) - timedelta(days=30 * (back - 1))
    at = datetime(ends_on.year, ends_on.month, ends_on.day, 9, tzinfo=UTC)
    period = factories.period(
        session,
        world.phase,
        slug=f"back-{back}",
        name=f"Period {back} back",
        starts_on=ends_on - timedelta(days=20),
        ends_on=ends_on,
    )
    updates = {
        workstream.id: setting.advance(
            session,
            factories.update(session, workstream, period, at=at),
            UpdateStatus.ISSUED,
            content=msgspec.structs.replace(CONTENT, step=step),
        )
        for workstream, step in steps.items()
    }
    period.status = PeriodStatus.ISSUED
    factories.edition(session, period, updates.values(), world.office)
    session.flush()
    return period, updates
