"""Two periods with everything that goes wrong in real life, each person at their own browser.

A deputy approves; a rating is disagreed at all three levels; a return comes late; an issued pack is
corrected; milestones slip and are dropped; one lead gets more time; the group queries an update;
another goes to the board without its sponsor, and is marked so for ever.
"""

from contextlib import AbstractContextManager
from datetime import date, datetime, time

import pytest
import time_machine
from playwright.sync_api import Locator, expect
from sqlalchemy import select

from models import Person, ReportingPeriod
from models.enums import PeriodStatus
from tests import factories
from tests.journeys.desk import Desk, Room
from tests.journeys.parts import settle
from tests.journeys.server import Server
from tests.world import World
from webapp.clock import LONDON

FIRST, SECOND = "January and February 2026", "March and April 2026"
GOVERNANCE, FINANCE = "Governance", "Finance"
CONSTITUTION, TRAINING = "Publish the new constitution", "Train every team"
BOARD = "/programmes/improvement/cycle"
UNCONFIRMED = "not confirmed by the sponsor"


class Round:
    """The people of the setting, each at a desk on a day; the clock only moves on."""

    def __init__(
        self, room: Room, server: Server, clock: time_machine.Traveller, world: World
    ) -> None:
        self.room, self.server, self.clock, self.world = room, server, clock, world

    def sit(self, day: date, hour: int, person: Person) -> AbstractContextManager[Desk]:
        """Seat a person at an hour of a day."""
        self.clock.move_to(datetime.combine(day, time(hour), LONDON))
        return self.room.seat(person.email)


@pytest.fixture
def story(room: Room, server: Server, clock: time_machine.Traveller, world: World) -> Round:
    """Return the setting with a second period planned after the one that is open."""
    clock.move_to(factories.AT)
    with server.rows() as session:
        factories.period(
            session,
            world.phase,
            slug="2026-04",
            name=SECOND,
            starts_on=date(2026, 3, 1),
            ends_on=date(2026, 4, 30),
            status=PeriodStatus.SCHEDULED,
        )
    return Round(room, server, clock, world)


def test_two_periods(story: Round) -> None:
    a_deputy_approves(story)
    a_return_comes_late_and_its_rating_is_disagreed(story)
    the_group_agrees_and_the_board_gets_its_pack(story)
    what_was_issued_is_corrected(story)
    milestones_slip_and_are_dropped_with_more_time(story)
    the_group_queries_and_one_goes_without_its_sponsor(story)


def task(desk: Desk, title: str, verb: str) -> None:
    """From My work, begin what has to be done about something."""
    desk.be_at("/")
    line = desk.page.get_by_role("article").filter(has=desk.page.get_by_role("heading", name=title))
    desk.press(desk.control(verb, within=line))


def told(desk: Desk, words: str) -> None:
    """See what the page says was done."""
    expect(desk.page.get_by_role("alert")).to_contain_text(words)


def type_date(place: Desk | Locator, value: date, group: str = "") -> None:
    """Type a day, in the group of fields of that name where there are several."""
    inside = place.page if isinstance(place, Desk) else place
    fields = inside.get_by_role("group", name=group) if group else inside
    for part in ("Day", "Month", "Year"):
        fields.get_by_label(part, exact=True).fill(str(getattr(value, part.lower())))


def line_of(desk: Desk, workstream: str) -> Locator:
    """Return a workstream's line on the programme office's board."""
    return desk.page.get_by_role("row").filter(has_text=workstream)


def to_pack(desk: Desk, period: str) -> None:
    """Go to the group's pack of a period."""
    desk.press("Packs")
    desk.press(period)


def write(
    desk: Desk,
    activities: str,
    step: str,
    rationale: str,
    *,
    planned: dict[str, date] | None = None,
) -> None:
    """Type an update from its first page to the last; nothing else is asked of these two."""
    go_on = "Save and continue"
    desk.field("Key activities").fill(activities)
    desk.press(go_on)
    desk.field("Engagement").fill("All parish councils were written to.")
    desk.press(go_on)
    desk.press(go_on)
    desk.press(go_on)
    for title, due in (planned or {}).items():
        row = desk.add_row("a milestone")
        row.get_by_label("Milestone", exact=True).fill(title)
        row.get_by_label("Owner", exact=True).fill("Solicitor")
        type_date(row, due)
    desk.press(go_on)
    desk.press(go_on)
    rate(desk, step, rationale)
    desk.press(go_on)
    desk.press("Save and see all sections")


