"""Deputies, sponsors who come and go, and handing over: authority, what waits, and the record."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Decision, Person, RoleGrant, UpdateEvent, Workstream
from models.enums import Action, Role, UpdateStatus
from tests import factories
from tests.cycle.desk import DAY, TODAY, recorded, sponsors, told, workstream
from tests.factories import AT, BEGINNING
from tests.world import World, actor_of, advance
from webapp.cycle import people, roles
from webapp.domain.actor import Actor
from webapp.domain.errors import IllegalMove, Incomplete, NotAllowed
from webapp.updates import decisions, queries

pytestmark = pytest.mark.both_databases
WEEK = timedelta(days=7)
OVER = TODAY - DAY


@dataclass(frozen=True)
class Desk:
    """The first workstream, its sponsor's grant, somebody new, and the office."""

    world: World
    workstream: Workstream
    grant: RoleGrant
    new: Person
    office: Actor


@pytest.fixture
def desk(session: Session, world: World) -> Desk:
    """Return what the office has on its desk."""
    row = workstream(session, world, world.first)
    return Desk(
        world=world,
        workstream=row,
        grant=roles.get_sponsor(session, row, world.sponsor.id, TODAY),
        new=factories.person(session, world.organisation, "New sponsor"),
        office=actor_of(session, world.office),
    )


def appoint(session: Session, desk: Desk, deputy: Person, **values) -> RoleGrant:
    """Appoint a deputy for the sponsor, from today for a week unless told otherwise."""
    days = {"starts_on": TODAY, "ends_on": TODAY + WEEK} | values
    return people.appoint_deputy(
        session,
        desk.workstream,
        desk.office,
        at=AT,
        sponsor=desk.world.sponsor,
        deputy=deputy,
        **days,
    )


def approve(session: Session, desk: Desk, who: Person, at=AT) -> None:
    """Approve the first update as somebody."""
    actor = actor_of(session, who, at=at)
    row = queries.get_update(session, actor, desk.world.first_update.id)
    assert row.revision is not None
    decisions.approve(
        session,
        row,
        actor,
        at=at,
        seen=row.revision.sha256,
        step=row.revision.proposed_step,
        reason="",
        comment="",
    )


def submit(session: Session, desk: Desk) -> None:
    """Bring the first update to its sponsor."""
    advance(session, desk.world.first_update, UpdateStatus.WITH_SPONSOR)


def moves(session: Session) -> list[UpdateEvent]:
    """Return how updates changed hands."""
    return list(session.scalars(select(UpdateEvent).where(UpdateEvent.action == Action.REASSIGN)))


def test_a_deputy_decides_for_the_sponsor_and_is_told_what_waits(
    session: Session, desk: Desk
) -> None:
    submit(session, desk)
    appoint(session, desk, desk.new)
    assert told(session, "update_reassign") == {desk.new.name}
    approve(session, desk, desk.new)
    decision = session.scalars(select(Decision)).one()
    assert (decision.person_id, decision.sponsor_id) == (desk.new.id, desk.world.sponsor.id)


def test_authority_begins_and_ends_with_its_days(session: Session, desk: Desk) -> None:
    submit(session, desk)
    appoint(session, desk, desk.new, starts_on=TODAY + DAY, ends_on=TODAY + 2 * DAY)
    assert told(session, "update_reassign") == set()
    for day, may in ((0, False), (1, True), (2, True), (3, False)):
        actor = actor_of(session, desk.new, at=AT + day * DAY)
        assert bool(actor.grants) is may
    approve(session, desk, desk.new, at=AT + 2 * DAY)


def test_nobody_is_appointed_for_days_that_are_over(session: Session, desk: Desk) -> None:
    with pytest.raises(Incomplete):
        appoint(session, desk, desk.new, starts_on=OVER)
    with pytest.raises(Incomplete):
        people.replace_sponsor(
            session, desk.workstream, desk.office, at=AT, old=desk.grant, new=desk.new, from_on=OVER
        )
    with pytest.raises(Incomplete):
        people.add_sponsor(
            session, desk.workstream, desk.office, at=AT, person=desk.new, starts_on=OVER
        )
    assert len(sponsors(session, desk.workstream)) == 1


