"""A step explained in other words."""

from dataclasses import replace

import pytest

from models.enums import Section
from tests.domain.checks.complete import FACTS
from webapp.domain.checks.meaning import paraphrased, weighed
from webapp.domain.checks.prose import Passage

SCALE = replace(
    FACTS,
    steps={1: "Green", 2: "Amber", 3: "Red"},
    definitions={
        1: "Will keep to its scope, quality and budget.",
        2: "May run over its timetable.",
    },
)


def about(text: str) -> list[str]:
    passage = Passage(Section.RATING, "rationale", "Reason for the rating", text)
    return [finding.message for finding in paraphrased(passage, SCALE)]


@pytest.mark.parametrize(
    "text, said, meant",
    [
        ("It is rated Green, meaning delivery to budget.", "cost", "cost, quality and scope"),
        ("Amber, which means a risk to quality and cost.", "cost and quality", "time"),
        ("A Green rating means no time lost, and Amber does not.", "time", "cost, quality and"),
    ],
)
def test_a_step_explained_by_other_measures_is_asked_about(text: str, said: str, meant: str):
    (message,) = about(text)
    assert f"by {said}; the scale says {meant}" in message


@pytest.mark.parametrize(
    "text",
    [
        "Green, meaning that scope, costs and quality will hold.",
        "Amber, meaning that the schedule is in danger.",
        "Green, meaning that people like it.",
        "Green at this time, meaning that all goes well at the same time.",
        "Red, meaning a lost budget.",
        "Green because the budget holds.",
        "By the way, meaning well costs nothing.",
    ],
)
def test_the_same_sense_in_free_words_is_left_alone(text: str):
    assert about(text) == []


def test_what_a_text_weighs():
    assert weighed("To schedule and within budget") == ("time", "cost")
    assert weighed("For the first time") == ()
