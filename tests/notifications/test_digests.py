"""Daily letters: one on a working morning for who asked for it, urgent messages apart."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models import Absence, OutboxMessage
from tests.notifications.post import PostOffice, letterhead, queue
from tests.world import World
from webapp.clock import LONDON
from webapp.domain.calendar import Today
from webapp.notifications.digests import write_digests
from webapp.notifications.worker import Round, send_waiting

Morning = Callable[[int, time], int]
SEVEN, NINE = time(7), time(9)
HOLIDAY = date(2026, 3, 5)


def moment(day: int, clock: time = NINE) -> datetime:
    """Return an instant in March 2026; the 2nd is a Monday."""
    return datetime.combine(date(2026, 3, day), clock, LONDON).astimezone(UTC)


@pytest.fixture
def morning(engine: Engine, session: Session) -> Morning:
    """Return a function that writes daily letters as a worker does."""

    def write(day: int, clock: time = NINE) -> int:
        session.commit()
        with Session(engine) as own:
            today = Today(moment(day, clock), LONDON, frozenset({HOLIDAY}))
            count = write_digests(own, today)
            own.commit()
        return count

    return write


@pytest.fixture
def send(app: Flask, engine: Engine, post: PostOffice) -> Callable[[int], Round]:
    """Return a function that sends what waits on a day."""

    def once(day: int) -> Round:
        with Session(engine) as own:
            return send_waiting(own, post.sender, letterhead(app), now=lambda: moment(day))

    return once


@pytest.fixture
def reader(session: Session, world: World) -> World:
    """Return the world with a sponsor who asked for one email a day and has three messages."""
    world.sponsor.daily_digest = True
    queue(session, world.first_update, world.sponsor, 2, moment(2))
    queue(session, world.first_update, world.lead, 1, moment(2))
    return world


def test_messages_wait_and_go_out_as_one_letter(
    reader: World,
    session: Session,
    morning: Morning,
    send: Callable[[int], Round],
    post: PostOffice,
) -> None:
    done = send(2)
    assert (done.sent, done.waiting, done.outdated) == (1, 2, 0)
    assert morning(3, NINE) == 1
    assert morning(3, NINE) == 0
    done = send(3)
    assert (done.sent, done.waiting, done.outdated) == (1, 0, 0)
    letter = post.accepted[-1]
    assert letter["Subject"] == "Your messages of 3 March 2026"
    assert letter["To"].addresses[0].display_name == reader.sponsor.name
    text = letter.get_content().replace("\r\n", "\n")
    assert (
        text.count(
            "- Review the update on Governance for January and February 2026\n"
            "  Due: 10 March 2026 at 5:00pm (in 5 working days)\n"
        )
        == 2
    )
    assert text.count("https://") == 1
    session.expire_all()
    rows = session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)).all()
    assert {row.sent_at for row in rows[:2]} == {moment(3)}
    assert {row.digest_id for row in rows[:2]} == {rows[-1].id}


@pytest.mark.parametrize(
    "kind, said",
    [
        ("workstream_agree_date", "Agreed completion date: 4 March 2026 (in 1 working day)\n"),
        ("workstream_close", "Closes on 2 March 2026\n"),
    ],
)
def test_a_message_about_a_workstream_names_its_day(
    world: World,
    session: Session,
    morning: Morning,
    send: Callable[[int], Round],
    post: PostOffice,
    kind: str,
    said: str,
) -> None:
    world.sponsor.daily_digest = True
    world.first.agreed_on, world.first.closed_on = date(2026, 3, 4), date(2026, 3, 2)
    session.add(
        OutboxMessage(
            kind=kind,
            recipient_id=world.sponsor.id,
            workstream_id=world.first.id,
            created_at=moment(2),
        )
    )
    morning(3, NINE)
    assert send(3).sent == 1
    assert f": Governance\n  {said}" in post.accepted[-1].get_content().replace("\r\n", "\n")


def test_what_comes_later_waits_for_the_next_morning(
    reader: World, session: Session, morning: Morning
) -> None:
    assert morning(3, NINE) == 1
    queue(session, reader.first_update, reader.sponsor, 1, moment(3))
    assert morning(3, time(17)) == 0
    assert morning(4, NINE) == 1
    rows = session.scalars(select(OutboxMessage.digest_id).order_by(OutboxMessage.id)).all()
    assert rows == [4, 4, None, None, 6, None]


@pytest.mark.parametrize(
    "day, clock", [(3, SEVEN), (5, NINE), (7, NINE)], ids=["early", "bank holiday", "Saturday"]
)
def test_no_letter_is_written_on_a_day_off_or_too_early(
    reader: World, morning: Morning, day: int, clock: time
) -> None:
    assert reader.sponsor.daily_digest
    assert morning(day, clock) == 0


def test_it_waits_for_who_is_away_however_long(
    reader: World, session: Session, morning: Morning, send: Callable[[int], Round]
) -> None:
    session.add(
        Absence(person_id=reader.sponsor.id, starts_on=date(2026, 3, 3), ends_on=date(2026, 3, 13))
    )
    assert morning(3, NINE) == 0
    done = send(13)
    assert (done.waiting, done.outdated) == (2, 1)
    assert morning(16, NINE) == 1
    assert send(16).sent == 1


def test_urgent_messages_go_at_once(
    reader: World, session: Session, send: Callable[[int], Round], post: PostOffice
) -> None:
    session.add(
        OutboxMessage(
            kind="chase",
            recipient_id=reader.sponsor.id,
            update_id=reader.first_update.id,
            created_at=moment(2),
        )
    )
    session.commit()
    assert send(2).sent == 2
    assert [letter["Subject"].split(":")[0] for letter in post.accepted][-1] == "Please act"


def test_who_wants_every_message_again_gets_what_waited(
    reader: World, morning: Morning, send: Callable[[int], Round]
) -> None:
    reader.sponsor.daily_digest = False
    assert morning(3, NINE) == 0
    assert send(3).sent == 3


def test_a_message_that_a_worker_has_is_not_gathered(
    reader: World, session: Session, morning: Morning
) -> None:
    of_reader = OutboxMessage.recipient_id == reader.sponsor.id
    for row in session.scalars(select(OutboxMessage).where(of_reader)):
        row.claimed_until = moment(3, time(10))
    assert morning(3, NINE) == 0
    assert morning(3, time(11)) == 1


def test_nothing_is_gathered_for_somebody_disabled(reader: World, morning: Morning) -> None:
    reader.sponsor.disabled_at = moment(2)
    assert morning(3, NINE) == 0
