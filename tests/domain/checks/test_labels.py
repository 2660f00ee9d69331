"""Steps of a scale found in prose."""

import pytest

from tests.domain.checks.complete import AMBER, AMBER_RED, FACTS, GREEN, GREEN_AMBER, RED
from webapp.domain.checks.labels import Time, named

NOW, BEFORE, OTHERWISE = Time.NOW, Time.BEFORE, Time.OTHERWISE


def read(sentence: str) -> list[tuple[int, Time]]:
    return [(found.step, found.time) for found in named(sentence, FACTS.steps)]


@pytest.mark.parametrize(
    "sentence, steps",
    [
        ("We rate this Green.", [GREEN]),
        ("The rating is amber / red", [AMBER_RED]),
        ("Amber/Green, because the roof leaks", [GREEN_AMBER]),
        ("Rated Green Amber", [GREEN_AMBER]),
        ("Three workstreams are rated green and one red", [GREEN, RED]),
        ("The Green Book was used", []),
        ("Rated by the Red Cross", []),
        ("Green spaces opened", []),
        ("The hall was painted green", []),
        ("Ratings of evergreen trees", []),
    ],
)
def test_labels_are_told_from_everyday_words(sentence: str, steps: list[int]):
    assert [step for step, _ in read(sentence)] == steps


@pytest.mark.parametrize(
    "sentence, expected",
    [
        ("Down from the previous Green rating", [(GREEN, BEFORE)]),
        ("Amber last period, Green/Amber now rated", [(AMBER, BEFORE), (GREEN_AMBER, NOW)]),
        ("The rating moved from Green to Amber", [(GREEN, BEFORE), (AMBER, NOW)]),
        ("The rating was lowered to Red", [(RED, NOW)]),
        ("We expect a rating of Green by June", [(GREEN, OTHERWISE)]),
        ("The rating is no longer Red", [(RED, OTHERWISE)]),
        ("The work suffers from a rating of Red", [(RED, NOW)]),
    ],
)
def test_a_sentence_says_when_a_step_holds(sentence: str, expected: list[tuple[int, Time]]):
    assert read(sentence) == expected


def test_any_scale_has_its_own_labels():
    steps = {1: "On course", 2: "In doubt"}
    assert [found.step for found in named("The status is in doubt", steps)] == [2]
    assert list(named("The status is Green", steps)) == []
    assert list(named("The status is Green", {})) == []
