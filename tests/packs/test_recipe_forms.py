"""The form of a recipe: parts in their places."""

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.enums import PackPart
from webapp.domain.recipes import STANDARD, Recipe
from webapp.packs.recipe_forms import RecipeForm


@pytest.mark.parametrize("slug", STANDARD)
def test_a_recipe_is_read_back_as_it_was_shown(app: Flask, slug: str) -> None:
    known = STANDARD[slug]
    with app.test_request_context():
        assert RecipeForm.showing(known, 0).recipe(slug, known) == known


PARTS = len(PackPart)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(places=st.lists(st.integers(0, PARTS), min_size=PARTS, max_size=PARTS))
def test_parts_come_in_the_order_of_their_places(app: Flask, places: list[int]) -> None:
    fields = {f"place_{part}": str(place) for part, place in zip(PackPart, places, strict=True)}
    known: Recipe = STANDARD["scrutiny"]
    with app.test_request_context(method="POST", data=fields):
        parts = RecipeForm.typed(known).parts
    by_part = dict(zip(PackPart, places, strict=True))
    assert [by_part[part] for part in parts] == sorted(place for place in places if place)
    assert set(parts) == {part for part, place in by_part.items() if place}
