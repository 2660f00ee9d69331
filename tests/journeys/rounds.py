"""One round of a report from the first word to the board: the same with JavaScript and without."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import date

from playwright.sync_api import expect

from tests.journeys import parts, setting
from tests.journeys.desk import Desk
from tests.journeys.paper import Paper
from tests.journeys.server import Server

BEFORE = date(2023, 10, 19)
"""The day before the first lead sits down; the leads submit on the days the paper gives."""
DECIDING = date(2023, 10, 27)
OVERVIEW = date(2023, 11, 1)
MEETING = date(2023, 11, 17)
ISSUING = date(2023, 11, 20)

SENT_BACK = "Governance and Decision Making"
"""Its lead first leaves the concerns half said, so that it comes back."""
UNFINISHED = "There are no concerns about the changes."
WHAT_IS_MISSING = "Say what support the training still needs."
CHANGED = "Procurement"
"""Its lead proposes a step less than the paper prints; the sponsor changes that."""
WHY_CHANGED = "The new officers are in post, which the proposed rating does not yet count."
BOARD = "Independent Improvement Board"

Sit = Callable[[date, int, str], AbstractContextManager[Desk]]
"""Seats a person, by e-mail address, at an hour of a day; the clock only moves on."""


def take(server: Server, paper: Paper, sit: Sit, wrong: Sequence[str] = ()) -> dict[str, bytes]:
    """Take the report all the way; return what a reader of the board carries home.

    `wrong` are facts that the office has to be told before the issue.
    """
    with server.rows() as session:
        setting.build(session, paper, setting.moment(BEFORE, 9))
    for day in sorted({report.completed_on for report in paper.reports}):
        _write(paper, sit, day)
    _send_back_and_mend(paper, sit)
    _approve(paper, sit)
    _agree(paper, sit)
    return _issue_and_read(sit, wrong)


def _write(paper: Paper, sit: Sit, day: date) -> None:
    """Let each lead who finished on that day write and submit what they lead."""
    finished = [report for report in paper.reports if report.completed_on == day]
    for hour, lead in enumerate(dict.fromkeys(report.lead for report in finished), start=9):
        with sit(day, hour, setting.email(lead)) as desk:
            for report in (report for report in finished if report.lead == lead):
                parts.open_task(desk, report.name, "Start")
                parts.write_update(
                    desk,
                    report,
                    step=paper.label(report.step + (report.name == CHANGED)),
                    concerns=UNFINISHED if report.name == SENT_BACK else report.concerns,
                )
                parts.submit(desk)


def _send_back_and_mend(paper: Paper, sit: Sit) -> None:
    """Let a sponsor send one report back, and its lead mend the section that was named."""
    (report,) = (report for report in paper.reports if report.name == SENT_BACK)
    section = "Concerns and issues"
    with sit(report.completed_on, 14, setting.email(report.sponsor)) as desk:
        parts.open_task(desk, report.name, "Review")
        parts.send_back(desk, reason=WHAT_IS_MISSING, section=section)
    with sit(report.completed_on, 16, setting.email(report.lead)) as desk:
        parts.open_task(desk, report.name, "Continue")
        assert WHAT_IS_MISSING in desk.text
        expect(desk.page.get_by_text("Look again")).to_have_count(1)
        desk.press(section)
        assert WHAT_IS_MISSING in desk.text
        expect(desk.field(section)).to_have_value(UNFINISHED)
        desk.field(section).fill(report.concerns)
        desk.press("Save and see all sections")
        parts.submit(desk)


def _approve(paper: Paper, sit: Sit) -> None:
    """Let each sponsor read every sentence, confirm or change the rating, comment and approve."""
    sponsors = dict.fromkeys(report.sponsor for report in paper.reports)
    for hour, sponsor in enumerate(sponsors, start=9):
        with sit(DECIDING, hour, setting.email(sponsor)) as desk:
            for report in (report for report in paper.reports if report.sponsor == sponsor):
                parts.open_task(desk, report.name, "Review")
                parts.read_to_the_end(desk, report)
                parts.approve(
                    desk,
                    step=paper.label(report.step),
                    comments=report.comments,
                    reason=WHY_CHANGED if report.name == CHANGED else "",
                )


def _agree(paper: Paper, sit: Sit) -> None:
    """Write the overview, send the pack to the group, and let the chair agree it."""
    with sit(OVERVIEW, 10, setting.DIRECTOR) as desk:
        desk.press("Packs")
        desk.press(setting.PERIOD)
        parts.write_overview(desk, "\n\n".join(paper.overview))
    with sit(OVERVIEW, 15, setting.OFFICE) as desk:
        desk.press("Packs")
        desk.press(setting.PERIOD)
        desk.press("Send the pack to the group")
        expect(desk.page.get_by_role("alert")).to_contain_text("is with the Improvement Group")
    with sit(MEETING, 14, setting.CHAIR) as desk:
        parts.open_task(desk, "Improvement Group", "Agree")
        desk.press("Agree the pack")
        expect(desk.page.get_by_role("alert")).to_contain_text("The pack is agreed")


def _issue_and_read(sit: Sit, wrong: Sequence[str]) -> dict[str, bytes]:
    """Settle what is found and issue the board's pack; take every file home as one of the board."""
    with sit(ISSUING, 9, setting.OFFICE) as desk:
        parts.open_task(desk, BOARD, "Issue")
        told = " ".join(parts.settle(desk))
        assert [fact for fact in wrong if fact not in told] == []
        parts.issue(desk)
        expect(desk.page.get_by_text("Decisions made before issue")).to_have_count(1)
    with sit(ISSUING, 12, setting.READER) as desk:
        parts.open_task(desk, BOARD, "Read")
        return parts.download_all(desk)
