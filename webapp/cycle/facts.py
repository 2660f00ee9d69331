"""What is known of many updates at once: people, history and open checks, a statement for each."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, case, func, not_, or_, select
from sqlalchemy.orm import Session

from models import (
    Decision,
    Extension,
    OutboxMessage,
    Person,
    Phase,
    ProgressUpdate,
    RagStep,
    ReportingPeriod,
    Revision,
    RoleGrant,
    UpdateContributor,
    UpdateEvent,
    Workstream,
)
from models.enums import Action, Role, UpdateStatus
from webapp import before
from webapp.cycle.returns import Return, Team
from webapp.domain import approval, checks, workflow
from webapp.domain.approval import Sponsorship
from webapp.domain.content import decode
from webapp.domain.wording import listing
from webapp.holders import Holders

CHASE = "chase"
"""The kind of message that reminds somebody by hand."""


@dataclass(frozen=True)
class Found:
    """An update, and the rating its lead proposed last."""

    update: ProgressUpdate
    proposed_step: int | None


def updates_of(session: Session, periods: Sequence[ReportingPeriod]) -> list[Found]:
    """Return the updates of periods."""
    rows = session.execute(
        select(ProgressUpdate, Revision.proposed_step)
        .outerjoin(Revision, Revision.id == ProgressUpdate.revision_id)
        .where(ProgressUpdate.period_id.in_([period.id for period in periods]))
        .order_by(ProgressUpdate.id)
    )
    return [Found(*row) for row in rows]


@dataclass(frozen=True)
class Past:
    """What happened to an update."""

    times_returned: int = 0
    first_submitted_at: datetime | None = None
    missed: bool = False


def returns_of(session: Session, programme_id: int, updates: Sequence[Found]) -> list[Return]:
    """Return what the board needs to know of updates, in their order; five statements."""
    ids = [found.update.id for found in updates]
    writers = defaultdict(set)
    for update_id, person_id in session.execute(
        select(UpdateContributor.update_id, UpdateContributor.person_id).where(
            UpdateContributor.update_id.in_(ids)
        )
    ):
        writers[update_id].add(person_id)
    pasts = _pasts(session, ids)
    until = dict(
        session.execute(
            select(Extension.update_id, Extension.until)
            .where(Extension.update_id.in_(ids))
            .order_by(Extension.id)
        ).all()
    )
    chased = dict(
        session.execute(
            select(OutboxMessage.update_id, func.max(OutboxMessage.created_at))
            .where(OutboxMessage.kind == CHASE, OutboxMessage.update_id.in_(ids))
            .group_by(OutboxMessage.update_id)
        ).all()
    )
    decided: dict[int, dict[int, str]] = defaultdict(dict)
    by_deputy = set()
    for update_id, sponsor_id, person_id, name in session.execute(
        select(ProgressUpdate.id, Decision.sponsor_id, Decision.person_id, Person.name)
        .join(Decision, Decision.revision_id == ProgressUpdate.revision_id)
        .join(Person, Person.id == Decision.person_id)
        .where(ProgressUpdate.id.in_(ids), Decision.action == Action.APPROVE)
        .order_by(Decision.id)
    ):
        decided[update_id][sponsor_id] = name
        if person_id != sponsor_id:
            by_deputy.add(update_id)
    return [
        Return(
            id=row.id,
            programme_id=programme_id,
            workstream_id=row.workstream_id,
            status=row.status,
            moved_at=row.moved_at,
            contributor_ids=frozenset(writers[row.id]),
            decided_for=decided[row.id],
            by_deputy=row.status in workflow.DECIDED and row.id in by_deputy,
            proposed_step=found.proposed_step,
            confirmed_step=row.confirmed_step,
            agreed_step=row.agreed_step,
            times_returned=pasts.get(row.id, Past()).times_returned,
            first_submitted_at=pasts.get(row.id, Past()).first_submitted_at,
            missed=pasts.get(row.id, Past()).missed,
            until=until.get(row.id),
            chased_at=chased.get(row.id),
        )
        for found in updates
        for row in (found.update,)
    ]


def _pasts(session: Session, ids: Sequence[int]) -> dict[int, Past]:
    """Return what the events of updates say, by update."""
    returned = case((UpdateEvent.to_status == UpdateStatus.RETURNED, 1), else_=0)
    closed = case((UpdateEvent.action == Action.CLOSE, 1), else_=0)
    rows = session.execute(
        select(
            UpdateEvent.update_id,
            func.sum(returned),
            func.min(UpdateEvent.at).filter(UpdateEvent.action == Action.SUBMIT),
            func.max(closed),
        )
        .where(UpdateEvent.update_id.in_(ids))
        .group_by(UpdateEvent.update_id)
    )
    return {
        update_id: Past(times, first, missed=bool(missed))
        for update_id, times, first, missed in rows
    }


def teams_of(session: Session, workstream_ids: Sequence[int], on: date) -> dict[int, Team]:
    """Return who leads and who sponsors workstreams on a day, and who sponsored them before."""
    in_force = and_(
        or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= on), Person.disabled_at.is_(None)
    )
    rows = session.execute(
        select(RoleGrant, Person.name, not_(in_force))
        .join(Person, Person.id == RoleGrant.person_id)
        .where(
            RoleGrant.workstream_id.in_(workstream_ids),
            RoleGrant.role.in_((Role.LEAD, Role.SPONSOR)),
            RoleGrant.starts_on <= on,
            or_(in_force, RoleGrant.role == Role.SPONSOR),
        )
        .order_by(RoleGrant.id)
    )
    leads: dict[int, set[int]] = defaultdict(set)
    sponsors: dict[int, list[Sponsorship]] = defaultdict(list)
    for grant, name, ended in rows:
        number = grant.workstream_id or 0
        if grant.role is Role.LEAD:
            leads[number].add(grant.person_id)
        else:
            sponsors[number].append(
                Sponsorship(
                    person_id=grant.person_id,
                    name=name,
                    deputy_for_id=grant.deputy_for_id,
                    succeeds_id=grant.succeeds_id,
                    ended=ended,
                )
            )
    return {
        number: Team(leads=frozenset(leads[number]), sponsors=tuple(sponsors[number]))
        for number in workstream_ids
    }


def findings_of(
    session: Session,
    returns: Mapping[int, Return],
    drafts: Sequence[ProgressUpdate],
    *,
    periods: Mapping[int, ReportingPeriod],
    workstreams: Mapping[int, Workstream],
    teams: Mapping[int, Team],
    holders: Holders,
    on: date,
) -> dict[int, tuple[checks.Finding, ...]]:
    """Return what still stops each draft from being submitted, by update; three statements."""
    ids = [draft.id for draft in drafts]
    previous = before.last_periods(session, ids)
    printed = before.printed_milestones(session, ids)
    steps: dict[int, list[RagStep]] = defaultdict(list)
    for phase_id, step in session.execute(
        select(Phase.id, RagStep)
        .join(RagStep, RagStep.scale_id == Phase.scale_id)
        .where(Phase.id.in_({row.phase_id for row in periods.values()}))
        .order_by(RagStep.number)
    ):
        steps[phase_id].append(step)
    found = {}
    for draft in drafts:
        row, period = returns[draft.id], periods[draft.period_id]
        workstream, last = workstreams[draft.workstream_id], previous.get(draft.id)
        needed = teams[workstream.id].places(row)
        stuck = approval.without_decider(needed)
        blocked = not needed or bool(stuck)
        offices = holders.names(Role.PMO, row.programme_id, None)
        scale = steps[period.phase_id]
        facts = checks.Facts(
            code=workstream.code,
            period_starts_on=period.starts_on,
            period_ends_on=period.ends_on,
            on=on,
            agreed_on=workstream.agreed_on,
            steps={step.number: step.label for step in scale},
            definitions={step.number: step.definition for step in scale},
            previous=last.content if last else None,
            previous_step=last.step.number if last and last.step else None,
            sponsors=()
            if blocked
            else [name for place in needed for name in place.deciders.values()],
            blocked=[place.sponsor for place in stuck],
            fixer=listing(offices) if offices else "",
            issued_milestones=printed.get(draft.id, frozenset()),
        )
        found[draft.id] = checks.blocking(checks.find(decode(draft.draft), facts))
    return found
