"""Letters: every kind asks, says by when and links once, and never tells what was written."""

import re
from collections import defaultdict
from datetime import date
from email.message import EmailMessage
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session, joinedload

from models import (
    Extension,
    MessageTemplate,
    Minute,
    OutboxMessage,
    Pack,
    Person,
    ReportingPeriod,
)
from models.enums import Action, Audience, MinuteKind, MinuteState, UpdateStatus
from tests import factories
from tests import world as setting
from tests.conftest import Installation, SignIn
from tests.factories import AT
from tests.notifications.post import PostOffice, letterhead, queue
from tests.packs import stages
from tests.world import CONTENT, World
from webapp.clock import LONDON
from webapp.domain.calendar import Today
from webapp.notifications import outbox, owed
from webapp.notifications.kinds import DIGEST, KINDS
from webapp.notifications.letters import Desk
from webapp.notifications.messages import (
    PACK_MESSAGES,
    READING_MESSAGES,
    UPDATE_MESSAGES,
    WORKSTREAM_MESSAGES,
)
from webapp.notifications.worker import send_waiting

WRITTEN = ("vacancies", "scheme of delegation", "Green", "Amber", "I agree with this", "is ahead")
"""Words of the update, its ratings, the sponsor's decision and the overview."""
TODAY = Today(AT, LONDON)


def write_of_everything(session: Session, world: World) -> None:
    """Write a message of every kind, through what announces it where something does."""
    setting.advance(session, world.second_update, UpdateStatus.WITH_SPONSOR)
    stages.issue(session, world)
    session.execute(delete(OutboxMessage))
    update, doer = world.second_update, world.outsider.id
    for action in UPDATE_MESSAGES:
        outbox.announce_update(session, update, action, actor_id=doer, at=AT)
    outbox.announce_rating(session, update, actor_id=doer, at=AT)
    packs = {
        row.audience: row
        for row in session.scalars(
            select(Pack).options(joinedload(Pack.period).joinedload(ReportingPeriod.phase))
        )
    }
    for action in PACK_MESSAGES:
        of_board = action in (Action.ISSUE, Action.CORRECT)
        pack = packs[Audience.IIB if of_board else Audience.IMPROVEMENT_GROUP]
        outbox.announce_pack(session, pack, action, actor_id=doer, at=AT)
    period = packs[Audience.IIB].period
    outbox.announce_period(session, period, "period_close", actor_id=doer, at=AT)
    outbox.announce_replanned(session, period, actor_id=doer, at=AT)
    for name in READING_MESSAGES:
        outbox.announce_reading(session, packs[Audience.IIB], name, actor_id=doer, at=AT)
    write_of_an_action(session, world, packs[Audience.IMPROVEMENT_GROUP])
    ends = factories.workstream(
        session, world.phase, code="E", lead=world.second_lead, sponsor=world.second_sponsor
    )
    ends.agreed_on, ends.closed_on = date(2026, 3, 31), date(2026, 3, 27)
    session.flush()
    session.refresh(ends, ["phase"])
    for name in WORKSTREAM_MESSAGES:
        outbox.announce_workstream(session, ends, name, actor_id=doer, at=AT)
    outbox.tell(session, [world.outsider.id], "update_handed_over", update_id=update.id, at=AT)
    assert outbox.chase(session, update, actor_id=doer, at=AT)
    written = set(session.scalars(select(OutboxMessage.kind)))
    readers = {"the programme office": world.office, "the programme director": world.director}
    for name, kind in KINDS.items():
        if name not in written and name != DIGEST:
            reader = readers.get(
                kind.readers,
                world.second_lead if kind.readers == "leads" else world.second_sponsor,
            )
            row = OutboxMessage(
                kind=name, recipient_id=reader.id, update_id=update.id, created_at=AT
            )
            session.add(row)
    held = OutboxMessage(
        kind="update_submit", recipient_id=world.sponsor.id, update_id=update.id, created_at=AT
    )
    digest = OutboxMessage(kind=DIGEST, recipient_id=world.sponsor.id, created_at=AT)
    session.add_all([held, digest])
    session.flush()
    held.digest_id = digest.id
    session.commit()


