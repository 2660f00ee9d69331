"""Actions of the Improvement Group that wait for the person who owes them."""

from sqlalchemy import bindparam, select

from models import Minute, Pack, Phase, Programme, ReportingPeriod
from models.enums import MinuteKind, MinuteState
from webapp.inbox import facts
from webapp.lists import listed

OWED = listed(
    select(
        Minute.id,
        Minute.number,
        Minute.text,
        Minute.due_on,
        ReportingPeriod.name.label("period"),
        Programme.name.label("programme"),
    )
    .select_from(Minute)
    .join(Pack, Pack.id == Minute.pack_id)
    .join(ReportingPeriod, ReportingPeriod.id == Pack.period_id)
    .join(Phase, Phase.id == ReportingPeriod.phase_id)
    .join(Programme, Programme.id == Phase.programme_id)
    .where(
        Minute.owner_id == bindparam("person_id"),
        Minute.kind == MinuteKind.ACTION,
        Minute.state == MinuteState.OPEN,
    ),
    facts.Owed,
    Minute.due_on,
    Minute.id,
)
"""The open actions that a person owes the group."""
