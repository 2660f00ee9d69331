"""Issued packs of the last two periods that a person may read."""

from sqlalchemy import and_, bindparam, exists, func, or_, select

from models import Acknowledgement, Edition, Pack, Phase, Programme, ReportingPeriod
from models.enums import Audience
from webapp.editions import is_latest
from webapp.inbox import facts
from webapp.inbox.reach import Reach, among
from webapp.lists import listed

RECENT_PERIODS = 2
READABLE = (
    select(
        Edition.id,
        Edition.number,
        Edition.issued_at,
        Pack.audience,
        Pack.name,
        ReportingPeriod.name.label("period"),
        ReportingPeriod.iib_meets_on,
        Programme.id.label("programme_id"),
        Programme.name.label("programme"),
        func.dense_rank()
        .over(partition_by=Programme.id, order_by=ReportingPeriod.starts_on.desc())
        .label("place"),
    )
    .join(Pack, Pack.id == Edition.pack_id)
    .join(ReportingPeriod, ReportingPeriod.id == Pack.period_id)
    .join(Phase, Phase.id == ReportingPeriod.phase_id)
    .join(Programme, Programme.id == Phase.programme_id)
    .where(
        among("read", Programme.id),
        is_latest(),
        or_(
            *(
                and_(Pack.audience == audience, among(audience.name, Programme.id))
                for audience in Audience
            )
        ),
    )
    .subquery()
)
EDITIONS = listed(
    select(
        *(column for column in READABLE.c if column.name != "place"),
        exists()
        .where(
            Acknowledgement.edition_id == READABLE.c.id,
            Acknowledgement.person_id == bindparam("person_id"),
        )
        .label("acknowledged"),
    ).where(READABLE.c.place <= RECENT_PERIODS),
    facts.Edition,
    READABLE.c.programme,
    READABLE.c.place,
    READABLE.c.id,
)
"""The latest editions of the last two periods that have any the person may read."""


def readable(reach: Reach) -> dict[str, list[int]]:
    """Return the values of EDITIONS."""
    by_audience = {audience.name: reach.reading(audience) for audience in Audience}
    return {"read": sorted(set().union(*by_audience.values())), **by_audience}
