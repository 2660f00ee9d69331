"""The yardstick: what a careful reader found in the real report, and what the checks find.

Report and list are read at run time from outside the project. Run with -s to see the table.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

import pytest

from models.enums import MilestoneOutcome
from tests.packs import real
from webapp.config import ROOT
from webapp.domain.checks import Facts, Finding, find, of_comment, of_overview
from webapp.domain.checks.prose import words
from webapp.domain.content import Milestone, PlannedMilestone, Risk, UpdateContent

PAPER = "004_"
LISTED = real.REPORT.with_name("contradictions.json")
CODES = ("G", "P", "D", "W", "C")
CLASSES = {"contradiction", "impossible", "overdue", "vanished", "dangling", "gap"}
TO_FIND = 32
AT_LEAST = 0.9
FALSE_ALARMS = 1
"""Allowed for each workstream."""
PROGRAMME = "the programme"
NEXT_NUMBERS = 100
"""The report counts its planned milestones from 1 again; a register never uses a number twice."""
SHARED_WORDS = 2
"""Words in a row that evidence and a quotation of the list share when they are of one place."""

SENTENCE = 6
"""Words in a row that are no chance."""
MISSED = "MISSED"
RULES = ROOT / "webapp" / "domain" / "checks"

KINDS: Mapping[str, tuple[str, ...]] = {
    "no-as-at": ("completed-before-period-end",),
    "incomplete-promises": ("milestones-without-date-or-owner",),
    "undated-milestones": ("milestones-without-date-or-owner",),
    "incomplete-risks": ("risks-without-owner-score-date",),
    "cited-milestone": ("cited-milestone-missing",),
    "cited-list": ("cited-list-missing",),
    # The second kind: unfinished work that comes back under another number and another title.
    "not-carried-on": ("unfinished-and-not-planned", "milestone-number-is-not-an-identifier"),
    "slip-unsaid": ("repeated-without-saying-slipped",),
    "due-early": ("planned-for-next-but-due-earlier",),
    "no-issues": ("no-issues-beside-a-delay", "no-issues-beside-an-issue"),
    "impossible-date": ("impossible-date-in-text",),
    "relative-day": ("relative-date",),
    "rating-against-milestones": ("rating-against-milestones",),
    "previous-rating-differs": ("previous-rating-differs",),
    "slip-not-in-reason": ("slip-not-reflected-in-rating",),
    "no-date": ("completion-dates-blank",),
    "date-past": ("agreed-date-past", "forecast-date-past", "completion-date-past-however-read"),
    # "On time" without any date to measure it by is listed as a blank date.
    "on-time": ("rating-against-date", "completion-dates-blank"),
    "other-meaning": ("definition-paraphrased",),
    "date-differs": ("sponsor-date-differs",),
}
"""The kinds of the list that a code of ours is an answer to."""

PREVENTED: Mapping[str, str] = {
    "004-PRG-14": "what became of a milestone is one of four words, and has to be chosen",
    "004-PRG-16": "a comment belongs to a decision, which has a person and a time",
    "004-PRG-17": "an overview is stored and printed with the person who wrote it",
    "004-PRG-18": "every edition has a number and the day it was issued",
    "004-PRG-19": "headings come with their sections; no one types them",
    "004-CCC-01": "dates are typed in parts and refused when no calendar has them",
}
"""What cannot arise here, and why."""

GUARDED: Mapping[str, tuple[str, ...]] = {
    "C-01": ("count-differs",),
    "C-02": ("names-another-step", "change-unsaid"),
    "C-03": ("date-differs",),
    "C-04": ("impossible-date", "date-differs", "due-early"),
    "C-05": ("cited-milestone",),
    "C-06": ("no-date", "date-past", "forecast-late", "forecast-moved"),
    "C-07": ("impossible-date", "date-differs", "due-early"),
    "C-08": ("impossible-date", "as-at-outside"),
    "C-09": ("cited-milestone", "not-carried-on", "names-another-step"),
    "C-10": ("no-issues", "cited-list"),
    "C-16": ("other-meaning",),
}
"""Codes that would be an answer to what a control of this paper holds, were it wrong."""


@dataclass(frozen=True)
class Listed:
    """An entry of the list or a control: what it is called, where it is, what it quotes."""

    id: str
    workstream: str | None
    kind: str
    group: str
    detect: str
    certainty: str
    quotes: tuple[str, ...]


def entries(name: str) -> list[Listed]:
    read = json.loads(LISTED.read_text(encoding="utf-8"))[name]
    return [
        Listed(
            entry["id"],
            entry["workstream"],
            entry.get("kind", ""),
            entry.get("class", ""),
            entry.get("detect", ""),
            entry.get("certainty", ""),
            tuple(quoted["quote"] for quoted in entry["evidence"]),
        )
        for entry in read
        if entry["paper"].startswith(PAPER)
    ]


def wanted(entry: Listed) -> bool:
    return (
        entry.certainty == "certain"
        and entry.detect in {"field", "text"}
        and entry.group in CLASSES
    )


def typed_day(printed: dict[str, Any]) -> date | None:
    """Return a printed date as the form would have it: 31/09 is refused, so the day before it."""
    if printed["iso"]:
        return date.fromisoformat(printed["iso"])
    if not printed["printed"]:
        return None
    day, month, year = (int(part) for part in printed["printed"].split("/"))
    return date(year, month, day - 1)


def outcome(title: str, status: str) -> MilestoneOutcome:
    """Return the choice a lead would make: done where the status is one word that says so."""
    begun = status.casefold().startswith(title.casefold().split()[0]) and " " not in status
    return MilestoneOutcome.DONE if status == "Complete" or begun else MilestoneOutcome.PARTLY


def content(part: dict[str, Any], step: int) -> UpdateContent:
    update = part["update"]
    return UpdateContent(
        key_activities=update["key_activities"],
        engagement=update["engagement"],
        concerns=update["issues"],
        rationale=update["rag_rationale"],
        step=step,
        forecast_on=typed_day(part["forecast_completion"]),
        milestones=tuple(
            Milestone(
                number=number,
                title=row["title"],
                note=row["status"],
                outcome=outcome(row["title"], row["status"]),
                carried=True,
            )
            for number, row in enumerate(part["milestones_this_period"], 1)
        ),
        planned=tuple(
            PlannedMilestone(number=NEXT_NUMBERS + number, title=row["title"])
            for number, row in enumerate(part["milestones_next_period"], 1)
        ),
        risks=tuple(
            Risk(number=row["number"], description=row["description"], mitigation=row["mitigation"])
            for row in part["risks"]
        ),
    )


def findings() -> dict[str, tuple[Finding, ...]]:
    """Return what the checks find in each workstream's update and comment, and in the overview."""
    source = real.report()
    programme = source["programme"]
    scale = programme["rag_methodology"]
    steps = {step["label"]: step["step"] for step in scale}
    known = partial(
        Facts,
        period_starts_on=date.fromisoformat(programme["period_start"]),
        period_ends_on=date.fromisoformat(programme["period_end"]),
        steps={step["step"]: step["label"] for step in scale},
        definitions={step["step"]: step["definition"] for step in scale},
    )
    found = {}
    for code, part in zip(CODES, source["workstreams"], strict=True):
        facts = known(
            code=code,
            on=date.fromisoformat(part["completed_on"]["iso"]),
            agreed_on=typed_day(part["agreed_completion"]),
            previous_step=steps[part["status_previous_period"]],
            sponsors=(part["sponsor"],),
        )
        update = content(part, steps[part["status_this_period"]])
        comment = of_comment(part["sponsor_comments"], facts, update)
        found[part["name"]] = find(update, facts) + comment
    found[PROGRAMME] = of_overview(
        "\n\n".join(programme["overview"]),
        known(on=real.APPROVED_ON),
        [steps[part["status_this_period"]] for part in source["workstreams"]],
    )
    return found


