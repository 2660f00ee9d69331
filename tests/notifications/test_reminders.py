"""Reminders in the database: written once, to whoever is at work, up the ladder."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Absence, Extension, OutboxMessage, Person, ReminderRules
from models.enums import PeriodStatus, Role, UpdateStatus
from tests import factories
from tests import world as setting
from tests.conftest import Installation
from tests.factories import AT
from tests.world import World, actor_of
from webapp.clock import LONDON
from webapp.domain.calendar import Today
from webapp.notifications.reminders import write_reminders
from webapp.updates import decisions

HOLIDAY = date(2026, 3, 12)


def at(day: date, clock: time = time(9)) -> Today:
    """Return a moment of a London day on which one Thursday is a holiday."""
    return Today(datetime.combine(day, clock, LONDON).astimezone(UTC), LONDON, frozenset({HOLIDAY}))


def march(day: int) -> Today:
    """Return the morning of a day in March 2026; the 2nd is a Monday."""
    return at(date(2026, 3, day))


def new(session: Session, today: Today) -> list[tuple[str, str]]:
    """Write what is due; return it as kind and reader."""
    before = session.scalar(select(func.max(OutboxMessage.id))) or 0
    count = write_reminders(session, today)
    rows = session.execute(
        select(OutboxMessage.kind, Person.name)
        .join(Person, Person.id == OutboxMessage.recipient_id)
        .where(OutboxMessage.id > before)
        .order_by(Person.name, OutboxMessage.kind)
    ).all()
    assert len(rows) == count
    return [(row.kind, row.name) for row in rows]


@pytest.fixture
def first(session: Session, world: World) -> World:
    """Return the world with its second workstream's update out of the way."""
    session.delete(world.second_update)
    session.flush()
    return world


def test_a_lead_is_reminded_and_lateness_climbs(session: Session, first: World) -> None:
    assert new(session, march(2)) == [("update_open", "Governance lead")]
    assert new(session, march(2)) == []
    assert new(session, march(3)) == []
    assert new(session, march(5)) == [("lead_due", "Governance lead")]
    assert new(session, march(6)) == [("lead_due", "Governance lead")]
    assert new(session, march(7)) == []
    assert new(session, march(9)) == [
        ("lead_late", "Governance lead"),
        ("lead_late_sponsor", "Governance sponsor"),
    ]
    assert new(session, march(10)) == []
    assert new(session, march(11)) == [("lead_late_director", "Programme director")]
    assert [new(session, march(day)) for day in range(12, 20)] == [[]] * 8
    assert first.first_update.status is UpdateStatus.NOT_STARTED


def test_a_sponsor_is_reminded_and_a_deputy_offered_and_nothing_is_approved(
    session: Session, first: World
) -> None:
    setting.advance(session, first.first_update, UpdateStatus.WITH_SPONSOR, at=AT)
    assert new(session, march(2)) == []
    assert new(session, march(3)) == [("sponsor_due", "Governance sponsor")]
    assert new(session, march(9)) == [("sponsor_due", "Governance sponsor")]
    assert new(session, march(10)) == [("sponsor_due", "Governance sponsor")]
    assert new(session, march(11)) == [
        ("sponsor_late", "Governance sponsor"),
        ("deputy_offer", "Programme office"),
    ]
    assert new(session, march(12)) == []
    assert new(session, march(16)) == [("sponsor_late_director", "Programme director")]
    assert first.first_update.status is UpdateStatus.WITH_SPONSOR
    assert first.first_update.approved_revision_id is None


@pytest.mark.parametrize(
    "today",
    [at(date(2026, 3, 7)), at(date(2026, 3, 8)), at(HOLIDAY), at(date(2026, 3, 9), time(7, 29))],
    ids=["saturday", "sunday", "holiday", "before half past seven"],
)
def test_nothing_is_written_on_a_day_off_or_before_the_morning(
    session: Session, first: World, today: Today
) -> None:
    assert first.first_update.status is UpdateStatus.NOT_STARTED
    assert new(session, today) == []


def away(session: Session, who: Person, begin: int, end: int) -> None:
    """Record that somebody is away between two days of March."""
    session.add(
        Absence(person_id=who.id, starts_on=date(2026, 3, begin), ends_on=date(2026, 3, end))
    )
    session.flush()


