"""Papers as pages, packs and actions read them: those behind the pack of a period."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import Pack, Paper, PaperFile
from webapp.domain.errors import NotFound
from webapp.exempting import exemption_of
from webapp.packs import material

OF_A_PERIOD = (
    select(Paper)
    .join(Pack, Pack.id == Paper.pack_id)
    .options(joinedload(Paper.file, innerjoin=True).joinedload(PaperFile.added_by, innerjoin=True))
    .order_by(Paper.position, Paper.id)
)


def papers_of(session: Session, period_id: int) -> Sequence[Paper]:
    """Return the papers behind the packs of a period in their order, with who added them."""
    return session.scalars(OF_A_PERIOD.where(Pack.period_id == period_id)).all()


def find_paper(session: Session, pack: Pack, paper_id: int, *, content: bool = False) -> Paper:
    """Return a paper behind a pack's period, with its bytes where asked; raises NotFound."""
    query = OF_A_PERIOD.where(Pack.period_id == pack.period_id, Paper.id == paper_id)
    if content:
        query = query.options(joinedload(Paper.file, innerjoin=True).undefer(PaperFile.content))
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def printed(papers: Sequence[Paper]) -> tuple[material.Paper, ...]:
    """Return papers as a pack is built from them."""
    return tuple(
        material.Paper(
            title=paper.title,
            author=paper.author,
            dated_on=paper.dated_on,
            about=paper.about,
            kind=paper.file.kind,
            size=paper.file.size,
            sha256=paper.file.sha256,
            file_id=paper.file_id,
            exempt=exemption_of(paper),
        )
        for paper in papers
    )
