"""The office's board: who has each return, what to know of it, what comes first and next."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import RoleGrant
from models.enums import Action, PackStatus, PeriodStatus, Role, UpdateStatus
from tests import factories
from tests.cycle.desk import DAY, TODAY, board, cycle, fetch, line
from tests.factories import AT
from tests.world import World, actor_of, advance
from webapp import periods
from webapp.cycle import actions
from webapp.cycle.returns import Urgency, offered
from webapp.domain.actor import Actor
from webapp.domain.flags import Flag
from webapp.notifications.readers import Readers
from webapp.updates import actions as writing
from webapp.updates import decisions, queries

LATE = datetime(2026, 3, 9, 9, 30, tzinfo=AT.tzinfo)
"""After the leads' deadline, before the sponsors'."""
REMINDED = {Action.CHASE, Action.EXTEND, Action.WITHDRAW}


@pytest.fixture
def office(session: Session, world: World) -> Actor:
    """Return somebody of the programme office."""
    return actor_of(session, world.office)


def flagged(found) -> list[Flag]:
    """Return the flags of a line."""
    return [one.flag for one in found.flags]


def test_a_line_says_who_has_it_since_when_and_by_when(
    session: Session, world: World, office: Actor
) -> None:
    advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    found = cycle(session, world, office, AT + 2 * DAY)
    first, second = line(found, world.first), line(found, world.second)
    assert first.holder == "Governance sponsor (sponsor)"
    assert (first.held, first.due and first.due.words) == (
        "for 2 working days",
        "in 4 working days",
    )
    assert second.holder == "Finance lead (lead)"
    assert second.due is not None
    assert second.due.words == "in 2 working days"
    assert set(first.may) == {Action.CHASE}
    assert set(second.may) == REMINDED


@pytest.mark.parametrize("status", UpdateStatus)
def test_what_is_offered_belongs_to_the_state(status: UpdateStatus) -> None:
    expected = {
        UpdateStatus.NOT_STARTED: REMINDED,
        UpdateStatus.DRAFT: REMINDED,
        UpdateStatus.RETURNED: REMINDED,
        UpdateStatus.WITH_SPONSOR: {Action.CHASE},
        UpdateStatus.NOT_SUBMITTED: {Action.ALLOW_LATE},
        UpdateStatus.WITHDRAWN: {Action.REINSTATE},
    }
    assert set(offered(status)) == expected.get(status, set())


@pytest.mark.parametrize("who", ["director", "auditor"])
def test_who_only_watches_is_offered_nothing(session: Session, world: World, who: str) -> None:
    found = board(session, world, actor_of(session, world.people[who]))
    assert not found.may_run
    (only,) = found.cycles
    assert all(not row.may and not row.may_appoint for row in only.lines)


@pytest.mark.both_databases
def test_what_needs_the_office_is_on_top(session: Session, world: World, office: Actor) -> None:
    others = {
        status: factories.update(
            session,
            factories.workstream(
                session, world.phase, lead=world.second_lead, sponsor=world.second_sponsor
            ),
            world.period,
        )
        for status in (
            UpdateStatus.APPROVED,
            UpdateStatus.WITH_SPONSOR,
            UpdateStatus.RETURNED,
            UpdateStatus.WITHDRAWN,
        )
    }
    for status, row in others.items():
        if status is not UpdateStatus.WITHDRAWN:
            advance(session, row, status)
    withdrawn = fetch(session, world, others[UpdateStatus.WITHDRAWN])
    actions.withdraw(session, withdrawn, office, at=AT, reason="Not needed.")
    alone = factories.workstream(session, world.phase, lead=world.lead)
    factories.update(session, alone, world.period)
    found = cycle(session, world, office, LATE)
    assert [row.urgency for row in found.lines] == [
        Urgency.STUCK,
        Urgency.OVERDUE,
        Urgency.OVERDUE,
        Urgency.UNDECIDED,
        Urgency.WAITING,
        Urgency.DONE,
        Urgency.OUT,
    ]
    assert found.lines[0].workstream_id == alone.id
    assert found.words == "1 of 6 approved"
    assert dict(found.counts)[UpdateStatus.NOT_STARTED] == 3


def test_nobody_left_to_approve_is_said_before_it_is_submitted(
    session: Session, world: World, office: Actor
) -> None:
    factories.grant(session, world.sponsor, Role.CONTRIBUTOR, workstream=world.first)
    assert not line(cycle(session, world, office), world.first).stuck
    advance(session, world.first_update, UpdateStatus.DRAFT)
    actor = actor_of(session, world.sponsor)
    row = queries.get_update(session, actor, world.first_update.id)
    writing.note_writer(row, actor, at=AT)
    session.flush()
    found = line(cycle(session, world, office), world.first)
    assert [place.sponsor for place in found.stuck] == [world.sponsor.name]
    assert found.urgency is Urgency.STUCK
    factories.grant(
        session,
        world.director,
        Role.SPONSOR,
        workstream=world.first,
        ends_on=TODAY,
        deputy_for=world.sponsor,
    )
    assert not line(cycle(session, world, office), world.first).stuck


def test_the_only_lead_will_have_written_it(session: Session, world: World, office: Actor) -> None:
    """So a sponsor who leads alone could not decide; with another lead they still could."""
    factories.grant(session, world.second_lead, Role.SPONSOR, workstream=world.second)
    session.flush()
    found = line(cycle(session, world, office), world.second)
    assert [place.sponsor for place in found.stuck] == [world.second_lead.name]
    mate = factories.person(session, world.organisation, "Second lead")
    factories.grant(session, mate, Role.LEAD, workstream=world.second)
    assert not line(cycle(session, world, office), world.second).stuck


def test_after_one_of_two_has_approved_only_the_other_has_it(
    session: Session, world: World, office: Actor
) -> None:
    other = factories.person(session, world.organisation, "Other sponsor")
    factories.grant(session, other, Role.SPONSOR, workstream=world.first)
    advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    assert line(cycle(session, world, office), world.first).holder == (
        "Governance sponsor (sponsor) and Other sponsor (sponsor)"
    )
    actor = actor_of(session, world.sponsor)
    row = queries.get_update(session, actor, world.first_update.id)
    assert row.revision is not None
    decisions.approve(
        session, row, actor, at=AT, seen=row.revision.sha256,
        step=row.revision.proposed_step, reason="", comment="",
    )  # fmt: skip
    found = line(cycle(session, world, office), world.first)
    assert found.holder == "Other sponsor (sponsor)"
    assert found.approved_by == (world.sponsor.name,)


def test_who_decided_before_the_place_was_passed_on_twice_is_not_asked_for_again(
    session: Session, world: World, office: Actor
) -> None:
    other = factories.person(session, world.organisation, "Other sponsor")
    factories.grant(session, other, Role.SPONSOR, workstream=world.first)
    row = advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    assert row.revision is not None
    decisions.approve(
        session, row, actor_of(session, world.sponsor), at=AT, seen=row.revision.sha256,
        step=row.revision.proposed_step, reason="", comment="",
    )  # fmt: skip
    before = session.scalars(select(RoleGrant).where(RoleGrant.person_id == world.sponsor.id)).one()
    before.ends_on = TODAY - 2 * DAY
    factories.grant(
        session, world.member, Role.SPONSOR, workstream=world.first, succeeds=world.sponsor,
        ends_on=TODAY - DAY,
    )  # fmt: skip
    factories.grant(
        session, world.outsider, Role.SPONSOR, workstream=world.first, succeeds=world.member
    )
    found = line(cycle(session, world, office), world.first)
    assert found.holder == "Other sponsor (sponsor)"
    readers = Readers(session, TODAY, [world.first_update])
    assert readers.of(world.first_update, Role.SPONSOR) == (other.id,)


@pytest.mark.both_databases
def test_a_deputy_is_named_beside_the_sponsor_and_marked_afterwards(
    session: Session, world: World, office: Actor
) -> None:
    factories.grant(
        session,
        world.director,
        Role.SPONSOR,
        workstream=world.first,
        ends_on=TODAY,
        deputy_for=world.sponsor,
    )
    advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    assert line(cycle(session, world, office), world.first).holder == (
        "Governance sponsor (sponsor) and Programme director (for Governance sponsor)"
    )
    actor = actor_of(session, world.director)
    row = queries.get_update(session, actor, world.first_update.id)
    assert row.revision is not None
    decisions.approve(
        session, row, actor, at=AT, seen=row.revision.sha256, step=3,
        reason="The vacancies worry me.", comment="",
    )  # fmt: skip
    found = line(cycle(session, world, office), world.first)
    assert flagged(found) == [Flag.BY_DEPUTY, Flag.CHANGED_BY_SPONSOR]


@pytest.mark.both_databases
def test_flags_follow_what_happened(session: Session, world: World, office: Actor) -> None:
    advance(session, world.first_update, UpdateStatus.RETURNED)
    advance(session, world.second_update, UpdateStatus.WITH_SPONSOR, at=LATE)
    found = cycle(session, world, office, LATE)
    assert flagged(line(found, world.first)) == [Flag.RETURNED]
    assert flagged(line(found, world.second)) == [Flag.LATE]


@pytest.mark.both_databases
def test_more_time_moves_the_deadline_and_is_said(
    session: Session, world: World, office: Actor
) -> None:
    row = fetch(session, world, world.first_update)
    actions.extend(session, row, office, at=AT, until=TODAY + 9 * DAY, reason="Illness.")
    found = line(cycle(session, world, office, LATE), world.first)
    assert flagged(found) == [Flag.EXTENDED]
    assert found.due is not None
    assert found.due.on == TODAY + 9 * DAY
    over = line(cycle(session, world, office, AT + 10 * DAY), world.first)
    assert flagged(over) == [Flag.OVERDUE, Flag.EXTENDED]


def test_open_checks_of_drafts_are_counted_and_go_when_they_are_mended(
    session: Session, world: World, office: Actor
) -> None:
    advance(session, world.first_update, UpdateStatus.DRAFT)
    found = cycle(session, world, office)
    assert {one.severity for one in line(found, world.first).findings} >= {"stop"}
    assert line(found, world.second).findings == ()
    advance(session, world.second_update, UpdateStatus.WITH_SPONSOR)
    assert line(cycle(session, world, office), world.second).findings == ()


def test_a_reminder_of_today_is_remembered_until_tomorrow(
    session: Session, world: World, office: Actor
) -> None:
    actions.chase(session, fetch(session, world, world.first_update), office, at=AT)
    assert line(cycle(session, world, office), world.first).chased
    assert not line(cycle(session, world, office, AT + DAY), world.first).chased


def test_a_closed_workstream_is_closed_and_not_missing(
    session: Session, world: World, office: Actor
) -> None:
    world.second.closed_on, world.second.merged_into_id = TODAY - 90 * DAY, world.first.id
    session.delete(world.second_update)
    new = factories.workstream(session, world.phase)
    found = cycle(session, world, office)
    assert line(found, world.second).out == ("Closed on 2 December 2025, merged into Governance.")
    assert line(found, new).out.startswith("No update asked for")
    assert found.words == "0 of 1 approved"


def close(session: Session, world: World, office: Actor) -> None:
    """Close the period to returns."""
    session.refresh(world.period, ["phase"])
    periods.close_period(session, world.period, office, at=AT)


def test_the_next_step_follows_the_period(session: Session, world: World, office: Actor) -> None:
    def said(at: datetime = AT) -> str:
        return cycle(session, world, office, at).next_step

    assert said() == "Two updates have not come in yet. Leads still have time."
    advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    assert said(LATE).startswith("One update has not come in. Chase,")
    advance(session, world.second_update, UpdateStatus.WITH_SPONSOR)
    assert said().startswith("Every update has come in. Close returns")
    close(session, world, office)
    assert said() == "Returns are closed. Send the pack to the Improvement Group."


@pytest.mark.parametrize(
    "stage, words",
    [
        (PackStatus.UNDER_REVIEW, "The Improvement Group reviews the pack"),
        (PackStatus.AGREED, "The pack is agreed. Issue it"),
        (PackStatus.ISSUED, "The pack is issued."),
    ],
)
def test_once_the_pack_is_in_preparation_its_stage_is_the_next_step(
    session: Session, world: World, office: Actor, stage: PackStatus, words: str
) -> None:
    world.period.status, world.pack.status = PeriodStatus.IN_PREPARATION, stage
    found = cycle(session, world, office)
    assert found.next_step.startswith(words)
    assert [pack.title for pack in found.packs] == (
        [] if stage is PackStatus.ISSUED else ["Pack for the Improvement Group"]
    )


def test_after_issue_only_what_is_missing_from_the_pack_is_left(
    session: Session, world: World, office: Actor
) -> None:
    close(session, world, office)
    world.period.status = PeriodStatus.ISSUED
    found = cycle(session, world, office)
    assert {row.status for row in found.lines} == {UpdateStatus.NOT_SUBMITTED}
    assert all(row.may == {Action.ALLOW_LATE} for row in found.lines)
    for update in (world.first_update, world.second_update):
        update.status = UpdateStatus.WITHDRAWN
    assert board(session, world, office).cycles == ()


def test_the_period_to_open_next_is_named(session: Session, world: World, office: Actor) -> None:
    upcoming = factories.period(
        session,
        world.phase,
        slug="next",
        starts_on=TODAY + timedelta(days=1),
        ends_on=TODAY + timedelta(days=60),
        status=PeriodStatus.SCHEDULED,
    )
    found = board(session, world, office)
    assert found.upcoming == upcoming
    assert found.opens is not None
    assert found.opens.words == "in 1 working day"
