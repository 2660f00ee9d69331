"""Issued editions as pages and commands read them: the frozen text, its files, what there is."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload, undefer

from models import (
    Edition,
    EditionEntry,
    EditionFile,
    Pack,
    Phase,
    Programme,
    ProgressUpdate,
    ReportingPeriod,
    Revision,
    Workstream,
)
from models.enums import Audience, PackFormat, PackStatus
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.errors import Incomplete, NotFound
from webapp.packs import document


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
            joinedload(Edition.pack, innerjoin=True).joinedload(Pack.workstream),
            selectinload(Edition.files),
        )
    ).one_or_none()
    if edition is None or not policy.may_read_edition(
        actor, edition.pack.audience, edition.pack.programme_id
    ):
        raise NotFound
    return edition


def workstreams_of(session: Session, edition: Edition) -> Sequence[Workstream]:
    """Return the workstreams whose updates an edition prints, in the plan's order."""
    return session.scalars(
        select(Workstream)
        .join(ProgressUpdate, ProgressUpdate.workstream_id == Workstream.id)
        .join(Revision, Revision.update_id == ProgressUpdate.id)
        .join(EditionEntry, EditionEntry.revision_id == Revision.id)
        .where(EditionEntry.edition_id == edition.id)
        .order_by(Workstream.position)
    ).all()


def frozen_document(edition: Edition) -> document.Document:
    """Return what an edition says; raises Incomplete when it is not what was issued."""
    if document.stored_fingerprint(edition.document, edition.sha256) != edition.sha256:
        raise Incomplete(
            "The stored text of this edition is not the text that was issued: its fingerprint "
            "differs. It is not shown.",
            "Tell the programme office. Copies that carry the printed fingerprint are still good.",
        )
    return document.decode(edition.document)


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
    require_issued(found.content, found.sha256)
    return found


def require_issued(content: bytes, sha256: str) -> None:
    """Raise Incomplete when the bytes of a file are not those that were issued."""
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Incomplete(
            "The stored file is not the file that was issued: its fingerprint differs.",
            "Tell the programme office. The edition in its other formats may still be good.",
        )


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
