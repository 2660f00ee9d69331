"""Sets a document as one web page that needs nothing else: style inside, no script, no network."""

import base64
import hashlib
from functools import cache, lru_cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from webapp.drawing.inline import picture
from webapp.narrative import TEMPLATES
from webapp.packs.document import Document, Section

REMEMBERED = 128
"""Sections kept as HTML: a pack is looked at far more often than one of its sections changes."""


def render(document: Document) -> bytes:
    """Return the page as UTF-8. The same document gives the same bytes."""
    return standalone("packs/standalone.html", document)


def standalone(template: str, document: object) -> bytes:
    """Return a whole page made by one of our templates, as UTF-8, with our style inside."""
    style, style_hash = _style()
    page = _environment().get_template(template)
    # Piece by piece: the text of a large pack as one string would be copied at every step.
    pieces = page.generate(document=document, style=style, style_hash=style_hash)
    return b"".join(piece.encode() for piece in pieces)


@lru_cache(maxsize=REMEMBERED)
def section(part: Section) -> Markup:
    """Return one section, as the page has it."""
    macros: Any = _environment().get_template("packs/_document.html").module
    return Markup(macros.section(part))  # noqa: S704 - escaped by the template


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    environment.globals["picture"] = picture
    return environment


@cache
def _style() -> tuple[Markup, str]:
    """Return the style of every page and the hash by which its policy admits that style."""
    style = (TEMPLATES / "packs" / "standalone.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return Markup(style), digest  # noqa: S704 - our own file
