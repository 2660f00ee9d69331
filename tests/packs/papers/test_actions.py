"""Papers behind a pack: who may change them and until when, and what an edition keeps of them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import EditionPaper, Pack, Paper, PaperFile, Person
from models.enums import PackPart
from tests.conftest import Installation
from tests.factories import AT
from tests.packs import stages
from tests.packs.meeting import room
from tests.packs.papers import shelf
from tests.world import World, actor_of
from webapp.domain.errors import IllegalMove, Incomplete, NotAllowed, NotFound, Stale
from webapp.domain.exempt import Exemption
from webapp.domain.recipes import STANDARD
from webapp.packs import actions as packs
from webapp.packs import cancelling, contents, library, others, queries
from webapp.packs.papers import actions, frozen
from webapp.packs.papers import queries as papers

SECRET = Exemption(paragraph=3, reason="It names a bidder.")


def titles(session: Session, world: World) -> list[str]:
    """Return the titles of the papers in their order."""
    return [paper.title for paper in papers.papers_of(session, world.period.id)]


def group(session: Session, world: World) -> Pack:
    """Return the group's pack, held by the office."""
    return stages.fetch(session, world.office, world.pack)


@pytest.mark.both_databases
def test_papers_are_added_put_in_order_and_taken_out(session: Session, world: World) -> None:
    office = actor_of(session, world.office)
    for name in ("One", "Two", "Three"):
        shelf.add(session, world, title=name, content=name.encode())
    assert titles(session, world) == ["One", "Two", "Three"]
    one, _, three = papers.papers_of(session, world.period.id)
    actions.move(session, group(session, world), three.id, office, at=AT, by=-1)
    assert titles(session, world) == ["One", "Three", "Two"]
    actions.move(session, group(session, world), one.id, office, at=AT, by=-1)
    assert titles(session, world) == ["One", "Three", "Two"]
    actions.remove(session, group(session, world), one.id, office, at=AT)
    actions.remove(session, group(session, world), one.id, office, at=AT)
    assert titles(session, world) == ["Three", "Two"]
    assert session.scalar(select(func.count()).select_from(PaperFile)) == 2
    with pytest.raises(NotFound):
        actions.move(session, group(session, world), one.id, office, at=AT, by=1)


def test_the_same_file_under_one_title_is_added_once(session: Session, world: World) -> None:
    first = shelf.add(session, world)
    version = group(session, world).version
    assert shelf.add(session, world).id == first.id
    assert group(session, world).version == version
    assert shelf.add(session, world, title="Another").id != first.id


def test_there_is_room_for_so_many_and_for_so_much(session: Session, world: World) -> None:
    shelf.add(session, world)
    with pytest.raises(Incomplete, match=r"may have .* MB together"):
        shelf.add(session, world, title="Two", most_bytes=2 * len(shelf.TEXT) - 1)
    for number in range(actions.MOST_PAPERS - 1):
        shelf.add(session, world, title=f"Paper {number}", content=b"%d" % number)
    with pytest.raises(Incomplete, match="at most 20 appendices"):
        shelf.add(session, world, title="One more")
    assert len(titles(session, world)) == actions.MOST_PAPERS


def test_who_changes_a_paper_that_changed_meanwhile_is_told(session: Session, world: World) -> None:
    paper = shelf.add(session, world)
    office = actor_of(session, world.office)
    seen = actions.fingerprint(paper)
    pack = group(session, world)
    new = shelf.words(title="New", exempt=SECRET)
    actions.change(session, pack, paper, office, at=AT, words=new, seen=seen)
    version = pack.version
    actions.change(session, pack, paper, office, at=AT, words=new, seen=seen)
    assert pack.version == version
    with pytest.raises(Stale):
        actions.change(session, pack, paper, office, at=AT, words=shelf.words(), seen=seen)
    assert actions.words_of(paper) == new


def test_only_the_office_changes_papers_and_only_until_they_are_agreed(
    session: Session, world: World
) -> None:
    paper, number = shelf.add(session, world), shelf.add(session, world, title="Second").id
    seen, new = actions.fingerprint(paper), shelf.words(title="Late")

    def attempts(who: Person) -> tuple[Callable[[], object], ...]:
        pack, actor = group(session, world), actor_of(session, who)
        return (
            lambda: actions.change(session, pack, paper, actor, at=AT, words=new, seen=seen),
            lambda: actions.move(session, pack, number, actor, at=AT, by=-1),
            lambda: actions.remove(session, pack, number, actor, at=AT),
        )

    for attempt in attempts(world.chair):
        with pytest.raises(NotAllowed):
            attempt()
    stages.agree(session, world)
    for attempt in (*attempts(world.office), lambda: shelf.add(session, world, title="Late")):
        with pytest.raises(IllegalMove, match="appendices can no longer change"):
            attempt()
    assert titles(session, world) == ["Report of the auditor", "Second"]


def test_a_paper_is_found_behind_its_own_pack_alone(session: Session, world: World) -> None:
    paper = shelf.add(session, world)
    assert papers.find_paper(session, group(session, world), paper.id) is paper
    with pytest.raises(NotFound):
        papers.find_paper(session, room.later(session, world), paper.id)


def test_a_file_that_a_pack_holds_is_not_forgotten(session: Session, world: World) -> None:
    paper = shelf.add(session, world)
    frozen.forget(session, [paper.file_id])
    assert session.scalars(select(PaperFile.id)).all() == [paper.file_id]


