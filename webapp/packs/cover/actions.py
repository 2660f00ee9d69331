"""Writing a cover report: begun on a pack, its front and its pieces saved, moved, taken out.

Every action takes a report from `queries.get_cover(…, lock=True)`, flushes and never commits; a
refusal leaves nothing behind.
"""

from datetime import datetime

import msgspec
from sqlalchemy.orm import Session

from models import Pack
from models.covers import CoverImplication, CoverReport
from webapp import audit
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.errors import IllegalMove, Incomplete, Stale
from webapp.domain.wording import counted, day, listing
from webapp.packs.cover import pieces, references
from webapp.packs.cover.content import (
    PIECE_LIMIT,
    Appendix,
    CoverContent,
    Front,
    Piece,
    decode,
    encode,
    fingerprint,
)
from webapp.packs.cover.pieces import Kind
from webapp.packs.cover.queries import exemption, printed_implications
from webapp.packs.cover.signing import standing_sign_off, wording


class Conflict(Exception):
    """Two people wrote the same piece; nothing was saved and both texts are still there."""

    def __init__(self, by: str, theirs: object) -> None:
        super().__init__(by)
        self.by = by
        self.theirs = theirs


def start(
    session: Session,
    pack: Pack,
    actor: Actor,
    *,
    at: datetime,
    content: CoverContent,
    headings: tuple[str, ...],
) -> CoverReport:
    """Begin a report on a pack; `headings` are those under which implications are asked for.

    Raises NotAllowed.
    """
    policy.require(policy.runs_the_office(actor, pack))
    row = CoverReport(
        pack_id=pack.id,
        pack=pack,
        content=encode(content),
        changed_at=at,
        changed_by_id=actor.person_id,
        implications=[
            CoverImplication(
                position=position,
                heading=heading,
                sha256=wording(heading, "", None, content.recommendations),
            )
            for position, heading in enumerate(headings, 1)
        ],
    )
    session.add(row)
    session.flush()
    record(session, row, actor, "start", at=at, pack=pack.id)
    return row


def record(
    session: Session,
    cover: CoverReport,
    actor: Actor,
    verb: str,
    *,
    at: datetime,
    **detail: str | int | None,
) -> None:
    """Write into the audit record what was done with a report."""
    audit.record(
        session, actor.person_id, f"cover.{verb}", f"cover:{cover.id}", at=at, detail=detail
    )


def _keep(
    session: Session, cover: CoverReport, actor: Actor, content: CoverContent, *, at: datetime
) -> None:
    """Store what the report says now, and what sign-offs would stand for."""
    cover.content = encode(content)
    cover.changed_at, cover.changed_by_id = at, actor.person_id
    for row in cover.implications:
        row.sha256 = wording(row.heading, row.text, exemption(row), content.recommendations)
    session.flush()
    session.expire(cover, ["changed_by"])
    record(session, cover, actor, "save", at=at, sha256=fingerprint(content))


def _require_seen(cover: CoverReport, stored: object, typed: object, seen: str) -> None:
    """Raise Conflict when somebody else changed a piece since it was on the page.

    What says the same as what is stored is no conflict.
    """
    if stored != typed and fingerprint(stored) != seen:
        raise Conflict(cover.changed_by.name, stored)


def save_front(
    session: Session, cover: CoverReport, actor: Actor, *, at: datetime, front: Front, seen: str
) -> None:
    """Save the front matter; `seen` is the fingerprint of the one on the page.

    Raises NotAllowed, Conflict, or Incomplete when a sign-off would be later than the meeting.
    """
    policy.require(policy.runs_the_office(actor, cover))
    content = decode(cover.content)
    _require_seen(cover, content.front, front, seen)
    for row in cover.implications:
        sign_off = standing_sign_off(row.sign_offs, row.sha256)
        if sign_off and sign_off.signed_on > front.meets_on:
            raise Incomplete(
                f"The {row.heading} implications were signed off on {day(sign_off.signed_on)}, "
                "which would be after the meeting"
            )
    if front != content.front:
        _keep(session, cover, actor, msgspec.structs.replace(content, front=front), at=at)


