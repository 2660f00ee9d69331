"""Read a programme's file: every mistake becomes a sentence that names its place."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import msgspec

from models.enums import Direction, Mark, Role
from webapp.programmes import plan_checks
from webapp.programmes.plan import (
    CODE,
    EMAIL,
    SLUG,
    WORDS,
    Concern,
    Grant,
    Organisation,
    Period,
    Person,
    Phase,
    Plan,
    Programme,
    Table,
    Workstream,
)

SINGLE: Mapping[str, type[Table]] = {"organisation": Organisation, "programme": Programme}
LISTS: Mapping[str, type[Table]] = {
    "phases": Phase,
    "workstreams": Workstream,
    "people": Person,
    "roles": Grant,
    "periods": Period,
    "concerns": Concern,
}
SENTENCES = (
    (r"missing required field `(.+)`", "{} is missing"),
    (r"unknown field `(.+)`", "nothing is called {} here"),
    (r"`str` of length <= (\d+)", "must have {} characters or fewer"),
    (r"`array` of length >= (\d+)", "must have {} entries or more"),
    (r"`int` >= (\d+)", "must be {} or more"),
    (f"regex ({re.escape(repr(SLUG))})", "may hold small letters, figures and hyphens only"),
    (f"regex ({re.escape(repr(CODE))})", "may hold letters and figures only"),
    (f"regex ({re.escape(repr(EMAIL))})", "must be an email address"),
    (f"regex ({re.escape(repr(WORDS))})", "must not be empty"),
    (r"Expected `(int \| str)", "must be a number"),
    (r"Expected `(str)", "must be text in quotation marks"),
    (r"Expected `(int)", "must be a whole number"),
    (r"Expected `(bool)", "must be true or false"),
    (r"Expected `(datetime)", "must be a date and a time, such as 2026-04-30T17:00:00, unquoted"),
    (r"Expected `(date)", "must be a date, such as 2026-04-30, unquoted"),
    (r"Expected `(array)", "must be a list in square brackets"),
    (r"Expected `(object)", "must be a table"),
)
"""What msgspec says, and how to say it to whoever wrote the file; the first that fits."""

CHOICES: Mapping[str, type[StrEnum]] = {".role": Role, ".direction": Direction}
"""Fields that take one of a few words; any other such field takes a mark."""


class PlanError(Exception):
    """The file cannot be used; `problems` are sentences that name the place of each mistake."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


def read(text: str) -> Plan:
    """Return what a file says; raises PlanError with everything that is wrong with it."""
    try:
        # Numbers with a point stay text, so that none is rounded on the way.
        tables = tomllib.loads(text, parse_float=str)
    except tomllib.TOMLDecodeError as error:
        raise PlanError([f"The file is not written in TOML: {error}."]) from error
    problems = [
        f"{name}: there is no such table. There is: {', '.join([*SINGLE, *LISTS])}."
        for name in tables
        if name not in {*SINGLE, *LISTS}
    ]
    parts: dict[str, Any] = {}
    for name, kind in SINGLE.items():
        if name in tables:
            parts[name] = _table(tables[name], kind, name, problems)
        else:
            problems.append(f"{name}: this table is missing.")
    for name, kind in LISTS.items():
        entries = tables.get(name, [])
        if not isinstance(entries, list):
            problems.append(f"{name}: write it with two brackets, [[{name}]], once for each.")
            continue
        parts[name] = tuple(
            _table(entry, kind, f"{name}[{number}]", problems)
            for number, entry in enumerate(entries, start=1)
        )
    if not problems:
        plan = Plan(**parts)
        problems = plan_checks.problems(plan)
        if not problems:
            return plan
    raise PlanError(problems)


def _table(entry: object, kind: type[Table], place: str, problems: list[str]) -> Table | None:
    """Return a table of the file, or None after adding what is wrong with it to the problems."""
    try:
        return msgspec.convert(entry, kind, builtin_types=(date, datetime))
    except msgspec.ValidationError as error:
        problems.append(_sentence(place, str(error)))
        return None


def _sentence(place: str, said: str) -> str:
    """Return msgspec's message in plain words, with places counted from 1."""
    what, _, inside = said.partition(" - at `$")
    place += re.sub(r"\[(\d+)\]", lambda found: f"[{int(found[1]) + 1}]", inside.rstrip("`"))
    for pattern, words in SENTENCES:
        if found := re.search(pattern, what):
            return f"{place}: {words.format(found[1])}."
    if found := re.match(r"Invalid enum value '(.*)'", what):
        choices = next((kind for name, kind in CHOICES.items() if place.endswith(name)), Mark)
        return f"{place}: {found[1]} is not one of: {', '.join(choices)}."
    return f"{place}: {what}."
