"""The pictures of a pack: from its draft over the group's meeting to an edition and after."""

from playwright.sync_api import FilePayload

from tests.screenshots.camera import Window
from tests.screenshots.stage import Stage
from webapp.demo.programme import SLUG

BOARD = f"/programmes/{SLUG}"


def visit(stage: Stage) -> None:
    """Take the pack from draft to its issued edition, and its correction."""
    drafts(stage)
    with stage.seat("programme.office") as window:
        window.go(stage.pack())
        window.press("Send the pack")
        window.shoot("pack", "under-review")
        _appendices(stage, window)
        window.go(f"{BOARD}/cycle")
        window.shoot("cycle", "closed")
        group(stage)
        window.go(stage.pack())
        window.page.locator("#stop summary").click()
        window.shoot("pack", "stopping")
        _issue(stage, window)
    readers(stage)
    with stage.seat("programme.office") as window:
        _correct(stage, window)
    with stage.seat("sponsor.buying") as window, stage.seat("lead.buying") as lead:
        _late_decision(stage, window, lead)


def drafts(stage: Stage) -> None:
    """Take the last issued edition, and the pack before anybody has sent it."""
    with stage.seat("board.member") as window:
        window.go(f"/editions/{stage.edition_id}")
        window.shoot("edition", "last-period")
    for mailbox in ("programme.office", "programme.director", "group.chair", "group.member"):
        with stage.seat(mailbox) as window:
            window.go(stage.pack())
            window.shoot("pack", "draft")
    with stage.seat("programme.director") as window:
        window.go(stage.pack())
        window.page.locator("summary", has_text="the overview").first.click()
        window.shoot("pack", "overview-opened")


def _appendices(stage: Stage, office: Window) -> None:
    """Take the appendices of the pack: none, one that is refused, one that is there."""
    papers = f"{stage.pack()}/papers"
    office.go(papers)
    office.shoot("appendices", "none")
    office.press("Add an appendix")
    office.shoot("appendix", "new")
    office.page.fill("[name=title]", "Annual letter")
    office.page.fill("[name=author]", "External auditor")
    for part, value in (("day", "3"), ("month", "2"), ("year", "2026")):
        office.page.fill(f"[name=dated_on-{part}]", value)
    for content, name in ((b"<svg/>", "refused"), (b"All is well.", "added")):
        sent = FilePayload(name="letter.txt", mimeType="text/plain", buffer=content)
        office.page.set_input_files("[name=file]", files=sent)
        office.press("Add the appendix")
        office.shoot("appendix", name)
    office.page.get_by_role("link", name="Change").click()
    office.shoot("appendix", "stored")
    office.go(papers)
    office.page.get_by_role("link", name="Take out").click()
    office.shoot("appendix", "taking-out")


def group(stage: Stage) -> None:
    """Take the review: a rating set, an update queried, and the pack agreed."""
    with stage.seat("lead.assurance") as lead:
        lead.go(stage.update("A"))
        lead.shoot("update", "in-pack")
    with stage.seat("group.member") as member:
        member.go(stage.pack())
        member.shoot("pack", "under-review")
        member.page.get_by_role("link", name="Query Programme delivery").click()
        member.page.locator(".pack-decide").wait_for()
        member.shoot("pack", "deciding")
        member.go(f"{stage.pack()}/updates/{stage.update_ids['P']}")
        member.shoot("decide", "empty")
        member.press("Send it back")
        member.shoot("decide", "nothing-to-ask")
        member.go(f"{stage.pack()}/updates/{stage.update_ids['P']}")
        member.page.locator("[name$=step]").nth(2).check()
        member.page.locator("[name$=reason]").first.fill("The roof has no price yet.")
        member.press("Set the rating")
        member.shoot("pack", "rating-set")
    with stage.seat("group.chair") as chair:
        chair.shoot("my-work", "to-agree")
        chair.go(stage.pack())
        chair.shoot("pack", "under-review")
        for place, name in (
            ("", "start"),
            ("/a", "workstream"),
            ("-end", "end"),
            ("-paper", "paper"),
        ):
            chair.go(f"{stage.pack()}/meeting{place}")
            chair.shoot("meeting", name)
        chair.go(stage.pack())
        chair.press("Agree the pack")
        chair.shoot("pack", "agreed")


def _issue(stage: Stage, office: Window) -> None:
    office.go("/")
    office.shoot("my-work", "to-issue")
    office.press("Issue")
    office.shoot("issue", "to-confirm")
    office.press("Issue the pack")
    office.shoot("issue", "not-confirmed")
    office.page.check("[name=confirm]")
    office.press("Issue the pack")
    office.shoot("edition", "just-issued")
    stage.edition_id = int(office.page.url.rsplit("/", 1)[1])


def readers(stage: Stage) -> None:
    """Take what those who read have of an issued edition."""
    for mailbox in ("board.member", "auditor", "lead.assurance"):
        with stage.seat(mailbox) as window:
            window.shoot("my-work", "issued")
            window.go("/packs")
            window.shoot("packs", "issued")
            window.go(BOARD)
            window.shoot("board", "issued")
            window.go(f"/editions/{stage.edition_id}")
            window.shoot("edition", "issued")


def _correct(stage: Stage, office: Window) -> None:
    """Begin a correction of the pack alone, and read the edition that it will replace."""
    office.go(f"/editions/{stage.edition_id}/correct")
    office.shoot("correct", "empty")
    office.press("Begin the correction")
    office.shoot("correct", "reason-missing")
    office.page.fill("[name=reason]", "The overview names the wrong month.")
    office.press("Begin the correction")
    office.shoot("pack", "in-correction")
    office.go(f"/editions/{stage.edition_id}")
    office.shoot("edition", "in-correction")
    office.go(f"{stage.pack()}/cancel-correction")
    office.shoot("cancel-correction", "empty")
    office.press("Cancel the correction")
    office.shoot("cancel-correction", "reason-missing")


def _late_decision(stage: Stage, sponsor: Window, lead: Window) -> None:
    """Decide on an update that its lead takes back meanwhile."""
    lead.go(stage.update("B", "/check"))
    for answer in lead.page.locator("[name^=reply_]").all():
        answer.fill("Eight are safe in law; three of them are still being bought.")
    lead.press("Submit to the sponsor")
    lead.shoot("update", "submitted")
    sponsor.go(stage.update("B", "/review"))
    sponsor.page.fill("[name=comment]", "The forward plan is a good step, and members noticed it.")
    lead.press("Take it back")
    lead.shoot("update", "taken-back")
    sponsor.page.check("[name=attested]")
    sponsor.press("Approve")
    sponsor.shoot("error", "409")
