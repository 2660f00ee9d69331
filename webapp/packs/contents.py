"""What goes into a pack: the approved words and ratings of a period, for page and print alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from models import Organisation, Pack, RagStep
from models.enums import Action, Arrangement, Audience, PackPart, PackStatus, UpdateStatus
from webapp.clock import LONDON
from webapp.concerns import concerns_of
from webapp.domain.recipes import STANDARD
from webapp.domain.workflow import DECIDED
from webapp.exempting import exemption_of
from webapp.holders import approvals_left, holders_of
from webapp.packs import chain, material, reported
from webapp.packs.around import get_around
from webapp.packs.chain import Printed
from webapp.packs.entries import entries
from webapp.packs.lines import Line, line
from webapp.packs.meeting import minutes, queried
from webapp.packs.meeting.queried import Queried
from webapp.packs.papers import queries as papers
from webapp.packs.past import issued_before, received_late
from webapp.packs.people import named
from webapp.packs.reading_notes import printed as printed_recommendations
from webapp.packs.recipes import recipe_of
from webapp.packs.wording import titled

AGREED = frozenset({UpdateStatus.ACCEPTED, UpdateStatus.ISSUED})
"""States of the updates an edition may hold: the group's agreement stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """The material of a pack, the lines of its review page and the revisions it prints."""

    data: material.PackData
    lines: tuple[Line, ...]
    printed: tuple[Printed, ...]
    queries: tuple[Queried, ...] = ()
    """The last query of the group about each update, and what became of it."""

    @property
    def expected(self) -> tuple[Line, ...]:
        """The workstreams that have not closed."""
        return tuple(line for line in self.lines if not line.closed)

    @property
    def missing(self) -> tuple[Line, ...]:
        """The workstreams that have not closed and have no report."""
        return tuple(line for line in self.expected if not line.reported)

    @property
    def unconfirmed(self) -> tuple[Line, ...]:
        """The workstreams whose report no sponsor confirmed."""
        return tuple(
            line
            for line in self.lines
            if isinstance(line.report, material.Report) and not line.report.confirmed
        )

    @property
    def waiting(self) -> tuple[Line, ...]:
        """The workstreams whose approved update is not in the pack yet."""
        return self._in(UpdateStatus.APPROVED)

    @property
    def included(self) -> tuple[Line, ...]:
        """The workstreams whose update the group has before it."""
        return self._in(UpdateStatus.IN_PACK)

    @property
    def issued(self) -> tuple[Line, ...]:
        """The workstreams whose update was issued and is printed again."""
        return self._in(UpdateStatus.ISSUED)

    def _in(self, status: UpdateStatus) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.update and line.update.status is status)


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
    agreed updates only; a draft shows every one past its sponsor. Raises Incomplete when a text no
    longer has the fingerprint it was submitted under.
    """
    period, phase = pack.period, pack.period.phase
    organisation: Organisation = phase.programme.organisation
    steps: Mapping[int, RagStep] = {step.number: step for step in phase.scale.steps}
    agreed_only = edition_number is not None or pack.status in (
        PackStatus.AGREED,
        PackStatus.ISSUED,
    )
    shown = AGREED if agreed_only else DECIDED
    today = at.astimezone(LONDON).date()
    around = get_around(session, pack, today)
    past = issued_before(session, period, around.before, measured=around.measured)
    late = received_late(around.late)
    holders = holders_of(around.held)
    found = list(entries(session, period, around))
    left = approvals_left(session, holders, [entry.update for _, entry in found if entry])
    titles = {workstream.id: titled(workstream) for workstream, _ in found}
    lines: list[Line] = []
    parts: list[material.Workstream] = []
    printed: list[Printed] = []
    for workstream, entry in found:
        if pack.workstream_id not in (None, workstream.id):
            continue
        part = reported.material_of(
            workstream,
            entry,
            period,
            shown=shown,
            titles=titles,
            around=around,
            past=past,
            late=late.get(workstream.id, ()),
        )
        parts.append(part)
        if isinstance(part.report, material.Report) and entry and entry.revision:
            printed.append(
                Printed(
                    workstream=workstream,
                    revision=entry.revision,
                    step=part.report.step,
                    confirmed=part.report.confirmed,
                    last_note_at=entry.last_note_at,
                )
            )
        missing_approvals = left.get(entry.update.id, ()) if entry else ()
        lines.append(line(workstream, entry, part, period, steps, holders, missing_approvals, at))
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
    recipe = recipe_of(session, pack) if around.own_recipe else STANDARD[pack.recipe]
    told = PackPart.DECISIONS in recipe.parts
    has_queries = any(event.action is Action.QUERY for event in around.events)
    asked = queried.queries_of(session, period.id) if has_queries else ()
    data = material.PackData(
        organisation=organisation.name,
        programme=phase.programme.name,
        phase=phase.name,
        period=period.name,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        audience=pack.audience,
        recipe=recipe,
        minutes=minutes.printed(session, pack) if told and around.minuted else (),
        carried=queried.printed(asked, pack.workstream_id) if told else (),
        concerns=_concerns(session, pack) if recipe.arrangement is Arrangement.CONCERN else (),
        acronyms={row.name: row.stands_for for row in around.acronyms},
        name=pack.name,
        prepared_on=today,
        scale=scale,
        workstreams=tuple(parts),
        edition=edition_number,
        meeting_on=_meeting_on(pack),
        overview=pack.overview,
        overview_by=named(pack.overview_by) if pack.overview_by else "",
        overview_exempt=exemption_of(pack),
        asks=pack.asks,
        recommendations=printed_recommendations(session, pack.programme_id)
        if PackPart.RECOMMENDATIONS in recipe.parts and around.recommended
        else (),
        overall=material.OverallRating(step=pack.overall_step, reason=pack.overall_reason)
        if pack.overall_step
        else None,
        correction=chain.correction(session, pack, printed, edition_number=edition_number),
        trend_periods=(*past.periods, period.name),
        papers=papers.printed(papers.papers_of(session, period.id)) if around.papered else (),
    )
    return Contents(data=data, lines=tuple(lines), printed=tuple(printed), queries=asked)


def _concerns(session: Session, pack: Pack) -> tuple[material.Concern, ...]:
    """Return what the programme must answer; a pack about one workstream has what that answers."""
    return tuple(
        material.Concern(
            number=concern.number,
            title=concern.title,
            source=concern.source,
            text=concern.text,
            raised_on=concern.raised_on,
            closed_on=concern.closed_on,
            closing_reason=concern.closing_reason,
            answered_by=tuple(
                row.code for row in concern.workstreams if row.phase_id == pack.period.phase_id
            ),
        )
        for concern in concerns_of(session, pack.programme_id)
        if pack.workstream_id in (None, *(row.id for row in concern.workstreams))
    )


def _meeting_on(pack: Pack) -> date | None:
    if pack.audience is Audience.IMPROVEMENT_GROUP:
        return pack.period.group_meets_at.astimezone(LONDON).date()
    return pack.period.iib_meets_on if pack.audience is Audience.IIB else None