@pytest.fixture(scope="module")
def found() -> dict[str, tuple[Finding, ...]]:
    return findings()


def runs(text: str, length: int = SHARED_WORDS) -> set[tuple[str, ...]]:
    read = words(text)
    return {tuple(read[start : start + length]) for start in range(max(1, len(read) - length + 1))}


def answers(finding: Finding, place: str, entry: Listed) -> bool:
    """Return whether a finding says what an entry says, of the same place."""
    if entry.workstream not in {None, place} or entry.kind not in KINDS.get(finding.code, ()):
        return False
    if entry.detect == "field":
        return finding.code != "date-past" or entry.kind.startswith((finding.about, "completion"))
    quoted = set().union(*(runs(quote) for quote in entry.quotes))
    return any(runs(evidence) & quoted for evidence in (*finding.evidence, finding.message))


def table(found: Mapping[str, tuple[Finding, ...]]) -> Iterator[tuple[Listed, str]]:
    for entry in filter(wanted, entries("items")):
        codes = sorted(
            {
                finding.code
                for place, there in found.items()
                for finding in there
                if answers(finding, place, entry)
            }
        )
        if codes:
            yield entry, f"found by {', '.join(codes)}"
        elif entry.id in PREVENTED:
            yield entry, f"prevented: {PREVENTED[entry.id]}"
        else:
            yield entry, MISSED


