"""The page of a workstream as plain values, as far as one person may read it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from models import RagStep, Workstream
from models.enums import ItemKind, MilestoneOutcome
from webapp.domain import milestones, policy, publishable, registers
from webapp.domain.actor import Actor
from webapp.domain.blocks import Chart
from webapp.domain.calendar import Today
from webapp.domain.content import Issue, Risk, UpdateContent
from webapp.domain.errors import NotFound
from webapp.domain.milestones import Story
from webapp.domain.publishable import Withheld
from webapp.drawing import charts
from webapp.drawing.charts import Span
from webapp.workstreams import measured, queries, rated, team
from webapp.workstreams.beside import AgreedOn, Recorded, Related
from webapp.workstreams.current import Current, current_of
from webapp.workstreams.measured import Aim
from webapp.workstreams.rated import Rated
from webapp.workstreams.team import Member
from webapp.workstreams.told import Extent, Told, extent, tell

TREND = 12
"""Periods in the run of ratings."""
READ = 24
"""Reports whose milestones are told, the last ones; what is older is in the updates themselves."""
Reports = Sequence[tuple[Told, UpdateContent]]
"""Updates with the text of them that may be read, the oldest first."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """Everything the page shows; `withheld` names what this reader is not shown of the report."""

    workstream: Workstream
    inside: bool
    """Whether the person works on the programme, and so sees its board."""
    extent: Extent
    related: tuple[Related, ...]
    current: Current | None
    """The update of the period under way."""
    told: tuple[Told, ...]
    """Every update the person hears of, the newest period first."""
    steps: Mapping[int, RagStep]
    latest: Told | None
    """The newest update whose text may be read."""
    content: UpdateContent | None
    withheld: Withheld
    rating: Rated | None
    members: tuple[Member, ...]
    dates: tuple[AgreedOn, ...]
    stories: tuple[Story, ...]
    timeline: tuple[Chart, ...]
    kept: Counter[MilestoneOutcome]
    risks: tuple[Risk, ...]
    issues: tuple[Issue, ...]
    aims: tuple[Aim, ...]
    minutes: tuple[Recorded, ...]

    @property
    def slip(self) -> int | None:
        """Days from the agreed completion to the forecast one; None without one of them."""
        agreed, forecast = self.workstream.agreed_on, self.content and self.content.forecast_on
        return (forecast - agreed).days if agreed and forecast else None

    @property
    def trend(self) -> tuple[Told, ...]:
        """The last periods, the oldest first."""
        return self.told[:TREND][::-1]


def page_of(session: Session, actor: Actor, slug: str, workstream_id: int, today: Today) -> Page:
    """Return the page of a workstream; raises NotFound.

    Who works on the programme sees it; so does who may read an edition that prints its update,
    as far as that edition tells of it.
    """
    workstream = queries.find_workstream(session, slug, workstream_id)
    if workstream is None:
        raise NotFound
    programme_id = workstream.phase.programme_id
    inside = policy.may_see_board(actor, programme_id)
    beside = queries.beside(session, workstream, today.day)
    told = tell(actor, queries.updates_of(session, workstream), beside.printed)
    if not told and not inside:
        raise NotFound
    own_recipes = {} if inside else queries.own_recipes(session, programme_id)
    readable = [row for row in told if row.revision_id][-READ:]
    texts = queries.texts_of(session, [row.revision_id for row in readable if row.revision_id])
    shown = [
        (row, extent(actor, programme_id, row.editions, own_recipes), texts[row.revision_id])
        for row in readable
        if row.revision_id
    ]
    reports = [(row, _as_read(text, how)) for row, how, text in shown]
    latest, content = reports[-1] if reports else (None, None)
    how = shown[-1][1] if shown else Extent(whole=inside, names=inside, full=inside)
    steps = queries.steps_of(session, workstream)
    stories = milestones.stories((row.period.name, text) for row, text in reports)
    in_print = {row.period.id for row in told if row.editions}
    reads_minutes = policy.may_read_pack(actor, programme_id)
    return Page(
        workstream=workstream,
        inside=inside,
        extent=how,
        related=beside.related if inside else (),
        current=current_of(session, actor, told, today) if inside else None,
        told=told[::-1],
        steps=steps,
        latest=latest,
        content=content,
        withheld={} if how.whole or not shown else publishable.withheld(shown[-1][2]),
        rating=rated.rating_of(session, latest, steps, how)
        if latest and latest.revision_id
        else None,
        members=team.members(beside.posts, everybody=inside) if how.names else (),
        dates=beside.dates if inside else (),
        stories=stories,
        timeline=_timeline(workstream, latest, stories),
        kept=milestones.kept(text for _, text in reports),
        risks=tuple(sorted(content.risks, key=lambda row: -registers.gravity(row)))
        if content
        else (),
        issues=content.issues if content else (),
        aims=measured.aims(
            workstream.code,
            beside.goals,
            queries.measures_of(session, workstream),
            [(row.period.name, text) for row, text in reports[-TREND:]],
            whole=inside,
        ),
        minutes=tuple(row for row in beside.minutes if reads_minutes or row.period_id in in_print)
        if inside
        else (),
    )


def _as_read(content: UpdateContent, how: Extent) -> UpdateContent:
    """Return as much of a text as somebody may read."""
    if not how.whole:
        content = publishable.public_text(content)
    if not how.names:
        content = publishable.unnamed_text(content)
    return content if how.full else publishable.short_text(content)


def _timeline(
    workstream: Workstream, latest: Told | None, stories: Sequence[Story]
) -> tuple[Chart, ...]:
    """Return the pictures of the milestones, with the period of the latest report in them."""
    if latest is None:
        return ()
    dues = [
        row.due(registers.reference(workstream.code, ItemKind.MILESTONE, row.number))
        for row in stories
    ]
    period = latest.period
    span = Span(period.starts_on, period.ends_on, period.iib_meets_on)
    return tuple(charts.timeline(dues, span, "timeline"))
