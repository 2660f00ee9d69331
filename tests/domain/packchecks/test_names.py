"""One thing under two names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.packchecks.papers import codes, only, saying
from webapp.domain.packchecks.names import one_letter_off

LETTERS = st.text("abcdé", min_size=1, max_size=6)


@pytest.mark.parametrize(
    "one, other",
    [
        ("The Best value Notice came.", "A Best Value Notice went."),
        ("The Re-use Shop opened.", "The Reuse Shop closed."),
        ("Go to DataHub.", "Go to Data Hub."),
    ],
)
def test_a_name_in_two_spellings_is_asked_about(one, other):
    assert only(saying(one, other)).code == "name-spelled-two-ways"


@pytest.mark.parametrize(
    "one, other",
    [
        ("The Reading Room opened.", "The reading room closed."),
        ("The Library Board’s plan.", "The Library Board has a plan."),
        ("The Library Board.", "The Library Boards."),
        ("Books. And Paper", "Books and Paper"),
    ],
)
def test_names_that_are_the_same_or_others_are_left_alone(one, other):
    assert codes(saying(one, other)) == []


def test_the_longer_phrase_around_a_name_is_not_told_again():
    found = codes(saying("The Old Re-use Shop Board.", "The Old Reuse Shop Board."))
    assert found == ["name-spelled-two-ways"]


def test_a_workstream_in_another_order_is_asked_about():
    finding = only(saying("The Books, Money & Staff workstream met."))
    assert (finding.code, finding.about) == ("workstream-name-differs", "Books, Money & Staff")
    assert codes(saying("The Books, Staff & Money workstream met.")) == []
    assert codes(saying("Money for staff and for books.")) == []


def test_a_first_name_one_letter_off_is_asked_about_once():
    people = ("Dr Robyn Example, Director",)
    finding = only(saying("Robin Example said so.", "Robin Example again.", people=people))
    assert finding.about == "Robin Example / Robyn Example"
    assert codes(saying("Robyn Example and Rose Example said so.", people=people)) == []


def test_two_people_on_record_with_names_one_letter_apart_are_asked_about():
    finding = only(saying("All is well.", people=("Robyn Example", "Robin Example")))
    assert (finding.code, finding.where) == ("person-spelled-two-ways", "front")


def test_two_acronyms_of_one_body_are_asked_about():
    finding = only(saying("The LB (Library Board) and the TLB (Town Library Board) met."))
    assert (finding.code, finding.about) == ("two-short-forms", "LB TLB")
    assert codes(saying("The LB (Library Board) and the TC (Town Council) met.")) == []


@given(LETTERS, LETTERS)
def test_one_letter_off_is_symmetric_and_never_of_the_same(one, other):
    assert one_letter_off(one, other) is one_letter_off(other, one)
    assert not one_letter_off(one, one)


@given(LETTERS, st.integers(0, 6), st.sampled_from("xyz"))
def test_a_letter_put_in_is_one_letter_off(name, place, letter):
    assert one_letter_off(name, name[:place] + letter + name[place:])
