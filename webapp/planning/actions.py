"""Planning: add a year of periods, change, schedule and discard them, set the rules.

Every action flushes, never commits, and writes what it changed into the audit record.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, time

from sqlalchemy.orm import Session

from models import PlanningRules, Programme, ReportingPeriod
from models.enums import Action, PeriodStatus
from webapp import audit, moves
from webapp.clock import LONDON
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.calendar import Today
from webapp.domain.errors import IllegalMove, Incomplete, Stale
from webapp.domain.planning import LABELS, Dates, Remark, Rules, stopping
from webapp.holidays import bank_holidays
from webapp.notifications import outbox
from webapp.planning import queries
from webapp.planning.queries import Place
from webapp.planning.timetable import (
    clocks_of,
    columns,
    dates_of,
    phase_on,
    remarks_on,
    remarks_on_change,
    usual_clocks,
)


def plan_year(
    session: Session, programme: Programme, actor: Actor, plans: Sequence[Dates], *, at: datetime
) -> list[ReportingPeriod]:
    """Add a draft period for each plan; the programme's phases must be loaded.

    Raises NotAllowed, or Incomplete when dates contradict each other or other periods.
    """
    policy.require(policy.runs_the_office(actor, Place(programme.id)))
    # Two who plan the same year at once take turns, and the second is told what the first did.
    session.refresh(programme, ["slug"], with_for_update=True)
    periods = queries.periods_of(session, programme.id, drafts=True)
    found = remarks_on(plans, programme.phases, periods, Today(at, LONDON, bank_holidays()))
    refuse([remark for of_one in found for remark in of_one])
    clocks = usual_clocks(queries.rules_of(session, programme.id))
    taken = {(row.phase_id, row.slug) for row in periods}
    rows = []
    for dates in plans:
        phase = phase_on(programme.phases, dates.starts_on)
        assert phase is not None, "a plan without a phase was refused"  # noqa: S101
        slug = _free(dates.span.slug, phase.id, taken)
        rows.append(
            ReportingPeriod(
                phase_id=phase.id,
                slug=slug,
                name=dates.span.name,
                status=PeriodStatus.DRAFT,
                **columns(dates, clocks),
            )
        )
    session.add_all(rows)
    session.flush()
    for row in rows:
        _note(session, actor, "plan", row, at=at, detail=_stored(row))
    return rows


def _free(slug: str, phase_id: int, taken: set[tuple[int, str]]) -> str:
    """Return the slug, with a number behind it where a period of the phase has it; take it."""
    number, free = 1, slug
    while (phase_id, free) in taken:
        number += 1
        free = f"{slug}-{number}"
    taken.add((phase_id, free))
    return free


def refuse(found: Sequence[Remark]) -> None:
    """Raise Incomplete with the first remark that stops, if there is one."""
    for remark in stopping(found):
        raise Incomplete(
            f"{LABELS[remark.name]}: {remark.words}", "Go back, change it and send it again."
        )


def fingerprint(period: ReportingPeriod) -> str:
    """Return what tells whether the dates of a period are still those somebody saw."""
    return hashlib.sha256(repr(_stored(period)).encode()).hexdigest()


def _stored(period: ReportingPeriod) -> dict[str, str]:
    """Return the name and every date of a period as they are kept, to compare and record."""
    names = columns(dates_of(period), clocks_of(period))
    return {"name": period.name, **{name: getattr(period, name).isoformat() for name in names}}


def replan(
    session: Session,
    period: ReportingPeriod,
    actor: Actor,
    dates: Dates,
    *,
    at: datetime,
    seen: str,
    group_meets: time,
) -> Mapping[str, str]:
    """Change the dates of a period and tell those whose turn it is with an update of it.

    The period's phase must be loaded; `seen` is the `fingerprint` it had on the page, and
    `group_meets` the time of day of the group's meeting. A name made from the dates follows them.
    Returns old and new by column. Raises NotAllowed, Stale, or Incomplete for dates that contradict
    each other or change what has passed.
    """
    policy.require(policy.runs_the_office(actor, period))
    if seen != fingerprint(period):
        raise Stale(
            "Somebody else changed the dates of this period while you were reading them. "
            "Nothing of yours was recorded.",
            "Compare what they are now with what you typed, and save again.",
        )
    periods = queries.periods_of(session, period.programme_id, drafts=True)
    refuse(remarks_on_change(period, dates, periods, Today(at, LONDON, bank_holidays())))
    before, name_follows = _stored(period), period.name == dates_of(period).span.name
    values = columns(dates, {**clocks_of(period), "group_meets_on": group_meets})
    if values["lead_due_at"] > values["sponsor_due_at"]:
        raise Incomplete(
            "Approvals due from sponsors: the hour is before that of the leads’ deadline.",
            "Choose a later day.",
        )
    for name, value in values.items():
        setattr(period, name, value)
    if name_follows:
        period.name = dates.span.name
    session.flush()
    changes = {
        name: f"{before[name]} to {value}"
        for name, value in _stored(period).items()
        if value != before[name]
    }
    if changes:
        _note(session, actor, "replan", period, at=at, detail=changes)
        outbox.announce_replanned(session, period, actor_id=actor.person_id, at=at)
    return changes


def schedule(
    session: Session, periods: Sequence[ReportingPeriod], actor: Actor, *, at: datetime
) -> None:
    """Show draft periods to everybody; nobody is written to. Their phases must be loaded.

    Raises NotAllowed, or IllegalMove when one is not a draft any more.
    """
    for period in periods:
        moves.move_period(session, period, actor, Action.SCHEDULE, at=at)


def discard(session: Session, period: ReportingPeriod, actor: Actor, *, at: datetime) -> None:
    """Delete a draft; its dates stay in the audit record. Its phase must be loaded.

    Raises NotAllowed, or IllegalMove when it is not a draft any more.
    """
    policy.require(policy.runs_the_office(actor, period))
    if period.status is not PeriodStatus.DRAFT:
        raise IllegalMove(
            "This period is not a draft any more: people have been shown it.",
            "Change its dates instead.",
        )
    _note(session, actor, "discard", period, at=at, detail=_stored(period))
    session.delete(period)
    session.flush()


def set_rules(
    session: Session,
    programme: Programme,
    actor: Actor,
    rules: Rules,
    *,
    at: datetime,
    quarantine_hours: int,
) -> None:
    """Set how a programme's dates are planned back; periods that are planned stay as they are.

    `quarantine_hours` lie between agreement and issue of a pack, which can be stopped meanwhile.
    Raises NotAllowed.
    """
    policy.require(policy.runs_the_office(actor, Place(programme.id)))
    old, new = asdict(queries.rules_of(session, programme.id)), asdict(rules)
    session.merge(PlanningRules(programme_id=programme.id, **new))
    old["quarantine_hours"], new["quarantine_hours"] = programme.quarantine_hours, quarantine_hours
    programme.quarantine_hours = quarantine_hours
    session.flush()
    changes = {name: f"{old[name]} to {new[name]}" for name in new if new[name] != old[name]}
    if changes:
        subject = f"programme:{programme.id}"
        audit.record(
            session, actor.person_id, "programme.set_rules", subject, at=at, detail=changes
        )


def _note(
    session: Session,
    actor: Actor,
    what: str,
    period: ReportingPeriod,
    *,
    at: datetime,
    detail: Mapping[str, str],
) -> None:
    """Write what happened to a period into the audit record."""
    audit.record(
        session,
        actor.person_id,
        f"period.{what}",
        f"period:{period.id}",
        at=at,
        detail=detail,
    )
