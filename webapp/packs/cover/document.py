"""One document for every format: what a cover report says, in order, before it is set."""

import hashlib

import msgspec

from webapp.domain.errors import Incomplete
from webapp.packs.document import Section, stored_fingerprint

SCHEMA = 1


class CoverDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A cover report. Dates are ISO; `fingerprint` is the SHA-256 of the document without it."""

    organisation: str
    programme: str
    committee: str
    meets_on: str
    meets_label: str
    agenda_item: str
    title: str
    front: tuple[tuple[str, str], ...]
    """What stands below the title: labels and values."""
    sections: tuple[Section, ...]
    edition: int | None
    edition_label: str
    public: bool
    """Whether it is the version whose exempt text is left out."""
    publication: str = ""
    """That it may not be published, and why; empty where it may."""
    prepared_on: str
    prepared_label: str
    replaces: str = ""
    fingerprint: str = ""
    language: str = "en-GB"
    schema: int = SCHEMA

    @property
    def running_title(self) -> str:
        """The line at the foot of every page."""
        version = "public version" if self.public else ""
        version = "Not for publication" if self.publication else version
        parts = (self.committee, self.meets_label, self.edition_label, version)
        return " · ".join(part for part in parts if part)

    @property
    def particulars(self) -> tuple[tuple[str, str], ...]:
        """What the end of the report says about this version: labels and values, none empty."""
        particulars = (
            ("Version", f"{self.edition_label}, public version" if self.public else ""),
            ("Version", "" if self.public else self.edition_label),
            ("Publication", self.publication),
            ("Replaces", self.replaces),
            ("Issued on" if self.edition else "Prepared on", self.prepared_label),
            ("Fingerprint (SHA-256)", self.fingerprint),
        )
        return tuple((label, value) for label, value in particulars if value)


_encoder = msgspec.json.Encoder(order="sorted")
_decoder = msgspec.json.Decoder(CoverDocument)


def encode(document: CoverDocument) -> str:
    """Return the canonical JSON text (sorted keys, no spaces): equal documents, equal text."""
    return _encoder.encode(document).decode()


def decode(text: str) -> CoverDocument:
    """Read canonical JSON back; raises msgspec.ValidationError when it is no cover report."""
    return _decoder.decode(text)


def unchanged(text: str) -> CoverDocument:
    """Return a frozen report; raises Incomplete when it is not the one that was issued."""
    page = decode(text)
    if stored_fingerprint(text, page.fingerprint) != page.fingerprint:
        raise Incomplete(
            "The stored text of this report is not the text that was issued: its fingerprint "
            "differs. It is not shown.",
            "Tell the programme office. Copies that carry the printed fingerprint are still good.",
        )
    return page


def seal(document: CoverDocument) -> CoverDocument:
    """Return the document with the SHA-256 of what it says printed in it."""
    bare = msgspec.structs.replace(document, fingerprint="")
    digest = hashlib.sha256(encode(bare).encode()).hexdigest()
    return msgspec.structs.replace(document, fingerprint=digest)
