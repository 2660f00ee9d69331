"""The outbox: who is told, chased once a day, and what has no words is not written."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import OutboxMessage, Person, UpdateContributor
from models.enums import Role, UpdateStatus
from tests import factories
from tests import world as setting
from tests.factories import AT
from tests.world import World, actor_of
from webapp.notifications import outbox
from webapp.updates.queries import get_update

DAY = timedelta(days=1)


def told(session: Session, kind: str) -> list[str]:
    """Return who got messages of a kind, in their order."""
    return list(
        session.scalars(
            select(Person.name)
            .join(OutboxMessage, OutboxMessage.recipient_id == Person.id)
            .where(OutboxMessage.kind == kind)
            .order_by(OutboxMessage.id)
        )
    )


def chase(session: Session, world: World, at: datetime = AT) -> bool:
    """Chase the first update as the programme office does."""
    row = get_update(session, actor_of(session, world.office), world.first_update.id)
    return outbox.chase(session, row, actor_id=world.office.id, at=at)


@pytest.mark.both_databases
def test_whoever_has_it_is_chased_once_a_london_day(session: Session, world: World) -> None:
    assert chase(session, world)
    assert not chase(session, world)
    assert told(session, "chase") == ["Governance lead"]
    late = AT.replace(hour=23, minute=59)
    assert not chase(session, world, late)
    assert chase(session, world, late + DAY / 1440)
    assert chase(session, world, AT + 2 * DAY)
    assert told(session, "chase") == ["Governance lead"] * 3


def test_a_chase_follows_the_update_to_who_has_it_now(session: Session, world: World) -> None:
    assert chase(session, world)
    setting.advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    deputy = factories.person(session, world.organisation, "Deputy")
    factories.grant(
        session,
        deputy,
        Role.SPONSOR,
        workstream=world.first,
        deputy_for=world.sponsor,
        ends_on=AT.date(),
    )
    assert chase(session, world)
    assert told(session, "chase") == ["Governance lead", "Governance sponsor", "Deputy"]
    assert chase(session, world, AT + DAY)
    assert told(session, "chase")[3:] == ["Governance sponsor"]


def test_nobody_is_chased_when_nobody_has_it_or_only_the_chaser_does(
    session: Session, world: World
) -> None:
    setting.advance(session, world.first_update, UpdateStatus.APPROVED)
    assert not chase(session, world)
    setting.advance(session, world.second_update, UpdateStatus.ISSUED)
    assert not outbox.chase(session, world.second_update, actor_id=world.office.id, at=AT)
    assert told(session, "chase") == []


def test_sponsors_are_chased_also_where_none_may_decide(session: Session, world: World) -> None:
    setting.advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    session.add(
        UpdateContributor(update_id=world.first_update.id, person_id=world.sponsor.id, first_at=AT)
    )
    session.flush()
    assert chase(session, world)
    assert told(session, "chase") == ["Governance sponsor"]


def test_people_are_told_by_name_and_once(session: Session, world: World) -> None:
    people = [world.outsider.id, world.lead.id, world.outsider.id]
    outbox.tell(session, people, "update_handed_over", update_id=world.first_update.id, at=AT)
    assert told(session, "update_handed_over") == ["New starter", "Governance lead"]
    with pytest.raises(KeyError, match="gossip"):
        outbox.tell(session, people, "gossip", update_id=world.first_update.id, at=AT)


def test_the_office_and_the_director_hear_that_a_period_is_closed(
    session: Session, world: World
) -> None:
    session.refresh(world.period, ["phase"])
    outbox.announce_period(session, world.period, "period_close", actor_id=world.office.id, at=AT)
    assert told(session, "period_close") == ["Programme director"]


def test_thousands_of_messages_are_written_in_few_statements(
    session: Session, world: World
) -> None:
    rows = [
        {
            "kind": "chase",
            "recipient_id": world.lead.id,
            "update_id": world.first_update.id,
            "key": f"test:{number % 1500}",
            "created_at": AT,
        }
        for number in range(1600)
    ]
    assert len(outbox.write_once(session, rows)) == 1500
    assert outbox.write_once(session, rows) == []
