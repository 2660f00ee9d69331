"""The real papers are test input: none of their sentences or people may stand in the project."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from webapp.config import ROOT

SHARED = ROOT.parent / "shared"
RUN = 8
"""Consecutive words that count as a sentence taken over."""
PRODUCT = ("webapp", "templates", "models", "README.md")
NOT_OURS = {"node_modules", "instance", "build", "__pycache__"}
PEOPLE = ("sponsor", "project_managers", "pmo_support", "completed_by")

pytestmark = pytest.mark.skipif(
    not (SHARED / "seeds").is_dir(), reason="the real papers do not lie beside the project"
)


def texts(*tops: Path) -> Iterator[tuple[Path, str]]:
    """Yield every readable text file at or below the places, ours only."""
    for top in tops:
        for path in [top] if top.is_file() else sorted(top.rglob("*")):
            inside = path.relative_to(ROOT).parts
            if NOT_OURS.intersection(inside) or any(
                part.startswith(".") and part not in {".ci", ".flaskenv"} for part in inside
            ):
                continue
            if path.is_file():
                try:
                    yield path, path.read_text(encoding="utf-8")
                except UnicodeDecodeError:
                    continue


def runs(text: str) -> set[tuple[str, ...]]:
    """Return every run of words of the length that matters."""
    words = re.findall(r"[a-z0-9£]+", text.lower().replace("’", "'").replace("'", ""))
    return {tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}


def real_names(value: Any) -> Iterator[str]:
    """Yield the names of people in a transcribed paper."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in PEOPLE:
                yield from inner if isinstance(inner, list) else [inner]
            else:
                yield from real_names(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from real_names(inner)


def test_no_sentence_of_the_real_papers_is_in_the_product() -> None:
    real = set().union(
        *(runs(path.read_text(encoding="utf-8")) for path in (SHARED / "seeds").glob("*.txt"))
    )
    assert len(real) > 5000
    places = [ROOT / name for name in PRODUCT if (ROOT / name).exists()]
    found = {
        str(path.relative_to(ROOT)): " ".join(next(iter(same)))
        for path, text in texts(*places)
        if (same := runs(text) & real)
    }
    assert found == {}


def test_no_real_person_is_named_anywhere_in_the_project() -> None:
    names = {
        name.strip()
        for path in (SHARED / "real").glob("*.json")
        for name in real_names(json.loads(path.read_text(encoding="utf-8")))
        if " " in name.strip()
    }
    assert len(names) >= 5
    found = {
        (str(path.relative_to(ROOT)), name)
        for path, text in texts(ROOT)
        for name in names
        if name in text
    }
    assert found == set()


def test_a_sentence_taken_over_would_be_found() -> None:
    paper = next(iter(sorted((SHARED / "seeds").glob("*.txt")))).read_text(encoding="utf-8")
    copied = " ".join(paper.split()[200:215])
    assert runs(f'TEXT = """{copied}"""') & runs(paper)
