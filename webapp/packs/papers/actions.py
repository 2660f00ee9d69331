"""What the office does with papers: add, change, put in order, take out.

Every action takes the pack of the Improvement Group, held; it flushes and never commits, and what
it changes touches the next edition only. The pack's version goes up, so that nobody agrees papers
they have not seen.
"""

import hashlib
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from models import Pack, Paper, PaperFile
from webapp import audit, moves
from webapp.domain import content, policy
from webapp.domain.actor import Actor
from webapp.domain.errors import IllegalMove, Incomplete, NotFound, Stale
from webapp.domain.exempt import Exemption
from webapp.exempting import columns, exemption_of
from webapp.packs.foreword import is_open_for_words
from webapp.packs.papers import frozen, queries
from webapp.packs.papers.files import Inert
from webapp.packs.papers.names import plain

MOST_PAPERS = 20
"""Behind one pack; each has a letter, and the ZIP file of an edition has room for them."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """What is said of a paper; author and date are those on the paper itself."""

    title: str
    author: str
    dated_on: date
    about: str = ""
    exempt: Exemption | None = None

    @property
    def values(self) -> dict[str, Any]:
        """The columns of a row that they stand in."""
        values = asdict(self)
        del values["exempt"]
        return values | columns(self.exempt)


def words_of(paper: Paper) -> Words:
    """Return what is said of a paper."""
    return Words(
        title=paper.title,
        author=paper.author,
        dated_on=paper.dated_on,
        about=paper.about,
        exempt=exemption_of(paper),
    )


def fingerprint(paper: Paper) -> str:
    """Return the fingerprint of what is said of a paper, for who changes it."""
    return content.fingerprint(repr(words_of(paper)))


def require_open(pack: Pack, actor: Actor) -> None:
    """Raise NotAllowed, or IllegalMove once the group has agreed the pack."""
    policy.require(policy.runs_the_office(actor, pack))
    if not is_open_for_words(pack):
        raise IllegalMove(
            "The Improvement Group has agreed this pack, so its appendices can no longer change.",
            "Stop the pack, or begin a correction, and change them then.",
        )


def add(
    session: Session,
    pack: Pack,
    actor: Actor,
    *,
    at: datetime,
    words: Words,
    inert: Inert,
    name: str,
    most_bytes: int,
) -> Paper:
    """Keep a file made inert as the last appendix; the same file under one title is added once.

    `name` is what the file was called, `most_bytes` what all papers of the pack may have. Raises
    NotAllowed, IllegalMove, or Incomplete where there is no room for it.
    """
    require_open(pack, actor)
    there = queries.papers_of(session, pack.period_id)
    digest = hashlib.sha256(inert.content).hexdigest()
    for paper in there:
        if (paper.file.sha256, paper.title) == (digest, words.title):
            return paper
    if len(there) >= MOST_PAPERS:
        raise Incomplete(f"A pack has at most {MOST_PAPERS} appendices. Take one out first")
    if sum(paper.file.size for paper in there) + len(inert.content) > most_bytes:
        raise Incomplete(
            f"The appendices of a pack may have {most_bytes / 1_000_000:g} MB together. Make this "
            "file smaller, or take another out first"
        )
    paper = Paper(
        pack_id=pack.id,
        position=max((paper.position for paper in there), default=0) + 1,
        file=PaperFile(
            name=plain(name),
            kind=inert.kind,
            content=inert.content,
            size=len(inert.content),
            sha256=digest,
            taken_out="\n".join(inert.taken_out),
            added_at=at,
            added_by_id=actor.person_id,
        ),
        **words.values,
    )
    session.add(paper)
    session.flush()
    _record(session, pack, actor, "paper_added", paper, at=at)
    return paper


def change(
    session: Session,
    pack: Pack,
    paper: Paper,
    actor: Actor,
    *,
    at: datetime,
    words: Words,
    seen: str,
) -> None:
    """Say something else of a paper; `seen` is the fingerprint of what was on the page.

    The same again changes nothing. Raises NotAllowed, IllegalMove or Stale.
    """
    require_open(pack, actor)
    if words == words_of(paper):
        return
    if fingerprint(paper) != seen:
        raise Stale(
            "Somebody else changed this appendix while you were writing. Yours was not saved.",
            "Compare both, put together what should stay, and save again.",
        )
    for name, value in words.values.items():
        setattr(paper, name, value)
    session.flush()
    _record(session, pack, actor, "paper_changed", paper, at=at)


def move(
    session: Session, pack: Pack, paper_id: int, actor: Actor, *, at: datetime, by: int
) -> None:
    """Let a paper change places with its neighbour, `by` -1 or 1; at the edge nothing happens.

    Raises NotAllowed, IllegalMove or NotFound.
    """
    require_open(pack, actor)
    rows = list(queries.papers_of(session, pack.period_id))
    place = next((n for n, row in enumerate(rows) if row.id == paper_id), None)
    if place is None:
        raise NotFound
    if not 0 <= place + by < len(rows):
        return
    rows[place], rows[place + by] = rows[place + by], rows[place]
    for position, row in enumerate(rows, 1):
        row.position = position
    session.flush()
    _record(session, pack, actor, "paper_moved", rows[place + by], at=at)


def remove(session: Session, pack: Pack, paper_id: int, actor: Actor, *, at: datetime) -> None:
    """Take a paper out; its file goes too unless an edition holds it.

    Gone already, nothing happens. Raises NotAllowed or IllegalMove.
    """
    require_open(pack, actor)
    for paper in queries.papers_of(session, pack.period_id):
        if paper.id == paper_id:
            _record(session, pack, actor, "paper_removed", paper, at=at)
            session.delete(paper)
            session.flush()
            frozen.forget(session, [paper.file_id])


def _record(
    session: Session, pack: Pack, actor: Actor, done: str, paper: Paper, *, at: datetime
) -> None:
    """Let the pack's version go up and record what was done."""
    moves.change_pack(session, pack, {})
    audit.record(
        session,
        actor.person_id,
        f"pack.{done}",
        f"pack:{pack.id}",
        at=at,
        detail={"paper": paper.id, "file": paper.file.sha256},
    )
