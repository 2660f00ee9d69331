"""Bring what the story says into the draft it is written into: known rows keep their numbers."""

from typing import TypeVar

import msgspec

from models.enums import Section
from webapp.domain.content import (
    SECTION_FIELDS,
    Issue,
    MeasureValue,
    Milestone,
    PlannedMilestone,
    Risk,
    UpdateContent,
)

Row = TypeVar("Row", PlannedMilestone, Risk, Issue)


def written_sections(text: UpdateContent) -> tuple[Section, ...]:
    """Return the sections in which there is something, in the order they are written."""
    return tuple(
        section
        for section, fields in SECTION_FIELDS.items()
        if any(getattr(text, field) for field in fields)
    )


def fitted(text: UpdateContent, draft: UpdateContent) -> UpdateContent:
    """Return the text with the draft's numbers; carried rows it is silent about stay undecided."""
    told = {row.title for row in text.milestones}
    return msgspec.structs.replace(
        text,
        measures=tuple(_measure(row, text) for row in draft.measures),
        milestones=(
            *(_milestone(row, draft) for row in text.milestones),
            *(row for row in draft.milestones if row.title not in told),
        ),
        planned=tuple(_known(row, "title", draft.planned) for row in text.planned),
        risks=tuple(_known(row, "description", draft.risks) for row in text.risks),
        issues=tuple(_known(row, "description", draft.issues) for row in text.issues),
    )


def _measure(row: MeasureValue, text: UpdateContent) -> MeasureValue:
    for told in text.measures:
        if told.name == row.name:
            return msgspec.structs.replace(
                row, value=told.value, reason=told.reason, note=told.note
            )
    return row


def _milestone(row: Milestone, draft: UpdateContent) -> Milestone:
    for known in draft.milestones:
        if known.title == row.title:
            return msgspec.structs.replace(
                row, number=known.number, due_on=known.due_on, carried=known.carried
            )
    return row


def _known(row: Row, name: str, rows: tuple[Row, ...]) -> Row:
    """Return the row with the number of the one that says the same."""
    for known in rows:
        if getattr(known, name) == getattr(row, name):
            return msgspec.structs.replace(row, number=known.number)
    return row
