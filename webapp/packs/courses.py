"""The course of an update: what happened to it on its way, from the events of its life."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from models import ProgressUpdate, UpdateEvent
from models.enums import Action, UpdateStatus
from webapp.lists import listed


@dataclass(frozen=True, kw_only=True)
class Event:
    """A step in the life of an update."""

    update_id: int
    action: Action
    from_status: UpdateStatus
    to_status: UpdateStatus
    at: datetime
    note: str


EVENTS = listed(
    select(
        UpdateEvent.update_id,
        UpdateEvent.action,
        UpdateEvent.from_status,
        UpdateEvent.to_status,
        UpdateEvent.at,
        UpdateEvent.note,
    )
    .select_from(UpdateEvent)
    .join(ProgressUpdate, ProgressUpdate.id == UpdateEvent.update_id)
    .where(ProgressUpdate.period_id == bindparam("period_id")),
    Event,
    UpdateEvent.id,
)
"""Every Event of the updates of a `period_id`, in their order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What happened to an update on its way."""

    first_submitted_at: datetime | None = None
    times_returned: int = 0
    missed: bool = False
    """Whether the period was closed without it."""
    agreed_at: datetime | None = None
    last: Action | None = None
    """The act that brought it into its present state."""
    reason: str = ""
    """The reason given with that act."""


def courses(events: Iterable[Event]) -> dict[int, Course]:
    """Return what happened to each update, by its number."""
    found: dict[int, Course] = {}
    for row in events:
        found[row.update_id] = _after(found.get(row.update_id, Course()), row)
    return found


def _after(before: Course, event: Event) -> Course:
    """Return a course with one more event in it."""
    moved = event.from_status is not event.to_status
    submitted = event.at if event.action is Action.SUBMIT else None
    return Course(
        first_submitted_at=before.first_submitted_at or submitted,
        times_returned=before.times_returned + (event.to_status is UpdateStatus.RETURNED),
        missed=before.missed or event.action is Action.CLOSE,
        agreed_at=event.at if event.action is Action.AGREE else before.agreed_at,
        last=event.action if moved else before.last,
        reason=event.note if moved else before.reason,
    )
