"""A part of a cover report waits for the officer who was asked, until they sign it off."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import OutboxMessage
from tests.conftest import SignIn
from tests.factories import AT
from tests.packs.cover import desk
from tests.world import World, actor_of
from webapp.domain.actor import Actor
from webapp.inbox import facts
from webapp.inbox.queries import gather
from webapp.packs.cover import officers

DUE = AT.date() + timedelta(days=3)


def waiting_sign_offs(session: Session, actor: Actor) -> tuple[facts.SignOff, ...]:
    """Return the sign-offs that My work shows a person."""
    return gather(session, actor, AT.date()).sign_offs


def asked(session: Session, world: World) -> int:
    """Let the office ask somebody without any role; returns the report's number."""
    cover = desk.fetch(session, world.office, desk.begin(session, world))
    office = actor_of(session, world.office)
    for _ in range(2):
        officers.ask(
            session,
            cover.implications[0],
            office,
            at=AT,
            officer_id=world.outsider.id,
            due_on=DUE,
        )
    return cover.id


@pytest.mark.both_databases
def test_it_waits_for_the_officer_alone(session: Session, world: World) -> None:
    cover_id = asked(session, world)
    (row,) = waiting_sign_offs(session, actor_of(session, world.outsider))
    assert (row.cover_id, row.due_on) == (cover_id, DUE)
    for name in ("office", "lead", "chair"):
        assert waiting_sign_offs(session, actor_of(session, world.people[name])) == ()


def test_the_officer_finds_it_in_my_work_and_is_told_once(
    session: Session, world: World, sign_in: SignIn
) -> None:
    cover_id = asked(session, world)
    page = sign_in(world.outsider).get("/")
    assert "Read and sign off" in page.main
    address = f"/cover-reports/{cover_id}/implications/1"
    assert any(where.startswith(address) for where, _ in page.links) or address in page.source
    told = select(OutboxMessage.recipient_id).where(OutboxMessage.kind == "cover_ask")
    assert session.scalars(told).all() == [world.outsider.id]


def test_once_it_is_signed_nothing_waits(session: Session, world: World) -> None:
    desk.ready(session, world)
    assert waiting_sign_offs(session, actor_of(session, world.outsider)) == ()
