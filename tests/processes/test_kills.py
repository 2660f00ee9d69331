"""A process that is killed at any moment loses nothing of what it was told is done."""

import os
import signal
import time
from collections.abc import Callable
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import ProgressUpdate, Revision, UpdateEvent
from models.enums import UpdateStatus
from tests.processes import worker
from tests.processes.history import replayed
from tests.processes.meeting import PATIENCE
from tests.processes.tokens import Tokens
from tests.world import World, actor_of, advance, explain, write
from webapp import audit
from webapp.clock import now
from webapp.domain.content import fingerprint

pytestmark = pytest.mark.both_databases

KILLS = 5


def test_what_was_acknowledged_survives_a_kill(
    session: Session,
    world: World,
    tokens: Tokens,
    context: ForkServerContext,
    database_url: str,
    settled: Callable[[], None],
    tmp_path: Path,
) -> None:
    row = advance(session, world.first_update, UpdateStatus.DRAFT)
    lead, at = actor_of(session, world.lead), now()
    write(session, row, lead, at=at)
    explain(session, row, lead, at=at)
    token, update_id = tokens.of(world.lead), row.id
    acknowledged = tmp_path / "acknowledged"
    acknowledged.touch()
    settled()
    for kill in range(1, KILLS + 1):
        process = context.Process(
            target=worker.submit_and_take_back,
            args=(database_url, token, update_id, 10_000, acknowledged),
        )
        process.start()
        try:
            wait_for_more(acknowledged, process, kill)
        finally:
            assert process.pid is not None
            os.kill(process.pid, signal.SIGKILL)
            process.join(PATIENCE)
        assert process.exitcode == -signal.SIGKILL
    session.expire_all()
    told = acknowledged.read_text().split()
    assert len(told) >= KILLS
    stored = session.scalars(select(Revision).where(Revision.update_id == update_id)).all()
    assert set(told) <= {revision.sha256 for revision in stored}
    assert all(fingerprint(revision.content) == revision.sha256 for revision in stored)
    update = session.get_one(ProgressUpdate, update_id)
    assert replayed(session, update_id) is update.status
    submissions = session.scalar(
        select(func.count())
        .select_from(UpdateEvent)
        .where(UpdateEvent.update_id == update_id, UpdateEvent.action == "submit")
    )
    assert submissions == len(stored)
    assert audit.verify(session).broken_at is None


def wait_for_more(notes: Path, process: Any, more: int) -> None:
    """Wait until the process was told of some more submissions, then a moment that varies."""
    begun = len(notes.read_text().split())
    until = time.monotonic() + PATIENCE
    while len(notes.read_text().split()) < begun + more:
        assert process.is_alive()
        assert time.monotonic() < until
        process.join(0.003)
