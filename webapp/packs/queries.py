"""Packs and editions as pages and commands need them: the shelf, one pack, one edition."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, false, or_, select, true
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload, undefer

from models import (
    Edition,
    EditionFile,
    Pack,
    Phase,
    Programme,
    ProgressUpdate,
    RagScale,
    ReportingPeriod,
    Workstream,
)
from models.enums import Action, Audience, PackFormat, PackStatus, Role, UpdateStatus
from webapp import moves
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.errors import Incomplete, NotFound
from webapp.packs import document

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
    return Phase.programme_id.in_(covered) if covered else false()


def packs_in_work(session: Session, actor: Actor) -> Sequence[Pack]:
    """Return the packs the actor may read that have not gone out yet, the next meeting first."""
    return session.scalars(
        select(Pack)
        .join(Pack.period)
        .join(ReportingPeriod.phase)
        .join(Phase.programme)
        .where(
            ~Pack.editions.any(),
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
        *(
            (Pack.audience == audience) & _in_programmes(actor, roles, whole=False)
            for audience, roles in policy.READERS.items()
        )
    )
    rows = session.scalars(
        select(Edition)
        .join(Edition.pack)
        .join(Pack.period)
        .join(ReportingPeriod.phase)
        .join(Phase.programme)
        .where(readable)
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

    `lock` holds the row until the end of the transaction, for a change. Raises NotFound.
    """
    if lock:
        moves.hold(session, Pack, pack_id)
    pack = session.scalars(PACK, {"pack_id": pack_id}).unique().one_or_none()
    if pack is None or not policy.may_read_pack(actor, pack.programme_id):
        raise NotFound
    return pack


def board_pack(session: Session, pack: Pack) -> Pack | None:
    """Return the Independent Improvement Board's pack of the same period, once there is one."""
    return session.scalars(
        select(Pack)
        .where(Pack.period_id == pack.period_id, Pack.audience == Audience.IIB)
        .options(selectinload(Pack.editions))
    ).one_or_none()


def next_action(pack: Pack) -> Action | None:
    """Return what moves the pack on, or None when nothing is left to do with it.

    The Improvement Group's pack ends with the chair's agreement; the board's begins there.
    """
    if pack.audience is Audience.IIB:
        return Action.ISSUE if pack.status is PackStatus.AGREED else None
    return {PackStatus.DRAFT: Action.REVIEW, PackStatus.UNDER_REVIEW: Action.AGREE}.get(pack.status)


def updates_in(session: Session, pack: Pack, status: UpdateStatus) -> Sequence[ProgressUpdate]:
    """Return the updates of the pack's period in a state, ready to be moved."""
    return session.scalars(
        select(ProgressUpdate)
        .join(ProgressUpdate.workstream)
        .where(ProgressUpdate.period_id == pack.period_id, ProgressUpdate.status == status)
        .options(contains_eager(ProgressUpdate.workstream).joinedload(Workstream.phase))
        .order_by(Workstream.position)
    ).all()


def find_update(session: Session, pack: Pack, update_id: int) -> ProgressUpdate:
    """Return an update of the pack's period, held for a change; raises NotFound."""
    update = session.scalars(
        select(ProgressUpdate)
        .where(ProgressUpdate.id == update_id, ProgressUpdate.period_id == pack.period_id)
        .options(joinedload(ProgressUpdate.workstream).joinedload(Workstream.phase))
        .with_for_update(of=ProgressUpdate)
    ).one_or_none()
    if update is None:
        raise NotFound
    return update


def find_edition(session: Session, actor: Actor, edition_id: int) -> Edition:
    """Return an edition made for an audience the actor belongs to, with its text and files.

    Raises NotFound.
    """
    edition = session.scalars(
        select(Edition)
        .where(Edition.id == edition_id)
        .options(
            undefer(Edition.document),
            joinedload(Edition.issued_by, innerjoin=True),
            joinedload(Edition.pack, innerjoin=True)
            .joinedload(Pack.period, innerjoin=True)
            .joinedload(ReportingPeriod.phase, innerjoin=True)
            .joinedload(Phase.programme, innerjoin=True),
            selectinload(Edition.files),
        )
    ).one_or_none()
    if edition is None or not policy.may_read_edition(
        actor, edition.pack.audience, edition.pack.programme_id
    ):
        raise NotFound
    return edition


