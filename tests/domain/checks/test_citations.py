"""What a text points to."""

import msgspec
import pytest

from tests.domain.checks.complete import COMPLETE, changed, codes, found, promise
from webapp.domain.content import PlannedMilestone


@pytest.mark.parametrize(
    "text, about",
    [
        ("This belongs to milestone 7.", "milestone 7"),
        ("This belongs to milestone number 7.", "milestone number 7"),
        ("See Milestone 7 of this period.", "milestone 7 of this period"),
        ("See next period's milestone 5.", "next period's milestone 5"),
        ("See milestone 5 for the next quarter.", "milestone 5 for the next quarter"),
        ("See L-M7.", "l-m7"),
    ],
)
def test_a_milestone_that_is_not_there_is_asked_about(text: str, about: str):
    (finding,) = found(changed(key_activities=text))
    assert (finding.code, finding.about) == ("cited-milestone", about)
    assert finding.evidence[-1] == "Milestones here: L-M1 and L-M2"


@pytest.mark.parametrize(
    "text",
    [
        "This belongs to milestones, and to milestone 1 and milestone 2.",
        "See milestone 1 next period.",
        "See milestone 2 next period, and L-M2.",
        "Milestone 7 of last period is done, and so is last month's milestone 9.",
        "See milestone 3.2 of the plan, and X-M7 of another workstream.",
        "We passed milestone 4, as printed in November.",
    ],
)
def test_a_milestone_that_is_here_or_was_in_a_pack_is_left_alone(text: str):
    assert codes(changed(key_activities=text), issued_milestones=frozenset({4})) == []


def planned(*numbers: int) -> tuple[PlannedMilestone, ...]:
    return tuple(promise(number=number, title=f"Step {number}") for number in numbers)


def test_a_number_of_one_row_and_place_of_another_is_asked_about():
    said = changed(key_activities="See milestone 2 next period.", planned=planned(4, 5, 2))
    (finding,) = found(said)
    assert (finding.code, finding.about) == ("unclear-milestone", "milestone 2 next period")
    assert finding.fact.endswith("can be L-M2, by its number, or L-M5, by its place")


@pytest.mark.parametrize("numbers", [(1, 2, 3), (4, 5, 6), (2,)])
def test_a_number_that_means_one_row_is_left_alone(numbers: tuple[int, ...]):
    said = changed(key_activities="See milestone 2 next period.", planned=planned(*numbers))
    assert "unclear-milestone" not in codes(said)


def test_with_no_milestones_the_question_says_so():
    said = changed(key_activities="See milestone 1.", milestones=(), planned=())
    (finding,) = found(said, code="")
    assert finding.evidence[-1] == "Milestones here: none"


@pytest.mark.parametrize(
    "text",
    [
        "As the items 1 to 3 above show.",
        "See points 2–4 below.",
        "- one\n- two\n\nSee bullet 3 above.",
    ],
)
def test_a_list_that_is_not_there_is_asked_about(text: str):
    assert codes(changed(key_activities=text)) == ["cited-list"]


def test_a_list_in_the_same_text_is_found():
    assert codes(changed(key_activities="1. one\n2. two\n\nPoints 1 and 2 above are done.")) == []
    assert codes(changed(key_activities="Point 2 is done.")) == []


def test_a_cell_has_nothing_above_it():
    risk = msgspec.structs.replace(COMPLETE.risks[0], mitigation="- one\n\nSee item 1 above")
    said = changed(key_activities="- one\n- two", risks=(risk,))
    (finding,) = found(said)
    assert (finding.code, finding.field) == ("cited-list", "risks")
