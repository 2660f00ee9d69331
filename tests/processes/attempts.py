"""What people try at the same moment, through the real actions, as a view would.

A process runs many attempts at once, each in a thread with its own connection.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from typing import TypeAlias

from sqlalchemy import Engine, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, joinedload

from models import ReportingPeriod
from tests.factories import AT
from tests.processes.meeting import connected, meet
from webapp import periods
from webapp.domain import content
from webapp.domain.actor import Actor
from webapp.domain.errors import Refusal
from webapp.packs import actions as packing
from webapp.packs import group
from webapp.packs import queries as packs
from webapp.updates import actions, decisions, queries

Attempt: TypeAlias = partial[None]
"""One of the functions below with all that it needs but the session."""
DONE = "done"
LATE: datetime = AT + timedelta(days=30)
"""After the sponsors' deadline."""
WHY = "Say when the vacancies will be filled."


def submit(session: Session, *, actor: Actor, update_id: int) -> None:
    """Submit the draft as it stands."""
    row = queries.get_update(session, actor, update_id, lock=True)
    actions.submit(session, row, actor, at=AT, seen=content.fingerprint(row.draft))


def recall(session: Session, *, actor: Actor, update_id: int) -> None:
    """Take the update back."""
    row = queries.get_update(session, actor, update_id, lock=True)
    actions.recall(session, row, actor, at=AT)


def approve(session: Session, *, actor: Actor, update_id: int, seen: str) -> None:
    """Approve the revision with the rating that the contents of these tests propose."""
    row = queries.get_update(session, actor, update_id, lock=True)
    decisions.approve(session, row, actor, at=AT, seen=seen, step=2, reason="", comment="")


def send_back(session: Session, *, actor: Actor, update_id: int, seen: str) -> None:
    """Send the revision back, all of it."""
    row = queries.get_update(session, actor, update_id, lock=True)
    decisions.send_back(session, row, actor, at=AT, seen=seen, reason=WHY, sections=())


def revoke(session: Session, *, actor: Actor, update_id: int, seen: str) -> None:
    """Take the approval of the revision back."""
    row = queries.get_update(session, actor, update_id, lock=True)
    decisions.revoke(session, row, actor, at=AT, seen=seen, reason=WHY, sections=())


def review(session: Session, *, actor: Actor, pack_id: int) -> None:
    """Send the pack to the group with all that is approved."""
    pack = packs.get_pack(session, actor, pack_id, lock=True)
    packing.review(session, pack, actor, at=AT)


def include(session: Session, *, actor: Actor, pack_id: int, update_id: int) -> None:
    """Put an approved update into the pack."""
    pack = packs.get_pack(session, actor, pack_id, lock=True)
    row = packs.find_update(session, pack, update_id)
    packing.include(session, pack, row, actor, at=AT)


def include_unconfirmed(
    session: Session, *, actor: Actor, pack_id: int, update_id: int, seen: str
) -> None:
    """Put the lead's return into the pack without its sponsors' approval."""
    pack = packs.get_pack(session, actor, pack_id, lock=True)
    row = packs.find_update(session, pack, update_id)
    packing.include_unconfirmed(session, pack, row, actor, at=LATE, seen=seen, reason=WHY)


def agree(session: Session, *, actor: Actor, pack_id: int, version: int) -> None:
    """Agree the pack that the chair has read."""
    pack = packs.get_pack(session, actor, pack_id, lock=True)
    packing.agree(session, pack, actor, at=AT, seen=version)


def query(session: Session, *, actor: Actor, pack_id: int, update_id: int, seen: str) -> None:
    """Send an update out of the pack back."""
    pack = packs.get_pack(session, actor, pack_id, lock=True)
    row = packs.find_update(session, pack, update_id)
    group.query(session, pack, row, actor, at=AT, seen=seen, reason=WHY, sections=())


def close(session: Session, *, actor: Actor, period_id: int) -> None:
    """Close the period to returns."""
    period = session.scalars(
        select(ReportingPeriod)
        .where(ReportingPeriod.id == period_id)
        .options(joinedload(ReportingPeriod.phase))
    ).one()
    periods.close_period(session, period, actor, at=AT)


def race(database_url: str, lanes: Sequence[Sequence[Attempt]]) -> list[list[str]]:
    """Run each lane in a thread: one attempt in each round, those of a round at the same moment.

    Returns what came of each attempt: done, or the name of the refusal or failure.
    """
    engine = connected(database_url, len(lanes))
    with ThreadPoolExecutor(len(lanes)) as pool:
        return list(pool.map(partial(_run, engine), lanes))


def _run(engine: Engine, lane: Sequence[Attempt]) -> list[str]:
    answers = []
    for attempt in lane:
        meet()
        answers.append(_outcome(engine, attempt))
    return answers


def _outcome(engine: Engine, attempt: Attempt) -> str:
    """Make an attempt in a transaction of its own and return what came of it."""
    with Session(engine, expire_on_commit=False) as session:
        try:
            attempt(session)
            session.commit()
        except (Refusal, DBAPIError) as error:
            return type(error).__name__
    return DONE
