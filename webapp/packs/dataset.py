"""The rows behind an edition, for other systems: ratings, milestones, measures, risks, issues.

They are part of the document, so its fingerprint covers them. Each kind is there as far as the
edition prints it, and after what is exempt was taken out.
"""

from datetime import date
from decimal import Decimal

import msgspec

from models.enums import Change, Direction, Level, MilestoneOutcome, Trend


class RatingRow(msgspec.Struct, frozen=True, kw_only=True):
    """A workstream with the rating that is printed; step 1 is the best, none without a report."""

    code: str
    workstream: str
    step: int | None
    rating: str
    confirmed: bool
    """Whether its sponsors approved the report."""
    last_step: int | None
    last_rating: str
    change: Change


class MilestoneRow(msgspec.Struct, frozen=True, kw_only=True):
    """A milestone of this period, or one planned for the next."""

    reference: str
    code: str
    planned: bool
    """Whether it is planned for the next period."""
    title: str
    due_on: date | None
    first_due_on: date | None
    """Its first date, once it has slipped."""
    slips: int
    outcome: MilestoneOutcome | None
    slipped_to: date | None
    note: str
    owner: str
    exempt_paragraph: int | None
    """The paragraph of Schedule 12A that keeps it from being published."""


class RiskRow(msgspec.Struct, frozen=True, kw_only=True):
    """A risk of a workstream."""

    reference: str
    code: str
    risk: str
    mitigation: str
    owner: str
    likelihood: Level | None
    impact: Level | None
    trend: Trend | None
    exempt_paragraph: int | None


class IssueRow(msgspec.Struct, frozen=True, kw_only=True):
    """An issue of a workstream, with the action taken."""

    reference: str
    code: str
    issue: str
    action: str
    owner: str
    exempt_paragraph: int | None


class MeasureRow(msgspec.Struct, frozen=True, kw_only=True):
    """A measure with its value in the period, or why there is none; numbers are as given."""

    reference: str
    code: str
    measure: str
    unit: str
    direction: Direction
    baseline: Decimal | None
    baseline_at: str
    target: Decimal | None
    target_to: Decimal | None
    """The upper end of a range, whose lower end is the target."""
    target_on: date | None
    value: Decimal | None
    as_at: date | None
    """The day of the value, where that is not the period's last."""
    reason: str
    note: str
    exempt_paragraph: int | None


class Dataset(msgspec.Struct, frozen=True, kw_only=True):
    """The rows of an edition by their kind."""

    ratings: tuple[RatingRow, ...] = ()
    milestones: tuple[MilestoneRow, ...] = ()
    risks: tuple[RiskRow, ...] = ()
    issues: tuple[IssueRow, ...] = ()
    measures: tuple[MeasureRow, ...] = ()
