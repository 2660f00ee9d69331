"""What a cover report says: a typed document with canonical bytes, and its pieces by handle.

A handle names a piece for ever: letters and numbers are given out when the report is printed, so a
piece may move or go without any text pointing to the wrong place.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from typing import TypeVar

import msgspec

from webapp.domain.exempt import Exemption, Markable

SCHEMA = 1
TEXT_LIMIT = 30_000
LINE_LIMIT = 2_000
PIECE_LIMIT = 200
"""Pieces of one kind in a report."""
HANDLE_LENGTH = 30


class FrontLine(msgspec.Struct, frozen=True):
    """A line of the front matter that only some bodies have, such as wards."""

    label: str
    value: str


class Front(msgspec.Struct, frozen=True, kw_only=True):
    """The front matter; `report_of` are the numbers of people, printed by name and post."""

    committee: str
    meets_on: date
    agenda_item: str = ""
    title: str
    report_of: tuple[int, ...] = ()
    lead_member: str = ""
    exempt: Exemption | None = None
    """Why the whole report may not be published."""
    key_decision: bool = False
    plan_reference: str = ""
    """Of a key decision in the forward plan."""
    voting: str = ""
    lines: tuple[FrontLine, ...] = ()


class Recommendation(Markable, frozen=True, kw_only=True):
    """What the committee is asked to do, in Markdown."""

    handle: str
    text: str


class Paragraph(Markable, frozen=True, kw_only=True):
    """A numbered paragraph in Markdown; `ratings` prints the pack's ratings below it."""

    handle: str
    heading: str = ""
    text: str = ""
    ratings: bool = False


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A numbered section of the text."""

    handle: str
    heading: str
    paragraphs: tuple[Paragraph, ...] = ()


class Appendix(Markable, frozen=True, kw_only=True):
    """A paper behind the report: the pack's edition, or another body's with author and date.

    A public version does not name an exempt one, and letters those that are left without a gap.
    """

    handle: str
    title: str
    pack: bool = False
    author: str = ""
    dated: date | None = None


class BackgroundPaper(msgspec.Struct, frozen=True, kw_only=True):
    """A paper the report relies on (Local Government Act 1972, section 100D)."""

    handle: str
    title: str
    link: str = ""


class CoverContent(msgspec.Struct, frozen=True, kw_only=True):
    """All the office writes; implications are rows, since their officers write those."""

    front: Front
    recommendations: tuple[Recommendation, ...] = ()
    objectives: tuple[str, ...] = ()
    """Strategic objectives the report serves, in the programme's words."""
    objectives_text: str = ""
    parts: tuple[Part, ...] = ()
    appendices: tuple[Appendix, ...] = ()
    papers: tuple[BackgroundPaper, ...] = ()
    schema: int = SCHEMA

    @property
    def paragraphs(self) -> Iterator[Paragraph]:
        """The numbered paragraphs of every part, in order."""
        return (paragraph for part in self.parts for paragraph in part.paragraphs)


Piece = Recommendation | Paragraph | Part | Appendix | BackgroundPaper
AnyPiece = TypeVar("AnyPiece", Recommendation, Part, Paragraph, Appendix, BackgroundPaper)

_encoder = msgspec.json.Encoder(order="sorted")
_decoder = msgspec.json.Decoder(CoverContent)


def encode(content: CoverContent) -> str:
    """Return the canonical JSON text (sorted keys, no spaces): equal content gives equal bytes."""
    return _encoder.encode(content).decode()


def decode(text: str) -> CoverContent:
    """Read canonical JSON back; raises msgspec.ValidationError when it is not a cover report."""
    return _decoder.decode(text)


def fingerprint(value: object) -> str:
    """Return the SHA-256 (64 hex digits) of any part of a report; of None, an empty text."""
    return "" if value is None else hashlib.sha256(_encoder.encode(value)).hexdigest()


def handle_from(title: str, taken: set[str]) -> str:
    """Return a handle made of a title's words, other than those taken: "highlight-report"."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain)[:HANDLE_LENGTH].strip("-") or "paper"
    number = 1
    handle = stem
    while handle in taken:
        number += 1
        handle = f"{stem}-{number}"
    return handle


def next_handle(letter: str, taken: set[str]) -> str:
    """Return the first of p1, p2 … above every one taken."""
    numbers = (int(one[1:]) for one in taken if one[:1] == letter and one[1:].isdecimal())
    return f"{letter}{max(numbers, default=0) + 1}"
