"""What happened after the period, on the pages: added, waiting, approved, and shown apart."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Addendum, ProgressUpdate
from models.enums import Role, UpdateStatus
from tests import factories
from tests.conftest import SignIn
from tests.page import Page
from tests.visitor import Visitor
from tests.world import World, advance
from webapp.domain.addenda import TEXT_LIMIT

NEWS = "The council adopted the **new constitution**."
DAY = {"happened_on-day": "2", "happened_on-month": "3", "happened_on-year": "2026"}
TYPED = {**DAY, "text": NEWS}


@pytest.fixture
def approved(session: Session, world: World) -> ProgressUpdate:
    """Return an update that is approved."""
    return advance(session, world.first_update, UpdateStatus.APPROVED)


@pytest.fixture
def lead(world: World, sign_in: SignIn) -> Visitor:
    """Return the lead at a browser."""
    return sign_in(world.lead)


def notes(page: Page) -> list[str]:
    """Return the notes on the page of an update."""
    found = page.all("//section[@aria-labelledby='after-the-period']//article")
    return [" ".join(note.text_content().split()) for note in found]


def stored(session: Session) -> list[str]:
    """Return the texts of all notes."""
    session.expire_all()
    return list(session.scalars(select(Addendum.text).order_by(Addendum.id)))


def test_a_lead_adds_a_note_and_the_sponsor_approves_it(
    world: World, approved: ProgressUpdate, lead: Visitor, sign_in: SignIn
) -> None:
    address = f"/updates/{approved.id}"
    sponsor, member = sign_in(world.sponsor), sign_in(world.member)
    page = lead.get(address)
    assert (
        "Add a note on what happened after 28 February 2026",
        f"{address}/addenda",
    ) in page.links
    page = lead.submit(lead.get(f"{address}/addenda").form("/addenda"), TYPED)
    assert page.headers["Location"] == f"{address}#after-the-period"
    page = lead.get(address)
    (note,) = notes(page)
    assert note.startswith("2 March 2026 Not approved yet The council adopted the new")
    assert "Written by Governance lead, 2 March 2026 at 9:30am." in note
    assert "It waits for Governance sponsor, and is printed only once it is approved." in note
    assert not [form for form in page.forms if "addenda" in form.action]
    assert notes(member.get(address)) == []
    assert "Has a note" not in member.get(address).main
    work = sponsor.get("/")
    assert "Governance lead wrote a note on what happened on 2 March 2026." in work.main
    assert f"{address}#after-the-period" in [href for _, href in work.links]

    page = sponsor.get(address)
    assert ("Read and approve a note", "#after-the-period") in page.links
    form = page.form("/approve")
    assert form.buttons[0][0] == "Approve this note of 2 March 2026"
    page = sponsor.submit(form)
    assert page.headers["Location"] == f"{address}#after-the-period"
    sponsor.submit(form)
    for visitor in (lead, sponsor, member):
        page = visitor.get(address)
        (note,) = notes(page)
        assert "Has a note after the period" in page.main
        assert "Approved by Governance sponsor, 2 March 2026 at 9:30am." in note
        assert "Not approved" not in note
        assert "approve a note" not in page.main
        assert not [form for form in page.forms if "addenda" in form.action]


def test_a_sponsor_sends_a_note_back_and_the_lead_writes_it_again(
    session: Session, world: World, approved: ProgressUpdate, lead: Visitor, sign_in: SignIn
) -> None:
    address = f"/updates/{approved.id}"
    sponsor = sign_in(world.sponsor)
    lead.post(f"{address}/addenda", TYPED)
    there = f"{address}/addenda/{_id(session)}/send-back"
    page = sponsor.get(address)
    assert ("Send this note back: the note of 2 March 2026", there) in page.links
    page = sponsor.get(there)
    assert "The council adopted the new constitution." in page.main
    form = page.form("/send-back")
    assert sponsor.submit(form, status=422).errors == ["Say what is wrong with the note"]
    done = sponsor.submit(form, {"reason": "Say when it takes effect."})
    assert done.headers["Location"] == f"{address}#after-the-period"
    assert sponsor.get(there, status=303).headers["Location"] == f"{address}#after-the-period"
    page = sponsor.get(address)
    assert not [form for form in page.forms if "addenda" in form.action]
    assert "approve a note" not in page.main
    assert "wrote a note" not in sponsor.get("/").main
    page = lead.get(address)
    (note,) = notes(page)
    assert note.startswith("2 March 2026 Sent back The council")
    assert "Sent back by Governance sponsor, 2 March 2026 at 9:30am. It is not printed." in note
    assert "What is wrong: Say when it takes effect." in note
    assert "It waits for" not in note
    assert notes(sign_in(world.member).get(address)) == []
    (again,) = [href for words, href in page.links if words.startswith("Write it again")]
    page = lead.get(again)
    assert page.value("text").strip() == NEWS
    assert page.value("happened_on-day") == "2"
    lead.submit(page.form("/addenda"), {"text": f"{NEWS} It takes effect in May."})
    assert len(notes(lead.get(address))) == 2


@pytest.mark.parametrize(
    "typed, words",
    [
        ({**TYPED, "happened_on-day": "31", "happened_on-month": "2"}, "there is no 31/2/2026"),
        ({**TYPED, "happened_on-month": "2"}, "must have happened after the period"),
        ({**TYPED, "happened_on-day": "3"}, "the date is in the future"),
        ({"text": NEWS}, "Enter the day it happened"),
        ({**DAY, "text": "  "}, "Say what happened"),
        ({**DAY, "text": "x" * (TEXT_LIMIT + 1)}, "5,000 characters or fewer"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    session: Session,
    approved: ProgressUpdate,
    lead: Visitor,
    typed: dict[str, str],
    words: str,
) -> None:
    page = lead.post(f"/updates/{approved.id}/addenda", typed, status=422)
    (error,) = page.errors
    assert words in error
    assert page.value("text").strip() == typed["text"].strip()
    for name in DAY:
        assert page.value(name) == typed.get(name, "")
    assert stored(session) == []


def test_the_same_note_sent_twice_is_stored_once(
    session: Session, approved: ProgressUpdate, lead: Visitor
) -> None:
    for _ in range(2):
        lead.post(f"/updates/{approved.id}/addenda", TYPED)
    assert stored(session) == [NEWS]


def test_before_the_approval_there_is_no_place_for_a_note(
    session: Session, world: World, lead: Visitor
) -> None:
    row = advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    address = f"/updates/{row.id}"
    assert "After the period" not in lead.get(address).main
    assert lead.get(f"{address}/addenda", status=303).headers["Location"] == address
    page = lead.post(f"{address}/addenda", TYPED, status=409)
    assert "once the update is approved" in page.main
    assert NEWS in page.text
    assert stored(session) == []


def test_a_note_stays_with_an_update_that_came_back(
    world: World, approved: ProgressUpdate, lead: Visitor, sign_in: SignIn
) -> None:
    lead.post(f"/updates/{approved.id}/addenda", TYPED)
    sponsor = sign_in(world.sponsor)
    form = sponsor.get(f"/updates/{approved.id}/revoke").form("/revoke")
    sponsor.submit(form, {"reason": "New facts.", "sections": "whole"})
    page = lead.get(f"/updates/{approved.id}")
    assert len(notes(page)) == 1
    assert "Add a note" not in page.main


def test_a_sponsor_who_wrote_it_reads_why_they_cannot_approve_it(
    session: Session, world: World, approved: ProgressUpdate, sign_in: SignIn
) -> None:
    factories.grant(session, world.contributor, Role.SPONSOR, workstream=world.first)
    writer = sign_in(world.contributor)
    address = f"/updates/{approved.id}"
    waits = "Governance sponsor must approve it before it is printed"
    assert waits in writer.get(f"{address}/addenda").main
    writer.post(f"{address}/addenda", TYPED)
    (note,) = notes(writer.get(address))
    assert "You wrote this note, so you cannot approve it." in note
    page = writer.post(f"{address}/addenda/{_id(session)}/approve", status=403)
    assert "appoint a deputy" in page.main


def test_it_says_so_when_nobody_may_approve(
    world: World, approved: ProgressUpdate, lead: Visitor
) -> None:
    world.sponsor.disabled_at = factories.AT
    assert "Nobody may now" in lead.get(f"/updates/{approved.id}/addenda").main
    lead.post(f"/updates/{approved.id}/addenda", TYPED)
    (note,) = notes(lead.get(f"/updates/{approved.id}"))
    assert "Nobody may approve it now. Ask the programme office" in note


def test_after_the_issue_the_page_says_what_becomes_of_it(
    session: Session, world: World, lead: Visitor
) -> None:
    row = advance(session, world.first_update, UpdateStatus.ISSUED)
    assert "was issued and stays as it is" in lead.get(f"/updates/{row.id}/addenda").main
    lead.post(f"/updates/{row.id}/addenda", TYPED)
    assert len(notes(lead.get(f"/updates/{row.id}"))) == 1


def test_the_page_of_an_update_takes_as_many_statements_for_many_notes(
    approved: ProgressUpdate, lead: Visitor
) -> None:
    address = f"/updates/{approved.id}"
    counts = []
    for size in (1, 5):
        for number in range(size):
            lead.post(f"{address}/addenda", {**DAY, "text": f"Note {number} of {size}"})
        lead.get(address)
        counts.append(len(lead.statements))
    assert counts[0] == counts[1]


def test_hostile_text_comes_out_inert(approved: ProgressUpdate, lead: Visitor) -> None:
    text = "<script>alert(1)</script> and [a link](javascript:alert(1))"
    lead.post(f"/updates/{approved.id}/addenda", {**DAY, "text": text})
    page = lead.get(f"/updates/{approved.id}")
    assert "<script>alert(1)</script>" in notes(page)[0]
    assert not page.all("//main//script")
    assert not page.all("//a[starts-with(@href, 'javascript')]")


def _id(session: Session) -> int:
    """Return the number of the one note."""
    return session.scalars(select(Addendum.id)).one()