def rate(desk: Desk, step: str, rationale: str) -> None:
    """Propose a rating with its reason and forecast."""
    desk.page.get_by_role("radio", name=step, exact=True).check()
    desk.field("Reason for the rating").fill(rationale)
    type_date(desk, date(2026, 6, 30), "Forecast completion date")


def submit(desk: Desk, *explanations: str) -> None:
    """Explain what the checks ask about, and send the update to the sponsor."""
    desk.press("Check and submit")
    if explanations:
        boxes = desk.page.get_by_label("Why is this right?")
        expect(boxes).to_have_count(len(explanations))
        for box, words in zip(boxes.all(), explanations, strict=True):
            box.fill(words)
        desk.press("Save your explanations")
    desk.press("Submit to the sponsor")
    told(desk, "is with the sponsor")


def approve(desk: Desk, *, step: str = "", reason: str = "", comments: str = "Agreed.") -> None:
    """Confirm the rating or change it, comment, tick the statement and approve."""
    if step:
        desk.page.get_by_role("radio", name=step).first.check()
        desk.field("Reason for changing the rating").fill(reason)
    desk.field("Your comments").fill(comments)
    desk.page.get_by_role("checkbox", name="I have read this update").check()
    desk.press("Approve")
    told(desk, "You approved")


def a_deputy_approves(story: Round) -> None:
    """Write Governance; its sponsor is away, so the office appoints the director."""
    world = story.world
    with story.sit(date(2026, 3, 2), 10, world.lead) as desk:
        task(desk, GOVERNANCE, "Start")
        write(
            desk,
            "The scheme of delegation was adopted.",
            "Green/Amber",
            "The scheme is in force, and two vacancies are being filled.",
            planned={CONSTITUTION: date(2026, 4, 30), TRAINING: date(2026, 4, 15)},
        )
        submit(desk)
    with story.sit(date(2026, 3, 3), 9, world.office) as desk:
        desk.go(BOARD)
        desk.press(desk.control("Appoint a deputy", within=line_of(desk, GOVERNANCE)))
        desk.field("Deputy").select_option(label="Programme director")
        type_date(desk, date(2026, 3, 3), "First day")
        type_date(desk, date(2026, 3, 16), "Last day")
        desk.press("Appoint")
        told(desk, "Programme director")
    with story.sit(date(2026, 3, 4), 8, world.director) as desk:
        task(desk, GOVERNANCE, "Review")
        assert "You decide for Governance sponsor, until 16 March 2026" in desk.text
        approve(desk, comments="The scheme was a great step.")


def a_return_comes_late_and_its_rating_is_disagreed(story: Round) -> None:
    """Let Finance miss the close and come in late; nobody rates it like the one before."""
    world = story.world
    with story.sit(date(2026, 3, 9), 9, world.office) as desk:
        desk.go(BOARD)
        desk.press("Close returns")
        assert FINANCE in desk.text
        desk.press("Close returns")
    with story.sit(date(2026, 3, 10), 9, world.office) as desk:
        desk.go(BOARD)
        expect(line_of(desk, FINANCE)).to_contain_text("Not submitted")
        desk.press(desk.control("Allow late", within=line_of(desk, FINANCE)))
        type_date(desk, date(2026, 3, 12))
        desk.field("Reason").fill("The finance team was ill.")
        desk.press("Allow a late return")
    with story.sit(date(2026, 3, 11), 9, world.second_lead) as desk:
        task(desk, FINANCE, "Continue")
        desk.press("Key activities")
        write(
            desk,
            "The budget was set.",
            "Green",
            "The budget was set in time, and the savings are on course.",
        )
        submit(desk)
    with story.sit(date(2026, 3, 12), 9, world.second_sponsor) as desk:
        task(desk, FINANCE, "Review")
        approve(desk, step="Amber", reason="Half of the savings have no plan yet.")
        desk.be_at("/")
    with story.sit(date(2026, 3, 13), 9, world.office) as desk:
        to_pack(desk, FIRST)
        desk.press("Send the pack to the group")
    with story.sit(date(2026, 3, 17), 17, world.chair) as desk:
        to_pack(desk, FIRST)
        assert "Late return" in desk.text
        decide(desk, FINANCE)
        desk.page.get_by_role("radio", name="Amber/Red").first.check()
        desk.field("Reason").fill("The largest saving was lost last week.")
        desk.press("Set the rating")
        told(desk, FINANCE)


