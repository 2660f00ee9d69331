"""Headings with nothing under them."""

from dataclasses import replace

import pytest

from tests.domain.packchecks.papers import PACK, codes, only, saying


def test_a_heading_with_nothing_under_it_is_asked_about():
    finding = only(replace(PACK, empty={"overview": "Overview"}))
    assert (finding.where, finding.fact) == ("overview", "There is nothing under “Overview”")


@pytest.mark.parametrize("text", ["See the risks below.", "The risks are set out in this report."])
def test_a_register_that_is_said_to_be_full_and_is_empty_is_asked_about(text):
    assert only(saying(text, registers={("t1", "risks"): 0})).code == "said-to-be-full"
    assert codes(saying(text, registers={("t1", "risks"): 1, ("t2", "risks"): 0})) == []
    assert codes(saying("There are no risks.", registers={("t1", "risks"): 0})) == []
