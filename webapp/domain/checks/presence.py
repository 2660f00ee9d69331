"""What an update cannot go without: its words, its rating, somebody to approve it, its day."""

from collections.abc import Iterator

from models.enums import MilestoneOutcome, Section
from webapp.domain.checks.finding import Facts, Finding, ask, stop
from webapp.domain.checks.prose import narratives
from webapp.domain.content import UpdateContent
from webapp.domain.wording import day, listing

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
            f"You say there is nothing to report, but there is something under {listing(filled)}. "
            "Take the tick away, empty what does not belong there, or explain",
        )


def rating(content: UpdateContent, _facts: Facts) -> Iterator[Finding]:
    """Stop an update without a rating or without its reason."""
    if content.step is None:
        yield stop("no-rating", Section.RATING, "step", "Choose a rating")
    if not content.rationale.strip():
        yield stop("no-rationale", Section.RATING, "rationale", "Give the reason for the rating")


def as_at(content: UpdateContent, facts: Facts) -> Iterator[Finding]:
    """Stop an update sent before its period ends that does not say which day it describes."""
    if facts.on >= facts.period_ends_on:
        return
    if content.as_at is None:
        yield stop(
            "no-as-at",
            Section.RATING,
            "as_at",
            f"The period ends on {day(facts.period_ends_on)}. Say which day the update describes",
        )
    elif not facts.period_starts_on <= content.as_at <= facts.on:
        yield stop(
            "as-at-outside",
            Section.RATING,
            "as_at",
            f"The update cannot describe {day(content.as_at)}. Give a day from "
            f"{day(facts.period_starts_on)} to today",
        )


def sponsor(_content: UpdateContent, facts: Facts) -> Iterator[Finding]:
    """Stop an update that nobody could approve."""
    if not facts.sponsors:
        yield stop(
            "no-sponsor",
            Section.NOTE,
            "cover_note",
            f"Nobody can approve this update. Ask {facts.fixer or 'the programme office'} "
            "to name a sponsor",
        )
