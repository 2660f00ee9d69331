"""Issued cover reports as pages read them: the frozen text, its files, what presents an edition."""

from collections.abc import Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload, undefer

from models import Edition, Phase
from models.covers import CoverEdition, CoverFile, CoverImplication, CoverReport
from models.enums import PackFormat
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.errors import NotFound
from webapp.packs.cover.queries import PERIOD


def find_edition(session: Session, actor: Actor, edition_id: int) -> CoverEdition:
    """Return an issued report that the actor may read, with both texts and the list of files.

    Whoever may read the edition of the pack may read the report on it. Raises NotFound.
    """
    edition = session.scalars(
        select(CoverEdition)
        .where(CoverEdition.id == edition_id)
        .options(
            undefer(CoverEdition.document),
            undefer(CoverEdition.public_document),
            joinedload(CoverEdition.issued_by, innerjoin=True),
            joinedload(CoverEdition.cover, innerjoin=True).options(
                joinedload(CoverReport.pack, innerjoin=True).options(
                    PERIOD.joinedload(Phase.programme, innerjoin=True)
                ),
                selectinload(CoverReport.editions),
            ),
            selectinload(CoverEdition.files),
        )
    ).one_or_none()
    if edition is None or not may_read_issued(session, actor, edition):
        raise NotFound
    return edition


def presenting(session: Session, edition: Edition) -> Sequence[CoverEdition]:
    """Return the issued reports on an edition of a pack that no later edition replaced."""
    later = aliased(CoverEdition)
    return session.scalars(
        select(CoverEdition)
        .where(
            CoverEdition.edition_id == edition.id,
            ~exists().where(
                later.cover_id == CoverEdition.cover_id, later.number > CoverEdition.number
            ),
        )
        .options(undefer(CoverEdition.document), undefer(CoverEdition.public_document))
        .order_by(CoverEdition.id)
    ).all()


def may_read_issued(session: Session, actor: Actor, edition: CoverEdition) -> bool:
    """Return whether the actor may read an issued report: its pack's readers, and its officers."""
    pack = edition.cover.pack
    return policy.may_read_edition(actor, pack.audience, pack.programme_id) or _was_asked(
        session, actor, edition
    )


def may_read_whole(session: Session, actor: Actor, edition: CoverEdition) -> bool:
    """Return whether the actor may read an issued report with its exempt text, if it has any.

    An officer who is asked for an implication has read all of it before.
    """
    pack = edition.cover.pack
    return (
        not edition.public_document
        or policy.may_read_whole(actor, pack.audience, pack.programme_id)
        or _was_asked(session, actor, edition)
    )


def _was_asked(session: Session, actor: Actor, edition: CoverEdition) -> bool:
    asked = select(CoverImplication.id).where(
        CoverImplication.cover_id == edition.cover_id,
        CoverImplication.officer_id == actor.person_id,
    )
    return bool(session.scalar(select(exists(asked))))


def file_of(
    session: Session, edition: CoverEdition, kind: PackFormat, *, public: bool
) -> CoverFile:
    """Return a file of an issued report with its bytes; raises NotFound."""
    found = session.scalars(
        select(CoverFile)
        .where(
            CoverFile.cover_edition_id == edition.id,
            CoverFile.format == kind,
            CoverFile.public == public,
        )
        .options(undefer(CoverFile.content))
    ).one_or_none()
    if found is None:
        raise NotFound
    return found
