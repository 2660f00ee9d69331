"""Updates as pages need them: one update with what rules ask of it, the last period, history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from models import (
    Decision,
    DraftSection,
    Person,
    Phase,
    ProgressUpdate,
    RagScale,
    RagStep,
    ReportingPeriod,
    Revision,
    RoleGrant,
    UpdateEvent,
    Workstream,
)
from models.enums import Action, Role, Section, UpdateStatus
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.content import UpdateContent, decode
from webapp.domain.errors import NotFound
from webapp.domain.workflow import DECIDED


def get_update(
    session: Session, actor: Actor, update_id: int, *, lock: bool = False
) -> ProgressUpdate:
    """Return an update the actor may read, with workstream, period, contributors and revision.

    `lock` holds the row until the end of the transaction, for a change. Raises NotFound.
    """
    if lock:
        # First and alone: PostgreSQL would join the row it waited for to rows as they were before
        # it waited, so a revision or a contributor added meanwhile would be missed.
        session.execute(
            select(ProgressUpdate.id).where(ProgressUpdate.id == update_id).with_for_update()
        )
    query = (
        select(ProgressUpdate)
        .where(ProgressUpdate.id == update_id)
        .options(
            joinedload(ProgressUpdate.workstream, innerjoin=True)
            .joinedload(Workstream.phase, innerjoin=True)
            .joinedload(Phase.programme, innerjoin=True),
            joinedload(ProgressUpdate.period, innerjoin=True),
            joinedload(ProgressUpdate.revision).joinedload(Revision.submitted_by),
            joinedload(ProgressUpdate.contributors),
        )
    )
    update = session.scalars(query).unique().one_or_none()
    if update is None or not policy.may_read(actor, update):
        raise NotFound
    return update


def scale_steps(session: Session, update: ProgressUpdate) -> Sequence[RagStep]:
    """Return the steps of the scale the update is rated by, best first."""
    return session.scalars(
        select(RagStep)
        .join(Phase, Phase.scale_id == RagStep.scale_id)
        .where(Phase.id == update.workstream.phase_id)
        .order_by(RagStep.number)
    ).all()


def scale_of(session: Session, update: ProgressUpdate) -> RagScale:
    """Return the scale with its steps."""
    return session.scalars(
        select(RagScale)
        .join(Phase, Phase.scale_id == RagScale.id)
        .where(Phase.id == update.workstream.phase_id)
        .options(selectinload(RagScale.steps))
    ).one()


@dataclass(frozen=True)
class LastPeriod:
    """What the workstream reported in the last period whose update was approved."""

    period: str
    update_id: int
    content: UpdateContent
    step: int
    issued: bool


def last_period(session: Session, update: ProgressUpdate) -> LastPeriod | None:
    """Return the latest earlier approved update of the workstream, or None in its first period."""
    earlier = aliased(ReportingPeriod)
    row = session.execute(
        select(
            earlier.name,
            ProgressUpdate.id,
            Revision.content,
            ProgressUpdate.confirmed_step,
            ProgressUpdate.agreed_step,
            ProgressUpdate.status,
        )
        .join(earlier, earlier.id == ProgressUpdate.period_id)
        .join(Revision, Revision.id == ProgressUpdate.approved_revision_id)
        .where(
            ProgressUpdate.workstream_id == update.workstream_id,
            ProgressUpdate.status.in_(DECIDED),
            earlier.starts_on < update.period.starts_on,
        )
        .order_by(earlier.starts_on.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    return LastPeriod(
        period=row.name,
        update_id=row.id,
        content=decode(row.content),
        step=row.agreed_step or row.confirmed_step,
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


def team(session: Session, workstream_id: int, on: date) -> tuple[RoleHolder, ...]:
    """Return leads, contributors and sponsors of a workstream on a day, the accountable first."""
    rows = session.execute(
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
            RoleGrant.workstream_id == workstream_id,
            RoleGrant.starts_on <= on,
            or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= on),
            Person.disabled_at.is_(None),
        )
        .order_by(RoleGrant.accountable.desc(), Person.name, Person.id)
    )
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


def find_draft_section(
    session: Session, update: ProgressUpdate, section: Section
) -> DraftSection | None:
    """Return who last saved a section, with the person; None while nobody has."""
    return session.scalars(
        select(DraftSection)
        .where(DraftSection.update_id == update.id, DraftSection.section == section)
        .options(joinedload(DraftSection.person))
    ).one_or_none()
