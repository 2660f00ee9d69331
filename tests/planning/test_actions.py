"""Periods are planned, changed, shown and deleted by the office, and every date is on record."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import AuditEntry, OutboxMessage, Person, PlanningRules, ReportingPeriod
from models.enums import PeriodStatus, Role, UpdateStatus
from tests import factories
from tests.factories import AT
from tests.world import World, actor_of, advance
from webapp.clock import LONDON
from webapp.domain.errors import IllegalMove, Incomplete, NotAllowed, NotFound, Stale
from webapp.domain.planning import Dates, Rules, plan_back
from webapp.domain.spans import Span, year_from
from webapp.holidays import bank_holidays
from webapp.planning import actions, queries
from webapp.planning.timetable import clocks_of, dates_of

DAY = timedelta(days=1)
FIRST = date(2026, 3, 1)


def plans(count: int = 2, first: date = FIRST) -> list[Dates]:
    """Return plans for the first periods of a year of two-month periods."""
    return [
        plan_back(span, span.ends_on + timedelta(days=31), Rules(), bank_holidays())
        for span in year_from(first, 2)[:count]
    ]


def made(session: Session, world: World, count: int = 1) -> list[ReportingPeriod]:
    """Plan periods as the office."""
    office = actor_of(session, world.office)
    programme = queries.get_programme(session, office, world.programme.slug)
    return actions.plan_year(session, programme, office, plans(count), at=AT)


def fetched(session: Session, world: World, row: ReportingPeriod) -> ReportingPeriod:
    """Return a period as a request of the office would read it."""
    session.expire_all()
    office = actor_of(session, world.office)
    programme = queries.get_programme(session, office, world.programme.slug)
    return queries.get_period(session, office, programme, row.id)


def replan(session: Session, world: World, row: ReportingPeriod, **changes: Any) -> dict[str, str]:
    """Change dates of a period as the office."""
    row = fetched(session, world, row)
    clock = changes.pop("group_meets", clocks_of(row)["group_meets_on"])
    seen = changes.pop("seen", actions.fingerprint(row))
    found = actions.replan(
        session,
        row,
        actor_of(session, world.office),
        replace(dates_of(row), **changes),
        at=AT,
        seen=seen,
        group_meets=clock,
    )
    return dict(found)


def noted(session: Session, action: str) -> list[dict[str, str]]:
    """Return what the audit record says of an action."""
    rows = session.scalars(
        select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.sequence)
    )
    return [json.loads(row.detail) for row in rows]


def told(session: Session) -> list[int]:
    """Return who is told that dates have changed."""
    rows = session.scalars(
        select(OutboxMessage.recipient_id)
        .where(OutboxMessage.kind == "period_replanned")
        .order_by(OutboxMessage.recipient_id)
    )
    return list(rows)


def numbers(*people: Person) -> list[int]:
    return sorted(person.id for person in people)


@pytest.mark.both_databases
def test_a_year_is_planned_as_drafts_with_every_date_on_record(
    session: Session, world: World
) -> None:
    rows = made(session, world, 2)
    assert [row.name for row in rows] == ["March and April 2026", "May and June 2026"]
    assert [row.slug for row in rows] == ["2026-03", "2026-05"]
    assert {row.status for row in rows} == {PeriodStatus.DRAFT}
    assert {row.phase_id for row in rows} == {world.phase.id}
    # In summer 17:00 in London is 16:00 in UTC.
    assert rows[0].lead_due_at.astimezone(UTC).hour == 16
    assert rows[0].lead_due_at.astimezone(LONDON).hour == 17
    details = noted(session, "period.plan")
    assert [detail["name"] for detail in details] == [row.name for row in rows]
    assert details[0]["iib_meets_on"] == rows[0].iib_meets_on.isoformat()
    assert told(session) == []


def test_only_the_office_plans(session: Session, world: World) -> None:
    director = actor_of(session, world.director)
    programme = queries.get_programme(session, director, world.programme.slug)
    with pytest.raises(NotAllowed):
        actions.plan_year(session, programme, director, plans(), at=AT)
    with pytest.raises(NotAllowed):
        actions.set_rules(session, programme, director, Rules(), at=AT, quarantine_hours=0)
    row = made(session, world)[0]
    session.refresh(row, ["phase"])
    for refused in (
        lambda: actions.schedule(session, [row], director, at=AT),
        lambda: actions.discard(session, row, director, at=AT),
        lambda: actions.replan(
            session, row, director, dates_of(row), at=AT, seen="", group_meets=time(14)
        ),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_a_plan_that_shares_days_with_a_period_is_refused(session: Session, world: World) -> None:
    made(session, world)
    with pytest.raises(Incomplete, match="shares days with March and April 2026"):
        made(session, world)


def test_a_slug_that_is_taken_gets_a_number(session: Session, world: World) -> None:
    factories.period(
        session, world.phase, slug="2026-03", starts_on=date(2025, 3, 1), ends_on=date(2025, 3, 31)
    )
    assert made(session, world)[0].slug == "2026-03-2"


def test_a_draft_is_there_for_the_office_alone(session: Session, world: World) -> None:
    row = made(session, world)[0]
    lead = actor_of(session, world.lead)
    programme = queries.get_programme(session, lead, world.programme.slug)
    with pytest.raises(NotFound):
        queries.get_period(session, lead, programme, row.id)
    assert row not in queries.periods_of(session, programme.id, drafts=False)
    assert row in queries.periods_of(session, programme.id, drafts=True)


def test_scheduling_shows_a_draft_and_writes_to_nobody(session: Session, world: World) -> None:
    row = fetched(session, world, made(session, world)[0])
    actions.schedule(session, [row], actor_of(session, world.office), at=AT)
    assert row.status is PeriodStatus.SCHEDULED
    assert session.scalars(select(OutboxMessage)).all() == []
    with pytest.raises(IllegalMove):
        actions.schedule(session, [row], actor_of(session, world.office), at=AT)


def test_a_draft_can_be_deleted_and_a_scheduled_period_cannot(
    session: Session, world: World
) -> None:
    first, second = made(session, world, 2)
    office = actor_of(session, world.office)
    actions.discard(session, fetched(session, world, first), office, at=AT)
    assert session.get(ReportingPeriod, first.id) is None
    assert noted(session, "period.discard")[0]["name"] == "March and April 2026"
    row = fetched(session, world, second)
    actions.schedule(session, [row], office, at=AT)
    with pytest.raises(IllegalMove):
        actions.discard(session, row, office, at=AT)


@pytest.mark.both_databases
def test_a_change_is_on_record_with_old_and_new(session: Session, world: World) -> None:
    row = world.period
    meets = row.iib_meets_on
    changes = replan(session, world, row, iib_meets_on=meets + DAY)
    assert changes == {"iib_meets_on": f"{meets} to {meets + DAY}"}
    assert noted(session, "period.replan") == [changes]
    assert fetched(session, world, row).iib_meets_on == meets + DAY


def test_a_deadline_that_moves_keeps_its_hour_in_london(session: Session, world: World) -> None:
    row = made(session, world)[0]
    before = clocks_of(row)
    replan(session, world, row, opens_on=date(2026, 3, 3), lead_due_on=date(2026, 3, 20))
    after = fetched(session, world, row)
    assert clocks_of(after) == before
    assert after.lead_due_at == datetime(2026, 3, 20, 17, tzinfo=UTC)


def test_the_hour_of_the_groups_meeting_can_be_changed(session: Session, world: World) -> None:
    changes = replan(session, world, world.period, group_meets=time(10, 30))
    assert list(changes) == ["group_meets_at"]
    assert clocks_of(fetched(session, world, world.period))["group_meets_on"] == time(10, 30)


def test_nothing_changed_is_nothing_recorded_and_nobody_told(
    session: Session, world: World
) -> None:
    assert replan(session, world, world.period) == {}
    assert noted(session, "period.replan") == []
    assert told(session) == []


def test_a_name_made_from_the_dates_follows_them(session: Session, world: World) -> None:
    row = made(session, world)[0]
    changes = replan(session, world, row, ends_on=date(2026, 3, 31))
    assert changes["name"] == "March and April 2026 to March 2026"
    named = fetched(session, world, row)
    named.name = "Spring"
    session.flush()
    replan(session, world, row, ends_on=date(2026, 4, 30))
    assert fetched(session, world, row).name == "Spring"


def test_what_has_passed_stays(session: Session, world: World) -> None:
    row = made(session, world)[0]
    actions.schedule(
        session, [fetched(session, world, row)], actor_of(session, world.office), at=AT
    )
    yesterday = AT.date() - DAY
    with pytest.raises(Incomplete, match=r"has passed\. Choose 2 March 2026 or a later day"):
        replan(session, world, row, opens_on=yesterday)
    with pytest.raises(Incomplete, match="cannot be changed any more"):
        replan(session, world, world.period, opens_on=AT.date())
    assert noted(session, "period.replan") == []


def test_dates_in_the_wrong_order_are_refused(session: Session, world: World) -> None:
    row = made(session, world)[0]
    with pytest.raises(Incomplete, match="Improvement Group meets: This must come after"):
        replan(session, world, row, group_meets_on=dates_of(row).sponsor_due_on)


def test_a_period_leaves_neither_its_phase_nor_room_for_others(
    session: Session, world: World
) -> None:
    first, second = made(session, world, 2)
    with pytest.raises(Incomplete, match="shares days with May and June 2026"):
        replan(session, world, first, ends_on=date(2026, 5, 1))
    world.phase.ends_on = date(2026, 6, 30)
    session.flush()
    with pytest.raises(Incomplete, match="Phase 1 ends before, on 30 June 2026"):
        replan(session, world, second, ends_on=date(2026, 7, 1))
    with pytest.raises(Incomplete, match="No phase of the programme has begun"):
        replan(session, world, second, starts_on=date(2025, 10, 31), ends_on=date(2025, 10, 31))


def test_an_hour_that_would_put_sponsors_before_leads_is_refused(
    session: Session, world: World
) -> None:
    row = made(session, world)[0]
    row.lead_due_at += timedelta(hours=1)
    session.flush()
    with pytest.raises(Incomplete, match="hour is before that of the leads’ deadline"):
        replan(session, world, row, lead_due_on=dates_of(row).sponsor_due_on)


def test_dates_that_somebody_else_changed_are_not_written_over(
    session: Session, world: World
) -> None:
    seen = actions.fingerprint(world.period)
    meets = world.period.iib_meets_on
    replan(session, world, world.period, iib_meets_on=meets + DAY)
    with pytest.raises(Stale):
        replan(session, world, world.period, iib_meets_on=meets + 2 * DAY, seen=seen)
    assert fetched(session, world, world.period).iib_meets_on == meets + DAY


@pytest.mark.both_databases
def test_those_whose_turn_it_is_are_told_once(session: Session, world: World) -> None:
    """The second lead has to write two updates; the first sponsor has to decide on one."""
    other = factories.workstream(session, world.phase, lead=world.second_lead)
    factories.update(session, other, world.period)
    advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    replan(session, world, world.period, iib_meets_on=world.period.iib_meets_on + DAY)
    assert told(session) == numbers(world.second_lead, world.sponsor)
    row = session.scalars(
        select(OutboxMessage).where(OutboxMessage.kind == "period_replanned")
    ).first()
    assert row is not None
    assert row.period_id == world.period.id


def test_the_person_who_changes_dates_is_not_told(session: Session, world: World) -> None:
    factories.grant(session, world.office, Role.LEAD, workstream=world.first)
    replan(session, world, world.period, iib_meets_on=world.period.iib_meets_on + DAY)
    assert told(session) == numbers(world.lead, world.second_lead)


@pytest.mark.both_databases
def test_rules_are_kept_for_the_programme_and_on_record(session: Session, world: World) -> None:
    office = actor_of(session, world.office)
    programme = queries.get_programme(session, office, world.programme.slug)
    assert queries.rules_of(session, programme.id) == Rules()
    changed = Rules(lead_days=4, due_hour=12, group_meets=time(10, 30))
    actions.set_rules(session, programme, office, changed, at=AT, quarantine_hours=24)
    assert queries.rules_of(session, programme.id) == changed
    actions.set_rules(session, programme, office, changed, at=AT, quarantine_hours=24)
    assert noted(session, "programme.set_rules") == [
        {
            "lead_days": "3 to 4",
            "due_hour": "17 to 12",
            "group_meets": "14:00:00 to 10:30:00",
            "quarantine_hours": "0 to 24",
        }
    ]
    assert programme.quarantine_hours == 24
    assert len(session.scalars(select(PlanningRules)).all()) == 1
    row = made(session, world)[0]
    assert row.sponsor_due_at.astimezone(LONDON).hour == 12
    assert row.group_meets_at.astimezone(LONDON).time() == time(10, 30)


def test_a_period_that_ends_with_its_phase_is_planned_in_it(session: Session, world: World) -> None:
    """The next phase begins in May: each period belongs to the one it begins in."""
    world.phase.ends_on = date(2026, 4, 30)
    following = factories.phase(session, world.programme, world.scale, number=2)
    following.starts_on = date(2026, 5, 1)
    session.flush()
    session.expire_all()
    rows = made(session, world, 2)
    assert [row.phase_id for row in rows] == [world.phase.id, following.id]


def test_the_span_of_a_period_is_its_own(world: World) -> None:
    assert dates_of(world.period).span == Span(date(2026, 1, 1), date(2026, 2, 28))
