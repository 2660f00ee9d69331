"""What happened after the period, in a pack: apart from the report, approved, in every format."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from models import Edition, Person
from models.enums import UpdateStatus
from tests.factories import AT
from tests.packs import sample, stages, text
from tests.packs.test_builder import every_block, said, section
from tests.packs.test_cycle import READERS
from tests.packs.test_queries import statements
from tests.world import World, actor_of, advance
from webapp.domain.blocks import Heading, ItemList, Paragraph, Table
from webapp.domain.content import fingerprint
from webapp.packs import actions, document, material
from webapp.packs.around import get_around
from webapp.packs.builder import build
from webapp.packs.contents import pack_data
from webapp.packs.document import Document
from webapp.packs.entries import entries
from webapp.updates import addenda
from webapp.updates.queries import get_update

LATER, LATEST = AT + timedelta(days=3), AT + timedelta(days=5)
NEWS = "The supplier moved the **records** of the first committee.\n\n- Two days early"
NOTE = material.Addendum(
    happened_on=date(2026, 7, 8),
    text=NEWS,
    by="Governance Officer",
    written_on=date(2026, 7, 9),
    approved_by="Director of Resources",
    approved_on=date(2026, 7, 10),
)
SIGNED = (
    "Written by Governance Officer on 9 July 2026, "
    "approved by Director of Resources on 10 July 2026."
)
SAID = [
    "After the period",
    "This happened after the period. It changes nothing above.",
    "8 July 2026",
    "The supplier moved the records of the first committee.",
    "Two days early",
    SIGNED,
]


def printed(*notes: material.Addendum) -> Document:
    """Return a pack of one workstream with notes after its report."""
    report = sample.report(after=notes)
    return build(sample.pack(workstreams=(sample.workstream("G", "Governance", report=report),)))


def test_notes_stand_after_the_report_under_their_own_heading() -> None:
    second = replace(NOTE, happened_on=date(2026, 7, 11), text="It was tested.")
    lines = said(section(printed(NOTE, second), "g").blocks)
    start = lines.index("After the period")
    assert lines[start:] == [*SAID, "11 July 2026", "It was tested.", SIGNED]
    bare = section(printed(), "g").blocks
    assert said(section(printed(NOTE, second), "g").blocks)[:start] == said(bare)


def test_without_notes_there_is_no_heading() -> None:
    assert "After the period" not in said(section(printed(), "g").blocks)


@pytest.mark.parametrize("name", READERS)
def test_each_format_says_it_word_for_word(name: str) -> None:
    assert text.missing_runs(SAID, READERS[name](printed(NOTE))) == []


def test_the_end_names_who_answers_for_each_note_and_its_fingerprint() -> None:
    built = printed(NOTE)
    assert f"Note on 8 July 2026. {SIGNED} | {fingerprint(NEWS)}" in " ".join(
        said(section(built, "sources").blocks)
    )
    _, source = built.sources
    assert (source.id, source.sha256, source.author, source.written_on) == (
        "source-g-after-1",
        fingerprint(NEWS),
        "Governance Officer",
        "2026-07-09",
    )
    assert (source.approver, source.approved_on) == ("Director of Resources", "2026-07-10")


def test_addresses_are_unique_sources_exist_and_levels_do_not_skip() -> None:
    built = printed(NOTE, replace(NOTE, text="# A heading\n\nAnd words."))
    blocks = [block for part in built.sections for block in every_block(part.blocks)]
    addresses = [part.id for part in built.sections]
    addresses += [block.id for block in blocks if not isinstance(block, ItemList) and block.id]
    addresses += [row.id for block in blocks if isinstance(block, Table) for row in block.rows]
    assert len(addresses) == len(set(addresses))
    named = {block.source for block in blocks if isinstance(block, Paragraph) and block.source}
    assert named == {source.id for source in built.sources}
    assert named <= set(addresses)
    level = 1
    for heading in (each for each in section(built, "g").blocks if isinstance(each, Heading)):
        assert heading.level <= level + 1
        level = heading.level
    assert document.decode(document.encode(built)) == built


def write(
    session: Session,
    world: World,
    words: str,
    *,
    approver: Person | None = None,
    at: datetime = AT,
) -> None:
    """Let the first lead write a note, and somebody approve it."""
    lead = actor_of(session, world.lead)
    row = get_update(session, lead, world.first_update.id)
    note = addenda.write_addendum(
        session, row, lead, at=at, happened_on=date(2026, 3, 1), text=words
    )
    if approver is not None:
        sponsor = actor_of(session, approver)
        addenda.approve_addendum(session, row, sponsor, at=at, addendum=note)


@pytest.mark.both_databases
def test_only_approved_notes_are_gathered(session: Session, world: World) -> None:
    advance(session, world.second_update, UpdateStatus.APPROVED)
    pack = stages.review(session, world)
    write(session, world, "It was adopted.", approver=world.sponsor)
    write(session, world, "It was rumoured.")
    read = [
        entry.addenda
        for _, entry in entries(session, world.period, get_around(session, pack, AT.date()))
        if entry
    ]
    assert [[note.text for note in notes] for notes in read] == [["It was adopted."], []]
    data = pack_data(session, pack, at=AT)
    first, second = (part.report for part in data.workstreams)
    assert isinstance(first, material.Report)
    assert isinstance(second, material.Report)
    day = AT.date()
    assert first.after == (
        material.Addendum(
            happened_on=date(2026, 3, 1),
            text="It was adopted.",
            by="Governance lead",
            written_on=day,
            approved_by="Governance sponsor",
            approved_on=day,
        ),
    )
    assert second.after == ()


@pytest.mark.both_databases
def test_a_pack_takes_as_many_statements_with_many_notes(session: Session, world: World) -> None:
    pack, office = stages.review(session, world), actor_of(session, world.office)
    counts = set()
    for number in range(3):
        write(session, world, f"Note {number}.", approver=world.sponsor)
        counts.add(statements(session, office, pack))
    assert len(counts) == 1


def new_in(edition: Edition) -> str:
    """Return what an edition says is new in it."""
    return " ".join(said(section(document.decode(edition.document), "correction").blocks))


@pytest.mark.both_databases
def test_an_issued_edition_stays_as_it_was_and_the_next_one_names_what_is_new(
    session: Session, world: World
) -> None:
    first = stages.issue(session, world)
    before = first.document
    write(session, world, "The vote was confirmed.", approver=world.sponsor, at=LATER)
    session.refresh(first)
    assert first.document == before
    assert "The vote was confirmed." not in before
    stages.correct(session, world, at=LATER)
    second = stages.issue_again(session, world, at=LATEST)
    assert "The vote was confirmed." in second.document
    assert "One report has changed: G. Governance." in new_in(second)


@pytest.mark.both_databases
def test_a_note_that_was_printed_before_is_not_new(session: Session, world: World) -> None:
    pack = stages.review(session, world)
    write(session, world, "It was adopted.", approver=world.sponsor)
    office, chair = actor_of(session, world.office), actor_of(session, world.chair)
    actions.agree(session, pack, chair, at=AT, seen=pack.version)
    board = stages.fetch(session, world.office, stages.board_of(session, world))
    first = actions.issue(session, board, office, at=AT)
    stages.correct(session, world, at=LATER)
    second = stages.issue_again(session, world, at=LATEST)
    assert "It was adopted." in first.document
    assert "It was adopted." in second.document
    assert "Every report and every rating is as it was." in new_in(second)
