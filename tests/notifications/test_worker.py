"""The worker: each message once, none lost in an outage, none for what did not happen."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from models import OutboxMessage
from models.enums import UpdateStatus
from tests import world as setting
from tests.notifications.post import PostOffice, accept, busy, letterhead, queue
from tests.world import World
from webapp.notifications.waiting import OUTDATED
from webapp.notifications.worker import (
    LEASE,
    WAITS,
    Round,
    _put_back,
    claim,
    send_waiting,
)

Send = Callable[[datetime], Round]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def worker(engine: Engine) -> Iterator[Session]:
    """Return a session of another process's kind."""
    with Session(engine) as own:
        yield own


@pytest.fixture
def send(app: Flask, worker: Session, post: PostOffice) -> Send:
    """Return a function that sends what waits at an instant."""
    return lambda at: send_waiting(worker, post.sender, letterhead(app), now=lambda: at)


def stored(engine: Engine, message_id: int) -> OutboxMessage:
    """Return a message as the database has it now, and leave no lock behind."""
    with Session(engine) as own:
        return own.get_one(OutboxMessage, message_id)


@pytest.mark.both_databases
def test_each_message_is_sent_once_and_marked(
    session: Session, engine: Engine, world: World, post: PostOffice, send: Send, at: datetime
) -> None:
    rows = queue(session, world.first_update, world.sponsor, 3, at)
    assert send(at) == Round(sent=3, failed=0, error="", waiting=0, outdated=0)
    assert len(set(post.ids)) == 3
    assert {letter["To"] for letter in post.accepted} == {
        "Governance sponsor <governance.sponsor@example.org>"
    }
    row = stored(engine, rows[0])
    assert (row.sent_at, row.claimed_until, row.attempts) == (at, None, 1)
    assert send(at + LEASE).sent == 0
    assert len(post.ids) == 3


def test_a_busy_server_is_tried_again_after_growing_waits(
    session: Session, engine: Engine, world: World, post: PostOffice, send: Send, at: datetime
) -> None:
    (row,) = queue(session, world.first_update, world.sponsor, 1, at)
    post.answer = busy
    moment = at
    for tries, wait in enumerate((*WAITS, WAITS[-1]), start=1):
        done = send(moment)
        assert (done.sent, done.failed, done.waiting) == (0, 1, 1)
        assert "Try again later" in done.error
        there = stored(engine, row)
        assert (there.attempts, there.next_try_at) == (tries, moment + wait)
        assert "Try again later" in there.last_error
        assert send(moment + wait - timedelta(seconds=1)).failed == 0
        moment += wait
    assert [wait // MINUTE for wait in WAITS] == [1, 5, 15, 60, 240]
    post.answer = accept
    assert send(moment).sent == 1
    assert stored(engine, row).last_error == ""
    assert {letter["Message-ID"] for letter in post.seen} == {post.ids[0]}
    assert len(post.seen) == len(WAITS) + 2


def test_a_refused_letter_does_not_hold_up_the_others(
    session: Session, world: World, post: PostOffice, send: Send, at: datetime
) -> None:
    queue(session, world.first_update, world.sponsor, 1, at)
    world.lead.email = "no address at all"
    queue(session, world.first_update, world.lead, 1, at)
    queue(session, world.first_update, world.second_lead, 1, at)
    done = send(at)
    assert (done.sent, done.failed, done.waiting) == (2, 1, 1)
    assert [letter["To"].addresses[0].username for letter in post.accepted] == [
        "governance.sponsor",
        "finance.lead",
    ]


def test_an_outage_loses_nothing(
    session: Session, engine: Engine, world: World, post: PostOffice, send: Send, at: datetime
) -> None:
    rows = queue(session, world.first_update, world.sponsor, 3, at)
    post.close()
    done = send(at)
    assert (done.sent, done.failed, done.waiting) == (0, 1, 3)  # one try shows that it is closed
    assert "refused" in done.error
    assert stored(engine, rows[1]).attempts == 0
    post.open()
    assert send(at + WAITS[0]).sent == 3
    assert len(set(post.ids)) == 3


@pytest.mark.both_databases
def test_a_message_is_claimed_by_one_worker_until_its_lease_ends(
    session: Session, engine: Engine, world: World, at: datetime
) -> None:
    one, two = queue(session, world.first_update, world.sponsor, 2, at)
    with Session(engine) as other:
        (first,), (second,) = claim(session, at, 1), claim(other, at, 1)
        assert (first.message_id, second.message_id) == (one, two)
        assert claim(session, at + LEASE - timedelta(seconds=1)) == []
        (again, _) = claim(other, at + LEASE)
        assert (again.message_id, again.attempt) == (one, 2)
        _put_back(session, first, "too late to say so", at=at + LEASE)
        there = stored(engine, one)
        assert there.claimed_until == again.until
        assert there.last_error == ""


def test_nothing_is_sent_for_an_action_that_was_rolled_back(
    session: Session, world: World, post: PostOffice, send: Send, at: datetime
) -> None:
    session.commit()
    setting.advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    assert session.scalar(select(func.count(OutboxMessage.id))) == 1
    session.rollback()
    assert send(at) == Round(sent=0, failed=0, error="", waiting=0, outdated=0)
    assert post.seen == []


def test_nothing_goes_to_somebody_disabled_or_after_a_week(
    session: Session, world: World, post: PostOffice, send: Send, at: datetime
) -> None:
    world.sponsor.disabled_at = at
    queue(session, world.first_update, world.sponsor, 1, at)
    queue(session, world.first_update, world.lead, 1, at - OUTDATED)
    assert send(at) == Round(sent=0, failed=0, error="", waiting=0, outdated=2)
    assert post.seen == []


def test_a_worker_that_is_told_to_stop_finishes_its_letter_and_no_other(
    session: Session, app: Flask, worker: Session, world: World, post: PostOffice, at: datetime
) -> None:
    queue(session, world.first_update, world.sponsor, 2, at)
    done = send_waiting(
        worker,
        post.sender,
        letterhead(app),
        now=lambda: at,
        stopping=lambda: bool(post.accepted),
    )
    assert (done.sent, done.waiting) == (1, 1)
