"""Moments at which several people reach for the same update, each arranged many times over."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TypeAlias

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Pack, ProgressUpdate, ReportingPeriod, Workstream
from models.enums import Role
from tests import factories
from tests.factories import AT
from tests.processes import attempts
from tests.processes.attempts import Attempt
from tests.world import CONTENT, World, actor_of
from webapp import moves
from webapp.domain import content
from webapp.domain.content import UpdateContent
from webapp.packs import actions as packing
from webapp.packs import queries as packs
from webapp.updates import actions, queries

FULL: UpdateContent = msgspec.structs.replace(CONTENT, planned=(), risks=())
"""An account without rows, which any workstream may give as its own."""
ANOTHER: UpdateContent = msgspec.structs.replace(FULL, engagement="Nobody was written to.")


@dataclass(frozen=True)
class Round:
    """An update, the different attempts that are made on it at one moment, and what must come."""

    update_id: int
    attempts: Sequence[Attempt]
    steps: int = 1
    """How many steps of the update follow."""
    all_done: bool = False
    """Whether everybody is told that it is done: nobody stands in the other's way."""
    also_done: frozenset[str] = frozenset()
    """Attempts that may be done beside the step that counts."""


Scene: TypeAlias = Callable[[Session, World], Round]


def asked(
    session: Session, world: World, covering: ReportingPeriod | None = None
) -> ProgressUpdate:
    """Add an update of a workstream of its own, which nobody has started."""
    workstream = factories.workstream(session, world.phase, lead=world.lead, sponsor=world.sponsor)
    return factories.update(session, workstream, covering or world.period)


def another_period(session: Session, world: World) -> ReportingPeriod:
    """Add another period that ends with the world's, and the group's pack of it."""
    number = session.scalar(select(func.count()).select_from(ReportingPeriod)) or 0
    covering = factories.period(
        session,
        world.phase,
        slug=f"period-{number}",
        name=f"Period {number}",
        starts_on=world.period.starts_on - timedelta(days=number),
    )
    factories.pack(session, covering)
    return covering


def written(session: Session, world: World, row: ProgressUpdate) -> ProgressUpdate:
    """Start an update and write all of it at once, ready to be submitted."""
    lead = actor_of(session, world.lead)
    row = queries.get_update(session, lead, row.id)
    actions.start(session, row, lead, at=AT)
    moves.change_draft(session, row, content.encode(FULL), at=AT)
    return row


def submitted(session: Session, world: World, row: ProgressUpdate) -> str:
    """Write and submit an update; returns the fingerprint of the revision."""
    written(session, world, row)
    attempts.submit(session, actor=actor_of(session, world.lead), update_id=row.id)
    session.refresh(row, ["revision"])
    return content.fingerprint(row.draft)


def reviewed(session: Session, world: World, covering: ReportingPeriod) -> Pack:
    """Send the pack of a period to the group."""
    office = actor_of(session, world.office)
    number = session.scalars(select(Pack.id).where(Pack.period_id == covering.id)).one()
    pack = packs.get_pack(session, office, number, lock=True)
    packing.review(session, pack, office, at=AT)
    return pack


def deputy_of(session: Session, world: World, row: ProgressUpdate) -> None:
    """Let the second sponsor stand in for the first."""
    factories.grant(
        session,
        world.second_sponsor,
        Role.SPONSOR,
        workstream=session.get_one(Workstream, row.workstream_id),
        ends_on=date(2099, 12, 31),
        deputy_for=world.sponsor,
    )


def decide(session: Session, world: World) -> Round:
    """Let sponsor and deputy approve and send back while the lead takes the update back."""
    row = asked(session, world)
    deputy_of(session, world, row)
    seen = submitted(session, world, row)
    sponsor, deputy = actor_of(session, world.sponsor), actor_of(session, world.second_sponsor)
    lead = actor_of(session, world.lead)
    return Round(
        row.id,
        [
            partial(attempts.recall, actor=lead, update_id=row.id),
            partial(attempts.approve, actor=sponsor, update_id=row.id, seen=seen),
            partial(attempts.send_back, actor=deputy, update_id=row.id, seen=seen),
            partial(attempts.approve, actor=deputy, update_id=row.id, seen=seen),
            partial(attempts.send_back, actor=sponsor, update_id=row.id, seen=seen),
        ],
    )


