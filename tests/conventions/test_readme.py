"""What the README says is there is there: its diagram, the paths of its map and its commands."""

import re
import shlex

import click
import pytest
from flask import Flask

from webapp.config import ROOT
from webapp.domain.diagram import mermaid

README = ROOT / "README.md"


@pytest.fixture(scope="module")
def readme() -> str:
    """Return the README."""
    return README.read_text(encoding="utf-8")


def blocks(text: str) -> list[str]:
    """Return the fenced blocks of a Markdown text."""
    return re.findall(r"^```[a-z]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)


def test_the_workflow_diagram_is_the_one_the_tables_draw(readme: str) -> None:
    drawn = re.search(r"<!-- workflow -->(.*)<!-- /workflow -->", readme, re.DOTALL)
    assert drawn is not None
    assert drawn[1].strip() == f"```mermaid\n{mermaid()}\n```"


def test_every_path_it_names_is_there(readme: str) -> None:
    quoted = set(re.findall(r"`((?:[\w.-]+/)+[\w.-]*)`", readme))
    linked = set(re.findall(r"\]\((?!https?:|#)([^)#\s]+)\)", readme))
    named = {path for path in quoted | linked if (ROOT / path.split("/")[0]).exists()}
    assert len(named) >= 10
    assert {path for path in named if not (ROOT / path).exists()} == set()


def test_every_make_command_it_names_is_there(readme: str) -> None:
    targets = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"`make ([a-z]+)[^`]*`", readme))
    for block in blocks(readme):
        named |= set(re.findall(r"^make ([a-z]+)", block, re.MULTILINE))
    assert {"demo", "test"} <= named <= targets


def test_every_flask_command_it_names_is_there(readme: str, app: Flask) -> None:
    for block in blocks(readme):
        for line in re.findall(r"^(?:\.venv/bin/)?flask (.+)$", block, re.MULTILINE):
            command: click.Command = app.cli
            for word in shlex.split(line, comments=True):
                if not isinstance(command, click.Group):
                    break
                assert word in command.commands or word == "db", line
                command = command.commands.get(word, click.Command(word))
