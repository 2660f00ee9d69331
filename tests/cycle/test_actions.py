"""What the office does about one update: each act once, with a reason, told and recorded."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Extension, ProgressUpdate, UpdateEvent
from models.enums import Action, PeriodStatus, Section, UpdateStatus
from tests.cycle.desk import DAY, TODAY, fetch, recorded, told
from tests.factories import AT
from tests.world import World, actor_of, advance, write
from webapp import periods
from webapp.cycle import actions
from webapp.domain.actor import Actor
from webapp.domain.content import UpdateContent, decode, encode, fingerprint
from webapp.domain.errors import IllegalMove, Incomplete, NotAllowed
from webapp.updates import actions as writing
from webapp.updates import queries as reading

pytestmark = pytest.mark.both_databases
LATER = TODAY + timedelta(days=9)
AFTER_MEETING = date(2026, 3, 18)
WHY = "The lead was ill."


@pytest.fixture
def office(session: Session, world: World) -> Actor:
    """Return somebody of the programme office."""
    return actor_of(session, world.office)


def extensions(session: Session, row: ProgressUpdate) -> list[tuple[date, str]]:
    """Return the time an update was given, in order."""
    found = session.scalars(
        select(Extension).where(Extension.update_id == row.id).order_by(Extension.id)
    )
    return [(one.until, one.reason) for one in found]


def last_event(session: Session, row: ProgressUpdate) -> UpdateEvent:
    """Return what happened to an update last."""
    return session.scalars(
        select(UpdateEvent)
        .where(UpdateEvent.update_id == row.id)
        .order_by(UpdateEvent.id.desc())
        .limit(1)
    ).one()


def close(session: Session, world: World, office: Actor) -> None:
    """Close the period to returns."""
    session.refresh(world.period, ["phase"])
    periods.close_period(session, world.period, office, at=AT)


@pytest.mark.parametrize(
    "status", [UpdateStatus.NOT_STARTED, UpdateStatus.DRAFT, UpdateStatus.RETURNED]
)
def test_more_time_is_kept_with_its_reason_told_and_recorded(
    session: Session, world: World, office: Actor, status: UpdateStatus
) -> None:
    advance(session, world.first_update, status)
    row = fetch(session, world, world.first_update)
    version = row.version
    actions.extend(session, row, office, at=AT, until=LATER, reason=f" {WHY} ")
    assert extensions(session, row) == [(LATER, WHY)]
    assert (row.status, row.version) == (status, version)
    assert told(session, "update_extend") == {world.lead.name}
    assert recorded(session)[-1] == "update.extend"


def test_the_same_time_twice_is_given_once(session: Session, world: World, office: Actor) -> None:
    row = fetch(session, world, world.first_update)
    for _ in range(2):
        actions.extend(session, row, office, at=AT, until=LATER, reason=WHY)
    assert len(extensions(session, row)) == 1
    actions.extend(session, row, office, at=AT, until=LATER + DAY, reason=WHY)
    assert len(extensions(session, row)) == 2


@pytest.mark.parametrize("until", [TODAY, TODAY + DAY, date(2026, 3, 6), AFTER_MEETING])
def test_a_day_that_gives_no_time_or_comes_after_the_meeting_is_refused(
    session: Session, world: World, office: Actor, until: date
) -> None:
    row = fetch(session, world, world.first_update)
    with pytest.raises(Incomplete):
        actions.extend(session, row, office, at=AT, until=until, reason=WHY)
    assert extensions(session, row) == []


def test_time_after_the_meeting_has_to_be_meant(
    session: Session, world: World, office: Actor
) -> None:
    row = fetch(session, world, world.first_update)
    actions.extend(session, row, office, at=AT, until=AFTER_MEETING, reason=WHY, past_meeting=True)
    assert extensions(session, row) == [(AFTER_MEETING, WHY)]


def test_more_time_is_of_no_use_to_a_sponsor(session: Session, world: World, office: Actor) -> None:
    advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    row = fetch(session, world, world.first_update)
    with pytest.raises(IllegalMove):
        actions.extend(session, row, office, at=AT, until=LATER, reason=WHY)


def test_what_has_more_time_stays_open_when_the_period_closes(
    session: Session, world: World, office: Actor
) -> None:
    row = fetch(session, world, world.first_update)
    actions.extend(session, row, office, at=AT, until=LATER, reason=WHY)
    close(session, world, office)
    assert row.status is UpdateStatus.NOT_STARTED
    assert fetch(session, world, world.second_update).status is UpdateStatus.NOT_SUBMITTED


def test_a_late_return_can_be_written_until_its_last_day(
    session: Session, world: World, office: Actor
) -> None:
    advance(session, world.first_update, UpdateStatus.DRAFT)
    close(session, world, office)
    row = fetch(session, world, world.first_update)
    actions.allow_late(session, row, office, at=AT, until=LATER, reason=WHY)
    assert last_event(session, row).from_status is UpdateStatus.NOT_SUBMITTED
    assert row.status is UpdateStatus.DRAFT
    assert extensions(session, row) == [(LATER, WHY)]
    assert last_event(session, row).note == WHY
    assert told(session, "update_allow_late") == {world.lead.name}
    lead = actor_of(session, world.lead)
    update = reading.get_update(session, lead, row.id)
    write(session, update, lead, at=AT)
    late = AT + timedelta(days=10)
    with pytest.raises(IllegalMove, match="11 March 2026"):
        writing.submit(session, update, lead, at=late, seen=fingerprint(update.draft))
    writing.submit(session, update, lead, at=AT, seen=fingerprint(update.draft))
    assert update.status is UpdateStatus.WITH_SPONSOR


@pytest.mark.parametrize("act", ["late", "reinstated"])
def test_one_that_nobody_had_begun_opens_with_what_was_promised(
    session: Session, world: World, office: Actor, act: str
) -> None:
    row = fetch(session, world, world.first_update)
    if act == "late":
        close(session, world, office)
        actions.allow_late(session, row, office, at=AT, until=LATER, reason=WHY)
    else:
        actions.withdraw(session, row, office, at=AT, reason=WHY)
        actions.reinstate(session, row, office, at=AT, reason=WHY)
    assert row.status is UpdateStatus.DRAFT
    assert row.draft == encode(UpdateContent())
    assert row.draft_saved_at == AT
    lead = actor_of(session, world.lead)
    write(session, reading.get_update(session, lead, row.id), lead)


@pytest.mark.parametrize(
    "status", [UpdateStatus.NOT_STARTED, UpdateStatus.DRAFT, UpdateStatus.RETURNED]
)
def test_a_withdrawn_update_keeps_its_text_and_comes_back_with_it(
    session: Session, world: World, office: Actor, status: UpdateStatus
) -> None:
    advance(session, world.first_update, status)
    row = fetch(session, world, world.first_update)
    text = row.draft
    actions.withdraw(session, row, office, at=AT, reason=WHY)
    assert last_event(session, row).to_status is UpdateStatus.WITHDRAWN
    assert row.draft == text
    assert last_event(session, row).note == WHY
    assert told(session, "update_withdraw") == {world.lead.name, world.sponsor.name}
    actions.reinstate(session, row, office, at=AT, reason="It is needed.")
    assert row.status is UpdateStatus.DRAFT
    assert row.draft == text or not text
    assert told(session, "update_reinstate") == {world.lead.name}


def test_where_returns_are_closed_reinstating_needs_a_last_day(
    session: Session, world: World, office: Actor
) -> None:
    row = fetch(session, world, world.first_update)
    actions.withdraw(session, row, office, at=AT, reason=WHY)
    close(session, world, office)
    with pytest.raises(Incomplete):
        actions.reinstate(session, row, office, at=AT, reason=WHY)
    assert row.status is UpdateStatus.WITHDRAWN
    actions.reinstate(session, row, office, at=AT, reason=WHY, until=LATER)
    assert (row.status, extensions(session, row)) == (UpdateStatus.DRAFT, [(LATER, WHY)])


def test_after_issue_the_meeting_no_longer_bounds_a_late_return(
    session: Session, world: World, office: Actor
) -> None:
    close(session, world, office)
    world.period.status = PeriodStatus.ISSUED
    row = fetch(session, world, world.first_update)
    actions.allow_late(session, row, office, at=AT, until=AFTER_MEETING, reason=WHY)
    assert row.status is UpdateStatus.DRAFT


def test_whoever_has_it_is_chased_once_a_day(session: Session, world: World, office: Actor) -> None:
    row = fetch(session, world, world.first_update)
    assert actions.chase(session, row, office, at=AT)
    assert not actions.chase(session, row, office, at=AT + timedelta(hours=2))
    assert told(session, "chase") == {world.lead.name}
    assert recorded(session) == ["update.chase"]
    assert actions.chase(session, row, office, at=AT + DAY)


def test_a_sponsor_is_chased_for_what_the_sponsor_has(
    session: Session, world: World, office: Actor
) -> None:
    advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    row = fetch(session, world, world.first_update)
    assert actions.chase(session, row, office, at=AT)
    assert told(session, "chase") == {world.sponsor.name}


def test_nobody_is_chased_for_what_is_approved(
    session: Session, world: World, office: Actor
) -> None:
    advance(session, world.first_update, UpdateStatus.APPROVED)
    with pytest.raises(IllegalMove):
        actions.chase(session, fetch(session, world, world.first_update), office, at=AT)


Act = Callable[[Session, ProgressUpdate, Actor, str], object]
ACTS: dict[Action, tuple[UpdateStatus, Act]] = {
    Action.EXTEND: (
        UpdateStatus.DRAFT,
        lambda s, row, who, why: actions.extend(s, row, who, at=AT, until=LATER, reason=why),
    ),
    Action.ALLOW_LATE: (
        UpdateStatus.NOT_SUBMITTED,
        lambda s, row, who, why: actions.allow_late(s, row, who, at=AT, until=LATER, reason=why),
    ),
    Action.WITHDRAW: (
        UpdateStatus.DRAFT,
        lambda s, row, who, why: actions.withdraw(s, row, who, at=AT, reason=why),
    ),
    Action.REINSTATE: (
        UpdateStatus.WITHDRAWN,
        lambda s, row, who, why: actions.reinstate(s, row, who, at=AT, reason=why),
    ),
}


def stand(session: Session, world: World, office: Actor, status: UpdateStatus) -> ProgressUpdate:
    """Return the first update in a state."""
    if status is UpdateStatus.NOT_SUBMITTED:
        close(session, world, office)
    else:
        advance(session, world.first_update, UpdateStatus.DRAFT)
    row = fetch(session, world, world.first_update)
    if status is UpdateStatus.WITHDRAWN:
        actions.withdraw(session, row, office, at=AT, reason=WHY)
    return row


@pytest.mark.parametrize("action", ACTS)
def test_none_of_it_goes_without_a_reason(
    session: Session, world: World, office: Actor, action: Action
) -> None:
    status, act = ACTS[action]
    row = stand(session, world, office, status)
    before = recorded(session)
    with pytest.raises(Incomplete):
        act(session, row, office, " \n ")
    assert (row.status, recorded(session), extensions(session, row)) == (status, before, [])


@pytest.mark.parametrize("who", ["lead", "sponsor", "director", "chair", "auditor"])
@pytest.mark.parametrize("action", ACTS)
def test_only_the_office_does_any_of_it(
    session: Session, world: World, office: Actor, action: Action, who: str
) -> None:
    status, act = ACTS[action]
    row = stand(session, world, office, status)
    with pytest.raises(NotAllowed):
        act(session, row, actor_of(session, world.people[who]), WHY)
    with pytest.raises(NotAllowed):
        actions.chase(session, row, actor_of(session, world.people[who]), at=AT)
    assert row.status is status


@pytest.mark.parametrize("action", [Action.ALLOW_LATE, Action.WITHDRAW, Action.REINSTATE])
def test_what_a_state_does_not_allow_is_refused(
    session: Session, world: World, office: Actor, action: Action
) -> None:
    advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    row = fetch(session, world, world.first_update)
    with pytest.raises(IllegalMove):
        ACTS[action][1](session, row, office, WHY)


def test_what_was_flagged_is_forgotten_when_it_comes_back(
    session: Session, world: World, office: Actor
) -> None:
    advance(session, world.first_update, UpdateStatus.RETURNED)
    row = fetch(session, world, world.first_update)
    assert row.flagged == Section.CONCERNS
    actions.withdraw(session, row, office, at=AT, reason=WHY)
    actions.reinstate(session, row, office, at=AT, reason=WHY)
    assert row.flagged == ""
    assert decode(row.draft).concerns