def test_the_list_is_found_or_cannot_arise(found: dict[str, tuple[Finding, ...]]):
    rows = list(table(found))
    for entry, result in rows:
        line = f"{entry.id:<12} {entry.group:<14} {entry.kind:<40} {result}"
        print(line)  # noqa: T201 - the table is what one looks at
    missed = [entry.id for entry, result in rows if result == MISSED]
    assert len(rows) == TO_FIND
    assert len(missed) <= (1 - AT_LEAST) * TO_FIND, missed


def test_nearly_all_that_is_found_is_on_the_list(found: dict[str, tuple[Finding, ...]]):
    listed = entries("items")
    for place, there in found.items():
        alarms = [
            f"{place}: {finding.code} {finding.about}: {finding.message}"
            for finding in there
            if not any(answers(finding, place, entry) for entry in listed)
        ]
        print(*alarms, sep="\n")  # noqa: T201 - the same
        assert len(alarms) <= FALSE_ALARMS, alarms


@pytest.mark.parametrize("control", entries("controls"), ids=lambda control: control.id)
def test_what_is_right_is_left_alone(control: Listed, found: dict[str, tuple[Finding, ...]]):
    places = found if control.workstream is None else [control.workstream]
    broken = [
        finding
        for place in places
        for finding in found[place]
        if finding.code in GUARDED[control.id]
        and (
            not finding.evidence
            or any(
                " ".join(words(quote)) in " ".join(words(evidence))
                for quote in control.quotes
                for evidence in finding.evidence
            )
        )
    ]
    assert broken == []


def test_no_rule_knows_this_report():
    """No check holds a name or a run of words that the report has and the domain has not."""
    source = real.report()
    names = {
        word
        for part in source["workstreams"]
        for person in (part["sponsor"], *part["project_managers"], part["pmo_support"])
        for word in words(person)
    }
    said = [text for text in real.every_text() if len(words(text)) >= SENTENCE]
    sentences = {run for text in said for run in runs(text, SENTENCE)}
    rules = "\n".join(path.read_text(encoding="utf-8") for path in RULES.glob("*.py"))
    assert len(names) > 10
    assert not names & set(words(rules))
    assert len(sentences) > 1000
    assert not sentences & runs(rules, SENTENCE)


def test_what_is_prevented_or_answered_is_on_the_list():
    assert set(PREVENTED) <= {entry.id for entry in entries("items") if wanted(entry)}
    assert set(GUARDED) == {control.id for control in entries("controls")}
    assert {kind for kinds in KINDS.values() for kind in kinds} <= {
        entry.kind for entry in entries("items")
    }
