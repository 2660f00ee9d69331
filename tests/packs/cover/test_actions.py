"""What may not be done with a cover report: refused with the reason, leaving nothing behind."""

import msgspec
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import AuditEntry
from models.covers import CoverReport
from tests.factories import AT
from tests.packs.cover import desk
from tests.world import World, actor_of
from webapp.domain.errors import IllegalMove, Incomplete, NotAllowed, NotFound, Stale
from webapp.packs.cover import actions, issuing, officers, pieces, queries, settings
from webapp.packs.cover.content import (
    PIECE_LIMIT,
    Recommendation,
    decode,
    fingerprint,
    handle_from,
)
from webapp.packs.cover.pieces import Kind


@pytest.fixture
def cover(session: Session, world: World) -> CoverReport:
    return desk.fetch(session, world.office, desk.begin(session, world))


def records(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(AuditEntry)) or 0


def test_only_the_office_writes(session: Session, world: World, cover: CoverReport) -> None:
    before, director = records(session), actor_of(session, world.director)
    content = decode(cover.content)
    piece = content.recommendations[0]
    for attempt in (
        lambda: actions.save_front(session, cover, director, at=AT, front=content.front, seen=""),
        lambda: actions.save_objectives(
            session, cover, director, at=AT, objectives=(), text="", seen=""
        ),
        lambda: actions.save_piece(
            session, cover, director, at=AT, kind=Kind.RECOMMENDATION, piece=piece, seen=""
        ),
        lambda: actions.move_piece(
            session, cover, director, at=AT, kind=Kind.RECOMMENDATION, handle="r1", by=1
        ),
        lambda: actions.remove_piece(
            session, cover, director, at=AT, kind=Kind.RECOMMENDATION, handle="r1"
        ),
        lambda: issuing.issue(session, cover, director, at=AT, seen=""),
        lambda: settings.withdraw(session, world.programme, director, at=AT),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert records(session) == before
    assert decode(cover.content) == content


def test_the_same_again_changes_nothing(session: Session, world: World, cover: CoverReport) -> None:
    office, content = actor_of(session, world.office), decode(cover.content)
    before = records(session)
    actions.save_front(session, cover, office, at=AT, front=content.front, seen="")
    actions.save_objectives(session, cover, office, at=AT, objectives=(), text="", seen="")
    piece = content.recommendations[0]
    actions.save_piece(
        session, cover, office, at=AT, kind=Kind.RECOMMENDATION, piece=piece, seen=""
    )
    for by in (-1, 1):
        actions.move_piece(
            session, cover, office, at=AT, kind=Kind.RECOMMENDATION, handle="r1", by=by
        )
    actions.remove_piece(session, cover, office, at=AT, kind=Kind.PAPER, handle="nothing")
    settings.withdraw(session, world.programme, office, at=AT)
    assert records(session) == before


def test_a_section_with_paragraphs_stays(
    session: Session, world: World, cover: CoverReport
) -> None:
    office = actor_of(session, world.office)
    with pytest.raises(IllegalMove, match="This section holds one paragraph"):
        actions.remove_piece(session, cover, office, at=AT, kind=Kind.PART, handle="s1")
    actions.remove_piece(session, cover, office, at=AT, kind=Kind.PARAGRAPH, handle="p1")
    actions.remove_piece(session, cover, office, at=AT, kind=Kind.PART, handle="s1")
    assert pieces.find(decode(cover.content), Kind.PART, "s1") is None


def test_what_is_referred_to_stays_and_who_does_is_said(
    session: Session, world: World, cover: CoverReport
) -> None:
    office = actor_of(session, world.office)
    desk.write(session, world, cover, 1, "See [paragraph: p1].")
    cover = desk.fetch(session, world.office, cover)
    with pytest.raises(IllegalMove, match=r"referred to in paragraph 5\.1"):
        actions.remove_piece(session, cover, office, at=AT, kind=Kind.PARAGRAPH, handle="p1")


def test_a_report_holds_only_so_many_pieces(
    session: Session, world: World, cover: CoverReport
) -> None:
    office, content = actor_of(session, world.office), decode(cover.content)
    rows = tuple(Recommendation(handle=f"r{n}", text="Note.") for n in range(PIECE_LIMIT))
    full = msgspec.structs.replace(content, recommendations=rows)
    cover = desk.fetch(session, world.office, desk.begin(session, world, content=full))
    with pytest.raises(Incomplete, match="at most 200"):
        actions.save_piece(
            session,
            cover,
            office,
            at=AT,
            kind=Kind.RECOMMENDATION,
            piece=Recommendation(handle="r999", text="Note."),
            seen="",
        )


def test_nobody_outside_or_disabled_is_asked(
    session: Session, world: World, cover: CoverReport
) -> None:
    office, row = actor_of(session, world.office), cover.implications[0]
    world.outsider.disabled_at = AT
    for officer_id in (world.outsider.id, 10**9):
        with pytest.raises(Incomplete, match="Choose somebody who may sign in"):
            officers.ask(session, row, office, at=AT, officer_id=officer_id, due_on=desk.DUE_ON)
    assert row.officer_id is None
    with pytest.raises(NotFound):
        queries.find_implication(cover, 99)


def test_a_report_that_changed_or_lacks_a_reason_is_not_issued(
    session: Session, world: World
) -> None:
    cover = desk.ready(session, world)
    office = actor_of(session, world.office)
    with pytest.raises(Stale):
        issuing.issue(session, cover, office, at=AT, seen="0" * 64)
    first = desk.issue(session, world, cover)
    assert desk.issue(session, world, cover) is first
    cover = desk.fetch(session, world.office, cover)
    front = msgspec.structs.replace(decode(cover.content).front, agenda_item="7")
    actions.save_front(
        session,
        cover,
        office,
        at=AT,
        front=front,
        seen=fingerprint(decode(cover.content).front),
    )
    with pytest.raises(Incomplete, match="Say what this edition corrects"):
        desk.issue(session, world, cover)
    desk.write(session, world, cover, 1, "Another matter.")
    with pytest.raises(Incomplete, match="are not signed off"):
        desk.issue(session, world, cover, correction="The item.")


def test_papers_of_the_same_title_have_handles_of_their_own() -> None:
    assert handle_from("A letter", {"a-letter", "a-letter-2"}) == "a-letter-3"
    assert handle_from("– – –", set()) == "paper"
