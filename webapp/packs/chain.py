"""The chain of a pack's editions: which replaces which and why, and who had received each."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import (
    Edition,
    EditionEntry,
    OutboxMessage,
    Pack,
    Person,
    ProgressUpdate,
    Revision,
    Workstream,
)
from models.enums import Action, Audience, PackStatus
from webapp.clock import LONDON
from webapp.packs import material
from webapp.packs.wording import titled

ISSUED = f"pack_{Action.ISSUE}"
"""The kind of message that told of an edition."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A revision that a pack prints, and the rating it prints with it."""

    workstream: Workstream
    revision: Revision
    step: int
    confirmed: bool
    last_note_at: datetime | None = None
    """When the last note on what happened after the period was approved."""


@dataclass(frozen=True, slots=True)
class Chain:
    """Where an edition stands among those of its pack."""

    before: Edition | None
    """The one it replaced."""
    latest: Edition
    in_correction: bool
    """Whether a further edition is being prepared."""


def chain(session: Session, edition: Edition) -> Chain:
    """Return where an edition stands; its pack must be loaded."""
    editions = session.scalars(
        select(Edition).where(Edition.pack_id == edition.pack_id).order_by(Edition.number)
    ).all()

    return Chain(
        before=next((row for row in editions if row.number == edition.number - 1), None),
        latest=editions[-1],
        in_correction=is_in_work(edition.pack),
    )


@dataclass(frozen=True, slots=True)
class Received:
    """Somebody who was told of an edition; `sent_at` is None while the message waits."""

    name: str
    job_title: str
    sent_at: datetime | None


def received_by(session: Session, edition: Edition) -> tuple[Received, ...]:
    """Return who was told of an edition, by name: they have it, whatever replaced it since."""
    following = session.scalar(
        select(Edition.issued_at)
        .where(Edition.pack_id == edition.pack_id, Edition.number > edition.number)
        .order_by(Edition.number)
        .limit(1)
    )
    told = (
        select(Person.name, Person.job_title, OutboxMessage.sent_at)
        .join(OutboxMessage, OutboxMessage.recipient_id == Person.id)
        .where(
            OutboxMessage.kind == ISSUED,
            OutboxMessage.pack_id == edition.pack_id,
            OutboxMessage.created_at >= edition.issued_at,
        )
        .order_by(Person.name, Person.id)
    )
    if following is not None:
        told = told.where(OutboxMessage.created_at < following)
    return tuple(Received(*row) for row in session.execute(told))


def correction(
    session: Session,
    pack: Pack,
    printed: Collection[Printed],
    *,
    edition_number: int | None = None,
) -> material.Correction | None:
    """Return what the next edition replaces and why, or None where it is the first."""
    if not pack.editions or (edition_number is None and not is_in_work(pack)):
        return None
    replaced = pack.editions[-1]
    return material.Correction(
        replaces=replaced.number,
        frozen_on=replaced.issued_at.astimezone(LONDON).date(),
        sha256=replaced.sha256,
        reason=pack.correction,
        changed=_changed(session, replaced, printed),
    )


def is_in_work(pack: Pack) -> bool:
    """Return whether a further edition of the pack may come of what is going on now."""
    if pack.audience is Audience.IMPROVEMENT_GROUP:
        return pack.status is not PackStatus.AGREED
    return pack.status is not PackStatus.ISSUED


def _changed(session: Session, replaced: Edition, printed: Collection[Printed]) -> tuple[str, ...]:
    """Return the workstreams whose report is not the one of the edition before, as printed."""
    rows = session.execute(
        select(
            Workstream,
            EditionEntry.revision_id,
            EditionEntry.step,
            EditionEntry.confirmed,
        )
        .join(ProgressUpdate, ProgressUpdate.workstream_id == Workstream.id)
        .join(Revision, Revision.update_id == ProgressUpdate.id)
        .join(EditionEntry, EditionEntry.revision_id == Revision.id)
        .where(EditionEntry.edition_id == replaced.id)
    )
    before = {(row.Workstream, tuple(row[1:])) for row in rows}
    now = {(row.workstream, (row.revision.id, row.step, row.confirmed)) for row in printed}
    changed = {workstream for workstream, _ in before ^ now}
    changed |= {
        row.workstream
        for row in printed
        if row.last_note_at is not None and row.last_note_at > replaced.issued_at
    }
    return tuple(titled(row) for row in sorted(changed, key=lambda row: row.position))
