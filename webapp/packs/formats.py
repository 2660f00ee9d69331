"""The formats an edition is given out in: how each is made, named and sent."""

from collections.abc import Mapping
from importlib import import_module

from models import Edition, Pack
from models.enums import PackFormat
from webapp.packs.document import Document

MEDIA_TYPES: Mapping[PackFormat, str] = {
    PackFormat.HTML: "text/html",
    PackFormat.PDF: "application/pdf",
    PackFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    PackFormat.JSON: "application/json",
    PackFormat.CSV: "application/zip",
}
RENDERERS: Mapping[PackFormat, str] = {
    PackFormat.HTML: "html",
    PackFormat.PDF: "pdf",
    PackFormat.DOCX: "docx",
    PackFormat.JSON: "data",
    PackFormat.CSV: "tables",
}
"""Modules of `webapp.packs.renderers`; each has `render(document) -> bytes`."""


def render(document: Document, kind: PackFormat) -> bytes:
    """Return the document in one format; the same document gives the same bytes."""
    # Loaded when first asked for: Typst and python-docx would slow every start.
    renderer = import_module(f"webapp.packs.renderers.{RENDERERS[kind]}")
    rendered: bytes = renderer.render(document)
    return rendered


def file_name(pack: Pack, edition: Edition | None, kind: PackFormat) -> str:
    """Return the name a file is saved under; the period's phase and programme must be loaded."""
    return f"{stem(pack, edition)}.{kind}"


def stem(pack: Pack, edition: Edition | None) -> str:
    """Return how the names of all files of an edition, or of a draft, begin; loaded as for one."""
    period = pack.period
    version = f"edition-{edition.number}" if edition else "draft"
    return f"{period.phase.programme.slug}-{period.slug}-{pack.recipe}-{version}"
