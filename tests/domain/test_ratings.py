"""How ratings compare, and the scale to start with."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enums import Change, Mark, UpdateStatus
from webapp.domain.ratings import FIVE_STEPS, change, standing
from webapp.domain.workflow import DECIDED

steps = st.integers(1, 5)


@pytest.mark.parametrize(
    "now, before, result",
    [
        (None, None, Change.MISSING),
        (None, 2, Change.MISSING),
        (2, None, Change.NEW),
        (2, 2, Change.UNCHANGED),
        (1, 2, Change.IMPROVED),
        (5, 4, Change.WORSENED),
    ],
)
def test_how_a_rating_compares(now: int | None, before: int | None, result: Change) -> None:
    assert change(now, before) is result


@given(st.sampled_from(UpdateStatus), st.none() | steps, st.none() | steps, st.none() | steps)
def test_the_last_rating_stands_and_none_before_a_sponsor_has_decided(
    status: UpdateStatus, proposed: int | None, confirmed: int | None, agreed: int | None
) -> None:
    found = standing(status, proposed=proposed, confirmed=confirmed, agreed=agreed)
    if status not in DECIDED:
        assert found is None
    else:
        given_ones = [step for step in (proposed, confirmed, agreed) if step is not None]
        assert found == (given_ones[-1] if given_ones else None)


@given(now=steps, before=steps)
def test_what_is_better_one_way_is_worse_the_other(now: int, before: int) -> None:
    mirror = {
        Change.IMPROVED: Change.WORSENED,
        Change.WORSENED: Change.IMPROVED,
        Change.UNCHANGED: Change.UNCHANGED,
    }
    assert change(before, now) is mirror[change(now, before)]


def test_the_scale_to_start_with_has_each_mark_once_best_first() -> None:
    assert [step.mark for step in FIVE_STEPS] == list(Mark)
    assert len({step.label for step in FIVE_STEPS}) == len(FIVE_STEPS)
    assert all(step.definition.endswith(".") for step in FIVE_STEPS)
