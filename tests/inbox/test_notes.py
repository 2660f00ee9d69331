"""A note waits for its sponsor alone until it is decided on; sent back, for its writer alone."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from models import Addendum
from models.enums import Section, UpdateStatus
from tests import factories
from tests.conftest import SignIn
from tests.factories import AT
from tests.world import World, actor_of, advance
from webapp.clock import LONDON
from webapp.domain.calendar import Today
from webapp.inbox.queries import gather, work_for
from webapp.inbox.tasks import Task, Verb
from webapp.updates import addenda, decisions, queries

pytestmark = pytest.mark.both_databases
LATER = AT + timedelta(hours=1)


def written(session: Session, world: World, status: UpdateStatus) -> Addendum:
    """Let the lead write a note on the update in a state."""
    advance(session, world.first_update, status)
    lead = actor_of(session, world.lead)
    row = queries.get_update(session, lead, world.first_update.id)
    return addenda.write_addendum(
        session, row, lead, at=AT, happened_on=AT.date(), text="It was adopted."
    )


@pytest.mark.parametrize(
    "status,due",
    [
        (UpdateStatus.APPROVED, date(2026, 3, 17)),
        (UpdateStatus.ACCEPTED, date(2026, 3, 31)),
        (UpdateStatus.ISSUED, None),
    ],
)
def test_a_note_waits_for_the_sponsor_until_it_is_approved(
    session: Session, world: World, status: UpdateStatus, due: date | None
) -> None:
    note = written(session, world, status)
    sponsor = actor_of(session, world.sponsor)
    found = gather(session, sponsor, AT.date()).notes
    assert [(row.update_id, row.writer, row.title) for row in found] == [
        (world.first_update.id, "Governance lead", "G. Governance")
    ]
    assert [due and str(row.due)[:10] for row in found] == [due and due.isoformat()]
    assert found[0].contributor_ids == {world.lead.id}
    row = queries.get_update(session, sponsor, world.first_update.id)
    addenda.approve_addendum(session, row, sponsor, at=AT, addendum=note)
    assert gather(session, sponsor, AT.date()).notes == ()


@pytest.mark.parametrize("who", ["lead", "second_sponsor", "office", "chair"])
def test_it_waits_for_nobody_else(session: Session, world: World, who: str) -> None:
    written(session, world, UpdateStatus.APPROVED)
    assert gather(session, actor_of(session, world.people[who]), AT.date()).notes == ()


def test_a_note_on_an_update_that_came_back_meanwhile_still_waits(
    session: Session, world: World
) -> None:
    """The note stands apart from the update, which is due again from its lead."""
    note = written(session, world, UpdateStatus.APPROVED)
    sponsor = actor_of(session, world.sponsor)
    row = queries.get_update(session, sponsor, world.first_update.id)
    assert row.revision is not None
    decisions.revoke(
        session,
        row,
        sponsor,
        at=AT,
        seen=row.revision.sha256,
        reason="The figures changed.",
        sections=[Section.CONCERNS],
    )
    (found,) = gather(session, sponsor, AT.date()).notes
    assert (found.status, found.due) == (UpdateStatus.RETURNED, world.period.sponsor_due_at)
    addenda.approve_addendum(session, row, sponsor, at=AT, addendum=note)
    assert gather(session, sponsor, AT.date()).notes == ()


def send_back(session: Session, world: World, note: Addendum) -> None:
    """Let the sponsor send a note back."""
    sponsor = actor_of(session, world.sponsor)
    row = queries.get_update(session, sponsor, note.update_id)
    addenda.send_back_addendum(
        session, row, sponsor, at=AT, addendum=note, reason="Say who adopted it."
    )


def to_write_again(session: Session, world: World, who: str) -> list[Task]:
    """Return the notes that somebody is asked to write again."""
    work = work_for(session, actor_of(session, world.people[who]), Today(AT, LONDON))
    return [task for task in work.now if task.verb is Verb.WRITE_NOTE_AGAIN]


def test_a_note_that_came_back_waits_for_its_writer_alone_until_it_is_written_again(
    session: Session, world: World
) -> None:
    note = written(session, world, UpdateStatus.ISSUED)
    assert to_write_again(session, world, "lead") == []
    send_back(session, world, note)
    (task,) = to_write_again(session, world, "lead")
    assert (task.subject_id, task.place, task.due) == (note.update_id, note.id, None)
    assert task.title == "G. Governance"
    assert task.notes[0].endswith("was sent back: Say who adopted it.")
    for name in ("contributor", "sponsor", "second_lead", "office", "director", "auditor"):
        assert to_write_again(session, world, name) == [], name
    assert gather(session, actor_of(session, world.sponsor), AT.date()).notes == ()
    officer = actor_of(session, world.contributor)
    row = queries.get_update(session, officer, note.update_id)
    addenda.write_addendum(
        session, row, officer, at=LATER, happened_on=AT.date(), text="The council adopted it."
    )
    assert to_write_again(session, world, "lead") == []


@pytest.mark.parametrize("status,asked", [(UpdateStatus.DRAFT, 1), (UpdateStatus.WITH_SPONSOR, 0)])
def test_it_ends_with_the_next_update_that_is_submitted(
    session: Session, world: World, status: UpdateStatus, asked: int
) -> None:
    send_back(session, world, written(session, world, UpdateStatus.ISSUED))
    period = factories.period(
        session,
        world.phase,
        slug="next",
        name="March and April 2026",
        starts_on=date(2026, 3, 1),
        ends_on=date(2026, 4, 30),
    )
    advance(session, factories.update(session, world.first, period), status)
    assert len(to_write_again(session, world, "lead")) == asked


def test_the_button_opens_the_page_with_what_was_written(
    session: Session, world: World, sign_in: SignIn
) -> None:
    note = written(session, world, UpdateStatus.APPROVED)
    send_back(session, world, note)
    visitor = sign_in(world.lead)
    page = visitor.get("/")
    assert "was sent back: Say who adopted it." in page.main
    words = "Write it again: G. Governance, January and February 2026"
    (address,) = [href for text, href in page.links if text == words]
    assert "It was adopted." in visitor.get(address).main
