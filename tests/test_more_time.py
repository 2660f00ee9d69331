"""How long an update has been given beyond its deadline: what was said last counts."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import ProgressUpdate
from tests.cycle.desk import DAY, TODAY, fetch
from tests.factories import AT
from tests.world import World, actor_of
from webapp.cycle import actions
from webapp.more_time import MORE_TIME


@pytest.mark.both_databases
def test_the_last_day_that_was_given_last_counts_for_that_update(
    session: Session, world: World
) -> None:
    def given() -> dict[int, date | None]:
        return {row.id: row.until for row in session.execute(query)}

    query = select(ProgressUpdate.id, MORE_TIME.label("until"))
    first, second = world.first_update.id, world.second_update.id
    assert given() == {first: None, second: None}
    office = actor_of(session, world.office)
    for until in (TODAY + 9 * DAY, TODAY + 10 * DAY):
        row = fetch(session, world, world.first_update)
        actions.extend(session, row, office, at=AT, until=until, reason="Illness.")
        assert given() == {first: until, second: None}
