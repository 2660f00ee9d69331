"""Milestones of this period: each decided, each decision whole."""

from collections.abc import Iterator

from models.enums import ItemKind, MilestoneOutcome, Section
from webapp.domain.checks.finding import Facts, Finding, about, ask, stop
from webapp.domain.content import Milestone, UpdateContent
from webapp.domain.wording import counted, day, listing, sentence

UNFINISHED = (MilestoneOutcome.PARTLY, MilestoneOutcome.SLIPPED)


def decisions(content: UpdateContent, _facts: Facts) -> Iterator[Finding]:
    """Stop a milestone that is undecided, slipped without a later date or dropped without why."""
    for row in content.milestones:
        for code, fact, request in _lacking(row):
            yield stop(
                code,
                Section.MILESTONES,
                "milestones",
                fact,
                request,
                about=about(ItemKind.MILESTONE, row.number),
            )


def _lacking(row: Milestone) -> Iterator[tuple[str, str, str]]:
    """Yield the code, the fact and the request for what a decision lacks."""
    if row.outcome is None:
        yield "undecided", f"“{row.title}” is not decided", "Say what happened to it"
    if row.outcome is MilestoneOutcome.SLIPPED:
        if row.slipped_to is None:
            fact = f"“{row.title}” slipped and has no new date"
            yield "slipped-without-date", fact, "Give its new date"
        elif row.due_on and row.slipped_to <= row.due_on:
            yield (
                "slipped-not-later",
                f"The new date of “{row.title}” is not later than the one it had",
                f"Give a day after {day(row.due_on)}, when it was due",
            )
    if row.outcome is MilestoneOutcome.DROPPED:
        wanted = [
            words
            for words, given in (("why", row.note), ("who agreed", row.agreed_by))
            if not given.strip()
        ]
        if wanted:
            yield (
                "dropped",
                f"“{row.title}” was dropped, and the update does not say {listing(wanted)}",
                "Say it",
            )


def undated(content: UpdateContent, facts: Facts) -> Iterator[Finding]:
    """Ask once about all unfinished milestones without a due date."""
    rows = [row for row in content.milestones if row.outcome in UNFINISHED and not row.due_on]
    if rows:
        count = counted(len(rows), "unfinished milestone has", "unfinished milestones have")
        yield ask(
            "undated-milestones",
            Section.MILESTONES,
            "milestones",
            f"{sentence(count)} no due date",
            "Give each a date, or explain",
            f"No due date: {facts.references(ItemKind.MILESTONE, rows, len(content.milestones))}",
        )


def overdue(row: Milestone, facts: Facts) -> bool:
    """Return whether a milestone was due by now and in this period, and is not finished."""
    due = row.slipped_to if row.outcome is MilestoneOutcome.SLIPPED else row.due_on
    return (
        row.outcome in UNFINISHED
        and due is not None
        and due < facts.on
        and due <= facts.period_ends_on
    )