def write_of_an_action(session: Session, world: World, pack: Pack) -> None:
    """Write what somebody hears who is given an action, loses it, and sees another one end."""
    values = {"programme_id": world.programme.id, "pack_id": pack.id, "kind": MinuteKind.ACTION}
    text, due_on = "Fill the vacancies", date(2026, 3, 20)
    rows = [
        Minute(number=number, text=text, owner_id=world.lead.id, due_on=due_on, **values)
        for number in (1, 2)
    ]
    session.add_all(rows)
    session.flush()
    owed.announce_given(session, rows[0], actor_id=world.chair.id, at=AT)
    for before in (world.lead.id, world.second_lead.id):
        owed.announce_changed(session, rows[0], owner_before=before, actor_id=world.chair.id, at=AT)
    rows[1].state, rows[1].settled_on = MinuteState.DONE, date(2026, 3, 1)
    owed.announce_settled(session, rows[1], actor_id=world.lead.id, at=AT)


Letters = dict[str, list[EmailMessage]]


@pytest.fixture
def letters(
    app: Flask, engine: Engine, session: Session, world: World, post: PostOffice
) -> Letters:
    """Return a letter of every kind or more, as they arrived."""
    write_of_everything(session, world)
    with Session(engine) as own:
        done = send_waiting(own, post.sender, letterhead(app), now=lambda: AT)
        assert (done.failed, done.waiting) == (0, 0), done
        kinds = {
            f"<waymark.{row.id}.20260302093000@waymark.example.org>": row
            for row in own.scalars(select(OutboxMessage))
        }
    found = defaultdict(list)
    for letter in post.accepted:
        row = kinds[letter["Message-ID"]]
        found[row.kind].append(letter)
        assert row.subject == letter["Subject"].strip()
        assert row.body == words(letter)
    return found


def words(letter: EmailMessage) -> str:
    """Return the text of a letter with plain line ends."""
    text: str = letter.get_content()
    return text.replace("\r\n", "\n")


def links(letter: EmailMessage) -> list[str]:
    """Return every address in a letter."""
    return re.findall(r"https?://\S+", words(letter))


def test_every_kind_has_a_letter_that_asks_says_by_when_and_links_once(letters: Letters) -> None:
    assert set(letters) == set(KINDS)
    for kind, each in letters.items():
        for letter in each:
            text = words(letter)
            reader = letter["To"].addresses[0].display_name
            assert text.startswith(f"Dear {reader},\n"), kind
            about_period = "January and February 2026" in f"{letter['Subject']}\n{text}"
            assert about_period is (kind not in WORKSTREAM_MESSAGES), kind
            assert "\nWhat to do: " in text, kind
            (by_when,) = re.findall(r"^By when: (.+)$", text, re.MULTILINE)
            assert kind == DIGEST or re.search(r"\d+ March 2026", by_when), (kind, by_when)
            assert len(links(letter)) == 1, kind
            assert links(letter)[0].startswith("https://waymark.example.org/"), kind
            assert "{" not in f"{letter['Subject']}{text}", kind
            assert "\n\n\n" not in text, kind
            assert text.endswith("ask your programme office instead.\n"), kind
            assert letter["From"] == "Waymark <w@example.org>"
            assert letter["Auto-Submitted"] == "auto-generated"


def test_no_letter_tells_what_was_written_rated_or_decided(letters: Letters) -> None:
    assert "vacancies" in CONTENT.rationale
    for letter in (each for kind in letters.values() for each in kind):
        whole = f"{letter['Subject']}\n{words(letter)}"
        assert [part for part in WRITTEN if part.lower() in whole.lower()] == []


def test_every_link_opens_for_whoever_got_it(
    letters: Letters, session: Session, sign_in: SignIn
) -> None:
    for letter in (each for kind in letters.values() for each in kind):
        email = letter["To"].addresses[0].addr_spec
        reader = session.scalars(select(Person).where(Person.email == email)).one()
        page = sign_in(reader).get(urlsplit(links(letter)[0]).path or "/", status=(200, 303))
        assert "/sign-in" not in page.headers.get("Location", "")


def one(session: Session, app: Flask, row: OutboxMessage) -> EmailMessage:
    """Write the letter of one message."""
    session.add(row)
    session.flush()
    return Desk(session, [row.id], letterhead(app), TODAY).write(row.id)


def test_letters_about_an_action_name_its_own_days(letters: Letters) -> None:
    (given, other) = letters["action_given"]
    (ended, _) = letters["action_ended"]
    for letter in (given, other):
        assert "By when: 20 March 2026 (in 14 working days)" in words(letter)
        assert "/actions/" in links(letter)[0]
    assert "By when: it ended on 1 March 2026" in words(ended)
    assert letters["action_lifted"][0]["To"].addresses[0].display_name == "Finance lead"


