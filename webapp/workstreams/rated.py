"""The rating a workstream has now, and why: the lead's reasons, the sponsor's words, all levels."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy.orm import Session

from models import AgreedRating, Decision, RagStep
from webapp import levels
from webapp.domain.exempt import Exemption
from webapp.domain.publishable import paragraphs
from webapp.exempting import exemption_of
from webapp.levels import Level
from webapp.workstreams import queries
from webapp.workstreams.reports import Report
from webapp.workstreams.told import Extent


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody said in approving; `by` is empty where people are not named."""

    by: str
    comment: str
    conditions: str
    exempt: Exemption | None


class Changed(NamedTuple):
    """That somebody changed the rating, and why; no reason where this reader is not shown it."""

    who: str
    before: RagStep | None
    after: RagStep | None
    reason: str
    exempt: Exemption | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """The rating that counts; `levels` are all three of them, for those who may open the update.

    Others learn from `changed` how it came to be another than the lead's.
    """

    step: RagStep | None
    said: tuple[Said, ...]
    changed: tuple[Changed, ...]
    left_out: tuple[int, ...]
    """Paragraphs of Schedule 12A for what was said and is not shown."""
    levels: tuple[Level, ...]


def rating_of(session: Session, report: Report, steps: Mapping[int, RagStep]) -> Rated:
    """Return the rating of a report, as far as its reader is told."""
    told, how = report.told, report.extent
    revision = queries.report_of(session, report.revision_id)
    approvals = queries.approvals_of(session, revision.id) if told.confirmed else ()
    printed = [
        row for row in approvals if row.conditions or (row.comment and not row.comment_private)
    ]
    three: tuple[Level, ...] = ()
    changed: tuple[Changed, ...] = ()
    if told.readable and not told.in_correction:
        three = (
            levels.proposed(revision, steps),
            levels.confirmed(approvals, steps),
            levels.agreed(session, told.update, revision, steps),
        )
    else:
        agreed = levels.agreed_rating(session, revision.id)
        changed = tuple(_changed(revision.proposed_step, approvals, agreed, steps, how))
    kept = [row for row in printed if how.whole or row.exempt_paragraph is None]
    hidden = [row for row in printed if row not in kept]
    return Rated(
        step=steps.get(told.step or 0),
        said=tuple(_said(row, how) for row in kept),
        changed=changed,
        left_out=paragraphs(exemption_of(row) for row in hidden),
        levels=three,
    )


def _changed(
    proposed: int,
    approvals: Sequence[Decision],
    agreed: AgreedRating | None,
    steps: Mapping[int, RagStep],
    how: Extent,
) -> Iterator[Changed]:
    """Yield what the sponsor made of the lead's rating, and the group of the sponsor's."""
    before = proposed
    acts: list[tuple[str, int | None, Decision | AgreedRating]] = [
        ("The sponsor", row.confirmed_step, row) for row in approvals[-1:]
    ]
    if agreed is not None:
        acts.append(("The Improvement Group", agreed.step, agreed))
    for who, after, row in acts:
        if after is not None and after != before:
            reason = row.reason if how.whole or row.exempt_paragraph is None else ""
            yield Changed(who, steps.get(before), steps.get(after), reason, exemption_of(row))
            before = after


def _said(row: Decision, how: Extent) -> Said:
    return Said(
        by=levels.in_the_name_of(row) if how.names else "",
        comment="" if row.comment_private else row.comment,
        conditions=row.conditions,
        exempt=exemption_of(row),
    )
