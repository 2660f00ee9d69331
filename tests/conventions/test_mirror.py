"""Tests mirror the code: what is in webapp/a/b.py is tested in tests/a/test_b.py."""

from pathlib import Path

from webapp.config import ROOT

ELSEWHERE = {
}
"""Modules whose tests have another home, and where."""


def test_every_module_has_its_tests() -> None:
    webapp, tests = ROOT / "webapp", ROOT / "tests"
    lacking = []
    for module in sorted(webapp.rglob("*.py")):
        name = module.relative_to(webapp)
        if name.name == "__init__.py":
            continue
        if not (tests / name.parent / f"test_{name.name}").exists():
            lacking.append(name.as_posix())
    assert lacking == sorted(ELSEWHERE)
