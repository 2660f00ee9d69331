"""Packs as pages and actions need them: the shelf, one pack, the updates in it."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, and_, bindparam, or_, select, true
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from models import (
    AgreedRating,
    Edition,
    Pack,
    Phase,
    Programme,
    ProgressUpdate,
    RagScale,
    ReportingPeriod,
    Revision,
    UpdateEvent,
    Workstream,
)
from models.enums import Action, Audience, PackStatus, Role, UpdateStatus
from webapp import moves
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.errors import NotFound, Stale

PER_PAGE = 20


def _in_programmes(actor: Actor, roles: Collection[Role], *, whole: bool) -> ColumnElement[bool]:
    """Return the condition that the actor holds one of the roles on the row's programme.

    `whole` asks for a role on the programme itself; otherwise one of its workstreams is enough.
    """
    if actor.everywhere_as(*roles):
        return true()
    covered = {
        grant.programme_id
        for grant in actor.grants
        if grant.role in roles and not (whole and grant.workstream_id)
    }
    return Phase.programme_id.in_(covered)


def _reads(actor: Actor, *audiences: Audience) -> ColumnElement[bool]:
    """Return the condition that the actor reads what is issued to any of the audiences."""
    covered = {
        grant.programme_id
        for grant in actor.grants
        if any(policy.reads(grant, audience) for audience in audiences)
    }
    return true() if None in covered else Phase.programme_id.in_(covered)


IN_WORK = or_(
    and_(
        Pack.audience == Audience.IMPROVEMENT_GROUP,
        Pack.status.in_((PackStatus.DRAFT, PackStatus.UNDER_REVIEW)),
    ),
    and_(Pack.audience != Audience.IMPROVEMENT_GROUP, Pack.status == PackStatus.AGREED),
)
"""Packs that somebody has to move on; see `next_action`."""


def packs_in_work(session: Session, actor: Actor) -> Sequence[Pack]:
    """Return the packs the actor may read that somebody has to move on, the next meeting first."""
    return session.scalars(
        select(Pack)
        .join(Pack.period)
        .join(ReportingPeriod.phase)
        .join(Phase.programme)
        .where(
            IN_WORK,
            _in_programmes(actor, (*policy.GROUP, *policy.OVERSEERS), whole=True),
        )
        .options(
            contains_eager(Pack.period)
            .contains_eager(ReportingPeriod.phase)
            .contains_eager(Phase.programme)
        )
        .order_by(ReportingPeriod.group_meets_at, Pack.id)
    ).all()


def editions_page(session: Session, actor: Actor, page: int) -> tuple[Sequence[Edition], bool]:
    """Return a page of the editions the actor may read, newest first, and if there are more."""
    readable = or_(
        *((Pack.audience == audience) & _reads(actor, audience) for audience in Audience)
    )
    rows = session.scalars(
        select(Edition)
        .join(Edition.pack)
        .join(Pack.period)
        .join(ReportingPeriod.phase)
        .join(Phase.programme)
        # By their programmes the editions are found; by audience alone all would be gone through.
        .where(_reads(actor, *Audience), readable)
        .options(
            contains_eager(Edition.pack)
            .contains_eager(Pack.period)
            .contains_eager(ReportingPeriod.phase)
            .contains_eager(Phase.programme),
            selectinload(Edition.files),
        )
        .order_by(Edition.issued_at.desc(), Edition.id.desc())
        .offset((page - 1) * PER_PAGE)
        .limit(PER_PAGE + 1)
    ).all()
    return rows[:PER_PAGE], len(rows) > PER_PAGE


PHASE = joinedload(Pack.period, innerjoin=True).joinedload(ReportingPeriod.phase, innerjoin=True)
PACK = (
    select(Pack)
    .where(Pack.id == bindparam("pack_id"))
    .options(
        PHASE.joinedload(Phase.programme, innerjoin=True).joinedload(
            Programme.organisation, innerjoin=True
        ),
        PHASE.joinedload(Phase.scale, innerjoin=True).joinedload(RagScale.steps),
        joinedload(Pack.overview_by),
        joinedload(Pack.editions),
    )
)


def get_pack(session: Session, actor: Actor, pack_id: int, *, lock: bool = False) -> Pack:
    """Return a pack the actor may read, with period, phase, scale, programme and editions.

    `lock` holds it and the updates of its period until the end of the transaction, for a change.
    Raises NotFound.
    """
    if lock:
        moves.hold(session, Pack, pack_id)
        period = select(Pack.period_id).where(Pack.id == pack_id).scalar_subquery()
        moves.hold_updates(session, ProgressUpdate.period_id == period)
    # What the page has read already may be older than what its turn was waited for.
    pack = (
        session.scalars(PACK, {"pack_id": pack_id}, execution_options={"populate_existing": lock})
        .unique()
        .one_or_none()
    )
    if pack is None or not policy.may_read_pack(actor, pack.programme_id):
        raise NotFound
    return pack


WITH_EDITIONS = (
    joinedload(Pack.period, innerjoin=True).joinedload(ReportingPeriod.phase, innerjoin=True),
    joinedload(Pack.editions),
)
OF_A_PERIOD = select(Pack).where(Pack.period_id == bindparam("period_id")).options(*WITH_EDITIONS)


def board_pack(session: Session, pack: Pack, *, lock: bool = False) -> Pack | None:
    """Return the Independent Improvement Board's pack of the same period, once there is one.

    `lock` holds the row until the end of the transaction, for a change.
    """
    query = (
        select(Pack)
        .where(Pack.period_id == pack.period_id, Pack.audience == Audience.IIB)
        .options(*WITH_EDITIONS)
    )
    if lock and (number := session.scalar(query.with_only_columns(Pack.id))):
        moves.hold(session, Pack, number)
    found = session.scalars(query, execution_options={"populate_existing": lock})
    return found.unique().one_or_none()


def both(session: Session, pack: Pack) -> tuple[Pack, Pack | None]:
    """Return the packs of a pack's period: the group's, and the board's once there is one."""
    found = session.scalars(OF_A_PERIOD, {"period_id": pack.period_id}).unique()
    by_audience = {row.audience: row for row in found}
    return by_audience[Audience.IMPROVEMENT_GROUP], by_audience.get(Audience.IIB)


