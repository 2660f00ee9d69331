"""How long pages take beside a bare Flask page, what they ask the database and what they weigh."""

import gzip
import math
import re
import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench import installation, servers
from bench.browser import Answer, Browser
from bench.installation import Installation
from bench.setting import Place
from models.enums import Section, UpdateStatus

OK = 200
STATES = (
    UpdateStatus.DRAFT,
    UpdateStatus.DRAFT,
    UpdateStatus.WITH_SPONSOR,
    UpdateStatus.APPROVED,
    UpdateStatus.APPROVED,
)
PROGRAMMES, PHASES, PERIODS = 20, 2, 50
"""With five workstreams each, 10,000 updates."""


@dataclass(frozen=True)
class Look:
    """A page to measure: its name, its address and the cookie of the one who looks."""

    name: str
    path: str
    cookie: str = ""


@dataclass(frozen=True)
class PageFigures:
    """What one page took; the ratios compare it with the bare page in the same run."""

    name: str
    median_ms: float
    p95_ms: float
    ratio: float
    cpu_ms: float
    cpu_ratio: float
    statements: int
    page_bytes: int
    """Compressed, as a reverse proxy sends it."""
    first_load_bytes: int
    """Compressed, with the stylesheet and all scripts."""


def percentile(values: Sequence[float], part: float) -> float:
    """Return the value that `part` (0 to 1) of the values do not exceed."""
    return sorted(values)[max(0, math.ceil(part * len(values)) - 1)]


def looks(there: Installation, place: Place, edition: int | None) -> list[Look]:
    """Return every page of the main job with somebody who reads it."""
    lead, sponsor = place.tasks[0].lead_id, place.tasks[2].sponsor_id
    office, stream = place.office_id, place.tasks[0].workstream_id
    cookies = there.cookies([lead, sponsor, office])
    written = f"/updates/{place.tasks[0].update_id}"
    sent = f"/updates/{place.tasks[2].update_id}"
    pages = [
        Look("Sign in", "/sign-in"),
        Look("My work, lead", "/", cookies[lead]),
        Look("My work, sponsor", "/", cookies[sponsor]),
        Look("My work, programme office", "/", cookies[office]),
        Look("Status board", f"/programmes/{place.slug}", cookies[office]),
        Look("Workstream", f"/programmes/{place.slug}/workstreams/{stream}", cookies[office]),
        Look("Update, lead", written, cookies[lead]),
        *(
            Look(f"Section: {section}", f"{written}/sections/{section}", cookies[lead])
            for section in (Section.ACTIVITIES, Section.MILESTONES, Section.RATING)
        ),
        Look("Check and submit", f"{written}/check", cookies[lead]),
        Look("Review, sponsor", f"{sent}/review", cookies[sponsor]),
        Look("History", f"{sent}/history", cookies[sponsor]),
        Look("Pack in review", f"/packs/{place.pack_id}", cookies[office]),
        Look("Shelf", "/packs", cookies[office]),
    ]
    if edition is not None:
        pages.append(Look("Edition", f"/editions/{edition}", cookies[office]))
    return pages


