"""Who reads what of an update on the page of its workstream: rules without a database."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import ReportingPeriod
from models.enums import Audience, Change, Depth, PackPart, PeriodStatus, Role, UpdateStatus
from tests.factories import AT
from webapp.domain.actor import Actor, Grant
from webapp.domain.workflow import DECIDED
from webapp.workstreams.told import Extent, Printed, Reported, extent, prints, tell

HERE, THERE = 1, 2
"""The workstream, and another of the same programme."""


def somebody(
    role: Role, *, workstream: int | None = None, audience: Audience | None = None
) -> Actor:
    """Return a person with one role in the programme."""
    return Actor(7, "Somebody", frozenset({Grant(role, 1, workstream, audience)}))


LEAD = somebody(Role.LEAD, workstream=HERE)
NEIGHBOUR = somebody(Role.LEAD, workstream=THERE)
MEMBER = somebody(Role.GROUP_MEMBER)
READER = somebody(Role.BOARD_READER)
SCRUTINY = somebody(Role.BOARD_READER, audience=Audience.SCRUTINY)
STRANGER = Actor(8, "Nobody", frozenset())


def update(
    status: UpdateStatus = UpdateStatus.ISSUED,
    *,
    number: int = 1,
    period: PeriodStatus = PeriodStatus.ISSUED,
) -> Reported:
    """Return an update whose lead proposed Amber, whose sponsor said Green/Amber."""
    return Reported(
        id=number,
        programme_id=1,
        workstream_id=HERE,
        period=ReportingPeriod(id=number, name=f"Period {number}", status=period),
        status=status,
        moved_at=AT,
        revision_id=10 * number + 1,
        proposed_step=3,
        confirmed_step=2,
        agreed_step=None,
    )


def printed(
    audience: Audience = Audience.IIB, *, step: int = 4, revision: int = 10, update_id: int = 1
) -> Printed:
    """Return an edition that prints an earlier revision with another rating."""
    return Printed(
        update_id=update_id,
        id=5,
        number=1,
        issued_at=AT,
        audience=audience,
        name="",
        recipe=audience.value,
        revision_id=revision,
        step=step,
        confirmed=True,
    )


@pytest.mark.parametrize("status", UpdateStatus)
def test_only_what_is_approved_or_printed_is_told(status: UpdateStatus) -> None:
    one = update(status, period=PeriodStatus.OPEN)
    for who in (LEAD, MEMBER, NEIGHBOUR):
        (told,) = tell(who, [one], [])
        own = status in DECIDED and who is not NEIGHBOUR
        assert (told.revision_id, told.step) == ((11, 2) if own else (None, None))
        (told,) = tell(who, [one], [printed()])
        assert (told.revision_id, told.step) == ((11, 2) if own else (10, 4))
        assert told.in_correction is (status not in DECIDED)
    assert tell(READER, [one], []) == ()
    (told,) = tell(READER, [one], [printed()])
    assert (told.revision_id, told.step, told.readable) == (10, 4, False)


def test_readers_hear_only_of_what_was_made_for_them() -> None:
    editions = [printed(Audience.SCRUTINY), printed(), printed(Audience.PUBLIC)]
    (board,) = tell(READER, [update()], editions)
    (scrutiny,) = tell(SCRUTINY, [update()], editions)
    assert [row.audience for row in board.editions] == [Audience.IIB, Audience.PUBLIC]
    assert [row.audience for row in scrutiny.editions] == [Audience.SCRUTINY, Audience.PUBLIC]
    assert tell(SCRUTINY, [update()], [printed()]) == ()
    assert tell(STRANGER, [update()], editions) == ()


def test_in_an_issued_period_the_printed_rating_stands_whatever_was_approved_since() -> None:
    (told,) = tell(LEAD, [update(UpdateStatus.APPROVED)], [printed()])
    assert (told.step, told.revision_id) == (4, 11)
    reopened = update(UpdateStatus.APPROVED, period=PeriodStatus.IN_PREPARATION)
    (told,) = tell(LEAD, [reopened], [printed()])
    assert told.step == 2


def test_a_rating_is_compared_with_the_last_one_the_person_knows() -> None:
    rows = [update(number=1), update(UpdateStatus.WITHDRAWN, number=2), update(number=3)]
    editions = [printed(step=4), printed(step=2, update_id=3)]
    assert [row.change for row in tell(READER, rows, editions)] == [Change.NEW, Change.IMPROVED]
    assert [row.change for row in tell(LEAD, rows, editions)] == [
        Change.NEW,
        None,
        Change.IMPROVED,
    ]


def test_who_works_on_the_programme_reads_all_of_it_and_others_what_their_editions_print() -> None:
    for who in (LEAD, NEIGHBOUR, MEMBER):
        assert extent(who, 1, [], {}) == Extent(whole=True, names=True, full=True)
    assert extent(READER, 1, [printed()], {}) == Extent(whole=False, names=True, full=True)
    short = extent(SCRUTINY, 1, [printed(Audience.SCRUTINY), printed(Audience.PUBLIC)], {})
    assert short == Extent(whole=False, names=True, full=True)
    assert extent(SCRUTINY, 1, [printed(Audience.SCRUTINY)], {}).full is False
    assert extent(SCRUTINY, 1, [printed(Audience.PUBLIC)], {}).names is False


def test_a_recipe_of_the_programme_takes_the_place_of_the_standard_one() -> None:
    own = {"iib": prints(names=False, depth=Depth.SHORT, parts=["reports"])}
    assert extent(READER, 1, [printed()], own) == Extent(whole=False, names=False, full=False)
    assert prints(names=True, depth=Depth.FULL, parts=[PackPart.STATUS]).full is False


ACTORS = st.builds(
    somebody,
    st.sampled_from(Role),
    workstream=st.sampled_from([None, HERE, THERE]),
    audience=st.none() | st.sampled_from(Audience),
)


@given(ACTORS, st.sampled_from(UpdateStatus), st.sampled_from(PeriodStatus), st.booleans())
def test_no_text_is_told_that_is_neither_decided_nor_in_an_edition_one_may_read(
    who: Actor, status: UpdateStatus, period: PeriodStatus, there: bool
) -> None:
    one = replace(update(status, period=period), proposed_step=3)
    for told in tell(who, [one], [printed()] if there else []):
        if told.revision_id == one.revision_id:
            assert status in DECIDED
            assert told.readable
        elif told.revision_id is not None:
            assert told.editions
