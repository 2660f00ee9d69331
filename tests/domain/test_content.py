"""The text of an update: canonical bytes, sections that do not mix, rows that are never doubled."""

import json
from collections import Counter
from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enums import Level, MilestoneOutcome, Section, Trend
from tests.domain.contents import stored_contents, typed_contents
from webapp.domain.content import (
    SECTION_FIELDS,
    Issue,
    Milestone,
    PlannedMilestone,
    Risk,
    UpdateContent,
    adopt_numbers,
    carry_forward,
    decode,
    encode,
    fingerprint,
    merge_section,
    missing_promises,
    section_fingerprint,
)

REGISTERS = ("milestones", "planned", "risks", "issues")
sections = st.sampled_from(Section)


@given(content=stored_contents)
def test_what_is_written_is_read_back(content: UpdateContent) -> None:
    assert decode(encode(content)) == content


@given(one=stored_contents, other=stored_contents)
def test_equal_content_has_equal_bytes_and_different_content_has_not(
    one: UpdateContent, other: UpdateContent
) -> None:
    again = decode(json.dumps(json.loads(encode(one)), indent=2))
    assert encode(again) == encode(one)
    assert fingerprint(encode(again)) == fingerprint(encode(one))
    assert (encode(one) == encode(other)) is (one == other)


@given(content=stored_contents)
def test_the_bytes_are_canonical(content: UpdateContent) -> None:
    text = encode(content)
    plain = json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert json.loads(plain) == json.loads(text)
    assert list(json.loads(text)) == sorted(json.loads(text))
    assert text == encode(decode(plain))


def test_a_fingerprint_is_sha_256_of_the_text() -> None:
    # The standard's own example.
    assert fingerprint("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.mark.parametrize("text", ["", "{}]", '{"step": "two"}', '{"milestones": [{}]}', "[]"])
def test_what_is_not_an_update_is_refused(text: str) -> None:
    with pytest.raises((msgspec.ValidationError, msgspec.DecodeError)):
        decode(text)


def test_every_field_belongs_to_one_section() -> None:
    fields = [name for names in SECTION_FIELDS.values() for name in names]
    assert set(SECTION_FIELDS) == set(Section)
    assert Counter(fields) == Counter(set(UpdateContent.__struct_fields__) - {"schema"})


@given(stored=stored_contents, typed=stored_contents, section=sections)
def test_a_section_is_taken_over_whole_and_alone(
    stored: UpdateContent, typed: UpdateContent, section: Section
) -> None:
    merged = merge_section(stored, typed, section)
    for each in Section:
        source = typed if each is section else stored
        for name in SECTION_FIELDS[each]:
            assert getattr(merged, name) == getattr(source, name)
    assert merge_section(merged, typed, section) == merged


@given(stored=stored_contents, typed=stored_contents, section=sections)
def test_a_section_has_a_fingerprint_of_its_own(
    stored: UpdateContent, typed: UpdateContent, section: Section
) -> None:
    merged = merge_section(stored, typed, section)
    for each in Section:
        same_as_stored = section_fingerprint(merged, each) == section_fingerprint(stored, each)
        unchanged = all(
            getattr(merged, name) == getattr(stored, name) for name in SECTION_FIELDS[each]
        )
        assert same_as_stored is unchanged


@given(stored=stored_contents, typed=typed_contents)
def test_adopting_numbers_keeps_every_row_and_all_that_was_typed(
    stored: UpdateContent, typed: UpdateContent
) -> None:
    adopted = adopt_numbers(stored, typed)
    for name in REGISTERS:
        before, after = getattr(typed, name), getattr(adopted, name)
        assert len(after) == len(before)
        for row, kept in zip(before, after, strict=True):
            ours = {"number": 0, "carried": False} if name == "milestones" else {"number": 0}
            assert msgspec.structs.replace(kept, **ours) == msgspec.structs.replace(row, **ours)


@given(stored=stored_contents, typed=typed_contents)
def test_adopting_numbers_gives_each_known_number_once_and_no_other(
    stored: UpdateContent, typed: UpdateContent
) -> None:
    adopted = adopt_numbers(stored, typed)
    for name in REGISTERS:
        known = {row.number for row in getattr(stored, name)}
        given_out = [row.number for row in getattr(adopted, name) if row.number]
        assert len(given_out) == len(set(given_out))
        assert set(given_out) <= known
    promised = {row.number for row in stored.milestones if row.carried}
    assert {row.number for row in adopted.milestones if row.carried} == promised & {
        row.number for row in adopted.milestones
    }


