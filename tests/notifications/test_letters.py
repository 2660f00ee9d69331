"""Letters: every kind has its words, asks, links once, and never tells what was written."""

import re
from collections import defaultdict
from email.message import EmailMessage
from urllib.parse import urlsplit

import msgspec
import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models import OutboxMessage, Person
from models.enums import UpdateStatus
from tests import factories
from tests import world as setting
from tests.conftest import SignIn
from tests.factories import AT
from tests.notifications.post import PostOffice, letterhead, queue
from tests.packs import stages
from tests.world import CONTENT, World, actor_of
from webapp.config import ROOT
from webapp.filters import day, moment
from webapp.notifications.letters import PAGES, write
from webapp.notifications.messages import PACK_MESSAGES, UPDATE_MESSAGES
from webapp.notifications.worker import send_waiting
from webapp.packs import actions as packs
from webapp.packs import queries
from webapp.updates import actions as updates

CANARY = "kingfisher"
"""Stands in every text that people write about their work; in no letter."""
LETTERS = ROOT / "templates" / "email"
KINDS = {
    *(f"update_{action}" for action in UPDATE_MESSAGES),
    *(f"pack_{action}" for action in PACK_MESSAGES),
}


SENTENCES = (CANARY, "vacancies", "Green", "I agree with this account")
"""Words of the update, of its rating and of the sponsor's decisions."""


def everything_happens(session: Session, world: World) -> None:
    """Take the period through every move that somebody is told about."""
    told = msgspec.structs.replace(CONTENT, key_activities=f"The {CANARY} came back.")
    third = factories.update(
        session,
        factories.workstream(session, world.phase, lead=world.lead, sponsor=world.sponsor),
        world.period,
    )
    lead = actor_of(session, world.lead)
    taken_back = setting.advance(session, third, UpdateStatus.WITH_SPONSOR, content=told)
    updates.recall(session, taken_back, lead, at=AT)
    setting.advance(session, world.second_update, UpdateStatus.RETURNED, content=told)
    setting.advance(session, world.first_update, UpdateStatus.APPROVED, content=told)
    stages.write_overview(session, world, f"The {CANARY} leads.")
    office, chair = actor_of(session, world.office), actor_of(session, world.chair)
    pack = stages.fetch(session, world.office, world.pack)
    packs.review(session, pack, office, at=AT)
    packs.agree(session, pack, chair, at=AT, seen=pack.version)
    board = queries.board_pack(session, world.pack)
    assert board is not None
    packs.issue(session, stages.fetch(session, world.office, board), office, at=AT)
    session.commit()


def test_every_kind_that_is_queued_has_its_words_and_its_page() -> None:
    assert set(PAGES) == KINDS
    assert {path.name for path in LETTERS.iterdir() if path.is_dir()} == KINDS
    for kind in KINDS:
        subject = (LETTERS / kind / "subject.txt").read_text(encoding="utf-8")
        assert len(subject.splitlines()) == 1
        body = (LETTERS / kind / "body.txt").read_text(encoding="utf-8")
        for part in ("{{ period.name }}", "What to do: ", "By when: "):
            assert part in body, kind
        assert body.count("{{ link }}") == 1, kind


@pytest.fixture
def letters(
    app: Flask, engine: Engine, session: Session, world: World, post: PostOffice
) -> dict[str, list[EmailMessage]]:
    """Return the letters that were sent when everything had happened, by kind."""
    everything_happens(session, world)
    with Session(engine) as own:
        done = send_waiting(own, post.sender, letterhead(app), now=lambda: AT)
        assert (done.failed, done.waiting) == (0, 0)
        kinds = {
            f"<waymark.{row.id}.20260302093000@waymark.example.org>": row.kind
            for row in own.scalars(select(OutboxMessage))
        }
    found = defaultdict(list)
    for letter in post.accepted:
        found[kinds[letter["Message-ID"]]].append(letter)
    return found


def words(letter: EmailMessage) -> str:
    """Return the text of a letter with plain line ends."""
    text: str = letter.get_content()
    return text.replace("\r\n", "\n")


