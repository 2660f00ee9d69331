"""The running cycle as the office's pages need it: one row at a time, to show or to change."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from models import (
    AgreedDate,
    AuditEntry,
    Extension,
    Phase,
    Programme,
    ProgressUpdate,
    RegisterItem,
    ReportingPeriod,
    Workstream,
)
from models.enums import UpdateStatus
from webapp import moves
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.calendar import Today
from webapp.domain.errors import NotFound
from webapp.domain.extensions import EXTENDABLE
from webapp.domain.workflow import UNDER_WAY

KEPT_FOR = 5
"""Minutes for which a page that nothing has changed on may stay as it is; then its days move on."""

STATE = select(
    Programme,
    select(func.coalesce(func.max(AuditEntry.sequence), 0)).scalar_subquery(),
    # Saving a draft is not in the audit record.
    select(func.coalesce(func.sum(ProgressUpdate.version), 0))
    .join(ReportingPeriod, ReportingPeriod.id == ProgressUpdate.period_id)
    .join(Phase, Phase.id == ReportingPeriod.phase_id)
    .where(Phase.programme_id == Programme.id, ReportingPeriod.status.in_(UNDER_WAY))
    .correlate(Programme)
    .scalar_subquery(),
).where(Programme.slug == bindparam("slug"))


def get_programme(session: Session, actor: Actor, slug: str) -> Programme:
    """Return a programme whose cycle the actor may watch; raises NotFound."""
    programme, _, _ = _state(session, actor, slug)
    return programme


def get_state(
    session: Session, actor: Actor, slug: str, today: Today
) -> tuple[Programme, str, str]:
    """Return a programme, what tells whether its cycle has changed, and the same with the time.

    One statement. What a page says depends on who reads it and on the day as well. Raises NotFound.
    """
    programme, recorded, saved = _state(session, actor, slug)
    who = [actor.person_id, *sorted(map(repr, actor.grants))]
    reader = hashlib.sha256(repr(who).encode()).hexdigest()[:16]
    state = f"{recorded}.{saved}.{reader}"
    minutes = int(today.at.timestamp()) // 60 // KEPT_FOR
    return programme, state, f"{state}.{minutes}"


def _state(session: Session, actor: Actor, slug: str) -> tuple[Programme, int, int]:
    row = session.execute(STATE, {"slug": slug}).one_or_none()
    if row is None or not policy.may_watch(actor, row[0].id):
        raise NotFound
    return row[0], row[1], row[2]


UPDATE = (
    select(ProgressUpdate)
    .join(ProgressUpdate.period)
    .join(ReportingPeriod.phase)
    .options(
        contains_eager(ProgressUpdate.period).contains_eager(ReportingPeriod.phase),
        joinedload(ProgressUpdate.workstream, innerjoin=True)
        .joinedload(Workstream.phase, innerjoin=True)
        .joinedload(Phase.programme, innerjoin=True),
        joinedload(ProgressUpdate.contributors),
    )
)


def get_update(
    session: Session, programme: Programme, update_id: int, *, lock: bool = False
) -> ProgressUpdate:
    """Return an update of the programme with workstream, period and contributors.

    `lock` holds the row until the end of the transaction, for a change. Raises NotFound.
    """
    if lock:
        moves.hold(session, ProgressUpdate, update_id)
    query = UPDATE.where(ProgressUpdate.id == update_id, Phase.programme_id == programme.id)
    update = session.scalars(query).unique().one_or_none()
    if update is None:
        raise NotFound
    return update


def waiting_updates(session: Session, workstream_ids: Sequence[int]) -> Sequence[ProgressUpdate]:
    """Return the updates of workstreams that wait for a sponsor, each as `get_update` does."""
    return (
        session.scalars(
            UPDATE.where(
                ProgressUpdate.workstream_id.in_(workstream_ids),
                ProgressUpdate.status == UpdateStatus.WITH_SPONSOR,
            ).order_by(ProgressUpdate.id)
        )
        .unique()
        .all()
    )


def last_extension(session: Session, update: ProgressUpdate) -> Extension | None:
    """Return the time an update was given last beyond its period's deadline, or None."""
    return session.scalars(
        select(Extension)
        .where(Extension.update_id == update.id)
        .order_by(Extension.id.desc())
        .limit(1)
    ).one_or_none()


def get_period(session: Session, programme: Programme, period_id: int) -> ReportingPeriod:
    """Return a period of the programme with its phase; raises NotFound."""
    row = session.scalars(
        select(ReportingPeriod)
        .join(ReportingPeriod.phase)
        .where(ReportingPeriod.id == period_id, Phase.programme_id == programme.id)
        .options(contains_eager(ReportingPeriod.phase))
    ).one_or_none()
    if row is None:
        raise NotFound
    return row