def decide(desk: Desk, workstream: str) -> None:
    """Open what the group may do with one update of the pack, in its place on the page."""
    desk.control(f"Query {workstream} or set its rating").click()
    expect(desk.page.get_by_role("heading", name=f"Set the rating of {workstream}")).to_be_visible()
    desk.look()


def the_group_agrees_and_the_board_gets_its_pack(story: Round) -> None:
    """Agree and issue; the board reads all three ratings and who decided."""
    world = story.world
    with story.sit(date(2026, 3, 17), 18, world.chair) as desk:
        task(desk, "Improvement Group", "Agree")
        desk.press("Agree the pack")
        told(desk, "The pack is agreed")
    issue(story, date(2026, 3, 18))
    with story.sit(date(2026, 3, 18), 12, world.reader) as desk:
        task(desk, "Independent Improvement Board", "Read")
        read = desk.text
        assert "Programme director for Governance sponsor" in read
        assert "The lead proposed" in read
        assert "Half of the savings have no plan yet." in read
        assert "The largest saving was lost last week." in read
        assert UNCONFIRMED not in read


def issue(story: Round, day: date) -> None:
    """Issue the board's pack."""
    with story.sit(day, 9, story.world.office) as desk:
        task(desk, "Independent Improvement Board", "Issue")
        settle(desk)
        desk.page.get_by_role("checkbox").check()
        desk.press("Issue the pack")
        told(desk, "The pack is issued")


def what_was_issued_is_corrected(story: Round) -> None:
    """Send a wrong sentence back to its lead; the second edition leaves the first as it was."""
    world = story.world
    with story.sit(date(2026, 3, 19), 9, world.office) as desk:
        desk.press("Packs")
        desk.press(FIRST)
        desk.press("Correct this edition")
        desk.field("What is corrected, and why").fill("The scheme was adopted with one exception.")
        desk.page.get_by_role("checkbox", name=GOVERNANCE).check()
        desk.page.get_by_role("checkbox", name="Key activities").check()
        desk.press("Begin the correction")
    with story.sit(date(2026, 3, 20), 9, world.lead) as desk:
        task(desk, GOVERNANCE, "Continue")
        assert "adopted with one exception" in desk.text
        desk.press("Key activities")
        desk.field("Key activities").fill("The scheme was adopted, with planning left out.")
        desk.press("Save and see all sections")
        submit(desk)
    with story.sit(date(2026, 3, 23), 9, world.sponsor) as desk:
        task(desk, GOVERNANCE, "Review")
        approve(desk, comments="Now it is right.")
    with story.sit(date(2026, 3, 23), 12, world.office) as desk:
        to_pack(desk, FIRST)
        desk.press("Include Governance in the pack")
    with story.sit(date(2026, 3, 24), 8, world.chair) as desk:
        task(desk, "Improvement Group", "Agree")
        desk.press("Agree the pack")
        told(desk, "The pack is agreed")
    issue(story, date(2026, 3, 24))
    with story.sit(date(2026, 3, 24), 12, world.reader) as desk:
        task(desk, "Independent Improvement Board", "Read")
        assert "with planning left out" in desk.text
        assert "The scheme was adopted with one exception." in desk.text
        desk.press("read edition 1")
        assert "The scheme of delegation was adopted." in desk.text
        assert "with planning left out" not in desk.text
        desk.press("read edition 2")