def test_more_time_moves_the_date_of_a_letter(app: Flask, session: Session, world: World) -> None:
    def said(kind: str) -> str:
        row = OutboxMessage(
            kind=kind,
            recipient_id=world.lead.id,
            update_id=world.first_update.id,
            created_at=AT,
        )
        return words(one(session, app, row))

    assert "By when: 6 March 2026 at 5:00pm (in 4 working days)" in said("lead_due")
    for until in (date(2026, 3, 9), date(2026, 3, 11)):
        session.add(
            Extension(
                update_id=world.first_update.id,
                until=until,
                reason="Illness",
                granted_by_id=world.office.id,
                at=AT,
            )
        )
    assert "By when: 11 March 2026 (in 7 working days)" in said("update_extend")
    assert "Illness" not in said("update_extend")


def test_a_ladder_letter_names_who_has_the_update(
    app: Flask, session: Session, world: World
) -> None:
    row = OutboxMessage(
        kind="lead_late_director",
        recipient_id=world.director.id,
        update_id=world.first_update.id,
        created_at=AT,
    )
    assert "It waits for Governance lead (lead)." in words(one(session, app, row))


def test_an_update_that_has_moved_on_has_no_holder_and_a_date_all_the_same(
    app: Flask, session: Session, world: World
) -> None:
    row = OutboxMessage(
        kind="lead_late_director",
        recipient_id=world.director.id,
        update_id=world.first_update.id,
        created_at=AT,
    )
    setting.advance(session, world.first_update, UpdateStatus.ISSUED)
    text = words(one(session, app, row))
    assert "It waits for nobody." in text
    assert "By when: it was due on 17 March 2026 at 5:00pm" in text


def test_an_administrators_words_are_used_until_the_usual_ones_are_back(
    app: Flask, session: Session, world: World
) -> None:
    (number,) = queue(session, world.first_update, world.sponsor, 1, AT)

    def change(subject: str, body: str) -> EmailMessage:
        session.add(
            MessageTemplate(
                organisation_id=world.organisation.id,
                kind="update_submit",
                subject=subject,
                body=body,
                changed_by_id=world.administrator.id,
                changed_at=AT,
            )
        )
        session.flush()
        return Desk(session, [number], letterhead(app), TODAY).write(number)

    other = factories.organisation(session, "Another council")
    session.add(
        MessageTemplate(
            organisation_id=other.id,
            kind="update_submit",
            subject="Not ours",
            body="{{ link }}",
            changed_by_id=world.administrator.id,
            changed_at=AT,
        )
    )
    change("An older text", "{{ link }}")
    letter = change("{{ workstream }} awaits you", "By {{ due }}: {{ link }}")
    assert letter["Subject"] == "Governance awaits you"
    assert words(letter).startswith("By 10 March 2026 at 5:00pm: https://waymark.example.org/")
    assert words(letter).endswith("ask your programme office instead.\n")
    assert change("", "")["Subject"] == (
        "Review the update on Governance for January and February 2026"
    )


def test_braces_and_line_breaks_in_names_stay_text(
    app: Flask, session: Session, world: World
) -> None:
    world.first.name = "Governance\r\nBcc: {{ link }}@example.org"
    world.sponsor.name = "Sponsor\nBcc: everybody@example.org"
    (number,) = queue(session, world.first_update, world.sponsor, 1, AT)
    letter = Desk(session, [number], letterhead(app), TODAY).write(number)
    assert letter["Bcc"] is None
    assert letter["Subject"].startswith("Review the update on Governance Bcc: {{ link }}@example")
    assert len(links(letter)) == 1
    head = letter.as_bytes().split(b"\r\n\r\n")[0]
    assert [line for line in head.split(b"\r\n") if line.lower().startswith(b"bcc")] == []


def test_a_message_about_nothing_is_not_a_letter(
    app: Flask, session: Session, world: World
) -> None:
    row = OutboxMessage(kind="update_submit", recipient_id=world.lead.id, created_at=AT)
    with pytest.raises(ValueError, match="tells about nothing"):
        one(session, app, row)


def test_a_batch_takes_as_many_statements_as_one_letter(
    installation: Installation, session: Session, world: World
) -> None:
    numbers = queue(session, world.first_update, world.sponsor, 20, AT)
    watch = installation.watch
    counts = []
    for batch in (numbers[:2], numbers[:1], numbers):
        with watch:
            desk = Desk(session, batch, letterhead(installation.app), TODAY)
            for number in batch:
                desk.write(number)
            counts.append(len(watch.statements))
    assert counts[1] == counts[2] <= 4
