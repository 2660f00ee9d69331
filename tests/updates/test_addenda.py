"""Notes on what happened after a period: who may, when, of which day, once; nothing else moves."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select
from sqlalchemy import update as change
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import Addendum, AuditEntry, OutboxMessage, Person, ProgressUpdate
from models.enums import Role, UpdateStatus
from tests import factories
from tests.factories import AT
from tests.world import World, actor_of, advance
from webapp.domain.errors import IllegalMove, Incomplete, NotAllowed, NotFound
from webapp.levels import in_the_name_of
from webapp.updates import addenda, queries

pytestmark = pytest.mark.both_databases
NEWS = "The council adopted the **new constitution**."
TODAY = AT.date()
DAY = timedelta(days=1)


@pytest.fixture
def approved(session: Session, world: World) -> ProgressUpdate:
    """Return an update that is approved; nobody has been told of anything else."""
    row = advance(session, world.first_update, UpdateStatus.APPROVED)
    session.execute(delete(OutboxMessage))
    return row


def write(
    session: Session,
    who: Person,
    update: ProgressUpdate,
    *,
    happened_on: date = TODAY,
    text: str = NEWS,
) -> Addendum:
    """Let somebody write a note."""
    actor = actor_of(session, who)
    row = queries.get_update(session, actor, update.id)
    return addenda.write_addendum(session, row, actor, at=AT, happened_on=happened_on, text=text)


def approve(session: Session, who: Person, update: ProgressUpdate, note: Addendum) -> None:
    """Let somebody approve a note."""
    actor = actor_of(session, who)
    row = queries.get_update(session, actor, update.id)
    note = addenda.get_addendum(session, actor, row, note.id)
    addenda.approve_addendum(session, row, actor, at=AT, addendum=note)


def told(session: Session) -> list[tuple[str, str]]:
    """Return which messages went to whom."""
    rows = session.execute(
        select(OutboxMessage.kind, Person.name)
        .join(Person, Person.id == OutboxMessage.recipient_id)
        .order_by(OutboxMessage.id)
    )
    return [(kind, name) for kind, name in rows]


def recorded(session: Session) -> list[str]:
    """Return what the audit record holds of notes."""
    return [
        entry
        for entry in session.scalars(select(AuditEntry.action).order_by(AuditEntry.sequence))
        if "addendum" in entry
    ]


def values(row: ProgressUpdate) -> dict[str, Any]:
    """Return every column of an update."""
    return {column.key: getattr(row, column.key) for column in row.__table__.columns}


def test_a_note_is_written_told_of_approved_and_recorded(
    session: Session, world: World, approved: ProgressUpdate
) -> None:
    note = write(session, world.contributor, approved)
    assert (note.happened_on, note.text, note.written_at) == (TODAY, NEWS, AT)
    assert told(session) == [("addendum_written", "Governance sponsor")]
    approve(session, world.sponsor, approved, note)
    assert (note.approved_at, note.approved_by_id) == (AT, world.sponsor.id)
    assert told(session)[1:] == [
        ("addendum_approved", "Governance lead"),
        ("addendum_approved", "Programme office"),
    ]
    assert recorded(session) == ["update.addendum_written", "update.addendum_approved"]


def send_back(
    session: Session, who: Person, update: ProgressUpdate, note: Addendum, reason: str = "Too long."
) -> None:
    """Let somebody send a note back."""
    actor = actor_of(session, who)
    row = queries.get_update(session, actor, update.id)
    note = addenda.get_addendum(session, actor, row, note.id)
    addenda.send_back_addendum(session, row, actor, at=AT, addendum=note, reason=reason)


def test_a_note_is_sent_back_with_a_reason_told_of_and_recorded(
    session: Session, world: World, approved: ProgressUpdate
) -> None:
    note = write(session, world.contributor, approved)
    before = values(approved)
    send_back(session, world.sponsor, approved, note)
    send_back(session, world.sponsor, approved, note)
    session.refresh(note)
    session.refresh(approved)
    sent = (note.sent_back_at, note.sent_back_by_id, note.sent_back_reason)
    assert sent == (AT, world.sponsor.id, "Too long.")
    assert (note.text, note.approved_at, values(approved)) == (NEWS, None, before)
    assert told(session)[1:] == [
        ("addendum_sent_back", "Governance lead"),
        ("addendum_sent_back", "Governance officer"),
    ]
    assert recorded(session) == ["update.addendum_written", "update.addendum_sent_back"]


def test_who_may_not_read_what_is_unapproved_never_sees_a_note_that_was_sent_back(
    session: Session, world: World, approved: ProgressUpdate
) -> None:
    send_back(session, world.sponsor, approved, write(session, world.lead, approved))
    for name, count in (("lead", 1), ("office", 1), ("member", 0), ("chair", 0)):
        found = addenda.addenda(session, actor_of(session, world.people[name]), approved)
        assert len(found) == count, name


def test_the_same_words_after_a_note_was_sent_back_are_another_note(
    session: Session, world: World, approved: ProgressUpdate
) -> None:
    note = write(session, world.lead, approved)
    assert write(session, world.lead, approved).id == note.id
    send_back(session, world.sponsor, approved, note)
    again = write(session, world.lead, approved)
    assert again.id != note.id
    approve(session, world.sponsor, approved, again)


def test_the_first_decision_on_a_note_counts(
    session: Session, world: World, approved: ProgressUpdate
) -> None:
    note = write(session, world.lead, approved)
    send_back(session, world.sponsor, approved, note)
    with pytest.raises(IllegalMove, match="sent back meanwhile"):
        approve(session, world.sponsor, approved, note)
    other = write(session, world.lead, approved, text="Something else.")
    approve(session, world.sponsor, approved, other)
    with pytest.raises(IllegalMove, match="approved meanwhile"):
        send_back(session, world.sponsor, approved, other)
    session.refresh(note)
    session.refresh(other)
    assert (note.approved_at, other.sent_back_at) == (None, None)


def test_a_note_is_sent_back_with_a_reason_by_who_may_approve_it(
    session: Session, world: World, approved: ProgressUpdate
) -> None:
    note = write(session, world.lead, approved)
    with pytest.raises(Incomplete, match="Say what is wrong"):
        send_back(session, world.sponsor, approved, note, reason="  ")
    for name in ("contributor", "office", "director"):
        with pytest.raises(NotAllowed):
            send_back(session, world.people[name], approved, note)
    factories.grant(session, world.contributor, Role.SPONSOR, workstream=world.first)
    own = write(session, world.contributor, approved, text="My own.")
    with pytest.raises(NotAllowed, match="You wrote this note"):
        send_back(session, world.contributor, approved, own)


def test_nothing_of_the_update_changes(
    session: Session, world: World, approved: ProgressUpdate
) -> None:
    before = values(approved)
    approve(session, world.sponsor, approved, write(session, world.lead, approved))
    session.refresh(approved)
    assert values(approved) == before


@pytest.mark.parametrize(
    "state",
    [UpdateStatus.APPROVED, UpdateStatus.IN_PACK, UpdateStatus.ACCEPTED, UpdateStatus.ISSUED],
)
def test_a_note_is_added_from_the_approval_on_and_after_the_issue_too(
    session: Session, world: World, state: UpdateStatus
) -> None:
    row = advance(session, world.first_update, state)
    approve(session, world.sponsor, row, write(session, world.lead, row))
    assert row.status is state


@pytest.mark.parametrize(
    "state",
    [
        UpdateStatus.NOT_STARTED,
        UpdateStatus.DRAFT,
        UpdateStatus.WITH_SPONSOR,
        UpdateStatus.RETURNED,
        UpdateStatus.NOT_SUBMITTED,
        UpdateStatus.WITHDRAWN,
    ],
)
def test_not_before(session: Session, world: World, state: UpdateStatus) -> None:
    row = advance(session, world.first_update, state)
    with pytest.raises(IllegalMove, match="once the update is approved"):
        write(session, world.lead, row)
    assert recorded(session) == []


@pytest.mark.parametrize(
    "happened_on, words",
    [(date(2026, 2, 28), "ended on 28 February 2026"), (TODAY + DAY, "in the future")],
)
def test_not_of_a_day_in_the_period_or_to_come(
    session: Session, world: World, approved: ProgressUpdate, happened_on: date, words: str
) -> None:
    with pytest.raises(Incomplete, match=words):
        write(session, world.lead, approved, happened_on=happened_on)
    assert recorded(session) == []


def test_the_day_is_counted_in_london(
    session: Session, world: World, approved: ProgressUpdate
) -> None:
    """At half past eleven in the evening of a summer day in UTC, London has the next day."""
    at = AT.replace(month=6, day=30, hour=23, minute=30)
    lead = actor_of(session, world.lead, at=at)
    row = queries.get_update(session, lead, approved.id)
    note = addenda.write_addendum(
        session, row, lead, at=at, happened_on=date(2026, 7, 1), text=NEWS
    )
    assert note.happened_on == date(2026, 7, 1)


def test_a_note_says_something(session: Session, world: World, approved: ProgressUpdate) -> None:
    with pytest.raises(Incomplete, match="Say what happened"):
        write(session, world.lead, approved, text=" \n")


@pytest.mark.parametrize("name", ["sponsor", "office", "member", "director", "auditor"])
def test_only_writers_write(
    session: Session, world: World, approved: ProgressUpdate, name: str
) -> None:
    with pytest.raises(NotAllowed, match="leads and contributors"):
        write(session, world.people[name], approved)
    assert recorded(session) == []


@pytest.mark.parametrize("name", ["contributor", "office", "director", "auditor"])
def test_only_a_sponsor_approves(
    session: Session, world: World, approved: ProgressUpdate, name: str
) -> None:
    note = write(session, world.lead, approved)
    with pytest.raises(NotAllowed, match="Only the sponsor"):
        approve(session, world.people[name], approved, note)
    assert note.approved_at is None


def test_a_deputy_approves_within_the_dates(
    session: Session, world: World, approved: ProgressUpdate
) -> None:
    note = write(session, world.lead, approved)
    here, sponsor = world.first, world.sponsor

    def appoint(who: Person, ends_on: date) -> None:
        factories.grant(
            session, who, Role.SPONSOR, workstream=here, deputy_for=sponsor, ends_on=ends_on
        )

    appoint(world.member, TODAY - DAY)
    with pytest.raises(NotFound):
        approve(session, world.member, approved, note)
    appoint(world.outsider, TODAY)
    approve(session, world.outsider, approved, note)
    assert (note.approved_by_id, note.sponsor_id) == (world.outsider.id, sponsor.id)
    session.expire(note)  # with the people it names
    (read,) = addenda.addenda(session, actor_of(session, world.lead), approved)
    assert in_the_name_of(read) == "New starter for Governance sponsor"


def test_a_sponsor_who_is_a_deputy_as_well_approves_in_their_own_name(
    session: Session, world: World, approved: ProgressUpdate
) -> None:
    for deputy_for in (world.sponsor, None):
        factories.grant(
            session,
            world.outsider,
            Role.SPONSOR,
            workstream=world.first,
            deputy_for=deputy_for,
            ends_on=TODAY,
        )
    note = write(session, world.lead, approved)
    approve(session, world.outsider, approved, note)
    assert note.sponsor_id == world.outsider.id


def test_a_deputy_of_who_sponsors_no_more_approves_nothing(
    session: Session, world: World, approved: ProgressUpdate
) -> None:
    factories.grant(
        session,
        world.outsider,
        Role.SPONSOR,
        workstream=world.first,
        deputy_for=world.director,
        ends_on=TODAY,
    )
    note = write(session, world.lead, approved)
    with pytest.raises(NotAllowed, match="do not stand in for a sponsor"):
        approve(session, world.outsider, approved, note)
    assert note.approved_at is None


def test_nobody_approves_their_own_note(
    session: Session, world: World, approved: ProgressUpdate
) -> None:
    """The contributor wrote nothing of the update, sponsors it and still does not approve."""
    factories.grant(session, world.contributor, Role.SPONSOR, workstream=world.first)
    note = write(session, world.contributor, approved)
    with pytest.raises(NotAllowed, match="You wrote this note"):
        approve(session, world.contributor, approved, note)
    approve(session, world.contributor, approved, write(session, world.lead, approved, text="So."))
    approve(session, world.sponsor, approved, note)
    assert len(recorded(session)) == 4


def test_nobody_approves_a_note_on_an_update_they_wrote_part_of(
    session: Session, world: World, approved: ProgressUpdate
) -> None:
    factories.grant(session, world.lead, Role.SPONSOR, workstream=world.first)
    note = write(session, world.contributor, approved)
    with pytest.raises(NotAllowed, match="You wrote part of this update"):
        approve(session, world.lead, approved, note)
    assert note.approved_at is None


def test_the_same_note_twice_is_one_and_others_are_more(
    session: Session, world: World, approved: ProgressUpdate
) -> None:
    first, second = (write(session, world.lead, approved) for _ in range(2))
    assert first.id == second.id
    assert recorded(session) == ["update.addendum_written"]
    assert len(told(session)) == 1
    write(session, world.lead, approved, text="Something else.")
    write(session, world.lead, approved, happened_on=TODAY - DAY)
    write(session, world.contributor, approved)
    assert session.scalar(select(func.count()).select_from(Addendum)) == 4


def test_the_first_approval_counts(
    session: Session, world: World, approved: ProgressUpdate
) -> None:
    note = write(session, world.lead, approved)
    factories.grant(session, world.outsider, Role.SPONSOR, workstream=world.first)
    for who in (world.sponsor, world.sponsor, world.outsider):
        approve(session, who, approved, note)
    assert note.approved_by_id == world.sponsor.id
    assert recorded(session) == ["update.addendum_written", "update.addendum_approved"]


def test_one_who_read_it_before_another_approved_it_approves_nothing(
    session: Session, world: World, approved: ProgressUpdate
) -> None:
    """The database decides who was first, not what was read."""
    note = write(session, world.lead, approved)
    factories.grant(session, world.outsider, Role.SPONSOR, workstream=world.first)
    session.execute(
        change(Addendum)
        .values(approved_at=AT - DAY, approved_by_id=world.sponsor.id, sponsor_id=world.sponsor.id)
        .execution_options(synchronize_session=False)
    )
    as_read = note.approved_at
    assert as_read is None
    late = actor_of(session, world.outsider)
    row = queries.get_update(session, late, approved.id)
    addenda.approve_addendum(session, row, late, at=AT, addendum=note)
    assert (note.approved_at, note.approved_by_id) == (AT - DAY, world.sponsor.id)
    assert recorded(session) == ["update.addendum_written"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""},
        {"approved_at": AT},
        {"approved_by": "sponsor"},
        {"approved_by": "lead", "sponsor": "sponsor", "approved_at": AT},
        {"approved_by": "sponsor", "approved_at": AT},
        {"sponsor": "sponsor"},
    ],
    ids=[
        "without words",
        "approved by nobody",
        "never approved",
        "approved by its writer",
        "approved for nobody",
        "never approved for anybody",
    ],
)
def test_the_database_refuses_a_note_that_cannot_be(
    session: Session, world: World, approved: ProgressUpdate, wrong: dict[str, Any]
) -> None:
    known = dict(wrong)
    people = {
        f"{name}_id": world.people[known.pop(name)].id
        for name in ("approved_by", "sponsor")
        if name in known
    }
    session.add(
        Addendum(
            update_id=approved.id,
            happened_on=TODAY,
            written_by_id=world.lead.id,
            written_at=AT,
            **{"text": NEWS, **known, **people},
        )
    )
    with pytest.raises(IntegrityError):
        session.flush()


def test_notes_are_read_by_date_and_what_is_not_approved_only_by_those_it_concerns(
    session: Session, world: World, approved: ProgressUpdate
) -> None:
    later = write(session, world.lead, approved)
    earlier = write(session, world.lead, approved, happened_on=TODAY - DAY)
    approve(session, world.sponsor, approved, later)

    def read(who: Person) -> list[int]:
        rows = addenda.addenda(session, actor_of(session, who), approved)
        return [row.id for row in rows]

    for name in ("lead", "contributor", "sponsor", "office", "director", "auditor"):
        assert read(world.people[name]) == [earlier.id, later.id], name
    for name in ("member", "chair"):
        assert read(world.people[name]) == [later.id], name
        with pytest.raises(NotFound):
            approve(session, world.people[name], approved, earlier)


def test_a_note_on_another_update_is_not_found(
    session: Session, world: World, approved: ProgressUpdate
) -> None:
    note = write(session, world.lead, approved)
    other = advance(session, world.second_update, UpdateStatus.APPROVED)
    with pytest.raises(NotFound):
        approve(session, world.second_sponsor, other, note)
