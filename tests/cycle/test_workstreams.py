"""Another completion date, and closing: agreed by who may, with a reason, and nothing lost."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from models.enums import PeriodStatus, Role, UpdateStatus
from tests import factories
from tests.cycle.desk import DAY, TODAY, recorded, told, workstream
from tests.factories import AT
from tests.world import World, actor_of, advance
from webapp.cycle import queries, workstreams
from webapp.domain.errors import IllegalMove, Incomplete, NotAllowed, Stale

pytestmark = pytest.mark.both_databases
OLD, NEW, NEWER = date(2026, 6, 30), date(2026, 9, 30), date(2026, 12, 31)


def agree(session: Session, world: World, who: str, to: date = NEW, seen: date = OLD) -> None:
    """Agree another date for the first workstream."""
    workstreams.agree_date(
        session,
        workstream(session, world, world.first),
        actor_of(session, world.people[who]),
        at=AT,
        agreed_on=to,
        reason="The supplier is late.",
        seen=seen.isoformat(),
    )


def dates(session: Session, world: World) -> list[tuple[date, str, str]]:
    """Return the agreed dates with reason and person, the latest first."""
    rows = queries.agreed_dates(session, world.first)
    return [(row.agreed_on, row.reason, row.person.name) for row in rows]


def test_the_dates_before_stay_beside_the_new_one(session: Session, world: World) -> None:
    agree(session, world, "sponsor")
    agree(session, world, "office", NEWER, seen=NEW)
    assert dates(session, world) == [
        (NEWER, "The supplier is late.", world.office.name),
        (NEW, "The supplier is late.", world.sponsor.name),
        (OLD, workstreams.STOOD_BEFORE, world.sponsor.name),
    ]
    assert workstream(session, world, world.first).agreed_on == NEWER
    assert recorded(session) == ["workstream.agree_date"] * 2


def test_lead_and_sponsor_hear_of_another_date_once_but_not_from_themselves(
    session: Session, world: World
) -> None:
    agree(session, world, "sponsor")
    agree(session, world, "sponsor", seen=OLD)
    assert told(session, "workstream_agree_date") == {world.lead.name}
    agree(session, world, "office", NEWER, seen=NEW)
    assert told(session, "workstream_agree_date") == {world.lead.name, world.sponsor.name}


def test_a_first_date_has_none_before_it(session: Session, world: World) -> None:
    row = workstream(session, world, world.first)
    row.agreed_on = None
    office = actor_of(session, world.office)
    workstreams.agree_date(session, row, office, at=AT, agreed_on=NEW, reason="Agreed.", seen="")
    assert [one[0] for one in dates(session, world)] == [NEW]


def test_the_same_date_twice_is_agreed_once(session: Session, world: World) -> None:
    agree(session, world, "sponsor")
    agree(session, world, "sponsor", seen=OLD)
    assert len(dates(session, world)) == 2


def test_a_date_is_not_agreed_over_one_that_nobody_saw(session: Session, world: World) -> None:
    agree(session, world, "sponsor")
    with pytest.raises(Stale):
        agree(session, world, "office", NEWER, seen=OLD)
    assert workstream(session, world, world.first).agreed_on == NEW


def test_a_deputy_agrees_in_the_sponsors_place(session: Session, world: World) -> None:
    factories.grant(
        session,
        world.outsider,
        Role.SPONSOR,
        workstream=world.first,
        ends_on=TODAY,
        deputy_for=world.sponsor,
    )
    agree(session, world, "outsider")
    assert workstream(session, world, world.first).agreed_on == NEW


@pytest.mark.parametrize("who", ["lead", "second_sponsor", "chair", "director", "auditor"])
def test_nobody_else_agrees_a_date(session: Session, world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        agree(session, world, who)
    assert dates(session, world) == []


def test_a_date_needs_a_reason(session: Session, world: World) -> None:
    row = workstream(session, world, world.first)
    office = actor_of(session, world.office)
    with pytest.raises(Incomplete):
        workstreams.agree_date(
            session, row, office, at=AT, agreed_on=NEW, reason=" ", seen=OLD.isoformat()
        )
    assert row.agreed_on == OLD


def close(session: Session, world: World, who: str = "office", **values: Any) -> None:
    """Close the first workstream, saying what becomes of each open item."""
    row = workstream(session, world, world.first)
    items = queries.open_items(session, row)
    said: dict[str, Any] = {
        "on": TODAY,
        "reason": "All of it is done.",
        "dispositions": {item.id: f"Taken over: {item.title}" for item in items},
    } | values
    workstreams.close_workstream(session, row, actor_of(session, world.people[who]), at=AT, **said)


def test_every_open_item_is_settled_and_the_next_period_asks_for_nothing(
    session: Session, world: World
) -> None:
    advance(session, world.first_update, UpdateStatus.APPROVED)
    items = queries.open_items(session, world.first)
    assert len(items) == 2
    close(session, world, merged_into=workstream(session, world, world.second))
    assert all(item.disposition == f"Taken over: {item.title}" for item in items)
    assert queries.open_items(session, world.first) == []
    row = workstream(session, world, world.first)
    assert (row.closed_on, row.merged_into_id) == (TODAY, world.second.id)
    assert recorded(session)[-1] == "workstream.close"
    following = factories.period(
        session,
        world.phase,
        slug="next",
        starts_on=TODAY + DAY,
        ends_on=date(2026, 4, 30),
        status=PeriodStatus.SCHEDULED,
    )
    session.refresh(following, ["phase"])
    assert [one.id for one in queries.reporting(session, following)] == [world.second.id]
    assert [one.id for one in queries.reporting(session, world.period)] == [
        world.first.id,
        world.second.id,
    ]


def test_everybody_who_works_on_it_hears_that_it_closes(session: Session, world: World) -> None:
    close(session, world)
    assert told(session, "workstream_close") == {
        world.lead.name,
        world.contributor.name,
        world.sponsor.name,
    }


def test_an_item_nobody_speaks_of_keeps_it_open(session: Session, world: World) -> None:
    advance(session, world.first_update, UpdateStatus.APPROVED)
    first, _ = queries.open_items(session, world.first)
    with pytest.raises(Incomplete, match="G-"):
        close(session, world, dispositions={first.id: "Done."})
    assert workstream(session, world, world.first).closed_on is None


def test_it_closes_once_with_a_reason_by_the_office(session: Session, world: World) -> None:
    with pytest.raises(Incomplete):
        close(session, world, reason=" ")
    for who in ("sponsor", "director", "auditor"):
        with pytest.raises(NotAllowed):
            close(session, world, who)
    close(session, world)
    with pytest.raises(IllegalMove):
        close(session, world)
    with pytest.raises(IllegalMove):
        agree(session, world, "sponsor")


def test_it_goes_on_only_in_an_open_workstream_of_its_phase(session: Session, world: World) -> None:
    closed = factories.workstream(session, world.phase)
    closed.closed_on = TODAY
    elsewhere = factories.workstream(
        session, factories.phase(session, world.programme, world.scale, number=2)
    )
    for into in (world.first, closed, elsewhere):
        with pytest.raises(Incomplete):
            close(session, world, merged_into=into)
    assert workstream(session, world, world.first).closed_on is None