def milestones_slip_and_are_dropped_with_more_time(story: Round) -> None:
    """Let one promise slip and drop another, and give the lead more time for it."""
    world = story.world
    with story.sit(date(2026, 4, 1), 9, world.office) as desk:
        desk.go(BOARD)
        desk.press("Open")
        desk.press("Open")
    with story.sit(date(2026, 5, 4), 9, world.lead) as desk:
        task(desk, GOVERNANCE, "Start")
        desk.press("Milestones this period")
        rows = desk.page.locator("fieldset.row")
        expect(rows).to_have_count(2)
        slipped, dropped = rows.nth(0), rows.nth(1)
        slipped.get_by_label("What happened").select_option("Slipped")
        type_date(slipped, date(2026, 6, 15), "New date")
        slipped.get_by_label("Status", exact=True).fill("The vote was put off to June.")
        dropped.get_by_label("What happened").select_option("Dropped")
        dropped.get_by_label("Who agreed to drop it", exact=True).fill("Governance sponsor")
        dropped.get_by_label("Status", exact=True).fill("The new system trains people itself.")
        desk.press("Save and see all sections")
    with story.sit(date(2026, 5, 5), 9, world.office) as desk:
        desk.go(BOARD)
        desk.press(desk.control("Give more time", within=line_of(desk, GOVERNANCE)))
        type_date(desk, date(2026, 5, 12))
        desk.field("Reason").fill("The lead is on jury service.")
        desk.press("Give more time")
    with story.sit(date(2026, 5, 5), 12, world.second_lead) as desk:
        task(desk, FINANCE, "Start")
        write(
            desk,
            "The savings plan was approved.",
            "Amber/Red",
            "The largest saving has not been replaced.",
        )
        submit(desk)
    with story.sit(date(2026, 5, 6), 9, world.second_sponsor) as desk:
        task(desk, FINANCE, "Review")
        approve(desk)
    with story.sit(date(2026, 5, 11), 9, world.office) as desk:
        desk.go(BOARD)
        desk.press("Close returns")
        desk.press("Close returns")
        expect(line_of(desk, GOVERNANCE)).to_contain_text("More time until 12 May 2026")
    with story.sit(date(2026, 5, 12), 16, world.lead) as desk:
        task(desk, GOVERNANCE, "Continue")
        desk.press("Key activities")
        desk.field("Key activities").fill("The constitution was drafted.")
        desk.press("Save and see all sections")
        desk.press("Rating")
        rate(
            desk,
            "Green/Amber",
            "The constitution slipped with the vote, and the draft is agreed by all parties.",
        )
        desk.press("Save and see all sections")
        submit(desk)


def the_group_queries_and_one_goes_without_its_sponsor(story: Round) -> None:
    """Query Finance and take it in again; take Governance without its sponsor, who is silent."""
    world = story.world
    with story.sit(date(2026, 5, 13), 9, world.office) as desk:
        to_pack(desk, SECOND)
        desk.press("Send the pack to the group")
        desk.press("Include Governance without its sponsor")
        assert "prints for ever" in desk.text
        desk.field("Why it goes in without the sponsor").fill("Three reminders brought no answer.")
        desk.press("Include it without the sponsor")
    with story.sit(date(2026, 5, 18), 10, world.member) as desk:
        to_pack(desk, SECOND)
        decide(desk, FINANCE)
        desk.field("What the group wants to know").fill(
            "Which saving replaces the one that was lost?"
        )
        desk.page.get_by_role("checkbox", name="Key activities").check()
        desk.press("Send it back with the query")
    with story.sit(date(2026, 5, 18), 12, world.second_lead) as desk:
        task(desk, FINANCE, "Continue")
        assert "Which saving replaces the one that was lost?" in desk.text
        desk.press("Key activities")
        desk.field("Key activities").fill("The savings plan was approved, with two new savings.")
        desk.press("Save and see all sections")
        submit(desk)
    with story.sit(date(2026, 5, 18), 14, world.second_sponsor) as desk:
        task(desk, FINANCE, "Review")
        approve(desk)
    with story.sit(date(2026, 5, 18), 15, world.office) as desk:
        to_pack(desk, SECOND)
        desk.press("Include Finance in the pack")
    with story.sit(date(2026, 5, 18), 17, world.chair) as desk:
        task(desk, "Improvement Group", "Agree")
        desk.press("Agree the pack")
        told(desk, "The pack is agreed")
    issue(story, date(2026, 5, 19))
    with story.sit(date(2026, 5, 19), 12, world.reader) as desk:
        task(desk, "Independent Improvement Board", "Read")
        read = desk.text
        assert UNCONFIRMED in read
        assert "(proposed)" in read
        assert "Slipped to 15 June 2026" in read
        assert "slipped once" in read.lower()
        assert "The new system trains people itself." in read
        assert "with two new savings" in read
    with story.server.rows() as session:
        states = session.scalars(select(ReportingPeriod.status)).all()
    assert set(states) == {PeriodStatus.ISSUED}
