"""Freezing: an edition with its document, its files and the revisions it holds, for ever."""

import hashlib
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from models import Edition, EditionEntry, EditionFile, Pack
from models.enums import PackFormat
from webapp import checkpoints
from webapp.domain.actor import Actor
from webapp.packs import builder, contents, document, formats
from webapp.packs.papers import frozen as papers


def freeze(session: Session, pack: Pack, actor: Actor, *, at: datetime) -> Edition:
    """Write the next edition of a pack and flush; one after the first says why it was made.

    The record is signed first, and the edition names it. Raises Incomplete where the record is not
    what was signed before.
    """
    signed = checkpoints.checkpoint(session, at=at)
    number = len(pack.editions) + 1
    gathered = contents.gather(session, pack, at=at, edition_number=number)
    record = document.Record(key=signed.key, root=signed.root, size=signed.size)
    frozen = builder.build(replace(gathered.data, checkpoint=record))
    edition = Edition(
        number=number,
        document=document.encode(frozen).decode(),
        sha256=frozen.fingerprint,
        correction=pack.correction if number > 1 else "",
        issued_at=at,
        issued_by_id=actor.person_id,
        files=[_file(frozen, kind) for kind in PackFormat],
    )
    pack.editions.append(edition)
    session.flush()
    session.add_all(
        EditionEntry(
            edition_id=edition.id,
            revision_id=row.revision.id,
            sha256=row.revision.sha256,
            step=row.step,
            confirmed=row.confirmed,
        )
        for row in gathered.printed
    )
    papers.freeze(session, edition, gathered.data)
    session.flush()
    return edition


def _file(frozen: document.Document, kind: PackFormat) -> EditionFile:
    rendered = formats.render(frozen, kind)
    return EditionFile(
        format=kind,
        content=rendered,
        size=len(rendered),
        sha256=hashlib.sha256(rendered).hexdigest(),
    )
