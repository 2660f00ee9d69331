"""A meeting of the group as its members record it, through the real actions."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy.orm import Session

from models import Minute, Pack, Person, ProgressUpdate
from models.enums import MinuteKind, PackStatus, Role
from tests import factories
from tests.factories import AT
from tests.packs import stages
from tests.world import World, actor_of
from webapp.packs import group, queries
from webapp.packs.meeting import queried, recording
from webapp.packs.meeting.minutes import Said
from webapp.packs.meeting.queried import Queried

TODAY: date = AT.date()
DUE = TODAY + timedelta(days=14)


def said(world: World, **values: Any) -> Said:
    """Return an action that the lead of the first workstream owes."""
    defaults: dict[str, Any] = {
        "text": "Bring the plan for the vacancies.",
        "workstream_id": world.first.id,
        "owner_id": world.lead.id,
        "due_on": DUE,
    }
    return Said(**(defaults | values))


def record(
    session: Session,
    world: World,
    pack: Pack,
    *,
    kind: MinuteKind = MinuteKind.ACTION,
    who: Person | None = None,
    **values: Any,
) -> Minute:
    """Let the office, or somebody else, record an action or a decision."""
    held = stages.fetch(session, who or world.office, pack)
    actor = actor_of(session, who or world.office)
    return recording.record(session, held, actor, kind, said(world, **values), at=AT)


def ask(
    session: Session, world: World, pack: Pack, update: ProgressUpdate | None = None
) -> Queried:
    """Let a member query an update; returns the query."""
    row = queries.find_update(session, pack, (update or world.first_update).id)
    assert row.revision is not None
    group.query(
        session,
        pack,
        row,
        actor_of(session, world.member),
        at=AT,
        seen=row.revision.sha256,
        reason="How sure is the date?",
        sections=(),
    )
    return query_about(session, pack, row)


def query_about(session: Session, pack: Pack, update: ProgressUpdate) -> Queried:
    """Return the last query about an update as it stands now."""
    rows = queried.queries_of(session, pack.period_id)
    return next(row for row in rows if row.update.id == update.id)


def carry(session: Session, world: World, pack: Pack, row: Queried, **values: Any) -> None:
    """Let the chair carry a query to the next meeting."""
    defaults: dict[str, Any] = {"at": AT, "reason": "The lead is away until May."}
    queried.carry(session, pack, row, actor_of(session, world.chair), **(defaults | values))


def later(session: Session, world: World) -> Pack:
    """Return the pack of a later period."""
    year = world.period.starts_on.year + 1
    period = factories.period(
        session,
        world.phase,
        slug="later",
        starts_on=world.period.starts_on.replace(year=year),
        ends_on=world.period.starts_on.replace(year=year, day=28),
    )
    return stages.fetch(session, world.office, factories.pack(session, period))


def elsewhere(session: Session, world: World) -> Pack:
    """Return the pack that the group of another programme reviews, run by the same office."""
    programme = factories.programme(session, world.organisation, slug="other")
    factories.grant(session, world.office, Role.PMO, on=programme)
    phase = factories.phase(session, programme, world.scale)
    pack = factories.pack(session, factories.period(session, phase))
    pack.status = PackStatus.UNDER_REVIEW
    session.flush()
    return stages.fetch(session, world.office, pack)