def measure(folder: Path, rounds: int) -> dict[str, Any]:
    """Measure every page at 50 updates, and My work and the board at 10,000 too."""
    few, many = installation.sqlite(folder / "few"), installation.sqlite(folder / "many")
    small = few.fill(periods=10, states=STATES)[0]
    large = many.fill(programmes=PROGRAMMES, phases=PHASES, periods=PERIODS, states=STATES)[0]
    floor = {"BENCH_FLOOR_URL": f"sqlite:///{folder / 'floor.sqlite3'}"}
    pages = looks(few, small, few.freeze(small))
    growing = [look for look in looks(many, large, None) if look.name in _GROWING]
    with (
        servers.granian("bench.floor:make", floor) as bare,
        servers.granian("bench.served:make", few.environment) as at_few,
        servers.granian("bench.served:make", many.environment) as at_many,
    ):
        base = [(bare.port, Look("Bare Flask page", "/"))]
        ours = [(at_few.port, look) for look in pages]
        theirs = [(at_many.port, look) for look in growing]
        taken = _take_turns([*base, *ours, *theirs], rounds)
        fetch = _fetcher(at_few.port)
        figures = [
            _figures(look.name, answers, taken[0], fetch)
            for (_, look), answers in zip([*base, *ours], taken, strict=False)
        ]
        at_large = {
            look.name: (_median_ms(answers), _median_cpu(answers))
            for (_, look), answers in zip(theirs, taken[len(figures) :], strict=True)
        }
        memory = at_few.peak_megabytes()
    at_small = {each.name: (each.median_ms, each.cpu_ms) for each in figures}
    return {
        "pages": [asdict(each) for each in figures],
        "growth": [
            {
                "name": name,
                "few_updates": few.count("progress_updates"),
                "few_ms": at_small[name][0],
                "many_updates": many.count("progress_updates"),
                "many_ms": slow,
                "ratio": slow / at_small[name][0],
                "cpu_ratio": cpu / at_small[name][1],
            }
            for name, (slow, cpu) in at_large.items()
        ],
        "server_peak_mb": memory,
    }


_GROWING = (
    "My work, lead",
    "My work, sponsor",
    "My work, programme office",
    "Status board",
    "Workstream",
    "Update, lead",
    "Review, sponsor",
    "Pack in review",
)


def _take_turns(looks_at: Sequence[tuple[int, Look]], rounds: int) -> list[list[Answer]]:
    """Ask for each page once in every round, so whatever slows the machine slows them all alike."""
    browsers = [Browser(port, look.cookie) for port, look in looks_at]
    taken: list[list[Answer]] = [[] for _ in looks_at]
    for turn in range(rounds + 3):
        for browser, (_, look), answers in zip(browsers, looks_at, taken, strict=True):
            answer = browser.get(look.path)
            if answer.status != OK:
                raise RuntimeError(f"{look.name} answered {answer.status} at {look.path}.")
            if turn >= 3:  # the first rounds warm up
                answers.append(answer)
    return taken


def _fetcher(port: int) -> Callable[[str], bytes]:
    """Return what fetches an asset, each once."""
    known: dict[str, bytes] = {}
    browser = Browser(port)

    def fetch(path: str) -> bytes:
        if path not in known:
            known[path] = browser.get(path).body
        return known[path]

    return fetch


def _assets(page: bytes, fetch: Callable[[str], bytes]) -> set[str]:
    """Return the addresses of all stylesheets, scripts and pictures a page needs."""
    folder = "/static/build/"
    waiting = set(re.findall(rf'(?:src|href)="({folder}[^"]+)"', page.decode()))
    found: set[str] = set()
    while waiting:
        path = waiting.pop()
        found.add(path)
        if path.endswith(".js"):
            imported = re.findall(r'(?:from|import) ?"\./([^"]+)"', fetch(path).decode())
            waiting |= {folder + name for name in imported} - found
    return found


def _median_ms(answers: Sequence[Answer]) -> float:
    return statistics.median(answer.seconds for answer in answers) * 1000


def _median_cpu(answers: Sequence[Answer]) -> float:
    return statistics.median(answer.cpu_ms for answer in answers)


def _figures(
    name: str, answers: Sequence[Answer], bare: Sequence[Answer], fetch: Callable[[str], bytes]
) -> PageFigures:
    times = [answer.seconds * 1000 for answer in answers]
    body = answers[-1].body
    page = len(gzip.compress(body))
    return PageFigures(
        name=name,
        median_ms=_median_ms(answers),
        p95_ms=percentile(times, 0.95),
        ratio=_median_ms(answers) / _median_ms(bare),
        cpu_ms=_median_cpu(answers),
        cpu_ratio=_median_cpu(answers) / _median_cpu(bare),
        statements=max(answer.statements for answer in answers),
        page_bytes=page,
        first_load_bytes=page
        + sum(len(gzip.compress(fetch(path))) for path in _assets(body, fetch)),
    )
