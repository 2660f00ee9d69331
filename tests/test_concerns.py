"""What a programme must answer, as it is read."""

from sqlalchemy.orm import Session

from models import Concern
from tests.world import World
from webapp.concerns import concerns_of


def test_concerns_come_by_number_with_their_workstreams_of_one_programme(
    session: Session, world: World
) -> None:
    for number, rows in ((2, [world.second, world.first]), (1, [])):
        session.add(
            Concern(
                programme_id=world.programme.id,
                number=number,
                title=f"Point {number}",
                source="The notice",
                workstreams=rows,
            )
        )
    session.flush()
    session.expire_all()
    found = concerns_of(session, world.programme.id)
    assert [row.number for row in found] == [1, 2]
    assert [row.code for row in found[1].workstreams] == [world.first.code, world.second.code]
    assert list(concerns_of(session, world.programme.id + 1)) == []
