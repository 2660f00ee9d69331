"""What came before many updates at once, and what a draft opens with because of it."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from models import ProgressUpdate, Workstream
from models.enums import UpdateStatus
from tests import factories
from tests.factories import AT
from tests.world import CONTENT, World, advance
from webapp import before
from webapp.domain.content import decode
from webapp.updates import queries

pytestmark = pytest.mark.both_databases


def past(session: Session, world: World, workstream: Workstream, month: int) -> ProgressUpdate:
    """Return an approved update of a period in 2025."""
    period = factories.period(
        session,
        world.phase,
        slug=f"2025-{month}-{workstream.id}",
        name=f"Month {month}",
        starts_on=date(2025, month, workstream.id),
        ends_on=date(2025, month, 28),
    )
    return advance(session, factories.update(session, workstream, period), UpdateStatus.APPROVED)


def test_the_latest_approved_one_comes_before_each_and_none_before_the_first(
    session: Session, world: World
) -> None:
    past(session, world, world.first, 9)
    october = past(session, world, world.first, 10)
    other = past(session, world, world.second, 9)
    third = factories.workstream(session, world.phase)
    new = factories.update(session, third, world.period)
    found = before.last_periods(
        session, [world.first_update.id, world.second_update.id, new.id, october.id]
    )
    assert found[world.first_update.id].update_id == october.id
    assert found[world.first_update.id].period == "Month 10"
    assert found[world.second_update.id].update_id == other.id
    assert found[october.id].period == "Month 9"
    assert new.id not in found


def test_one_that_was_only_submitted_does_not_count(session: Session, world: World) -> None:
    period = factories.period(
        session, world.phase, slug="old", starts_on=date(2025, 9, 1), ends_on=date(2025, 9, 28)
    )
    row = factories.update(session, world.first, period)
    advance(session, row, UpdateStatus.WITH_SPONSOR)
    assert before.last_periods(session, [world.first_update.id]) == {}


def test_a_draft_opens_with_what_was_promised_before(session: Session, world: World) -> None:
    past(session, world, world.first, 9)
    draft = decode(before.opening_draft(session, world.first_update))
    assert [row.title for row in draft.milestones] == [row.title for row in CONTENT.planned]
    assert [row.description for row in draft.risks] == [row.description for row in CONTENT.risks]
    assert decode(before.opening_draft(session, world.second_update)).milestones == ()


def test_rows_out_of_an_earlier_phase_get_numbers_of_this_ones_registers(
    session: Session, world: World
) -> None:
    past(session, world, world.first, 9)
    phase = factories.phase(session, world.programme, world.scale, number=2)
    successor = factories.workstream(session, phase)
    successor.succeeds_id, successor.next_milestone = world.first.id, 5
    covering = factories.period(
        session, phase, slug="new", starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 31)
    )
    row = factories.update(session, successor, covering, at=AT)
    draft = decode(before.opening_draft(session, row))
    assert [row.number for row in draft.milestones] == [5]
    session.refresh(successor)
    assert successor.next_milestone == 6


def test_nothing_is_printed_of_an_update_that_was_in_no_edition(
    session: Session, world: World
) -> None:
    row = advance(session, world.first_update, UpdateStatus.APPROVED)
    assert before.printed_milestones(session, [row.id]) == {}
    assert queries.printed_milestones(session, row) == frozenset()
