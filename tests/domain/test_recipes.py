"""The standard recipes."""

import pytest

from models.enums import Audience, PackPart
from webapp.domain.recipes import STANDARD, Recipe


def test_every_audience_has_its_own() -> None:
    assert {recipe.audience for recipe in STANDARD.values()} == set(Audience)
    assert all(STANDARD[audience].audience is audience for audience in Audience)


def test_only_the_packs_of_group_and_board_move_through_the_cycle() -> None:
    of_the_cycle = {recipe.slug for recipe in STANDARD.values() if recipe.of_the_cycle}
    assert of_the_cycle == {Audience.IMPROVEMENT_GROUP, Audience.IIB}
    cycle = (Audience.IMPROVEMENT_GROUP, Audience.IIB)
    assert [r.slug for r in STANDARD.values() if r.audience in cycle] == list(cycle)


@pytest.mark.parametrize("recipe", STANDARD.values(), ids=lambda recipe: recipe.slug)
def test_what_is_rated_is_explained_and_where_it_comes_from_is_said(recipe: Recipe) -> None:
    assert {PackPart.SCALE, PackPart.SOURCES} <= set(recipe.parts)
    assert len(set(recipe.parts)) == len(recipe.parts)


def test_what_anybody_may_read_names_no_staff_and_holds_nothing_exempt() -> None:
    assert STANDARD["public"].public
    assert not STANDARD["public"].staff_names
