"""Reminders: find what is due today, write it once, for whoever is at work."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import (
    Absence,
    Extension,
    OutboxMessage,
    Phase,
    ProgressUpdate,
    ReminderRules,
    ReportingPeriod,
)
from models.enums import Role, UpdateStatus
from webapp.domain import reminders
from webapp.domain.calendar import Today
from webapp.domain.reminders import Rules, Step, Turn
from webapp.domain.spans import Span
from webapp.domain.turns import UPDATE_TURN, update_due
from webapp.domain.workflow import UNDER_WAY
from webapp.notifications import outbox
from webapp.notifications.readers import Readers

WAITING = tuple(status for status, role in UPDATE_TURN.items() if role in (Role.LEAD, Role.SPONSOR))
"""States in which an update waits for somebody who is reminded."""


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """An update that waits for its lead or its sponsor, with its ladder."""

    id: int
    programme_id: int
    workstream_id: int
    status: UpdateStatus
    revision_id: int | None
    steps: Sequence[Step]


def write_reminders(session: Session, today: Today) -> int:
    """Queue every reminder and escalation that is due and not written yet; returns how many.

    On days off and before the morning it writes nothing. What would reach somebody while they are
    away comes on their first day back. Flushes.
    """
    if not (reminders.is_morning(today) and reminders.is_at_work(today.day, today.holidays)):
        return 0
    messages = {row["key"]: row for row in _due(session, today)}
    known = set(
        session.scalars(select(OutboxMessage.key).where(OutboxMessage.key.in_(list(messages))))
    )
    new = [row for key, row in messages.items() if key not in known]
    return len(outbox.write_once(session, new))


def _due(session: Session, today: Today) -> Iterator[dict[str, Any]]:
    """Yield a message for each step that somebody at work is to know of by today."""
    updates = _waiting(session, today)
    readers = Readers(session, today.day, updates)
    wanted = [
        (update, step, person_id)
        for update in updates
        for role in dict.fromkeys(step.reader for step in update.steps)
        if (step := reminders.step_on(update.steps, role, today.day))
        for person_id in readers.of(update, role)
    ]
    away = _away(session, {person_id for _, _, person_id in wanted}, today.day)
    for update, step, person_id in wanted:
        if reminders.is_at_work(today.day, today.holidays, away[person_id]):
            yield {
                "kind": step.kind,
                "recipient_id": person_id,
                "update_id": update.id,
                "key": reminders.key(step, update.id, person_id),
                "created_at": today.at,
            }


def _waiting(session: Session, today: Today) -> list[Waiting]:
    """Return the updates of periods under way that wait for a lead or a sponsor."""
    latest = (
        select(Extension.update_id, func.max(Extension.id).label("id"))
        .group_by(Extension.update_id)
        .subquery()
    )
    rows = session.execute(
        select(
            ProgressUpdate.id,
            ProgressUpdate.workstream_id,
            ProgressUpdate.status,
            ProgressUpdate.moved_at,
            ProgressUpdate.revision_id,
            Phase.programme_id,
            ReportingPeriod,
            ReminderRules,
            Extension.until,
            Extension.at,
        )
        .join(ReportingPeriod, ReportingPeriod.id == ProgressUpdate.period_id)
        .join(Phase, Phase.id == ReportingPeriod.phase_id)
        .outerjoin(ReminderRules, ReminderRules.programme_id == Phase.programme_id)
        .outerjoin(latest, latest.c.update_id == ProgressUpdate.id)
        .outerjoin(Extension, Extension.id == latest.c.id)
        .where(ReportingPeriod.status.in_(UNDER_WAY), ProgressUpdate.status.in_(WAITING))
        .order_by(ProgressUpdate.id)
    )
    found = []
    for row in rows:
        period = row.ReportingPeriod
        due = update_due(row.status, period, row.until)
        assert due is not None  # noqa: S101 - whatever waits for somebody is due
        # Who began to write has had the update since the period opened.
        came = period.opens_on if row.status is UpdateStatus.DRAFT else today.day_of(row.moved_at)
        extended = row.until is not None and due == row.until
        turn = Turn(
            status=row.status,
            due=reminders.due_day(due, today),
            since=max(came, today.day_of(row.at)) if extended else came,
            extended=extended,
        )
        found.append(
            Waiting(
                id=row.id,
                programme_id=row.programme_id,
                workstream_id=row.workstream_id,
                status=row.status,
                revision_id=row.revision_id,
                steps=reminders.ladder(turn, rules_of(row.ReminderRules), today.holidays),
            )
        )
    return found


def rules_of(row: ReminderRules | None) -> Rules:
    """Return a programme's rules, or the usual ones where it has none of its own."""
    if row is None:
        return Rules()
    return Rules(
        days_before=reminders.days_before(row.days_before),
        sponsor_after=row.sponsor_after,
        director_after=row.director_after,
    )


def _away(session: Session, person_ids: Collection[int], day: date) -> defaultdict[int, list[Span]]:
    """Return the absences that a day lies in, by person."""
    found: defaultdict[int, list[Span]] = defaultdict(list)
    for row in absent_on(session, day):
        if row.person_id in person_ids:
            found[row.person_id].append(Span(row.starts_on, row.ends_on))
    return found


def absent_on(session: Session, day: date) -> Sequence[Absence]:
    """Return the absences of everybody who is away on a day."""
    return session.scalars(
        select(Absence).where(Absence.starts_on <= day, Absence.ends_on >= day)
    ).all()
