"""Sets a document as one web page that needs nothing else: style inside, no script, no network."""

import base64
import hashlib
from functools import cache, lru_cache
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from webapp.domain.blocks import Chart
from webapp.narrative import TEMPLATES
from webapp.packs.document import Document, Section

PIXELS = 96 / 25.4
"""Pixels of a page in a millimetre."""
PLAIN = "/:=;,()'"
"""What an address may hold as it is."""
REMEMBERED = 128
"""Sections kept as HTML: a pack is looked at far more often than one of its sections changes."""


def render(document: Document) -> bytes:
    """Return the page as UTF-8. The same document gives the same bytes."""
    return standalone("packs/standalone.html", document)


def standalone(template: str, document: object) -> bytes:
    """Return a whole page made by one of our templates, as UTF-8, with our style inside."""
    style, style_hash = _style()
    page = _environment().get_template(template)
    return page.render(document=document, style=style, style_hash=style_hash).encode()


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
    environment.globals["picture"] = _picture
    return environment


def _picture(chart: Chart) -> dict[str, Markup | int]:
    """Return the picture of a chart as an address that holds it whole, and its size in pixels."""
    # Loaded when the first chart is drawn: matplotlib would slow every start.
    from webapp.packs.renderers import pictures

    drawn = pictures.vector(chart.data)
    return {
        "address": _whole(drawn.svg),
        "width": round(drawn.width * PIXELS),
        "height": round(drawn.height * PIXELS),
    }


def _whole(svg: str) -> Markup:
    """Return SVG as an address: what would end or change one is written in another way.

    Mark by mark, which is several times as fast as letter by letter, and shorter than base64.
    """
    for mark in sorted(set(svg), key="%".__ne__):
        svg = svg.replace(mark, quote(mark, safe=PLAIN))
    return Markup(f"data:image/svg+xml,{svg}")  # noqa: S704 - no mark of HTML is left in it


@cache
def _style() -> tuple[Markup, str]:
    """Return the style of every page and the hash by which its policy admits that style."""
    style = (TEMPLATES / "packs" / "standalone.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return Markup(style), digest  # noqa: S704 - our own file
