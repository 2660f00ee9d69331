"""Which pages are taken: first everything as it stands, then what only comes up on the way on."""

from tests.screenshots import giving, meeting, office
from tests.screenshots.camera import Window
from tests.screenshots.stage import Stage
from webapp.demo.people import PASSWORD, everybody
from webapp.demo.programme import SLUG
from webapp.domain.content import NARRATIVE_LIMIT
from webapp.updates.frame import ORDER

BOARD = f"/programmes/{SLUG}"
WRITER, READER = "lead.partners", "sponsor.delivery"
"""Whose update is in progress, and who has one to decide on."""
TOO_LARGE = """() => {
  const form = document.createElement("form");
  form.method = "post";
  form.action = "/updates/1/submit";
  const area = document.createElement("textarea");
  area.name = "text";
  area.value = "a".repeat(7 * 1024 * 1024);
  form.append(area);
  document.body.append(form);
  form.submit();
}"""


def visit(stage: Stage) -> None:
    """Take every page."""
    doors(stage)
    desks(stage)
    boards(stage)
    workstreams(stage)
    updates(stage)
    editors(stage)
    accounts(stage)
    office.visit(stage)
    decisions(stage)
    refusals(stage)
    giving.visit(stage)
    meeting.visit(stage)


def doors(stage: Stage) -> None:
    """Take what is seen before signing in."""
    with stage.stranger() as window:
        window.go("/sign-in")
        window.shoot("sign-in", "empty")
        window.go("/packs")
        window.shoot("sign-in", "asked-for-a-page")
        window.page.fill("#email", "nobody at all")
        window.press("Sign in")
        window.shoot("sign-in", "wrong")
        window.go("/accessibility")
        window.shoot("accessibility", "plain")


def desks(stage: Stage) -> None:
    """Take My work of everybody, and the shelf of one person for each role."""
    seen = set()
    for somebody in everybody():
        with stage.seat(somebody.mailbox) as window:
            window.shoot("my-work", "mid-cycle")
            if somebody.role in seen:
                continue
            seen.add(somebody.role)
            window.go("/packs")
            window.shoot("packs", "mid-cycle")
            window.page.goto(BOARD)
            window.shoot("board", "mid-cycle")


def boards(stage: Stage) -> None:
    """Take the board with a rating opened, with a choice made and with nothing to show."""
    with stage.seat("programme.office") as window:
        window.go(BOARD)
        window.print_on_one_side("board", stage.folder)
        window.page.locator(".board td a").first.click()
        window.page.locator("details.why").wait_for()
        window.shoot("board", "rating-opened")
        window.go(f"{BOARD}?sort=rating&rating=3")
        window.shoot("board", "chosen")
        window.go(f"{BOARD}?rating=5&state=issued")
        window.shoot("board", "none-chosen")
        window.go(BOARD)
        window.go(window.page.locator(".board td a").first.get_attribute("href") or "")
        window.shoot("rating", "own-page")


def workstreams(stage: Stage) -> None:
    """Take the page of a workstream under way, of one to come, and as a board member reads it."""
    for mailbox in ("programme.office", "lead.delivery", "sponsor.delivery", "board.member"):
        with stage.seat(mailbox) as window:
            window.go(stage.workstream("P"))
            window.shoot("workstream", "under-way")
    with stage.seat("lead.buying") as window:
        window.go(stage.workstream("B"))
        window.shoot("workstream", "sent-back")
        window.go(stage.workstream("3A"))
        window.shoot("workstream", "to-come")


def updates(stage: Stage) -> None:
    """Take the update of each state as its writer, its sponsor and the office read it."""
    states = {
        "A": ("assurance", "approved"),
        "B": ("buying", "sent-back"),
        "P": ("delivery", "with-sponsor"),
        "W": ("partners", "in-progress"),
        "C": ("culture", "not-started"),
    }
    for code, (short, state) in states.items():
        for mailbox in (f"lead.{short}", f"sponsor.{short}"):
            with stage.seat(mailbox) as window:
                window.go(stage.update(code))
                window.shoot("update", state)
    with stage.seat("programme.office") as window:
        for code, (_, state) in states.items():
            window.go(stage.update(code))
            window.shoot("update", state)
        for code in ("A", "B", "C"):
            window.go(stage.update(code, "/history"))
            window.shoot("history", states[code][1])
        window.go(stage.update("A", "/revisions/1"))
        window.shoot("revision", "approved")
        window.go(stage.update("B", "/revisions/1"))
        window.shoot("revision", "sent-back")
        window.go(stage.update("B", "/revisions/1"))
        window.page.locator(".comments summary").first.click()
        window.shoot("revision", "comment-opened")
        window.go(stage.update("P", "/review"))
        window.shoot("review", "reading-only")
    with stage.seat("second.sponsor.delivery") as window:
        window.go(stage.update("P", "/review"))
        window.shoot("review", "other-sponsor-to-decide")
    with stage.seat("sponsor.assurance") as window:
        window.go(stage.update("A", "/revoke"))
        window.shoot("revoke", "empty")
        window.press("Take my approval back")
        window.shoot("revoke", "reason-missing")


