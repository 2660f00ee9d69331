"""Promises for the next period: whole, not due before it, nothing unfinished lost from sight."""

import re
from collections.abc import Iterator

from models.enums import ItemKind, MilestoneOutcome, Section
from webapp.domain.checks import delays
from webapp.domain.checks.days import mentions
from webapp.domain.checks.finding import Facts, Finding, about, ask
from webapp.domain.checks.prose import before, quote, sentences, words
from webapp.domain.content import Milestone, PlannedMilestone, UpdateContent
from webapp.domain.wording import counted, day, sentence

ALIKE = 0.5
"""Share of their words that two titles have in common when one may be the other, reworded."""

_DUE = re.compile(
    r"\b(?:by|(?:due|completed?|finish(?:ed)?|delivered|done|ready|in place) (?:in|on|at|before))"
    r"\W+(?:the\W+)?$",
    re.IGNORECASE,
)


def incomplete(content: UpdateContent, facts: Facts) -> Iterator[Finding]:
    """Ask once about all planned milestones without a due date or an owner."""
    lacking = {
        "due date": [row for row in content.planned if not row.due_on],
        "owner": [row for row in content.planned if not row.owner.strip()],
    }
    rows = {row.number for rows in lacking.values() for row in rows}
    if rows:
        count = counted(len(rows), "planned milestone lacks", "planned milestones lack")
        yield ask(
            "incomplete-promises",
            Section.PLANNED,
            "planned",
            f"{sentence(count)} a due date or an owner",
            "Give each of them both, or explain",
            *(
                f"No {name}: {facts.references(ItemKind.MILESTONE, rows, len(content.planned))}"
                for name, rows in lacking.items()
                if rows
            ),
        )


def early(content: UpdateContent, facts: Facts) -> Iterator[Finding]:
    """Ask about a promise for the next period that is due before it, by its date or its words."""
    for row in content.planned:
        said = _due_in_words(row, facts)
        if row.due_on and row.due_on <= facts.period_ends_on:
            said = f"Due: {day(row.due_on)}"
        if said:
            yield ask(
                "due-early",
                Section.PLANNED,
                "planned",
                f"“{row.title}” is planned for next period but due in this one",
                "Give it a later date, or explain",
                said,
                f"End of the period: {day(facts.period_ends_on)}",
                about=about(ItemKind.MILESTONE, row.number),
            )


def _due_in_words(row: PlannedMilestone, facts: Facts) -> str:
    """Return the words of a title that promise it for a day in or before the period, quoted."""
    for said in sentences(row.title):
        for mention in mentions(said, facts.period_ends_on):
            due = _DUE.search(before(said, mention.start))
            if due and mention.span and mention.span[1] <= facts.period_ends_on:
                return quote(said, mention.start)
    return ""


def unfinished(content: UpdateContent, facts: Facts) -> Iterator[Finding]:
    """Ask about a milestone that is part done and neither planned again nor dated later.

    One that was due in the period and is planned again has slipped: the update has to say so.
    """
    for row in content.milestones:
        if row.outcome is not MilestoneOutcome.PARTLY:
            continue
        dated_later = any(
            when and when > facts.period_ends_on for when in (row.due_on, row.slipped_to)
        )
        again = _planned_again(row, content)
        if again is None and not dated_later:
            yield _lost(row, content)
        elif again and not dated_later and not delays.later(row.note):
            yield ask(
                "slip-unsaid",
                Section.MILESTONES,
                "milestones",
                f"“{row.title}” was for this period and is planned again for the next",
                "If it slipped, mark it as slipped; if not, explain",
                f"This period: “{row.title}”{_due(row)}, part done",
                f"Next period: “{again.title}”{_due(again)}",
                about=about(ItemKind.MILESTONE, row.number),
            )


def _lost(row: Milestone, content: UpdateContent) -> Finding:
    """Return the question where an unfinished milestone went."""
    alike = next((other for other in content.planned if _alike(row.title, other.title)), None)
    hint = f"If “{alike.title}” is the same work, give both one name. " if alike else ""
    return ask(
        "not-carried-on",
        Section.MILESTONES,
        "milestones",
        f"“{row.title}” is part done, and the update does not say when it will be finished",
        f"{hint}Plan it for next period, mark it as slipped, or explain",
        f"This period: “{row.title}”, part done",
        *((f"Next period: “{alike.title}”",) if alike else ()),
        about=about(ItemKind.MILESTONE, row.number),
    )


def _planned_again(row: Milestone, content: UpdateContent) -> PlannedMilestone | None:
    """Return the promise that carries a milestone on, by its number or word for word."""
    return next(
        (
            other
            for other in content.planned
            if row.number == other.number or words(row.title) == words(other.title)
        ),
        None,
    )


def _alike(one: str, other: str) -> bool:
    """Return whether two titles may be of the same work."""
    first, second = set(words(one)), set(words(other))
    return len(first & second) >= ALIKE * len(first | second) > 0


def _due(row: Milestone | PlannedMilestone) -> str:
    return f", due {day(row.due_on)}" if row.due_on else ""
