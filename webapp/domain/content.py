"""What one update says: a typed, versioned document with canonical bytes and a fingerprint.

The same structure serves as the draft being written, as an immutable revision and as the text
of a pack, so nothing is ever converted between them.
"""

import hashlib
from datetime import date
from decimal import Decimal
from typing import TypeVar

import msgspec

from models.enums import Direction, Level, MilestoneOutcome, Section, Trend
from webapp.domain.exempt import Exemption, Markable

SCHEMA = 1
NARRATIVE_LIMIT = 30_000
LINE_LIMIT = 2_000
ROW_LIMIT = 60


class Milestone(Markable, frozen=True, kw_only=True):
    """A milestone of this period; `number` is its place in the workstream's register.

    `slips` and `first_due_on` are carried forward, never typed: how often it had slipped before
    this period, in any phase, and the date that was first promised.
    """

    number: int
    title: str
    due_on: date | None = None
    outcome: MilestoneOutcome | None = None
    slipped_to: date | None = None
    note: str = ""
    """What stands behind the outcome; the reason, for one that slipped or was dropped."""
    agreed_by: str = ""
    """Who agreed that it is dropped."""
    carried: bool = False
    slips: int = 0
    first_due_on: date | None = None

    @property
    def all_slips(self) -> int:
        """How often it has slipped, this period counted."""
        return self.slips + (self.outcome is MilestoneOutcome.SLIPPED)


class PlannedMilestone(Markable, frozen=True, kw_only=True):
    """A milestone promised for the next period; an unfinished one of this period keeps its number.

    `slips` and `first_due_on` are as in `Milestone`, this period's slip counted.
    """

    number: int
    title: str
    due_on: date | None = None
    owner: str = ""
    slips: int = 0
    first_due_on: date | None = None


class Risk(Markable, frozen=True, kw_only=True):
    """A risk with what is being done about it."""

    number: int
    description: str
    mitigation: str = ""
    owner: str = ""
    likelihood: Level | None = None
    impact: Level | None = None
    trend: Trend | None = None


class Issue(Markable, frozen=True, kw_only=True):
    """Something that has gone wrong, and the action taken."""

    number: int
    description: str
    action: str = ""
    owner: str = ""


class MeasureValue(Markable, frozen=True, kw_only=True):
    """A measure's value in the period; `number` is its place in the workstream's plan.

    Name, unit, baseline, target and direction are what was agreed when it was written, and `last`
    is the last value there was before; they are carried, never typed. A number is as it was typed.
    """

    number: int
    name: str = ""
    unit: str = ""
    direction: Direction = Direction.UP
    baseline: Decimal | None = None
    baseline_at: str = ""
    target: Decimal | None = None
    target_to: Decimal | None = None
    target_on: date | None = None
    last: Decimal | None = None
    value: Decimal | None = None
    reason: str = ""
    """Why it was not measured."""
    as_at: date | None = None
    """The day of the value, where that is not the period's last."""
    note: str = ""


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """What the lead says about something a check found; `about` tells findings of a code apart."""

    code: str
    about: str = ""
    text: str


class UpdateContent(msgspec.Struct, frozen=True, kw_only=True):
    """All a lead writes for one period; narrative is Markdown, `step` counts from 1 (best).

    `nil_return` states that there is nothing to report; `as_at` is the day the text describes,
    asked for when it is submitted before the period ends. A narrative whose field of the same
    name and `_exempt` is set may not be published.
    """

    schema: int = SCHEMA
    nil_return: bool = False
    key_activities: str = ""
    key_activities_exempt: Exemption | None = None
    engagement: str = ""
    engagement_exempt: Exemption | None = None
    concerns: str = ""
    concerns_exempt: Exemption | None = None
    issues: tuple[Issue, ...] = ()
    measures: tuple[MeasureValue, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    planned: tuple[PlannedMilestone, ...] = ()
    risks: tuple[Risk, ...] = ()
    step: int | None = None
    rationale: str = ""
    rationale_exempt: Exemption | None = None
    forecast_on: date | None = None
    as_at: date | None = None
    cover_note: str = ""
    explanations: tuple[Explanation, ...] = ()


Row = TypeVar("Row", Milestone, PlannedMilestone, Risk, Issue)

SECTION_FIELDS: dict[Section, tuple[str, ...]] = {
    Section.ACTIVITIES: ("nil_return", "key_activities", "key_activities_exempt"),
    Section.ENGAGEMENT: (
        "engagement",
        "engagement_exempt",
    ),
    Section.CONCERNS: ("concerns", "concerns_exempt", "issues"),
    Section.MEASURES: ("measures",),
    Section.MILESTONES: ("milestones",),
    Section.PLANNED: ("planned",),
    Section.RISKS: ("risks",),
    Section.RATING: ("step", "rationale", "rationale_exempt", "forecast_on", "as_at"),
    Section.NOTE: ("cover_note",),
}


def sections_of(content: UpdateContent) -> tuple[Section, ...]:
    """Return the sections an update has; measures only where its workstream has some."""
    return tuple(name for name in Section if name is not Section.MEASURES or content.measures)


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
