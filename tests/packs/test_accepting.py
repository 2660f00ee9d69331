"""Decisions on what the checks ask about: taken by the office, for what was seen, kept for ever."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import column, delete, select, table, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import AuditEntry, Pack
from tests import factories
from tests.factories import AT
from tests.packs import stages
from tests.packs.cover import desk
from tests.world import World, actor_of
from webapp.domain.content import fingerprint
from webapp.domain.errors import Incomplete, NotAllowed
from webapp.domain.packchecks import Finding
from webapp.domain.packchecks.finding import block, decide
from webapp.packs import accepting

ASKED = decide("total-differs", "overview", "The text says four", "Put it right", about="all four")
OTHER = decide("total-differs", "overview", "The text says six", "Put it right", about="all six")
BLOCKED = block("cited-appendix", "overview", "There is no appendix 1", "Put it right")


def left(session: Session, pack: Pack, found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return what keeps a pack from being issued."""
    return tuple(one.finding for one in accepting.judge(session, found, pack) if one.open)


@pytest.mark.both_databases
def test_what_is_accepted_no_longer_stands_in_the_way(session: Session, world: World) -> None:
    pack = stages.issue(session, world).pack
    office = actor_of(session, world.office)
    found = (BLOCKED, ASKED, OTHER)
    assert left(session, pack, found) == found
    row = accepting.accept(
        session, pack, office, at=AT, finding=ASKED, reason=" The fourth ended in May. "
    )
    session.expire_all()
    assert left(session, pack, found) == (BLOCKED, OTHER)
    _, judged, _ = accepting.judge(session, found, pack)
    held = judged.decision
    assert held is not None
    assert (held.by.id, held.reason) == (world.office.id, "The fourth ended in May.")
    assert (held.id, held.fact) == (row.id, "The text says four")
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.sequence.desc())).first()
    assert entry is not None
    assert (entry.action, entry.subject) == ("pack.accept", f"pack:{pack.id}")
    assert json.loads(entry.detail) == {
        "finding": "total-differs",
        "place": "overview",
        "about": "all four",
        "decision": row.id,
        "fact": fingerprint("The text says four"),
        "reason": fingerprint("The fourth ended in May."),
    }


def test_a_decision_covers_no_more_than_was_read(session: Session, world: World) -> None:
    pack = stages.issue(session, world).pack
    office = actor_of(session, world.office)
    accepting.accept(session, pack, office, at=AT, finding=ASKED, reason="The fourth ended.")
    changed = replace(ASKED, fact="The text says four of six")
    (before,), (after,) = (accepting.judge(session, [one], pack) for one in (ASKED, changed))
    assert not before.open
    assert after.open
    assert before.handle != after.handle


def test_a_decision_holds_for_every_pack_made_of_the_same_text(
    session: Session, world: World
) -> None:
    board = stages.issue(session, world).pack
    accepting.accept(
        session, board, actor_of(session, world.office), at=AT, finding=ASKED, reason="So be it."
    )
    group = stages.fetch(session, world.office, world.pack)
    assert left(session, group, (ASKED, OTHER)) == (OTHER,)
    later = factories.period(
        session,
        world.phase,
        slug="later",
        starts_on=date(2026, 3, 1),
        ends_on=date(2026, 4, 30),
    )
    another = factories.pack(session, later)
    assert left(session, another, (ASKED, OTHER)) == (ASKED, OTHER)


def test_nothing_goes_out_while_something_is_left(session: Session, world: World) -> None:
    pack = stages.issue(session, world).pack

    def judged(*found: Finding) -> tuple[accepting.Judged, ...]:
        return accepting.judge(session, found, pack)

    accepting.require_settled(judged())
    with pytest.raises(Incomplete, match="cannot go out with that"):
        accepting.require_settled(judged(ASKED, BLOCKED))
    with pytest.raises(Incomplete, match="two things the checks found"):
        accepting.require_settled(judged(ASKED, OTHER))
    office = actor_of(session, world.office)
    for one in (ASKED, OTHER):
        accepting.accept(session, pack, office, at=AT, finding=one, reason="As agreed.")
    accepting.require_settled(judged(ASKED, OTHER))


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
    (judged,) = accepting.judge(session, [ASKED], pack)
    assert judged.decision is changed


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
    assert left(session, cover.pack, [ASKED]) == (ASKED,)
    (judged,) = accepting.judge(session, [ASKED], cover.pack, cover)
    assert judged.decision is not None


def test_what_must_be_mended_stays_open_whatever_was_decided_before(
    session: Session, world: World
) -> None:
    pack = stages.issue(session, world).pack
    office = actor_of(session, world.office)
    accepting.accept(session, pack, office, at=AT, finding=ASKED, reason="As it is.")
    stricter = replace(ASKED, severity=BLOCKED.severity)
    assert left(session, pack, (stricter,)) == (stricter,)


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
    assert left(session, pack, [BLOCKED, ASKED]) == (BLOCKED, ASKED)


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