def test_nobody_agrees_papers_they_have_not_seen(session: Session, world: World) -> None:
    pack = stages.review(session, world)
    seen = pack.version
    shelf.add(session, world)
    with pytest.raises(Stale):
        packs.agree(
            session, group(session, world), actor_of(session, world.chair), at=AT, seen=seen
        )


@pytest.mark.both_databases
def test_an_edition_keeps_the_papers_it_was_issued_with(session: Session, world: World) -> None:
    paper = shelf.add(session, world)
    first = stages.issue(session, world)
    session.commit()
    stages.correct(session, world, world.first_update, at=AT + timedelta(days=1))
    office = actor_of(session, world.office)
    actions.remove(session, group(session, world), paper.id, office, at=AT)
    shelf.add(session, world, title="Another report", content=b"Something else.\n")
    second_title = titles(session, world)
    session.commit()
    kept = frozen.papers_in(session, first)
    assert [(row.title, row.file.content) for row in kept] == [
        ("Report of the auditor", shelf.TEXT)
    ]
    assert second_title == ["Another report"]
    said = library.frozen_document(library.find_edition(session, office, first.id))
    assert [(row.letter, row.title, row.sha256) for row in said.papers] == [
        ("A", "Report of the auditor", kept[0].file.sha256)
    ]


@pytest.mark.both_databases
def test_the_database_keeps_what_was_issued(session: Session, world: World) -> None:
    shelf.add(session, world)
    stages.issue(session, world)
    session.commit()
    for statement in (
        update(EditionPaper).values(title="Other"),
        delete(EditionPaper),
        update(PaperFile).values(content=b"Other"),
    ):
        with pytest.raises(IntegrityError, match="only grows"):
            session.execute(statement)
        session.rollback()
    session.execute(delete(Paper))
    with pytest.raises(IntegrityError):
        session.execute(delete(PaperFile))
    session.rollback()


def test_a_stored_file_that_was_changed_is_not_given_out(session: Session, world: World) -> None:
    shelf.add(session, world)
    edition = stages.issue(session, world)
    session.execute(text("DROP TRIGGER paper_files_refuses_update"))
    session.execute(update(PaperFile).values(content=b"Other"))
    with pytest.raises(Incomplete, match="not the file that was kept"):
        frozen.paper_in(session, edition, "A")


@pytest.mark.both_databases
def test_a_cancelled_correction_puts_the_papers_back(session: Session, world: World) -> None:
    paper = shelf.add(session, world, about="Yearly.")
    kept = shelf.add(session, world, title="Second", content=b"2")
    stages.issue(session, world)
    pack = stages.correct(session, world, world.first_update)
    office = actor_of(session, world.office)
    actions.remove(session, pack, paper.id, office, at=AT)
    shelf.add(session, world, title="New", content=b"new")
    actions.move(session, group(session, world), kept.id, office, at=AT, by=1)
    pack = group(session, world)
    first, board = queries.both(session, pack)
    assert board is not None
    found = cancelling.undoing(session, first, board)
    assert found.words_changed
    cancelling.cancel(session, pack, office, at=AT, seen=found.state, reason="By mistake.")
    assert titles(session, world) == ["Report of the auditor", "Second"]
    assert session.scalar(select(func.count()).select_from(PaperFile)) == 2


def test_a_recipe_without_appendices_neither_holds_nor_loses_them(
    session: Session, world: World
) -> None:
    shelf.add(session, world)
    edition = stages.issue(session, world)
    office = actor_of(session, world.office)
    deep = STANDARD["deep-dive"]
    assert PackPart.APPENDICES not in deep.parts
    board = stages.fetch(session, world.office, stages.board_of(session, world))
    pack = others.open_other(session, board, deep, office, at=AT)
    bare = packs.issue(session, stages.fetch(session, world.office, pack), office, at=AT)
    assert frozen.papers_in(session, bare) == []
    assert len(frozen.papers_in(session, edition)) == 1


def test_what_is_exempt_is_in_no_public_edition(session: Session, world: World) -> None:
    shelf.add(session, world, title="A canary paper", content=b"canary", exempt=SECRET)
    shelf.add(session, world, title="An open paper", content=b"open")
    whole = stages.issue(session, world)
    office = actor_of(session, world.office)
    board = stages.fetch(session, world.office, stages.board_of(session, world))
    pack = others.open_other(session, board, STANDARD["public"], office, at=AT)
    public = packs.issue(session, stages.fetch(session, world.office, pack), office, at=AT)
    assert [row.title for row in frozen.papers_in(session, whole)] == [
        "A canary paper",
        "An open paper",
    ]
    (only,) = frozen.papers_in(session, public)
    assert (only.title, only.place) == ("An open paper", 1)
    assert frozen.paper_in(session, public, "A").file.content == b"open"
    with pytest.raises(NotFound):
        frozen.paper_in(session, public, "B")


def test_papers_take_one_statement_for_any_number(
    session: Session, installation: Installation, world: World
) -> None:
    found = []
    for number in range(3):
        shelf.add(session, world, title=f"Paper {number}", content=b"%d" % number)
        session.commit()
        session.expire_all()
        pack = group(session, world)
        with installation.watch:
            contents.gather(session, pack, at=AT)
        found.append(len(installation.watch.statements))
    assert len(set(found)) == 1
