"""Writing what the acronyms of a programme stand for."""

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import AuditEntry, Person
from tests.factories import AT
from tests.world import World, actor_of
from webapp.acronyms import acronyms_of
from webapp.domain.errors import NotAllowed, Stale
from webapp.programmes import acronyms

pytestmark = pytest.mark.both_databases

FIRST = {"BVN": "Best Value Notice", "KPI": "Key indicator"}


def save(
    session: Session, world: World, who: Person, entries: dict[str, str], seen: dict[str, str]
) -> None:
    acronyms.save(
        session,
        world.programme,
        actor_of(session, who),
        at=AT,
        seen=acronyms.version(seen),
        entries=entries,
    )


def test_a_list_is_stored_as_a_whole_and_the_change_recorded(
    session: Session, world: World
) -> None:
    save(session, world, world.office, FIRST, {})
    second = {"KPI": "Key performance indicator", "MoU": "Memorandum"}
    save(session, world, world.office, second, FIRST)
    assert acronyms_of(session, world.programme.id) == second
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert entry.action == "acronyms.save"
    assert "BVN KPI MoU" in str(entry.detail)
    save(session, world, world.office, {}, second)
    assert acronyms_of(session, world.programme.id) == {}


def test_the_same_again_changes_nothing(session: Session, world: World) -> None:
    save(session, world, world.office, FIRST, {})
    entries = session.scalar(select(func.count(AuditEntry.id)))
    save(session, world, world.office, dict(reversed(FIRST.items())), {})
    assert session.scalar(select(func.count(AuditEntry.id))) == entries


def test_a_change_since_is_not_written_over(session: Session, world: World) -> None:
    save(session, world, world.office, FIRST, {})
    with pytest.raises(Stale):
        save(session, world, world.office, {"MoU": "Memorandum"}, {})
    assert acronyms_of(session, world.programme.id) == FIRST


@pytest.mark.parametrize("who", ["lead", "chair", "director", "administrator", "outsider"])
def test_only_the_office_writes(session: Session, world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        save(session, world, world.people[who], FIRST, {})
    assert acronyms_of(session, world.programme.id) == {}
