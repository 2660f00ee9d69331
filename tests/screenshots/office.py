"""The pictures of what the office plans and runs: calendar, cycle, people, messages."""

from models.enums import PeriodStatus
from tests.screenshots.camera import Window
from tests.screenshots.stage import Stage
from webapp.demo.programme import SLUG

PROGRAMME = f"/programmes/{SLUG}"
CYCLE = f"{PROGRAMME}/cycle"
OTHERS = ("lead.assurance", "group.chair", "auditor")
"""Who may look at the calendar and at the cycle and change nothing there."""


def visit(stage: Stage) -> None:
    """Take every page on which periods are planned and the cycle is run."""
    with stage.seat("programme.office") as window:
        planning(stage, window)
        cycle(stage, window)
        people(stage, window)
        window.go("/messages")
        window.shoot("messages", "sent")
        reminders(window)
    with stage.seat("administrator") as window:
        wording(window)
    for mailbox in OTHERS:
        with stage.seat(mailbox) as window:
            window.go(f"{PROGRAMME}/calendar")
            window.shoot("calendar", "year-planned")
            window.go(CYCLE)
            window.shoot("cycle", "running")


def planning(stage: Stage, window: Window) -> None:
    """Take the calendar, a year being planned, the dates of a period and the rules."""
    window.go(f"{PROGRAMME}/calendar")
    window.shoot("calendar", "year-planned")
    window.go(f"{PROGRAMME}/plan")
    window.shoot("plan", "asked")
    for part, value in (("day", "1"), ("month", "3"), ("year", "2027")):
        window.page.fill(f"[name=first_on-{part}]", value)
    window.press("Show the dates")
    window.shoot("plan", "preview")
    for status in (PeriodStatus.SCHEDULED, PeriodStatus.DRAFT, PeriodStatus.OPEN):
        window.go(f"{PROGRAMME}/periods/{stage.period_ids[status]}")
        window.shoot("period", status.replace("_", "-"))
    window.page.fill("[name=iib_meets_on]", "1 January 2020")
    window.press("Save the new dates")
    window.shoot("period", "refused")
    window.go(f"{PROGRAMME}/planning-rules")
    window.shoot("planning-rules", "set")


def cycle(stage: Stage, window: Window) -> None:
    """Take the running cycle and what the office does about one return, or about all."""
    window.go(CYCLE)
    window.shoot("cycle", "running")
    window.page.locator("button", has_text="Chase").first.click()
    window.page.get_by_text("Reminded today").wait_for()
    window.shoot("cycle", "chased")
    for verb in ("extend", "withdraw"):
        window.go(f"{CYCLE}/updates/{stage.update_ids['W']}/{verb}")
        window.shoot(verb, "empty")
        window.page.locator("main form button").first.click()
        window.page.locator(".govuk-error-summary").wait_for()
        window.shoot(verb, "missing")
    window.go(f"{CYCLE}/periods/{stage.period_ids[PeriodStatus.OPEN]}/close")
    window.shoot("close-returns", "asked")
    window.go(f"{CYCLE}/periods/{stage.period_ids[PeriodStatus.SCHEDULED]}/open")
    window.shoot("open-period", "asked")


def people(stage: Stage, window: Window) -> None:
    """Take who writes and approves, and the pages that change it."""
    workstream = f"{CYCLE}/workstreams/{stage.workstream_ids['P']}"
    sponsor = f"{workstream}/sponsors/{stage.person('sponsor.delivery')}"
    window.go(f"{CYCLE}/people")
    window.shoot("people", "all")
    for name, address in (
        ("deputy", f"{sponsor}/deputy"),
        ("replace-sponsor", f"{sponsor}/replace"),
        ("add-sponsor", f"{workstream}/sponsors"),
        ("agreed-date", f"{workstream}/dates"),
        ("close-workstream", f"{workstream}/close"),
        ("hand-over", f"{CYCLE}/people/{stage.person('sponsor.delivery')}/hand-over"),
    ):
        window.go(address)
        window.shoot(name, "empty")
        window.page.locator("main form button").last.click()
        window.page.locator(".govuk-error-summary").wait_for()
        window.shoot(name, "missing")
    window.go(f"{sponsor}/deputy")
    window.page.select_option("[name=deputy_id]", index=1)
    for part in ("day", "month", "year"):
        today = window.page.input_value(f"[name=starts_on-{part}]")
        window.page.fill(f"[name=ends_on-{part}]", today)
    window.press("Appoint a deputy")
    window.page.locator("a", has_text="End now").first.click()
    window.page.get_by_text("What happens").wait_for()
    window.shoot("end-role", "asked")
    window.press("End this role now")


def reminders(window: Window) -> None:
    """Take when people are reminded, shown before it is saved, and what cannot be."""
    window.go(f"{PROGRAMME}/reminders")
    window.shoot("reminders", "set")
    window.page.fill("[name=days_before]", "7 3 1")
    window.press("Show what is sent")
    window.shoot("reminders", "shown")
    window.page.fill("[name=sponsor_after]", "9")
    window.press("Save the reminders")
    window.shoot("reminders", "refused")


def wording(window: Window) -> None:
    """Take the words of messages, and one of them being changed."""
    window.go("/messages/wording")
    window.shoot("wording", "all")
    window.go("/messages/wording/update_submit")
    window.shoot("wording", "one")
    window.press("Show an example")
    window.shoot("wording", "example")
