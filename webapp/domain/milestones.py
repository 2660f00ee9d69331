"""What became of each milestone from report to report: first promised, due now, done, and why."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from models.enums import MilestoneOutcome
from webapp.domain.blocks import Due
from webapp.domain.content import Milestone, UpdateContent
from webapp.domain.reconcile import promises


@dataclass(frozen=True, slots=True)
class Turn:
    """What one report said became of a milestone, and why."""

    period: str
    outcome: MilestoneOutcome
    moved_to: date | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A milestone through the reports; `title` carries its mark where it may not be published.

    `first_on` is the day that was promised first, `due_on` the newest one.
    """

    number: int
    title: str
    first_on: date | None
    due_on: date | None
    outcome: MilestoneOutcome | None = None
    """What became of it; None while it is still to be done."""
    slips: int = 0
    turns: tuple[Turn, ...] = field(default=())

    @property
    def days(self) -> int:
        """How many days the newest date is after the first; 0 without one of them."""
        if self.first_on is None or self.due_on is None:
            return 0
        return (self.due_on - self.first_on).days

    def due(self, reference: str) -> Due:
        """Return it as a timeline shows it."""
        return Due(
            reference=reference,
            title=self.title,
            due_on=self.due_on,
            first_on=self.first_on if self.days else None,
            done=self.outcome is MilestoneOutcome.DONE,
            dropped=self.outcome is MilestoneOutcome.DROPPED,
        )


def left_by(content: UpdateContent) -> tuple[Milestone, ...]:
    """Return the milestones as a report leaves them: those it ended, then what is still to do.

    What is still to do has its newest date, and no outcome.
    """
    left = promises(content)
    numbers = {row.number for row in left}
    return (*(row for row in content.milestones if row.number not in numbers), *left)


def stories(reports: Iterable[tuple[str, UpdateContent]]) -> tuple[Story, ...]:
    """Return the milestones of a workstream by their newest dates; those without one come last.

    `reports` are its updates by the names of their periods, the oldest first.
    """
    found: dict[int, Story] = {}
    for period, content in reports:
        turns = {
            row.number: Turn(period, row.outcome, row.slipped_to, row.note)
            for row in content.milestones
            if row.outcome
        }
        for row in left_by(content):
            story = _after(found.get(row.number), row)
            turn = turns.get(row.number)
            found[row.number] = replace(story, turns=(*story.turns, turn)) if turn else story
    return tuple(
        sorted(found.values(), key=lambda row: (row.due_on is None, row.due_on or date.max))
    )


def _after(before: Story | None, row: Milestone) -> Story:
    """Return the story of a milestone up to a report that leaves it as `row`."""
    return Story(
        number=row.number,
        title=row.marked(row.title),
        first_on=row.first_due_on or (before.first_on if before else None) or row.due_on,
        due_on=row.due_on,
        outcome=row.outcome,
        slips=row.all_slips,
        turns=before.turns if before else (),
    )


def kept(reports: Iterable[UpdateContent]) -> Counter[MilestoneOutcome]:
    """Return what became of the milestones that reports came back to, by outcome.

    Each is counted once for every report in which it was promised and then decided.
    """
    return Counter(
        row.outcome
        for content in reports
        for row in content.milestones
        if row.carried and row.outcome
    )
