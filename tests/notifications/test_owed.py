"""Who hears of the group's actions: their owners of everything, office and chair of their end."""

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from models import Minute, OutboxMessage, Person
from models.enums import MinuteKind, MinuteState
from tests.factories import AT
from tests.packs import stages
from tests.packs.meeting import room
from tests.world import World, actor_of
from webapp.packs.meeting import recording

pytestmark = pytest.mark.both_databases


def told(session: Session) -> set[tuple[str, str]]:
    """Return who heard what of actions since this was last asked."""
    rows = session.execute(
        select(OutboxMessage.kind, Person.name)
        .join(Person, Person.id == OutboxMessage.recipient_id)
        .where(OutboxMessage.kind.startswith("action_"))
    )
    found = {(kind, name) for kind, name in rows}
    session.execute(delete(OutboxMessage))
    return found


def change(session: Session, world: World, row: Minute, **values: object) -> None:
    """Let the office change an action."""
    pack, office = stages.fetch(session, world.office, world.pack), actor_of(session, world.office)
    said = room.said(world, **values)
    recording.change(session, pack, row, office, said, at=AT, seen=row.version)


def settle(session: Session, row: Minute, who: Person, state: MinuteState) -> None:
    """Let somebody say what became of an action."""
    recording.settle(
        session,
        row,
        actor_of(session, who),
        at=AT,
        state=state,
        on=room.TODAY if state is MinuteState.DONE else None,
        note="Nobody needs it.",
        seen=row.version,
    )


def test_who_is_given_an_action_hears_of_it_once(session: Session, world: World) -> None:
    pack = stages.review(session, world)
    told(session)
    row, again = (room.record(session, world, pack) for _ in range(2))
    assert row is again
    (message,) = session.scalars(select(OutboxMessage))
    assert (message.minute_id, message.pack_id) == (row.id, pack.id)
    assert told(session) == {("action_given", "Governance lead")}


def test_nobody_is_told_of_a_decision_nor_of_what_they_did_themselves(
    session: Session, world: World
) -> None:
    pack = stages.review(session, world)
    told(session)
    room.record(session, world, pack, kind=MinuteKind.DECISION)
    room.record(session, world, pack, text="Mine.", owner_id=world.office.id)
    room.record(session, world, pack, text="Theirs.", owner_id=None, owner_name="The auditor")
    assert told(session) == set()


def test_the_owner_hears_of_a_change_and_who_had_it_before_that_it_is_not_theirs(
    session: Session, world: World
) -> None:
    row = room.record(session, world, stages.review(session, world))
    told(session)
    change(session, world, row, text="Bring the budget.")
    assert told(session) == {("action_changed", "Governance lead")}
    change(session, world, row, text="Bring the budget.")
    assert told(session) == set()
    change(session, world, row, owner_id=world.second_lead.id)
    assert told(session) == {("action_lifted", "Governance lead"), ("action_given", "Finance lead")}
    pack, office = stages.fetch(session, world.office, world.pack), actor_of(session, world.office)
    recording.remove(session, pack, row, office, at=AT, seen=row.version)
    assert told(session) == {("action_lifted", "Finance lead")}


def test_of_its_end_hear_the_owner_the_office_and_the_chair(session: Session, world: World) -> None:
    row = room.record(session, world, stages.review(session, world))
    told(session)
    settle(session, row, world.lead, MinuteState.DONE)
    assert told(session) == {("action_ended", "Programme office"), ("action_ended", "Group chair")}
    settle(session, row, world.chair, MinuteState.OPEN)
    assert told(session) == {("action_changed", "Governance lead")}
    settle(session, row, world.office, MinuteState.DROPPED)
    assert told(session) == {("action_ended", "Governance lead"), ("action_ended", "Group chair")}