def test_who_sponsors_it_cannot_stand_in_as_well(session: Session, desk: Desk) -> None:
    factories.grant(session, desk.new, Role.SPONSOR, workstream=desk.workstream)
    with pytest.raises(Incomplete):
        appoint(session, desk, desk.new)


def test_a_deputys_time_ends_at_once(session: Session, desk: Desk) -> None:
    begun = factories.grant(
        session,
        desk.new,
        Role.SPONSOR,
        workstream=desk.workstream,
        ends_on=TODAY + WEEK,
        deputy_for=desk.world.sponsor,
    )
    people.end_role(session, desk.workstream, begun, desk.office, at=AT)
    assert begun.ends_on == OVER
    today = appoint(session, desk, desk.world.director)
    people.end_role(session, desk.workstream, today, desk.office, at=AT)
    assert actor_of(session, desk.world.director).workstreams_as(Role.SPONSOR) == frozenset()
    assert recorded(session)[-3:] == [
        "person.end_role",
        "person.appoint_deputy",
        "person.end_role",
    ]


def test_whose_role_ends_with_something_in_hand_is_told(session: Session, desk: Desk) -> None:
    submit(session, desk)
    grant = appoint(session, desk, desk.new)
    people.end_role(session, desk.workstream, grant, desk.office, at=AT)
    assert told(session, "update_handed_over") == {desk.new.name}
    again = appoint(session, desk, desk.world.director)
    approve(session, desk, desk.world.director)
    people.end_role(session, desk.workstream, again, desk.office, at=AT)
    assert told(session, "update_handed_over") == {desk.new.name}


def second(session: Session, desk: Desk) -> RoleGrant:
    """Name a second sponsor from today on."""
    return people.add_sponsor(
        session, desk.workstream, desk.office, at=AT, person=desk.new, starts_on=TODAY
    )


def test_two_sponsors_must_both_approve_and_one_may_go_again(session: Session, desk: Desk) -> None:
    grant = second(session, desk)
    submit(session, desk)
    found = people.can_end(session, desk.workstream, grant, TODAY)
    (left,) = found.in_hand
    assert [place.sponsor for place in left.places] == [desk.world.sponsor.name]
    people.end_role(session, desk.workstream, grant, desk.office, at=AT)
    assert sponsors(session, desk.workstream) == [(desk.world.sponsor.id, BEGINNING, None)]
    approve(session, desk, desk.world.sponsor)
    row = queries.get_update(session, desk.office, desk.world.first_update.id)
    assert row.status is UpdateStatus.APPROVED


def test_the_last_who_has_to_decide_does_not_simply_go(session: Session, desk: Desk) -> None:
    grant = second(session, desk)
    submit(session, desk)
    approve(session, desk, desk.world.sponsor)
    with pytest.raises(IllegalMove, match="Nobody could finish it"):
        people.end_role(session, desk.workstream, grant, desk.office, at=AT)
    approve(session, desk, desk.new)
    people.end_role(session, desk.workstream, grant, desk.office, at=AT)


def test_it_is_known_before_what_ends_with_a_sponsor_and_who_is_stuck_then(
    session: Session, desk: Desk
) -> None:
    deputy = appoint(session, desk, desk.world.director)
    second(session, desk)
    found = people.can_end(session, desk.workstream, desk.grant, TODAY)
    assert (found.deputies, found.stuck, found.in_hand) == ((desk.world.director.name,), (), ())
    found = people.can_end(session, desk.workstream, deputy, TODAY)
    assert (found.deputies, found.stuck) == ((), ())
    factories.grant(session, desk.world.sponsor, Role.LEAD, workstream=desk.workstream)
    found = people.can_end(session, desk.workstream, deputy, TODAY)
    assert [place.sponsor for place in found.stuck] == [desk.world.sponsor.name]


def test_the_only_sponsor_is_not_simply_ended(session: Session, desk: Desk) -> None:
    appoint(session, desk, desk.new)
    with pytest.raises(IllegalMove):
        people.end_role(session, desk.workstream, desk.grant, desk.office, at=AT)
    assert sponsors(session, desk.workstream)[0] == (desk.world.sponsor.id, BEGINNING, None)


