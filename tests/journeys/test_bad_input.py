"""What no form can take: each gets a page that says what is wrong and keeps what was typed."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from models import SignInSession
from models.enums import Section, UpdateStatus
from tests.journeys.conftest import Arrive
from tests.journeys.server import Server
from tests.journeys.test_two_people import open_section, reach
from tests.world import PASSWORD, World
from webapp.domain.content import LINE_LIMIT

EITHER = pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "plain"])
PASTE = (("A long account of what was done. " * 190).strip() + "\n\n") * 100
"""A little more than 600 kB."""
FORGED = (
    "/updates/999999",
    "/updates/999999/review",
    "/updates/99999999999999999999",
    "/updates/1/sections/secrets",
    "/updates/1/revisions/7",
    "/packs/999999",
    "/editions/999999/pdf",
    "/programmes/elsewhere",
)


@EITHER
def test_a_paste_of_600_kb_comes_back_with_how_long_it_may_be(
    server: Server, world: World, arrive: Arrive, javascript: bool
) -> None:
    address = reach(server, world, UpdateStatus.DRAFT)
    lead = arrive(world.lead, javascript=javascript)
    open_section(lead, address, Section.ACTIVITIES)
    with lead.refusal(422):
        lead.field("Key activities").fill(PASTE)
        lead.press("Save and continue")
    expect(lead.page.get_by_role("alert")).to_contain_text("must be 30,000 characters or fewer")
    assert lead.field("Key activities").input_value().strip() == PASTE.strip()


@EITHER
def test_an_over_long_line_and_an_impossible_date_are_named_and_kept(
    server: Server, world: World, arrive: Arrive, javascript: bool
) -> None:
    address = reach(server, world, UpdateStatus.DRAFT)
    lead = arrive(world.lead, javascript=javascript)
    open_section(lead, address, Section.PLANNED)
    row = lead.add_row("a milestone")
    too_long = "x" * (LINE_LIMIT + 1)
    with lead.refusal(422):
        row.get_by_label("Milestone", exact=True).fill(too_long)
        for part, typed in (("Day", "31"), ("Month", "9"), ("Year", "2026")):
            row.get_by_label(part, exact=True).fill(typed)
        lead.press("Save and continue")
    alert = lead.page.get_by_role("alert")
    expect(alert).to_contain_text("Milestone must be 2,000 characters or fewer")
    expect(alert).to_contain_text("Due date must be a real date: there is no 31/9/2026")
    expect(lead.field("Milestone")).to_have_value(too_long)
    expect(lead.field("Day")).to_have_value("31")
    lead.page.get_by_role("link", name="Due date must be a real date").click()
    expect(lead.field("Day")).to_be_focused()


def test_an_update_without_a_rating_cannot_be_submitted(
    server: Server, world: World, arrive: Arrive
) -> None:
    address = reach(server, world, UpdateStatus.DRAFT)
    lead = arrive(world.lead)
    open_section(lead, address, Section.ACTIVITIES)
    lead.field("Key activities").fill("The new scheme was adopted.")
    lead.press("Save and see all sections")
    lead.press("Check the whole update")
    expect(lead.page.get_by_role("alert")).to_contain_text("Before you can submit")
    expect(lead.page.get_by_role("button", name="Submit to the sponsor")).to_have_count(0)
    lead.press("No rating is proposed. Choose a rating")
    expect(lead.page.get_by_role("heading", level=1)).to_have_text("Rating")


def test_forged_addresses_lead_to_a_page_with_a_way_on(world: World, arrive: Arrive) -> None:
    lead = arrive(world.lead)
    for path in FORGED:
        with lead.refusal(404):
            lead.go(path)
        lead.press("Go to My work")
        expect(lead.page.get_by_role("heading", level=1)).to_have_text("My work")


@EITHER
def test_a_form_of_an_earlier_sign_in_is_refused_with_its_words(
    server: Server, world: World, arrive: Arrive, javascript: bool
) -> None:
    address = reach(server, world, UpdateStatus.DRAFT)
    lead = arrive(world.lead, javascript=javascript)
    open_section(lead, address, Section.CONCERNS)
    typed = "Two vacancies remain open, and one of them since the spring."
    lead.sign_in_elsewhere(world.lead.email, PASSWORD)
    with lead.refusal(400):
        lead.field("Concerns and issues").fill(typed)
        lead.press("Save and continue")
    assert "no longer valid" in lead.text
    expect(lead.field("What you typed")).to_have_value(typed)


@EITHER
def test_words_sent_after_the_session_has_ended_are_kept(
    server: Server, world: World, arrive: Arrive, javascript: bool
) -> None:
    address = reach(server, world, UpdateStatus.DRAFT)
    lead = arrive(world.lead, javascript=javascript)
    open_section(lead, address, Section.CONCERNS)
    typed = "Two vacancies remain open, and one of them since the spring."
    with server.rows() as session:
        session.execute(update(SignInSession).values(ended_at=SignInSession.last_seen_at))
    with lead.refusal(401):
        lead.field("Concerns and issues").fill(typed)
        if javascript:
            expect(lead.page.locator("#saved")).to_contain_text("you have been signed out")
        lead.press("Save and continue")
    assert "You have been signed out" in lead.text
    expect(lead.field("What you typed")).to_have_value(typed)
