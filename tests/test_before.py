"""What came before an update: the last approved one, in its own period and phase."""

from datetime import date

import msgspec
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Phase, ReportingPeriod
from models.enums import Action, MilestoneOutcome, PeriodStatus, UpdateStatus
from tests import factories
from tests import world as setting
from tests.factories import AT
from tests.packs import stages
from tests.world import CONTENT, World, actor_of
from webapp import moves
from webapp.before import LastPeriod, last_periods
from webapp.domain.content import decode
from webapp.packs import contents
from webapp.updates import actions, queries

pytestmark = pytest.mark.both_databases


def next_phase(session: Session, world: World) -> tuple[Phase, ReportingPeriod]:
    """Add a second phase on another scale, with a period after the one that is open."""
    scale = factories.scale(session, world.organisation, version=2)
    later = factories.phase(session, world.programme, scale, number=2)
    period = factories.period(
        session,
        later,
        slug="2026-04",
        name="March and April 2026",
        starts_on=date(2026, 3, 1),
        ends_on=date(2026, 4, 30),
    )
    return later, period


def test_a_workstream_that_goes_on_in_a_new_phase_takes_up_what_was_promised(
    session: Session, world: World
) -> None:
    setting.advance(session, world.first_update, UpdateStatus.ISSUED)
    phase, period = next_phase(session, world)
    stream = factories.workstream(session, phase, code="GV", lead=world.lead, sponsor=world.sponsor)
    stream.succeeds_id = world.first.id
    row = factories.update(session, stream, period)
    lead = actor_of(session, world.lead)
    row = queries.get_update(session, lead, row.id)
    actions.start(session, row, lead, at=AT)
    opened = decode(row.draft)
    (promise,) = opened.milestones
    assert (promise.number, promise.title, promise.carried) == (
        1,
        "Publish the new constitution",
        True,
    )
    assert promise.outcome is not MilestoneOutcome.DONE
    session.refresh(stream)
    assert (stream.next_milestone, stream.next_risk) == (2, 2)


def test_a_rating_of_an_earlier_phase_is_neither_compared_nor_converted(
    session: Session, world: World
) -> None:
    issued = setting.advance(
        session,
        world.first_update,
        UpdateStatus.ISSUED,
        content=msgspec.structs.replace(CONTENT, step=4),
    )
    world.period.status = PeriodStatus.ISSUED
    factories.edition(session, world.period, [issued], world.office)
    phase, period = next_phase(session, world)
    stream = factories.workstream(session, phase, code="GV", lead=world.lead, sponsor=world.sponsor)
    stream.succeeds_id = world.first.id
    row = setting.advance(session, factories.update(session, stream, period), UpdateStatus.APPROVED)
    past = stages.past_of(session, period)
    assert (past.periods, past.last) == ((), {})
    pack = factories.pack(session, period)
    gathered = contents.gather(session, stages.fetch(session, world.office, pack), at=AT)
    (line,) = gathered.lines
    assert (line.previous, line.change) == (None, "new")
    # The old rating is still read on the scale it was given on.
    last = last_periods(session, [row.id]).get(row.id)
    assert last is not None
    assert last.step is not None
    assert (last.step.number, last.step.scale_id) == (4, world.phase.scale_id)
    assert session.scalars(select(ReportingPeriod.id)).all() != []


def test_promises_of_a_return_no_sponsor_confirmed_do_not_vanish(
    session: Session, world: World
) -> None:
    sent = setting.advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    office, chair = actor_of(session, world.office), actor_of(session, world.chair)
    moves.move_update(session, sent, office, Action.INCLUDE_UNCONFIRMED, at=AT)
    moves.move_update(session, sent, chair, Action.AGREE, at=AT, agreed_step=2)
    moves.move_update(session, sent, office, Action.ISSUE, at=AT)
    factories.edition(session, world.period, [sent], world.office)
    period = factories.period(
        session,
        world.phase,
        slug="2026-04",
        starts_on=date(2026, 3, 1),
        ends_on=date(2026, 4, 30),
    )
    following = factories.update(session, world.first, period)

    def last() -> LastPeriod | None:
        return last_periods(session, [following.id]).get(following.id)

    before = last()
    assert before is not None
    assert [row.title for row in before.content.planned] == ["Publish the new constitution"]
    assert before.step is not None
    assert before.step.number == 2
    # Nor do they while the issued pack is being corrected.
    moves.move_update(session, sent, office, Action.CORRECT, at=AT, agreed_step=None)
    corrected = last()
    assert corrected is not None
    assert (corrected.content, corrected.step) == (before.content, before.step)