def test_what_waits_moves_to_the_new_sponsor_and_both_are_told(
    session: Session, desk: Desk
) -> None:
    submit(session, desk)
    appoint(session, desk, desk.world.director)
    grant = people.replace_sponsor(
        session, desk.workstream, desk.office, at=AT, old=desk.grant, new=desk.new, from_on=TODAY
    )
    assert sponsors(session, desk.workstream) == [
        (desk.world.sponsor.id, BEGINNING, OVER),
        (desk.new.id, TODAY, None),
    ]
    assert grant.succeeds_id == desk.world.sponsor.id
    (event,) = moves(session)
    assert event.note == "New sponsor takes the place of Governance sponsor."
    assert event.from_status is event.to_status is UpdateStatus.WITH_SPONSOR
    assert desk.new.name in told(session, "update_reassign")
    assert told(session, "update_handed_over") == {desk.world.sponsor.name}
    approve(session, desk, desk.new)


def test_what_a_sponsor_decided_stays_decided(session: Session, desk: Desk) -> None:
    other = factories.person(session, desk.world.organisation, "Other sponsor")
    factories.grant(session, other, Role.SPONSOR, workstream=desk.workstream)
    submit(session, desk)
    approve(session, desk, desk.world.sponsor)
    people.replace_sponsor(
        session, desk.workstream, desk.office, at=AT, old=desk.grant, new=desk.new, from_on=TODAY
    )
    approve(session, desk, other)
    row = queries.get_update(session, desk.office, desk.world.first_update.id)
    assert row.status is UpdateStatus.APPROVED


def test_a_change_that_is_planned_moves_nothing_yet(session: Session, desk: Desk) -> None:
    submit(session, desk)
    people.replace_sponsor(
        session,
        desk.workstream,
        desk.office,
        at=AT,
        old=desk.grant,
        new=desk.new,
        from_on=TODAY + WEEK,
    )
    assert moves(session) == []
    assert sponsors(session, desk.workstream) == [
        (desk.world.sponsor.id, BEGINNING, TODAY + WEEK - DAY),
        (desk.new.id, TODAY + WEEK, None),
    ]
    approve(session, desk, desk.world.sponsor)


def hand_over(session: Session, desk: Desk, leaver: Person, to: Person, from_on=TODAY) -> int:
    """Hand over what somebody does."""
    return people.hand_over(
        session,
        desk.world.programme,
        desk.office,
        at=AT,
        leaver=leaver,
        successor=to,
        from_on=from_on,
    )


def test_everything_of_a_person_who_leaves_goes_over_in_one_act(
    session: Session, desk: Desk
) -> None:
    world = desk.world
    factories.grant(session, world.sponsor, Role.LEAD, workstream=world.second, accountable=True)
    factories.grant(session, world.sponsor, Role.GROUP_MEMBER, on=world.programme)
    submit(session, desk)
    assert hand_over(session, desk, world.sponsor, desk.new) == 3
    assert actor_of(session, world.sponsor).grants == frozenset()
    held = session.scalars(
        select(RoleGrant).where(RoleGrant.person_id == desk.new.id).order_by(RoleGrant.id)
    ).all()
    assert [(row.role, row.accountable, row.succeeds_id) for row in held] == [
        (Role.SPONSOR, False, world.sponsor.id),
        (Role.LEAD, True, world.sponsor.id),
        (Role.GROUP_MEMBER, False, world.sponsor.id),
    ]
    assert [event.note for event in moves(session)] == [
        "New sponsor takes the place of Governance sponsor."
    ]
    assert told(session, "update_handed_over") == {world.sponsor.name}
    session.refresh(world.sponsor)
    assert world.sponsor.disabled_at is None


def test_a_hand_over_that_is_planned_waits_for_its_day(session: Session, desk: Desk) -> None:
    submit(session, desk)
    over = factories.grant(
        session,
        desk.world.director,
        Role.SPONSOR,
        workstream=desk.workstream,
        ends_on=OVER,
        deputy_for=desk.world.sponsor,
    )
    hand_over(session, desk, desk.world.sponsor, desk.new, TODAY + WEEK)
    assert moves(session) == []
    assert over.ends_on == OVER
    assert sponsors(session, desk.workstream)[-1] == (desk.new.id, TODAY + WEEK, None)
    approve(session, desk, desk.world.sponsor)


