"""One return of the running cycle: who has it, what to know of it, what the office may do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum

from models.enums import Action, Role, UpdateStatus
from webapp.domain import approval, policy, turns, workflow
from webapp.domain.actor import Actor
from webapp.domain.approval import Place, Sponsorship
from webapp.domain.calendar import Deadline, Today, held
from webapp.domain.checks import Finding
from webapp.domain.extensions import EXTENDABLE
from webapp.domain.flags import Facts, Flag, Flagged, flags
from webapp.domain.turns import Deadlines
from webapp.holders import Holders

CHASED = (Role.LEAD, Role.SPONSOR)
"""Whose turn it is when a reminder helps."""
BEFORE_APPROVAL = (*EXTENDABLE, UpdateStatus.WITH_SPONSOR)
OFFICE = (Action.ALLOW_LATE, Action.WITHDRAW, Action.REINSTATE)
"""Moves of an update that the office makes from its board."""


class Urgency(IntEnum):
    """How much a return needs the office; what needs it most comes first."""

    STUCK = 0
    OVERDUE = 1
    UNDECIDED = 2
    WAITING = 3
    DONE = 4
    OUT = 5


@dataclass(frozen=True, kw_only=True)
class Return:
    """What is known of an update of the cycle, and what policy asks of it."""

    id: int
    programme_id: int
    workstream_id: int
    status: UpdateStatus
    moved_at: datetime
    contributor_ids: frozenset[int] = frozenset()
    decided_for: Mapping[int, str] = field(default_factory=dict)
    """Who approved the latest revision, by the sponsor it counts for."""
    by_deputy: bool = False
    proposed_step: int | None = None
    confirmed_step: int | None = None
    agreed_step: int | None = None
    times_returned: int = 0
    first_submitted_at: datetime | None = None
    missed: bool = False
    until: date | None = None
    chased_at: datetime | None = None
    """When somebody was last reminded of it by hand."""


@dataclass(frozen=True, kw_only=True)
class Team:
    """Who writes for a workstream and who approves today."""

    leads: frozenset[int] = frozenset()
    sponsors: tuple[Sponsorship, ...] = ()
    """With those who sponsored it before, marked as ended."""

    def places(self, row: Return) -> tuple[Place, ...]:
        """Return the approvals a return still needs, as far as is known before it is submitted.

        Whoever is alone in leading must submit it, and so will have written part of it.
        """
        alone = self.leads if len(self.leads) == 1 else frozenset[int]()
        submitted = row.status is UpdateStatus.WITH_SPONSOR
        writers = row.contributor_ids if submitted else row.contributor_ids | alone
        return approval.open_places(self.sponsors, writers, row.decided_for if submitted else ())


@dataclass(frozen=True, kw_only=True)
class Line:
    """One workstream in a period, as the board shows it."""

    workstream_id: int
    code: str
    name: str
    position: int
    out: str = ""
    """Why nothing is asked of the workstream in this period."""
    update_id: int | None = None
    status: UpdateStatus | None = None
    holder: str = ""
    days: int = 0
    due: Deadline | None = None
    flags: tuple[Flagged, ...] = ()
    findings: tuple[Finding, ...] = ()
    """What still stops a submission."""
    approved_by: tuple[str, ...] = ()
    """Who approved already, while somebody else still has to."""
    waiting_for: tuple[Place, ...] = ()
    """Approvals still to be given; those without anybody to give them stop the cycle."""
    no_sponsor: bool = False
    may: frozenset[Action] = frozenset()
    may_appoint: bool = False
    chased: bool = False
    """Whether somebody was reminded of it by hand today."""

    @property
    def held(self) -> str:
        """How long its holder has had it: "for 3 working days"."""
        return held(self.days)

    @property
    def stuck(self) -> tuple[Place, ...]:
        """The approvals that nobody may give."""
        return approval.without_decider(self.waiting_for)

    @property
    def urgency(self) -> Urgency:
        """How much it needs the office."""
        if self.status is None or self.status is UpdateStatus.WITHDRAWN:
            return Urgency.OUT
        if self.no_sponsor or self.stuck:
            return Urgency.STUCK
        if any(flag.flag is Flag.OVERDUE for flag in self.flags):
            return Urgency.OVERDUE
        if self.status in (UpdateStatus.NOT_SUBMITTED, UpdateStatus.RETURNED):
            return Urgency.UNDECIDED
        return Urgency.DONE if self.status in workflow.DECIDED else Urgency.WAITING


def line_of(
    row: Return,
    *,
    code: str,
    name: str,
    position: int,
    actor: Actor,
    today: Today,
    deadlines: Deadlines,
    team: Team,
    holders: Holders,
    findings: Sequence[Finding] = (),
) -> Line:
    """Return a line of the board for an update."""
    due = turns.update_due(row.status, deadlines, row.until)
    waiting = team.places(row) if row.status in BEFORE_APPROVAL else ()
    appoints = policy.runs_the_office(actor, row) is None
    return Line(
        workstream_id=row.workstream_id,
        code=code,
        name=name,
        position=position,
        update_id=row.id,
        status=row.status,
        holder=_holder(row, waiting, holders),
        days=today.days_since(row.moved_at),
        due=today.deadline(due) if due is not None else None,
        flags=flags(
            Facts(
                status=row.status,
                due=due,
                lead_due_at=deadlines.lead_due_at,
                first_submitted_at=row.first_submitted_at,
                more_time_until=row.until,
                missed=row.missed,
                times_returned=row.times_returned,
                by_deputy=row.by_deputy,
                proposed_step=row.proposed_step,
                confirmed_step=row.confirmed_step,
                agreed_step=row.agreed_step,
            ),
            today,
        ),
        findings=tuple(findings),
        approved_by=tuple(dict.fromkeys(row.decided_for.values()))
        if row.status is UpdateStatus.WITH_SPONSOR
        else (),
        waiting_for=waiting,
        no_sponsor=row.status in BEFORE_APPROVAL and all(one.ended for one in team.sponsors),
        may=frozenset(action for action in offered(row.status) if may(actor, action, row)),
        may_appoint=appoints and row.status in BEFORE_APPROVAL,
        chased=row.chased_at is not None and today.day_of(row.chased_at) == today.day,
    )


def may(actor: Actor, action: Action, row: Return) -> bool:
    """Return whether the actor may do this to the return."""
    return policy.why_not(actor, action, row) is None


def offered(status: UpdateStatus) -> tuple[Action, ...]:
    """Return what the office can do about a return in a state."""
    chase = (Action.CHASE,) if turns.UPDATE_TURN[status] in CHASED else ()
    extend = (Action.EXTEND,) if status in EXTENDABLE else ()
    moves = workflow.open_actions(workflow.UPDATE, status)
    return (*chase, *extend, *(action for action in moves if action in OFFICE))


def _holder(row: Return, waiting: Sequence[Place], holders: Holders) -> str:
    """Return who has it, with the role; sponsors who have decided already do not have it."""
    role = turns.UPDATE_TURN[row.status]
    if role is None:
        return ""
    if role is not Role.SPONSOR:
        return holders.words(role, row.programme_id, row.workstream_id)
    return turns.deciders(waiting)
