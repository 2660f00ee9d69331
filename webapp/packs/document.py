"""One document for every format: what a pack says, in order, before anybody sets it on a page."""

import hashlib

import msgspec

from models.enums import Audience, PaperKind
from webapp.domain.blocks import Block
from webapp.packs.dataset import Dataset

SCHEMA = 3
"""Version 2 added `data`, version 3 `staff_names`.

Further versions only add, so that every reader of one reads the next.
"""

NO_NAMES = "Left out. People are called by their roles."


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Who answers for a text: the revision it was taken from, its author and its approver."""

    id: str
    name: str
    revision: int
    sha256: str
    author: str
    written_on: str
    approver: str
    approved_on: str


class Paper(msgspec.Struct, frozen=True, kw_only=True):
    """A paper by others that goes out beside the document; `dated_on` is ISO, `size` in bytes."""

    letter: str
    title: str
    author: str
    dated_on: str
    kind: PaperKind
    size: int
    sha256: str


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """The audit record as it was signed before the edition was made: pack names record."""

    key: str
    root: str
    size: int


class Section(msgspec.Struct, frozen=True):
    """A part of the document that stands in its contents."""

    id: str
    title: str
    level: int
    blocks: tuple[Block, ...]
    new_page: bool = False
    wide: bool = False
    """Whether it has a page of its own on its side, its tables in small type."""


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """A pack. Dates are ISO; `fingerprint` is the SHA-256 of the document without it."""

    title: str
    subtitle: str
    organisation: str
    programme: str
    phase: str
    period: str
    starts_on: str
    ends_on: str
    audience: Audience
    audience_name: str
    edition: int | None
    edition_label: str
    status: str
    prepared_on: str
    prepared_label: str
    meeting_on: str = ""
    meeting_label: str = ""
    public: bool = False
    """Whether it holds only what may be published."""
    publication: str = ""
    """Whether it may be published, and what that means for what it says."""
    staff_names: bool = True
    """Whether people are called by their names; otherwise by their roles."""
    replaces: str = ""
    """The edition it takes the place of, and its date; empty for the first."""
    sections: tuple[Section, ...]
    sources: tuple[Source, ...] = ()
    papers: tuple[Paper, ...] = ()
    checkpoint: Record | None = None
    data: Dataset | None = None
    """The rows behind it; none in editions of version 1."""
    fingerprint: str = ""
    language: str = "en-GB"
    schema: int = SCHEMA

    @property
    def particulars(self) -> tuple[tuple[str, str], ...]:
        """What the title page says about the document: labels and values, none of them empty."""
        particulars = (
            ("Reporting period", self.period),
            ("Prepared for", self.audience_name),
            ("Meeting", self.meeting_label),
            ("Status", f"{self.status}, {self.edition_label}" if self.edition else self.status),
            ("Publication", self.publication),
            ("Staff names", "" if self.staff_names else NO_NAMES),
            ("Replaces", self.replaces),
            ("Date" if self.edition else "Prepared on", self.prepared_label),
            ("Fingerprint (SHA-256)", self.fingerprint),
        )
        return tuple((label, value) for label, value in particulars if value)

    @property
    def running_title(self) -> str:
        """The line at the foot of every page: programme, phase, period and edition."""
        return f"{self.programme}, {self.phase} · {self.period} · {self.edition_label}"


_encoder = msgspec.json.Encoder(order="sorted")
_decoder = msgspec.json.Decoder(Document)


def encode(document: Document) -> bytes:
    """Return the canonical JSON (UTF-8, sorted keys, no spaces): equal documents, equal bytes."""
    return _encoder.encode(document)


def decode(text: bytes | str) -> Document:
    """Read canonical JSON back; raises msgspec.ValidationError when it is not a document."""
    return _decoder.decode(text)


def fingerprint(document: Document) -> str:
    """Return the SHA-256 (64 hex digits) of what the document says, its own fingerprint apart."""
    bare = msgspec.structs.replace(document, fingerprint="")
    return hashlib.sha256(encode(bare)).hexdigest()


def stored_fingerprint(text: str, printed: str) -> str:
    """Return the SHA-256 of stored canonical JSON without the fingerprint `printed` in it.

    It is taken from the text itself, so a document still proves itself when later versions of
    Waymark know parts of a document that it does not have.
    """
    bare = text.replace(f'"fingerprint":"{printed}"', '"fingerprint":""', 1)
    return hashlib.sha256(bare.encode()).hexdigest()


def seal(document: Document) -> Document:
    """Return the document with its fingerprint printed in it."""
    return msgspec.structs.replace(document, fingerprint=fingerprint(document))
