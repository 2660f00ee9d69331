"""Opening a period: what is there to write and to build from then on, and who may open it."""

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import AuditEntry, Pack, ProgressUpdate, ReportingPeriod
from models.enums import Audience, PackStatus, PeriodStatus, UpdateStatus
from tests import factories
from tests import world as setting
from tests.factories import AT
from tests.world import World, actor_of
from webapp.domain.errors import IllegalMove, NotAllowed
from webapp.periods import close_period, open_period


@pytest.fixture
def period(session: Session, world: World) -> ReportingPeriod:
    """Return the period after the open one, planned and with its phase loaded."""
    planned = factories.period(
        session,
        world.phase,
        slug="2026-04",
        starts_on=date(2026, 3, 1),
        ends_on=date(2026, 4, 30),
        status=PeriodStatus.SCHEDULED,
    )
    return session.scalars(
        select(ReportingPeriod)
        .where(ReportingPeriod.id == planned.id)
        .options(joinedload(ReportingPeriod.phase))
    ).one()


@pytest.mark.both_databases
def test_an_open_period_has_an_update_for_each_workstream_and_the_groups_pack(
    session: Session, world: World, period: ReportingPeriod
) -> None:
    open_period(session, period, actor_of(session, world.office), at=AT)
    assert period.status is PeriodStatus.OPEN
    updates = session.scalars(
        select(ProgressUpdate)
        .where(ProgressUpdate.period_id == period.id)
        .order_by(ProgressUpdate.id)
    ).all()
    assert [update.workstream_id for update in updates] == [world.first.id, world.second.id]
    assert {(update.status, update.moved_at) for update in updates} == {
        (UpdateStatus.NOT_STARTED, AT)
    }
    [pack] = session.scalars(select(Pack).where(Pack.period_id == period.id)).all()
    assert (pack.audience, pack.status) == (Audience.IMPROVEMENT_GROUP, PackStatus.DRAFT)
    subjects = session.scalars(select(AuditEntry.subject).filter_by(action="period.open")).all()
    assert subjects == [f"period:{period.id}"]


def test_a_period_is_opened_once(session: Session, world: World, period: ReportingPeriod) -> None:
    office = actor_of(session, world.office)
    open_period(session, period, office, at=AT)
    with pytest.raises(IllegalMove):
        open_period(session, period, office, at=AT)


@pytest.mark.parametrize("name", ["lead", "sponsor", "chair", "director", "auditor", "outsider"])
def test_only_the_office_opens_a_period(
    session: Session, world: World, period: ReportingPeriod, name: str
) -> None:
    with pytest.raises(NotAllowed):
        open_period(session, period, actor_of(session, world.people[name]), at=AT)
    assert period.status is PeriodStatus.SCHEDULED


def test_what_came_back_stays_with_its_lead_when_the_period_closes(
    session: Session, world: World
) -> None:
    returned = setting.advance(session, world.first_update, UpdateStatus.RETURNED)
    setting.advance(session, world.second_update, UpdateStatus.DRAFT)
    session.refresh(world.period, ["phase"])
    close_period(session, world.period, actor_of(session, world.office), at=AT)
    session.refresh(world.second_update)
    assert (returned.status, world.second_update.status) == (
        UpdateStatus.RETURNED,
        UpdateStatus.NOT_SUBMITTED,
    )
    assert world.second_update.draft != "", "what was written is kept"
