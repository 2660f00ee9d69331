"""Two clicks at once on "I have read it", and two chairs at once: nothing is said twice."""

from collections.abc import Callable
from multiprocessing.context import ForkServerContext
from multiprocessing.synchronize import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Acknowledgement, AuditEntry, Recommendation
from tests.factories import AT
from tests.packs import stages
from tests.packs.test_reading import chair_of
from tests.processes import meeting
from tests.world import World, actor_of
from webapp.domain.actor import Actor
from webapp.packs import library, reading_actions
from webapp.packs.reading_actions import Asked

pytestmark = pytest.mark.both_databases
CLICKS = 4


def click(database_url: str, barrier: Barrier, edition_id: int, reader: Actor, what: str) -> None:
    """Confirm, or recommend something of one's own, at the same moment as the others."""
    engine = meeting.connected(database_url)
    with Session(engine) as session:
        barrier.wait(meeting.PATIENCE)
        edition = library.find_edition(session, reader, edition_id)
        if what:
            asked = [Asked(text=what, addressee="The director")]
            reading_actions.note(
                session, edition, reader, at=AT, text="", recommended=asked, public=False
            )
        else:
            reading_actions.acknowledge(session, edition, reader, at=AT)
        session.commit()
    engine.dispose()


@pytest.mark.parametrize("each_recommends", [False, True])
def test_several_clicks_at_once(
    session: Session,
    world: World,
    context: ForkServerContext,
    settled: Callable[[], None],
    database_url: str,
    each_recommends: bool,
) -> None:
    edition = stages.issue(session, world)
    reader = actor_of(session, chair_of(session, world))
    number = edition.id
    settled()
    barrier = context.Barrier(CLICKS)
    clicks = [
        context.Process(
            target=click,
            args=(database_url, barrier, number, reader, f"Do {place}." if each_recommends else ""),
        )
        for place in range(CLICKS)
    ]
    for process in clicks:
        process.start()
    for process in clicks:
        process.join(meeting.PATIENCE)
    assert [process.exitcode for process in clicks] == [0] * CLICKS
    if each_recommends:
        numbers = session.scalars(select(Recommendation.number).order_by(Recommendation.number))
        assert numbers.all() == [1, 2, 3, 4]
    else:
        assert session.scalar(select(func.count()).select_from(Acknowledgement)) == 1
        said = select(AuditEntry.id).where(AuditEntry.action == "edition.acknowledge")
        assert len(session.scalars(said).all()) == 1
