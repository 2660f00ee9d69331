"""What is coming: the dates ahead that matter to one person, in their words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from models.enums import PeriodStatus, Role
from webapp.domain.actor import Actor
from webapp.domain.calendar import Deadline, Today
from webapp.domain.dates import dates_for
from webapp.domain.workflow import DECIDED
from webapp.inbox.facts import Period, Update


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
    undecided = {update.period.id for update in updates if update.status not in DECIDED}
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
            for what, due in _dates(actor, period, is_undecided=period.id in undecided)
            if not (deadline := today.deadline(due)).late
        ]
    return tuple(sorted(found, key=lambda item: (item.due.on, item.programme)))


def _dates(
    actor: Actor, period: Period, *, is_undecided: bool
) -> Iterable[tuple[str, date | datetime]]:
    """Yield the dates of a period that matter to the person, in their words."""
    ahead = period.status is PeriodStatus.SCHEDULED
    for dated in dates_for(actor, period):
        # While a period is open, what a writer still owes stands under "Needs you now".
        owed = dated.duty is Role.SPONSOR and is_undecided
        if dated.duty is None or ahead or owed:
            yield dated.words, dated.due
