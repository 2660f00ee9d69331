"""Which issued packs My work knows: the latest editions, of two periods, made for the reader."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from models import Edition
from models.enums import Audience
from tests import factories
from tests.factories import AT
from tests.world import World, actor_of
from webapp.inbox.queries import gather
from webapp.packs import reading_actions
from webapp.packs.library import find_edition

pytestmark = pytest.mark.both_databases


def issued(session: Session, world: World, month: int = 1) -> Edition:
    """Issue the board's pack of a month."""
    period = factories.period(
        session,
        world.phase,
        slug=f"2025-{month}",
        name=f"Month {month}",
        starts_on=date(2025, month, 1),
        ends_on=date(2025, month, 28),
    )
    return factories.edition(session, period, (), world.office)


def another(session: Session, world: World, pack_id: int, *, number: int) -> Edition:
    """Add an edition of a pack."""
    row = Edition(
        pack_id=pack_id,
        number=number,
        document="{}",
        sha256="1" * 64,
        issued_at=AT,
        issued_by_id=world.office.id,
    )
    session.add(row)
    session.flush()
    return row


def found(session: Session, world: World, who: str) -> list[tuple[int, bool]]:
    """Return the editions that somebody is shown, and whether they have read each."""
    rows = gather(session, actor_of(session, world.people[who]), AT.date()).editions
    return [(row.id, row.acknowledged) for row in rows]


def test_an_edition_takes_the_place_of_the_one_before(session: Session, world: World) -> None:
    first = issued(session, world)
    assert found(session, world, "reader") == [(first.id, False)]
    second = another(session, world, first.pack_id, number=2)
    assert found(session, world, "reader") == [(second.id, False)]


def test_the_last_two_periods_are_enough_the_newest_first(session: Session, world: World) -> None:
    numbers = [issued(session, world, month).id for month in (1, 2, 3)]
    assert found(session, world, "reader") == [(numbers[2], False), (numbers[1], False)]


def test_each_reader_finds_what_is_made_for_them(session: Session, world: World) -> None:
    edition = issued(session, world)
    scrutiny = factories.pack(session, world.period, audience=Audience.SCRUTINY)
    another(session, world, scrutiny.id, number=1)
    assert found(session, world, "reader") == [(edition.id, False)]
    assert len(found(session, world, "office")) == 2
    assert found(session, world, "outsider") == []


def test_what_somebody_has_read_is_known_of_them_alone(session: Session, world: World) -> None:
    reader = actor_of(session, world.reader)
    edition = find_edition(session, reader, issued(session, world).id)
    reading_actions.acknowledge(session, edition, reader, at=AT)
    assert found(session, world, "reader") == [(edition.id, True)]
    assert found(session, world, "office") == [(edition.id, False)]
