"""Fifty attempts at one moment: one counts, and nothing is half done.

Two processes with twenty-five connections each, so that both processors are busy; at each moment
all fifty begin together.
"""

from collections.abc import Callable, Sequence
from itertools import cycle, islice

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import AuditEntry, Decision, ProgressUpdate, UpdateEvent
from models.enums import Action
from tests.processes import attempts
from tests.processes.attempts import DONE
from tests.processes.crowd import Crowd
from tests.processes.history import events, replayed
from tests.processes.scenes import Round
from webapp import audit

PROCESSES, THREADS = 2, 25
REFUSALS = {"IllegalMove", "Stale"}
DECISIONS = (Action.APPROVE, Action.APPROVE_IN_PART, Action.SEND_BACK)


def race(crowd: Crowd, rounds: Sequence[Round]) -> list[list[str]]:
    """Race each round; returns what came of its fifty attempts, in their order."""
    fifty = [[*islice(cycle(one.attempts), PROCESSES * THREADS)] for one in rounds]
    lanes = [list(lane) for lane in zip(*fifty, strict=True)]
    jobs = [lanes[first : first + THREADS] for first in range(0, len(lanes), THREADS)]
    answers = crowd.run(attempts.race, jobs, threads=THREADS)
    return [list(told) for told in zip(*(lane for job in answers for lane in job), strict=True)]


def require_one_winner(
    session: Session, crowd: Crowd, settle: Callable[[], None], rounds: Sequence[Round]
) -> None:
    """Race what was arranged and assert that of each moment only what must follow has followed.

    Histories lead to the states, decisions have their events, and the audit chain is whole.
    """
    known = {one.update_id: len(events(session, one.update_id)) for one in rounds}
    settle()
    answers = race(crowd, rounds)
    session.expire_all()
    for one, told in zip(rounds, answers, strict=True):
        assert set(told) <= {DONE, *REFUSALS}
        history = events(session, one.update_id)
        assert len(history) == known[one.update_id] + one.steps
        won = {event.action for event in history[known[one.update_id] :]}
        tried = zip(cycle(one.attempts), told, strict=False)
        done = {attempt.func.__name__ for attempt, answer in tried if answer == DONE}
        assert done - one.also_done <= won
        assert not one.all_done or set(told) == {DONE}
        row = session.get_one(ProgressUpdate, one.update_id)
        assert replayed(session, row.id) is row.status
        made = select(func.count()).where(Decision.revision_id == row.revision_id)
        assert session.scalar(made) == sum(event.action in DECISIONS for event in history)
    recorded = select(func.count()).where(AuditEntry.subject.like("update:%"))
    assert session.scalar(recorded) == session.scalar(select(func.count(UpdateEvent.id)))
    assert audit.verify(session).broken_at is None
