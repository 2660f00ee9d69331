"""The reading room and what readers do: confirm, note, recommend; and how that is answered."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import (
    Acknowledgement,
    AuditEntry,
    ChairNote,
    Edition,
    OutboxMessage,
    Person,
    Recommendation,
    RoleGrant,
)
from models.enums import Audience, RecommendationState, Role
from tests import factories
from tests.conftest import Installation
from tests.factories import AT
from tests.packs import stages
from tests.packs.test_others import PUBLIC, SCRUTINY, issued
from tests.world import World, actor_of
from webapp.domain.errors import Incomplete, NotAllowed, NotFound, Stale
from webapp.packs import library, reading, reading_actions, reading_notes
from webapp.packs.reading_actions import Asked

pytestmark = pytest.mark.both_databases
LATER = AT + timedelta(days=7)
ASKED = Asked(text="Show what changed.", addressee="The director", due_on=date(2026, 5, 1))


def chair_of(session: Session, world: World, audience: Audience | None = None) -> Person:
    """Add the chair of a body."""
    row = factories.person(session, world.organisation, f"Chair of {audience or 'the board'}")
    grant = factories.grant(session, row, Role.BOARD_READER, on=world.programme)
    grant.audience, grant.chairs = audience, True
    session.flush()
    return row


def found(session: Session, who: Person, edition: Edition) -> Edition:
    """Return an edition as a view finds it."""
    return library.find_edition(session, actor_of(session, who), edition.id)


def acknowledge(session: Session, who: Person, edition: Edition) -> None:
    reading_actions.acknowledge(
        session, found(session, who, edition), actor_of(session, who), at=AT
    )


def note(
    session: Session, who: Person, edition: Edition, *asked: Asked, **said: object
) -> ChairNote:
    values = {"text": "Thank you.", "recommended": asked, "public": False, "at": AT, **said}
    there = found(session, who, edition)
    return reading_actions.note(session, there, actor_of(session, who), **values)  # type: ignore[arg-type]


def entries(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(AuditEntry)) or 0


def test_a_member_confirms_once(session: Session, world: World) -> None:
    edition = stages.issue(session, world)
    acknowledge(session, world.reader, edition)
    before = entries(session)
    acknowledge(session, world.reader, edition)
    assert entries(session) == before
    assert session.scalars(select(Acknowledgement.person_id)).all() == [world.reader.id]
    session.add(Acknowledgement(edition_id=edition.id, person_id=world.reader.id, at=AT))
    with pytest.raises(IntegrityError):
        session.flush()


def test_only_members_of_the_body_confirm(session: Session, world: World) -> None:
    edition = stages.issue(session, world)
    for who in (world.office, world.lead, world.chair, world.auditor):
        with pytest.raises(NotAllowed, match="Only members of the body"):
            acknowledge(session, who, edition)
    scrutiny = issued(session, world, SCRUTINY)
    with pytest.raises(NotFound):
        acknowledge(session, world.reader, scrutiny)
    public = issued(session, world, PUBLIC)
    with pytest.raises(NotAllowed):
        acknowledge(session, world.reader, public)


def test_the_office_sees_who_has_read_and_who_has_not(session: Session, world: World) -> None:
    edition = stages.issue(session, world)
    chair = chair_of(session, world)
    acknowledge(session, chair, edition)
    chair_of(session, world, Audience.SCRUTINY)

    def seen() -> list[tuple[str, bool]]:
        members = reading.members(session, found(session, world.office, edition), at=AT)
        return [(row.name, row.read_at is not None) for row in members]

    assert seen() == [("Board reader", False), (chair.name, True)]
    ended = AT.date() - timedelta(days=1)
    for grant in session.scalars(select(RoleGrant).where(RoleGrant.role == Role.BOARD_READER)):
        grant.ends_on = ended
    session.flush()
    assert seen() == [(chair.name, True)]


def test_the_room_holds_what_was_made_for_the_body_and_asks_again_after_a_correction(
    session: Session, world: World
) -> None:
    edition = stages.issue(session, world)
    issued(session, world, SCRUTINY)
    reader = actor_of(session, world.reader)
    [body] = reading.room(session, reader)
    assert [paper.edition.id for paper in body.unread] == [edition.id]
    acknowledge(session, world.reader, edition)
    [body] = reading.room(session, reader)
    assert (body.unread, len(body.read), body.since) == ((), 1, AT)
    stages.correct(session, world, world.first_update, at=LATER)
    stages.resubmit(session, world, world.first_update, "Mended.", LATER)
    stages.approve(session, world, world.first_update, at=LATER)
    second = stages.issue_again(session, world, at=LATER)
    [body] = reading.room(session, reader)
    [paper] = body.unread
    assert paper.edition.id == second.id
    assert paper.before is not None
    assert (paper.before.number, paper.before_at) == (1, AT)
    assert body.read == ()


def test_the_room_of_one_programme_names_no_other(session: Session, world: World) -> None:
    factories.programme(session, world.organisation, slug="other", name="Another programme")
    stages.issue(session, world)
    [body] = reading.room(session, actor_of(session, world.reader))
    assert body.programme is world.programme


def test_who_sits_nowhere_finds_an_empty_room(session: Session, world: World) -> None:
    stages.issue(session, world)
    assert reading.room(session, actor_of(session, world.office)) == ()


def test_the_chair_notes_and_recommends_and_the_numbers_go_on(
    session: Session, world: World
) -> None:
    edition = stages.issue(session, world)
    chair = chair_of(session, world)
    first = note(session, chair, edition, ASKED, ASKED)
    assert [row.number for row in first.recommendations] == [1, 2]
    assert (first.signed, first.at) == (chair.name, AT)
    again = note(session, chair, edition, ASKED, ASKED)
    assert again is first
    further = note(session, chair, edition, ASKED, text="One more thing.")
    assert [row.number for row in further.recommendations] == [3]
    [body] = reading.room(session, actor_of(session, world.reader))
    assert len(body.papers[0].notes) == 2
    assert [row.number for row in body.recommendations] == [1, 2, 3]
    assert body.is_new(AT)


def test_nobody_else_notes_and_a_note_says_something(session: Session, world: World) -> None:
    edition = stages.issue(session, world)
    for who in (world.reader, world.office, world.chair, world.director):
        with pytest.raises(NotAllowed, match="Only the chair of the body"):
            note(session, who, edition)
    with pytest.raises(NotFound):
        note(session, chair_of(session, world, Audience.SCRUTINY), edition)
    with pytest.raises(Incomplete, match="nothing to record"):
        note(session, chair_of(session, world), edition, text="")


def recommended(session: Session, world: World, **said: object) -> int:
    """Return the number of the row of a recommendation."""
    edition = stages.issue(session, world)
    return note(session, chair_of(session, world), edition, ASKED, **said).recommendations[0].id


def answer(session: Session, who: Person, number: int, **said: object) -> None:
    actor = actor_of(session, who)
    row = reading_notes.find_recommendation(session, actor, number)
    values = {"state": RecommendationState.ANSWERED, "text": "We will.", "seen": 0, **said}
    reading_actions.answer(session, row, actor, at=AT, **values)  # type: ignore[arg-type]


def told(session: Session, kind: str) -> list[str]:
    """Return the names of those a kind of message went to, in order."""
    return sorted(
        session.scalars(
            select(Person.name)
            .join(OutboxMessage, OutboxMessage.recipient_id == Person.id)
            .where(OutboxMessage.kind == kind)
        )
    )


def test_members_of_the_body_hear_of_a_note_and_so_do_those_who_answer(
    session: Session, world: World
) -> None:
    edition = stages.issue(session, world)
    chair, _ = chair_of(session, world), chair_of(session, world, Audience.SCRUTINY)
    for _ in range(2):
        note(session, chair, edition, ASKED)
    assert told(session, "pack_note") == ["Board reader", "Programme director", "Programme office"]


def test_of_a_note_on_a_committees_edition_hears_that_committee_alone(
    session: Session, world: World
) -> None:
    stages.issue(session, world)
    edition = issued(session, world, SCRUTINY)
    chair = chair_of(session, world, Audience.SCRUTINY)
    member = factories.person(session, world.organisation, "Committee member")
    grant = factories.grant(session, member, Role.BOARD_READER, on=world.programme)
    grant.audience = Audience.SCRUTINY
    session.flush()
    row = note(session, chair, edition, ASKED)
    expected = ["Committee member", "Programme director", "Programme office"]
    assert told(session, "pack_note") == expected
    answer(session, world.office, row.recommendations[0].id)
    assert told(session, "pack_answer") == ["Chair of scrutiny", "Committee member"]


def test_director_and_office_answer_and_the_last_answer_counts(
    session: Session, world: World
) -> None:
    number = recommended(session, world)
    answer(session, world.director, number)
    answer(session, world.director, number)
    with pytest.raises(Stale, match="Somebody else answered"):
        answer(session, world.office, number, text="Perhaps.")
    row = reading_notes.find_recommendation(session, actor_of(session, world.office), number)
    assert (row.state, len(row.answers)) == (RecommendationState.ANSWERED, 1)
    answer(session, world.office, number, seen=1, state=RecommendationState.DONE, text="It is.")
    assert row.state is RecommendationState.DONE
    [body] = reading.room(session, actor_of(session, world.reader))
    assert body.recommendations == ()
    for who in (world.member, world.chair, world.auditor):
        with pytest.raises(NotAllowed, match="Only the programme director"):
            answer(session, who, number, seen=2, text="No.")
    for who in (world.reader, world.lead, world.outsider):
        with pytest.raises(NotFound):
            answer(session, who, number)


def test_the_next_pack_prints_what_is_not_done(session: Session, world: World) -> None:
    number = recommended(session, world, public=True)
    answer(session, world.director, number)
    [row] = reading_notes.printed(session, world.programme.id)
    assert (row.number, row.public, row.answered_by) == (1, True, "Programme director")
    edition = issued(session, world, SCRUTINY)
    assert "Show what changed." not in edition.document  # its recipe has no such part
    assert "Show what changed." in issued(session, world, PUBLIC).document
    answer(session, world.office, number, seen=1, state=RecommendationState.DONE)
    assert reading_notes.printed(session, world.programme.id) == ()


def test_a_pack_prints_what_the_board_recommended_to_its_own_programme(
    session: Session, world: World
) -> None:
    recommended(session, world)
    scrutiny = issued(session, world, SCRUTINY)
    note(session, chair_of(session, world, Audience.SCRUTINY), scrutiny, ASKED)
    other = factories.programme(session, world.organisation, slug="other")
    assert [row.number for row in reading_notes.printed(session, world.programme.id)] == [1]
    assert reading_notes.printed(session, other.id) == ()


@pytest.mark.parametrize(
    "table", ["acknowledgements", "chair_notes", "recommendations", "recommendation_answers"]
)
def test_what_readers_said_is_never_changed_or_deleted(
    session: Session, world: World, table: str
) -> None:
    number = recommended(session, world)
    answer(session, world.director, number)
    row = session.get_one(Recommendation, number)
    acknowledge(session, world.reader, row.note.edition)
    session.commit()
    for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):  # noqa: S608 - our own names
        with pytest.raises(IntegrityError, match="only grows"):
            session.execute(text(statement))
        session.rollback()


def test_files_of_editions_still_only_grow(session: Session, world: World) -> None:
    stages.issue(session, world)
    session.commit()
    for table in ("edition_files", "editions"):
        with pytest.raises(IntegrityError, match="only grows"):
            session.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - our own names
        session.rollback()


def test_only_a_reader_chairs_a_body(session: Session, world: World) -> None:
    grant = factories.grant(session, world.outsider, Role.GROUP_MEMBER, on=world.programme)
    grant.chairs = True
    with pytest.raises(IntegrityError):
        session.flush()


def test_the_room_takes_the_same_statements_for_one_note_and_for_many(
    session: Session, world: World, installation: Installation
) -> None:
    edition = stages.issue(session, world)
    chair = chair_of(session, world)
    counts = []
    for size in (1, 3, 30):
        for number in range(size):
            note(session, chair, edition, ASKED, text=f"Note {size}, {number}")
        reader = actor_of(session, world.reader)
        session.commit()
        with installation.watch:
            reading.room(session, reader)
        counts.append(len(installation.watch.statements))
    assert len(set(counts)) == 1
    assert counts[0] <= 12
