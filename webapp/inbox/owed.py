"""Actions of the Improvement Group that wait for the person who owes them, in one statement."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from models import Minute, Pack, Phase, Programme, ReportingPeriod
from models.enums import MinuteKind, MinuteState
from webapp.domain.actor import Actor
from webapp.inbox import facts

OWED = (
    select(
        Minute.id,
        Minute.number,
        Minute.text,
        Minute.due_on,
        ReportingPeriod.name.label("period"),
        Programme.name.label("programme"),
    )
    .join(Pack, Pack.id == Minute.pack_id)
    .join(ReportingPeriod, ReportingPeriod.id == Pack.period_id)
    .join(Phase, Phase.id == ReportingPeriod.phase_id)
    .join(Programme, Programme.id == Phase.programme_id)
    .where(
        Minute.owner_id == bindparam("person_id"),
        Minute.kind == MinuteKind.ACTION,
        Minute.state == MinuteState.OPEN,
    )
    .order_by(Minute.due_on, Minute.id)
)


def owed_actions(session: Session, actor: Actor) -> tuple[facts.Owed, ...]:
    """Return the open actions that the person owes the group."""
    rows = session.execute(OWED, {"person_id": actor.person_id})
    return tuple(facts.Owed(**row._asdict()) for row in rows)
