"""What goes into a pack: the approved words and ratings of a period, for page and print alike."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from models import (
    Decision,
    Organisation,
    Pack,
    ProgressUpdate,
    RagStep,
    ReportingPeriod,
    Revision,
    RoleGrant,
    Workstream,
)
from models.enums import Action, Audience, Change, PackStatus, Role, UpdateStatus
from webapp.clock import LONDON
from webapp.domain import content, ratings
from webapp.domain.errors import Incomplete
from webapp.domain.turns import UPDATE_TURN
from webapp.domain.workflow import DECIDED
from webapp.holders import Holders, holders_on
from webapp.packs import material
from webapp.packs.past import Past, issued_before
from webapp.packs.people import holding, named, names

AGREED = frozenset({UpdateStatus.ACCEPTED, UpdateStatus.ISSUED})
"""States of the updates an edition may hold: the group's agreement stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One workstream of the period as the review page lists it."""

    workstream: Workstream
    update: ProgressUpdate | None
    approved: bool
    step: RagStep | None
    """The rating that would be printed: agreed, else confirmed; None without an approved update."""
    previous: RagStep | None
    change: Change
    holder: str
    """Whose turn it is, in words; empty when nobody's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """The material of a pack, the lines of its review page and the revisions it prints."""

    data: material.PackData
    lines: tuple[Line, ...]
    revisions: tuple[Revision, ...]

    @property
    def missing(self) -> tuple[Line, ...]:
        """Return the workstreams without an approved update."""
        return tuple(line for line in self.lines if not line.approved)

    @property
    def waiting(self) -> tuple[Line, ...]:
        """Return the workstreams whose approved update is not in the pack yet."""
        return tuple(
            line
            for line in self.lines
            if line.update and line.update.status is UpdateStatus.APPROVED
        )


@dataclass(frozen=True, slots=True)
class _Entry:
    """An update of the period, with the revision its sponsor approved and that approval."""

    update: ProgressUpdate
    revision: Revision | None
    approval: Decision | None


def pack_data(
    session: Session, pack: Pack, *, at: datetime, edition_number: int | None = None
) -> material.PackData:
    """Return the material a pack is built from; see `gather`."""
    return gather(session, pack, at=at, edition_number=edition_number).data


def gather(
    session: Session, pack: Pack, *, at: datetime, edition_number: int | None = None
) -> Contents:
    """Read everything a pack says, in the same number of statements for any number of workstreams.

    The pack must come from `queries.get_pack`. An edition, and a pack the group has agreed, hold
    agreed updates only; a draft shows every approved one. Raises Incomplete when an approved text
    no longer has the fingerprint it was approved under.
    """
    period, phase = pack.period, pack.period.phase
    organisation: Organisation = phase.programme.organisation
    steps = {step.number: step for step in phase.scale.steps}
    agreed_only = edition_number is not None or pack.status in (
        PackStatus.AGREED,
        PackStatus.ISSUED,
    )
    shown = AGREED if agreed_only else DECIDED
    today = at.astimezone(LONDON).date()
    past = issued_before(session, period)
    holders = holders_on(session, today, [pack.programme_id])
    lines: list[Line] = []
    parts: list[material.Workstream] = []
    revisions: list[Revision] = []
    for workstream, entry in _entries(session, period):
        report = _report(workstream, entry, shown)
        if isinstance(report, material.Report) and entry and entry.revision:
            revisions.append(entry.revision)
        parts.append(_part(workstream, report, past, period))
        lines.append(_line(workstream, entry, report, past, steps, holders))
    scale = material.Scale(
        version=phase.scale.version,
        introduction=phase.scale.introduction,
        steps=tuple(
            material.Step(
                number=step.number, label=step.label, definition=step.definition, mark=step.mark
            )
            for step in phase.scale.steps
        ),
    )
    data = material.PackData(
        organisation=organisation.name,
        programme=phase.programme.name,
        phase=phase.name,
        period=period.name,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        audience=pack.audience,
        prepared_on=today,
        scale=scale,
        workstreams=tuple(parts),
        edition=edition_number,
        meeting_on=_meeting_on(pack),
        overview=pack.overview,
        overview_by=named(pack.overview_by) if pack.overview_by else "",
        trend_periods=(*past.periods, period.name),
    )
    return Contents(data=data, lines=tuple(lines), revisions=tuple(revisions))


def _meeting_on(pack: Pack) -> date:
    if pack.audience is Audience.IIB:
        return pack.period.iib_meets_on
    return pack.period.group_meets_at.astimezone(LONDON).date()


ENTRIES = (
    select(Workstream, ProgressUpdate, Revision, Decision)
    .outerjoin(
        ProgressUpdate,
        (ProgressUpdate.workstream_id == Workstream.id)
        & (ProgressUpdate.period_id == bindparam("period_id")),
    )
    .outerjoin(Revision, Revision.id == ProgressUpdate.approved_revision_id)
    .outerjoin(
        Decision, (Decision.revision_id == Revision.id) & (Decision.action == Action.APPROVE)
    )
    .where(Workstream.phase_id == bindparam("phase_id"))
    .options(
        joinedload(Workstream.phase, innerjoin=True),
        selectinload(Workstream.outcomes),
        selectinload(Workstream.grants).joinedload(RoleGrant.person, innerjoin=True),
        contains_eager(ProgressUpdate.workstream),
        joinedload(Revision.submitted_by),
        joinedload(Decision.person),
    )
    .order_by(Workstream.position)
)


def _entries(
    session: Session, period: ReportingPeriod
) -> Iterable[tuple[Workstream, _Entry | None]]:
    """Yield the workstreams of the phase, each with its update and what was approved of it."""
    rows: Iterable[Any] = session.execute(
        ENTRIES, {"phase_id": period.phase_id, "period_id": period.id}
    )
    for workstream, update, revision, approval in rows:
        yield workstream, _Entry(update, revision, approval) if update else None


def _report(
    workstream: Workstream, entry: _Entry | None, shown: Collection[UpdateStatus]
) -> material.Report | material.Missing:
    """Return the approved update as it is printed; its text must be the text that was approved."""
    if (
        entry is None
        or entry.update.status not in shown
        or entry.update.confirmed_step is None
        or entry.revision is None
        or entry.approval is None
    ):
        return material.Missing()
    update, revision, approval = entry.update, entry.revision, entry.approval
    if content.fingerprint(revision.content) != revision.sha256:
        raise Incomplete(
            f"The stored text of {workstream.code}. {workstream.name} is not the text its sponsor "
            "approved: its fingerprint differs. It is not shown, and the pack cannot go out.",
            "Tell the administrator, who can compare the record with a backup.",
        )
    return material.Report(
        content=content.decode(revision.content),
        revision=revision.number,
        sha256=revision.sha256,
        proposed_step=revision.proposed_step,
        confirmed_step=entry.update.confirmed_step,
        confirmed_reason=approval.reason,
        agreed_step=update.agreed_step,
        sponsor_comment=approval.comment,
        approved_by=approval.person.name,
        approved_on=approval.at.astimezone(LONDON).date(),
        completed_by=revision.submitted_by.name,
        completed_on=revision.submitted_at.astimezone(LONDON).date(),
    )


def _part(
    workstream: Workstream,
    report: material.Report | material.Missing,
    past: Past,
    period: ReportingPeriod,
) -> material.Workstream:
    leads = holding(workstream, Role.LEAD, period.starts_on, period.ends_on)
    accountable = [grant for grant in leads if grant.accountable]
    sponsors = holding(workstream, Role.SPONSOR, period.starts_on, period.ends_on)
    return material.Workstream(
        code=workstream.code,
        name=workstream.name,
        description=workstream.description,
        outcomes=tuple(
            material.Outcome(text=outcome.text, group=outcome.heading or None)
            for outcome in workstream.outcomes
        ),
        sponsors=names(sponsors),
        leads=names([*accountable, *(grant for grant in leads if not grant.accountable)]),
        # Two may have answered for it in one period; the later one is printed as accountable.
        accountable_lead=named(accountable[-1].person) if accountable else "",
        pmo_support=(workstream.pmo_support,) if workstream.pmo_support else (),
        agreed_on=workstream.agreed_on,
        previous_step=past.last.get(workstream.id),
        trend=(*past.trends.get(workstream.id, (None,) * len(past.periods)), _step(report)),
        report=report,
    )


def _step(report: material.Report | material.Missing) -> int | None:
    return report.step if isinstance(report, material.Report) else None


def _line(
    workstream: Workstream,
    entry: _Entry | None,
    report: material.Report | material.Missing,
    past: Past,
    steps: Mapping[int, RagStep],
    holders: Holders,
) -> Line:
    now = _step(report)
    before = past.last.get(workstream.id)
    update = entry.update if entry else None
    turn = UPDATE_TURN[update.status] if update else None
    return Line(
        workstream=workstream,
        update=update,
        approved=isinstance(report, material.Report),
        step=steps[now] if now else None,
        previous=steps[before] if before else None,
        change=ratings.change(now, before),
        holder=holders.words(turn, workstream.phase.programme_id, workstream.id) if turn else "",
    )
