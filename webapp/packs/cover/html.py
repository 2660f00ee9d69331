"""Sets a cover report as one web page that needs nothing else."""

from webapp.packs.cover.document import CoverDocument
from webapp.packs.renderers.html import standalone


def render(document: CoverDocument) -> bytes:
    """Return the page as UTF-8; the same document gives the same bytes."""
    return standalone("packs/cover/standalone.html", document)
