"""The update of the period under way: who has it, by when, and what this person can do with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from models.enums import Action, UpdateStatus
from webapp.domain import approval, policy, turns
from webapp.domain.actor import Actor
from webapp.domain.calendar import Deadline, Today, held
from webapp.domain.workflow import EDITABLE
from webapp.holders import approvals_left, holders_on
from webapp.workstreams.told import Reported, Told


class Next(StrEnum):
    """What somebody can do with an update; the template holds the words and the address."""

    WRITE = "write"
    REVIEW = "review"
    READ = "read"


@dataclass(frozen=True, slots=True, kw_only=True)
class Current:
    """An update under way; `holder` is empty once nobody has to move it."""

    update: Reported
    holder: str
    held: str
    due: Deadline | None
    next: Next | None


def current_of(
    session: Session, actor: Actor, told: Iterable[Told], today: Today
) -> Current | None:
    """Return the update of the newest period under way, or None; `told` runs oldest first."""
    under_way = [row for row in told if row.under_way]
    if not under_way:
        return None
    row = under_way[-1]
    update = row.update
    holders = holders_on(session, today.day, {update.programme_id})
    left = approvals_left(session, holders, [update]).get(update.id, ())
    due = turns.update_due(update.status, update.period, update.more_time_until)
    return Current(
        update=update,
        holder=holders.having(update, left),
        held=held(today.days_since(update.moved_at)),
        due=today.deadline(due) if due else None,
        next=_next(actor, row, left),
    )


def _next(actor: Actor, row: Told, left: Iterable[approval.Place]) -> Next | None:
    update = row.update
    begins = update.status is UpdateStatus.NOT_STARTED or update.status in EDITABLE
    if begins and policy.why_not(actor, Action.SAVE, update) is None:
        return Next.WRITE
    if update.status is UpdateStatus.WITH_SPONSOR and approval.held_by(actor.person_id, left):
        return Next.REVIEW
    return Next.READ if row.readable else None