@given(stored=stored_contents, typed=typed_contents)
def test_a_form_sent_twice_gets_no_new_numbers(stored: UpdateContent, typed: UpdateContent) -> None:
    once = adopt_numbers(stored, typed)
    after = 100
    for name in REGISTERS:
        rows = []
        for row in getattr(once, name):
            after += 1
            rows.append(row if row.number else msgspec.structs.replace(row, number=after))
        once = msgspec.structs.replace(once, **{name: tuple(rows)})
    # The browser did not hear the answer, so it sends rows that are new to it a second time.
    twice = adopt_numbers(once, adopt_numbers(stored, typed))
    for name in REGISTERS:
        distinct = {
            row.title if "title" in row.__struct_fields__ else row.description
            for row in getattr(once, name)
        }
        new = [row for row in getattr(twice, name) if row.number == 0]
        if len(distinct) == len(getattr(once, name)):
            assert new == []


def test_a_number_claimed_twice_stays_with_the_first() -> None:
    stored = UpdateContent(issues=(Issue(number=3, description="A"),))
    typed = UpdateContent(
        issues=(Issue(number=3, description="B"), Issue(number=3, description="C"))
    )
    assert [row.number for row in adopt_numbers(stored, typed).issues] == [3, 0]


def test_a_promise_that_is_left_out_is_named() -> None:
    stored = UpdateContent(
        milestones=(
            Milestone(number=1, title="Promised and kept", carried=True),
            Milestone(number=2, title="Promised and gone", carried=True),
            Milestone(number=3, title="New and gone"),
        )
    )
    typed = UpdateContent(milestones=(Milestone(number=1, title="Promised and kept"),))
    assert [row.number for row in missing_promises(stored, typed)] == [2]


def test_carrying_forward() -> None:
    risk = Risk(
        number=1,
        description="Too few people know the rules",
        mitigation="Training",
        owner="Lead",
        likelihood=Level.HIGH,
        impact=Level.LOW,
        trend=Trend.UP,
    )
    issue = Issue(number=1, description="Two vacancies", action="Recruit")
    due, later = date(2026, 2, 1), date(2026, 5, 1)
    last = UpdateContent(
        key_activities="Much was done",
        engagement="Many were told",
        concerns="One thing",
        rationale="Because",
        cover_note="For you only",
        step=2,
        forecast_on=date(2026, 12, 1),
        milestones=(
            Milestone(number=1, title="Done", outcome=MilestoneOutcome.DONE),
            Milestone(number=2, title="Partly", due_on=due, outcome=MilestoneOutcome.PARTLY),
            Milestone(
                number=3,
                title="Slipped",
                due_on=due,
                outcome=MilestoneOutcome.SLIPPED,
                slipped_to=later,
                note="Waiting for the vote",
            ),
            Milestone(number=4, title="Dropped", outcome=MilestoneOutcome.DROPPED),
            Milestone(number=5, title="Planned again", outcome=MilestoneOutcome.SLIPPED),
        ),
        planned=(
            PlannedMilestone(number=5, title="Planned again", due_on=later, owner="Solicitor"),
            PlannedMilestone(number=6, title="Planned"),
        ),
        risks=(risk,),
        issues=(issue,),
    )
    assert carry_forward(last) == UpdateContent(
        milestones=(
            Milestone(number=2, title="Partly", due_on=due, carried=True),
            Milestone(number=3, title="Slipped", due_on=later, carried=True),
            Milestone(number=5, title="Planned again", due_on=later, carried=True),
            Milestone(number=6, title="Planned", carried=True),
        ),
        risks=(risk,),
        issues=(issue,),
        forecast_on=date(2026, 12, 1),
    )
    assert carry_forward(None) == UpdateContent()


@given(last=stored_contents)
def test_carrying_forward_repeats_no_words_and_loses_no_promise(last: UpdateContent) -> None:
    opened = carry_forward(last)
    assert (opened.key_activities, opened.engagement, opened.concerns) == ("", "", "")
    assert (opened.rationale, opened.cover_note, opened.step) == ("", "", None)
    assert opened.planned == ()
    numbers = [row.number for row in opened.milestones]
    assert len(numbers) == len(set(numbers))
    assert {row.number for row in last.planned} <= set(numbers)
    assert all(row.carried and row.outcome is None for row in opened.milestones)
