"""Queries of the group: answered, carried, or in the way of the agreement."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from models import CarriedQuery
from models.enums import PackStatus, UpdateStatus
from tests import factories
from tests.factories import AT
from tests.packs import stages
from tests.packs.meeting import room
from tests.world import World, actor_of, advance
from webapp.domain.errors import IllegalMove, Incomplete, NotAllowed
from webapp.domain.exempt import Exemption
from webapp.packs import actions, queries
from webapp.packs.meeting import queried


def agree(session: Session, world: World) -> str:
    """Let the chair agree the pack; returns what the edition says."""
    pack = stages.fetch(session, world.chair, world.pack)
    chair = actor_of(session, world.chair)
    return actions.agree(session, pack, chair, at=AT, seen=pack.version).document


@pytest.mark.both_databases
def test_an_open_query_keeps_the_pack_from_being_agreed(session: Session, world: World) -> None:
    pack = stages.review(session, world)
    row = room.ask(session, world, pack)
    assert row.is_open
    with pytest.raises(Incomplete, match=r"about G\. Governance is neither answered nor carried"):
        agree(session, world)
    room.carry(session, world, pack, row)
    with pytest.raises(Incomplete, match="holds no update yet"):
        agree(session, world)


def test_a_carried_query_is_printed_and_nothing_is_approved_by_it(
    session: Session, world: World
) -> None:
    advance(session, world.second_update, UpdateStatus.APPROVED)
    pack = stages.review(session, world)
    row = room.ask(session, world, pack)
    before = world.first_update.version
    room.carry(session, world, pack, row)
    assert world.first_update.version == before
    printed = agree(session, world)
    assert "How sure is the date?" in printed
    assert "The lead is away until May." in printed
    assert "was sent back by the Improvement Group" in printed
    # The other workstream says the same and is printed.
    assert printed.count("The new scheme of delegation was adopted.") == 1
    assert world.first_update.status is UpdateStatus.RETURNED
    assert world.first_update.approved_revision_id is None
    assert world.first_update.agreed_step is None


def test_an_answer_counts_once_it_is_included_even_after_the_query_was_carried(
    session: Session, world: World
) -> None:
    pack = stages.review(session, world)
    row = room.ask(session, world, pack)
    room.carry(session, world, pack, row)
    stages.resubmit(session, world, world.first_update, "Now with the date.", AT)
    stages.approve(session, world, world.first_update)
    assert room.query_about(session, pack, world.first_update).is_carried
    held = queries.find_update(session, pack, world.first_update.id)
    actions.include(session, pack, held, actor_of(session, world.office), at=AT)
    answered = room.query_about(session, pack, world.first_update)
    assert (answered.is_open, answered.is_carried) == (False, False)
    printed = agree(session, world)
    assert "Now with the date." in printed
    assert "How sure is the date?" not in printed


def test_chair_and_office_carry_a_query_and_nobody_else(session: Session, world: World) -> None:
    pack = stages.review(session, world)
    row = room.ask(session, world, pack)
    for name in ("member", "director", "lead", "sponsor", "auditor"):
        with pytest.raises(NotAllowed):
            queried.carry(
                session, pack, row, actor_of(session, world.people[name]), at=AT, reason="Later."
            )
    with pytest.raises(Incomplete, match="Say why"):
        room.carry(session, world, pack, row, reason=" ")
    version = pack.version
    queried.carry(session, pack, row, actor_of(session, world.office), at=AT, reason="Later.")
    again = room.query_about(session, pack, world.first_update)
    room.carry(session, world, pack, again)
    assert pack.version == version + 1


def test_a_query_that_was_answered_cannot_be_carried(session: Session, world: World) -> None:
    pack = stages.review(session, world)
    room.ask(session, world, pack)
    stages.resubmit(session, world, world.first_update, "Now with the date.", AT)
    stages.approve(session, world, world.first_update)
    held = queries.find_update(session, pack, world.first_update.id)
    actions.include(session, pack, held, actor_of(session, world.office), at=AT)
    row = room.query_about(session, pack, world.first_update)
    with pytest.raises(IllegalMove, match="was answered"):
        room.carry(session, world, pack, row)


def test_the_next_meeting_begins_with_what_was_carried(session: Session, world: World) -> None:
    pack = stages.review(session, world)
    row = room.ask(session, world, pack)
    room.carry(session, world, pack, row)
    later = room.later(session, world).period
    [carried] = queried.carried_before(session, later)
    assert carried.event.note == "How sure is the date?"
    assert queried.carried_before(session, world.period) == ()
    other = room.elsewhere(session, world).period
    other.starts_on, other.ends_on = later.starts_on, later.ends_on
    assert queried.carried_before(session, other) == ()


def test_what_is_carried_is_printed_with_its_mark_where_its_workstream_is(
    session: Session, world: World
) -> None:
    mark = Exemption(paragraph=1, reason="It is about a person.")
    pack = stages.review(session, world)
    room.carry(session, world, pack, room.ask(session, world, pack), exempt=mark)
    rows = queried.queries_of(session, pack.period_id)
    for workstream_id in (None, world.first.id):
        [printed] = queried.printed(rows, workstream_id)
        assert printed.exempt == mark
    assert queried.printed(rows, world.second.id) == ()


def test_nothing_is_carried_once_the_group_is_done(session: Session, world: World) -> None:
    pack = stages.review(session, world)
    row = room.ask(session, world, pack)
    pack.status = PackStatus.AGREED
    with pytest.raises(IllegalMove, match="the group is not reviewing the pack"):
        room.carry(session, world, pack, row)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(asked=st.sets(st.integers(0, 3)), dealt=st.sets(st.integers(0, 3)))
def test_the_pack_is_agreed_when_and_only_when_no_query_is_open(
    session: Session, world: World, asked: set[int], dealt: set[int]
) -> None:
    change = session.begin_nested()
    office = actor_of(session, world.office)
    pack = stages.review(session, world)
    rows = []
    for _ in range(4):
        stream = factories.workstream(session, world.phase, lead=world.lead, sponsor=world.sponsor)
        row = factories.update(session, stream, world.period)
        rows.append(advance(session, row, UpdateStatus.APPROVED))
        held = queries.find_update(session, pack, row.id)
        actions.include(session, pack, held, office, at=AT)
    for number in sorted(asked):
        query = room.ask(session, world, pack, rows[number])
        if number in dealt:
            room.carry(session, world, pack, query)
    if asked <= dealt:
        assert agree(session, world)
    else:
        with pytest.raises(Incomplete, match="neither answered nor carried"):
            agree(session, world)
    change.rollback()
    session.expire_all()


@pytest.mark.both_databases
@pytest.mark.parametrize("verb", [update, delete])
def test_that_a_query_was_carried_never_changes(session: Session, world: World, verb: type) -> None:
    pack = stages.review(session, world)
    room.carry(session, world, pack, room.ask(session, world, pack))
    statement = verb(CarriedQuery)
    if verb is update:
        statement = statement.values(reason="Another.")
    with pytest.raises(DatabaseError, match="only grows"):
        session.execute(statement)
