"""Sets a cover report as a tagged PDF that is PDF/UA-1 and PDF/A-3a at once."""

from webapp.packs.cover.document import CoverDocument
from webapp.packs.renderers.pdf import set_pages, with_pictures


def render(document: CoverDocument) -> bytes:
    """Return the PDF; the same document gives the same bytes.

    Raises typst.TypstError when it cannot be set in a way that conforms.
    """
    fields, drawn = with_pictures(document)
    return set_pages("cover/cover.typ", fields, drawn=drawn)
