"""What waits on others: who holds it, for how many working days, and by when they should act."""

from dataclasses import dataclass

from models.enums import Action, PackStatus, Role, UpdateStatus
from webapp.domain import policy, turns
from webapp.domain.actor import Actor
from webapp.domain.calendar import Deadline, Today, held
from webapp.domain.workflow import DECIDED
from webapp.holders import Holders
from webapp.inbox.facts import Pack, Update
from webapp.inbox.tasks import deadline_of, update_task


@dataclass(frozen=True, kw_only=True)
class Wait:
    """One thing that somebody else holds; `update_id` or `pack_id` says which kind it is."""

    title: str
    period: str
    programme: str
    status: UpdateStatus | PackStatus
    holder: str
    days: int
    """Working days since it came to them."""
    due: Deadline
    update_id: int | None = None
    pack_id: int | None = None
    note: str = ""

    @property
    def held(self) -> str:
        """How long they have had it: "for 3 working days"."""
        return held(self.days)


def update_wait(actor: Actor, update: Update, today: Today, holders: Holders) -> Wait | None:
    """Return who holds an update that the person waits for, or None."""
    if turns.UPDATE_TURN[update.status] is None or update_task(actor, update, today) is not None:
        return None
    due = deadline_of(update, today)
    undecided = update.status not in DECIDED
    sponsors_it = undecided and policy.sponsors_it(actor, update) is None
    # The office chases what is not approved; the director is the last to hear, once it is late.
    watches_it = undecided and (
        policy.runs_the_office(actor, update) is None
        or (due.late and actor.holds((Role.DIRECTOR,), programme_id=update.programme_id))
    )
    if not (sponsors_it or watches_it or policy.writes_it(actor, update) is None):
        return None
    with_sponsor = update.status is UpdateStatus.WITH_SPONSOR
    return Wait(
        update_id=update.id,
        title=update.title,
        period=update.period.name,
        programme=update.period.programme,
        status=update.status,
        holder=holders.having(update, update.approvals_left),
        days=today.days_since(update.moved_at),
        due=due,
        note=(policy.why_not(actor, Action.APPROVE, update) or "")
        if sponsors_it and with_sponsor
        else "",
    )


def pack_wait(actor: Actor, pack: Pack, today: Today, holders: Holders) -> Wait | None:
    """Return who holds a pack that the office or the director waits for, or None."""
    if pack.status is not PackStatus.UNDER_REVIEW:
        return None
    if not actor.holds((Role.PMO, Role.DIRECTOR), programme_id=pack.programme_id):
        return None
    # The chair who also works in the office or directs sees it once, as something to do.
    if policy.why_not_pack(actor, Action.AGREE, pack) is None:
        return None
    return Wait(
        pack_id=pack.id,
        title=pack.title,
        period=pack.period.name,
        programme=pack.period.programme,
        status=pack.status,
        holder=holders.words(Role.GROUP_CHAIR, pack.programme_id),
        days=today.days_since(pack.moved_at),
        due=today.deadline(pack.period.group_meets_at),
    )
