"""Each guard of a decision, tried with the others switched off: it holds alone."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing.context import ForkServerContext

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Decision, ProgressUpdate
from models.enums import Action, UpdateStatus
from tests.factories import AT
from tests.processes import attempts, scenes
from tests.processes.attempts import DONE, Attempt
from tests.processes.crowd import BLIND, Crowd, join
from tests.processes.history import events
from tests.processes.meeting import PATIENCE
from tests.world import World, actor_of
from webapp import moves
from webapp.domain import content
from webapp.updates import queries

pytestmark = pytest.mark.both_databases


def decided(session: Session, update_id: int) -> int:
    """Return how many decisions there are on the latest revision of an update."""
    return (
        session.scalar(
            select(func.count())
            .select_from(Decision)
            .join(ProgressUpdate, ProgressUpdate.revision_id == Decision.revision_id)
            .where(ProgressUpdate.id == update_id)
        )
        or 0
    )


def at_once(crowd: Crowd, *tries: Attempt, off: tuple[str, ...]) -> list[str]:
    """Make attempts, each in a process of its own, and return what came of them, sorted."""
    answers = crowd.run(attempts.race, [[[one]] for one in tries], off=off)
    return sorted(lanes[0][0] for lanes in answers)


@pytest.mark.parametrize(
    "off, answers, decisions",
    [
        ((), [DONE, DONE], 2),
        (BLIND, ["Stale", DONE], 1),
        ((*BLIND, "versions"), [DONE, DONE], 2),
    ],
    ids=["as it is", "by the version alone", "without"],
)
def test_two_sponsors_who_approve_at_once_both_count(
    session: Session,
    world: World,
    crowd: Crowd,
    settled: Callable[[], None],
    off: tuple[str, ...],
    answers: list[str],
    decisions: int,
) -> None:
    """Without the version both are the first of two, and the update waits for nobody for ever."""
    one = scenes.approve_together(session, world)
    settled()
    assert at_once(crowd, *one.attempts, off=off) == answers
    assert decided(session, one.update_id) == decisions
    steps = [event.action for event in events(session, one.update_id)][2:]
    first, second = Action.APPROVE_IN_PART, Action.APPROVE
    assert steps == {(): [first, second], BLIND: [first]}.get(off, [first, first])


def test_a_place_is_filled_once_even_if_all_else_fails(
    session: Session, world: World, crowd: Crowd, settled: Callable[[], None]
) -> None:
    """Sponsor and deputy approve at once; the database keeps one decision for one place."""
    one = scenes.decide(session, world)
    approvals = [one for one in one.attempts if one.func is attempts.approve]
    settled()
    answers = at_once(crowd, *approvals, off=(*BLIND, "versions"))
    assert answers == ["IntegrityError", DONE]
    assert decided(session, one.update_id) == 1
    assert len(events(session, one.update_id)) == 3


@pytest.mark.parametrize(
    "decide, off, answer",
    [
        (attempts.approve, (), "Stale"),
        (attempts.send_back, (), "Stale"),
        (attempts.approve, ("conditions",), "IntegrityError"),
        (attempts.send_back, ("conditions",), DONE),
    ],
    ids=["approve", "send back", "approve without", "send back without"],
)
def test_a_decision_counts_only_for_the_revision_that_was_read(
    session: Session,
    world: World,
    context: ForkServerContext,
    database_url: str,
    settled: Callable[[], None],
    decide: Callable[..., None],
    off: tuple[str, ...],
    answer: str,
) -> None:
    """While a sponsor decides, the lead takes the update back and submits another text.

    Without the condition it would go back though nobody had read it; an approval of what is not
    the latest revision is then still refused by the database.
    """
    row = scenes.asked(session, world)
    seen = scenes.submitted(session, world, row)
    attempt = partial(decide, actor=actor_of(session, world.sponsor), update_id=row.id, seen=seen)
    lead = actor_of(session, world.lead)
    settled()
    barrier = context.Barrier(2)
    off = (*BLIND, "versions", *off)
    with ProcessPoolExecutor(
        1, mp_context=context, initializer=join, initargs=(barrier, off)
    ) as pool:
        future = pool.submit(attempts.race, database_url, [[attempt]])
        barrier.wait(PATIENCE)  # begins
        barrier.wait(PATIENCE)  # has read the update
        attempts.recall(session, actor=lead, update_id=row.id)
        update = queries.get_update(session, lead, row.id)
        another = content.encode(scenes.ANOTHER)
        moves.change_draft(session, update, another, at=AT)
        attempts.submit(session, actor=lead, update_id=row.id)
        session.commit()
        barrier.wait(PATIENCE)  # goes on to decide
        assert future.result(PATIENCE) == [[answer]]
    session.expire_all()
    assert (row.status is UpdateStatus.WITH_SPONSOR) is (answer != DONE)
    assert row.approved_revision_id is None
