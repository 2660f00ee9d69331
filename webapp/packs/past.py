"""What was issued before a period: the last ratings, the run of a few, and what came too late."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from models import Edition, EditionEntry, Pack, ProgressUpdate, ReportingPeriod, Revision
from models.enums import Audience, UpdateStatus
from webapp.clock import LONDON
from webapp.domain.content import MeasureValue
from webapp.editions import IssuedRating, is_latest, issued_ratings
from webapp.packs.material import Issued, Late, Measured

TREND_PERIODS = 11
"""Earlier periods in the trend; the pack's own comes after them and makes a dozen."""


@dataclass(frozen=True, slots=True)
class Past:
    """What was issued before: names of the last periods, oldest first; ratings by workstream.

    `values` are those of its measures, by workstream and name of the period.
    """

    periods: tuple[str, ...]
    trends: Mapping[int, tuple[Issued | None, ...]]
    last: Mapping[int, Issued]
    values: Mapping[int, Mapping[str, tuple[MeasureValue, ...]]]

    def measured(self, workstream_id: int) -> tuple[Measured, ...]:
        """Return what a workstream's measures were in the last periods."""
        values = self.values.get(workstream_id, {})
        return tuple(Measured(period=name, rows=values.get(name, ())) for name in self.periods)

    def trend(self, workstream_id: int) -> tuple[Issued | None, ...]:
        """Return a workstream's ratings in the last periods."""
        return self.trends.get(workstream_id, (None,) * len(self.periods))


def issued_before(session: Session, period: ReportingPeriod) -> Past:
    """Return what was issued in the phase before this period; three or four statements.

    They are those of the board's editions, so that a correction in progress takes none away.
    """
    out = select(Edition.id).join(Pack, Pack.id == Edition.pack_id)
    periods = session.execute(
        select(ReportingPeriod.id, ReportingPeriod.name)
        .where(
            ReportingPeriod.phase_id == period.phase_id,
            ReportingPeriod.starts_on < period.starts_on,
            out.where(Pack.period_id == ReportingPeriod.id, Pack.audience == Audience.IIB).exists(),
        )
        .order_by(ReportingPeriod.starts_on.desc())
        .limit(TREND_PERIODS)
    ).all()
    found: dict[int, dict[int, Issued]] = {}
    standing = issued_ratings(session, [row.id for row in periods])
    for (workstream_id, period_id), rating in standing.items():
        found.setdefault(workstream_id, {})[period_id] = Issued(
            step=rating.step, confirmed=rating.confirmed, corrected=rating.corrected
        )
    last: dict[int, Issued] = {}
    if len(periods) == TREND_PERIODS:
        last = _older(session, period, left_out=found)
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
        values=_measured(session, standing, {row.id: row.name for row in periods}),
    )


class _Measures(msgspec.Struct):
    """Of an update's text, what it says of measures; the rest is not read."""

    measures: tuple[MeasureValue, ...] = ()


_measures = msgspec.json.Decoder(_Measures)
SOME_MEASURES = '%"measures":[{%'
"""What stands in the canonical text of an update with measures, and never inside its words."""


def _measured(
    session: Session,
    standing: Mapping[tuple[int, int], IssuedRating],
    names: Mapping[int, str],
) -> dict[int, dict[str, tuple[MeasureValue, ...]]]:
    """Return the values that issued reports gave, by workstream and name of the period."""
    issued = {rating.revision_id: key for key, rating in standing.items()}
    found: dict[int, dict[str, tuple[MeasureValue, ...]]] = {}
    for revision_id, text in session.execute(
        select(Revision.id, Revision.content).where(
            Revision.id.in_(issued), Revision.content.like(SOME_MEASURES)
        )
    ):
        workstream_id, period_id = issued[revision_id]
        rows = _measures.decode(text).measures
        found.setdefault(workstream_id, {})[names[period_id]] = rows
    return found


def _older(
    session: Session, period: ReportingPeriod, *, left_out: Collection[int]
) -> dict[int, Issued]:
    """Return the last issued rating of workstreams that are in none of the last periods."""
    rows = session.execute(
        select(ProgressUpdate.workstream_id, EditionEntry.step, EditionEntry.confirmed)
        .join(Revision, Revision.update_id == ProgressUpdate.id)
        .join(EditionEntry, EditionEntry.revision_id == Revision.id)
        .join(Edition, Edition.id == EditionEntry.edition_id)
        .join(Pack, Pack.id == Edition.pack_id)
        .join(ReportingPeriod, ReportingPeriod.id == Pack.period_id)
        .where(
            ReportingPeriod.phase_id == period.phase_id,
            ReportingPeriod.starts_on < period.starts_on,
            Pack.audience == Audience.IIB,
            is_latest(),
            ProgressUpdate.workstream_id.not_in(left_out),
        )
        .order_by(ReportingPeriod.starts_on)
    )
    return {row.workstream_id: Issued(step=row.step, confirmed=row.confirmed) for row in rows}


def received_late(session: Session, period: ReportingPeriod) -> dict[int, tuple[Late, ...]]:
    """Return updates of earlier periods that were approved too late for their pack, by workstream.

    Each is told of once: in the first pack that was issued after its approval.
    """
    own, between = aliased(ReportingPeriod), aliased(ReportingPeriod)
    issued = (
        select(Edition.id)
        .join(Pack, Pack.id == Edition.pack_id)
        .join(between, between.id == Pack.period_id)
        .where(
            Pack.audience == Audience.IIB, Edition.number == 1, between.phase_id == period.phase_id
        )
    )
    told = issued.where(
        between.starts_on > own.starts_on,
        between.starts_on < period.starts_on,
        Edition.issued_at >= ProgressUpdate.moved_at,
    )
    rows = session.execute(
        select(
            ProgressUpdate.workstream_id,
            own.name,
            func.coalesce(ProgressUpdate.confirmed_step, Revision.proposed_step),
            ProgressUpdate.moved_at,
        )
        .join(Revision, Revision.id == ProgressUpdate.approved_revision_id)
        .join(own, own.id == ProgressUpdate.period_id)
        .where(
            own.phase_id == period.phase_id,
            own.starts_on < period.starts_on,
            ProgressUpdate.status == UpdateStatus.APPROVED,
            issued.where(between.id == own.id).exists(),
            ~told.exists(),
        )
        .order_by(own.starts_on)
    )
    found: dict[int, tuple[Late, ...]] = {}
    for workstream_id, name, step, approved_at in rows:
        late = Late(period=name, step=step, approved_on=approved_at.astimezone(LONDON).date())
        found[workstream_id] = (*found.get(workstream_id, ()), late)
    return found
