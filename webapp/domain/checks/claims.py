"""Claims that the rest of the update does not bear out: "no issues", "on time"."""

import re
from collections.abc import Iterator

from models.enums import ItemKind, MilestoneOutcome, Section
from webapp.domain.checks import delays
from webapp.domain.checks.completion import dates, finished, past
from webapp.domain.checks.finding import Facts, Finding, ask
from webapp.domain.checks.milestones import UNFINISHED
from webapp.domain.checks.prose import Passage, denied, narratives, quote, sentences
from webapp.domain.content import UpdateContent
from webapp.domain.wording import day

MOST_EVIDENCE = 3

_NO_ISSUES = re.compile(
    r"\bno\s+(?!other|further|more|new|longer|additional)(?:\w+\s+){0,5}?"
    r"(?:issues?|concerns?|problems?|delays?)\b"
    r"|^(?:none|nil|nothing|nothing to report|not applicable|n/a)\W*$",
    re.IGNORECASE,
)
_ON_TIME = re.compile(
    r"(?<!back )\bon[ -](?:time|track|schedule|target|course)\b|\bto (?:time|timetable|schedule)\b",
    re.IGNORECASE,
)


def no_issues(content: UpdateContent, facts: Facts) -> Iterator[Finding]:
    """Ask about "no issues" beside a delay, an open question or an issue somewhere else."""
    if delays.trouble(content.concerns):
        return
    claim = next((said for said in sentences(content.concerns) if _NO_ISSUES.search(said)), None)
    against = list(_troubles(content, facts))
    if claim and against:
        yield ask(
            "no-issues",
            Section.CONCERNS,
            "concerns",
            "The update says that there are no issues, and also speaks of a delay or a difficulty",
            "Name it here, or explain",
            f"Concerns and issues: {quote(claim)}",
            *against[:MOST_EVIDENCE],
        )


def _troubles(content: UpdateContent, facts: Facts) -> Iterator[str]:
    """Yield what is late or in the way by the other parts of an update."""
    for issue in content.issues:
        yield f"{facts.reference(ItemKind.ISSUE, issue.number)}: {quote(issue.description)}"
    for row in content.milestones:
        reference = facts.reference(ItemKind.MILESTONE, row.number)
        if row.outcome is MilestoneOutcome.SLIPPED:
            yield f"{reference} slipped: {quote(row.title)}"
        elif row.outcome in UNFINISHED and (said := delays.trouble(row.note)):
            yield f"{reference}: {said}"
    for passage in narratives(content):
        if passage.field != "concerns" and (said := delays.trouble(passage.text)):
            yield f"{passage.name}: {said}"


def on_time(passage: Passage, content: UpdateContent, facts: Facts) -> Iterator[Finding]:
    """Ask about a text that claims to be on time when the dates do not bear it out."""
    against = _against_time(content, facts)
    if against is None:
        return
    why, fact = against
    for sentence in sentences(passage.text):
        for match in _ON_TIME.finditer(sentence):
            if not denied(sentence, match.start()):
                yield ask(
                    "on-time",
                    passage.section,
                    passage.field,
                    f"The text says the work is on time, but {why}",
                    "Put it right, or explain",
                    passage.evidence(sentence, match.start()),
                    fact,
                )


def _against_time(content: UpdateContent, facts: Facts) -> tuple[str, str] | None:
    """Return why the work cannot be on time by its dates, and the date that shows it."""
    known = dates(content, facts)
    for name, when in known.items():
        if when and past(when, facts) and not finished(content):
            return (
                f"the {name} date, {day(when)}, comes before its end",
                f"{name.capitalize()} completion: {day(when)}",
            )
    forecast, agreed = known["forecast"], known["agreed"]
    if forecast and agreed and forecast > agreed:
        return "the forecast is after the agreed date", f"Forecast completion: {day(forecast)}"
    if not forecast and not agreed:
        return "there is no date to measure it by", "Agreed and forecast completion: not given"
    return None


def timeliness(content: UpdateContent, facts: Facts) -> Iterator[Finding]:
    """Ask about a reason for the rating that claims to be on time against the dates."""
    for passage in narratives(content):
        if passage.field == "rationale":
            yield from on_time(passage, content, facts)
