"""The risk register."""

import msgspec
import pytest

from models.enums import Level
from tests.domain.checks.complete import COMPLETE, changed, codes, found
from webapp.domain.checks.risks import red

(RISK,) = COMPLETE.risks


def test_a_whole_register_without_owners_and_ratings_is_asked_about_once():
    bare = msgspec.structs.replace(RISK, owner=" ", likelihood=None)
    rows = (bare, msgspec.structs.replace(bare, number=2, impact=None), RISK)
    (finding,) = found(changed(risks=tuple(rows[:2])))
    assert finding.code == "incomplete-risks"
    assert finding.message.startswith("Two risks lack an owner or a rating")
    assert finding.evidence == ("No owner: all two", "No likelihood or impact: all two")


def test_only_what_is_lacking_is_shown():
    rows = (RISK, msgspec.structs.replace(RISK, number=2, owner=""))
    (finding,) = found(changed(risks=rows))
    assert finding.evidence == ("No owner: L-R2",)


def test_a_whole_risk_and_an_empty_register_are_left_alone():
    assert codes(COMPLETE) == []
    assert codes(changed(risks=())) == []


@pytest.mark.parametrize("likelihood", Level)
@pytest.mark.parametrize("impact", Level)
def test_red_is_likely_and_grave(likelihood: Level, impact: Level):
    row = msgspec.structs.replace(RISK, likelihood=likelihood, impact=impact)
    assert red(row) is (likelihood == impact == Level.HIGH)
