"""Issued ratings, as the board's editions print them; corrections are in tests/packs."""

from datetime import date

from sqlalchemy.orm import Session

from models.enums import UpdateStatus
from tests import factories
from tests.factories import AT
from tests.packs import stages
from tests.world import World, advance
from webapp.editions import issued_ratings, rating_history


def test_nothing_is_issued_until_the_board_has_an_edition(session: Session, world: World) -> None:
    stages.agree(session, world)
    assert issued_ratings(session, [world.period.id]) == {}
    assert rating_history(session, world.first_update) == ()


def test_an_issued_rating_is_found_by_workstream_and_period(session: Session, world: World) -> None:
    edition = stages.issue(session, world)
    other = factories.period(
        session,
        world.phase,
        slug="2025-11",
        starts_on=date(2025, 11, 1),
        ends_on=date(2025, 11, 28),
    )
    row = advance(session, factories.update(session, world.second, other), UpdateStatus.ISSUED)
    factories.edition(session, other, [row], world.office)
    both = issued_ratings(session, [world.period.id, other.id])
    assert set(both) == {(world.first.id, world.period.id), (world.second.id, other.id)}
    [only] = issued_ratings(session, [world.period.id]).values()
    assert (only.edition_id, only.number, only.step) == (edition.id, 1, 2)
    assert (only.confirmed, only.corrected, only.valid_from) == (True, False, AT)
    assert only.revision_id == world.first_update.revision_id
    assert issued_ratings(session, []) == {}
