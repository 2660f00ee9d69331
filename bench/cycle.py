"""The reporting cycle over HTTP, with one pair of lead and sponsor and with eight at once."""

import statistics
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from bench import installation, servers
from bench.installation import Installation
from bench.pages import percentile
from bench.pairs import Cycle, Job, Load, Step, Turn
from bench.servers import Running
from bench.setting import Place
from models.enums import UpdateStatus
from webapp.config import ROOT

SEVEN = {
    "open the update",
    "save",
    "submit",
    "open My work",
    "review",
    "approve",
    "view the pack",
}
"""The steps that every system has; the others are what a browser asks for on the way."""
WORKSTREAMS = 5
WARM_UP = 3
RUNS = ((1, 1), (8, 1), (8, 2))
"""Pairs at once, and workers of the server."""


def measure(folder: Path, cycles: int, seconds: float) -> list[dict[str, Any]]:
    """Go through `cycles` cycles in each run, at most `seconds` long, on both databases."""
    found = _runs(installation.sqlite(folder / "sqlite"), None, "SQLite", cycles, seconds)
    with installation.postgresql() as (there, server):
        return found + _runs(there, server, "PostgreSQL", cycles, seconds)


def _runs(
    there: Installation, database: Running | None, name: str, cycles: int, seconds: float
) -> list[dict[str, Any]]:
    wanted = len(RUNS) * (cycles + WARM_UP)
    places = there.fill(
        programmes=-(-wanted // WORKSTREAMS),
        periods=3,
        states=(UpdateStatus.DRAFT,) * WORKSTREAMS,
    )
    turns = iter(_turns(there, places))
    found = []
    for pairs, workers in RUNS:
        with servers.granian("bench.served:make", there.environment, workers=workers) as server:
            _load(Job(server.port, workers, seconds, [next(turns) for _ in range(WARM_UP)]))
            job = Job(server.port, pairs, seconds, [next(turns) for _ in range(cycles)])
            before = server.cpu_seconds(), database.cpu_seconds() if database else 0.0
            load = _load(job)
            spent = server.cpu_seconds() - before[0]
            by_database = database.cpu_seconds() - before[1] if database else 0.0
            found.append(
                {
                    "database": name,
                    "pairs": pairs,
                    "workers": workers,
                    **_figures(load),
                    "cpu_ms": spent * 1000 / len(load.cycles),
                    "database_cpu_ms": by_database * 1000 / len(load.cycles),
                    "server_peak_mb": server.peak_megabytes(),
                }
            )
    return found


def _turns(there: Installation, places: Sequence[Place]) -> list[Turn]:
    """Return a cycle for every update, those of one programme far apart, so pairs rarely meet."""
    people = [
        person
        for place in places
        for person in (
            place.chair_id,
            *(person for task in place.tasks for person in (task.lead_id, task.sponsor_id)),
        )
    ]
    cookies = there.cookies(people)
    return [
        Turn(
            update_id=place.tasks[number].update_id,
            pack_id=place.pack_id,
            lead=cookies[place.tasks[number].lead_id],
            sponsor=cookies[place.tasks[number].sponsor_id],
            member=cookies[place.chair_id],
        )
        for number in range(WORKSTREAMS)
        for place in places
    ]


def _load(job: Job) -> Load:
    """Run a job in a process of its own, so the client's work is not counted as the server's."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.pairs"],
        input=msgspec.json.encode(job),
        stdout=subprocess.PIPE,
        cwd=ROOT,
        check=True,
    )
    return msgspec.json.decode(done.stdout, type=Load)


def _figures(load: Load) -> dict[str, Any]:
    """Sum up a job: speed and failures as a whole, cost by step."""
    good = [cycle for cycle in load.cycles if not cycle.failure]
    times = [cycle.seconds * 1000 for cycle in good] or [0.0]
    return {
        "cycles": len(load.cycles),
        "failed": len(load.cycles) - len(good),
        "failures": Counter(cycle.failure for cycle in load.cycles if cycle.failure),
        "cycles_a_second": len(good) / load.seconds,
        "median_ms": statistics.median(times),
        "p95_ms": percentile(times, 0.95),
        "p99_ms": percentile(times, 0.99),
        "statements": max((_statements(cycle.steps) for cycle in good), default=0),
        "statements_of_the_seven": max(
            (_statements(s for s in cycle.steps if s.name in SEVEN) for cycle in good), default=0
        ),
        "steps": _steps(good),
    }


def _statements(steps: Iterable[Step]) -> int:
    return sum(step.statements for step in steps)


def _steps(cycles: Sequence[Cycle]) -> list[dict[str, Any]]:
    """Return what each request of a cycle took, in the middle of all cycles."""
    return [
        {
            "name": steps[0].name,
            "ms": statistics.median(step.ms for step in steps),
            "cpu_ms": statistics.median(step.cpu_ms for step in steps),
            "statements": max(step.statements for step in steps),
        }
        for steps in zip(*(cycle.steps for cycle in cycles), strict=True)
    ]
