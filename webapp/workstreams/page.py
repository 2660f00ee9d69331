"""The page of a workstream as plain values, as far as one person may read it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from models import RagStep, Workstream
from models.enums import ItemKind, MilestoneOutcome
from webapp.domain import milestones, policy, registers
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
from webapp.workstreams.reports import reports_of
from webapp.workstreams.team import Member
from webapp.workstreams.told import Extent, Told, tell

TREND = 12
"""Periods in the run of ratings."""


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
    reports = reports_of(session, actor, programme_id, told)
    last = reports[-1] if reports else None
    latest, content = (last.told, last.content) if last else (None, None)
    how = last.extent if last else Extent(whole=inside, names=inside, full=inside)
    steps = queries.steps_of(session, workstream)
    texts = [(row.told.period.name, row.content) for row in reports]
    stories = milestones.stories(texts)
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
        withheld=last.withheld if last else {},
        rating=rated.rating_of(session, last, steps) if last else None,
        members=team.members(beside.posts, everybody=inside) if how.names else (),
        dates=beside.dates if inside else (),
        stories=stories,
        timeline=_timeline(workstream, latest, stories),
        kept=milestones.kept(row.content for row in reports),
        risks=tuple(sorted(content.risks, key=lambda row: -registers.gravity(row)))
        if content
        else (),
        issues=content.issues if content else (),
        aims=measured.aims(
            workstream.code,
            beside.goals,
            queries.measures_of(session, workstream),
            texts[-TREND:],
            whole=inside,
        ),
        minutes=tuple(row for row in beside.minutes if reads_minutes or row.period_id in in_print)
        if inside
        else (),
    )


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
