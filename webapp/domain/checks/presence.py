"""What an update cannot go without: its words, its rating, somebody to approve it, its day."""

from collections.abc import Iterator

from models.enums import MilestoneOutcome, Section
from webapp.domain.checks.finding import Facts, Finding, ask, stop
from webapp.domain.checks.prose import NARRATIVES, narratives
from webapp.domain.content import UpdateContent
from webapp.domain.exempt import Exemption
from webapp.domain.wording import day, listing

REGISTERS = {
    Section.CONCERNS: "issues",
    Section.MEASURES: "measures",
    Section.MILESTONES: "milestones",
    Section.PLANNED: "planned",
    Section.RISKS: "risks",
}
"""Sections with rows, and the field that holds them."""
SAYS_NOTHING = ("key_activities", "engagement", "concerns")
"""Narratives that a nil return leaves empty; a rating has its reason in every update."""


def activities(content: UpdateContent, _facts: Facts) -> Iterator[Finding]:
    """Stop an update that says nothing without saying so; ask about a nil return that says much."""
    if not content.nil_return:
        if not content.key_activities.strip():
            yield stop(
                "no-activities",
                Section.ACTIVITIES,
                "key_activities",
                "There are no key activities",
                "Say what was done in this period",
            )
        return
    filled = [
        passage.name
        for passage in narratives(content)
        if passage.field in SAYS_NOTHING and passage.text.strip()
    ]
    if any(row.outcome is MilestoneOutcome.DONE for row in content.milestones):
        filled.append("Milestones this period")
    if filled:
        yield ask(
            "nil-return-filled",
            Section.ACTIVITIES,
            "nil_return",
            f"The update says there is nothing to report, but there is something under "
            f"{listing(filled)}",
            "Take the tick away, empty what does not belong there, or explain",
        )


def rating(content: UpdateContent, _facts: Facts) -> Iterator[Finding]:
    """Stop an update without a rating or without its reason."""
    if content.step is None:
        yield stop("no-rating", Section.RATING, "step", "No rating is proposed", "Choose a rating")
    if not content.rationale.strip():
        yield stop(
            "no-rationale",
            Section.RATING,
            "rationale",
            "Nothing is said in support of the rating",
            "Give the reason for the rating",
        )


def as_at(content: UpdateContent, facts: Facts) -> Iterator[Finding]:
    """Stop an update sent before its period ends that does not say which day it describes."""
    if facts.on >= facts.period_ends_on:
        return
    if content.as_at is None:
        yield stop(
            "no-as-at",
            Section.RATING,
            "as_at",
            f"The period ends on {day(facts.period_ends_on)}, and the update does not say which "
            "day it describes",
            "Say which day it is",
        )
    elif not facts.period_starts_on <= content.as_at <= facts.on:
        yield stop(
            "as-at-outside",
            Section.RATING,
            "as_at",
            f"The update cannot describe {day(content.as_at)}",
            f"Give a day from {day(facts.period_starts_on)} to today",
        )


def exemptions(content: UpdateContent, _facts: Facts) -> Iterator[Finding]:
    """Stop an update with text marked as exempt without saying why (Schedule 12A, paragraph 10)."""
    marks: list[tuple[Section, str, Exemption | None]] = [
        (section, name, getattr(content, f"{name}_exempt"))
        for name, (section, _) in NARRATIVES.items()
    ]
    for section, register in REGISTERS.items():
        marks += [(section, register, row.exempt) for row in getattr(content, register)]
    for section, name in dict.fromkeys(
        (section, name) for section, name, mark in marks if mark and not mark.reason.strip()
    ):
        yield stop(
            "exempt-without-reason",
            section,
            name,
            "Text is marked as not for publication without a reason",
            "Say why keeping it back serves the public more, or let it be published",
            about=name,
        )


def sponsor(_content: UpdateContent, facts: Facts) -> Iterator[Finding]:
    """Stop an update that nobody could approve, or not in the place of each of its sponsors."""
    if facts.sponsors and not facts.blocked:
        return
    fixer = facts.fixer or "the programme office"
    fact, request = "Nobody can approve this update", f"Ask {fixer} to name a sponsor"
    if facts.blocked:
        fact += f" for {listing(facts.blocked)}, who wrote part of it"
        request = f"Ask {fixer} to appoint a deputy"
    yield stop("no-sponsor", Section.NOTE, "cover_note", fact, request)
