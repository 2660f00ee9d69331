"""Packs for other readers: made of what the board was issued, and never before it."""

from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import AuditEntry, Edition, OutboxMessage, Pack, RoleGrant
from models.enums import Audience, PackPart, PackStatus, Section
from tests.factories import AT
from tests.packs import stages
from tests.world import World, actor_of
from webapp.domain import content
from webapp.domain.errors import IllegalMove, Incomplete, NotAllowed
from webapp.domain.exempt import Exemption
from webapp.domain.recipes import STANDARD, Recipe
from webapp.packs import actions, document, others, people, queries
from webapp.packs.library import frozen_document
from webapp.updates import actions as writing
from webapp.updates import queries as updates

SCRUTINY, PUBLIC = STANDARD["scrutiny"], STANDARD["public"]


def opened(session: Session, world: World, recipe: Recipe = SCRUTINY) -> Pack:
    """Return a pack by a recipe, as a view would have read it for a change."""
    board = stages.fetch(session, world.office, stages.board_of(session, world))
    pack = others.open_other(session, board, recipe, actor_of(session, world.office), at=AT)
    return stages.fetch(session, world.office, pack)


def issued(session: Session, world: World, recipe: Recipe = SCRUTINY) -> Edition:
    """Return an edition of a pack by a recipe."""
    pack = opened(session, world, recipe)
    return actions.issue(session, pack, actor_of(session, world.office), at=AT)


NOTHING_TO_PRINT = {
    PackPart.REPORTS,
    PackPart.TREND,
    PackPart.APPENDICES,
    PackPart.ACRONYMS,
}
"""Parts without a section of their own here: no earlier period, no papers, no acronyms."""


def test_it_says_what_the_board_reads_by_its_own_recipe(session: Session, world: World) -> None:
    edition_of_board = stages.issue(session, world)
    edition = issued(session, world)
    frozen = frozen_document(edition)
    assert (frozen.audience, frozen.audience_name) == (Audience.SCRUTINY, "Scrutiny committee")
    board = document.decode(edition_of_board.document)
    assert {part.id for part in frozen.sections} == {
        part.value for part in SCRUTINY.parts if part not in NOTHING_TO_PRINT
    } | {part.id for part in board.sections if len(part.id) == 1}
    assert edition.pack.status is PackStatus.ISSUED


def test_it_is_made_once(session: Session, world: World) -> None:
    stages.issue(session, world)
    assert opened(session, world) is opened(session, world)
    board = stages.board_of(session, world)
    assert [row.recipe for row in others.others(session, board)] == ["scrutiny"]


def test_one_workstream_in_depth_is_a_pack_for_each(session: Session, world: World) -> None:
    stages.issue(session, world)
    board = stages.fetch(session, world.office, stages.board_of(session, world))
    office = actor_of(session, world.office)
    recipe = STANDARD["deep-dive"]
    packs = [
        others.open_other(session, board, recipe, office, at=AT, workstream=row)
        for row in (world.first, world.second, world.first)
    ]
    assert packs[0] is packs[2]
    assert packs[0].name == f"One workstream in depth: {world.first.name}"
    pack = stages.fetch(session, world.office, packs[0])
    frozen = frozen_document(actions.issue(session, pack, office, at=AT))
    assert [source.name for source in frozen.sources] == [world.first.name]


def test_it_waits_for_the_group_and_goes_out_after_the_board(
    session: Session, world: World
) -> None:
    stages.board_pack(session, world)
    pack = opened(session, world)
    with pytest.raises(IllegalMove, match="has not got its pack yet"):
        actions.issue(session, pack, actor_of(session, world.office), at=AT)
    assert pack.editions == []
    stages.release(session, world)
    board = stages.fetch(session, world.office, stages.board_of(session, world))
    with pytest.raises(IllegalMove, match="when the Improvement Group has agreed"):
        others.open_other(session, board, PUBLIC, actor_of(session, world.office), at=AT)


@pytest.mark.parametrize("slug", ["improvement-group", "iib"])
def test_the_packs_of_the_cycle_are_not_made_again(
    session: Session, world: World, slug: str
) -> None:
    stages.issue(session, world)
    with pytest.raises(IllegalMove):
        opened(session, world, STANDARD[slug])
    assert session.scalars(select(Pack.audience).where(Pack.audience == slug)).all() == [slug]


def test_after_a_correction_of_the_boards_pack_a_further_edition_is_made(
    session: Session, world: World
) -> None:
    stages.issue(session, world)
    first = issued(session, world)
    office = actor_of(session, world.office)
    pack = stages.fetch(session, world.office, first.pack)
    board = stages.board_of(session, world)
    with pytest.raises(IllegalMove, match="has not changed"):
        others.renew(session, pack, board, office, at=AT)
    later = AT.replace(hour=AT.hour + 1)
    stages.correct(session, world, at=later)
    with pytest.raises(IllegalMove):
        others.renew(session, pack, board, office, at=later)
    group = stages.fetch(session, world.chair, world.pack)
    chair = actor_of(session, world.chair)
    actions.agree(session, group, chair, at=later, seen=group.version)
    board = stages.fetch(session, world.office, board)
    actions.issue(session, board, office, at=later)
    pack = stages.fetch(session, world.office, pack)
    assert others.is_behind(pack, board)
    others.renew(session, pack, board, office, at=later)
    others.renew(session, pack, board, office, at=later)
    second = actions.issue(session, stages.fetch(session, world.office, pack), office, at=later)
    assert (second.number, second.correction) == (2, "A sum was printed wrongly.")
    assert "replaces edition 1" in second.document
    assert not others.is_behind(stages.fetch(session, world.office, pack), board)