def approve_together(session: Session, world: World) -> Round:
    """Let two sponsors approve, both of whom must."""
    row = asked(session, world)
    workstream = session.get_one(Workstream, row.workstream_id)
    factories.grant(session, world.second_sponsor, Role.SPONSOR, workstream=workstream)
    seen = submitted(session, world, row)
    both = actor_of(session, world.sponsor), actor_of(session, world.second_sponsor)
    return Round(
        row.id,
        [partial(attempts.approve, actor=who, update_id=row.id, seen=seen) for who in both],
        steps=2,
        all_done=True,
    )


def include_or_revoke(session: Session, world: World) -> Round:
    """Let the office include an update while its sponsor takes the approval back."""
    covering = another_period(session, world)
    row = asked(session, world, covering)
    seen = submitted(session, world, row)
    pack = reviewed(session, world, covering)
    sponsor, office = actor_of(session, world.sponsor), actor_of(session, world.office)
    attempts.approve(session, actor=sponsor, update_id=row.id, seen=seen)
    return Round(
        row.id,
        [
            partial(attempts.include, actor=office, pack_id=pack.id, update_id=row.id),
            partial(attempts.revoke, actor=sponsor, update_id=row.id, seen=seen),
        ],
    )


def review_or_revoke(session: Session, world: World) -> Round:
    """Let the office send all that is approved to the group while a sponsor takes one back."""
    covering = another_period(session, world)
    row = asked(session, world, covering)
    seen = submitted(session, world, row)
    sponsor, office = actor_of(session, world.sponsor), actor_of(session, world.office)
    attempts.approve(session, actor=sponsor, update_id=row.id, seen=seen)
    pack_id = session.scalars(select(Pack.id).where(Pack.period_id == covering.id)).one()
    return Round(
        row.id,
        [
            partial(attempts.review, actor=office, pack_id=pack_id),
            partial(attempts.revoke, actor=sponsor, update_id=row.id, seen=seen),
        ],
        also_done=frozenset({"review"}),  # a pack can go to the group without the update
    )


def approve_or_go_without(session: Session, world: World) -> Round:
    """Let a sponsor approve late while the office includes the update without that."""
    covering = another_period(session, world)
    row = asked(session, world, covering)
    seen = submitted(session, world, row)
    pack = reviewed(session, world, covering)
    sponsor, office = actor_of(session, world.sponsor), actor_of(session, world.office)
    without = partial(attempts.include_unconfirmed, actor=office, pack_id=pack.id)
    return Round(
        row.id,
        [
            partial(without, update_id=row.id, seen=seen),
            partial(attempts.approve, actor=sponsor, update_id=row.id, seen=seen),
        ],
    )


def submit_or_close(session: Session, world: World) -> Round:
    """Let the office close a period while the lead submits at the last moment."""
    covering = another_period(session, world)
    row = written(session, world, asked(session, world, covering))
    office, lead = actor_of(session, world.office), actor_of(session, world.lead)
    return Round(
        row.id,
        [
            partial(attempts.close, actor=office, period_id=covering.id),
            partial(attempts.submit, actor=lead, update_id=row.id),
        ],
        also_done=frozenset({"close"}),  # a period can close when all is submitted
    )


def agree_or_query(session: Session, world: World) -> Round:
    """Let the chair agree the pack while a member sends an update in it back."""
    covering = another_period(session, world)
    row = asked(session, world, covering)
    seen = submitted(session, world, row)
    attempts.approve(session, actor=actor_of(session, world.sponsor), update_id=row.id, seen=seen)
    pack = reviewed(session, world, covering)
    chair, member = actor_of(session, world.chair), actor_of(session, world.member)
    query = partial(attempts.query, actor=member, pack_id=pack.id)
    return Round(
        row.id,
        [
            partial(attempts.agree, actor=chair, pack_id=pack.id, version=pack.version),
            partial(query, update_id=row.id, seen=seen),
        ],
    )


DECISIONS: Mapping[Scene, int] = {decide: 9, approve_together: 9, submit_or_close: 13}
PACKS: Mapping[Scene, int] = {
    include_or_revoke: 6,
    review_or_revoke: 7,
    approve_or_go_without: 4,
    agree_or_query: 2,
}
"""What is raced for, and in how many rounds on each database: with the decisions, a hundred."""
