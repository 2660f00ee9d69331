"""Updates as pages need them: one update with what rules ask of it, the last period, history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from models import (
    Decision,
    DraftSection,
    Person,
    Phase,
    ProgressUpdate,
    RagStep,
    ReportingPeriod,
    Revision,
    RoleGrant,
    UpdateEvent,
    Workstream,
)
from models.enums import Action, Role, Section, UpdateStatus
from webapp import moves
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.content import UpdateContent, decode
from webapp.domain.errors import NotFound
from webapp.domain.workflow import DECIDED

# The statements of every page are put together once: that costs as much as running them.
UPDATE = (
    select(ProgressUpdate)
    .where(ProgressUpdate.id == bindparam("update_id"))
    .options(
        joinedload(ProgressUpdate.workstream, innerjoin=True)
        .joinedload(Workstream.phase, innerjoin=True)
        .joinedload(Phase.programme, innerjoin=True),
        joinedload(ProgressUpdate.period, innerjoin=True),
        joinedload(ProgressUpdate.revision).joinedload(Revision.submitted_by),
        joinedload(ProgressUpdate.contributors),
    )
)


def get_update(
    session: Session, actor: Actor, update_id: int, *, lock: bool = False
) -> ProgressUpdate:
    """Return an update the actor may read, with workstream, period, contributors and revision.

    `lock` holds the row until the end of the transaction, for a change. Raises NotFound.
    """
    if lock:
        moves.hold(session, ProgressUpdate, update_id)
    update = session.scalars(UPDATE, {"update_id": update_id}).unique().one_or_none()
    if update is None or not policy.may_read(actor, update):
        raise NotFound
    return update


STEPS = (
    select(RagStep)
    .join(Phase, Phase.scale_id == RagStep.scale_id)
    .where(Phase.id == bindparam("phase_id"))
    .order_by(RagStep.number)
)


def scale_steps(session: Session, update: ProgressUpdate) -> dict[int, RagStep]:
    """Return the steps of the scale the update is rated by, best first, by their numbers."""
    rows = session.scalars(STEPS, {"phase_id": update.workstream.phase_id})
    return {step.number: step for step in rows}


@dataclass(frozen=True)
class LastPeriod:
    """What the workstream reported in the last period whose update was approved."""

    period: str
    update_id: int
    content: UpdateContent
    step: RagStep | None
    """The rating as it stood in the end: agreed by the group, else confirmed by the sponsor."""
    issued: bool


EARLIER = aliased(ReportingPeriod)
LAST_PERIOD = (
    select(
        EARLIER.name,
        ProgressUpdate.id,
        Revision.content,
        RagStep,
        ProgressUpdate.status,
    )
    .join(EARLIER, EARLIER.id == ProgressUpdate.period_id)
    .join(Phase, Phase.id == EARLIER.phase_id)
    .join(Revision, Revision.id == ProgressUpdate.approved_revision_id)
    .outerjoin(
        RagStep,
        and_(
            RagStep.scale_id == Phase.scale_id,
            RagStep.number
            == func.coalesce(ProgressUpdate.agreed_step, ProgressUpdate.confirmed_step),
        ),
    )
    .where(
        ProgressUpdate.workstream_id == bindparam("workstream_id"),
        ProgressUpdate.status.in_(DECIDED),
        EARLIER.starts_on < bindparam("starts_on"),
    )
    .order_by(EARLIER.starts_on.desc())
    .limit(1)
)


def last_period(session: Session, update: ProgressUpdate) -> LastPeriod | None:
    """Return the latest earlier approved update of the workstream, or None in its first period."""
    row = session.execute(
        LAST_PERIOD,
        {"workstream_id": update.workstream_id, "starts_on": update.period.starts_on},
    ).first()
    if row is None:
        return None
    return LastPeriod(
        period=row.name,
        update_id=row.id,
        content=decode(row.content),
        step=row.RagStep,
        issued=row.status is UpdateStatus.ISSUED,
    )


@dataclass(frozen=True)
class RoleHolder:
    """A person with their role on the workstream."""

    person_id: int
    name: str
    job_title: str
    email: str
    role: Role
    accountable: bool


TEAM = (
    select(
        Person.id,
        Person.name,
        Person.job_title,
        Person.email,
        RoleGrant.role,
        RoleGrant.accountable,
    )
    .join(Person, Person.id == RoleGrant.person_id)
    .where(
        RoleGrant.workstream_id == bindparam("workstream_id"),
        RoleGrant.starts_on <= bindparam("on"),
        or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= bindparam("on")),
        Person.disabled_at.is_(None),
    )
    .order_by(RoleGrant.accountable.desc(), Person.name, Person.id)
)


def team(session: Session, workstream_id: int, on: date) -> tuple[RoleHolder, ...]:
    """Return leads, contributors and sponsors of a workstream on a day, the accountable first."""
    rows = session.execute(TEAM, {"workstream_id": workstream_id, "on": on})
    return tuple(RoleHolder(*row) for row in rows)


def possible_approvers(
    holders: Sequence[RoleHolder], writers: frozenset[int]
) -> tuple[RoleHolder, ...]:
    """Return the sponsors who wrote none of the update."""
    return tuple(h for h in holders if h.role is Role.SPONSOR and h.person_id not in writers)


@dataclass(frozen=True)
class SentBack:
    """Why an update came back, from whom, and which sections were named."""

    by: str
    at: datetime
    reason: str
    sections: tuple[Section, ...]
    revision: int


def last_sent_back(session: Session, update: ProgressUpdate) -> SentBack | None:
    """Return the latest decision that sent the update back, or None."""
    row = session.execute(
        select(Person.name, Decision.at, Decision.reason, Decision.sections, Revision.number)
        .join(Revision, Revision.id == Decision.revision_id)
        .join(Person, Person.id == Decision.person_id)
        .where(Revision.update_id == update.id, Decision.action == Action.SEND_BACK)
        .order_by(Decision.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    sections = tuple(Section(name) for name in row.sections.split())
    return SentBack(row.name, row.at, row.reason, sections, row.number)


def history(session: Session, update: ProgressUpdate) -> Sequence[UpdateEvent]:
    """Return every step in the life of the update, newest first, with actor and revision."""
    return session.scalars(
        select(UpdateEvent)
        .where(UpdateEvent.update_id == update.id)
        .options(joinedload(UpdateEvent.actor), joinedload(UpdateEvent.revision))
        .order_by(UpdateEvent.id.desc())
    ).all()


def decisions(session: Session, update: ProgressUpdate) -> Sequence[Decision]:
    """Return every decision on the update, oldest first, with person and revision."""
    return session.scalars(
        select(Decision)
        .join(Revision, Revision.id == Decision.revision_id)
        .where(Revision.update_id == update.id)
        .options(joinedload(Decision.person), joinedload(Decision.revision))
        .order_by(Decision.id)
    ).all()


def get_revision(session: Session, update: ProgressUpdate, number: int) -> Revision:
    """Return one submitted revision with its submitter; raises NotFound."""
    revision = session.scalars(
        select(Revision)
        .where(Revision.update_id == update.id, Revision.number == number)
        .options(joinedload(Revision.submitted_by))
    ).one_or_none()
    if revision is None:
        raise NotFound
    return revision


DRAFT_SECTION = (
    select(DraftSection)
    .where(
        DraftSection.update_id == bindparam("update_id"),
        DraftSection.section == bindparam("section"),
    )
    .options(joinedload(DraftSection.person, innerjoin=True))
)


def find_draft_section(
    session: Session, update: ProgressUpdate, section: Section
) -> DraftSection | None:
    """Return who last saved a section, with the person; None while nobody has."""
    return session.scalars(
        DRAFT_SECTION, {"update_id": update.id, "section": section}
    ).one_or_none()
