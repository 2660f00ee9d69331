"""Jinja filters and globals: dates in words, asset addresses, ids for markup."""

import json
from datetime import date, datetime
from functools import cache, lru_cache

from flask import Flask, url_for
from jinja2 import Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from markupsafe import Markup

from webapp.clock import LONDON, now
from webapp.config import ROOT
from webapp.domain import measures, wording
from webapp.domain.registers import reference
from webapp.exempting import Marked, exemption_of
from webapp.narrative import parse, to_html

REMEMBERED = 256
"""Texts kept as HTML: a text is written once and read on many pages."""


def day(value: date | datetime | None) -> str:
    """Write a date as 31 October 2023; an instant is taken in London."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(LONDON).date()
    return wording.day(value)


def moment(value: datetime) -> str:
    """Write an instant as 31 October 2023 at 9:04pm, London time."""
    return wording.moment(value.astimezone(LONDON))


def clock_time(value: datetime) -> str:
    """Write the time of day as 9:04pm, London time."""
    return wording.clock_time(value.astimezone(LONDON))


@lru_cache(maxsize=REMEMBERED)
def narrative(text: str, under: int = 2) -> Markup:
    """Set Markdown as safe HTML; its own headings begin one level below `under`, as in <h2>."""
    # Blocks count from the first heading below a page's title, so their level 1 is set as <h2>.
    return to_html(parse(text, under=under - 1))


@cache
def _manifest() -> dict[str, str]:
    """Return the built assets by their plain names."""
    path = ROOT / "static" / "build" / "manifest.json"
    names: dict[str, str] = json.loads(path.read_text())
    return names


def asset(name: str) -> str:
    """Return the address of a built asset; it changes with the content, so caches keep it."""
    return url_for("static", filename=f"build/{_manifest()[name]}")


def exempt_mark(row: Marked) -> str:
    """Say that a row's words may not be published, on what ground and why; empty where they may."""
    exemption = exemption_of(row)
    return exemption.mark if exemption else ""


class SharedTemplate(Template):
    """A template that keeps its macros for all who import them, as all see the same globals.

    Jinja compares the globals at every import, a dozen times on a page, and never finds others.
    """

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:  # noqa: ARG002
        """Return the macros."""
        return super()._get_default_module()


def init_app(app: Flask) -> None:
    """Give templates the filters and globals of this module."""
    app.jinja_env.template_class = SharedTemplate
    app.add_template_filter(day)
    app.add_template_filter(moment)
    app.add_template_filter(clock_time)
    app.add_template_filter(narrative)
    app.add_template_filter(exempt_mark)
    app.add_template_filter(wording.kilobytes)
    app.add_template_global(asset)
    app.add_template_global(now)
    app.add_template_global(reference)
    app.jinja_env.globals["measure"] = measures
