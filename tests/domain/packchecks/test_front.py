"""The front of a committee report."""

from dataclasses import replace
from typing import Any

import pytest

from tests.domain.packchecks.papers import COVER, PACK, codes


def front(**values: Any) -> list[str]:
    assert COVER.front is not None
    return codes(replace(COVER, front=replace(COVER.front, **values)))


@pytest.mark.parametrize(
    "voting, asked, code",
    [
        ("A simple majority", "Note the report", ["vote-on-notes"]),
        ("To note", "Agree the plan", ["decision-without-vote"]),
        ("A simple majority", "Agree the plan", []),
        ("Noting only", "To note the report", []),
        ("", "Agree the plan", []),
    ],
)
def test_how_it_is_voted_on_fits_what_is_asked(voting, asked, code):
    assert front(voting=voting, recommendations=(asked,)) == code


def test_what_a_front_lacks_is_asked_about():
    assert front(agenda_item=" ") == ["no-agenda-item"]
    assert front(objectives=0) == ["no-objective"]
    assert front(recommendations=()) == []


def test_a_pack_has_no_such_front():
    assert codes(replace(PACK, front=None)) == []
