"""The papers an edition was issued with: the same words and bytes for ever."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session, joinedload

from models import Edition, EditionPaper, Pack, Paper, PaperFile
from models.enums import PackPart
from webapp.domain.errors import Incomplete, NotFound
from webapp.exempting import columns
from webapp.packs.material import PackData
from webapp.packs.papers.section import held, letter
from webapp.packs.recipes import recipe_of
from webapp.waymark_verify import appendix

SAID = ("title", "author", "dated_on", "about", "exempt_paragraph", "exempt_reason")
"""What is said of a paper beside its file."""


def freeze(session: Session, edition: Edition, data: PackData) -> None:
    """Write which papers an edition holds: those of the material its document was built from."""
    session.add_all(
        EditionPaper(
            edition_id=edition.id,
            place=place,
            file_id=paper.file_id,
            title=paper.title,
            author=paper.author,
            dated_on=paper.dated_on,
            about=paper.about,
            **columns(paper.exempt),
        )
        for place, paper in enumerate(held(data), 1)
    )


def restore(session: Session, pack: Pack) -> None:
    """Put the papers of a pack back as its last edition holds them, and flush.

    They stay as they are where its recipe leaves them out: then no edition tells how they were.
    """
    if PackPart.APPENDICES not in recipe_of(session, pack).parts:
        return
    kept = session.scalars(
        select(EditionPaper)
        .where(EditionPaper.edition_id == pack.editions[-1].id)
        .order_by(EditionPaper.place)
    ).all()
    files = session.scalars(select(Paper.file_id).where(Paper.pack_id == pack.id)).all()
    session.execute(delete(Paper).where(Paper.pack_id == pack.id))
    session.add_all(
        Paper(
            pack_id=pack.id,
            position=row.place,
            file_id=row.file_id,
            **{name: getattr(row, name) for name in SAID},
        )
        for row in kept
    )
    session.flush()
    forget(session, files)


def differ(session: Session, pack: Pack) -> bool:
    """Return whether the papers of a pack are not those that its last edition holds."""
    if PackPart.APPENDICES not in recipe_of(session, pack).parts:
        return False
    held_now, held_then = (
        session.execute(
            select(kind.file_id, *(getattr(kind, name) for name in SAID))
            .where(condition)
            .order_by(order)
        ).all()
        for kind, condition, order in (
            (Paper, Paper.pack_id == pack.id, Paper.position),
            (
                EditionPaper,
                EditionPaper.edition_id == pack.editions[-1].id,
                EditionPaper.place,
            ),
        )
    )
    return held_now != held_then


def forget(session: Session, files: Sequence[int]) -> None:
    """Delete those of the files that neither a pack nor an edition holds any longer."""
    session.execute(
        delete(PaperFile).where(
            PaperFile.id.in_(files),
            ~exists().where(Paper.file_id == PaperFile.id),
            ~exists().where(EditionPaper.file_id == PaperFile.id),
        )
    )


def papers_in(session: Session, edition: Edition) -> Sequence[EditionPaper]:
    """Return the papers of an edition with their bytes, in their order; one statement.

    Raises Incomplete when a file is not the one that was issued.
    """
    found = session.scalars(
        select(EditionPaper)
        .where(EditionPaper.edition_id == edition.id)
        .options(joinedload(EditionPaper.file, innerjoin=True).undefer(PaperFile.content))
        .order_by(EditionPaper.place)
        .execution_options(populate_existing=True)
    ).all()
    for paper in found:
        require_whole(paper.file)
    return found


def paper_in(session: Session, edition: Edition, name: str) -> EditionPaper:
    """Return a paper of an edition by its letter, with its bytes; raises NotFound, Incomplete."""
    for paper in papers_in(session, edition):
        if letter(paper.place) == name:
            return paper
    raise NotFound


def require_whole(file: PaperFile) -> None:
    """Raise Incomplete when the bytes of a file are not those that were kept."""
    if hashlib.sha256(file.content).hexdigest() != file.sha256:
        raise Incomplete(
            "The stored file is not the file that was kept: its fingerprint differs.",
            "Tell the programme office. Copies that were taken away before may still be good.",
        )


def member(paper: EditionPaper) -> str:
    """Return what a paper is called beside its edition; its file must be loaded."""
    return appendix(letter(paper.place), paper.file.kind)
