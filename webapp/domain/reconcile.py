"""One period's rows against another's: numbers kept, promises carried forward, none lost.

What was planned comes back as rows that must be decided, with the count of their slips and the
date first promised, in whatever period and phase (the seed report repeats unfinished milestones
without a word, which this makes impossible).
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import TypeVar

import msgspec

from models.enums import MilestoneOutcome
from webapp.domain import measures
from webapp.domain.content import (
    Issue,
    MeasureValue,
    Milestone,
    PlannedMilestone,
    Risk,
    Row,
    UpdateContent,
)

Promise = TypeVar("Promise", Milestone, PlannedMilestone)


def adopt_numbers(stored: UpdateContent, typed: UpdateContent) -> UpdateContent:
    """Return `typed` with only numbers that `stored` knows; rows new to it have number 0.

    A new row that says what a stored row says takes its number, so a form sent twice, or an
    autosave whose answer was lost, never makes a row double. What was promised stays marked so
    and keeps its due date: only a slip, which says so, gives it another.
    """

    def adopt(rows: tuple[Row, ...], kept: tuple[Row, ...]) -> tuple[Row, ...]:
        unclaimed = {row.number: row for row in kept}
        first = [
            row if unclaimed.pop(row.number, None) else msgspec.structs.replace(row, number=0)
            for row in rows
        ]
        same = {label(row): row.number for row in unclaimed.values()}
        return tuple(
            row if row.number else msgspec.structs.replace(row, number=same.pop(label(row), 0))
            for row in first
        )

    def planned_again(row: PlannedMilestone) -> PlannedMilestone:
        """Give an unfinished milestone of this period that is planned by its words its number."""
        number = row.number or unfinished.pop(row.title, 0)
        return msgspec.structs.replace(row, number=number)

    kept_plans = {row.number for row in stored.planned}
    unfinished = {
        row.title: row.number
        for row in unfinished_milestones(stored)
        if row.number not in kept_plans
    }
    promised = {row.number for row in stored.milestones if row.carried}
    dates = promised_dates(stored)
    past = {row.number: row for row in _all_milestones(stored)}
    return msgspec.structs.replace(
        typed,
        measures=measures.answered(stored.measures, typed.measures),
        milestones=tuple(
            _with_past(
                row,
                past,
                carried=row.number in promised,
                due_on=dates.get(row.number, row.due_on),
            )
            for row in adopt(typed.milestones, stored.milestones)
        ),
        planned=tuple(
            _with_past(planned_again(row), past) for row in adopt(typed.planned, stored.planned)
        ),
        risks=adopt(typed.risks, stored.risks),
        issues=adopt(typed.issues, stored.issues),
    )


def _with_past(
    row: Promise, past: Mapping[int, Milestone | PlannedMilestone], **values: object
) -> Promise:
    """Return a row with the past of its number, which nobody types."""
    known = past.get(row.number)
    return msgspec.structs.replace(
        row,
        slips=known.slips if known else 0,
        first_due_on=known.first_due_on if known else None,
        **values,
    )


def _all_milestones(content: UpdateContent) -> tuple[Milestone | PlannedMilestone, ...]:
    """Return the milestones of this period and of the next; one in both stands last as itself."""
    return (*content.planned, *content.milestones)


def promised_dates(stored: UpdateContent) -> dict[int, date]:
    """Return the due dates that came back with what was promised, by number; nobody types them.

    A promise without a date can still be given one.
    """
    return {
        row.number: row.due_on
        for row in stored.milestones
        if row.carried and row.first_due_on and row.due_on
    }


def missing_promises(
    stored: UpdateContent, typed: UpdateContent, printed: Collection[int] = ()
) -> tuple[Milestone | PlannedMilestone, ...]:
    """Return the milestones that `typed` leaves out though they were promised to somebody.

    Promised is what came back from last time, and what an issued pack `printed` by its number.
    """
    kept = {row.number for row in _all_milestones(typed)}
    return tuple(
        row
        for row in _all_milestones(stored)
        if row.number not in kept
        and (row.number in printed or (isinstance(row, Milestone) and row.carried))
    )


def label(row: Milestone | PlannedMilestone | Risk | Issue | MeasureValue) -> str:
    """Return what a row is about."""
    if isinstance(row, MeasureValue):
        return row.name
    return row.title if isinstance(row, Milestone | PlannedMilestone) else row.description


def carry_forward(
    previous: UpdateContent | None,
    agreed: Sequence[MeasureValue] = (),
    *,
    new_phase: bool = False,
) -> UpdateContent:
    """Return the opening draft: promises come back as rows to decide, open risks and issues return.

    Narrative and rating are never copied. Milestones that slipped stay, with the count of their
    slips; done and dropped ones go. What is `agreed` of measures now gets a row for each. In a
    `new_phase` the rows get new numbers of its registers.
    """
    rows = measures.opened(agreed, previous, new_phase=new_phase)
    if previous is None:
        return UpdateContent(measures=rows)
    opening = UpdateContent(
        measures=rows,
        milestones=promises(previous),
        risks=previous.risks,
        issues=previous.issues,
        forecast_on=previous.forecast_on,
    )
    return _unnumbered(opening) if new_phase else opening


def promises(content: UpdateContent) -> tuple[Milestone, ...]:
    """Return what an update leaves to be done, as rows to decide: unfinished, then planned."""
    before = {row.number: row for row in content.milestones}
    planned = {row.number for row in content.planned}
    unfinished = tuple(
        Milestone(
            number=row.number,
            title=row.title,
            due_on=row.slipped_to or row.due_on,
            carried=True,
            slips=row.all_slips,
            first_due_on=row.first_due_on or row.due_on,
            exempt=row.exempt,
        )
        for row in unfinished_milestones(content)
        if row.number not in planned
    )
    return (*unfinished, *(_promised(row, before.get(row.number)) for row in content.planned))


def unfinished_milestones(content: UpdateContent) -> tuple[Milestone, ...]:
    """Return the milestones of this period that are partly done or have slipped."""
    unfinished = (MilestoneOutcome.PARTLY, MilestoneOutcome.SLIPPED)
    return tuple(row for row in content.milestones if row.outcome in unfinished)


def _promised(row: PlannedMilestone, before: Milestone | None) -> Milestone:
    """Return a promise as a row to decide; one of the same number that was unfinished slipped."""
    slips, first = row.slips, row.first_due_on
    if before is not None:
        later = bool(row.due_on and before.due_on and row.due_on > before.due_on)
        slipped = before.outcome is MilestoneOutcome.SLIPPED or later
        slips, first = before.slips + slipped, before.first_due_on or before.due_on
    return Milestone(
        number=row.number,
        title=row.title,
        due_on=row.due_on,
        carried=True,
        slips=slips,
        first_due_on=first or row.due_on,
        exempt=row.exempt,
    )


def _unnumbered(content: UpdateContent) -> UpdateContent:
    """Return content whose rows are new to the registers."""
    return msgspec.structs.replace(
        content,
        milestones=tuple(msgspec.structs.replace(row, number=0) for row in content.milestones),
        risks=tuple(msgspec.structs.replace(row, number=0) for row in content.risks),
        issues=tuple(msgspec.structs.replace(row, number=0) for row in content.issues),
    )
