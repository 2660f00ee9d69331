"""Templates: each compiles and is used, imports what it needs, and has words for everything."""

import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import nodes

from models.enums import (
    Action,
    Audience,
    Change,
    Level,
    Mark,
    MilestoneOutcome,
    PackFormat,
    PackStatus,
    PeriodStatus,
    Role,
    Section,
    Trend,
    UpdateStatus,
)
from webapp.config import ROOT
from webapp.domain.audiences import AUDIENCE_NAMES, pack_title
from webapp.domain.workflow import UPDATE
from webapp.packs.formats import MEDIA_TYPES

FOLDER = ROOT / "templates"
TEMPLATES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.html"))
SAFE = {"components/rating.html": 1}
"""How often a template calls a text safe: only the shapes of ratings, which stand in the file."""


def tree(app: Flask, name: str) -> nodes.Template:
    """Return a template as it is parsed."""
    return app.jinja_env.parse((FOLDER / name).read_text(encoding="utf-8"), name)


def referred(app: Flask, name: str) -> Iterator[str]:
    """Yield the templates that a template extends, includes or imports from."""
    kinds = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)
    for node in tree(app, name).find_all(kinds):
        if isinstance(node.template, nodes.Const):  # type: ignore[attr-defined]
            yield node.template.value  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_compiles(app: Flask, name: str) -> None:
    assert app.jinja_env.get_template(name).name == name


def test_every_template_is_used(app: Flask) -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "webapp").rglob("*.py"))
    used = {other for name in TEMPLATES for other in referred(app, name)}
    used |= {name for name in TEMPLATES if f'"{name}"' in code}
    used |= {name for name in TEMPLATES if re.fullmatch(r"errors/\d{3}\.html", name)}
    assert set(TEMPLATES) - used == set()


@pytest.mark.parametrize("name", TEMPLATES)
def test_what_it_refers_to_is_there(app: Flask, name: str) -> None:
    assert set(referred(app, name)) <= set(TEMPLATES)


@pytest.mark.parametrize("name", TEMPLATES)
def test_it_imports_nothing_that_it_does_not_use(app: Flask, name: str) -> None:
    parsed = tree(app, name)
    imported = {
        entry[1] if isinstance(entry, tuple) else entry
        for node in parsed.find_all(nodes.FromImport)
        for entry in node.names
    }
    used = {node.name for node in parsed.find_all(nodes.Name) if node.ctx == "load"}
    assert imported - used == set()


@pytest.mark.parametrize("name", TEMPLATES)
def test_only_listed_text_is_called_safe(app: Flask, name: str) -> None:
    parsed = tree(app, name)
    safe = [node for node in parsed.find_all(nodes.Filter) if node.name in ("safe", "forceescape")]
    assert len(safe) == SAFE.get(name, 0)
    assert list(parsed.find_all(nodes.ScopedEvalContextModifier)) == []  # autoescape is not off


def words(app: Flask, template: str, name: str) -> dict[str, object]:
    """Return a table of words that a template sets."""
    with app.test_request_context():
        table: dict[str, object] = getattr(app.jinja_env.get_template(template).module, name)
    return table


EVENTS = {move.action for move in UPDATE}
WORDS: list[tuple[str, str, set[StrEnum]]] = [
    ("components/state.html", "updates", set(UpdateStatus)),
    ("components/state.html", "packs", set(PackStatus)),
    ("components/state.html", "periods", set(PeriodStatus)),
    ("components/rating.html", "changes", set(Change)),
    ("components/rating.html", "shapes", set(Mark)),
    ("updates/_words.html", "titles", set(Section)),
    ("updates/_words.html", "hints", set(Section)),
    ("updates/_words.html", "outcomes", set(MilestoneOutcome)),
    ("updates/_words.html", "levels", set(Level)),
    ("updates/_words.html", "trends", set(Trend)),
    ("updates/_words.html", "events", set(EVENTS)),
    ("cycle/_words.html", "duties", set(Role)),
]


@pytest.mark.parametrize("template, name, members", WORDS, ids=[row[1] for row in WORDS])
def test_every_member_has_its_words(
    app: Flask, template: str, name: str, members: set[StrEnum]
) -> None:
    table = words(app, template, name)
    assert set(table) - {"none"} == {member.value for member in members}
    assert all(table.values())


@pytest.mark.parametrize("role", Role)
def test_every_role_says_what_it_lets_one_do(app: Flask, role: Role) -> None:
    class Held:
        workstream, programme, accountable, ends_on = "Governance", "Improvement", False, None

    held = Held()
    held.role = role  # type: ignore[attr-defined]
    module = app.jinja_env.get_template("auth/_roles.html").module
    assert "you " in str(module.may(held))  # type: ignore[attr-defined]


def test_every_audience_and_format_has_its_words() -> None:
    assert set(AUDIENCE_NAMES) == set(Audience)
    assert len({pack_title(audience) for audience in Audience}) == len(Audience)
    assert not set(PackFormat) ^ set(MEDIA_TYPES)


def test_every_verb_belongs_to_a_table() -> None:
    assert set(Action) >= EVENTS


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_script_or_style_stands_in_a_template(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    if name == "packs/standalone.html":
        return
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|hx-on|javascript:", text)
    assert not re.search(r"hx-trigger=\"[^\"]*\[", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)


def test_templates_are_where_the_features_are() -> None:
    features = {path.parent.name for path in (ROOT / "webapp").glob("*/views.py")}
    shared = {"components", "layouts", "errors"}
    assert {Path(name).parts[0] for name in TEMPLATES} == features | shared
