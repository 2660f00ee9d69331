"""The office's board as plain values: each period under way, its steps, counts and returns."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from models import Pack, Programme, ReportingPeriod
from models.enums import Audience, PackStatus, PeriodStatus, UpdateStatus
from webapp.cycle.returns import Line, Urgency
from webapp.domain.audiences import pack_title
from webapp.domain.calendar import Deadline, Today
from webapp.domain.wording import counted, sentence
from webapp.domain.workflow import DECIDED

UNWRITTEN = (UpdateStatus.NOT_STARTED, UpdateStatus.DRAFT)


@dataclass(frozen=True)
class Step:
    """A date of a period in words, and whether it is behind us."""

    words: str
    due: Deadline


@dataclass(frozen=True)
class OpenPack:
    """A pack of a period that is not issued."""

    id: int
    audience: Audience
    status: PackStatus

    @property
    def title(self) -> str:
        """How it is named in a list."""
        return pack_title(self.audience)


@dataclass(frozen=True, kw_only=True)
class Cycle:
    """One period with its returns, those that need the office first."""

    period: ReportingPeriod
    steps: tuple[Step, ...]
    packs: tuple[OpenPack, ...]
    lines: tuple[Line, ...]

    @property
    def asked(self) -> tuple[Line, ...]:
        """The workstreams that something is asked of."""
        return tuple(line for line in self.lines if line.urgency is not Urgency.OUT)

    @property
    def approved(self) -> int:
        """How many returns are approved, or further."""
        return sum(line.status in DECIDED for line in self.asked)

    @property
    def counts(self) -> tuple[tuple[UpdateStatus, int], ...]:
        """How many returns are in each state that any is in, in the order of the work."""
        found = Counter(line.status for line in self.lines if line.status)
        return tuple((status, found[status]) for status in UpdateStatus if found[status])

    @property
    def words(self) -> str:
        """The bar in words: "3 of 5 approved"."""
        return f"{self.approved} of {len(self.asked)} approved"

    @property
    def next_step(self) -> str:
        """What happens next, and who does it."""
        period = self.period
        out = sum(line.status in UNWRITTEN for line in self.lines)
        if period.status is PeriodStatus.OPEN:
            if not out:
                return "Every update has come in. Close returns, then send the pack to the group."
            missing = sentence(counted(out, "update has", "updates have"))
            return (
                f"{missing} not come in. Chase, or give more time, then close returns."
                if self.steps[0].due.late
                else f"{missing} not come in yet. Leads still have time."
            )
        if period.status is PeriodStatus.CLOSED:
            return "Returns are closed. Send the pack to the Improvement Group."
        if any(pack.status is PackStatus.UNDER_REVIEW for pack in self.packs):
            return "The Improvement Group reviews the pack, and its chair agrees it."
        if any(pack.status is PackStatus.AGREED for pack in self.packs):
            return "The pack is agreed. Issue it to the board."
        return "The pack is issued. These updates are still missing from it."


@dataclass(frozen=True, kw_only=True)
class Board:
    """Everything the office's board shows."""

    programme: Programme
    cycles: tuple[Cycle, ...]
    upcoming: ReportingPeriod | None
    """The next period to open."""
    opens: Deadline | None
    may_run: bool
    """Whether the reader runs the office, and not only watches."""
    at: datetime
    announced: str = ""
    """What to tell somebody who had an older state of the board on the page."""

    @property
    def words(self) -> str:
        """Where the cycles stand, in one sentence each."""
        return " ".join(f"{cycle.period.name}: {cycle.words}." for cycle in self.cycles)


def steps_of(period: ReportingPeriod, today: Today) -> tuple[Step, ...]:
    """Return the dates of a period that the cycle runs by, in their order."""
    return tuple(Step(words, today.deadline(due)) for words, due in _dates(period))


def _dates(period: ReportingPeriod) -> Iterator[tuple[str, date | datetime]]:
    yield "Updates due from leads", period.lead_due_at
    yield "Approvals due from sponsors", period.sponsor_due_at
    yield "Improvement Group meets", period.group_meets_at
    yield "Pack cleared", period.clearance_due_on
    yield "Papers published", period.publishes_on
    yield "Independent Improvement Board meets", period.iib_meets_on


def cycle_of(
    period: ReportingPeriod, lines: Sequence[Line], packs: Sequence[Pack], today: Today
) -> Cycle:
    """Return a period with its returns in the order in which they need the office."""
    return Cycle(
        period=period,
        steps=steps_of(period, today),
        packs=tuple(
            OpenPack(pack.id, pack.audience, pack.status)
            for pack in packs
            if pack.period_id == period.id and pack.status is not PackStatus.ISSUED
        ),
        lines=tuple(sorted(lines, key=lambda line: (line.urgency, line.position))),
    )
