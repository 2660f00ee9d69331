"""Decisions and actions: recorded while the group reviews, followed until they are settled."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from models import AuditEntry, Minute, Pack, Person
from models.enums import Audience, MinuteKind, MinuteState, PackStatus
from tests.factories import AT
from tests.packs import stages
from tests.packs.meeting import room
from tests.world import World, actor_of
from webapp.domain.errors import IllegalMove, Incomplete, NotAllowed, NotFound, Stale
from webapp.domain.exempt import Exemption
from webapp.packs import actions, contents
from webapp.packs.meeting import minutes, recording

DONE, DROPPED, OPEN = MinuteState.DONE, MinuteState.DROPPED, MinuteState.OPEN


def audited(session: Session, action: str) -> int:
    query = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == action)
    return session.scalar(query) or 0


def settle(session: Session, row: Minute, who: Person, state: MinuteState, **values: Any) -> None:
    """Say what became of an action as its page would."""
    defaults: dict[str, Any] = {
        "at": AT,
        "on": room.TODAY if state is DONE else None,
        "note": "" if state is DONE else "For a reason.",
        "seen": row.version,
    }
    recording.settle(session, row, actor_of(session, who), state=state, **(defaults | values))


@pytest.mark.both_databases
def test_numbers_are_counted_for_each_kind_and_never_used_twice(
    session: Session, world: World
) -> None:
    pack = stages.review(session, world)
    first = room.record(session, world, pack)
    decision = room.record(
        session, world, pack, kind=MinuteKind.DECISION, owner_id=None, due_on=None
    )
    office = actor_of(session, world.office)
    held = stages.fetch(session, world.office, pack)
    recording.remove(session, held, first, office, at=AT, seen=first.version)
    second = room.record(session, world, pack, text="Bring the budget.")
    assert (first.number, decision.number, second.number) == (1, 1, 2)
    assert [row.id for row in minutes.minutes_of(session, pack)] == [decision.id, second.id]
    assert audited(session, "minute.record") == 3
    with pytest.raises(NotFound):
        minutes.get_minute(session, office, first.id)


def test_the_same_twice_is_recorded_once_and_makes_the_pack_another_one(
    session: Session, world: World
) -> None:
    pack = stages.review(session, world)
    version = pack.version
    rows = [room.record(session, world, pack) for _ in range(2)]
    assert rows[0] is rows[1]
    assert pack.version == version + 1


@pytest.mark.parametrize(
    "values, message",
    [
        ({"text": " "}, "Say what was decided"),
        ({"owner_id": None}, "Choose who owes"),
        ({"owner_name": "The auditor"}, "not both"),
        ({"due_on": None}, "Enter the day"),
        ({"due_on": room.TODAY - timedelta(days=1)}, "today or later"),
        ({"owner_id": 10_000}, "works on the programme"),
        ({"workstream_id": 10_000}, "one of the workstreams"),
    ],
)
def test_what_is_missing_or_wrong_is_refused(
    session: Session, world: World, values: dict[str, Any], message: str
) -> None:
    pack = stages.review(session, world)
    with pytest.raises(Incomplete, match=message):
        room.record(session, world, pack, **values)
    assert minutes.minutes_of(session, pack) == []


@pytest.mark.parametrize("name", ["office", "member", "chair"])
def test_group_and_office_record(session: Session, world: World, name: str) -> None:
    pack = stages.review(session, world)
    assert room.record(session, world, pack, who=world.people[name]).number == 1


@pytest.mark.parametrize("name", ["director", "auditor"])
def test_nobody_else_records(session: Session, world: World, name: str) -> None:
    pack = stages.review(session, world)
    with pytest.raises(NotAllowed, match="Only the members"):
        room.record(session, world, pack, who=world.people[name])


def test_words_change_until_the_pack_is_agreed(session: Session, world: World) -> None:
    pack = stages.review(session, world)
    row = room.record(session, world, pack)
    office, seen = actor_of(session, world.office), row.version
    new = room.said(world, text="Bring the budget.", owner_id=None, owner_name="The auditor")
    held = stages.fetch(session, world.office, pack)
    for _ in range(2):
        recording.change(session, held, row, office, new, at=AT, seen=seen)
    assert (row.text, minutes.owner_of(row), row.version) == (
        "Bring the budget.",
        "The auditor",
        seen + 1,
    )
    assert audited(session, "minute.change") == 1
    other = room.said(world, text="Bring nothing.")
    with pytest.raises(Stale, match="Somebody else changed this"):
        recording.change(session, held, row, office, other, at=AT, seen=seen)
    chair = actor_of(session, world.chair)
    actions.agree(session, held, chair, at=AT, seen=held.version)
    with pytest.raises(IllegalMove):
        recording.change(session, held, row, office, other, at=AT, seen=row.version)
    with pytest.raises(IllegalMove):
        recording.remove(session, held, row, office, at=AT, seen=row.version)
    with pytest.raises(IllegalMove):
        room.record(session, world, pack, text="One more.")


def test_each_change_has_to_be_whole_and_makes_the_pack_another_one(
    session: Session, world: World
) -> None:
    pack = stages.review(session, world)
    row = room.record(session, world, pack)
    held, office = stages.fetch(session, world.office, pack), actor_of(session, world.office)
    version, seen = held.version, row.version
    with pytest.raises(Incomplete, match="Say what was decided"):
        recording.change(session, held, row, office, room.said(world, text=" "), at=AT, seen=seen)
    new = room.said(world, text="Bring the budget.")
    recording.change(session, held, row, office, new, at=AT, seen=seen)
    assert held.version == version + 1
    with pytest.raises(Stale):
        recording.remove(session, held, row, office, at=AT, seen=seen)
    recording.remove(session, held, row, office, at=AT, seen=row.version)
    assert held.version == version + 2


def test_a_day_that_has_passed_may_stay_when_other_words_change(
    session: Session, world: World
) -> None:
    pack = stages.review(session, world)
    row = room.record(session, world, pack)
    held, office = stages.fetch(session, world.office, pack), actor_of(session, world.office)
    late = AT + timedelta(days=60)
    said = room.said(world, text="Bring both.")
    recording.change(session, held, row, office, said, at=late, seen=row.version)
    assert row.text == "Bring both."


@pytest.mark.both_databases
def test_who_owes_it_and_the_office_say_that_it_is_done(session: Session, world: World) -> None:
    pack = stages.review(session, world)
    for number, who in enumerate((world.lead, world.office)):
        row = room.record(session, world, pack, text=f"Bring plan {number}.")
        row = minutes.get_minute(session, actor_of(session, who), row.id, lock=True)
        settle(session, row, who, DONE, note="It is there.")
        assert (row.state, row.settled_on, row.note) == (DONE, room.TODAY, "It is there.")
        settle(session, row, who, DONE, note="It is there.", seen=0)
    assert audited(session, "minute.settle") == 2


def test_others_neither_see_it_nor_say_anything(session: Session, world: World) -> None:
    pack = stages.review(session, world)
    row = room.record(session, world, pack)
    for who in (world.second_lead, world.sponsor, world.reader, world.outsider):
        with pytest.raises(NotFound):
            minutes.get_minute(session, actor_of(session, who), row.id)
    for who in (world.member, world.chair, world.director, world.auditor):
        assert minutes.get_minute(session, actor_of(session, who), row.id) is row
        with pytest.raises(NotAllowed, match="Only the person who owes this action"):
            settle(session, row, who, DONE)
    with pytest.raises(NotAllowed):
        settle(session, row, world.lead, DROPPED)


def test_chair_and_office_drop_it_and_open_it_again(session: Session, world: World) -> None:
    pack = stages.review(session, world)
    row = room.record(session, world, pack)
    settle(session, row, world.chair, DROPPED)
    assert (row.state, row.settled_on) == (DROPPED, room.TODAY)
    settle(session, row, world.office, OPEN)
    assert (row.state, row.settled_on) == (OPEN, None)
    with pytest.raises(Stale):
        settle(session, row, world.office, DONE, seen=1)
    with pytest.raises(Incomplete, match="today or earlier"):
        settle(session, row, world.office, DONE, on=room.DUE)


def test_a_decision_stands(session: Session, world: World) -> None:
    pack = stages.review(session, world)
    row = room.record(session, world, pack, kind=MinuteKind.DECISION)
    with pytest.raises(IllegalMove, match="A decision stands"):
        settle(session, row, world.office, DONE)


def test_open_actions_live_on_into_the_next_meeting_and_its_pack(
    session: Session, world: World
) -> None:
    pack = stages.review(session, world)
    row = room.record(session, world, pack)
    room.record(session, world, pack, kind=MinuteKind.DECISION)
    following = room.later(session, world)
    assert minutes.outstanding(session, following.period) == [row]
    assert minutes.outstanding(session, world.period) == []
    [printed] = contents.pack_data(session, following, at=AT).minutes
    assert (printed.text, printed.period) == (row.text, world.period.name)
    settle(session, row, world.office, DONE)
    assert minutes.outstanding(session, following.period) == []
    assert minutes.printed(session, following) == ()
    settle(session, row, world.office, OPEN)
    settle(
        session, row, world.office, DONE, on=following.period.starts_on, at=AT + timedelta(days=400)
    )
    [closed] = minutes.printed(session, following)
    assert closed.state is DONE


def test_a_pack_prints_nothing_of_later_meetings_or_other_programmes(
    session: Session, world: World
) -> None:
    other = room.elsewhere(session, world)
    room.record(session, world, other, workstream_id=None, owner_id=None, owner_name="The auditor")
    following = room.later(session, world)
    following.status = PackStatus.UNDER_REVIEW
    session.flush()
    row = room.record(session, world, following)
    assert minutes.printed(session, stages.fetch(session, world.office, world.pack)) == ()
    assert [one.text for one in minutes.printed(session, following)] == [row.text]


def test_what_may_not_be_published_is_printed_with_its_mark(session: Session, world: World) -> None:
    mark = Exemption(paragraph=3, reason="Prices are still open.")
    pack = stages.review(session, world)
    room.record(session, world, pack, exempt=mark)
    [printed] = minutes.printed(session, pack)
    assert printed.exempt == mark


def test_a_pack_about_one_workstream_has_what_was_said_about_that(
    session: Session, world: World
) -> None:
    pack = stages.review(session, world)
    room.record(session, world, pack)
    room.record(session, world, pack, workstream_id=world.second.id, text="Bring the budget.")
    room.record(session, world, pack, workstream_id=None, text="Tell everybody.")
    chair = actor_of(session, world.chair)
    held = stages.fetch(session, world.chair, pack)
    edition = actions.agree(session, held, chair, at=AT, seen=held.version)
    for words in ("Bring the plan for the vacancies.", "Bring the budget.", "Tell everybody."):
        assert words in edition.document
    one = Pack(
        period_id=pack.period_id,
        audience=Audience.SCRUTINY,
        recipe="deep-dive",
        workstream_id=world.first.id,
        moved_at=AT,
    )
    session.add(one)
    session.flush()
    data = contents.pack_data(session, stages.fetch(session, world.office, one), at=AT)
    assert [row.text for row in data.minutes] == ["Bring the plan for the vacancies."]


@pytest.mark.both_databases
def test_the_database_deletes_none(session: Session, world: World) -> None:
    room.record(session, world, stages.review(session, world))
    with pytest.raises(DatabaseError, match="only grows"):
        session.execute(delete(Minute))
