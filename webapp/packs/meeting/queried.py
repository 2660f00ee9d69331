"""Queries of the group: which are open, which were answered, and carrying one to the next meeting.

Actions take a pack that is locked, flush and never commit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from models import (
    CarriedQuery,
    Pack,
    Phase,
    ProgressUpdate,
    ReportingPeriod,
    UpdateEvent,
    Workstream,
)
from models.enums import Action, PackStatus, UpdateStatus
from webapp import audit, moves
from webapp.clock import LONDON
from webapp.domain import meeting, policy
from webapp.domain.actor import Actor
from webapp.domain.errors import IllegalMove, Incomplete
from webapp.domain.exempt import Exemption
from webapp.domain.meeting import QueryState
from webapp.domain.wording import listing
from webapp.exempting import columns, exemption_of
from webapp.packs import material
from webapp.packs.wording import titled


@dataclass(frozen=True, slots=True, kw_only=True)
class Queried:
    """The last query of the group about an update, and what became of it."""

    event: UpdateEvent
    update: ProgressUpdate
    carried: CarriedQuery | None
    state: QueryState

    @property
    def workstream(self) -> Workstream:
        """The workstream it is about."""
        return self.update.workstream

    @property
    def is_open(self) -> bool:
        """Whether the pack cannot be agreed for it."""
        return self.state is QueryState.OPEN

    @property
    def is_carried(self) -> bool:
        """Whether the group takes it up at its next meeting."""
        return self.state is QueryState.CARRIED

    @property
    def waits_for(self) -> str:
        """What has to happen for an answer, as a sentence."""
        match self.update.status:
            case UpdateStatus.WITH_SPONSOR:
                return "The lead has answered. The sponsor has to approve it again."
            case UpdateStatus.APPROVED:
                return "The sponsor has approved the answer. The programme office can include it."
            case _:
                return "The lead has to answer, and the sponsor to approve it again."


EVENTS = (
    select(UpdateEvent, ProgressUpdate, CarriedQuery)
    .join(ProgressUpdate, ProgressUpdate.id == UpdateEvent.update_id)
    .join(ProgressUpdate.workstream)
    .outerjoin(CarriedQuery, CarriedQuery.event_id == UpdateEvent.id)
    .where(
        ProgressUpdate.period_id == bindparam("period_id"),
        UpdateEvent.action.in_((Action.QUERY, *sorted(meeting.ANSWERS))),
    )
    .options(
        joinedload(UpdateEvent.actor, innerjoin=True), contains_eager(ProgressUpdate.workstream)
    )
    .order_by(Workstream.position, UpdateEvent.id)
)


def queries_of(session: Session, period_id: int) -> tuple[Queried, ...]:
    """Return the last query of each update of a period, by workstream; in one statement."""
    asked: dict[int, tuple[UpdateEvent, ProgressUpdate, CarriedQuery | None]] = {}
    since: dict[int, list[Action]] = {}
    for event, update, carried in session.execute(EVENTS, {"period_id": period_id}):
        if event.action is Action.QUERY:
            asked[update.id], since[update.id] = (event, update, carried), []
        elif update.id in since:
            since[update.id].append(event.action)
    return tuple(
        Queried(
            event=event,
            update=update,
            carried=carried,
            state=meeting.query_state(
                since[update.id], status=update.status, carried=carried is not None
            ),
        )
        for event, update, carried in asked.values()
    )


def carried_before(session: Session, period: ReportingPeriod) -> tuple[Queried, ...]:
    """Return the queries that the meeting before this period's carried to it."""
    before = session.scalar(
        select(ReportingPeriod.id)
        .join(Phase, Phase.id == ReportingPeriod.phase_id)
        .where(
            Phase.programme_id == period.programme_id,
            ReportingPeriod.starts_on < period.starts_on,
        )
        .order_by(ReportingPeriod.starts_on.desc())
        .limit(1)
    )
    return tuple(row for row in queries_of(session, before or 0) if row.is_carried)


def printed(rows: Sequence[Queried], workstream_id: int | None) -> tuple[material.Carried, ...]:
    """Return the carried ones as a pack prints them; one about one workstream has that one's."""
    return tuple(
        material.Carried(
            workstream=titled(row.workstream),
            query=row.event.note,
            asked_on=row.event.at.astimezone(LONDON).date(),
            reason=row.carried.reason,
            exempt=exemption_of(row.carried),
        )
        for row in rows
        if row.carried and row.is_carried and workstream_id in (None, row.workstream.id)
    )


def require_settled(session: Session, pack: Pack) -> None:
    """Raise Incomplete, naming them, while queries are neither answered nor carried."""
    rows = queries_of(session, pack.period_id)
    if not meeting.may_agree(row.state for row in rows):
        raise why_not_settled([row for row in rows if row.is_open])


def why_not_settled(rows: Sequence[Queried]) -> Incomplete:
    """Return the refusal to agree a pack while these queries are open."""
    names = listing(titled(row.workstream) for row in rows)
    subject = "The query about" if len(rows) == 1 else "The queries about"
    return Incomplete(
        f"{subject} {names} {'is' if len(rows) == 1 else 'are'} neither answered nor carried to "
        "the next meeting, so the pack cannot be agreed.",
        "Wait for the answer and include it, or carry the query with the reason.",
    )


def carry(
    session: Session,
    pack: Pack,
    row: Queried,
    actor: Actor,
    *,
    at: datetime,
    reason: str,
    exempt: Exemption | None = None,
) -> None:
    """Carry an open query to the next meeting; the pack then prints the query, and no report.

    Nothing is approved by this, and the update stays where it is. `exempt` marks query and reason
    as not for publication. Carried already, it does nothing. Raises NotAllowed, IllegalMove once
    it was answered or the group does not review the pack, or Incomplete without a reason.
    """
    policy.require(policy.chairs_the_group_or_runs_the_office(actor, pack))
    if row.is_carried:
        return
    if pack.status is not PackStatus.UNDER_REVIEW or not row.is_open:
        raise IllegalMove(
            "This query was answered, or the group is not reviewing the pack now, so nothing was "
            "carried.",
            "Go back and load the page again to see where it stands.",
        )
    if not reason.strip():
        raise Incomplete("Say why the query is carried.", "The pack prints it.")
    moves.change_pack(session, pack, {})
    session.add(
        CarriedQuery(
            event_id=row.event.id,
            reason=reason,
            by_id=actor.person_id,
            at=at,
            **columns(exempt),
        )
    )
    session.flush()
    audit.record(
        session,
        actor.person_id,
        "update.carry",
        f"update:{row.update.id}",
        at=at,
        detail={"event": row.event.id, "status": row.update.status},
    )
