"""Two people at once, and one person too quickly: nobody loses a word, nothing happens twice."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import func, select

from models import Decision, ProgressUpdate, Revision
from models.enums import Section, UpdateStatus
from tests.journeys.conftest import Arrive
from tests.journeys.desk import Desk
from tests.journeys.parts import confirm
from tests.journeys.server import Server
from tests.world import World, advance

MINE = "The members of the parish councils asked for longer notice."
THEIRS = "Two vacancies remain open, and one of them since the spring."
COMMENT = "I agree with this account, and with the pace of the work."
EITHER = pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "plain"])


def reach(server: Server, world: World, status: UpdateStatus) -> str:
    """Take the first workstream's update to a state; return where it is read."""
    with server.rows() as session:
        update = session.get_one(ProgressUpdate, world.first_update.id)
        advance(session, update, status)
    return f"/updates/{world.first_update.id}"


def open_section(desk: Desk, address: str, section: Section) -> None:
    """Open one section of an update."""
    desk.go(f"{address}/sections/{section}")


@EITHER
def test_the_second_to_save_sees_both_texts_and_loses_nothing(
    server: Server, world: World, arrive: Arrive, javascript: bool
) -> None:
    address = reach(server, world, UpdateStatus.DRAFT)
    first = arrive(world.contributor, javascript=javascript)
    second = arrive(world.lead, javascript=javascript)
    for desk in (first, second):
        open_section(desk, address, Section.CONCERNS)
    first.field("Concerns and issues").fill(THEIRS)
    first.press("Save and see all sections")
    with second.refusal(409):
        second.field("Concerns and issues").fill(MINE)
        second.press("Save and see all sections")
    expect(second.page.get_by_role("alert")).to_contain_text("Governance officer changed this")
    assert THEIRS in second.text
    expect(second.field("Concerns and issues")).to_have_value(MINE)
    second.field("Concerns and issues").fill(f"{THEIRS}\n\n{MINE}")
    second.press("Save and see all sections")
    open_section(first, address, Section.CONCERNS)
    expect(first.field("Concerns and issues")).to_have_value(f"{THEIRS}\n\n{MINE}")


def test_saving_while_typing_says_so_and_says_when_somebody_else_was_quicker(
    server: Server, world: World, arrive: Arrive
) -> None:
    address = reach(server, world, UpdateStatus.DRAFT)
    first, second = arrive(world.contributor), arrive(world.lead)
    for desk in (first, second):
        open_section(desk, address, Section.ENGAGEMENT)
    first.field("Engagement").fill(THEIRS)
    expect(first.page.locator("#saved")).to_contain_text("Saved at")
    with second.refusal(409):
        second.field("Engagement").fill(MINE)
        expect(second.page.locator("#saved")).to_contain_text("Governance officer changed this")
        second.press("Save and see all sections")
    assert THEIRS in second.text
    expect(second.field("Engagement")).to_have_value(MINE)
    first.page.reload()
    expect(first.field("Engagement")).to_have_value(THEIRS)


@EITHER
def test_approving_what_was_changed_meanwhile_is_refused_and_the_comment_kept(
    server: Server, world: World, arrive: Arrive, javascript: bool
) -> None:
    address = reach(server, world, UpdateStatus.WITH_SPONSOR)
    sponsor, lead = (arrive(who, javascript=javascript) for who in (world.sponsor, world.lead))
    sponsor.go(f"{address}/review")
    sponsor.field("Your comments").fill(COMMENT)
    lead.go(address)
    lead.press("Take it back to change it")
    open_section(lead, address, Section.CONCERNS)
    lead.field("Concerns and issues").fill(MINE)
    lead.press("Save and see all sections")
    lead.press("Check and submit")
    lead.press("Submit to the sponsor")
    confirm(sponsor)
    with sponsor.refusal(409):
        sponsor.press("Approve")
    assert "changed after you opened this page" in sponsor.text
    kept = [area.input_value() for area in sponsor.page.locator("textarea").all()]
    assert any(COMMENT in text for text in kept)
    with server.rows() as session:
        assert session.scalar(select(func.count()).select_from(Decision)) == 0


@EITHER
def test_submitting_with_a_double_click_submits_once(
    server: Server, world: World, arrive: Arrive, javascript: bool
) -> None:
    address = reach(server, world, UpdateStatus.WITH_SPONSOR)
    lead = arrive(world.lead, javascript=javascript)
    lead.go(address)
    lead.press("Take it back to change it")
    lead.press("Check and submit")
    _press_twice(lead, "Submit to the sponsor", told="is with the sponsor")
    with server.rows() as session:
        assert session.scalar(select(func.count()).select_from(Revision)) == 2


@EITHER
def test_approving_with_a_double_click_approves_once(
    server: Server, world: World, arrive: Arrive, javascript: bool
) -> None:
    address = reach(server, world, UpdateStatus.WITH_SPONSOR)
    sponsor = arrive(world.sponsor, javascript=javascript)
    sponsor.go(f"{address}/review")
    sponsor.field("Your comments").fill(COMMENT)
    confirm(sponsor)
    _press_twice(sponsor, "Approve", told="You approved")
    with server.rows() as session:
        assert session.scalar(select(func.count()).select_from(Decision)) == 1


def test_approving_again_in_another_tab_changes_nothing(
    server: Server, world: World, arrive: Arrive
) -> None:
    address = reach(server, world, UpdateStatus.WITH_SPONSOR)
    sponsor = arrive(world.sponsor)
    sponsor.go(f"{address}/review")
    in_another_tab = sponsor.page
    sponsor.page = sponsor.new_page()
    sponsor.go(f"{address}/review")
    confirm(sponsor)
    sponsor.press("Approve")
    sponsor.page = in_another_tab
    confirm(sponsor)
    sponsor.press("Approve")
    expect(sponsor.page.get_by_role("alert")).to_contain_text("You approved")
    with server.rows() as session:
        assert session.scalar(select(func.count()).select_from(Decision)) == 1


def _press_twice(desk: Desk, words: str, *, told: str) -> None:
    """Press a button twice, faster than the first answer can come, and wait for what is told.

    The browser drops the first navigation for the second, so the page is waited for by its words.
    """
    desk.control(words).dblclick(no_wait_after=True)
    expect(desk.page.get_by_role("alert")).to_contain_text(told)
    desk.page.wait_for_load_state("networkidle")
    desk.look()
