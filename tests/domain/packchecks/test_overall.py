"""The overall rating beside its parts."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.checks.complete import AMBER, GREEN
from tests.domain.packchecks.papers import PACK, only
from webapp.domain.packchecks import Overall, Severity, find
from webapp.domain.packchecks.overall import better_than_worst

QUIET = replace(PACK, texts=())


def test_a_better_overall_rating_without_a_reason_blocks():
    finding = only(replace(QUIET, overall=Overall(step=GREEN, reason=" ")))
    assert (finding.code, finding.severity) == ("overall-without-reason", Severity.BLOCK)
    assert "Readers and Books, Staff and Money" in finding.fact


def test_a_reason_that_is_silent_about_what_is_worse_is_asked_about():
    finding = only(replace(QUIET, overall=Overall(step=GREEN, reason="All goes very well.")))
    assert (finding.code, finding.severity) == ("overall-better-than-worst", Severity.DECIDE)
    assert "Readers: Amber" in finding.evidence


@pytest.mark.parametrize("reason", ["Only READERS lags.", "One part is rated Amber, and is small."])
def test_a_reason_that_names_it_or_its_rating_will_do(reason):
    assert find(replace(QUIET, overall=Overall(step=GREEN, reason=reason))) == ()


@given(st.integers(1, 5), st.lists(st.none() | st.integers(1, 5)), st.sampled_from(["", "Fine."]))
def test_it_is_found_exactly_when_a_part_is_worse(step, steps, reason):
    ratings = {f"Name{'x' * place}": one for place, one in enumerate(steps)}
    paper = replace(QUIET, ratings=ratings, overall=Overall(step=step, reason=reason))
    worse = any(one is not None and one > step for one in steps)
    assert bool(list(better_than_worst(paper))) is worse


def test_no_better_than_the_worst_needs_no_reason():
    assert find(replace(QUIET, overall=Overall(step=AMBER, reason=""))) == ()