def test_who_is_away_is_told_on_the_first_day_back_and_the_ladder_goes_on(
    session: Session, first: World
) -> None:
    new(session, march(2))
    away(session, first.lead, 4, 10)
    away(session, first.lead, 12, 13)
    assert new(session, march(5)) == []
    assert new(session, march(6)) == []
    assert new(session, march(9)) == [("lead_late_sponsor", "Governance sponsor")]
    assert new(session, march(11)) == [
        ("lead_late", "Governance lead"),
        ("lead_late_director", "Programme director"),
    ]


def test_what_stood_still_is_caught_up_with_one_message_each(
    session: Session, first: World
) -> None:
    assert new(session, march(17)) == [
        ("lead_late", "Governance lead"),
        ("lead_late_sponsor", "Governance sponsor"),
        ("lead_late_director", "Programme director"),
    ]
    assert first.period.status is PeriodStatus.OPEN


def test_a_new_deadline_is_reminded_of_again(session: Session, first: World) -> None:
    new(session, march(5))
    first.period.lead_due_at += timedelta(days=3)
    first.period.sponsor_due_at += timedelta(days=3)
    session.flush()
    assert new(session, march(6)) == [("lead_due", "Governance lead")]


def test_more_time_moves_the_ladder(session: Session, first: World) -> None:
    new(session, march(6))
    session.add(
        Extension(
            update_id=first.first_update.id,
            until=date(2026, 3, 16),
            reason="Illness",
            granted_by_id=first.office.id,
            at=march(6).at,
        )
    )
    session.flush()
    assert new(session, march(9)) == []
    assert new(session, march(13)) == [("lead_due", "Governance lead")]
    assert new(session, march(16)) == [("lead_due", "Governance lead")]
    assert new(session, march(17)) == [
        ("lead_late", "Governance lead"),
        ("lead_late_sponsor", "Governance sponsor"),
    ]


def test_a_programme_has_its_own_rules(session: Session, first: World) -> None:
    session.add(
        ReminderRules(
            programme_id=first.programme.id, days_before="2", sponsor_after=2, director_after=2
        )
    )
    session.flush()
    new(session, march(2))
    assert new(session, march(4)) == [("lead_due", "Governance lead")]
    assert new(session, march(5)) == []
    assert new(session, march(9)) == [("lead_late", "Governance lead")]
    assert new(session, march(10)) == [
        ("lead_late_sponsor", "Governance sponsor"),
        ("lead_late_director", "Programme director"),
    ]


def test_only_the_sponsor_whose_approval_is_missing_is_reminded_with_the_deputy(
    session: Session, first: World
) -> None:
    organisation = first.organisation
    other = factories.person(session, organisation, "Other sponsor")
    deputy = factories.person(session, organisation, "Deputy")
    factories.grant(session, other, Role.SPONSOR, workstream=first.first)
    factories.grant(
        session,
        deputy,
        Role.SPONSOR,
        workstream=first.first,
        deputy_for=other,
        ends_on=date(2026, 3, 9),
    )
    update = setting.advance(session, first.first_update, UpdateStatus.WITH_SPONSOR, at=AT)
    assert update.revision is not None
    decisions.approve(
        session,
        update,
        actor_of(session, first.sponsor),
        at=AT,
        seen=update.revision.sha256,
        step=2,
        reason="",
        comment="",
    )
    assert new(session, march(9)) == [("sponsor_due", "Deputy"), ("sponsor_due", "Other sponsor")]
    assert new(session, march(10)) == [("sponsor_due", "Other sponsor")]


def test_nobody_is_reminded_of_a_period_that_is_not_open_or_of_a_role_that_ended(
    session: Session, first: World
) -> None:
    first.lead.disabled_at = AT
    assert new(session, march(5)) == []
    first.lead.disabled_at = None
    first.period.status = PeriodStatus.SCHEDULED
    assert new(session, march(5)) == []
    first.period.status = PeriodStatus.OPEN
    assert new(session, march(5)) == [("lead_due", "Governance lead")]


def test_looking_takes_as_many_statements_for_fifty_updates_as_for_two(
    session: Session, installation: Installation, world: World
) -> None:
    watch = installation.watch
    counts: list[int] = []
    for day in (5, 6):
        for _ in range(25 if counts else 0):
            row = factories.workstream(session, world.phase, lead=world.lead, sponsor=world.sponsor)
            factories.update(session, row, world.period)
            another = factories.update(
                session,
                factories.workstream(session, world.phase, lead=world.lead, sponsor=world.sponsor),
                world.period,
            )
            setting.advance(session, another, UpdateStatus.WITH_SPONSOR)
        session.commit()
        with watch:
            assert new(session, march(day))
        counts.append(len(watch.statements))
    assert counts[0] == counts[1]
