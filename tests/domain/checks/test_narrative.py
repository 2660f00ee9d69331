"""Texts by themselves: impossible days, another end, last period's words."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enums import Section
from tests.domain.checks.complete import COMPLETE, DONE, changed, codes, found, milestone, promise
from webapp.domain.checks.narrative import ALIKE, FEWEST_WORDS, likeness
from webapp.domain.content import Issue, Risk, UpdateContent

NEVER = "Signed on 31 June 2026"


@pytest.mark.parametrize(
    "content, section, field, name",
    [
        (changed(engagement=NEVER), Section.ENGAGEMENT, "engagement", "Engagement"),
        (
            changed(milestones=(milestone(DONE, note=NEVER),)),
            Section.MILESTONES,
            "milestones",
            "L-M3",
        ),
        (changed(planned=(promise(title=NEVER),)), Section.PLANNED, "planned", "L-M3"),
        (
            changed(
                risks=(msgspec.structs.replace(COMPLETE.risks[0], mitigation=NEVER),),
            ),
            Section.RISKS,
            "risks",
            "L-R1",
        ),
        (
            changed(concerns="", issues=(Issue(number=7, description="A leak", action=NEVER),)),
            Section.CONCERNS,
            "issues",
            "L-I7",
        ),
    ],
)
def test_a_day_that_never_is_is_found_wherever_it_stands(
    content: UpdateContent, section: Section, field: str, name: str
):
    (finding,) = found(content)
    assert (finding.code, finding.section, finding.field) == ("impossible-date", section, field)
    assert finding.about == "31 June 2026"
    assert finding.evidence == (f"{name}: “{NEVER}”",)


@pytest.mark.parametrize("word", ["next week", "Last week", "this week", "tomorrow", "yesterday"])
def test_a_day_that_leans_on_the_day_of_writing_is_found_once_in_each_text(word: str):
    said = f"The committee meets {word}."
    (finding,) = found(changed(engagement=f"{said}\n\n{said}"))
    assert (finding.code, finding.section) == ("relative-day", Section.ENGAGEMENT)
    assert f"“{word}”" in finding.message
    assert finding.evidence == (f"Engagement: “{said}”",)
    assert len(found(changed(engagement=said, concerns=f"None. {said}"))) == 2


@pytest.mark.parametrize("text", ["We meet every week.", "Weekly, on 3 June.", "The next weekend."])
def test_other_words_about_weeks_are_no_days(text: str):
    assert found(changed(engagement=text)) == ()


@pytest.mark.parametrize(
    "text",
    [
        "We will deliver all our outcomes by May 2026.",
        "The project will be completed in December 2026.",
        "The agreed completion date is 30 October 2026.",
        "All the work should be finished by the end of the year.",
    ],
)
def test_another_end_of_the_whole_work_is_asked_about(text: str):
    (finding,) = found(changed(key_activities=text))
    assert (finding.code, finding.field) == ("date-differs", "key_activities")
    assert "the agreed date is 30 September 2026 and the forecast date is 30" in finding.message


@pytest.mark.parametrize(
    "text",
    [
        "We will deliver all our outcomes by September 2026.",
        "We will deliver all our outcomes by the end of September.",
        "We delivered our first outcomes in February 2026.",
        "We will deliver the first outputs in May 2026.",
        "The Board approves the report in May 2026.",
        "The roof should be finished by May 2026.",
    ],
)
def test_the_same_end_the_past_and_the_end_of_a_part_are_left_alone(text: str):
    assert codes(changed(key_activities=text)) == []


def test_without_any_date_there_is_nothing_to_differ_from():
    said = changed(key_activities="We will deliver all outcomes by May 2026.", forecast_on=None)
    assert set(codes(said, agreed_on=None)) == {"no-date"}


LONG = "Readers came back to two branches. " * 5


def test_last_periods_text_is_noticed():
    before = changed(key_activities=LONG)
    (finding,) = found(changed(key_activities=f"{LONG} Indeed!"), previous=before)
    assert (finding.code, finding.about) == ("repeated-text", "key_activities")


def test_a_new_text_a_short_one_and_the_first_are_left_alone():
    before = changed(key_activities=LONG, concerns="There are no concerns.")
    assert codes(changed(key_activities="Three more branches opened. " * 6), previous=before) == []
    assert codes(changed(key_activities=LONG), previous=None) == []


@given(st.lists(st.sampled_from(["a", "b", "c", "d"]), min_size=FEWEST_WORDS, max_size=60))
def test_likeness_does_not_mind_sides_and_is_whole_for_the_same(said: list[str]):
    text = " ".join(said)
    assert likeness(text, text) == 1
    assert likeness(text, f"{text} e") == likeness(f"{text} e", text) < 1
    assert likeness(text, "e " * FEWEST_WORDS) == 0 < ALIKE


def test_a_step_explained_otherwise_is_found_in_every_narrative():
    said = changed(engagement="Green/Amber, meaning that the budget holds.")
    assert codes(said) == ["other-meaning"]


def test_cells_of_a_register_are_not_narrative():
    risk = Risk(
        number=1,
        description="We complete the project in May 2026",
        owner="Estates",
        likelihood=COMPLETE.risks[0].likelihood,
        impact=COMPLETE.risks[0].impact,
    )
    assert codes(changed(risks=(risk,))) == []
