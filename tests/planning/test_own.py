"""Days away are recorded by the person or their office; a calendar address is one's own."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Absence, AuditEntry, CalendarFeed, Person
from models.enums import Role
from tests import factories
from tests.conftest import SignIn
from tests.factories import AT
from tests.page import Page
from tests.visitor import Visitor
from tests.world import World

ABSENCES = "/account/absences"
SETTINGS = "/account/calendar"
DAYS = {
    "starts_on-day": "6",
    "starts_on-month": "4",
    "starts_on-year": "2026",
    "ends_on-day": "10",
    "ends_on-month": "4",
    "ends_on-year": "2026",
}


def note(visitor: Visitor, *, status: int = 303, **changes: str) -> Page:
    """Note days away through the form."""
    fields = {**DAYS, **{name.replace("__", "-"): value for name, value in changes.items()}}
    return visitor.submit(visitor.get(ABSENCES).form(ABSENCES), fields, status=status)


def recorded(session: Session) -> list[tuple[int, date, date]]:
    """Return whose absence is recorded, and when."""
    rows = session.scalars(select(Absence).order_by(Absence.id))
    return [(row.person_id, row.starts_on, row.ends_on) for row in rows]


def noted(session: Session, action: str) -> list[tuple[int | None, str, dict[str, object]]]:
    """Return who did it to whom, with what detail."""
    rows = session.scalars(select(AuditEntry).where(AuditEntry.action == action))
    return [(row.actor_id, row.subject, json.loads(row.detail)) for row in rows]


def away(world: World) -> tuple[int, date, date]:
    return (world.lead.id, date(2026, 4, 6), date(2026, 4, 10))


@pytest.fixture
def lead(world: World, sign_in: SignIn) -> Visitor:
    return sign_in(world.lead)


@pytest.fixture
def office(world: World, sign_in: SignIn) -> Visitor:
    return sign_in(world.office)


def test_a_person_notes_when_they_are_away_and_takes_it_back(
    session: Session, world: World, lead: Visitor
) -> None:
    assert ("Say when you are away", ABSENCES) in lead.get("/account").links
    assert "No days away are noted." in lead.get(ABSENCES).main
    page = lead.follow(note(lead))
    assert "6 April 2026" in page.main
    assert "10 April 2026" in page.main
    assert recorded(session) == [away(world)]
    page = lead.follow(lead.submit(page.form("/remove")))
    assert recorded(session) == []
    who, subject = world.lead.id, f"person:{world.lead.id}"
    days = {"from": "2026-04-06", "until": "2026-04-10"}
    assert noted(session, "person.record_absence") == [(who, subject, days)]
    assert noted(session, "person.remove_absence") == [(who, subject, days)]


def test_the_office_notes_it_for_others_and_sees_it(
    session: Session, world: World, office: Visitor
) -> None:
    page = office.follow(note(office, person=str(world.lead.id)))
    assert "Governance lead" in page.main
    assert recorded(session) == [away(world)]
    assert noted(session, "person.record_absence")[0][:2] == (
        world.office.id,
        f"person:{world.lead.id}",
    )
    offered = page.all("//select[@name='person']/option/@value")
    assert offered[0] == str(world.office.id)
    assert str(world.outsider.id) not in offered


def test_nobody_notes_it_for_people_they_do_not_look_after(
    session: Session, world: World, lead: Visitor, office: Visitor, sign_in: SignIn
) -> None:
    note(lead, person=str(world.sponsor.id), status=404)
    note(office, person=str(world.outsider.id), status=404)
    note(office, person="9" * 30, status=404)
    note(sign_in(world.director), person=str(world.lead.id), status=404)
    assert recorded(session) == []


def test_nobody_takes_back_what_is_not_theirs(
    session: Session, world: World, lead: Visitor, sign_in: SignIn
) -> None:
    note(lead)
    (row,) = session.scalars(select(Absence))
    for person in (world.sponsor, world.director, world.outsider):
        visitor = sign_in(person)
        assert "6 April 2026" not in visitor.get(ABSENCES).main
        visitor.post(f"{ABSENCES}/{row.id}/remove", status=404)
    lead.post(f"{ABSENCES}/{row.id + 1}/remove", status=404)
    assert recorded(session) == [away(world)]


def test_an_office_looks_after_its_own_programme_only(
    session: Session, world: World, sign_in: SignIn
) -> None:
    other = factories.programme(session, world.organisation, slug="other")
    stranger = factories.person(session, world.organisation, "Other office")
    factories.grant(session, stranger, Role.PMO, on=other)
    visitor = sign_in(stranger)
    note(visitor, person=str(world.lead.id), status=404)
    factories.grant(session, stranger, Role.PMO)
    note(visitor, person=str(world.lead.id))
    assert recorded(session) == [away(world)]


def test_people_without_a_role_today_are_no_business_of_the_office(
    session: Session, world: World, office: Visitor
) -> None:
    gone = factories.person(session, world.organisation, "Former lead")
    factories.grant(
        session, gone, Role.LEAD, workstream=world.first, ends_on=AT.date() - timedelta(days=1)
    )
    world.sponsor.disabled_at = AT
    offered = office.get(ABSENCES).all("//select[@name='person']/option/@value")
    assert {str(gone.id), str(world.sponsor.id)}.isdisjoint(offered)
    assert str(world.lead.id) in offered


@pytest.mark.parametrize(
    "change, error",
    [
        ({"ends_on__day": "5"}, "Last day away must not be before the first day away"),
        ({"starts_on__day": "31"}, "First day away must be a real date: there is no 31/4/2026"),
        (
            {"ends_on__day": "", "ends_on__month": "", "ends_on__year": ""},
            "Enter the last day away",
        ),
    ],
)
def test_days_that_cannot_be_are_named_and_kept(
    session: Session, lead: Visitor, change: dict[str, str], error: str
) -> None:
    page = note(lead, status=422, **change)
    assert page.errors == [error]
    assert page.value("starts_on-month") == "4"
    assert recorded(session) == []


def test_days_are_noted_once(session: Session, lead: Visitor) -> None:
    note(lead)
    page = note(lead, status=422, starts_on__day="10", ends_on__day="12")
    (error,) = page.errors
    assert error.startswith("There is an absence from 6 April 2026 to 10 April 2026 already.")
    note(lead, starts_on__day="11", ends_on__day="12")
    note(lead, starts_on__day="1", ends_on__day="5")
    assert len(recorded(session)) == 3


def test_one_day_away_is_an_absence_and_past_ones_are_not_shown(
    session: Session, world: World, lead: Visitor
) -> None:
    note(lead, ends_on__day="6")
    session.add(
        Absence(person_id=world.lead.id, starts_on=date(2026, 2, 2), ends_on=date(2026, 3, 1))
    )
    assert "2 February 2026" not in lead.get(ABSENCES).main


def test_the_page_takes_as_many_statements_for_many_absences_as_for_one(
    session: Session, world: World, office: Visitor
) -> None:
    counts = set()
    for size in (1, 3, 300):
        for number in range(size):
            day = date(2027, 1, 1) + timedelta(days=size * 1000 + number)
            session.add(Absence(person_id=world.lead.id, starts_on=day, ends_on=day))
        office.get(ABSENCES)
        counts.add(len(office.statements))
    assert len(counts) == 1


def feeds(session: Session, person: Person) -> list[CalendarFeed]:
    session.expire_all()
    query = select(CalendarFeed).where(CalendarFeed.person_id == person.id)
    return list(session.scalars(query.order_by(CalendarFeed.id)))


def shown(page: Page) -> str:
    """Return the path of the address a page shows."""
    (address,) = page.all("//*[@class='address']/text()")
    assert address.startswith("http://localhost/calendar/")
    return str(address).removeprefix("http://localhost")


def test_an_address_is_made_shown_once_replaced_and_stopped(
    session: Session, world: World, lead: Visitor, visitor: Visitor
) -> None:
    assert ("See your dates in your own calendar", SETTINGS) in lead.get("/account").links
    first = lead.submit(lead.get(SETTINGS).form(SETTINGS), status=200)
    address = shown(first)
    visitor.get(address)
    again = lead.get(SETTINGS)
    assert again.all("//*[@class='address']") == []
    assert "You have an address, made on 2 March 2026" in again.main
    second = shown(lead.submit(again.form(SETTINGS), button="Make a new address", status=200))
    assert second != address
    visitor.get(address, status=404)
    visitor.get(second)
    done = lead.follow(lead.submit(lead.get(SETTINGS).form("/revoke")))
    assert "Your calendar address no longer works." in done.main
    visitor.get(second, status=404)
    assert [row.revoked_at for row in feeds(session, world.lead)] == [AT, AT]
    lead.post(f"{SETTINGS}/revoke")
    assert len(noted(session, "person.make_feed")) == 2
    assert len(noted(session, "person.revoke_feed")) == 2


def test_only_the_digest_of_an_address_is_kept(
    session: Session, world: World, lead: Visitor
) -> None:
    page = lead.submit(lead.get(SETTINGS).form(SETTINGS), status=200)
    token = shown(page).removeprefix("/calendar/").removesuffix(".ics")
    assert len(token) >= 43  # 256 bits
    (row,) = feeds(session, world.lead)
    assert token not in str(vars(row))
    assert all(token not in str(entry) for entry in noted(session, "person.make_feed"))
    assert page.headers["Cache-Control"] == "no-store"


def test_a_person_makes_no_address_for_another(
    session: Session, world: World, lead: Visitor, sign_in: SignIn
) -> None:
    lead.submit(lead.get(SETTINGS).form(SETTINGS), status=200)
    sign_in(world.sponsor).post(f"{SETTINGS}/revoke")
    assert feeds(session, world.lead)[0].revoked_at is None
