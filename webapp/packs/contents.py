"""What goes into a pack: the approved words and ratings of a period, for page and print alike."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from models import Decision, Organisation, Pack, RagStep, ReportingPeriod, Workstream
from models.enums import Action, Arrangement, Audience, PackPart, PackStatus, Role, UpdateStatus
from webapp.clock import LONDON
from webapp.concerns import concerns_of
from webapp.domain import content
from webapp.domain.errors import Incomplete
from webapp.domain.recipes import STANDARD
from webapp.domain.workflow import DECIDED
from webapp.exempting import exemption_of
from webapp.holders import approvals_left, holders_of
from webapp.levels import in_the_name_of
from webapp.packs import chain, material
from webapp.packs.around import Around, get_around
from webapp.packs.chain import Printed
from webapp.packs.entries import Entry, entries
from webapp.packs.lines import Line, line
from webapp.packs.meeting import minutes, queried
from webapp.packs.meeting.queried import Queried
from webapp.packs.papers import queries as papers
from webapp.packs.past import Past, issued_before, received_late
from webapp.packs.people import holding, named, names
from webapp.packs.placeholders import Closure, Standing, missing
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
    late = received_late(session, period, around.late)
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
        closure = _closure(workstream, titles, period.ends_on)
        report = _report(workstream, entry, shown, closure, period.starts_on)
        if isinstance(report, material.Report) and entry and entry.revision:
            printed.append(
                Printed(
                    workstream=workstream,
                    revision=entry.revision,
                    step=report.step,
                    confirmed=report.confirmed,
                    last_note_at=entry.last_note_at,
                )
            )
        part = _part(workstream, report, closure, past, period, around, late.get(workstream.id, ()))
        parts.append(part)
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


def _closure(workstream: Workstream, titles: Mapping[int, str], last: date) -> Closure | None:
    """Return how a workstream ended, if it had by the last day of the period."""
    if workstream.closed_on is None or workstream.closed_on > last:
        return None
    return Closure(
        on=workstream.closed_on,
        reason=workstream.closing_reason,
        merged_into=titles.get(workstream.merged_into_id or 0, ""),
    )


def _report(
    workstream: Workstream,
    entry: Entry | None,
    shown: Collection[UpdateStatus],
    closure: Closure | None,
    starts_on: date,
) -> material.Report | material.Missing:
    """Return the update as it is printed; its text must be the text that was submitted."""
    if entry is None:
        return missing(None, closure, starts_on)
    update, revision = entry.update, entry.revision
    if update.status not in shown or revision is None:
        standing = Standing(
            status=update.status,
            since=update.moved_at.astimezone(LONDON).date(),
            action=entry.course.last,
            reason=entry.course.reason,
        )
        return missing(standing, closure, starts_on)
    if content.fingerprint(revision.content) != revision.sha256:
        raise Incomplete(
            f"The stored text of {titled(workstream)} is not the text that was submitted "
            "and approved: its fingerprint differs. It is not shown, and the pack cannot go out.",
            "Tell the administrator, who can compare the record with a backup.",
        )
    return material.Report(
        content=content.decode(revision.content),
        revision=revision.number,
        sha256=revision.sha256,
        proposed_step=revision.proposed_step,
        confirmed_step=update.confirmed_step,
        approvals=_approvals(entry),
        agreed=material.Agreement(
            step=entry.agreed.step,
            reason=entry.agreed.reason,
            exempt=exemption_of(entry.agreed),
        )
        if entry.agreed
        else None,
        completed_by=revision.submitted_by.name,
        completed_on=revision.submitted_at.astimezone(LONDON).date(),
        after=_after(entry),
    )


def _after(entry: Entry) -> tuple[material.Addendum, ...]:
    """Return the notes on what happened after the period as they are printed."""
    return tuple(
        material.Addendum(
            happened_on=note.happened_on,
            text=note.text,
            by=note.written_by.name,
            written_on=note.written_at.astimezone(LONDON).date(),
            approved_by=in_the_name_of(note),
            approved_on=note.approved_at.astimezone(LONDON).date(),
            exempt=exemption_of(note),
        )
        for note in entry.addenda
        if note.approved_by and note.approved_at
    )


def _approvals(entry: Entry) -> tuple[material.Approval, ...]:
    """Return what each person said in approving, once, with the sponsors they stood in for."""
    by_person: dict[int, list[Decision]] = {}
    for decision in entry.approvals:
        by_person.setdefault(decision.person_id, []).append(decision)
    return tuple(
        material.Approval(
            by=decisions[0].person.name,
            on=decisions[0].at.astimezone(LONDON).date(),
            own=any(row.sponsor_id == person_id for row in decisions),
            places=tuple(row.sponsor.name for row in decisions if row.sponsor_id != person_id),
            reason=decisions[0].reason,
            comment="" if decisions[0].comment_private else decisions[0].comment,
            conditions=decisions[0].conditions,
            exempt=exemption_of(decisions[0]),
        )
        for person_id, decisions in by_person.items()
    )


def _part(
    workstream: Workstream,
    report: material.Report | material.Missing,
    closure: Closure | None,
    past: Past,
    period: ReportingPeriod,
    around: Around,
    late: tuple[material.Late, ...],
) -> material.Workstream:
    grants = around.grants_of[workstream.id]
    leads = holding(grants, Role.LEAD, period.starts_on, period.ends_on)
    accountable = [grant for grant in leads if grant.accountable]
    sponsors = holding(grants, Role.SPONSOR, period.starts_on, period.ends_on)
    return material.Workstream(
        code=workstream.code,
        name=workstream.name,
        description=workstream.description,
        outcomes=tuple(
            material.Outcome(text=goal.text, group=goal.heading or None)
            for goal in around.goals_of[workstream.id]
        ),
        sponsors=names(grant for grant in sponsors if grant.deputy_for_id is None),
        leads=names([*accountable, *(grant for grant in leads if not grant.accountable)]),
        # Two may have answered for it in one period; the later one is printed as accountable.
        accountable_lead=named(accountable[-1]) if accountable else "",
        pmo_support=(workstream.pmo_support,) if workstream.pmo_support else (),
        agreed_on=workstream.agreed_on,
        closed_on=closure.on if closure else None,
        previous=past.last.get(workstream.id),
        trend=past.trend(workstream.id),
        measured=_measured(past.measured(workstream.id), report, period.name),
        late=late,
        report=report,
    )


def _measured(
    before: tuple[material.Measured, ...],
    report: material.Report | material.Missing,
    period: str,
) -> tuple[material.Measured, ...]:
    """Return what was measured from period to period, this one last; nothing without a report."""
    if not isinstance(report, material.Report) or not report.content.measures:
        return ()
    return (*before, material.Measured(period=period, rows=report.content.measures))
