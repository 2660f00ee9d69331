"""What is agreed of a workstream's measures: a new one, another target, or that one ends.

Every action flushes and never commits; a refusal leaves nothing behind. Drafts that no sponsor has
seen follow; reports keep what was agreed when they were submitted.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Measure, MeasureTarget, Workstream
from models.enums import Direction
from webapp import audit
from webapp import measures as agreed
from webapp.clock import LONDON
from webapp.domain import measures, policy
from webapp.domain.actor import Actor
from webapp.domain.errors import IllegalMove, Incomplete, Stale

FIRST = "The target it began with."
"""Stands beside the first target of a measure that was added here."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """What is to be reached, by when; `target_to` is the upper end of a range."""

    target: Decimal
    target_to: Decimal | None = None
    target_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Definition:
    """What a new measure is; it cannot be another later, only end."""

    name: str
    unit: str
    direction: Direction
    baseline: Decimal | None
    baseline_at: str
    outcome_id: int | None
    """One of the workstream's outcomes."""


def add_measure(
    session: Session,
    workstream: Workstream,
    actor: Actor,
    *,
    at: datetime,
    definition: Definition,
    target: Target,
) -> Measure:
    """Add a measure with its first target; drafts under way ask for its value.

    The workstream must be locked, its phase loaded. The same name again returns the one that is
    there. Raises NotAllowed, IllegalMove once the workstream is closed, or Incomplete.
    """
    policy.require(policy.runs_the_office(actor, workstream.phase))
    _require_open(workstream)
    _require_sound(definition.direction, target)
    known = session.scalars(
        select(Measure).where(
            Measure.workstream_id == workstream.id,
            Measure.name == definition.name,
            Measure.ended_on.is_(None),
        )
    ).first()
    if known is not None:
        return known
    highest = select(func.max(Measure.number)).where(Measure.workstream_id == workstream.id)
    row = Measure(
        workstream_id=workstream.id,
        number=1 + (session.scalar(highest) or 0),
        **vars(definition),
        **vars(target),
        targets=[MeasureTarget(reason=FIRST, person_id=actor.person_id, at=at, **vars(target))],
    )
    session.add(row)
    session.flush()
    _record(session, actor, row, "measure.add", at=at, to=measures.aim(row))
    agreed.bring_in_line(session, workstream.id, at=at)
    return row


def change_target(
    session: Session,
    measure: Measure,
    actor: Actor,
    *,
    at: datetime,
    target: Target,
    reason: str,
    seen: str,
) -> None:
    """Agree another target; those before stay in the record with their reasons.

    `seen` is the target on the page, in words. The measure's workstream and its phase must be
    loaded. The same again does nothing. Raises NotAllowed, IllegalMove once it has ended, Stale,
    or Incomplete.
    """
    workstream = measure.workstream
    where = {"programme_id": workstream.phase.programme_id, "workstream_id": workstream.id}
    policy.require(policy.agrees_dates(actor, **where))
    _require_running(measure)
    if Target(**{name: getattr(measure, name) for name in vars(target)}) == target:
        return
    before = measures.aim(measure)
    if before != seen:
        raise Stale(
            "Another target was agreed after you opened this page. Nothing of yours was recorded.",
            "Read what it is now, then decide.",
        )
    _require_sound(measure.direction, target)
    if not reason.strip():
        raise Incomplete("Say why the target changes.", "The reason stays beside the target.")
    for name, value in vars(target).items():
        setattr(measure, name, value)
    session.add(
        MeasureTarget(
            measure_id=measure.id,
            reason=reason.strip(),
            person_id=actor.person_id,
            at=at,
            **vars(target),
        )
    )
    session.flush()
    _record(
        session,
        actor,
        measure,
        "measure.change_target",
        at=at,
        to=measures.aim(measure),
        was=before,
    )
    agreed.bring_in_line(session, workstream.id, at=at)


def end_measure(
    session: Session, measure: Measure, actor: Actor, *, at: datetime, reason: str
) -> None:
    """End a measure: updates started from now on do not ask for it, reports keep it.

    The measure's workstream and its phase must be loaded. Ending it twice does nothing. Raises
    NotAllowed, or Incomplete without a reason.
    """
    workstream = measure.workstream
    policy.require(policy.runs_the_office(actor, workstream.phase))
    if measure.ended_on is not None:
        return
    if not reason.strip():
        raise Incomplete("Say why it ends.", "The reason stays beside the measure.")
    measure.ended_on, measure.ending_reason = at.astimezone(LONDON).date(), reason.strip()
    session.flush()
    _record(session, actor, measure, "measure.end", at=at)
    agreed.bring_in_line(session, workstream.id, at=at)


def _require_open(workstream: Workstream) -> None:
    """Raise IllegalMove for a workstream that is closed."""
    if workstream.closed_on is not None:
        raise IllegalMove("This workstream is closed.", "Nothing about it changes any more.")


def _require_running(measure: Measure) -> None:
    """Raise IllegalMove for a measure that has ended, or whose workstream has closed."""
    _require_open(measure.workstream)
    if measure.ended_on is not None:
        raise IllegalMove("This measure has ended.", "Add another one if it is needed again.")


def _require_sound(direction: Direction, target: Target) -> None:
    """Raise Incomplete for a range without two ends, or another target with them."""
    if wrong := measures.wrong_range(direction, target.target, target.target_to):
        raise Incomplete(f"{wrong}.")


def _record(
    session: Session, actor: Actor, measure: Measure, verb: str, *, at: datetime, **detail: str
) -> None:
    """Note in the audit record what was agreed of a measure."""
    subject = f"workstream:{measure.workstream_id}"
    known: dict[str, str | int | None] = {"measure": measure.number, **detail}
    audit.record(session, actor.person_id, verb, subject, at=at, detail=known)
