"""One period's rows against another's: never doubled, never lost, slips counted for ever."""

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enums import Level, MilestoneOutcome, Trend
from tests.domain.contents import stored_contents, typed_contents
from webapp.domain.content import Issue, Milestone, PlannedMilestone, Risk, UpdateContent
from webapp.domain.reconcile import (
    adopt_numbers,
    carry_forward,
    missing_promises,
    promises,
    unfinished_milestones,
)

REGISTERS = ("milestones", "planned", "risks", "issues")
OURS = {"number": 0, "carried": False, "slips": 0, "first_due_on": None}
"""What nobody types: the past of a row."""
DUE = date(2026, 2, 1)


@given(stored=stored_contents, typed=typed_contents)
def test_adopting_numbers_keeps_every_row_and_all_that_was_typed(
    stored: UpdateContent, typed: UpdateContent
) -> None:
    adopted = adopt_numbers(stored, typed)
    for name in REGISTERS:
        before, after = getattr(typed, name), getattr(adopted, name)
        assert len(after) == len(before)
        for row, kept in zip(before, after, strict=True):
            ours = {name: value for name, value in OURS.items() if name in row.__struct_fields__}
            assert msgspec.structs.replace(kept, **ours) == msgspec.structs.replace(row, **ours)


@given(stored=stored_contents, typed=typed_contents)
def test_adopting_numbers_gives_each_known_number_once_and_no_other(
    stored: UpdateContent, typed: UpdateContent
) -> None:
    adopted = adopt_numbers(stored, typed)
    for name in REGISTERS:
        known = {row.number for row in getattr(stored, name)}
        if name == "planned":  # an unfinished milestone that is planned again keeps its number
            known |= {row.number for row in unfinished_milestones(stored)}
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
            Milestone(number=2, title="Partly", due_on=due, carried=True, first_due_on=due),
            Milestone(
                number=3, title="Slipped", due_on=later, carried=True, slips=1, first_due_on=due
            ),
            Milestone(
                number=5,
                title="Planned again",
                due_on=later,
                carried=True,
                slips=1,
                first_due_on=later,
            ),
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


@given(
    outcomes=st.lists(
        st.sampled_from([MilestoneOutcome.PARTLY, MilestoneOutcome.SLIPPED]), max_size=8
    ),
    phases=st.lists(st.booleans(), min_size=8, max_size=8),
)
def test_slips_are_counted_through_any_number_of_periods_and_phases(
    outcomes: list[MilestoneOutcome], phases: list[bool]
) -> None:
    content = UpdateContent(planned=(PlannedMilestone(number=1, title="Policy", due_on=DUE),))
    for place, outcome in enumerate(outcomes):
        opened = carry_forward(content, new_phase=phases[place])
        (row,) = opened.milestones
        slipped_to = (row.due_on or DUE) + timedelta(days=30)
        decided = msgspec.structs.replace(
            row,
            number=place + 10,
            outcome=outcome,
            slipped_to=slipped_to if outcome is MilestoneOutcome.SLIPPED else None,
        )
        content = msgspec.structs.replace(opened, milestones=(decided,))
    (last,) = carry_forward(content).milestones
    slips = outcomes.count(MilestoneOutcome.SLIPPED)
    assert last.slips == slips
    assert last.first_due_on == DUE
    assert last.due_on == DUE + timedelta(days=30) * slips


@pytest.mark.parametrize("later", [timedelta(), timedelta(days=30)])
def test_planning_an_unfinished_milestone_again_keeps_its_number_and_its_past(
    later: timedelta,
) -> None:
    row = Milestone(number=4, title="Policy", due_on=DUE, outcome=MilestoneOutcome.PARTLY, slips=1)
    stored = UpdateContent(milestones=(row,))
    typed = UpdateContent(
        milestones=(row,),
        planned=(
            PlannedMilestone(number=0, title="Policy", due_on=DUE + later),
            PlannedMilestone(number=0, title="Policy", due_on=DUE + later),
        ),
    )
    adopted = adopt_numbers(stored, typed)
    assert [planned.number for planned in adopted.planned] == [4, 0]
    once = msgspec.structs.replace(adopted, planned=adopted.planned[:1])
    (promise,) = promises(once)
    # A date that moved later is a slip, whatever the outcome was called.
    assert (promise.number, promise.slips, promise.first_due_on) == (4, 1 + bool(later), DUE)


def test_nobody_types_the_past_of_a_milestone() -> None:
    stored = UpdateContent(milestones=(Milestone(number=1, title="A", slips=2, first_due_on=DUE),))
    typed = UpdateContent(milestones=(Milestone(number=1, title="A", slips=0),))
    (row,) = adopt_numbers(stored, typed).milestones
    assert (row.slips, row.first_due_on) == (2, DUE)


@given(typed=st.none() | st.dates(), outcome=st.none() | st.sampled_from(MilestoneOutcome))
def test_nobody_types_the_date_of_a_promise(
    typed: date | None, outcome: MilestoneOutcome | None
) -> None:
    """A new date is given by a slip, which says so; a draft of before the rule keeps its date."""
    promises = (
        Milestone(number=1, title="Promised", due_on=DUE, carried=True, first_due_on=DUE),
        Milestone(
            number=2,
            title="Typed over once",
            due_on=DUE + timedelta(days=9),
            carried=True,
            first_due_on=DUE,
        ),
    )
    others = (
        Milestone(number=3, title="Promised without a date", carried=True),
        Milestone(number=4, title="New this period", due_on=DUE),
    )
    stored = UpdateContent(milestones=(*promises, *others))
    rows = tuple(
        Milestone(number=row.number, title=row.title, due_on=typed, outcome=outcome)
        for row in stored.milestones
    )
    found = adopt_numbers(stored, UpdateContent(milestones=rows)).milestones
    assert [row.due_on for row in found] == [*(row.due_on for row in promises), typed, typed]
    assert {row.outcome for row in found} == {outcome}


def test_what_an_issued_pack_printed_cannot_be_left_out_either() -> None:
    stored = UpdateContent(
        milestones=(Milestone(number=1, title="New"),),
        planned=(PlannedMilestone(number=2, title="Next"), PlannedMilestone(number=3, title="X")),
    )
    lost = missing_promises(stored, UpdateContent(), printed=[1, 2])
    assert {row.number for row in lost} == {1, 2}