def frozen_document(edition: Edition) -> document.Document:
    """Return what an edition says; raises Incomplete when it is not what was issued."""
    frozen = document.decode(edition.document)
    if document.fingerprint(frozen) != edition.sha256:
        raise Incomplete(
            "The stored text of this edition is not the text that was issued: its fingerprint "
            "differs. It is not shown.",
            "Tell the programme office. Copies that carry the printed fingerprint are still good.",
        )
    return frozen


def file_of(session: Session, edition: Edition, kind: PackFormat) -> EditionFile:
    """Return an edition's file in one format with its bytes.

    Raises NotFound, or Incomplete when the bytes are not those that were issued.
    """
    found = session.scalars(
        select(EditionFile)
        .where(EditionFile.edition_id == edition.id, EditionFile.format == kind)
        .options(undefer(EditionFile.content))
    ).one_or_none()
    if found is None:
        raise NotFound
    if hashlib.sha256(found.content).hexdigest() != found.sha256:
        raise Incomplete(
            "The stored file is not the file that was issued: its fingerprint differs.",
            "Tell the programme office. The edition in its other formats may still be good.",
        )
    return found


class NoSuchEditionError(LookupError):
    """There is no such edition; the message says what there is instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackLine:
    """A pack as a command lists it, with its latest edition."""

    programme: str
    period: str
    period_name: str
    audience: Audience
    status: PackStatus
    edition: int | None
    issued_at: datetime | None


def list_packs(session: Session) -> list[PackLine]:
    """Return every pack, the latest period first; programme and period by their slugs."""
    packs = session.scalars(
        select(Pack)
        .join(Pack.period)
        .join(ReportingPeriod.phase)
        .join(Phase.programme)
        .options(
            contains_eager(Pack.period)
            .contains_eager(ReportingPeriod.phase)
            .contains_eager(Phase.programme),
            selectinload(Pack.editions),
        )
        .order_by(ReportingPeriod.starts_on.desc(), Programme.slug, Pack.id)
    )
    return [
        PackLine(
            programme=pack.period.phase.programme.slug,
            period=pack.period.slug,
            period_name=pack.period.name,
            audience=pack.audience,
            status=pack.status,
            edition=pack.editions[-1].number if pack.editions else None,
            issued_at=pack.editions[-1].issued_at if pack.editions else None,
        )
        for pack in packs
    ]


def edition_file(
    session: Session, programme: str, period: str, audience: Audience, kind: PackFormat
) -> EditionFile:
    """Return the file, with its bytes, of the latest edition of a pack named by slugs.

    Raises NoSuchEditionError with a sentence that says what there is.
    """
    found = session.scalars(
        select(EditionFile)
        .join(Edition, Edition.id == EditionFile.edition_id)
        .join(Edition.pack)
        .join(Pack.period)
        .join(ReportingPeriod.phase)
        .join(Phase.programme)
        .where(
            Programme.slug == programme,
            ReportingPeriod.slug == period,
            Pack.audience == audience,
            EditionFile.format == kind,
        )
        .options(undefer(EditionFile.content))
        .order_by(Phase.number.desc(), Edition.number.desc())
        .limit(1)
    ).one_or_none()
    if found is not None:
        return found
    issued = sorted(
        {
            f"{line.programme} {line.period} {line.audience}"
            for line in list_packs(session)
            if line.edition
        }
    )
    there = f"There are editions of: {'; '.join(issued)}." if issued else "Nothing is issued yet."
    raise NoSuchEditionError(f"There is no edition of {programme} {period} {audience}. {there}")
