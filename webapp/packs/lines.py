"""The workstreams of a period as the pages of its pack list them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from models import ProgressUpdate, RagStep, ReportingPeriod, Workstream
from models.enums import Change
from webapp.clock import LONDON
from webapp.domain import flags, ratings, turns
from webapp.domain.approval import Place
from webapp.domain.calendar import Today
from webapp.domain.flags import Flagged
from webapp.domain.wording import listing
from webapp.holders import Holders
from webapp.holidays import bank_holidays
from webapp.levels import AGREED, CONFIRMED, NOT_AGREED, PROPOSED, UNCONFIRMED, Level
from webapp.packs import material
from webapp.packs.entries import Entry
from webapp.packs.wording import slug


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One workstream of the period as the pages of the pack list it."""

    workstream: Workstream
    address: str
    """Where its report begins in the document."""
    update: ProgressUpdate | None
    report: material.Report | material.Missing
    step: RagStep | None
    """The rating that would be printed; None without a report."""
    previous: RagStep | None
    change: Change
    levels: tuple[Level, ...]
    flags: tuple[Flagged, ...]
    conditions: tuple[material.Approval, ...]
    """The approvals that were given under a condition."""
    holder: str
    """Whose turn it is, in words; empty when nobody's."""
    closed: bool

    @property
    def reported(self) -> bool:
        """Whether there is a report to print."""
        return isinstance(self.report, material.Report)


def line(
    workstream: Workstream,
    entry: Entry | None,
    part: material.Workstream,
    period: ReportingPeriod,
    steps: Mapping[int, RagStep],
    holders: Holders,
    left: Sequence[Place],
    at: datetime,
) -> Line:
    """Return the line of a workstream whose report is already made; the period is the pack's.

    `left` are the approvals still to be given.
    """
    update = entry.update if entry else None
    before = part.previous.step if part.previous else None
    report = part.report if isinstance(part.report, material.Report) else None
    return Line(
        workstream=workstream,
        address=slug(workstream),
        update=update,
        report=part.report,
        step=steps[part.step] if part.step else None,
        previous=steps[before] if before else None,
        change=ratings.change(part.step, before, closed=part.closed_on is not None),
        levels=_levels(entry, report, steps) if entry and report else (),
        flags=_flags(entry, period, at) if entry else (),
        conditions=tuple(row for row in report.approvals if row.conditions) if report else (),
        holder=holders.having(update, left) if update else "",
        closed=part.closed_on is not None and (update is None or part.closed_on < period.starts_on),
    )


def _levels(
    entry: Entry, report: material.Report, steps: Mapping[int, RagStep]
) -> tuple[Level, ...]:
    """Return the three ratings, each with who gave it, when and why it differs."""
    revision, given = entry.revision, entry.approvals
    proposed = Level(
        PROPOSED,
        steps[report.proposed_step],
        report.completed_by,
        revision.submitted_at if revision else None,
    )
    confirmed = UNCONFIRMED
    if report.confirmed_step:
        confirmed = Level(
            CONFIRMED,
            steps[report.confirmed_step],
            listing(row.who for row in report.approvals),
            given[-1].at,
            "\n\n".join(row.reason for row in report.approvals if row.reason),
        )
    return proposed, confirmed, _agreed(entry, steps)


def _agreed(entry: Entry, steps: Mapping[int, RagStep]) -> Level:
    """Return the rating the group set, or took over with the pack, or that it has done neither."""
    if entry.agreed:
        row = entry.agreed
        return Level(AGREED, steps[row.step], row.person.name, row.at, row.reason)
    if entry.update.agreed_step:
        taken = steps[entry.update.agreed_step]
        return Level(AGREED, taken, "Taken over with the pack", entry.course.agreed_at)
    return NOT_AGREED


def _flags(entry: Entry, period: ReportingPeriod, at: datetime) -> tuple[Flagged, ...]:
    """Return what is worth knowing of an update beside its state."""
    update, revision, course = entry.update, entry.revision, entry.course
    facts = flags.Facts(
        status=update.status,
        due=turns.update_due(update.status, period, entry.more_time_until),
        lead_due_at=period.lead_due_at,
        first_submitted_at=course.first_submitted_at,
        more_time_until=entry.more_time_until,
        missed=course.missed,
        times_returned=course.times_returned,
        by_deputy=any(row.person_id != row.sponsor_id for row in entry.approvals),
        proposed_step=revision.proposed_step if revision else None,
        confirmed_step=update.confirmed_step,
        agreed_step=entry.agreed.step if entry.agreed else None,
        has_note=bool(entry.addenda),
    )
    return flags.flags(facts, Today(at, LONDON, bank_holidays()))
