"""Measures as they are agreed: what a draft opens with, and drafts that follow a change."""

from datetime import date
from decimal import Decimal

import msgspec
import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import Measure, MeasureTarget, ProgressUpdate
from models.enums import Direction, Section, UpdateStatus
from tests import factories
from tests.factories import AT
from tests.world import CONTENT, World, actor_of, advance
from webapp import measures
from webapp.domain.content import (
    MeasureValue,
    UpdateContent,
    decode,
    fingerprint,
    section_fingerprint,
)
from webapp.updates import actions
from webapp.updates.queries import get_update

pytestmark = pytest.mark.both_databases


def draft(session: Session, row: ProgressUpdate) -> UpdateContent:
    """Return what is stored now."""
    session.expire_all()
    return decode(row.draft)


def rows(session: Session, row: ProgressUpdate) -> list[tuple[int, str, Decimal | None]]:
    """Return the measures of a draft: number, name and target."""
    return [(one.number, one.name, one.target) for one in draft(session, row).measures]


@pytest.mark.parametrize("number", ["2.50", "-0.000001", "123456789012345.123456", "0"])
def test_a_number_is_kept_as_it_was_given(session: Session, world: World, number: str) -> None:
    factories.measure(session, world.first, target=number, baseline=number)
    session.expire_all()
    row = session.scalars(select(Measure)).one()
    assert (str(row.target), str(row.baseline)) == (str(Decimal(number)), str(Decimal(number)))


@pytest.mark.parametrize(
    "direction, upper", [(Direction.UP, "95"), (Direction.DOWN, "95"), (Direction.WITHIN, None)]
)
def test_only_a_range_has_two_ends(
    session: Session, world: World, direction: Direction, upper: str | None
) -> None:
    with pytest.raises(IntegrityError, match="only_a_range"):
        factories.measure(session, world.first, direction=direction, target_to=upper)


@pytest.mark.parametrize("change", [delete(MeasureTarget), update(MeasureTarget).values(reason="")])
def test_targets_that_were_agreed_never_change(
    session: Session, world: World, change: object
) -> None:
    factories.measure(session, world.first)
    with pytest.raises(IntegrityError, match="only grows"):
        session.execute(change)  # type: ignore[call-overload]


def test_a_draft_opens_with_a_row_for_each_measure(session: Session, world: World) -> None:
    factories.measure(session, world.first, "Papers out on time")
    factories.measure(session, world.first, "Ended").ended_on = date(2026, 1, 1)
    factories.measure(session, world.second, "Of another workstream")
    row = advance(session, world.first_update, UpdateStatus.DRAFT)
    (only,) = draft(session, row).measures
    assert only == MeasureValue(
        number=1,
        name="Papers out on time",
        unit="%",
        baseline=Decimal(40),
        target=Decimal(90),
    )


def test_the_last_value_comes_back_and_its_note_does_not(session: Session, world: World) -> None:
    factories.measure(session, world.first)
    said = MeasureValue(number=1, value=Decimal("62.5"), note="Two papers were late.")
    content = msgspec.structs.replace(CONTENT, measures=(said,))
    advance(session, world.first_update, UpdateStatus.APPROVED, content=content)
    period = factories.period(
        session, world.phase, slug="2026-03", starts_on=date(2026, 3, 1), ends_on=date(2026, 4, 30)
    )
    following = factories.update(session, world.first, period)
    (row,) = draft(session, advance(session, following, UpdateStatus.DRAFT)).measures
    assert (row.last, row.value, row.note) == (Decimal("62.5"), None, "")


def test_a_draft_follows_the_plan_and_what_was_sent_does_not(
    session: Session, world: World
) -> None:
    first = factories.measure(session, world.first)
    row = advance(session, world.first_update, UpdateStatus.DRAFT)
    first.target = Decimal(95)
    factories.measure(session, world.first, "New")
    measures.bring_in_line(session, world.first.id, at=AT)
    assert rows(session, row) == [
        (1, "Papers out on time", Decimal(95)),
        (2, "New", Decimal(90)),
    ]
    lead = actor_of(session, world.lead)
    row = get_update(session, lead, row.id)
    answers = tuple(MeasureValue(number=number, value=Decimal(50)) for number in (1, 2))
    typed = msgspec.structs.replace(CONTENT, measures=answers)
    for section in Section:
        seen = section_fingerprint(decode(row.draft), section)
        actions.save(session, row, lead, section, typed, at=AT, seen=seen)
    actions.submit(session, row, lead, at=AT, seen=fingerprint(row.draft))
    sent = rows(session, row)
    actions.recall(session, get_update(session, lead, row.id), lead, at=AT)
    session.get_one(Measure, first.id).target = Decimal(99)
    measures.bring_in_line(session, world.first.id, at=AT)
    assert rows(session, row) == sent


def test_nothing_is_written_where_nothing_changed(session: Session, world: World) -> None:
    factories.measure(session, world.first)
    row = advance(session, world.first_update, UpdateStatus.DRAFT)
    version = row.version
    measures.bring_in_line(session, world.first.id, at=AT)
    session.refresh(row)
    assert row.version == version