def test_who_has_the_same_role_already_gets_it_only_once(session: Session, desk: Desk) -> None:
    world = desk.world
    mate = factories.person(session, world.organisation, "Second lead")
    factories.grant(session, mate, Role.LEAD, workstream=world.first)
    hand_over(session, desk, world.lead, mate)
    (grant,) = session.scalars(select(RoleGrant).where(RoleGrant.person_id == mate.id))
    assert grant.accountable


def test_a_deputy_who_becomes_the_sponsor_stands_in_for_nobody(
    session: Session, desk: Desk
) -> None:
    appoint(session, desk, desk.new)
    hand_over(session, desk, desk.world.sponsor, desk.new)
    assert sponsors(session, desk.workstream) == [
        (desk.world.sponsor.id, BEGINNING, OVER),
        (desk.new.id, TODAY, None),
    ]


def test_deputyships_go_over_with_their_days(session: Session, desk: Desk) -> None:
    appoint(session, desk, desk.world.director)
    hand_over(session, desk, desk.world.director, desk.new)
    assert sponsors(session, desk.workstream)[-1] == (desk.new.id, TODAY, TODAY + WEEK)
    assert roles.deputy_grants(session, desk.grant)[-1].succeeds_id == desk.world.director.id


def test_another_sponsor_who_takes_over_approves_once(session: Session, desk: Desk) -> None:
    factories.grant(session, desk.new, Role.SPONSOR, workstream=desk.workstream)
    hand_over(session, desk, desk.world.sponsor, desk.new)
    submit_world = desk.world.first_update
    lead = actor_of(session, desk.world.lead)
    advance(session, submit_world, UpdateStatus.DRAFT)
    row = queries.get_update(session, lead, submit_world.id)
    needed = queries.check_facts(session, row, lead.person_id, at=AT)
    assert list(needed.sponsors) == [desk.new.name]


def second_sponsor(session: Session, desk: Desk, starts_on=BEGINNING) -> RoleGrant:
    """Let somebody new sponsor the workstream as well."""
    return factories.grant(
        session, desk.new, Role.SPONSOR, workstream=desk.workstream, starts_on=starts_on
    )


def test_an_update_is_not_handed_to_a_sponsor_who_has_approved_it(
    session: Session, desk: Desk
) -> None:
    second_sponsor(session, desk)
    submit(session, desk)
    approve(session, desk, desk.new)
    before = sponsors(session, desk.workstream)
    with pytest.raises(Incomplete, match="waits for this person alone"):
        hand_over(session, desk, desk.world.sponsor, desk.new)
    assert sponsors(session, desk.workstream) == before
    approve(session, desk, desk.world.sponsor)
    hand_over(session, desk, desk.world.sponsor, desk.new)
    assert desk.world.first_update.status is UpdateStatus.APPROVED


def test_a_sponsor_who_takes_over_before_approving_finishes_the_update(
    session: Session, desk: Desk
) -> None:
    second_sponsor(session, desk)
    submit(session, desk)
    approve(session, desk, desk.world.sponsor)
    hand_over(session, desk, desk.world.sponsor, desk.new)
    approve(session, desk, desk.new)
    assert desk.world.first_update.status is UpdateStatus.APPROVED


@pytest.mark.parametrize("starts_on, from_on", [(BEGINNING, TODAY + WEEK), (TODAY + DAY, TODAY)])
def test_two_sponsors_do_not_become_one_on_a_day_to_come(
    session: Session, desk: Desk, starts_on: date, from_on: date
) -> None:
    second_sponsor(session, desk, starts_on)
    before = sponsors(session, desk.workstream)
    with pytest.raises(Incomplete, match="never on a later day"):
        hand_over(session, desk, desk.world.sponsor, desk.new, from_on)
    assert sponsors(session, desk.workstream) == before


@pytest.mark.parametrize("from_on", [TODAY, TODAY + WEEK])
def test_a_place_that_passes_on_the_day_it_was_taken_keeps_all_that_was_decided_in_it(
    session: Session, desk: Desk, from_on: date
) -> None:
    """The first sponsor approves, two others take the place on one day, and nobody is asked."""
    other = factories.person(session, desk.world.organisation, "Other sponsor")
    factories.grant(session, other, Role.SPONSOR, workstream=desk.workstream)
    submit(session, desk)
    approve(session, desk, desk.world.sponsor)
    last = factories.person(session, desk.world.organisation, "Last sponsor")
    first = people.replace_sponsor(
        session, desk.workstream, desk.office, at=AT, old=desk.grant, new=desk.new, from_on=from_on
    )
    hand_over(session, desk, desk.new, last, from_on)
    then = AT + (from_on - TODAY)
    assert actor_of(session, desk.new, at=then).grants == frozenset()
    assert first.ends_on == OVER, "it was in force on no day"
    assert [row.person_id for row in roles.sponsor_grants(session, desk.workstream)
            if row.ends_on is None] == [other.id, last.id]  # fmt: skip
    approve(session, desk, other, at=then)
    row = queries.get_update(session, desk.office, desk.world.first_update.id)
    assert row.status is UpdateStatus.APPROVED


