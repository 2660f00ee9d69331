"""The lead's part and the sponsor's part with the keyboard alone."""

from playwright.sync_api import Browser, expect
from sqlalchemy import select

from models import ProgressUpdate, Revision
from models.enums import UpdateStatus
from tests.journeys.desk import Desk
from tests.journeys.keys import Keys
from tests.journeys.server import Server
from tests.world import PASSWORD, World
from webapp.domain import content

ACTIVITIES = "The new scheme of delegation was adopted."
CONCERNS = "Two vacancies remain open."
RATIONALE = "The work is on course."
WHY_CHANGED = "The vacancies worry me."
COMMENT = "I agree with this account."
EXPLAINED = "The councils have not answered yet."


def test_a_lead_and_a_sponsor_need_no_pointer(
    chromium: Browser, server: Server, world: World
) -> None:
    lead = Keys(Desk(chromium, server.address))
    _sign_in(lead, world.lead.email)
    _write(lead)
    _submit(lead)
    lead.desk.close()
    sponsor = Keys(Desk(chromium, server.address))
    _sign_in(sponsor, world.sponsor.email)
    _decide(sponsor)
    sponsor.desk.close()
    with server.rows() as session:
        update = session.get_one(ProgressUpdate, world.first_update.id)
        revision = session.scalars(select(Revision).where(Revision.update_id == update.id)).one()
        written = content.decode(revision.content)
        assert update.status is UpdateStatus.APPROVED
        assert (revision.proposed_step, update.confirmed_step) == (2, 3)
    assert (written.key_activities, written.concerns) == (ACTIVITIES, CONCERNS)
    assert [row.title for row in written.milestones] == ["Adopt the scheme", "Brief the councils"]
    assert [row.title for row in written.planned] == ["Publish the constitution"]
    assert [row.description for row in written.risks] == ["Too few people know the rules"]


def _sign_in(keys: Keys, email: str) -> None:
    keys.desk.go("/sign-in")
    keys.type("Email address", email)
    keys.type("Password", PASSWORD)
    keys.press("Sign in")
    expect(keys.desk.page.get_by_role("heading", level=1)).to_have_text("My work")


def _write(keys: Keys) -> None:
    """Write every section; a toolbar is one stop, and its buttons are reached with the arrows."""
    page = keys.desk.page
    keys.press("Start")
    keys.to(page.get_by_role("button", name="Bold"))
    keys.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Italic")).to_be_focused()
    keys.type("Key activities", ACTIVITIES)
    keys.press("Save and continue")
    keys.press("Save and continue")
    keys.type("Concerns and issues", CONCERNS)
    keys.press("Save and continue")
    _write_milestones(keys)
    keys.press("Save and continue")
    keys.add_row("a milestone")
    keys.type("Milestone", "Publish the constitution")
    keys.press("Save and continue")
    keys.add_row("a risk")
    keys.type("Risk", "Too few people know the rules")
    keys.choose("Likelihood", "M")
    keys.press("Save and continue")
    keys.to(page.get_by_role("radio").first)
    keys.keyboard.press("ArrowDown")
    keys.keyboard.press("ArrowDown")
    keys.keyboard.press("ArrowUp")
    expect(page.get_by_role("radio", name="Green/Amber", exact=True)).to_be_checked()
    keys.type("Reason for the rating", RATIONALE)
    for part, typed in (("Day", "30"), ("Month", "6"), ("Year", "2026")):
        keys.type(part, typed)
    keys.press("Save and continue")
    keys.press("Save and see all sections")


def _write_milestones(keys: Keys) -> None:
    """Add two milestones in the wrong order and put them right; the focus stays with the row."""
    page = keys.desk.page
    for title, outcome in (("Brief the councils", "P"), ("Adopt the scheme", "D")):
        row = keys.add_row("a milestone")
        keys.to(row.get_by_label("Milestone", exact=True))
        keys.keyboard.type(title)
        keys.to(row.get_by_label("What happened"))
        keys.keyboard.type(outcome)
    keys.to(page.get_by_role("button", name="Move up milestone 2"))
    keys.keyboard.press("Enter")
    first = page.locator("fieldset.row").first
    expect(first.get_by_label("Milestone", exact=True)).to_have_value("Adopt the scheme")
    expect(first.locator("legend").first).to_be_focused()


def _submit(keys: Keys) -> None:
    keys.press("Check the whole update")
    for box in keys.desk.page.get_by_label("Why is this right?").all():
        keys.to(box)
        keys.keyboard.type(EXPLAINED)
    keys.press("Save your explanations")
    keys.press("Submit to the sponsor", key="Space")
    expect(keys.desk.page.get_by_role("alert")).to_contain_text("is with the sponsor")


def _decide(keys: Keys) -> None:
    """Open and close what is folded, change the rating and approve."""
    page = keys.desk.page
    keys.press("Review")
    keys.to(page.get_by_role("link", name="Go to your decision"))
    keys.keyboard.press("Enter")
    folded = page.locator("summary", has_text="Send it back instead")
    reason = page.get_by_label("What needs to change")
    keys.to(folded)
    keys.keyboard.press("Enter")
    expect(reason).to_be_visible()
    keys.to(reason)
    keys.to(folded, back=True)
    keys.keyboard.press("Space")
    expect(reason).to_be_hidden()
    keys.to(page.get_by_role("radio", checked=True), back=True)
    keys.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Amber", exact=True)).to_be_checked()
    keys.type("Reason for changing the rating", WHY_CHANGED)
    keys.type("Your comments", COMMENT)
    keys.to(page.get_by_role("checkbox", name="I have read this update"))
    keys.keyboard.press("Space")
    keys.press("Approve")
    expect(page.get_by_role("alert")).to_contain_text("You approved")
