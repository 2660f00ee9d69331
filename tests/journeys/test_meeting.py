"""The group's meeting with the keyboard alone: from screen to screen, and recorded on the spot."""

from playwright.sync_api import expect
from sqlalchemy import select

from models import Discussion, Minute
from models.enums import MinuteKind, UpdateStatus
from tests.journeys.conftest import Arrive
from tests.journeys.keys import Keys
from tests.journeys.server import Server
from tests.packs import stages
from tests.world import World, advance

DUE = (("Day", "30"), ("Month", "6"), ("Year", "2026"))


def test_a_meeting_needs_no_pointer(server: Server, world: World, arrive: Arrive) -> None:
    with server.rows() as session:
        session.add(world.pack)
        row = advance(session, world.second_update, UpdateStatus.APPROVED)
        assert row.revision is not None
        pack = stages.review(session, world)
        address = f"/packs/{pack.id}/meeting"
    chair = arrive(world.chair)
    keys, page = Keys(chair), chair.page
    title = page.get_by_role("heading", level=1)
    chair.go(address)
    keys.keyboard.press("ArrowLeft")
    expect(page.get_by_role("status").last).to_have_text("This is the first screen.")
    for name in ("G. Governance", "F. Finance", "Overall rating and agreement"):
        _turn(keys, "ArrowRight")
        expect(title).to_have_text(name)
    chair.look()
    for name in ("F. Finance", "G. Governance"):
        _turn(keys, "ArrowLeft")
        expect(title).to_have_text(name)
    keys.press("Mark as discussed")
    expect(page.get_by_text("is marked as discussed")).to_be_visible()
    keys.to(page.locator("summary", has_text="Record a decision or an action"))
    keys.keyboard.press("Enter")
    keys.type("What was decided, or what is to be done", "Bring the plan.")
    keys.keyboard.press("ArrowRight")
    expect(title).to_have_text("G. Governance")
    keys.type("Or somebody outside the programme", "The partner’s team")
    for part, typed in DUE:
        keys.type(part, typed)
    keys.press("Record it")
    expect(page.get_by_text("Action 1 is recorded.")).to_be_visible()
    with server.rows() as session:
        minute = session.scalars(select(Minute)).one()
        assert (minute.kind, minute.text) == (MinuteKind.ACTION, "Bring the plan.")
        assert session.scalars(select(Discussion.workstream_id)).all() == [world.first.id]
    chair.go(f"{address}-paper")


def _turn(keys: Keys, key: str) -> None:
    """Press an arrow key, which leads to another screen."""
    with keys.desk.page.expect_navigation(wait_until="load"):
        keys.keyboard.press(key)
