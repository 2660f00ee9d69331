"""Tests mirror the code: webapp/a/b.py is tested in tests/a/test_b.py, or it is listed where."""

from pathlib import Path

import pytest

from webapp.config import ROOT

ELSEWHERE = {
    # What every test goes through.
    "app.py": "tests/conftest.py",
    "clock.py": "tests/conftest.py",
    "domain/actor.py": "tests/domain/test_policy.py",
    "domain/errors.py": "tests/domain/test_policy.py",
    "errors.py": "tests/conventions/test_strange_input.py",
    "extensions.py": "tests/test_config.py",
    "fields.py": "tests/updates/test_forms.py",
    "filters.py": "tests/updates/test_views.py",
    "headers.py": "tests/conventions/test_headers.py",
    "htmx.py": "tests/updates/test_editing.py",
    "identity.py": "tests/test_access.py",
    "levels.py": "tests/programmes/test_rating.py",
    "moves.py": "tests/updates/test_state_machine.py",
    "narrative.py": "tests/packs/test_narrative.py",
    "returning.py": "tests/updates/test_panel.py",
    "domain/blocks.py": "tests/packs/test_narrative.py",
    "wsgi.py": "tests/journeys/server.py",
    # One page of an update with all that is on it.
    "updates/flags.py": "tests/updates/test_views.py",
    "updates/frame.py": "tests/updates/test_views.py",
    # The forms of decisions, as those who decide send them.
    "updates/decision_forms.py": "tests/updates/test_panel.py",
    "updates/queries.py": "tests/updates/test_actions.py",
    "updates/decisions.py": "tests/updates/test_rules.py",
    # What an approval leaves behind.
    "updates/registers.py": "tests/updates/test_actions.py",
}
FOLDERS = {
    "auth": "tests/auth/test_sign_in.py",
    "cli": "tests/test_cli.py",
    "cycle": "tests/cycle/test_board.py",
    "demo": "tests/test_demo.py",
    "drawing": "tests/drawing/test_charts.py",
    "inbox": "tests/inbox/test_work.py",
    "messages": "tests/messages/test_views.py",
    "notifications": "tests/notifications/test_worker.py",
    "packs": "tests/packs/test_builder.py",
    "packs/meeting": "tests/packs/meeting/test_views.py",
    "packs/cover": "tests/packs/cover/test_views.py",
    "packs/papers": "tests/packs/papers/test_files.py",
    "packs/renderers": "tests/packs/test_renderers.py",
    "planning": "tests/planning/test_views.py",
    "programmes": "tests/programmes/test_board.py",
    "workstreams": "tests/workstreams/test_views.py",
}
"""Features tested through their pages and their whole, by jobs and not module by module."""


def modules() -> list[Path]:
    """Return every module of the application by its place in it."""
    found = (path.relative_to(ROOT / "webapp") for path in (ROOT / "webapp").rglob("*.py"))
    return sorted(path for path in found if path.name != "__init__.py")


@pytest.mark.parametrize("module", modules(), ids=str)
def test_every_module_has_its_tests(module: Path) -> None:
    mirror = f"tests/{module.parent.as_posix()}/test_{module.name}"
    listed = ELSEWHERE.get(module.as_posix(), FOLDERS.get(module.parent.as_posix(), mirror))
    assert (ROOT / mirror).exists() or (ROOT / listed).exists()


def test_the_list_names_only_modules_that_are_there_and_lack_a_mirror() -> None:
    there = {module.as_posix() for module in modules()}
    assert set(ELSEWHERE) <= there
    tests = ROOT / "tests"
    mirrored = {
        name
        for name in ELSEWHERE
        if (tests / Path(name).with_name(f"test_{Path(name).name}")).exists()
    }
    assert mirrored == set()
