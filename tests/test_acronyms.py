"""What acronyms stand for, as it is read."""

import pytest
from sqlalchemy.orm import Session

from models import Acronym
from tests.world import World
from webapp.acronyms import acronyms_of


@pytest.mark.both_databases
def test_a_list_is_of_one_programme(session: Session, world: World) -> None:
    session.add(Acronym(programme_id=world.programme.id, name="BVN", stands_for="The notice"))
    session.flush()
    assert acronyms_of(session, world.programme.id) == {"BVN": "The notice"}
    assert acronyms_of(session, world.programme.id + 1) == {}