@pytest.mark.parametrize("name", ["lead", "chair", "director", "auditor", "reader"])
def test_only_the_office_makes_and_publishes(session: Session, world: World, name: str) -> None:
    stages.issue(session, world)
    edition = issued(session, world, PUBLIC)
    who = actor_of(session, world.people[name])
    board = stages.board_of(session, world)
    with pytest.raises(NotAllowed):
        others.open_other(session, board, SCRUTINY, who, at=AT)
    with pytest.raises(NotAllowed):
        others.publish(session, edition, frozen_document(edition), who, at=AT, shown=True)
    assert not others.is_published(session, edition)


def test_an_edition_is_published_and_taken_off_again(session: Session, world: World) -> None:
    stages.issue(session, world)
    edition = issued(session, world, PUBLIC)
    office, said = actor_of(session, world.office), frozen_document(edition)
    entries = select(func.count(AuditEntry.id))
    before = session.scalar(entries) or 0
    for shown in (True, True, False, False):
        others.publish(session, edition, said, office, at=AT, shown=shown)
        assert others.is_published(session, edition) is shown
    assert session.scalar(entries) == before + 2


def test_only_what_was_made_of_public_text_is_published(session: Session, world: World) -> None:
    edition = stages.issue(session, world)
    office = actor_of(session, world.office)
    with pytest.raises(Incomplete, match="public text only"):
        others.publish(session, edition, frozen_document(edition), office, at=AT, shown=True)
    assert not others.is_published(session, edition)


def test_a_reader_of_one_body_reads_what_is_made_for_it_and_for_the_public(
    session: Session, world: World
) -> None:
    stages.issue(session, world)
    editions = [issued(session, world, STANDARD[slug]) for slug in ("scrutiny", "audit", "public")]
    [grant] = session.scalars(select(RoleGrant).where(RoleGrant.person_id == world.reader.id))
    grant.audience = Audience.SCRUTINY
    session.flush()
    listed, _ = queries.editions_page(session, actor_of(session, world.reader), 1)
    assert {row.id for row in listed} == {editions[0].id, editions[2].id}


def told(session: Session, pack: Pack) -> set[int]:
    """Return who was told that a pack was issued."""
    return set(
        session.scalars(
            select(OutboxMessage.recipient_id).where(
                OutboxMessage.pack_id == pack.id, OutboxMessage.kind == "pack_issue"
            )
        )
    )


@pytest.mark.both_databases
def test_readers_hear_of_what_is_made_for_them_and_nobody_else_does(
    session: Session, world: World
) -> None:
    [grant] = session.scalars(select(RoleGrant).where(RoleGrant.person_id == world.reader.id))
    grant.audience = Audience.SCRUTINY
    session.flush()
    board = stages.issue(session, world).pack
    assert world.reader.id not in told(session, board)
    assert world.lead.id in told(session, board)
    assert told(session, issued(session, world, SCRUTINY).pack) == {world.reader.id}
    assert told(session, issued(session, world, PUBLIC).pack) == set()
    scrutiny = stages.fetch(session, world.office, others.others(session, board)[0])
    assert [row.name for row in people.recipients(session, scrutiny, AT)] == [world.reader.name]


def test_marking_text_after_issue_makes_a_new_edition_without_it(
    session: Session, world: World
) -> None:
    stages.issue(session, world)
    first = issued(session, world, PUBLIC)
    later = AT + timedelta(hours=1)
    stages.correct(session, world, world.first_update, at=later)
    lead = actor_of(session, world.lead)
    row = updates.get_update(session, lead, world.first_update.id)
    stored = content.decode(row.draft)
    said = "The new scheme of delegation was adopted."
    assert said in stored.key_activities
    assert said in first.document
    marked = msgspec.structs.replace(
        stored, key_activities_exempt=Exemption(paragraph=3, reason="It names a price.")
    )
    seen = content.section_fingerprint(stored, Section.ACTIVITIES)
    writing.save(session, row, lead, Section.ACTIVITIES, marked, at=later, seen=seen)
    writing.submit(session, row, lead, at=later, seen=content.fingerprint(row.draft))
    session.refresh(row, ["revision"])
    stages.approve(session, world, row, at=later)
    board = stages.issue_again(session, world, at=later).pack
    office = actor_of(session, world.office)
    pack = stages.fetch(session, world.office, first.pack)
    others.renew(session, pack, board, office, at=later)
    second = actions.issue(session, stages.fetch(session, world.office, pack), office, at=later)
    assert second.number == 2
    assert said in first.document
    assert said not in second.document
    assert "paragraph 3 (information" in second.document
    assert "It names a price." not in second.document
