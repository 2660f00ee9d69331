"""A calendar program reads the dates of one person: no content, nothing for who lost access."""

from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar, Event
from sqlalchemy.orm import Session

from models import CalendarFeed, Person, ReportingPeriod
from models.enums import PeriodStatus, Role, UpdateStatus
from tests import factories
from tests.factories import AT
from tests.visitor import Visitor
from tests.world import World, advance
from webapp.identity import token_digest
from webapp.planning.feed import BACK, Entry, write

TOKEN = "a-token-that-nobody-could-guess-in-a-lifetime"
DAY = timedelta(days=1)


def subscribe(session: Session, person: Person, token: str = TOKEN) -> str:
    """Give a person a calendar address and return it."""
    session.add(CalendarFeed(person_id=person.id, token_sha256=token_digest(token), created_at=AT))
    return f"/calendar/{token}.ics"


def events(visitor: Visitor, address: str) -> list[Event]:
    """Fetch a calendar as a calendar program would."""
    page = visitor.get(address)
    assert page.headers["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(page.body).events


def words(found: list[Event]) -> list[str]:
    return [str(event["SUMMARY"]) for event in found]


def test_a_lead_gets_the_day_their_updates_are_due(
    session: Session, world: World, visitor: Visitor
) -> None:
    (event,) = events(visitor, subscribe(session, world.lead))
    assert str(event["SUMMARY"]) == f"Your updates are due: {world.period.name}"
    assert event.start == world.period.lead_due_at
    assert str(event["UID"]) == f"period-{world.period.id}-lead_due@localhost"
    assert str(event["URL"]) == "http://localhost/"
    assert event.DTSTAMP == AT


def test_a_board_reader_gets_the_meeting_as_a_day(
    session: Session, world: World, visitor: Visitor
) -> None:
    (event,) = events(visitor, subscribe(session, world.reader))
    assert event.start == date(2026, 3, 31)
    assert "VALUE=DATE" in event.to_ical().decode()


def test_the_office_gets_all_dates_and_a_stranger_none(
    session: Session, world: World, visitor: Visitor
) -> None:
    found = words(events(visitor, subscribe(session, world.office)))
    assert [line.partition(":")[0] for line in found] == [
        "Updates are due from leads",
        "Approvals are due from sponsors",
        "The Improvement Group meets",
        "The Independent Improvement Board meets",
    ]
    assert events(visitor, subscribe(session, world.outsider, "another")) == []


def test_it_says_what_it_says_whatever_state_the_update_is_in(
    session: Session, world: World, visitor: Visitor
) -> None:
    address = subscribe(session, world.sponsor)
    before = words(events(visitor, address))
    advance(session, world.first_update, UpdateStatus.APPROVED)
    assert words(events(visitor, address)) == before != []


def test_a_changed_date_moves_its_event(session: Session, world: World, visitor: Visitor) -> None:
    address = subscribe(session, world.lead)
    (before,) = events(visitor, address)
    world.period.lead_due_at += DAY
    (after,) = events(visitor, address)
    assert after["UID"] == before["UID"]
    assert after.start == before.start + DAY


def test_drafts_and_meetings_long_ago_are_left_out(
    session: Session, world: World, visitor: Visitor
) -> None:
    address = subscribe(session, world.lead)
    world.period.status = PeriodStatus.DRAFT
    assert events(visitor, address) == []
    world.period.status = PeriodStatus.ISSUED
    assert len(events(visitor, address)) == 1
    moved_back(world.period, to=AT.date() - BACK)
    assert len(events(visitor, address)) == 1
    moved_back(world.period, to=AT.date() - BACK - DAY)
    assert events(visitor, address) == []


def moved_back(period: ReportingPeriod, *, to: date) -> None:
    """Move a period's meeting, and what must come before it."""
    period.iib_meets_on = period.publishes_on = period.clearance_due_on = to


def test_where_there_are_several_programmes_each_date_says_which(
    session: Session, world: World, visitor: Visitor
) -> None:
    other = factories.programme(session, world.organisation, slug="other", name="Another one")
    phase = factories.phase(session, other, world.scale)
    factories.period(session, phase)
    factories.grant(session, world.reader, Role.BOARD_READER, on=other)
    found = words(events(visitor, subscribe(session, world.reader)))
    assert [line.partition("2026, ")[2] for line in found] == [
        "Improvement programme",
        "Another one",
    ]


def test_a_role_on_everything_reads_every_programme(
    session: Session, world: World, visitor: Visitor
) -> None:
    assert len(events(visitor, subscribe(session, world.auditor))) == 4


@pytest.mark.parametrize(
    "address", ["/calendar/wrong.ics", "/calendar/%C3%A9.ics", "/calendar/%ED%A0%80.ics"]
)
def test_an_unknown_address_says_nothing(
    session: Session, world: World, visitor: Visitor, address: str
) -> None:
    subscribe(session, world.lead)
    page = visitor.get(address, status=404)
    assert world.period.name not in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_who_lost_access_gets_nothing(session: Session, world: World, visitor: Visitor) -> None:
    address = subscribe(session, world.lead)
    unknown = visitor.get("/calendar/unknown.ics", status=404)
    world.lead.disabled_at = AT
    assert visitor.get(address, status=404).main == unknown.main


def test_a_role_that_has_ended_gives_no_dates(
    session: Session, world: World, visitor: Visitor
) -> None:
    address = subscribe(session, world.chair)
    assert len(events(visitor, address)) == 1
    session.refresh(world.chair, ["grants"])
    world.chair.grants[0].ends_on = AT.date() - DAY
    assert events(visitor, address) == []


def test_the_answer_may_be_kept_by_its_person_alone(
    session: Session, world: World, visitor: Visitor
) -> None:
    page = visitor.get(subscribe(session, world.lead))
    assert page.headers["Cache-Control"] == "private"
    assert "Set-Cookie" not in page.headers


def test_it_takes_as_many_statements_for_many_periods_as_for_one(
    session: Session, world: World, visitor: Visitor
) -> None:
    address, counts, there = subscribe(session, world.office), set(), 1
    for size in (1, 3, 300):
        for number in range(there, size):
            day = date(2026, 3, 1) + number * DAY
            factories.period(session, world.phase, slug=f"p{number}", starts_on=day, ends_on=day)
        there = max(there, size)
        assert len(events(visitor, address)) == 4 * size
        counts.add(len(visitor.statements))
    assert len(counts) == 1
    assert counts.pop() <= 5


def test_text_is_folded_and_escaped() -> None:
    words = "Due; now, or never\nBEGIN:VALARM " + "é" * 90
    entry = Entry(uid="a@b", words=words, on=datetime(2026, 3, 6, 17, tzinfo=UTC))
    file = write([entry], name="Waymark", link="https://waymark.example.org/", at=AT)
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))
    (event,) = Calendar.from_ical(file).events
    assert str(event["SUMMARY"]) == words
    assert b"\r\nDTSTART:20260306T170000Z\r\n" in file
    assert b"\r\nBEGIN:VALARM" not in file
