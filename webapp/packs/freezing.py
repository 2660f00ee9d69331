"""Freezing: an edition with its document, its files and the revisions it holds, for ever."""

import hashlib
from datetime import datetime

from sqlalchemy.orm import Session

from models import Edition, EditionEntry, EditionFile, Pack
from models.enums import PackFormat
from webapp.domain.actor import Actor
from webapp.packs import builder, contents, document, formats


def freeze(session: Session, pack: Pack, actor: Actor, *, at: datetime) -> Edition:
    """Write the next edition of a pack and flush; one after the first says why it was made."""
    number = len(pack.editions) + 1
    gathered = contents.gather(session, pack, at=at, edition_number=number)
    frozen = builder.build(gathered.data)
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
