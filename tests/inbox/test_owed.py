"""An action of the group waits for the person who owes it, until it is settled."""

import pytest
from sqlalchemy.orm import Session

from models.enums import MinuteKind, MinuteState
from tests.factories import AT
from tests.packs import stages
from tests.packs.meeting import room
from tests.world import World, actor_of
from webapp.clock import LONDON
from webapp.domain.actor import Actor
from webapp.domain.calendar import Today
from webapp.inbox import facts
from webapp.inbox.queries import gather
from webapp.inbox.tasks import Verb, owed_task
from webapp.packs.meeting import recording


def owed_actions(session: Session, actor: Actor) -> tuple[facts.Owed, ...]:
    """Return the actions that My work shows a person."""
    return gather(session, actor, AT.date()).owed


@pytest.mark.both_databases
def test_it_waits_for_its_owner_alone_until_it_is_done(session: Session, world: World) -> None:
    pack = stages.review(session, world)
    row = room.record(session, world, pack)
    room.record(session, world, pack, kind=MinuteKind.DECISION)
    room.record(session, world, pack, owner_id=None, owner_name="The auditor")
    lead = actor_of(session, world.lead)
    (owed,) = owed_actions(session, lead)
    assert (owed.id, owed.due_on, owed.period) == (row.id, room.DUE, world.period.name)
    for name in ("office", "chair", "second_lead"):
        assert owed_actions(session, actor_of(session, world.people[name])) == ()
    recording.settle(
        session,
        row,
        lead,
        at=AT,
        state=MinuteState.DONE,
        on=room.TODAY,
        note="",
        seen=row.version,
    )
    assert owed_actions(session, lead) == ()


def test_as_a_task_it_says_what_and_by_when(session: Session, world: World) -> None:
    room.record(session, world, stages.review(session, world))
    (owed,) = owed_actions(session, actor_of(session, world.lead))
    task = owed_task(owed, Today(AT, LONDON))
    assert task.verb is Verb.DO_ACTION
    assert task.title == "Action 1 of the Improvement Group"
    assert task.notes == ("Bring the plan for the vacancies.",)
    assert task.due is not None
    assert task.due.on == room.DUE
