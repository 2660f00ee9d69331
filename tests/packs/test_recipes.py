"""The recipes of a programme, stored beside the standard ones."""

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from models.enums import Audience, Depth, PackPart
from tests.factories import AT
from tests.packs import stages
from tests.world import World, actor_of
from webapp.domain.errors import NotAllowed, Stale
from webapp.domain.recipes import STANDARD
from webapp.packs import contents, recipes

SHORTER = replace(
    STANDARD["iib"], parts=(PackPart.STATUS, PackPart.SCALE), depth=Depth.SHORT, staff_names=False
)
OWN = replace(STANDARD["scrutiny"], slug="press", name="Press", audience=Audience.PUBLIC)


def test_a_programme_begins_with_the_standard_recipes(session: Session, world: World) -> None:
    assert recipes.recipes(session, world.programme.id) == STANDARD


@pytest.mark.both_databases
def test_what_is_stored_takes_the_place_of_the_standard_and_counts_for_the_next_pack(
    session: Session, world: World
) -> None:
    office = actor_of(session, world.administrator)
    for recipe in (SHORTER, OWN, SHORTER):
        recipes.save(session, world.programme, recipe, office, at=AT, seen=0)
    known = recipes.recipes(session, world.programme.id)
    assert known == {**STANDARD, "iib": SHORTER, "press": OWN}
    board = stages.board_pack(session, world)
    assert contents.pack_data(session, board, at=AT).made_by == SHORTER


def test_two_who_change_one_recipe_do_not_overwrite_each_other(
    session: Session, world: World
) -> None:
    office = actor_of(session, world.office)
    recipes.save(session, world.programme, SHORTER, office, at=AT, seen=0)
    with pytest.raises(Stale):
        recipes.save(
            session, world.programme, replace(SHORTER, staff_names=True), office, at=AT, seen=0
        )
    assert recipes.recipes(session, world.programme.id)["iib"] == SHORTER


@pytest.mark.parametrize("name", ["lead", "sponsor", "chair", "director", "auditor", "reader"])
def test_only_office_and_administrator_change_recipes(
    session: Session, world: World, name: str
) -> None:
    who = actor_of(session, world.people[name])
    with pytest.raises(NotAllowed):
        recipes.save(session, world.programme, SHORTER, who, at=AT, seen=0)
    assert recipes.recipes(session, world.programme.id) == STANDARD
