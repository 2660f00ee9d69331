"""A note that waits is read for its sponsor alone, until somebody approves it."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from models import Addendum
from models.enums import UpdateStatus
from tests.factories import AT
from tests.world import World, actor_of, advance
from webapp.inbox.queries import gather
from webapp.updates import addenda, queries

pytestmark = pytest.mark.both_databases


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