def next_action(pack: Pack) -> Action | None:
    """Return what moves the pack on, or None when nothing is left to do with it.

    The Improvement Group's pack ends with the chair's agreement; all others begin there.
    """
    if pack.audience is not Audience.IMPROVEMENT_GROUP:
        return Action.ISSUE if pack.status is PackStatus.AGREED else None
    return {PackStatus.DRAFT: Action.REVIEW, PackStatus.UNDER_REVIEW: Action.AGREE}.get(pack.status)


OF_AN_UPDATE = (
    joinedload(ProgressUpdate.revision),
    selectinload(ProgressUpdate.contributors),
)
"""What the moves of an update in a pack ask of it, beside its workstream."""


def updates_in(session: Session, pack: Pack, *statuses: UpdateStatus) -> Sequence[ProgressUpdate]:
    """Return the updates of the pack's period in one of the states, ready to be moved."""
    return session.scalars(
        select(ProgressUpdate)
        .join(ProgressUpdate.workstream)
        .where(ProgressUpdate.period_id == pack.period_id, ProgressUpdate.status.in_(statuses))
        .options(
            contains_eager(ProgressUpdate.workstream).joinedload(Workstream.phase), *OF_AN_UPDATE
        )
        .order_by(Workstream.position)
    ).all()


def find_update(session: Session, pack: Pack, update_id: int) -> ProgressUpdate:
    """Return an update of the pack's period, held for a change; raises NotFound."""
    moves.hold(session, ProgressUpdate, update_id)
    update = session.scalars(
        select(ProgressUpdate)
        .where(ProgressUpdate.id == update_id, ProgressUpdate.period_id == pack.period_id)
        .options(joinedload(ProgressUpdate.workstream).joinedload(Workstream.phase), *OF_AN_UPDATE)
    ).one_or_none()
    if update is None:
        raise NotFound
    return update


def latest_fingerprint(session: Session, update: ProgressUpdate) -> str:
    """Return the SHA-256 of what was submitted last; empty before anything was."""
    found = select(Revision.sha256).where(Revision.id == update.revision_id)
    return session.scalar(found) or ""


def require_revision(update: ProgressUpdate, seen: str) -> Revision:
    """Return the latest revision; raises Stale when it is not the one that was on the page."""
    if update.revision is None or update.revision.sha256 != seen:
        raise Stale(
            "The update was changed after you opened the page, so nothing was recorded.",
            "Read it as it stands now, then decide.",
        )
    return update.revision


def has_queried(session: Session, update: ProgressUpdate, actor: Actor) -> bool:
    """Return whether this person's query is what the update waits for, so a second does nothing."""
    if update.status is not UpdateStatus.RETURNED:
        return False
    last = session.execute(
        select(UpdateEvent.action, UpdateEvent.actor_id)
        .where(UpdateEvent.update_id == update.id)
        .order_by(UpdateEvent.id.desc())
        .limit(1)
    ).one()
    return (last.action, last.actor_id) == (Action.QUERY, actor.person_id)


def agreed_rating(session: Session, revision: Revision) -> AgreedRating | None:
    """Return the rating the group set last for a revision, or None."""
    return session.scalars(
        select(AgreedRating)
        .where(AgreedRating.revision_id == revision.id)
        .order_by(AgreedRating.id.desc())
        .limit(1)
    ).one_or_none()
