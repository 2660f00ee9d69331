"""Writing what a programme must answer."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import AuditEntry, Concern, Person
from tests import factories
from tests.factories import AT
from tests.world import World, actor_of
from webapp.concerns import concerns_of
from webapp.domain.errors import Incomplete, NotAllowed, NotFound, Stale
from webapp.programmes import concerns
from webapp.programmes.queries import find_programme

pytestmark = pytest.mark.both_databases


def save(
    session: Session, world: World, who: Person, row: Concern | None = None, **said: Any
) -> Concern:
    given: dict[str, Any] = {
        "title": "Late decisions",
        "source": "The notice",
        "seen": row.version if row else 0,
    }
    row = row or Concern(programme_id=world.programme.id, workstreams=[])
    return concerns.save(
        session,
        row,
        actor_of(session, who),
        at=AT,
        offered=[world.first, world.second],
        **(given | said),
    )


def test_a_new_concern_gets_the_next_number_and_a_second_click_the_same(
    session: Session, world: World
) -> None:
    first = save(session, world, world.office, answering=[world.second.id])
    again = save(session, world, world.office, answering=[world.second.id])
    other = save(session, world, world.office, title="No plan")
    assert again is first
    assert (first.number, other.number) == (1, 2)
    assert session.scalar(select(func.count(Concern.id))) == 2
    assert [row.code for row in first.workstreams] == [world.second.code]


def test_workstreams_of_another_phase_stay(session: Session, world: World) -> None:
    row = save(session, world, world.office, answering=[world.first.id, world.second.id])
    concerns.save(
        session,
        row,
        actor_of(session, world.office),
        at=AT,
        seen=row.version,
        title=row.title,
        source=row.source,
        offered=[world.second],
        answering=(),
    )
    assert [one.code for one in row.workstreams] == [world.first.code]


def test_the_same_again_changes_nothing(session: Session, world: World) -> None:
    row = save(session, world, world.office)
    entries = session.scalar(select(func.count(AuditEntry.id)))
    save(session, world, world.office, row, seen=0)
    assert row.version == 1
    assert session.scalar(select(func.count(AuditEntry.id))) == entries


def test_a_change_since_is_not_written_over(session: Session, world: World) -> None:
    row = save(session, world, world.office)
    save(session, world, world.office, row, title="Late and unclear decisions")
    with pytest.raises(Stale):
        save(session, world, world.office, row, seen=1, title="Something else")
    assert (row.title, row.version) == ("Late and unclear decisions", 2)


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": " "},
        {"source": ""},
        {"closed_on": date(2026, 1, 1)},
        {"closing_reason": "The letter"},
        {
            "raised_on": date(2026, 2, 1),
            "closed_on": date(2026, 1, 1),
            "closing_reason": "The letter",
        },
    ],
)
def test_what_is_not_whole_is_refused(
    session: Session, world: World, wrong: dict[str, Any]
) -> None:
    with pytest.raises(Incomplete):
        save(session, world, world.office, **wrong)
    assert list(concerns_of(session, world.programme.id)) == []


@pytest.mark.parametrize("who", ["lead", "chair", "director", "administrator", "outsider"])
def test_only_the_office_writes(session: Session, world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        save(session, world, world.people[who])


def test_what_is_not_there_is_not_found(session: Session, world: World) -> None:
    with pytest.raises(NotFound):
        concerns.find_concern(session, world.programme, 1)
    save(session, world, world.office)
    other = factories.programme(session, world.organisation, slug="other")
    with pytest.raises(NotFound):
        concerns.find_concern(session, other, 1)
    with pytest.raises(NotFound):
        find_programme(session, actor_of(session, world.outsider), world.programme.slug)
    assert concerns.workstreams_of(session, None) == ()
