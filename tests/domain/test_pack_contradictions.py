"""The yardstick for whole papers: what a careful reader found in a pack and two cover reports.

The papers and the list are read at run time from outside the project. They are taken as printed:
references are as the authors typed them, where ours would be chosen. Run with -s for the table.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest

from tests.domain import test_contradictions as updates
from tests.domain.test_contradictions import LISTED, MISSED, SENTENCE, Listed, runs
from tests.packs import real
from tests.packs.cover import real as covers
from webapp.config import ROOT
from webapp.domain.checks.prose import words
from webapp.domain.packchecks import Finding, Front, Paper, Severity, Text, find
from webapp.packs import checking

HIGHLIGHTS, CLOSEDOWN, PROGRESS = "004", "000", "001"
PERIODS = {
    CLOSEDOWN: (date(2024, 1, 1), date(2024, 2, 29)),
    PROGRESS: (date(2024, 3, 1), date(2024, 3, 31)),
}
"""What each cover report is about, in days: the review in February, the position in March."""
TO_FIND = 51
ELSE_TO_FIND = 38
FALSE_ALARMS = 0
"""Allowed for each paper."""
RULES = ROOT / "webapp" / "domain" / "packchecks"

KINDS: Mapping[str, tuple[str, ...]] = {
    "other-meaning": ("definition-paraphrased",),
    "definition-of-another-step": ("definition-of-another-rating", "definition-reworded"),
    "workstream-name-differs": ("workstream-name-varies",),
    "date-forms": ("date-forms-vary",),
    "month-words": ("month-words-in-two-month-report",),
    "acronym-not-explained": ("acronym-not-explained",),
    "acronym-explained-late": ("acronym-not-explained", "acronym-explained-badly"),
    "acronym-explained-twice": ("acronym-explained-badly",),
    "two-short-forms": ("body-name-varies",),
    "front-year": ("year-wrong-on-front-page",),
    "meeting-before-period": ("year-wrong-on-front-page",),
    "meeting-at-weekend": ("year-wrong-on-front-page",),
    "year-missing": ("year-missing",),
    "two-years": ("two-dates-for-one-meeting",),
    "appendix-differs": ("appendix-reference-wrong", "two-things-one-appendix"),
    "cited-appendix": ("appendix-reference-wrong",),
    "vote-on-notes": ("voting-does-not-fit-recommendations",),
    "name-spelled-two-ways": ("text-slips", "name-spelled-two-ways", "body-name-varies"),
    "person-spelled-two-ways": ("person-name-varies",),
    "link-lost": ("link-target-lost",),
    "old-position": ("old-data",),
    "later-activity": ("later-activity-mixed-in",),
    "future-as-done": ("future-event-among-activity-delivered",),
    "fewer-rated": ("expectations-not-all-rated",),
    "no-objective": ("strategic-objectives-not-ticked",),
    "no-agenda-item": ("no-agenda-item",),
    "two-words-for-one": ("theme-or-workstream",),
}
"""The kinds of the list that a code of ours is an answer to."""

NUMBERED = "numbers are given out when the paper is printed; nobody types them"
ROWS = "a row, an item or a paragraph is one record, so none is torn or left without its number"
TYPED = "text is Markdown, parsed once; what looks like HTML is printed as it was typed"
PREVENTED: Mapping[str, str] = {
    "004-PRG-05": "a rating is a step of the scale and is printed under the scale's own label",
    "004-PRG-07": "the parts of every report have one set of headings; no one types them",
    "004-PRG-08": "“agreed” and “forecast completion” and “completed by … on” are three labels",
    "004-PRG-20": "every report is set from the same fields in the same order",
    "004-PRG-21": "tables are made of rows with as many cells as the header",
    "004-PRG-22": "title and period are printed once, from the programme and the period",
    "000-07": NUMBERED,
    "000-14": NUMBERED,
    "000-15": TYPED,
    "000-16": ROWS,
    "000-17": ROWS,
    "000-25": "objectives are chosen from the programme's list and printed as a list",
    "001-11": NUMBERED,
    "001-14": TYPED,
    "001-15": ROWS,
    "001-16": TYPED,
    "001-17": ROWS,
}
"""What cannot arise in a paper made here, and why."""

LABELLED = "headings and labels come with their parts; no one types them"
OF_A_WORKSTREAM: Mapping[str, str] = {
    "row-split-over-page": ROWS,
    "table-split-over-page": ROWS,
    "list-split-over-page": ROWS,
    "separator-row": ROWS,
    "milestone-without-number": ROWS,
    "text-split-between-paragraph-and-row": ROWS,
    "paragraph-broken": TYPED,
    "html-in-cell": TYPED,
    "column-head-detached": LABELLED,
    "section-without-label": LABELLED,
    "extra-empty-cell": "tables are made of rows with as many cells as the header",
    "rating-in-two-cells": "a rating is a step of the scale and is printed under its label",
    "status-does-not-say-done-or-not": "what became of a milestone is chosen from four words",
    "event-after-report-within-period": "a report says of which day its position is",
    "no-issue-text": "an issue is a row; a text that there is none makes no row",
    "numbered-list-for-none": "an issue is a row; a text that there is none makes no row",
}
"""What else, by its kind, cannot arise in the report of a workstream made here, and why."""
AS_TYPED = "text is printed as it was typed, and this harms nobody who reads it"
JUDGED = "whether it is wrong is a judgement, and a question to each lead would teach them to skip"
LEFT: Mapping[str, str] = {
    "bullet-glyph-in-text": AS_TYPED,
    "doubled-quotes": AS_TYPED,
    "quotes-round-a-cell": AS_TYPED,
    "activity-outside-period": JUDGED,
    "group-names-and-order-vary": JUDGED,
    "body-name-varies": JUDGED,
    "same-text-in-two-workstreams": JUDGED,
}
"""What nobody is asked about, by its kind, and why."""

GUARDED: Mapping[str, tuple[str, ...]] = {
    "C-01": ("count-differs", "total-differs"),
    "C-02": ("count-differs", "overall-better-than-worst"),
    "C-03": ("title-differs", "meeting-before-period"),
    "C-04": ("impossible-date", "later-activity"),
    "C-05": ("cited-item", "cited-paragraph"),
    "C-06": ("impossible-date", "two-years"),
    "C-07": ("two-years", "impossible-date", "later-activity"),
    "C-08": ("impossible-date", "signed-after-meeting"),
    "C-09": ("later-activity", "name-spelled-two-ways"),
    "C-10": ("name-spelled-two-ways",),
    "C-12": ("cited-appendix", "appendix-differs"),
    "C-13": ("cited-paragraph",),
    "C-14": ("count-differs", "total-differs"),
    "C-16": ("acronym-not-explained", "acronym-explained-late", "acronym-explained-twice"),
}
"""Codes that would be an answer to what a control of these papers holds, were it wrong."""


def entries(name: str) -> list[tuple[str, Listed]]:
    """Return entries or controls about a whole paper, with the paper; updates have their own."""
    read = json.loads(LISTED.read_text(encoding="utf-8"))[name]
    return [
        (
            entry["paper"][:3],
            Listed(
                entry["id"],
                entry["workstream"],
                entry.get("kind", ""),
                entry.get("class", ""),
                entry.get("detect", ""),
                entry.get("certainty", ""),
                tuple(quoted["quote"] for quoted in entry["evidence"]),
            ),
        )
        for entry in read
        if entry["paper"][:3] in {HIGHLIGHTS, *PERIODS}
    ]


def wanted(entry: Listed) -> bool:
    return (
        entry.workstream is None
        and entry.certainty == "certain"
        and entry.detect in {"field", "text"}
    )


def cover(report: dict[str, Any]) -> Paper:
    """Return a cover report as it was printed, with references as they were typed."""
    scale = real.report()["programme"]["rag_methodology"]
    steps = {step["label"]: step["step"] for step in scale}
    rows = [
        row
        for section in report["sections"]
        for row in section["paragraphs"]
        if section["heading"].lower() not in covers.OURS
    ]
    starts_on, ends_on = PERIODS[report["source"][:3]]
    texts = [
        *(
            (f"recommendation-{row['letter']}", "", row["text"])
            for row in report["recommendations"]
        ),
        ("objectives", "", report["strategic_objectives_text"]),
        *((row["number"], row["heading"] or "", row["text"]) for row in rows),
        *((row["number"], row["heading"], row["text"]) for row in report["implications"].values()),
    ]
    return Paper(
        title=report["title"],
        starts_on=starts_on,
        ends_on=ends_on,
        meeting_on=date.fromisoformat(report["date_iso_as_printed"]),
        steps={number: label for label, number in steps.items()},
        definitions={step["step"]: step["definition"] for step in scale},
        ratings={
            row["heading"]: steps[row["rating"]]
            for row in rows
            if row.get("rating") and row["rating_printed"] in row["heading"]
        },
        texts=tuple(
            Text(where=where, name=where, heading=heading, text=text)
            for where, heading, text in texts
        ),
        appendices={row["reference"].split()[-1]: row["title"] for row in report["appendices"]},
        paragraphs=frozenset(row["number"] for row in rows),
        people=(*(one["name"] for one in report["report_of_people"]), report["lead_member"]),
        links={row["text"]: row["link"] or "" for row in report["background_papers"]},
        front=Front(
            agenda_item=report["agenda_item"] or "",
            voting=report["voting_arrangements"],
            objectives=len(report["strategic_objectives"]),
            recommendations=tuple(row["text"] for row in report["recommendations"]),
        ),
    )


@pytest.fixture(scope="module")
def found() -> dict[str, tuple[Finding, ...]]:
    papers = {report["source"][:3]: cover(report) for report in covers.reports()}
    return {
        HIGHLIGHTS: checking.find(real.pack()),
        **{name: find(paper) for name, paper in papers.items()},
    }


def shared(finding: Finding, quote: str) -> bool:
    """Return whether a finding shows a quotation: two words in a row of it, or its only word."""
    said = [words(evidence) for evidence in (*finding.evidence, finding.fact)]
    one = words(quote)
    if len(one) == 1:
        return any(one[0] in evidence for evidence in said)
    return any(runs(" ".join(evidence)) & runs(quote) for evidence in said)


def answers(finding: Finding, entry: Listed) -> bool:
    """Return whether a finding says what an entry says, of the same words."""
    if entry.kind not in KINDS.get(finding.code, ()):
        return False
    return entry.detect == "field" or any(shared(finding, quote) for quote in entry.quotes)


def table(found: Mapping[str, tuple[Finding, ...]]) -> Iterator[tuple[Listed, str]]:
    of_the_lead = {entry.id: result for entry, result in updates.table(updates.findings())}
    for name, entry in entries("items"):
        if not wanted(entry):
            continue
        codes = sorted({finding.code for finding in found[name] if answers(finding, entry)})
        if codes:
            yield entry, f"found by {', '.join(codes)}"
        elif entry.id in PREVENTED:
            yield entry, f"prevented: {PREVENTED[entry.id]}"
        else:
            yield (
                entry,
                f"in the update: {result}"
                if (result := of_the_lead.get(entry.id, MISSED)) != MISSED
                else MISSED,
            )


def test_the_list_is_found_or_cannot_arise(found: dict[str, tuple[Finding, ...]]):
    rows = list(table(found))
    for entry, result in rows:
        print(f"{entry.id:<12} {entry.group:<14} {entry.kind:<40} {result}")  # noqa: T201 - the table is what one looks at
    assert len(rows) == TO_FIND
    assert [entry.id for entry, result in rows if result == MISSED] == []


def of_workstreams(found: Mapping[str, tuple[Finding, ...]]) -> Iterator[tuple[Listed, str]]:
    """Yield what else is certain about a single report, with what becomes of it."""
    of_updates = updates.findings()
    for name, entry in entries("items"):
        if entry.workstream is None or name != HIGHLIGHTS or entry.group in updates.CLASSES:
            continue
        if entry.certainty != "certain" or entry.detect not in {"field", "text"}:
            continue
        codes = {finding.code for finding in found[name] if answers(finding, entry)} | {
            finding.code
            for place, there in of_updates.items()
            for finding in there
            if updates.answers(finding, place, entry)
        }
        if codes:
            yield entry, f"found by {', '.join(sorted(codes))}"
        elif entry.kind in OF_A_WORKSTREAM:
            yield entry, f"prevented: {OF_A_WORKSTREAM[entry.kind]}"
        else:
            yield entry, f"left: {LEFT.get(entry.kind, MISSED)}"


def test_what_else_is_certain_is_found_cannot_arise_or_is_left_for_a_reason(
    found: dict[str, tuple[Finding, ...]],
):
    rows = list(of_workstreams(found))
    for entry, result in rows:
        print(f"{entry.id:<12} {entry.group:<14} {entry.kind:<40} {result}")  # noqa: T201 - the same
    assert len(rows) == ELSE_TO_FIND
    assert [entry.id for entry, result in rows if result.endswith(MISSED)] == []
    there = {entry.kind for entry, result in rows if not result.startswith("found")}
    assert there == OF_A_WORKSTREAM.keys() | LEFT.keys()
    assert len([entry for entry, result in rows if result.startswith("left")]) == len(LEFT) + 1


def test_nearly_all_that_is_found_is_on_the_list(found: dict[str, tuple[Finding, ...]]):
    listed = entries("items")
    for name, there in found.items():
        alarms = [
            f"{name}: {finding.code} {finding.where}: {finding.message}"
            for finding in there
            if not any(answers(finding, entry) for paper, entry in listed if paper == name)
        ]
        print(*alarms, sep="\n")  # noqa: T201 - the same
        assert len(alarms) <= FALSE_ALARMS, alarms


@pytest.mark.parametrize(
    "name, control",
    entries("controls"),
    ids=lambda one: one.id if isinstance(one, Listed) else one,
)
def test_what_is_right_is_left_alone(
    name: str, control: Listed, found: dict[str, tuple[Finding, ...]]
):
    broken = [
        finding
        for finding in found[name]
        if finding.code in GUARDED[control.id]
        and any(
            " ".join(words(quote)) in " ".join(words(evidence))
            for quote in control.quotes
            for evidence in (*finding.evidence, finding.fact)
        )
    ]
    assert broken == []


def test_only_what_is_wrong_beyond_doubt_blocks(found: dict[str, tuple[Finding, ...]]):
    blocked = {
        name: {finding.code for finding in there if finding.severity is Severity.BLOCK}
        for name, there in found.items()
    }
    assert blocked == {
        HIGHLIGHTS: set(),
        CLOSEDOWN: {"meeting-before-period", "link-lost"},
        PROGRESS: {"definition-of-another-step", "cited-appendix"},
    }


def test_no_rule_knows_these_papers():
    """No check holds a name or a run of words that the papers have and the domain has not."""
    reports = covers.reports()
    names = {
        word
        for part in real.report()["workstreams"]
        for person in (part["sponsor"], *part["project_managers"], part["pmo_support"])
        for word in words(person)
    } | {
        word
        for report in reports
        for person in report["report_of_people"]
        for word in words(person["name"])
    }
    said = [
        *real.every_text(),
        *(text for report in reports for text in covers.every_text(report)),
    ]
    sentences = {
        run for text in said if len(words(text)) >= SENTENCE for run in runs(text, SENTENCE)
    }
    rules = "\n".join(path.read_text(encoding="utf-8") for path in RULES.glob("*.py"))
    assert len(names) > 12
    assert not names & set(words(rules))
    assert len(sentences) > 2000
    assert not sentences & runs(rules, SENTENCE)


def test_what_is_prevented_or_answered_is_on_the_list():
    listed = entries("items")
    assert set(PREVENTED) <= {entry.id for _, entry in listed if wanted(entry)}
    assert set(GUARDED) == {control.id for _, control in entries("controls")}
    assert {kind for kinds in KINDS.values() for kind in kinds} <= {
        entry.kind for _, entry in listed
    }