def unwritten(
    session: Session, period: ReportingPeriod, on: date
) -> tuple[Sequence[ProgressUpdate], Mapping[int, date]]:
    """Return what was not submitted, with its workstream, and until when some has more time."""
    rows = session.scalars(
        select(ProgressUpdate)
        .join(ProgressUpdate.workstream)
        .where(
            ProgressUpdate.period_id == period.id,
            ProgressUpdate.status.in_((UpdateStatus.NOT_STARTED, UpdateStatus.DRAFT)),
        )
        .options(contains_eager(ProgressUpdate.workstream))
        .order_by(Workstream.position)
    ).all()
    extensions = session.execute(
        select(Extension.update_id, Extension.until)
        .where(Extension.update_id.in_([row.id for row in rows]), Extension.until >= on)
        .order_by(Extension.id)
    )
    return rows, dict(extensions.all())


def unanswered(session: Session, period: ReportingPeriod) -> Sequence[ProgressUpdate]:
    """Return what a sponsor has or has sent back, with its workstream."""
    return session.scalars(
        select(ProgressUpdate)
        .join(ProgressUpdate.workstream)
        .where(
            ProgressUpdate.period_id == period.id,
            ProgressUpdate.status.in_((UpdateStatus.WITH_SPONSOR, UpdateStatus.RETURNED)),
        )
        .options(contains_eager(ProgressUpdate.workstream))
        .order_by(Workstream.position)
    ).all()


def reporting(session: Session, period: ReportingPeriod) -> Sequence[Workstream]:
    """Return the workstreams that opening a period asks for an update."""
    return session.scalars(
        select(Workstream)
        .where(
            Workstream.phase_id == period.phase_id,
            or_(Workstream.closed_on.is_(None), Workstream.closed_on >= period.starts_on),
        )
        .order_by(Workstream.position)
    ).all()


def get_workstream(
    session: Session, programme: Programme, workstream_id: int, *, lock: bool = False
) -> Workstream:
    """Return a workstream of the programme with its phase; raises NotFound."""
    query = (
        select(Workstream)
        .join(Workstream.phase)
        .where(Workstream.id == workstream_id, Phase.programme_id == programme.id)
        .options(contains_eager(Workstream.phase).joinedload(Phase.programme, innerjoin=True))
    )
    row = session.scalars(query.with_for_update(of=Workstream) if lock else query).one_or_none()
    if row is None:
        raise NotFound
    return row


def workstreams_of(
    session: Session, programme: Programme, on: date, *, closed: bool = False
) -> Sequence[Workstream]:
    """Return the workstreams of the phases that have begun by a day and are not over."""
    query = (
        select(Workstream)
        .join(Workstream.phase)
        .where(
            Phase.programme_id == programme.id,
            Phase.starts_on <= on,
            or_(Phase.ends_on.is_(None), Phase.ends_on >= on),
        )
        .options(contains_eager(Workstream.phase))
        .order_by(Phase.number, Workstream.position)
    )
    return session.scalars(query if closed else query.where(Workstream.closed_on.is_(None))).all()


def agreed_dates(session: Session, workstream: Workstream) -> Sequence[AgreedDate]:
    """Return the completion dates that were agreed for a workstream, the latest first."""
    return session.scalars(
        select(AgreedDate)
        .where(AgreedDate.workstream_id == workstream.id)
        .options(joinedload(AgreedDate.person))
        .order_by(AgreedDate.id.desc())
    ).all()


def open_items(session: Session, workstream: Workstream) -> Sequence[RegisterItem]:
    """Return what is open in the registers of a workstream, in the order of its references."""
    return session.scalars(
        select(RegisterItem)
        .where(RegisterItem.workstream_id == workstream.id, RegisterItem.open.is_(True))
        .order_by(RegisterItem.kind, RegisterItem.number)
    ).all()


def get_programme_of_insider(session: Session, actor: Actor, slug: str) -> Programme:
    """Return a programme that the actor works on in any way; raises NotFound."""
    row = session.scalars(select(Programme).where(Programme.slug == slug)).one_or_none()
    if row is None or not policy.may_see_board(actor, row.id):
        raise NotFound
    return row


def under_way(session: Session, workstream: Workstream) -> Sequence[ProgressUpdate]:
    """Return the updates of a workstream that are not settled, each with its period."""
    return session.scalars(
        select(ProgressUpdate)
        .join(ProgressUpdate.period)
        .where(
            ProgressUpdate.workstream_id == workstream.id,
            ProgressUpdate.status.in_((*EXTENDABLE, UpdateStatus.WITH_SPONSOR)),
        )
        .options(contains_eager(ProgressUpdate.period))
        .order_by(ReportingPeriod.starts_on)
    ).all()
