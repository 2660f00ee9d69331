"""What changes on a page by itself: findings while typing, comments, what changed since when."""

from datetime import date

from playwright.sync_api import expect

from models.enums import Section, UpdateStatus
from tests import factories
from tests.journeys.conftest import Arrive
from tests.journeys.server import Server
from tests.journeys.test_two_people import open_section, reach
from tests.world import World, advance

ASKED = "Who trains the new starters?"


def test_findings_come_and_go_while_one_types_and_the_focus_stays(
    server: Server, world: World, arrive: Arrive
) -> None:
    address = reach(server, world, UpdateStatus.DRAFT)
    lead = arrive(world.lead)
    open_section(lead, address, Section.RATING)
    lead.page.get_by_role("radio", name="Green", exact=True).check()
    reason = lead.field("Reason for the rating")
    reason.press_sequentially("On course.")
    expect(lead.page.locator("#check-forecast_on")).to_contain_text("no forecast completion date")
    expect(reason).to_be_focused()
    reason.fill("")
    expect(lead.page.locator("#check-rationale")).to_contain_text("Give the reason")
    expect(reason).to_be_focused()
    reason.press_sequentially("On course.")
    expect(lead.page.locator("#check-rationale")).to_be_empty()
    lead.look()


def test_a_comment_is_added_where_one_reads_and_what_is_typed_outlives_other_changes(
    server: Server, world: World, arrive: Arrive
) -> None:
    with server.rows() as session:
        earlier = factories.period(
            session,
            world.phase,
            slug="2025-12",
            name="November and December 2025",
            starts_on=date(2025, 11, 1),
            ends_on=date(2025, 12, 31),
        )
        advance(session, factories.update(session, world.first, earlier), UpdateStatus.ISSUED)
    address = reach(server, world, UpdateStatus.WITH_SPONSOR)
    sponsor = arrive(world.sponsor)
    sponsor.go(f"{address}/review")
    page = sponsor.page
    page.get_by_text("Comment on risks").click()
    box = page.locator("#comment-on-risks")
    box.fill(ASKED)
    page.get_by_role("link", name="November and December 2025", exact=True).click()
    expect(page.locator("ins").first).to_be_visible()
    expect(box).to_have_value(ASKED)
    page.locator("#comments-risks").get_by_role("button", name="Add comment").click()
    thread = page.locator("#comments-risks article")
    expect(thread).to_contain_text(ASKED)
    expect(thread).to_be_focused()
    sponsor.look()
    lead = arrive(world.lead)
    lead.go(address)
    lead.press("Take it back to change it")
    open_section(lead, address, Section.RISKS)
    lead.page.locator("#margin summary").first.click()
    answer = lead.page.get_by_label("Your reply")
    answer.fill("The team leaders do.")
    lead.add_row("a risk")
    expect(answer).to_have_value("The team leaders do.")
    lead.page.locator("#margin").get_by_role("button", name="Reply").click()
    expect(lead.page.locator("#margin article")).to_contain_text("Governance lead replied")
    lead.page.locator("#margin").get_by_role("button", name="This is settled").click()
    expect(lead.page.locator("#margin article")).to_contain_text("Settled by Governance lead")
    lead.look()
