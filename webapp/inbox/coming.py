"""What is coming: the dates ahead that matter to one person, in their words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from models.enums import Action, PeriodStatus, Role, UpdateStatus
from webapp.domain import policy, turns
from webapp.domain.actor import Actor
from webapp.domain.calendar import Deadline, Today
from webapp.domain.dates import dates_for
from webapp.inbox.facts import Period, Update
from webapp.inbox.tasks import decides


@dataclass(frozen=True, kw_only=True)
class Coming:
    """A date ahead that matters to this person."""

    due: Deadline
    what: str
    period: str
    programme: str
    slug: str


def coming_up(
    actor: Actor, periods: Sequence[Period], updates: Iterable[Update], today: Today
) -> tuple[Coming, ...]:
    """Return the dates ahead that matter to the person, of periods under way and the next one."""
    awaited = {update.period.id for update in updates if _awaited(actor, update)}
    planned: set[int] = set()
    found: list[Coming] = []
    for period in sorted(periods, key=lambda period: period.lead_due_at):
        if period.status is PeriodStatus.SCHEDULED:
            if period.programme_id in planned:
                continue
            planned.add(period.programme_id)
        found += [
            Coming(
                due=deadline,
                what=what,
                period=period.name,
                programme=period.programme,
                slug=period.slug,
            )
            for what, due in _dates(actor, period, is_awaited=period.id in awaited)
            if not (deadline := today.deadline(due)).late
        ]
    return tuple(sorted(found, key=lambda item: (item.due.on, item.programme)))


def _awaited(actor: Actor, update: Update) -> bool:
    """Return whether the person still has to approve an update, now or once it is submitted."""
    if update.status is UpdateStatus.WITH_SPONSOR:
        return decides(actor, update)
    ahead = turns.UPDATE_TURN[update.status] is Role.LEAD
    return ahead and policy.why_not(actor, Action.APPROVE, update) is None


def _dates(
    actor: Actor, period: Period, *, is_awaited: bool
) -> Iterable[tuple[str, date | datetime]]:
    """Yield the dates of a period that matter to the person, in their words."""
    ahead = period.status is PeriodStatus.SCHEDULED
    for dated in dates_for(actor, period):
        # While a period is open, what a writer still owes stands under "Needs you now".
        owed = dated.duty is Role.SPONSOR and is_awaited
        if dated.duty is None or ahead or owed:
            yield dated.words, dated.due
