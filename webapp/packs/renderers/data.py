"""Gives a document out as data: the canonical JSON its fingerprint is taken from."""

from webapp.packs.document import Document, encode


def render(document: Document) -> bytes:
    """Return the document as JSON, UTF-8. The same document gives the same bytes."""
    return encode(document)
