"""A rating explained in the words of another step, or otherwise than the scale does."""

from itertools import permutations

import pytest

from tests.domain.checks.complete import GREEN, GREEN_AMBER
from tests.domain.packchecks.papers import PACK, codes, only, saying
from webapp.domain.packchecks import Severity

STEPS = sorted(PACK.steps)


@pytest.mark.parametrize("step, other", list(permutations(STEPS, 2)))
def test_the_definition_of_another_step_blocks(step, other):
    text = f"The plan is rated {PACK.steps[step]}, meaning {PACK.definitions[other]}"
    paper = saying(text, ratings={})
    finding = only(paper)
    assert (finding.code, finding.severity) == ("definition-of-another-step", Severity.BLOCK)
    assert finding.about == f"{step} {other}"


@pytest.mark.parametrize("step", STEPS)
def test_its_own_definition_is_left_alone(step):
    text = f"The plan is rated {PACK.steps[step]}, which means: {PACK.definitions[step]}"
    assert codes(saying(text, ratings={})) == []


@pytest.mark.parametrize(
    "text",
    [
        f"This means {PACK.definitions[GREEN]}",
        "The plan is rated Green/Amber, meaning it needs work.",
        f"Last period the plan was rated Amber, meaning {PACK.definitions[GREEN]}",
    ],
)
def test_other_explanations_are_left_alone(text):
    assert "definition-of-another-step" not in codes(saying(text, ratings={}))


def test_a_text_that_weighs_other_things_is_asked_about():
    definitions = {GREEN: "On time and to budget.", GREEN_AMBER: "Probably on time."}
    paper = saying("It is rated Green, meaning good quality.", definitions=definitions, ratings={})
    assert only(paper).code == "other-meaning"
