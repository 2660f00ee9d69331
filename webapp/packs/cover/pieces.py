"""The pieces of a cover report: found, put in, moved and taken out; each gives a new content."""

from enum import StrEnum
from typing import Any

import msgspec

from webapp.packs.cover.content import (
    AnyPiece,
    CoverContent,
    Paragraph,
    Part,
    Piece,
    handle_from,
    next_handle,
)


class Kind(StrEnum):
    """The kinds of pieces, by their word in an address."""

    RECOMMENDATION = "recommendation"
    PART = "section"
    PARAGRAPH = "paragraph"
    APPENDIX = "appendix"
    PAPER = "paper"


FIELDS = {
    Kind.RECOMMENDATION: "recommendations",
    Kind.PART: "parts",
    Kind.APPENDIX: "appendices",
    Kind.PAPER: "papers",
}
"""Where the pieces stand; paragraphs stand in parts."""
LETTERS = {Kind.RECOMMENDATION: "r", Kind.PART: "s", Kind.PARAGRAPH: "p"}


def pieces(content: CoverContent, kind: Kind) -> tuple[Piece, ...]:
    """Return the pieces of a kind in order."""
    if kind is Kind.PARAGRAPH:
        return tuple(content.paragraphs)
    found: tuple[Piece, ...] = getattr(content, FIELDS[kind])
    return found


def find(content: CoverContent, kind: Kind, handle: str) -> Piece | None:
    """Return a piece, or None where there is none of that handle."""
    return next((piece for piece in pieces(content, kind) if piece.handle == handle), None)


def new_handle(content: CoverContent, kind: Kind, title: str) -> str:
    """Return a handle for a new piece; appendices and papers are named after their title."""
    taken = {piece.handle for piece in pieces(content, kind)}
    return next_handle(LETTERS[kind], taken) if kind in LETTERS else handle_from(title, taken)


def part_of(content: CoverContent, handle: str) -> Part | None:
    """Return the part a paragraph stands in."""
    return next(
        (part for part in content.parts if any(one.handle == handle for one in part.paragraphs)),
        None,
    )


def put(content: CoverContent, kind: Kind, piece: Piece, *, part: str = "") -> CoverContent:
    """Return the content with a piece in the place of its namesake, else at the end.

    `part` is the handle of the part that a new paragraph ends; of none, the last one.
    """
    if kind is not Kind.PARAGRAPH:
        rows: tuple[Any, ...] = getattr(content, FIELDS[kind])
        return msgspec.structs.replace(content, **{FIELDS[kind]: _with(rows, piece)})
    assert isinstance(piece, Paragraph)  # noqa: S101 - the kind says so
    there = part_of(content, piece.handle)
    home = there.handle if there else part or content.parts[-1].handle
    return msgspec.structs.replace(
        content,
        parts=tuple(
            msgspec.structs.replace(one, paragraphs=_with(one.paragraphs, piece))
            if one.handle == home
            else one
            for one in content.parts
        ),
    )


def _with(rows: tuple[Any, ...], piece: Any) -> tuple[Any, ...]:  # noqa: ANN401 - of one kind
    if any(row.handle == piece.handle for row in rows):
        return tuple(piece if row.handle == piece.handle else row for row in rows)
    return (*rows, piece)


def remove(content: CoverContent, kind: Kind, handle: str) -> CoverContent:
    """Return the content without a piece; a part goes with its paragraphs."""
    if kind is not Kind.PARAGRAPH:
        rows: tuple[Any, ...] = getattr(content, FIELDS[kind])
        left = tuple(row for row in rows if row.handle != handle)
        return msgspec.structs.replace(content, **{FIELDS[kind]: left})
    return msgspec.structs.replace(
        content,
        parts=tuple(
            msgspec.structs.replace(
                part, paragraphs=tuple(one for one in part.paragraphs if one.handle != handle)
            )
            for part in content.parts
        ),
    )


def move(content: CoverContent, kind: Kind, handle: str, by: int) -> CoverContent:
    """Return the content with a piece one place up (-1) or down (1); at the end it stays.

    A paragraph at the edge of its part goes over into the neighbouring one.
    """
    if kind is not Kind.PARAGRAPH:
        rows: tuple[Any, ...] = getattr(content, FIELDS[kind])
        return msgspec.structs.replace(content, **{FIELDS[kind]: _moved(rows, handle, by)})
    home = part_of(content, handle)
    if home is None:
        return content
    at = [one.handle for one in home.paragraphs].index(handle)
    if 0 <= at + by < len(home.paragraphs):
        inner = msgspec.structs.replace(home, paragraphs=_moved(home.paragraphs, handle, by))
        return put(content, Kind.PART, inner)
    place = content.parts.index(home) + by
    if not 0 <= place < len(content.parts):
        return content
    paragraph, to = home.paragraphs[at], content.parts[place]
    inside = (paragraph, *to.paragraphs) if by > 0 else (*to.paragraphs, paragraph)
    there = msgspec.structs.replace(to, paragraphs=inside)
    return put(remove(content, kind, handle), Kind.PART, there)


def _moved(rows: tuple[AnyPiece, ...], handle: str, by: int) -> tuple[AnyPiece, ...]:
    at = next((place for place, row in enumerate(rows) if row.handle == handle), None)
    if at is None or not 0 <= at + by < len(rows):
        return rows
    ordered = list(rows)
    ordered[at], ordered[at + by] = ordered[at + by], ordered[at]
    return tuple(ordered)
