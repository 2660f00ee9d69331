"""Fifty attempts at each of a hundred moments: one counts, and nothing is half done.

Two processes with twenty-five connections each, so that both processors are busy; at each moment
all fifty begin together.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import cycle, islice

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import AuditEntry, Decision, ProgressUpdate, UpdateEvent
from models.enums import Action
from tests.processes import attempts
from tests.processes.attempts import DONE
from tests.processes.crowd import Crowd
from tests.processes.history import events, replayed
from tests.processes.scenes import Round, hundred
from tests.world import World
from webapp import audit

PROCESSES, THREADS = 2, 25
SIDE_BY_SIDE = {"sqlite": 2, "postgresql": 1}
"""Races that go on at once: a SQLite file lies idle while all who wait for it sleep."""
REFUSALS = {"IllegalMove", "Stale"}
DECISIONS = (Action.APPROVE, Action.APPROVE_IN_PART, Action.SEND_BACK)


def race(crowd: Crowd, rounds: Sequence[Round]) -> list[list[str]]:
    """Race each round; returns what came of its fifty attempts, in their order."""
    fifty = [[*islice(cycle(one.attempts), PROCESSES * THREADS)] for one in rounds]
    lanes = [list(lane) for lane in zip(*fifty, strict=True)]
    jobs = [lanes[first : first + THREADS] for first in range(0, len(lanes), THREADS)]
    answers = crowd.run(attempts.race, jobs, threads=THREADS)
    return [list(told) for told in zip(*(lane for job in answers for lane in job), strict=True)]


@pytest.mark.both_databases
def test_of_fifty_attempts_one_counts(
    session: Session, world: World, crowd: Crowd, settled: Callable[[], None], backend: str
) -> None:
    rounds = hundred(session, world)
    groups = SIDE_BY_SIDE[backend]
    known = {one.update_id: len(events(session, one.update_id)) for one in rounds}
    settled()
    with ThreadPoolExecutor(groups) as beside:
        told_by_group = beside.map(partial(race, crowd), [rounds[n::groups] for n in range(groups)])
    ordered = [one for n in range(groups) for one in rounds[n::groups]]
    answers = [told for group in told_by_group for told in group]
    assert len(answers) == 100
    session.expire_all()
    for one, told in zip(ordered, answers, strict=True):
        history = events(session, one.update_id)
        won = {event.action for event in history[known[one.update_id] :]}
        assert len(history) == known[one.update_id] + one.steps, one.scene
        assert set(told) <= {DONE, *REFUSALS}, one.scene
        done = {
            attempt.func.__name__
            for attempt, answer in zip(cycle(one.attempts), told, strict=False)
            if answer == DONE
        }
        assert done - one.also_done <= won, one.scene
        assert not one.all_done or set(told) == {DONE}, one.scene
        row = session.get_one(ProgressUpdate, one.update_id)
        assert replayed(session, row.id) is row.status
        decided = session.scalar(
            select(func.count()).where(Decision.revision_id == row.revision_id)
        )
        assert decided == sum(event.action in DECISIONS for event in history)
    recorded = select(func.count()).where(AuditEntry.subject.like("update:%"))
    assert session.scalar(recorded) == session.scalar(select(func.count()).select_from(UpdateEvent))
    assert audit.verify(session).broken_at is None
