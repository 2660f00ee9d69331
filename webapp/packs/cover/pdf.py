"""Sets a cover report as a tagged PDF that is PDF/UA-1 and PDF/A-3a at once."""

import msgspec

from webapp.packs.cover.document import CoverDocument
from webapp.packs.renderers.pdf import set_pages


def render(document: CoverDocument) -> bytes:
    """Return the PDF; the same document gives the same bytes.

    Raises typst.TypstError when it cannot be set in a way that conforms.
    """
    fields = msgspec.to_builtins(document)
    fields["particulars"] = document.particulars
    fields["running_title"] = document.running_title
    return set_pages("cover/cover.typ", fields)
