"""Ratings as they were issued in earlier periods: the last one, and the run of the last few."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import ProgressUpdate, ReportingPeriod
from models.enums import PeriodStatus, UpdateStatus

TREND_PERIODS = 5
"""Earlier periods in the trend; the pack's own comes after them."""


@dataclass(frozen=True, slots=True)
class Past:
    """What was issued before: names of the last periods, oldest first, and steps by workstream."""

    periods: tuple[str, ...]
    trends: Mapping[int, tuple[int | None, ...]]
    last: Mapping[int, int | None]


def issued_before(session: Session, period: ReportingPeriod) -> Past:
    """Return the ratings issued in the phase before this period; two or three statements."""
    periods = session.execute(
        select(ReportingPeriod.id, ReportingPeriod.name)
        .where(
            ReportingPeriod.phase_id == period.phase_id,
            ReportingPeriod.status == PeriodStatus.ISSUED,
            ReportingPeriod.starts_on < period.starts_on,
        )
        .order_by(ReportingPeriod.starts_on.desc())
        .limit(TREND_PERIODS)
    ).all()
    found: dict[int, dict[int, int | None]] = {}
    for workstream_id, period_id, step in session.execute(
        select(
            ProgressUpdate.workstream_id, ProgressUpdate.period_id, ProgressUpdate.agreed_step
        ).where(
            ProgressUpdate.period_id.in_([row.id for row in periods]),
            ProgressUpdate.status == UpdateStatus.ISSUED,
        )
    ):
        found.setdefault(workstream_id, {})[period_id] = step
    last: dict[int, int | None] = {}
    if len(periods) == TREND_PERIODS:
        last = _older_steps(session, period, left_out=found)
    for workstream_id, by_period in found.items():
        last[workstream_id] = next(by_period[row.id] for row in periods if row.id in by_period)
    oldest_first = periods[::-1]
    return Past(
        periods=tuple(row.name for row in oldest_first),
        trends={
            workstream_id: tuple(by_period.get(row.id) for row in oldest_first)
            for workstream_id, by_period in found.items()
        },
        last=last,
    )


def _older_steps(
    session: Session, period: ReportingPeriod, *, left_out: Collection[int]
) -> dict[int, int | None]:
    """Return the last issued step of workstreams that are in none of the last periods."""
    rows = session.execute(
        select(ProgressUpdate.workstream_id, ProgressUpdate.agreed_step)
        .join(ReportingPeriod, ReportingPeriod.id == ProgressUpdate.period_id)
        .where(
            ReportingPeriod.phase_id == period.phase_id,
            ReportingPeriod.starts_on < period.starts_on,
            ProgressUpdate.status == UpdateStatus.ISSUED,
            ProgressUpdate.workstream_id.not_in(left_out),
        )
        .order_by(ReportingPeriod.starts_on)
    )
    return {row.workstream_id: row.agreed_step for row in rows}
