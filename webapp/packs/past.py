"""What was issued before a period: the last ratings, the run of a few, and what came too late."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import Session, aliased

from models import Edition, EditionEntry, Pack, ProgressUpdate, ReportingPeriod, Revision
from models.enums import Audience, UpdateStatus
from webapp.clock import LONDON
from webapp.domain.content import MeasureValue
from webapp.editions import IssuedRating, is_latest, issued_ratings
from webapp.lists import listed
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


@dataclass(frozen=True)
class Before:
    """A period before this one of which the board has an edition."""

    id: int
    name: str


LATEST = (
    select(ReportingPeriod.id, ReportingPeriod.name, ReportingPeriod.starts_on)
    .where(
        ReportingPeriod.phase_id == bindparam("phase_id"),
        ReportingPeriod.starts_on < bindparam("starts_on"),
        exists(Edition.id).where(
            Edition.pack_id == Pack.id,
            Pack.period_id == ReportingPeriod.id,
            Pack.audience == Audience.IIB,
        ),
    )
    .order_by(ReportingPeriod.starts_on.desc())
    .limit(TREND_PERIODS)
    .subquery()
)
BEFORE = listed(select(LATEST.c.id, LATEST.c.name), Before, LATEST.c.starts_on.desc())
"""The last periods, the latest first."""


def issued_before(
    session: Session,
    period: ReportingPeriod,
    periods: Sequence[Before],
    *,
    measured: bool,
) -> Past:
    """Return what was issued in the last `periods` before this one; three statements at the most.

    It is what the board's editions say, so that a correction in progress takes none away.
    `measured` says whether any of the workstreams has measures.
    """
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
        values=_measured(session, standing, {row.id: row.name for row in periods})
        if measured
        else {},
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
        .select_from(ReportingPeriod)
        .join(Pack, Pack.period_id == ReportingPeriod.id)
        .join(Edition, Edition.pack_id == Pack.id)
        .join(EditionEntry, EditionEntry.edition_id == Edition.id)
        .join(Revision, Revision.id == EditionEntry.revision_id)
        .join(ProgressUpdate, ProgressUpdate.id == Revision.update_id)
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


OWN, BETWEEN = aliased(ReportingPeriod), aliased(ReportingPeriod)
FIRST = (
    select(Edition.id)
    .join(Pack, Pack.id == Edition.pack_id)
    .join(BETWEEN, BETWEEN.id == Pack.period_id)
    .where(
        Pack.audience == Audience.IIB,
        Edition.number == 1,
        BETWEEN.phase_id == bindparam("phase_id"),
    )
)
TOLD = FIRST.where(
    BETWEEN.starts_on > OWN.starts_on,
    BETWEEN.starts_on < bindparam("starts_on"),
    Edition.issued_at >= ProgressUpdate.moved_at,
)


@dataclass(frozen=True, kw_only=True)
class LateRow:
    """An update that was approved too late for its pack."""

    workstream_id: int
    period: str
    step: int
    approved_at: datetime


LATE = listed(
    select(
        ProgressUpdate.workstream_id,
        OWN.name.label("period"),
        func.coalesce(ProgressUpdate.confirmed_step, Revision.proposed_step).label("step"),
        ProgressUpdate.moved_at.label("approved_at"),
    )
    .select_from(ProgressUpdate)
    .join(Revision, Revision.id == ProgressUpdate.approved_revision_id)
    .join(OWN, OWN.id == ProgressUpdate.period_id)
    .where(
        OWN.phase_id == bindparam("phase_id"),
        OWN.starts_on < bindparam("starts_on"),
        ProgressUpdate.status == UpdateStatus.APPROVED,
        FIRST.where(BETWEEN.id == OWN.id).exists(),
        ~TOLD.exists(),
    ),
    LateRow,
    OWN.starts_on,
    ProgressUpdate.id,
)


def received_late(rows: Iterable[LateRow]) -> dict[int, tuple[Late, ...]]:
    """Return updates of earlier periods that were approved too late for their pack, by workstream.

    Each is told of once: in the first pack that was issued after its approval.
    """
    found: dict[int, tuple[Late, ...]] = {}
    for row in rows:
        approved_on = row.approved_at.astimezone(LONDON).date()
        late = Late(period=row.period, step=row.step, approved_on=approved_on)
        found[row.workstream_id] = (*found.get(row.workstream_id, ()), late)
    return found
