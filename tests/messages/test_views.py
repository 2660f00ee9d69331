"""Pages of messages: what was sent, what waits and fails, the words of each kind, one a day."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import AuditEntry, MessageTemplate, OutboxMessage, Person, ReminderRules
from models.enums import PeriodStatus, Role
from tests import factories
from tests.conftest import SignIn
from tests.factories import AT
from tests.page import Page, words
from tests.visitor import Fields, Visitor
from tests.world import World
from webapp.notifications.kinds import DIGEST, KINDS
from webapp.notifications.wording import usual

SENT = "/messages"
LIST = "/messages/wording"
EDIT = "/messages/wording/update_submit"
NEW = {
    "subject": "{{ workstream }}: please review",
    "body": "By {{ due }}, {{ period }}: {{ link }}",
}


def message(session: Session, world: World, who: Person, **values: object) -> OutboxMessage:
    """Add a message about the first update."""
    row = OutboxMessage(
        **{
            "kind": "update_submit",
            "recipient_id": who.id,
            "update_id": world.first_update.id,
            "created_at": AT,
            **values,
        }
    )
    session.add(row)
    session.flush()
    return row


@pytest.fixture
def mixed(session: Session, world: World) -> World:
    """Return the world with a message in each state."""
    message(session, world, world.sponsor, sent_at=AT, subject="A subject", body="A body: x")
    message(session, world, world.lead, kind="update_send_back")
    message(
        session,
        world,
        world.second_lead,
        last_error="The mail server did not take the message. It says: 550 no such user",
        attempts=2,
        next_try_at=AT + timedelta(minutes=5),
        created_at=AT - timedelta(hours=3),
    )
    message(session, world, world.second_sponsor, created_at=AT - timedelta(days=8))
    message(session, world, world.outsider)
    world.outsider.disabled_at = AT
    world.director.daily_digest = True
    message(session, world, world.director)
    digest = message(session, world, world.contributor, kind=DIGEST, update_id=None, body="Secret")
    message(session, world, world.contributor, digest_id=digest.id)
    message(session, world, world.contributor, digest_id=digest.id, sent_at=AT)
    return world


def counted(page: Page, term: str) -> str:
    """Return what the top of the page says of something."""
    return words(page.all(f"//dl/div[dt='{term}']/dd")[0])


EXPECTED = {
    "Governance sponsor": "Sent on 2 March 2026 at 9:30am",
    "Governance lead": "Waits to be sent",
    "Finance lead": "Failing Tried 2 times, again on 2 March 2026 at 9:35am",
    "Finance sponsor": "Not sent: older than 7 days",
    "New starter": "Not sent: the person can no longer sign in",
    "Programme director": "Waits for the daily email",
}


def test_the_office_sees_what_became_of_every_message(mixed: World, sign_in: SignIn) -> None:
    page = sign_in(mixed.office).get(SENT)
    text = page.text
    for reader, state in EXPECTED.items():
        (row,) = [words(row) for row in page.all("//tbody/tr") if reader in words(row)]
        assert state in row, row
    assert "In a daily email that is being sent" in text
    assert "Sent in a daily email on 2 March 2026 at 9:30am" in text
    assert "It says: 550 no such user" in text
    assert "A body: x" in text
    assert "Secret" not in text
    for term, said in (
        ("Waiting", "4"),
        ("Failing", "1"),
        ("Sent", "2"),
        ("Not sent any more", "2"),
        ("Oldest not sent", "2 March 2026 at 6:30am"),
    ):
        assert counted(page, term) == said


@pytest.mark.parametrize(
    "query, readers",
    [
        ("?state=failing", {"Finance lead"}),
        ("?state=never", {"Finance sponsor", "New starter"}),
        ("?state=waiting", {"Governance lead", "Programme director", "Governance officer"}),
        ("?kind=update_send_back", {"Governance lead"}),
        ("?state=sent&kind=update_send_back", set()),
        ("?page=2", set()),
        ("?state=nonsense&kind=nonsense&person=x&page=-1", None),
    ],
)
def test_one_can_choose_by_state_kind_person_and_page(
    mixed: World, sign_in: SignIn, query: str, readers: set[str] | None
) -> None:
    page = sign_in(mixed.office).get(SENT + query)
    found = {next(iter(cell.itertext())) for cell in page.all("//td[@data-label='For']")}
    if readers is None:
        assert len(found) == 7
    else:
        assert found == readers
    if not readers and readers is not None:
        assert "No message fits this choice." in page.text or "nothing on this page" in page.text


def test_one_can_choose_a_person(mixed: World, sign_in: SignIn) -> None:
    page = sign_in(mixed.office).get_part(f"{SENT}?person={mixed.lead.id}")
    assert "1 message" in page.text
    assert "<html" not in page.body.decode()


def test_only_messages_of_ones_own_programmes_are_there(
    mixed: World, session: Session, sign_in: SignIn
) -> None:
    other = factories.programme(session, mixed.organisation, slug="other", name="Other")
    theirs = factories.person(session, mixed.organisation, "Other office")
    factories.grant(session, theirs, Role.PMO, on=other)
    page = sign_in(theirs).get(SENT)
    assert "No message fits this choice." in page.text
    assert "Governance" not in page.text
    stranger_to_all = factories.organisation(session, "Another council")
    far = factories.person(session, stranger_to_all, "Far administrator")
    factories.grant(session, far, Role.ADMINISTRATOR)
    sign_in(far).get(SENT, status=404)
    assert "Governance" in sign_in(mixed.administrator).get(SENT).text


def failing_row(session: Session) -> OutboxMessage:
    """Return the one message that fails."""
    return session.scalars(select(OutboxMessage).where(OutboxMessage.last_error != "")).one()


def test_a_message_about_a_workstream_is_named_by_it(
    session: Session, world: World, sign_in: SignIn
) -> None:
    other = factories.programme(session, world.organisation, slug="other", name="Other")
    hidden = factories.workstream(
        session, factories.phase(session, other, world.scale), name="Hidden"
    )
    for row in (world.first, hidden):
        session.add(
            OutboxMessage(
                kind="workstream_close",
                recipient_id=world.lead.id,
                workstream_id=row.id,
                created_at=AT,
            )
        )
    session.commit()
    page = sign_in(world.office).get("/messages")
    (line,) = map(words, page.all("//tbody/tr"))
    assert line.startswith(f"A workstream was closed {world.first.name} {world.lead.name}")


def test_a_failing_message_is_tried_again_now(
    mixed: World, session: Session, sign_in: SignIn
) -> None:
    visitor = sign_in(mixed.office)
    page = visitor.get(SENT)
    form = next(form for form in page.forms if form.buttons[0][0].startswith("Try again now"))
    done = visitor.follow(visitor.submit(form))
    assert "1 message is tried again now." in done.text
    assert "Tried 2 times, again now" in done.text
    assert failing_row(session).next_try_at is None
    assert session.scalars(select(AuditEntry.action)).all()[-1] == "message.retry"
    assert (
        "1 message is" in visitor.follow(visitor.post("/messages/retry", {"message": "all"})).text
    )


@pytest.mark.parametrize("named", ["", "1", "x", "0", "9" * 30])
def test_what_does_not_fail_is_left_alone(
    mixed: World, session: Session, sign_in: SignIn, named: str
) -> None:
    visitor = sign_in(mixed.office)
    done = visitor.follow(visitor.post("/messages/retry", {"message": named}))
    assert "There is nothing to try again" in done.text
    assert failing_row(session).next_try_at is not None


def test_nothing_is_said_to_wait_where_nothing_was_written(world: World, sign_in: SignIn) -> None:
    page = sign_in(world.office).get(SENT)
    assert "0 messages" in page.text
    assert counted(page, "Oldest not sent") == "None"


def test_the_list_takes_as_many_statements_for_three_hundred_as_for_one(
    world: World, session: Session, sign_in: SignIn
) -> None:
    counts = []
    visitor = sign_in(world.office)
    for more in (1, 2, 300):
        for number in range(more):
            who = factories.person(session, world.organisation, f"Reader {more} {number}")
            message(session, world, who)
        visitor.get(SENT)
        counts.append(len(visitor.statements))
    assert len(set(counts)) == 1
    assert "303 messages, page 1 of 7" in visitor.get(SENT).text
    last = visitor.get(f"{SENT}?page=7")
    assert len(last.all("//tbody/tr")) == 3
    assert not last.all("//a[@rel='next']")
    assert last.all("//a[@rel='prev']")


# --- words ---


def test_every_kind_is_listed_with_whose_words_it_has(world: World, sign_in: SignIn) -> None:
    visitor = sign_in(world.administrator)
    page = visitor.get(LIST)
    assert len(page.all("//tbody/tr")) == len(KINDS)
    assert "By Administrator" not in page.text
    save(visitor, NEW)
    assert "By Administrator, 2 March 2026" in visitor.get(LIST).text
    assert len(visitor.statements) <= 6


def save(
    visitor: Visitor,
    fields: Fields,
    button: str = "Save these words",
    status: int = 303,
) -> Page:
    """Send the form with the words of a kind."""
    form = next(form for form in visitor.get(EDIT).forms if "body" in dict(form.values))
    return visitor.submit(form, fields, button=button, status=status)


def latest(session: Session) -> list[tuple[str, str]]:
    """Return all words that were stored, in order."""
    rows = session.execute(
        select(MessageTemplate.subject, MessageTemplate.body).order_by(MessageTemplate.id)
    )
    return [(row.subject, row.body) for row in rows]


def test_other_words_are_stored_with_history_and_record(
    world: World, session: Session, sign_in: SignIn
) -> None:
    visitor = sign_in(world.administrator)
    assert usual("update_submit").subject in visitor.get(EDIT).body.decode()
    done = visitor.follow(save(visitor, NEW))
    assert "Saved: An update was submitted." in done.text
    assert latest(session) == [(NEW["subject"], NEW["body"])]
    again = visitor.get(EDIT)
    assert NEW["subject"] in again.body.decode()
    assert "Administrator, 2 March 2026 at 9:30am" in again.text
    save(visitor, NEW)
    assert len(latest(session)) == 1
    form = next(
        f
        for f in visitor.get(EDIT).forms
        if "body" not in dict(f.values)
        and f.buttons
        and f.buttons[0][0] == "Go back to the usual words"
    )
    visitor.submit(form)
    assert latest(session)[1:] == [("", "")]
    page = visitor.get(EDIT)
    assert "Went back to the usual words." in page.text
    assert usual("update_submit").subject in page.body.decode()
    assert not [f for f in page.forms if f.buttons[0][0] == "Go back to the usual words"]
    assert session.scalars(select(AuditEntry.action)).all()[-2:] == ["message.word"] * 2


def test_saving_the_usual_words_stores_none(
    world: World, session: Session, sign_in: SignIn
) -> None:
    save(sign_in(world.administrator), {})
    assert latest(session) == []


@pytest.mark.parametrize(
    "fields, sentence",
    [
        ({"body": "By {{ due }}, {{ period }}"}, "Put {{ link }} into the message once"),
        ({"body": NEW["body"] + " {{ workstraem }}"}, "There is no {{ workstraem }}"),
        ({"subject": ""}, "Enter a subject"),
        ({"body": " "}, "Enter a message"),
    ],
)
def test_words_that_will_not_do_come_back_with_what_is_wrong(
    world: World, session: Session, sign_in: SignIn, fields: dict[str, str], sentence: str
) -> None:
    page = save(sign_in(world.administrator), {**NEW, **fields}, status=422)
    assert page.text.count(sentence) >= 2  # in the summary and at the field
    assert {**NEW, **fields}["body"].strip() in page.body.decode()
    assert latest(session) == []


def test_an_example_is_shown_before_saving_with_and_without_scripts(
    world: World, session: Session, sign_in: SignIn
) -> None:
    visitor = sign_in(world.administrator)
    page = save(visitor, NEW, button="Show an example", status=200)
    assert "Customer contact: please review" in page.text
    part = visitor.post_part(EDIT, {**NEW, "do": "preview"})
    assert "Customer contact: please review" in part.text
    assert "https://waymark.example.org/updates/12" in part.text
    wrong = visitor.post_part(EDIT, {**NEW, "body": "{{ nobody }}", "do": "preview"})
    assert "There is no {{ nobody }}" in wrong.text
    assert "It is shown as soon as" in wrong.text
    assert latest(session) == []


def test_whoever_saves_second_keeps_their_words_and_loses_nothing_of_the_first(
    world: World, session: Session, sign_in: SignIn
) -> None:
    first, second = sign_in(world.administrator), sign_in(world.administrator)
    form = next(f for f in second.get(EDIT).forms if "body" in dict(f.values))
    save(first, NEW)
    mine = {"subject": "Mine for {{ period }}", "body": "It is my own {{ due }} {{ link }}"}
    page = second.submit(form, mine, button="Save these words", status=409)
    assert "Somebody else changed the words" in page.text
    assert mine["body"] in page.body.decode()
    assert len(latest(session)) == 1


def test_only_an_administrator_of_the_organisation_words_messages(
    world: World, session: Session, sign_in: SignIn
) -> None:
    for person in (world.office, world.director, world.outsider):
        visitor = sign_in(person)
        visitor.get(LIST, status=404)
        visitor.post(EDIT, NEW, status=404)
    sign_in(world.administrator).get(f"{LIST}/gossip", status=404)
    assert latest(session) == []


# --- one email a day ---


# --- reminders ---


def reminders(world: World) -> str:
    """Return the address of the page about when people are reminded."""
    return f"/programmes/{world.programme.slug}/reminders"


def rules(session: Session, world: World) -> tuple[str, int, int]:
    """Return the rules that are stored."""
    row = session.get_one(ReminderRules, world.programme.id, populate_existing=True)
    return row.days_before, row.sponsor_after, row.director_after


def test_the_office_and_an_administrator_set_when_people_are_reminded(
    session: Session, world: World, sign_in: SignIn
) -> None:
    office = sign_in(world.office)
    links = dict(office.get(SENT).links)
    assert links["Change when people are reminded"] == reminders(world)
    page = office.get(reminders(world))
    assert "to the lead and the sponsor on 9 March and to the programme director on" in page.main
    typed = {"days_before": "2, 7 2", "sponsor_after": "2", "director_after": "4"}
    done = office.follow(office.submit(page.form("/reminders"), typed, button="Save the reminders"))
    assert rules(session, world) == ("7 2", 2, 4)
    assert "to the lead on 9 March, to the sponsor on 10 March" in done.main
    again = sign_in(world.administrator)
    page = again.get(reminders(world))
    again.submit(page.form("/reminders"), {"days_before": ""}, button="Save the reminders")
    assert rules(session, world) == ("", 2, 4)
    entries = session.scalars(
        select(AuditEntry.detail).where(AuditEntry.action == "programme.set_reminders")
    ).all()
    assert [json.loads(detail) for detail in entries] == [
        {
            "days_before": "5 1 to 7 2",
            "sponsor_after": "1 to 2",
            "director_after": "3 to 4",
        },
        {"days_before": "7 2 to "},
    ]


def test_the_same_rules_again_change_nothing(
    session: Session, world: World, sign_in: SignIn
) -> None:
    office = sign_in(world.office)
    office.submit(office.get(reminders(world)).form("/reminders"), button="Save the reminders")
    assert session.get(ReminderRules, world.programme.id) is None
    assert session.scalars(select(AuditEntry)).all() == []


def test_a_reminder_is_shown_before_it_is_saved_with_and_without_scripts(
    session: Session, world: World, sign_in: SignIn
) -> None:
    office = sign_in(world.office)
    typed = {"days_before": "3", "sponsor_after": "5", "director_after": "5"}
    form = office.get(reminders(world)).form("/reminders")
    shown = office.submit(form, typed, button="Show what is sent", status=200)
    assert "to the lead on 9 March and to the sponsor and the programme director" in shown.main
    assert shown.value("days_before") == "3"
    part = office.post_part(reminders(world), {**typed, "do": "preview"})
    assert "to the lead on 9 March" in part.text
    wrong = office.post_part(reminders(world), {**typed, "days_before": "x", "do": "preview"})
    assert "Enter whole numbers with spaces between them" in wrong.text
    assert session.get(ReminderRules, world.programme.id) is None


@pytest.mark.parametrize(
    "typed, sentence",
    [
        ({"days_before": "five"}, "Enter whole numbers with spaces between them, such as 5 1"),
        ({"days_before": "5 -1"}, "Enter whole numbers with spaces between them, such as 5 1"),
        ({"days_before": "9" * 30}, "Enter whole numbers with spaces between them, such as 5 1"),
        ({"days_before": "31"}, "Enter days from 1 to 30"),
        ({"days_before": "1 2 3 4 5 6"}, "Enter 5 different days or fewer"),
        ({"sponsor_after": ""}, "Enter one whole number, such as 3"),
        ({"sponsor_after": "1 2"}, "Enter one whole number, such as 3"),
        ({"sponsor_after": "4"}, "The programme director hears last. Enter 4 or more"),
        ({"director_after": "0"}, "Enter a number of days from 1 to 30"),
    ],
)
def test_reminders_that_cannot_be_come_back_with_what_is_wrong(
    session: Session, world: World, sign_in: SignIn, typed: dict[str, str], sentence: str
) -> None:
    office = sign_in(world.office)
    form = office.get(reminders(world)).form("/reminders")
    page = office.submit(form, typed, button="Save the reminders", status=422)
    assert any(sentence in error for error in page.errors)
    for name, text in typed.items():
        assert page.value(name) == text
    assert session.get(ReminderRules, world.programme.id) is None


def test_reminders_are_not_saved_over_others_that_nobody_saw(
    session: Session, world: World, sign_in: SignIn
) -> None:
    first, second = sign_in(world.office), sign_in(world.administrator)
    form = second.get(reminders(world)).form("/reminders")
    mine = first.get(reminders(world)).form("/reminders")
    first.submit(mine, {"days_before": "9"}, button="Save the reminders")
    page = second.submit(form, {"sponsor_after": "2"}, button="Save the reminders", status=409)
    assert "Somebody else changed the reminders" in page.main
    assert "9 before a deadline, 1 until a sponsor hears" in page.main
    assert (page.value("days_before"), page.value("sponsor_after")) == ("5 1", "2")
    second.submit(page.form("/reminders"), button="Save the reminders")
    assert rules(session, world) == ("5 1", 2, 3)


def test_a_programme_without_a_period_to_come_has_no_example(
    session: Session, world: World, sign_in: SignIn
) -> None:
    world.period.status = PeriodStatus.CLOSED
    session.commit()
    page = sign_in(world.office).get(reminders(world))
    assert "No period is open or planned" in page.main


def test_a_person_chooses_one_email_a_day_and_back(
    world: World, session: Session, sign_in: SignIn
) -> None:
    visitor = sign_in(world.lead)
    for button, said, daily in (
        ("Send me one email a day instead", "You get one email each working day", True),
        ("Send me each message by itself", "You get each message when it is written.", False),
    ):
        page = visitor.get("/account")
        form = next(form for form in page.forms if form.buttons[0][0] == button)
        assert said in visitor.follow(visitor.submit(form)).text
        session.refresh(world.lead)
        assert world.lead.daily_digest is daily
    visitor.post("/account/messages", {"daily": "n"})
    count = select(func.count(AuditEntry.id)).where(AuditEntry.action == "person.digest")
    assert session.scalar(count) == 2
