"""Write what a programme must answer, and say which workstreams answer it.

Every action flushes and never commits; a refusal leaves nothing behind.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import func, inspect, select
from sqlalchemy.orm import Session, selectinload

from models import Concern, Phase, Programme, Workstream
from webapp import audit
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.errors import Incomplete, NotFound, Stale

TITLE_LIMIT = 200
TEXT_LIMIT = 5_000


def find_concern(
    session: Session, programme: Programme, number: int, *, lock: bool = False
) -> Concern:
    """Return a concern of a programme with its workstreams, held until the commit if asked.

    Raises NotFound.
    """
    statement = (
        select(Concern)
        .where(Concern.programme_id == programme.id, Concern.number == number)
        .options(selectinload(Concern.workstreams))
    )
    if lock:
        statement = statement.with_for_update()
    concern = session.scalars(statement).one_or_none()
    if concern is None:
        raise NotFound
    return concern


def workstreams_of(session: Session, phase: Phase | None) -> Sequence[Workstream]:
    """Return the workstreams of a phase in their order; none without a phase."""
    if phase is None:
        return ()
    return session.scalars(
        select(Workstream).where(Workstream.phase_id == phase.id).order_by(Workstream.position)
    ).all()


def save(
    session: Session,
    concern: Concern,
    actor: Actor,
    *,
    at: datetime,
    seen: int,
    title: str,
    source: str,
    text: str = "",
    raised_on: date | None = None,
    closed_on: date | None = None,
    closing_reason: str = "",
    offered: Sequence[Workstream] = (),
    answering: Collection[int] = (),
) -> Concern:
    """Store a concern, a new one under the next number; editions that were issued stay.

    `offered` are the workstreams the page showed, `answering` the ids of those that were ticked;
    others stay as they are. `seen` is the version on the page, 0 for a new one. The same again
    changes nothing, so a second click on a new one gives the first. Raises NotAllowed, Stale, or
    Incomplete when something is not said.
    """
    policy.require(policy.runs_the_office(actor, concern))
    if not title.strip() or not source.strip():
        raise Incomplete("Say what the concern is and where it was raised.", "Both are printed.")
    if (closed_on is None) != (not closing_reason.strip()):
        raise Incomplete(
            "Give both the day it was closed and who said so.",
            "Or leave both empty while it is open.",
        )
    if raised_on and closed_on and closed_on < raised_on:
        raise Incomplete(
            "A concern cannot be closed before it was raised.", "Mend one of the days."
        )
    shown = {row.id for row in offered}
    kept = [row for row in concern.workstreams if row.id not in shown]
    workstreams = [*kept, *(row for row in offered if row.id in answering)]
    values = {
        "title": title,
        "source": source,
        "text": text,
        "raised_on": raised_on,
        "closed_on": closed_on,
        "closing_reason": closing_reason,
    }
    ids = {row.id for row in workstreams}
    if inspect(concern).persistent:
        same = {name: getattr(concern, name) for name in values} == values
        if same and ids == {row.id for row in concern.workstreams}:
            return concern
        if concern.version != seen:
            raise Stale(
                "Somebody else changed this concern while you were at it. Yours was not saved.",
                "Compare both, put together what should stay, and save again.",
            )
        concern.version += 1
    else:
        concern.number = _next_number(session, concern.programme_id)
        if (there := _alike(session, concern.programme_id, title, source)) is not None:
            return there
        session.add(concern)
    for name, value in values.items():
        setattr(concern, name, value)
    concern.workstreams = workstreams
    session.flush()
    audit.record(
        session,
        actor.person_id,
        "concern.save",
        f"programme:{concern.programme_id}",
        at=at,
        detail={
            "concern": concern.number,
            "answered by": " ".join(map(str, sorted(ids))),
            "closed on": closed_on.isoformat() if closed_on else None,
        },
    )
    return concern


def _next_number(session: Session, programme_id: int) -> int:
    """Return a number no concern of the programme ever had; two at once wait for one another."""
    session.execute(
        select(Programme.id).where(Programme.id == programme_id).with_for_update()
    ).one()
    highest = select(func.max(Concern.number)).where(Concern.programme_id == programme_id)
    return (session.scalar(highest) or 0) + 1


def _alike(session: Session, programme_id: int, title: str, source: str) -> Concern | None:
    """Return a concern of the programme that says the same, if there is one."""
    return session.scalars(
        select(Concern)
        .where(
            Concern.programme_id == programme_id, Concern.title == title, Concern.source == source
        )
        .options(selectinload(Concern.workstreams))
    ).first()
