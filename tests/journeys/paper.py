"""The report a real authority printed for September and October 2023, as it was transcribed.

The text is the authority's. It stands outside the project, beside it, and is only read.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from tests.packs import text
from webapp.config import ROOT
from webapp.domain.wording import day

FILE = ROOT.parent / "shared" / "real" / "highlight-report-2023-09-10.json"
NEEDED = pytest.mark.skipif(
    not FILE.exists(), reason="the transcription of the real report is not beside the project"
)
READERS: Mapping[str, Callable[[bytes], str]] = {
    "html": text.html_text,
    "pdf": lambda file: text.pdf_text(file, "-raw"),
    "docx": text.docx_text,
    "json": text.json_text,
}
"""How the words of a pack are read back, by format."""
SPELT_OTHERWISE = (
    "The status table spells the name otherwise than the report itself; Waymark knows one name "
    "for a workstream and prints that in both places."
)
IMPOSSIBLE = (
    "There is no such day, and Waymark takes only dates of the calendar: the forecast is typed as "
    "the last day of that month, the agreed date is not given."
)
NOT_IN_THE_PACK = {
    "status table: Governance and decision making": SPELT_OTHERWISE,
    "status table: Project plans and delivery": SPELT_OTHERWISE,
    "status table: Partnership working": SPELT_OTHERWISE,
    "status table: Confidence, culture, and capacity": SPELT_OTHERWISE,
    "Confidence, Culture and Capacity: agreed completion": IMPOSSIBLE,
    "Confidence, Culture and Capacity: forecast completion": IMPOSSIBLE,
}
"""Everything of the paper that does not stand in the pack as printed, and why."""


@dataclass(frozen=True)
class Group:
    """Outcomes of a workstream, perhaps under a heading."""

    heading: str
    outcomes: tuple[str, ...]


@dataclass(frozen=True)
class Day:
    """A date as printed; `value` is None for a blank one and one that is in no calendar."""

    printed: str
    value: date | None


@dataclass(frozen=True)
class Report:
    """What the paper says of one workstream."""

    code: str
    name: str
    description: str
    groups: tuple[Group, ...]
    sponsor: str
    lead: str
    pmo_support: str
    agreed: Day
    forecast: Day
    step: int
    previous_step: int
    key_activities: str
    engagement: str
    concerns: str
    rationale: str
    comments: str
    milestones: tuple[tuple[str, str], ...]
    """Title and status."""
    planned: tuple[str, ...]
    risks: tuple[tuple[str, str], ...]
    """Description and mitigation."""
    completed_by: str
    completed_on: date

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield everything printed of the workstream, each with where it stands."""
        yield "name", self.name
        yield "description", self.description
        for group in self.groups:
            yield "outcomes", group.heading
            yield from (("outcome", outcome) for outcome in group.outcomes)
        yield "sponsor", self.sponsor
        yield "project manager", self.lead
        yield "PMO support", self.pmo_support
        yield "agreed completion", day(self.agreed.value) or self.agreed.printed
        yield "forecast completion", day(self.forecast.value) or self.forecast.printed
        for where, narrative in (
            ("key activities", self.key_activities),
            ("engagement", self.engagement),
            ("concerns", self.concerns),
            ("rationale", self.rationale),
            ("sponsor's comments", self.comments),
        ):
            yield from ((where, line) for line in narrative.splitlines())
        for title, status in self.milestones:
            yield "milestone", title
            yield "status of a milestone", status
        yield from (("planned milestone", title) for title in self.planned)
        for description, mitigation in self.risks:
            yield "risk", description
            yield "mitigation", mitigation
        yield "completed by", f"Report completed by {self.completed_by} on {day(self.completed_on)}"