def test_what_was_decided_on_the_day_a_place_passed_twice_stays_decided(
    session: Session, desk: Desk
) -> None:
    other = factories.person(session, desk.world.organisation, "Other sponsor")
    factories.grant(session, other, Role.SPONSOR, workstream=desk.workstream)
    submit(session, desk)
    hand_over(session, desk, desk.world.sponsor, desk.new)
    approve(session, desk, desk.new)
    last = factories.person(session, desk.world.organisation, "Last sponsor")
    hand_over(session, desk, desk.new, last)
    approve(session, desk, other)
    row = queries.get_update(session, desk.office, desk.world.first_update.id)
    assert row.status is UpdateStatus.APPROVED


def test_handing_over_needs_two_people_a_role_and_a_day_to_come(
    session: Session, desk: Desk
) -> None:
    world = desk.world
    gone = factories.person(session, world.organisation, "Gone", disabled_at=AT)
    for leaver, to, from_on in (
        (world.sponsor, world.sponsor, TODAY),
        (world.sponsor, gone, TODAY),
        (world.outsider, desk.new, TODAY),
        (world.sponsor, desk.new, OVER),
    ):
        with pytest.raises(Incomplete):
            hand_over(session, desk, leaver, to, from_on)
    assert recorded(session) == []


def test_nobody_who_can_no_longer_sign_in_is_appointed(session: Session, desk: Desk) -> None:
    gone = factories.person(session, desk.world.organisation, "Gone", disabled_at=AT)
    with pytest.raises(Incomplete):
        appoint(session, desk, gone)


def test_nobody_gives_a_role_to_themselves(session: Session, desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        appoint(session, desk, desk.world.office)
    with pytest.raises(NotAllowed):
        hand_over(session, desk, desk.world.sponsor, desk.world.office)


@pytest.mark.parametrize("who", ["lead", "sponsor", "director", "chair", "auditor"])
def test_only_the_office_appoints(session: Session, desk: Desk, who: str) -> None:
    actor = actor_of(session, desk.world.people[who])
    common = {"at": AT}
    with pytest.raises(NotAllowed):
        people.appoint_deputy(
            session, desk.workstream, actor, **common, sponsor=desk.world.sponsor,
            deputy=desk.new, starts_on=TODAY, ends_on=TODAY,
        )  # fmt: skip
    with pytest.raises(NotAllowed):
        people.add_sponsor(
            session, desk.workstream, actor, **common, person=desk.new, starts_on=TODAY
        )
    with pytest.raises(NotAllowed):
        people.end_role(session, desk.workstream, desk.grant, actor, **common)
    with pytest.raises(NotAllowed):
        people.replace_sponsor(
            session, desk.workstream, actor, **common, old=desk.grant, new=desk.new, from_on=TODAY
        )
    with pytest.raises(NotAllowed):
        people.hand_over(
            session, desk.world.programme, actor, **common, leaver=desk.world.sponsor,
            successor=desk.new, from_on=TODAY,
        )  # fmt: skip


def test_it_shows_where_one_person_would_write_and_approve(session: Session, desk: Desk) -> None:
    world, programme = desk.world, desk.world.programme
    assert not roles.would_clash(session, programme, world.sponsor, desk.new, TODAY)
    assert roles.would_clash(session, programme, world.sponsor, world.lead, TODAY)
    assert roles.would_clash(session, programme, world.lead, world.sponsor, TODAY)
    assert not roles.would_clash(session, programme, world.sponsor, world.second_lead, TODAY)
    writers = roles.writers_of(session, [world.first.id, world.second.id], TODAY)
    assert writers[world.first.id] == {world.lead.id, world.contributor.id}