def links(letter: EmailMessage) -> list[str]:
    """Return every address in a letter."""
    return re.findall(r"https?://\S+", words(letter))


EXPECTED = {
    "update_submit": (
        ["Finance sponsor", "Governance sponsor", "Governance sponsor"],
        "Review the update on",
        "sponsor_due_at",
    ),
    "update_recall": (["Governance sponsor"], "Do not review yet: Workstream 3", "sponsor_due_at"),
    "update_send_back": (["Finance lead"], "Change the update on Finance", "sponsor_due_at"),
    "update_approve": (
        ["Governance lead", "Programme office"],
        "Approved: the update on Governance",
        "group_meets_at",
    ),
    "pack_review": (["Group chair", "Group member"], "Read the pack for", "group_meets_at"),
    "pack_agree": (["Programme director", "Programme office"], "Agreed: the pack", "iib_meets_on"),
    "pack_issue": (
        [
            "Board reader",
            "Finance lead",
            "Finance sponsor",
            "Governance lead",
            "Governance sponsor",
        ],
        "Issued: the pack",
        "iib_meets_on",
    ),
}
"""Who gets a letter of each kind, how its subject begins, and which date it names."""


def test_a_letter_says_what_is_asked_by_when_and_where(
    letters: dict[str, list[EmailMessage]], world: World
) -> None:
    assert set(letters) == set(EXPECTED) == KINDS
    for kind, (readers, subject, due) in EXPECTED.items():
        assert sorted(letter["To"].addresses[0].display_name for letter in letters[kind]) == readers
        when = getattr(world.period, due)
        said = moment(when) if due.endswith("_at") else day(when)
        for letter in letters[kind]:
            assert letter["Subject"].startswith(subject)
            assert "January and February 2026" in letter["Subject"]
            assert letter["From"] == "Waymark <w@example.org>"
            assert letter["Auto-Submitted"] == "auto-generated"
            text = words(letter)
            assert text.startswith(f"Dear {letter['To'].addresses[0].display_name},\n")
            for part in ("January and February 2026", "What to do: ", "By when: ", said):
                assert part in text
            assert len(links(letter)) == 1
            assert links(letter)[0].startswith("https://waymark.example.org/")
            assert "\n\n\n" not in text


def test_every_link_opens_for_whoever_got_it(
    letters: dict[str, list[EmailMessage]], session: Session, sign_in: SignIn
) -> None:
    for letter in (each for kind in letters.values() for each in kind):
        email = letter["To"].addresses[0].addr_spec
        reader = session.scalars(select(Person).where(Person.email == email)).one()
        page = sign_in(reader).get(urlsplit(links(letter)[0]).path, status=(200, 303))
        assert "/sign-in" not in page.headers.get("Location", "")


def test_no_letter_tells_what_was_written_rated_or_decided(
    letters: dict[str, list[EmailMessage]],
) -> None:
    assert set(letters) == KINDS
    for letter in (each for kind in letters.values() for each in kind):
        whole = f"{letter['Subject']}\n{words(letter)}"
        assert [part for part in SENTENCES if part.lower() in whole.lower()] == []


def test_line_breaks_in_names_add_no_header(app: Flask, session: Session, world: World) -> None:
    world.first.name = "Governance\r\nBcc: everybody@example.org"
    world.sponsor.name = "Sponsor\nBcc: everybody@example.org"
    (number,) = queue(session, world.first_update, world.sponsor, 1, AT)
    letter = write(session, number, letterhead(app))
    assert letter["Bcc"] is None
    assert letter["Subject"].startswith("Review the update on Governance Bcc: everybody")
    head = letter.as_bytes().split(b"\r\n\r\n")[0]
    assert [line for line in head.split(b"\r\n") if line.lower().startswith(b"bcc")] == []


def test_a_message_about_nothing_is_not_a_letter(
    app: Flask, session: Session, world: World
) -> None:
    row = OutboxMessage(kind="update_submit", recipient_id=world.lead.id, created_at=AT)
    session.add(row)
    session.flush()
    with pytest.raises(ValueError, match="tells about nothing"):
        write(session, row.id, letterhead(app))
