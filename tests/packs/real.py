"""Turns the real highlight report, read at run time, into the material of a pack.

Its text is test data and stays outside the project.
"""

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from models.enums import Audience, Mark
from webapp.domain.content import (
    Milestone,
    PlannedMilestone,
    Risk,
    UpdateContent,
    encode,
    fingerprint,
)
from webapp.domain.wording import day
from webapp.packs.material import (
    Approval,
    Issued,
    Outcome,
    PackData,
    Report,
    Scale,
    Step,
    Workstream,
)

REPORT = (
    Path(__file__).resolve().parents[3] / "shared" / "real" / "highlight-report-2023-09-10.json"
)
APPROVED_ON = date(2023, 10, 27)
# Where Markdown begins a new paragraph, heading or list item.
_PARTS = re.compile(r"\n\n+|\n(?=\s*- )")


def report() -> dict[str, Any]:
    """Return the report as it was transcribed."""
    read: dict[str, Any] = json.loads(REPORT.read_text(encoding="utf-8"))
    return read


def pack() -> PackData:
    """Return the report as the material of a pack for the Independent Improvement Board."""
    source = report()
    programme = source["programme"]
    steps = {step["label"]: step["step"] for step in source["programme"]["rag_methodology"]}
    codes = "GPDWC"
    return PackData(
        organisation="Combined Authority",
        programme=programme["name"],
        phase=programme["phase"],
        period="September and October 2023",
        starts_on=date.fromisoformat(programme["period_start"]),
        ends_on=date.fromisoformat(programme["period_end"]),
        audience=Audience.IIB,
        prepared_on=date(2023, 11, 10),
        meeting_on=date(2023, 11, 20),
        edition=1,
        overview="\n\n".join(programme["overview"]),
        overview_heading=programme["overview_heading"],
        scale=Scale(
            version=1,
            introduction="\n\n".join(source["programme"]["rag_methodology_intro"]),
            steps=tuple(
                Step(
                    number=step["step"],
                    label=step["label"],
                    definition=step["definition"],
                    mark=Mark(step["label"].lower().replace("/", "-")),
                )
                for step in source["programme"]["rag_methodology"]
            ),
        ),
        trend_periods=("July and August 2023", "September and October 2023"),
        workstreams=tuple(
            _workstream(code, part, steps)
            for code, part in zip(codes, source["workstreams"], strict=True)
        ),
    )


def _workstream(code: str, part: dict[str, Any], steps: dict[str, int]) -> Workstream:
    previous, now = steps[part["status_previous_period"]], steps[part["status_this_period"]]
    content = _content(part, now)
    return Workstream(
        code=code,
        name=part["name"],
        description=part["description"],
        outcomes=tuple(
            Outcome(text=text, group=group) for group, text in outcomes(part["outcomes"])
        ),
        sponsors=(part["sponsor"],),
        leads=tuple(part["project_managers"]),
        accountable_lead=part["project_managers"][0],
        pmo_support=(part["pmo_support"],),
        agreed_on=_day(part["agreed_completion"]),
        previous=Issued(step=previous),
        trend=(Issued(step=previous),),
        report=Report(
            content=content,
            revision=1,
            sha256=fingerprint(encode(content)),
            proposed_step=now,
            confirmed_step=now,
            approvals=(
                Approval(by=part["sponsor"], on=APPROVED_ON, comment=part["sponsor_comments"]),
            ),
            completed_by=part["completed_by"],
            completed_on=date.fromisoformat(part["completed_on"]["iso"]),
        ),
    )


def _content(part: dict[str, Any], step: int) -> UpdateContent:
    update, done = part["update"], len(part["milestones_this_period"])
    return UpdateContent(
        key_activities=update["key_activities"],
        engagement=update["engagement"],
        concerns=update["issues"],
        rationale=update["rag_rationale"],
        step=step,
        forecast_on=_day(part["forecast_completion"]),
        milestones=tuple(
            Milestone(number=number, title=row["title"], note=row["status"])
            for number, row in enumerate(part["milestones_this_period"], 1)
        ),
        planned=tuple(
            PlannedMilestone(number=number, title=row["title"])
            for number, row in enumerate(part["milestones_next_period"], done + 1)
        ),
        risks=tuple(
            Risk(number=row["number"], description=row["description"], mitigation=row["mitigation"])
            for row in part["risks"]
        ),
    )


def outcomes(printed: list[Any]) -> Iterator[tuple[str | None, str]]:
    """Yield each outcome with the name of its group, where it has one."""
    for outcome in printed:
        if isinstance(outcome, str):
            yield None, outcome
        else:
            for text in outcome["items"]:
                yield outcome["group"], text


def _day(printed: dict[str, Any]) -> date | None:
    return date.fromisoformat(printed["iso"]) if printed["valid"] else None


def every_text() -> list[str]:
    """Return every text of the report that a pack must hold, paragraph by paragraph.

    Valid dates are written as a pack writes them; a step is its label.
    """
    source = report()
    texts = [
        source["programme"]["name"],
        source["programme"]["phase"],
        "1 September 2023 to 31 October 2023",
        source["programme"]["overview_heading"],
        *source["programme"]["overview"],
        *source["programme"]["rag_methodology_intro"],
    ]
    texts.extend(
        f"{step['label']} {step['definition']}" for step in source["programme"]["rag_methodology"]
    )
    for part in source["workstreams"]:
        texts.extend(_texts_of(part))
    return [text for text in texts if text.strip()]


def _texts_of(part: dict[str, Any]) -> Iterator[str]:
    dates = [_day(part[name]) for name in ("agreed_completion", "forecast_completion")]
    yield part["name"]
    yield from _PARTS.split(part["description"])
    for group, text in outcomes(part["outcomes"]):
        yield group or ""
        yield text
    yield f"Sponsor {part['sponsor']}"
    yield from part["project_managers"]
    yield f"PMO support {part['pmo_support']}"
    for label, value in zip(("Agreed completion", "Forecast completion"), dates, strict=True):
        yield f"{label} {day(value) or 'Not given'}"
    yield f"Rating this period {part['status_this_period']}"
    yield f"Rating last period {part['status_previous_period']}"
    for markdown in (*part["update"].values(), part["sponsor_comments"]):
        yield from _PARTS.split(markdown)
    for row in part["milestones_this_period"]:
        yield row["title"]
        yield row["status"]
    for row in part["milestones_next_period"]:
        yield row["title"]
    for row in part["risks"]:
        yield row["description"]
        yield row["mitigation"]
    yield f"completed by {part['completed_by']} on {day(_day(part['completed_on']))}"
    yield f"Approved by {part['sponsor']} on {day(APPROVED_ON)}"
