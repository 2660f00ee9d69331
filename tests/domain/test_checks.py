"""What is found as a whole: in order, once each, with the lead's explanations."""

import re
from dataclasses import replace
from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enums import MilestoneOutcome, Section
from tests.domain.checks.complete import COMPLETE, FACTS, changed, codes, found, milestone
from tests.domain.contents import stored_contents
from webapp.domain.checks import (
    Facts,
    Severity,
    beside,
    blocking,
    find,
    of_comment,
    of_overview,
)
from webapp.domain.content import Explanation, UpdateContent

FRAGMENTS = st.lists(
    st.sampled_from(
        [
            *(
                "31 November 2026",
                "31/02/26",
                "end of the year",
                "mid-2026",
                "m\u0131d-2026",
                "Augu\u017ft",
            ),
            *("Green", "green/amber", "Amber/Green", "previous", "rating", "meaning time", "RED"),
            *("no issues", "delay", "on time", "milestone 9", "L-M7", "bullet points 1-5 above"),
            *(
                "n\u0131ne workstreams are",
                "two",
                "deliver its outputs by",
                "is outstanding",
                "late",
            ),
            *(
                "\n",
                "\n\n",
                "- ",
                "# ",
                ". ",
                " ",
                "…",
                "“",
                "*",
                "\u00a0",
                "\u0663",
                "0",
                "\u0661\u0662/01/2026",
            ),
        ]
    )
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=4),
    max_size=12,
).map(" ".join)


def test_a_complete_update_has_nothing_to_mend_or_explain():
    assert found(COMPLETE) == ()


def test_an_empty_update_is_told_everything_at_once_in_the_order_of_the_form():
    findings = found(UpdateContent(), sponsors=())
    assert [finding.code for finding in findings if finding.severity is Severity.STOP] == [
        "no-activities",
        "no-rating",
        "no-rationale",
        "no-sponsor",
    ]
    order = list(Section)
    places = [order.index(finding.section) for finding in findings]
    assert places == sorted(places)


LATE = changed(forecast_on=date(2026, 11, 30))


def test_what_may_be_explained_is_open_until_it_is():
    (finding,) = found(LATE)
    assert (finding.code, finding.severity, finding.explanation) == (
        "forecast-late",
        Severity.EXPLAIN,
        "",
    )
    assert finding.open
    assert blocking([finding]) == (finding,)


@pytest.mark.parametrize(
    "given_for, text, opens",
    [
        (("forecast-late", ""), "The tender was run again.", False),
        (("forecast-late", ""), " \n", True),
        (("forecast-late", "agreed"), "The tender was run again.", True),
        (("no-date", ""), "The tender was run again.", True),
    ],
    ids=["explained", "blank", "about something else", "of another code"],
)
def test_an_explanation_is_matched_by_its_code_and_what_it_is_about(
    given_for: tuple[str, str], text: str, opens: bool
):
    code, about = given_for
    explained = msgspec.structs.replace(
        LATE, explanations=(Explanation(code=code, about=about, text=text),)
    )
    findings = found(explained)
    assert len(findings) == 1
    assert (blocking(findings) != ()) is opens


def test_what_stops_is_not_explained_away():
    explained = changed(
        step=None, explanations=(Explanation(code="no-rating", text="We could not agree on one."),)
    )
    (finding,) = blocking(found(explained))
    assert finding.code == "no-rating"


def test_findings_are_looked_up_beside_their_field():
    findings = found(changed(step=None, rationale=""))
    assert [finding.code for finding in beside(findings, Section.RATING)] == [
        "no-rating",
        "no-rationale",
    ]
    (finding,) = beside(findings, Section.RATING, "rationale")
    assert finding.code == "no-rationale"
    assert beside(findings, Section.RISKS) == ()


def test_one_thing_said_twice_is_found_once():
    text = "The works end on 31 April 2026."
    assert codes(changed(key_activities=text, engagement=text)) == ["impossible-date"]


def test_nothing_stops_an_update_with_all_it_needs_and_explanations_for_the_rest():
    rows = (milestone(MilestoneOutcome.PARTLY),)
    draft = changed(milestones=rows, forecast_on=date(2026, 11, 30))
    findings = found(draft)
    assert {finding.code for finding in findings} >= {"not-carried-on", "forecast-late"}
    explained = msgspec.structs.replace(
        draft,
        explanations=tuple(
            Explanation(code=finding.code, about=finding.about, text="Known and agreed.")
            for finding in findings
        ),
    )
    assert blocking(found(explained)) == ()


@given(content=stored_contents, sponsors=st.lists(st.just("Sponsor"), max_size=1))
def test_what_may_go_has_words_a_rating_its_reason_decisions_and_a_sponsor(
    content: UpdateContent, sponsors: list[str]
):
    stops = {
        finding.code
        for finding in find(content, replace(FACTS, sponsors=sponsors))
        if finding.severity is Severity.STOP
    }
    assert ("no-activities" in stops) is not bool(content.key_activities.strip())
    assert ("no-rating" in stops) is (content.step is None)
    assert ("no-rationale" in stops) is not bool(content.rationale.strip())
    assert ("undecided" in stops) is any(row.outcome is None for row in content.milestones)
    assert ("no-sponsor" in stops) is not bool(sponsors)


@given(content=stored_contents, text=FRAGMENTS, title=FRAGMENTS)
def test_any_text_gets_plain_findings_that_stay_the_same(
    content: UpdateContent, text: str, title: str
):
    said = msgspec.structs.replace(
        content,
        key_activities=text,
        concerns=text,
        rationale=text,
        milestones=tuple(msgspec.structs.replace(row, note=text) for row in content.milestones),
        planned=tuple(msgspec.structs.replace(row, title=title) for row in content.planned),
    )
    findings = find(said, FACTS)
    assert findings == find(said, FACTS)
    everywhere = (*findings, *of_comment(text, FACTS, said), *of_overview(text, FACTS, [1, 2]))
    for finding in everywhere:
        for words in (finding.fact, finding.request):
            assert words.strip()
            assert not words.endswith(".")
        # The fact is read by sponsors and the office too, who are asked for nothing.
        assert not re.search(r"\b(?:explain|[Yy]our?)\b", finding.fact.replace(text, ""))
        if finding.severity is Severity.EXPLAIN:
            assert re.search(r"explain", finding.request, re.IGNORECASE)
    assert len({(finding.code, finding.about) for finding in findings}) == len(findings)


def test_without_a_scale_or_a_past_the_checks_still_work():
    facts = Facts(
        period_starts_on=date(2026, 1, 1),
        period_ends_on=date(2026, 2, 28),
        on=date(2026, 3, 3),
        sponsors=("Libraries sponsor",),
    )
    (finding,) = find(COMPLETE, facts)
    assert (finding.code, finding.about) == ("no-date", "agreed")
