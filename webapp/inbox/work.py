"""All of My work: everything that concerns one person, sorted into the groups of the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from webapp.domain.actor import Actor
from webapp.domain.calendar import Today
from webapp.holders import Holders
from webapp.inbox.coming import Coming, coming_up
from webapp.inbox.facts import (
    Edition,
    Note,
    Owed,
    Pack,
    Period,
    Recommendation,
    SignOff,
    Update,
    Workstream,
)
from webapp.inbox.tasks import (
    Task,
    Verb,
    edition_task,
    note_again_tasks,
    note_tasks,
    owed_task,
    pack_task,
    recommendation_task,
    sign_off_task,
    update_task,
)
from webapp.inbox.waits import Wait, pack_wait, update_wait


@dataclass(frozen=True, kw_only=True)
class Work:
    """All of My work, each group in the order it is shown."""

    now: tuple[Task, ...]
    waiting: tuple[Wait, ...]
    coming: tuple[Coming, ...]
    issued: tuple[Edition, ...]
    """Issued packs of the last two periods that are not among the tasks."""
    own: tuple[Workstream, ...]
    """The workstreams the person leads, writes for or sponsors."""

    @property
    def many_programmes(self) -> bool:
        """Whether lines must say which programme they belong to."""
        lines: tuple[Task | Wait | Coming | Edition | Workstream, ...] = (
            *self.now,
            *self.waiting,
            *self.coming,
            *self.issued,
            *self.own,
        )
        return len({line.programme for line in lines}) > 1


def _pressing(task: Task) -> tuple[date, str, str]:
    """Return what tasks are ordered by; one without a day comes last."""
    return task.due.on if task.due else date.max, task.title, task.period


def work_of(
    actor: Actor,
    today: Today,
    *,
    periods: Sequence[Period],
    updates: Sequence[Update],
    notes: Sequence[Note],
    sent_back: Sequence[Note] = (),
    sign_offs: Sequence[SignOff] = (),
    owed: Sequence[Owed] = (),
    recommendations: Sequence[Recommendation] = (),
    packs: Sequence[Pack],
    editions: Sequence[Edition],
    own: Sequence[Workstream] = (),
    holders: Holders,
) -> Work:
    """Sort everything that concerns a person into the groups of the page, nothing twice."""
    tasks = [
        *(update_task(actor, update, today) for update in updates),
        *note_tasks(actor, notes, today),
        *note_again_tasks(actor, sent_back, today),
        *(sign_off_task(row, today) for row in sign_offs),
        *(owed_task(row, today) for row in owed),
        *(recommendation_task(actor, row, today) for row in recommendations),
        *(pack_task(actor, pack, updates, today) for pack in packs),
        *(edition_task(actor, edition, today) for edition in editions),
    ]
    waits = [
        *(update_wait(actor, update, today, holders) for update in updates),
        *(pack_wait(actor, pack, today, holders) for pack in packs),
    ]
    now = sorted(filter(None, tasks), key=_pressing)
    to_read = {task.subject_id for task in now if task.verb is Verb.READ_EDITION}
    return Work(
        now=tuple(now),
        waiting=tuple(
            sorted(filter(None, waits), key=lambda wait: (wait.due.on, wait.title, wait.period))
        ),
        coming=coming_up(actor, periods, updates, today),
        issued=tuple(edition for edition in editions if edition.id not in to_read),
        own=tuple(own),
    )
