"""What stops a submission, and where it is to be mended."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enums import MilestoneOutcome, Section
from tests.domain.contents import stored_contents
from webapp.domain.checks import before_submission
from webapp.domain.content import Milestone, UpdateContent

COMPLETE = UpdateContent(
    key_activities="The scheme was adopted.",
    step=2,
    rationale="The work is on course.",
    milestones=(Milestone(number=1, title="Adopt it", outcome=MilestoneOutcome.DONE),),
)
SPONSORS = ["Governance sponsor"]


def test_a_complete_update_may_go() -> None:
    assert before_submission(COMPLETE, sponsors=SPONSORS) == ()


@pytest.mark.parametrize(
    "change, code, section, words",
    [
        ({"key_activities": ""}, "no-activities", Section.ACTIVITIES, "what was done"),
        ({"key_activities": " \n\t "}, "no-activities", Section.ACTIVITIES, "what was done"),
        ({"step": None}, "no-rating", Section.RATING, "Choose a rating"),
        ({"rationale": ""}, "no-rationale", Section.RATING, "reason for the rating"),
        ({"rationale": "  \n"}, "no-rationale", Section.RATING, "reason for the rating"),
        (
            {"milestones": (Milestone(number=1, title="Adopt it", carried=True),)},
            "undecided",
            Section.MILESTONES,
            "“Adopt it”",
        ),
    ],
)
def test_each_thing_that_is_missing_stops_it_and_is_named(
    change: dict[str, object], code: str, section: Section, words: str
) -> None:
    (finding,) = before_submission(msgspec.structs.replace(COMPLETE, **change), sponsors=SPONSORS)
    assert (finding.code, finding.section) == (code, section)
    assert words in finding.message


def test_an_update_nobody_can_approve_stays() -> None:
    (finding,) = before_submission(COMPLETE, sponsors=[])
    assert finding.code == "no-sponsor"
    assert "programme office" in finding.message


def test_an_empty_update_is_told_everything_at_once_in_the_order_of_the_form() -> None:
    found = before_submission(UpdateContent(), sponsors=[])
    assert [finding.code for finding in found] == [
        "no-activities",
        "no-rating",
        "no-rationale",
        "no-sponsor",
    ]
    order = list(Section)
    places = [order.index(finding.section) for finding in found]
    assert places == sorted(places)


@given(content=stored_contents, sponsors=st.lists(st.just("Sponsor"), max_size=1))
def test_what_may_go_has_words_a_rating_its_reason_decisions_and_a_sponsor(
    content: UpdateContent, sponsors: list[str]
) -> None:
    may_go = before_submission(content, sponsors=sponsors) == ()
    assert may_go is (
        bool(content.key_activities.strip())
        and content.step is not None
        and bool(content.rationale.strip())
        and all(row.outcome is not None for row in content.milestones)
        and bool(sponsors)
    )
