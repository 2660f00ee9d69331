"""Decisions on what the checks ask about: taken by the office, for what was seen, kept for ever."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import column, delete, select, table, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import AuditEntry
from tests.factories import AT
from tests.packs import stages
from tests.packs.cover import desk
from tests.world import World, actor_of
from webapp.domain.errors import Incomplete, NotAllowed
from webapp.domain.packchecks.finding import block, decide
from webapp.packs import accepting

ASKED = decide("total-differs", "overview", "The text says four", "Put it right", about="all four")
OTHER = decide("total-differs", "overview", "The text says six", "Put it right", about="all six")
BLOCKED = block("cited-appendix", "overview", "There is no appendix 1", "Put it right")


@pytest.mark.both_databases
def test_what_is_accepted_no_longer_stands_in_the_way(session: Session, world: World) -> None:
    pack = stages.issue(session, world).pack
    office = actor_of(session, world.office)
    found = (BLOCKED, ASKED, OTHER)
    assert accepting.outstanding(found, accepting.accepted(session, pack)) == found
    row = accepting.accept(
        session, pack, office, at=AT, finding=ASKED, reason=" The fourth ended in May. "
    )
    session.expire_all()
    decisions = accepting.accepted(session, pack)
    assert accepting.outstanding(found, decisions) == (BLOCKED, OTHER)
    held = decisions[ASKED.key]
    assert (held.by.id, held.reason) == (world.office.id, "The fourth ended in May.")
    assert (held.id, held.fact) == (row.id, "The text says four")
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.sequence.desc())).first()
    assert entry is not None
    assert (entry.action, entry.subject) == ("pack.accept", f"pack:{pack.id}")
    assert json.loads(entry.detail) == {
        "finding": "total-differs",
        "place": "overview",
        "about": "all four",
    }


def test_the_same_decision_is_taken_once_and_a_new_reason_takes_its_place(
    session: Session, world: World
) -> None:
    pack = stages.issue(session, world).pack
    office = actor_of(session, world.office)
    first, again, changed = (
        accepting.accept(session, pack, office, at=at, finding=ASKED, reason=reason)
        for at, reason in ((AT, "One."), (AT, "One."), (AT + timedelta(days=1), "Two."))
    )
    assert first is again
    assert accepting.accepted(session, pack)[ASKED.key] is changed


def test_a_decision_about_a_cover_report_is_not_one_about_its_pack(
    session: Session, world: World
) -> None:
    cover = desk.ready(session, world)
    accepting.accept(
        session,
        cover.pack,
        actor_of(session, world.office),
        at=AT,
        finding=ASKED,
        reason="As agreed.",
        cover=cover,
    )
    assert accepting.accepted(session, cover.pack) == {}
    assert set(accepting.accepted(session, cover.pack, cover)) == {ASKED.key}


def test_what_cannot_be_accepted_leaves_nothing_behind(session: Session, world: World) -> None:
    pack = stages.issue(session, world).pack
    office = actor_of(session, world.office)
    with pytest.raises(Incomplete, match="This cannot be accepted"):
        accepting.accept(session, pack, office, at=AT, finding=BLOCKED, reason="Never mind.")
    with pytest.raises(Incomplete, match="Say why"):
        accepting.accept(session, pack, office, at=AT, finding=ASKED, reason=" \n")
    with pytest.raises(NotAllowed, match="Only the programme office"):
        accepting.accept(
            session, pack, actor_of(session, world.lead), at=AT, finding=ASKED, reason="Fine."
        )
    assert accepting.accepted(session, pack) == {}


@pytest.mark.both_databases
def test_decisions_only_grow(session: Session, world: World) -> None:
    pack = stages.issue(session, world).pack
    office = actor_of(session, world.office)
    accepting.accept(session, pack, office, at=AT, finding=ASKED, reason="As agreed.")
    session.commit()
    rows = table("pack_findings_accepted", column("id"))
    for statement in (delete(rows), update(rows).values(id=1)):
        with pytest.raises(IntegrityError, match="only grows"):
            session.execute(statement)
        session.rollback()
