"""What each person does in the round of a report, at a desk with JavaScript or without."""

from datetime import date

from playwright.sync_api import Locator, expect

from tests.journeys.desk import Desk
from tests.journeys.paper import Report
from tests.packs.text import missing_runs

FORECAST = "Forecast completion date"
AS_AT = "The position on what day does this describe?"
EXPLAINED = "It stands so in the paper."
DONE = ("Complete",)
"""Statuses of the paper that say a milestone is done; anything else is done in part."""


def open_task(desk: Desk, workstream: str, verb: str) -> None:
    """From My work, begin what has to be done about a workstream."""
    desk.be_at("/")
    task = desk.page.get_by_role("article").filter(
        has=desk.page.get_by_role("heading", name=workstream)
    )
    desk.press(desk.control(verb, within=task))


def write_update(desk: Desk, report: Report, *, step: str, concerns: str) -> None:
    """Type a whole report, section by section, from its first page to the last."""
    go_on = "Save and continue"
    desk.field("Key activities").fill(report.key_activities)
    desk.press(go_on)
    desk.field("Engagement").fill(report.engagement)
    desk.press(go_on)
    desk.field("Concerns and issues").fill(concerns)
    desk.press(go_on)
    _type_milestones(desk, report)
    desk.press(go_on)
    for title in report.planned:
        desk.add_row("a milestone").get_by_label("Milestone", exact=True).fill(title)
    desk.press(go_on)
    for description, mitigation in report.risks:
        row = desk.add_row("a risk")
        row.get_by_label("Risk", exact=True).fill(description)
        row.get_by_label("Mitigation", exact=True).fill(mitigation)
    desk.press(go_on)
    desk.page.get_by_role("radio", name=step, exact=True).check()
    desk.field("Reason for the rating").fill(report.rationale)
    type_date(desk, AS_AT, report.completed_on)
    if report.forecast.value:
        type_date(desk, FORECAST, report.forecast.value)
    elif report.forecast.printed:
        _type_impossible_date(desk, report)
    desk.press(go_on)
    desk.press("Save and see all sections")


def _type_milestones(desk: Desk, report: Report) -> None:
    """Say what became of each milestone; what was promised last time stands there already."""
    for place, (title, status) in enumerate(report.milestones):
        rows = desk.page.locator("fieldset.row")
        promised = rows.nth(place) if place < rows.count() else None
        row = promised or desk.add_row("a milestone")
        if promised:
            expect(promised.get_by_label("Milestone", exact=True)).to_have_value(title)
        else:
            row.get_by_label("Milestone", exact=True).fill(title)
        happened = "Done" if status in DONE else "Partly done"
        row.get_by_label("What happened").select_option(happened)
        row.get_by_label("Status", exact=True).fill(status)


def date_part(desk: Desk, name: str, part: str) -> Locator:
    """Return one of the three boxes of a date."""
    return desk.page.get_by_role("group", name=name).get_by_label(part, exact=True)


def type_date(desk: Desk, name: str, value: date) -> None:
    """Type a date."""
    for part in ("Day", "Month", "Year"):
        date_part(desk, name, part).fill(str(getattr(value, part.lower())))


def _type_impossible_date(desk: Desk, report: Report) -> None:
    """Type the date as printed, be refused with everything kept, and type the day before it."""
    printed = dict(zip(("Day", "Month", "Year"), report.forecast.printed.split("/"), strict=True))
    for part, typed in printed.items():
        date_part(desk, FORECAST, part).fill(typed)
    with desk.refusal(422):
        desk.press("Save and continue")
    expect(desk.page.get_by_role("alert")).to_contain_text("There is a problem")
    expect(desk.page.get_by_role("alert")).to_contain_text(report.forecast.printed)
    for part, typed in printed.items():
        expect(date_part(desk, FORECAST, part)).to_have_value(typed)
    expect(desk.field("Reason for the rating")).to_have_value(report.rationale)
    date_part(desk, FORECAST, "Day").fill(str(int(printed["Day"]) - 1))


def submit(desk: Desk) -> None:
    """Check the whole update, explain what is asked about, and send it to the sponsor."""
    desk.press("Check")
    asked = desk.page.get_by_label("Why is this right?").all()
    for box in asked:
        box.fill(EXPLAINED)
    if asked:
        desk.press("Save your explanations")
    desk.press("Submit to the sponsor")
    expect(desk.page.get_by_role("alert")).to_contain_text("is with the sponsor")


def read_to_the_end(desk: Desk, report: Report) -> None:
    """Find on the sponsor's page every sentence the lead wrote, without the marks of changes."""
    if (plain := desk.page.get_by_role("link", name="Show the text alone", exact=True)).count():
        plain.click()
        expect(desk.page.locator("#reading ins")).to_have_count(0)
    written = [
        *report.key_activities.splitlines(),
        *report.engagement.splitlines(),
        *report.concerns.splitlines(),
        *report.rationale.splitlines(),
        *(text for row in report.milestones for text in row),
        *report.planned,
        *(text for row in report.risks for text in row),
    ]
    assert missing_runs(filter(None, written), desk.text) == []


def send_back(desk: Desk, *, reason: str, section: str) -> None:
    """Return the update to its lead, naming a section to look at."""
    desk.page.get_by_text("Send it back instead").click()
    desk.field("What needs to change").fill(reason)
    desk.page.get_by_role("checkbox", name=section).check()
    desk.press("Send back")
    expect(desk.page.get_by_role("alert")).to_contain_text("You sent back")


def approve(desk: Desk, *, step: str, comments: str, reason: str = "") -> None:
    """Confirm the rating, or change it with a reason, and approve with comments."""
    desk.page.get_by_role("radio", name=step).first.check()
    if reason:
        desk.field("Reason for changing the rating").fill(reason)
    desk.field("Your comments").fill(comments)
    confirm(desk)
    desk.press("Approve")
    expect(desk.page.get_by_role("alert")).to_contain_text("You approved")


def confirm(desk: Desk) -> None:
    """Tick what a sponsor confirms by approving."""
    desk.page.get_by_role("checkbox", name="I have read this update").check()


def write_overview(desk: Desk, text: str) -> None:
    """Write the overview on the page of the group's pack."""
    desk.page.get_by_text("Write the overview", exact=True).click()
    desk.field("Overview").fill(text)
    desk.press("Save the overview")
    expect(desk.page.get_by_role("alert")).to_contain_text("The overview is saved")


def settle(desk: Desk) -> list[str]:
    """Say of each thing the checks ask about why the pack goes out with it; return what it was."""
    told = []
    asked = desk.page.locator(".finding--open")
    while left := asked.count():
        told.append(" ".join(asked.first.locator(".finding__message").inner_text().split()))
        asked.first.get_by_text("Issue with it").click()
        asked.first.get_by_label("Why it goes out with this").fill(EXPLAINED)
        desk.press(desk.control("Record the decision", within=asked.first))
        expect(asked).to_have_count(left - 1)
    return told


def issue(desk: Desk) -> None:
    """Confirm that the board's pack was read, and issue it."""
    desk.page.get_by_role("checkbox").check()
    desk.press("Issue the pack")
    expect(desk.page.get_by_role("alert")).to_contain_text("The pack is issued")


def download_all(desk: Desk) -> dict[str, bytes]:
    """Take the edition home in each format."""
    return {
        "html": desk.download("Web page"),
        "pdf": desk.download("PDF"),
        "docx": desk.download("Word document"),
        "json": desk.download("Data (JSON)"),
    }