def editors(stage: Stage) -> None:
    """Take each section being written, its errors, its saved line, a conflict and the check."""
    with stage.seat(WRITER) as window:
        for section in ORDER:
            window.go(stage.update("W", f"/sections/{section}"))
            window.shoot(f"edit-{section}", "in-progress")
        window.go(stage.update("W", "/check"))
        window.shoot("check", "to-mend")
        _wrong_date(stage, window)
        _too_long(stage, window)
        _saved(stage, window)
    with stage.seat("lead.buying") as window:
        window.go(stage.update("B", "/check"))
        window.shoot("check", "sent-back")
        window.go(stage.update("B", "/sections/activities"))
        window.shoot("edit-activities", "sent-back")
        window.go(stage.update("B", "/sections/rating"))
        window.shoot("edit-rating", "sent-back")
        _conflict(stage, window)


def _wrong_date(stage: Stage, window: Window) -> None:
    window.go(stage.update("W", "/sections/planned"))
    if window.page.locator("fieldset.row").count() == 0:
        window.page.locator("#add").click()
        window.page.locator("fieldset.row").wait_for()
    window.page.fill("[name='rows-0-title']", "Publish the partners’ charter")
    for part, value in (("day", "31"), ("month", "2"), ("year", "2026")):
        window.page.fill(f"[name='rows-0-due_on-{part}']", value)
    window.page.locator("[data-state=failed]").wait_for()
    window.shoot("edit-planned", "autosave-refused")
    window.press("Save and continue")
    window.shoot("edit-planned", "impossible-date")


def _too_long(stage: Stage, window: Window) -> None:
    window.go(stage.update("W", "/sections/engagement"))
    window.page.locator("[name=engagement]").evaluate(
        "(area, length) => { area.value = 'word '.repeat(length); }", NARRATIVE_LIMIT // 5 + 9
    )
    window.press("Save and continue")
    window.shoot("edit-engagement", "too-long")


def _saved(stage: Stage, window: Window) -> None:
    window.go(stage.update("W", "/sections/note"))
    window.page.fill("[name=cover_note]", "The second milestone is the one to look at.")
    window.page.locator("#saved", has_text="Saved at").wait_for()
    window.page.wait_for_load_state("networkidle")
    window.shoot("edit-note", "saved")
    window.page.context.set_offline(offline=True)
    window.page.locator("[name=cover_note]").press_sequentially(" Thank you.")
    window.page.locator("[data-state=failed]").wait_for()
    window.shoot("edit-note", "no-connection")
    window.page.context.set_offline(offline=False)


def _conflict(stage: Stage, window: Window) -> None:
    address = stage.update("B", "/sections/concerns")
    window.go(address)
    with stage.seat("contributor.buying") as other:
        other.go(address)
        other.page.fill("[name=concerns]", "The contracts register still lacks 14 entries.")
        other.press("Save and see all sections")
    window.page.locator("[name=concerns]").evaluate(
        "(area) => { area.value = 'Two suppliers have not signed.'; }"
    )
    window.press("Save and continue")
    window.shoot("edit-concerns", "conflict")


def accounts(stage: Stage) -> None:
    """Take one's own pages: account, calendar, days away, and the password with its errors."""
    for mailbox in ("lead.buying", "administrator"):
        with stage.seat(mailbox) as window:
            window.go("/account")
            window.shoot("account", "plain")
    with stage.seat("lead.buying") as window:
        window.go("/account/password")
        window.shoot("password", "empty")
        window.page.fill("#present", "not this one")
        window.page.fill("#new", "password")
        window.press("Change password")
        window.shoot("password", "wrong")
        window.go("/account/calendar")
        window.shoot("feed", "none")
        window.press("Make an address")
        window.shoot("feed", "made")
    for mailbox in ("lead.culture", "programme.office"):
        with stage.seat(mailbox) as window:
            window.go("/account/absences")
            window.shoot("absences", "one")
            window.press("Note these days")
            window.shoot("absences", "missing")


def decisions(stage: Stage) -> None:
    """Take the sponsor's review with its errors, and My work after approving."""
    with stage.seat(READER) as window:
        address = stage.update("P", "/review")
        window.go(address)
        window.shoot("review", "to-decide")
        window.page.locator("[name=step]").last.check()
        window.press("Approve")
        window.shoot("review", "reason-missing")
        window.go(address)
        window.page.locator("summary", has_text="Send it back").click()
        window.press("Send back")
        window.shoot("review", "nothing-to-send-back-for")
        window.go(address)
        window.page.check("[name=attested]")
        window.press("Approve")
        window.shoot("my-work", "approved")


def refusals(stage: Stage) -> None:
    """Take the pages that say no."""
    with stage.seat("lead.culture") as window:
        window.go("/no/such/page")
        window.shoot("error", "404")
        window.go(stage.update("A"))
        window.page.evaluate(TOO_LARGE)
        window.page.wait_for_url("**/submit")
        window.shoot("error", "413")
        window.go(stage.update("C"))
        window.page.locator("main [name=csrf_token]").first.evaluate(
            "(field) => { field.value = ''; }"
        )
        window.press("Start writing")
        window.shoot("error", "400")
    with stage.seat("sponsor.culture") as window:
        window.go(stage.update("C", "/sections/activities"))
        window.shoot("error", "403")
    with stage.stranger() as window:
        window.go("/sign-in")
        for _ in range(12):
            window.page.fill("#email", "lead.culture@wenmoor.example")
            window.page.fill("#password", PASSWORD[::-1])
            window.press("Sign in")
        window.shoot("sign-in", "too-many")
