"""What one update says: a typed, versioned document with canonical bytes and a fingerprint.

The same structure serves as the draft being written, as an immutable revision and as the text
of a pack, so nothing is ever converted between them.
"""

import hashlib
from datetime import date
from typing import TypeVar

import msgspec

from models.enums import Level, MilestoneOutcome, Section, Trend

SCHEMA = 1
NARRATIVE_LIMIT = 30_000
LINE_LIMIT = 2_000
ROW_LIMIT = 60


class Milestone(msgspec.Struct, frozen=True, kw_only=True):
    """A milestone of this period; `number` is its place in the workstream's register."""

    number: int
    title: str
    due_on: date | None = None
    outcome: MilestoneOutcome | None = None
    slipped_to: date | None = None
    note: str = ""
    carried: bool = False


class PlannedMilestone(msgspec.Struct, frozen=True, kw_only=True):
    """A milestone promised for the next period."""

    number: int
    title: str
    due_on: date | None = None
    owner: str = ""


class Risk(msgspec.Struct, frozen=True, kw_only=True):
    """A risk with what is being done about it."""

    number: int
    description: str
    mitigation: str = ""
    owner: str = ""
    likelihood: Level | None = None
    impact: Level | None = None
    trend: Trend | None = None


class Issue(msgspec.Struct, frozen=True, kw_only=True):
    """Something that has gone wrong, and the action taken."""

    number: int
    description: str
    action: str = ""
    owner: str = ""


class UpdateContent(msgspec.Struct, frozen=True, kw_only=True):
    """All a lead writes for one period; narrative is Markdown, `step` counts from 1 (best)."""

    schema: int = SCHEMA
    key_activities: str = ""
    engagement: str = ""
    concerns: str = ""
    issues: tuple[Issue, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    planned: tuple[PlannedMilestone, ...] = ()
    risks: tuple[Risk, ...] = ()
    step: int | None = None
    rationale: str = ""
    forecast_on: date | None = None
    cover_note: str = ""


Row = TypeVar("Row", Milestone, PlannedMilestone, Risk, Issue)

SECTION_FIELDS: dict[Section, tuple[str, ...]] = {
    Section.ACTIVITIES: ("key_activities",),
    Section.ENGAGEMENT: ("engagement",),
    Section.CONCERNS: ("concerns", "issues"),
    Section.MILESTONES: ("milestones",),
    Section.PLANNED: ("planned",),
    Section.RISKS: ("risks",),
    Section.RATING: ("step", "rationale", "forecast_on"),
    Section.NOTE: ("cover_note",),
}

_encoder = msgspec.json.Encoder(order="sorted")
_decoder = msgspec.json.Decoder(UpdateContent)


def encode(content: UpdateContent) -> str:
    """Return the canonical JSON text (sorted keys, no spaces): equal content gives equal bytes."""
    return _encoder.encode(content).decode()


def decode(text: str) -> UpdateContent:
    """Read canonical JSON back; raises msgspec.ValidationError when it is not an update."""
    return _decoder.decode(text)


def fingerprint(text: str) -> str:
    """Return the SHA-256 (64 hex digits) of canonical text; what an approval names."""
    return hashlib.sha256(text.encode()).hexdigest()


def section_fingerprint(content: UpdateContent, section: Section) -> str:
    """Return a fingerprint of one section, so two people may write different sections at once."""
    fields = {name: getattr(content, name) for name in SECTION_FIELDS[section]}
    return fingerprint(_encoder.encode(fields).decode())


def merge_section(content: UpdateContent, typed: UpdateContent, section: Section) -> UpdateContent:
    """Return `content` with one section replaced by what `typed` has there."""
    fields = {name: getattr(typed, name) for name in SECTION_FIELDS[section]}
    return msgspec.structs.replace(content, **fields)


def adopt_numbers(stored: UpdateContent, typed: UpdateContent) -> UpdateContent:
    """Return `typed` with only numbers that `stored` knows; rows new to it have number 0.

    A new row that says what a stored row says takes its number, so a form sent twice, or an
    autosave whose answer was lost, never makes a row double. What was promised stays marked so.
    """

    def adopt(rows: tuple[Row, ...], kept: tuple[Row, ...]) -> tuple[Row, ...]:
        unclaimed = {row.number: row for row in kept}
        first = [
            row if unclaimed.pop(row.number, None) else msgspec.structs.replace(row, number=0)
            for row in rows
        ]
        same = {_label(row): row.number for row in unclaimed.values()}
        return tuple(
            row if row.number else msgspec.structs.replace(row, number=same.pop(_label(row), 0))
            for row in first
        )

    promised = {row.number for row in stored.milestones if row.carried}
    return msgspec.structs.replace(
        typed,
        milestones=tuple(
            msgspec.structs.replace(row, carried=row.number in promised)
            for row in adopt(typed.milestones, stored.milestones)
        ),
        planned=adopt(typed.planned, stored.planned),
        risks=adopt(typed.risks, stored.risks),
        issues=adopt(typed.issues, stored.issues),
    )


def missing_promises(stored: UpdateContent, typed: UpdateContent) -> tuple[Milestone, ...]:
    """Return the milestones promised last time that `typed` leaves out."""
    kept = {row.number for row in typed.milestones}
    return tuple(row for row in stored.milestones if row.carried and row.number not in kept)


def _label(row: Milestone | PlannedMilestone | Risk | Issue) -> str:
    """Return what a row is about."""
    return row.title if isinstance(row, Milestone | PlannedMilestone) else row.description


def carry_forward(previous: UpdateContent | None) -> UpdateContent:
    """Return the opening draft: promises come back as rows to decide, open risks and issues return.

    Narrative and rating are never copied. Milestones that slipped stay; done and dropped ones go.
    """
    if previous is None:
        return UpdateContent()
    promised = {row.number for row in previous.planned}
    unfinished = [
        Milestone(
            number=row.number, title=row.title, due_on=row.slipped_to or row.due_on, carried=True
        )
        for row in previous.milestones
        if row.number not in promised
        and row.outcome in (MilestoneOutcome.PARTLY, MilestoneOutcome.SLIPPED)
    ]
    planned = [
        Milestone(number=row.number, title=row.title, due_on=row.due_on, carried=True)
        for row in previous.planned
    ]
    return UpdateContent(
        milestones=(*unfinished, *planned),
        risks=previous.risks,
        issues=previous.issues,
        forecast_on=previous.forecast_on,
    )
