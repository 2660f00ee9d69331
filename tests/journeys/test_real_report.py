"""A real report, typed by its leads, approved by its sponsors, agreed, issued and read by the board."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import date

import pytest
import time_machine
from playwright.sync_api import Browser, expect

from tests.journeys import paper as real, parts, setting
from tests.journeys.desk import Desk, seated
from tests.journeys.paper import Paper
from tests.journeys.server import Server
from tests.packs import text
from tests.world import PASSWORD
from webapp import audit

pytestmark = [
    pytest.mark.xdist_group("journey of the real report"),
    pytest.mark.skipif(
        not real.FILE.exists(),
        reason="the transcription of the real report is not beside the project",
    ),
]

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

FORMATS: Mapping[str, Callable[[bytes], str]] = {
    "html": text.html_text,
    "pdf": lambda file: text.pdf_text(file, "-raw"),
    "docx": text.docx_text,
    "json": text.json_text,
}

Sit = Callable[[date, int, str], AbstractContextManager[Desk]]


@pytest.fixture(scope="module")
def clock() -> Iterator[time_machine.Traveller]:
    """Set the clock of the server to the period of the paper."""
    with time_machine.travel(setting.moment(date(2023, 10, 19), 9), tick=True) as traveller:
        yield traveller


@pytest.fixture(scope="module")
def paper() -> Paper:
    """Return the report as it was printed."""
    return real.read()


@pytest.fixture(scope="module")
def sit(chromium: Browser, server: Server, clock: time_machine.Traveller) -> Sit:
    """Return a function that seats a person at an hour of a day; the clock only moves on."""

    def sit_down(day: date, hour: int, email: str) -> AbstractContextManager[Desk]:
        clock.move_to(setting.moment(day, hour))
        return seated(chromium, server.address, email, PASSWORD)

    return sit_down


@pytest.fixture(scope="module")
def files(server: Server, paper: Paper, sit: Sit) -> dict[str, bytes]:
    """Take the report all the way; return what a reader of the board carries home."""
    with server.rows() as session:
        setting.build(session, paper, setting.moment(date(2023, 10, 19), 9))
    for day in sorted({report.completed_on for report in paper.reports}):
        _write(paper, sit, day)
    _send_back_and_mend(paper, sit)
    _approve(paper, sit)
    _agree(paper, sit)
    return _issue_and_read(sit)


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
    day = report.completed_on
    with sit(day, 14, setting.email(report.sponsor)) as desk:
        parts.open_task(desk, report.name, "Review")
        parts.send_back(desk, reason=WHAT_IS_MISSING, section="Concerns and issues")
    with sit(day, 16, setting.email(report.lead)) as desk:
        parts.open_task(desk, report.name, "Continue")
        assert WHAT_IS_MISSING in desk.text
        expect(desk.page.get_by_text("Look again")).to_have_count(1)
        desk.press(desk.page.get_by_role("main").get_by_role("link", name="Concerns and issues").first)
        assert WHAT_IS_MISSING in desk.text
        expect(desk.field("Concerns and issues")).to_have_value(UNFINISHED)
        desk.field("Concerns and issues").fill(report.concerns)
        desk.press("Save and see all sections")
        parts.submit(desk)


def _approve(paper: Paper, sit: Sit) -> None:
    """Let each sponsor read every sentence, confirm or change the rating, comment and approve."""
    for hour, sponsor in enumerate(dict.fromkeys(r.sponsor for r in paper.reports), start=9):
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
    pack = f"Pack for the Improvement Group"
    with sit(OVERVIEW, 10, setting.DIRECTOR) as desk:
        desk.press("Packs")
        desk.press(setting.PERIOD)
        parts.write_overview(desk, "\n\n".join(paper.overview))
    with sit(OVERVIEW, 15, setting.OFFICE) as desk:
        desk.press("Packs")
        desk.press(setting.PERIOD)
        expect(desk.page.get_by_role("heading", level=1)).to_contain_text(pack)
        desk.press("Send the pack to the group")
    with sit(MEETING, 14, setting.CHAIR) as desk:
        parts.open_task(desk, pack, "Agree")
        desk.press("Agree the pack")
        expect(desk.page.get_by_role("alert")).to_contain_text("The pack is agreed")


def _issue_and_read(sit: Sit) -> dict[str, bytes]:
    """Issue the board's pack, and take every file of it home as one of the board."""
    with sit(ISSUING, 9, setting.OFFICE) as desk:
        parts.open_task(desk, "Independent Improvement Board", "Issue")
        parts.issue(desk)
    with sit(ISSUING, 12, setting.READER) as desk:
        parts.open_task(desk, "Independent Improvement Board", "Read")
        desk.press("Packs")
        desk.press(setting.PERIOD)
        return parts.download_all(desk)


@pytest.mark.parametrize("format_", FORMATS)
def test_every_word_of_the_paper_stands_in_the_issued_pack(
    format_: str, files: dict[str, bytes], paper: Paper
) -> None:
    printed = FORMATS[format_](files[format_])
    lost = {
        where: missing
        for where, strings in paper.texts().items()
        if (missing := text.missing_runs(strings, printed))
    }
    assert lost == {where: paper.texts()[where] for where in real.NOT_IN_THE_PACK}
