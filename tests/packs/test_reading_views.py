"""The pages of readers, by hand: read, confirm, note, answer, and what comes of each."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import ChairNote, Recommendation
from tests.conftest import SignIn
from tests.packs import stages
from tests.packs.test_others import PUBLIC, issued
from tests.packs.test_published import publish
from tests.packs.test_reading import chair_of, note
from tests.visitor import Visitor
from tests.world import World
from webapp.packs.reading_actions import Asked


def test_a_member_reads_confirms_and_the_office_sees_it(
    session: Session, world: World, sign_in: SignIn
) -> None:
    edition = stages.issue(session, world)
    reader, office = sign_in(world.reader), sign_in(world.office)
    room = reader.get("/reading")
    assert "Reading room" in reader.get("/").source
    assert f"/editions/{edition.id}" in room.source
    assert "Who has read this edition (0 of 1)" in office.get(f"/editions/{edition.id}").text
    page = reader.get(f"/editions/{edition.id}")
    assert "Confirm it here when you have read this edition" in page.text
    assert "Needs you now (1)" in reader.get("/").text
    form = page.form("/acknowledge")
    reader.submit(form, {}, button="I have read it", status=303)
    assert "Nothing needs you now." in reader.get("/").text
    assert "You have read everything that was issued." in reader.get("/reading").text
    assert "You confirmed on 2 March 2026" in reader.get(f"/editions/{edition.id}").text
    assert "Who has read this edition (1 of 1)" in office.get(f"/editions/{edition.id}").text


def test_notes_and_who_has_read_are_not_for_everybody_who_may_read(
    session: Session, world: World, sign_in: SignIn
) -> None:
    edition = stages.issue(session, world)
    note(session, chair_of(session, world), edition, text="A kingfisher was seen.")
    session.commit()
    address = f"/editions/{edition.id}"
    for who, notes, members in (
        (world.office, True, True),
        (world.director, True, False),
        (world.reader, True, False),
        (world.lead, False, False),
        (world.sponsor, False, False),
    ):
        page = sign_in(who).get(address)
        assert ("A kingfisher was seen." in page.text) is notes, who.name
        assert ("Who has read this edition" in page.text) is members, who.name


def test_who_may_not_answer_is_told_so_whatever_is_sent(
    session: Session, world: World, sign_in: SignIn
) -> None:
    asked = Asked(text="Show what changed.", addressee="The director")
    row = note(session, chair_of(session, world), stages.issue(session, world), asked)
    address = f"/recommendations/{row.recommendations[0].id}"
    session.commit()
    page = sign_in(world.chair).post(address, {}, status=403)
    assert "Only the programme director and the programme office" in page.main


def test_the_chair_notes_and_the_programme_answers(
    session: Session, world: World, sign_in: SignIn
) -> None:
    edition = stages.issue(session, world)
    chair, office = sign_in(chair_of(session, world)), sign_in(world.office)
    address = f"/editions/{edition.id}/note"
    typed = {
        "text": "We thank the **programme**.",
        "recommended-0-text": "Show what changed.",
        "recommended-0-addressee": "The director",
        "recommended-0-due_on-day": "1",
        "recommended-0-due_on-month": "5",
        "recommended-0-due_on-year": "2026",
    }
    more = chair.post(address, typed | {"more": "yes"}, status=200)
    assert "Recommendation 3 of this note" in more.main
    assert "Show what changed." in more.source
    assert session.scalar(select(ChairNote.id)) is None
    chair.post(address, typed, status=303)
    page = sign_in(world.reader).get(f"/editions/{edition.id}")
    for words in (
        "Notes from the chair",
        "Show what changed.",
        "by 1 May 2026",
        "Chair of the board",
    ):
        assert words in page.text
    listed = office.get(f"/programmes/{world.programme.slug}/recommendations")
    assert "Answer it" in listed.text
    number = session.scalars(select(Recommendation.id)).one()
    form = office.get(f"/recommendations/{number}").form(f"/recommendations/{number}")
    office.submit(form, {"text": "We will."}, button="Record the answer", status=422)
    office.submit(
        form, {"state": "answered", "text": "We will."}, button="Record the answer", status=303
    )
    assert "We will." in sign_in(world.reader).get("/reading").text
    stale = office.post(
        f"/recommendations/{number}",
        {"state": "done", "text": "Kept words", "seen": "0"},
        status=409,
    )
    assert "Kept words" in stale.source
    auditor = sign_in(world.auditor).get(f"/recommendations/{number}")
    assert "Only the programme director and the programme office" in auditor.text


def test_a_wrong_note_keeps_what_was_typed(session: Session, world: World, sign_in: SignIn) -> None:
    edition = stages.issue(session, world)
    chair = sign_in(chair_of(session, world))
    address = f"/editions/{edition.id}/note"
    for typed, problem in (
        ({}, "Write a note, a recommendation, or both"),
        ({"recommended-0-text": "Kept words"}, "Say to whom the recommendation is made"),
        (
            {"text": "Kept words", "recommended-1-addressee": "You"},
            "Write the recommendation, or empty",
        ),
        (
            {
                "text": "Kept words",
                "recommended-0-text": "x" * 2001,
                "recommended-0-addressee": "You",
            },
            "2,0",
        ),
        (
            {"text": "Kept words", "recommended-0-due_on-day": "31"},
            "Write the recommendation, or empty",
        ),
    ):
        page = chair.post(address, typed, status=422)
        assert problem in page.text
        assert ("Kept words" in page.source) is bool(typed)
    assert session.scalar(select(ChairNote.id)) is None


def test_each_paragraph_says_who_answers_for_it_when_asked(
    session: Session, world: World, sign_in: SignIn, visitor: Visitor
) -> None:
    edition = stages.issue(session, world)
    reader = sign_in(world.reader)
    plain = reader.get(f"/editions/{edition.id}")
    assert "#g-activities-1" not in plain.main
    shown = reader.get(f"/editions/{edition.id}?sources=1")
    assert 'href="#g-activities-1"' in shown.source
    assert (
        "Written by Governance lead on 2 March 2026; approved by Governance sponsor" in shown.text
    )
    public = issued(session, world, PUBLIC)
    publish(session, world, public)
    start = f"/published/{world.programme.slug}/{world.period.slug}/public"
    page = visitor.get(f"{start}?sources=1")
    assert "Written by the lead on 2 March 2026; approved by the sponsor" in page.text
    assert "Governance lead" not in page.text