@dataclass(frozen=True)
class Paper:
    """The whole report."""

    programme: str
    phase: str
    starts_on: date
    ends_on: date
    overview: tuple[str, ...]
    table: tuple[tuple[str, int, int], ...]
    """Workstream, rating this period, rating last period."""
    scale_introduction: tuple[str, ...]
    steps: tuple[tuple[str, str], ...]
    """Label and definition, best first."""
    reports: tuple[Report, ...]

    def only(self, *codes: str) -> "Paper":
        """Return the paper as if it had reported on these workstreams alone."""
        kept = [place for place, report in enumerate(self.reports) if report.code in codes]
        return replace(
            self,
            table=tuple(self.table[place] for place in kept),
            reports=tuple(self.reports[place] for place in kept),
        )

    def label(self, step: int) -> str:
        """Return what a step of the scale is called; 1 is the best."""
        return self.steps[step - 1][0]

    def texts(self) -> dict[str, list[str]]:
        """Return everything that is printed, under where it stands; labels of the form left out."""
        found: dict[str, list[str]] = {}
        for where, words in self._texts():
            if words.strip("# "):
                found.setdefault(where, []).append(words)
        return found

    def lost_in(self, kind: str, file: bytes) -> dict[str, list[str]]:
        """Return what does not stand in a pack, token by token, in a file of one format."""
        printed = READERS[kind](file)
        return {
            where: missing
            for where, strings in self.texts().items()
            if (missing := text.missing_runs(strings, printed))
        }

    def exceptions(self) -> dict[str, list[str]]:
        """Return what of it cannot stand in a pack of Waymark as printed; see NOT_IN_THE_PACK."""
        return {where: texts for where, texts in self.texts().items() if where in NOT_IN_THE_PACK}

    def _texts(self) -> Iterator[tuple[str, str]]:
        yield "programme", self.programme
        yield "phase", self.phase
        yield "period", f"{day(self.starts_on)} to {day(self.ends_on)}"
        yield from (("overview", paragraph) for paragraph in self.overview)
        yield from ((f"status table: {name}", name) for name, _, _ in self.table)
        yield from (("scale", paragraph) for paragraph in self.scale_introduction)
        yield from (("scale", f"{label} {definition}") for label, definition in self.steps)
        for report in self.reports:
            yield from ((f"{report.name}: {where}", words) for where, words in report.texts())


def read() -> Paper:
    """Return the paper; raises FileNotFoundError where its transcription is not at hand."""
    data = json.loads(FILE.read_text())
    printed = data["programme"]
    steps = {step["label"]: step["step"] for step in printed["rag_methodology"]}
    return Paper(
        programme=printed["name"],
        phase=printed["phase"],
        starts_on=date.fromisoformat(printed["period_start"]),
        ends_on=date.fromisoformat(printed["period_end"]),
        overview=tuple(printed["overview"]),
        table=tuple(
            (row["workstream"], steps[row["this_period"]], steps[row["last_period"]])
            for row in printed["status_table"]
        ),
        scale_introduction=tuple(printed["rag_methodology_intro"]),
        steps=tuple((step["label"], step["definition"]) for step in printed["rag_methodology"]),
        reports=tuple(
            _report(code, part, steps)
            for code, part in zip("GPDWC", data["workstreams"], strict=True)
        ),
    )


def _report(code: str, part: dict[str, Any], steps: dict[str, int]) -> Report:
    update = part["update"]
    (lead,) = part["project_managers"]
    return Report(
        code=code,
        name=part["name"],
        description=part["description"],
        groups=_groups(part["outcomes"]),
        sponsor=part["sponsor"],
        lead=lead,
        pmo_support=part["pmo_support"],
        agreed=_day(part["agreed_completion"]),
        forecast=_day(part["forecast_completion"]),
        step=steps[part["status_this_period"]],
        previous_step=steps[part["status_previous_period"]],
        key_activities=update["key_activities"],
        engagement=update["engagement"],
        concerns=update["issues"],
        rationale=update["rag_rationale"],
        comments=part["sponsor_comments"],
        milestones=tuple((row["title"], row["status"]) for row in part["milestones_this_period"]),
        planned=tuple(row["title"] for row in part["milestones_next_period"]),
        risks=tuple((row["description"], row["mitigation"]) for row in part["risks"]),
        completed_by=part["completed_by"],
        completed_on=date.fromisoformat(part["completed_on"]["iso"]),
    )


def _groups(outcomes: list[Any]) -> tuple[Group, ...]:
    if all(isinstance(outcome, str) for outcome in outcomes):
        return (Group("", tuple(outcomes)),)
    return tuple(Group(group["group"], tuple(group["items"])) for group in outcomes)


def _day(printed: dict[str, Any]) -> Day:
    value = date.fromisoformat(printed["iso"]) if printed["valid"] else None
    return Day(printed["printed"], value)
