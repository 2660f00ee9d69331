"""Where the running cycles of a programme stand: the board in as many statements for any number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from models import Pack, Phase, Programme, ReportingPeriod, Workstream
from models.enums import PeriodStatus, UpdateStatus
from webapp.cycle import facts
from webapp.cycle.board import Board, cycle_of
from webapp.cycle.returns import Line, Return, Team, line_of
from webapp.domain import policy, workflow
from webapp.domain.actor import Actor
from webapp.domain.calendar import Today
from webapp.domain.checks import Finding
from webapp.domain.recipes import OF_THE_CYCLE
from webapp.domain.wording import day
from webapp.holders import Holders, holders_on

SETTLED = (None, UpdateStatus.ISSUED, UpdateStatus.WITHDRAWN)
"""Where nothing is missing any more from a pack that is issued."""


@dataclass(frozen=True)
class Place:
    """A programme, as policy asks for it."""

    programme_id: int


def board_for(session: Session, actor: Actor, programme: Programme, today: Today) -> Board:
    """Return where the periods under way stand, and what the newest issued one still lacks."""
    periods = session.scalars(
        select(ReportingPeriod)
        .join(ReportingPeriod.phase)
        .where(Phase.programme_id == programme.id, ReportingPeriod.status != PeriodStatus.DRAFT)
        .options(contains_eager(ReportingPeriod.phase))
        .order_by(ReportingPeriod.starts_on)
    ).all()
    issued = [period for period in periods if period.status is PeriodStatus.ISSUED][-1:]
    shown = [*issued, *(period for period in periods if period.status in workflow.UNDER_WAY)]
    returns = _gather(session, actor, programme, shown, today)
    upcoming = next((p for p in periods if p.status is PeriodStatus.SCHEDULED), None)
    packs = session.scalars(
        select(Pack)
        .where(Pack.period_id.in_([p.id for p in shown]), Pack.audience.in_(OF_THE_CYCLE))
        .order_by(Pack.id)
    ).all()
    cycles = (cycle_of(period, returns.lines(period), packs, today) for period in shown)
    return Board(
        programme=programme,
        cycles=tuple(cycle for cycle in cycles if cycle.period not in issued or cycle.lines),
        upcoming=upcoming,
        opens=today.deadline(upcoming.opens_on) if upcoming else None,
        may_run=policy.runs_the_office(actor, Place(programme.id)) is None,
        at=today.at,
    )


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """All that the lines of a board are made from."""

    actor: Actor
    today: Today
    workstreams: Sequence[Workstream]
    returns: Mapping[tuple[int, int], Return]
    """By workstream and period."""
    teams: Mapping[int, Team]
    holders: Holders
    findings: Mapping[int, Sequence[Finding]]
    """What still stops a draft from being submitted, by update."""

    def lines(self, period: ReportingPeriod) -> list[Line]:
        """Return the lines of a period; of an issued one only what is missing from its pack."""
        lines = [
            self._line(row, period) for row in self.workstreams if row.phase_id == period.phase_id
        ]
        if period.status is not PeriodStatus.ISSUED:
            return lines
        return [line for line in lines if line.status not in SETTLED]

    def _line(self, workstream: Workstream, period: ReportingPeriod) -> Line:
        row = self.returns.get((workstream.id, period.id))
        if row is None:
            return Line(
                workstream_id=workstream.id,
                code=workstream.code,
                name=workstream.name,
                position=workstream.position,
                out=self._why_out(workstream),
            )
        return line_of(
            row,
            code=workstream.code,
            name=workstream.name,
            position=workstream.position,
            actor=self.actor,
            today=self.today,
            deadlines=period,
            team=self.teams.get(workstream.id, Team()),
            holders=self.holders,
            findings=self.findings.get(row.id, ()),
        )

    def _why_out(self, workstream: Workstream) -> str:
        """Return why a workstream has no update in a period."""
        if workstream.closed_on is None:
            return "No update asked for: it was added after the period opened."
        into = next((r for r in self.workstreams if r.id == workstream.merged_into_id), None)
        merged = f", merged into {into.name}" if into else ""
        return f"Closed on {day(workstream.closed_on)}{merged}."


def _gather(
    session: Session,
    actor: Actor,
    programme: Programme,
    periods: Sequence[ReportingPeriod],
    today: Today,
) -> Gathered:
    """Read the returns of periods with all that is said about them."""
    workstreams = session.scalars(
        select(Workstream)
        .where(Workstream.phase_id.in_({period.phase_id for period in periods}))
        .order_by(Workstream.position)
    ).all()
    updates = facts.updates_of(session, periods)
    returns = facts.returns_of(session, programme.id, updates)
    teams = facts.teams_of(session, [row.id for row in workstreams], today.day)
    holders = holders_on(session, today.day, {programme.id})
    return Gathered(
        actor=actor,
        today=today,
        workstreams=workstreams,
        returns={
            (row.workstream_id, found.update.period_id): row
            for found, row in zip(updates, returns, strict=True)
        },
        teams=teams,
        holders=holders,
        findings=facts.findings_of(
            session,
            {row.id: row for row in returns},
            [found.update for found in updates if found.update.status in workflow.EDITABLE],
            periods={row.id: row for row in periods},
            workstreams={row.id: row for row in workstreams},
            teams=teams,
            holders=holders,
            on=today.day,
        ),
    )