def save_objectives(
    session: Session,
    cover: CoverReport,
    actor: Actor,
    *,
    at: datetime,
    objectives: tuple[str, ...],
    text: str,
    seen: str,
) -> None:
    """Save which strategic objectives the report serves, and what it says of them in Markdown.

    Raises NotAllowed, Conflict, or Incomplete for a reference to nothing.
    """
    policy.require(policy.runs_the_office(actor, cover))
    content = decode(cover.content)
    changed = msgspec.structs.replace(content, objectives=objectives, objectives_text=text)
    _require_seen(cover, said_of_objectives(content), said_of_objectives(changed), seen)
    _require_references(cover, changed, text)
    if changed != content:
        _keep(session, cover, actor, changed, at=at)


def said_of_objectives(content: CoverContent) -> tuple[tuple[str, ...], str]:
    """Return what two people would be in conflict about."""
    return content.objectives, content.objectives_text


def _require_references(cover: CoverReport, content: CoverContent, text: str) -> None:
    """Raise Incomplete when a text refers to a piece that is not there."""
    labels = references.numbered(content, printed_implications(cover)).labels
    if wrong := references.wrong_reference(text, labels):
        raise Incomplete(wrong)


def save_piece(
    session: Session,
    cover: CoverReport,
    actor: Actor,
    *,
    at: datetime,
    kind: Kind,
    piece: Piece,
    seen: str,
    part: str = "",
) -> None:
    """Save a piece, or add a new one: then `seen` is empty and `part` is where a paragraph goes.

    Raises NotAllowed, Conflict, Stale when somebody took it out meanwhile, or Incomplete for a
    reference to nothing and for more pieces than a report holds.
    """
    policy.require(policy.runs_the_office(actor, cover))
    content = decode(cover.content)
    stored = pieces.find(content, kind, piece.handle)
    if stored is None and seen:
        raise Stale(
            f"Somebody took this {kind} out while you were writing, so it was not saved.",
            "Copy what you typed, go back to the report and add it anew if it should stay.",
        )
    if stored is not None:
        _require_seen(cover, stored, piece, seen)
    elif len(pieces.pieces(content, kind)) >= PIECE_LIMIT:
        raise Incomplete(f"A report holds at most {PIECE_LIMIT} of these")
    changed = pieces.put(content, kind, piece, part=part)
    _require_references(cover, changed, getattr(piece, "text", ""))
    if changed != content:
        _keep(session, cover, actor, changed, at=at)


def move_piece(
    session: Session,
    cover: CoverReport,
    actor: Actor,
    *,
    at: datetime,
    kind: Kind,
    handle: str,
    by: int,
) -> None:
    """Move a piece one place up (-1) or down (1); at the edge, or when it is gone, it does nothing.

    Raises NotAllowed.
    """
    policy.require(policy.runs_the_office(actor, cover))
    content = decode(cover.content)
    changed = pieces.move(content, kind, handle, by)
    if changed != content:
        _keep(session, cover, actor, changed, at=at)


def remove_piece(
    session: Session,
    cover: CoverReport,
    actor: Actor,
    *,
    at: datetime,
    kind: Kind,
    handle: str,
) -> None:
    """Take a piece out; gone already, it does nothing.

    Raises NotAllowed, or IllegalMove for the pack itself, for a section that holds paragraphs,
    and while another text still refers to it.
    """
    policy.require(policy.runs_the_office(actor, cover))
    content = decode(cover.content)
    stored = pieces.find(content, kind, handle)
    if stored is None:
        return
    if isinstance(stored, Appendix) and stored.pack:
        raise IllegalMove(
            "The report is about the pack, so the pack stays among its appendices.",
            "You can move it up or down.",
        )
    held = getattr(stored, "paragraphs", ())
    if held:
        raise IllegalMove(
            f"This section holds {counted(len(held), 'paragraph', 'paragraphs')}.",
            "Take them out or move them to another section first.",
        )
    implications = printed_implications(cover)
    labels = references.numbered(content, implications).labels
    if citing := references.cited_by((kind, handle), content, implications, labels):
        raise IllegalMove(
            f"It is referred to in {listing(citing)}, so it was not taken out.",
            "Change what is said there first.",
        )
    _keep(session, cover, actor, pieces.remove(content, kind, handle), at=at)
