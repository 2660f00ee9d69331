"""The pictures of what comes of an issued pack: editions for others, cover reports."""

from datetime import date, timedelta

from sqlalchemy import select

from models import Edition
from tests.screenshots.camera import Window
from tests.screenshots.stage import Stage
from webapp.demo.programme import SLUG

RECIPES = f"/programmes/{SLUG}/recipes"


def visit(stage: Stage) -> None:
    """Take packs for other readers, their recipes, what anybody may read, and a cover report."""
    with stage.server.rows() as session:
        board = session.scalars(select(Edition.pack_id).where(Edition.id == stage.edition_id)).one()
    with stage.seat("programme.office") as window:
        others(window, board)
        recipes(window)
        concerns(window)
        acronyms(window)
        cover(window, board)
    reading(stage)
    with stage.stranger("public") as window:
        window.go("/published")
        window.shoot("published", "list")
        window.page.locator("main h2 a").first.click()
        window.shoot("published", "edition")


def reading(stage: Stage) -> None:
    """Take the reading room, a confirmation, the chair's note and recommendations with answers."""
    edition = f"/editions/{stage.edition_id}"
    with stage.seat("board.member") as window:
        window.go("/reading")
        window.shoot("reading", "new")
        window.go(f"{edition}?sources=1")
        window.shoot("edition", "with-sources")
    with stage.seat("board.chair") as window:
        window.go("/reading")
        window.press("I have read it")
        window.shoot("reading", "confirmed")
        window.go(f"{edition}/note")
        window.shoot("note", "empty")
        window.press("Sign and record")
        window.shoot("note", "nothing-typed")
        window.press("Add another recommendation")
        window.shoot("note", "another-recommendation")
    with stage.seat("programme.director") as window:
        window.go(f"/programmes/{SLUG}/recommendations")
        window.shoot("recommendations", "two")
        window.press("Answer it")
        window.shoot("recommendation", "to-answer")
        window.press("Record the answer")
        window.shoot("recommendation", "nothing-typed")


def others(window: Window, board: int) -> None:
    """Take the packs for other readers: those made, one more, and the edition for scrutiny."""
    window.go(f"/packs/{board}/others")
    window.shoot("others", "some")
    window.press("Make this pack")
    window.shoot("others", "made")
    window.go(f"/packs/{board}/others")
    window.press("Scrutiny committee")
    window.shoot("pack", "for-scrutiny")
    window.press("Read edition 1")
    window.shoot("edition", "for-scrutiny")


def concerns(window: Window) -> None:
    """Take what the programme must answer, one of it, and a mistake in it."""
    window.go(f"/programmes/{SLUG}/concerns")
    window.shoot("concerns", "five")
    window.go(f"/programmes/{SLUG}/concerns/1")
    window.shoot("concern", "stored")
    window.page.fill("[name=source]", "")
    window.press("Save")
    window.shoot("concern", "mistake")


def acronyms(window: Window) -> None:
    """Take the list of acronyms and mistakes in it."""
    window.go(f"/programmes/{SLUG}/acronyms")
    window.shoot("acronyms", "five")
    window.page.fill("[name=acronyms]", "BVN: Best Value Notice\nBVN: the notice\nTender")
    window.press("Save")
    window.shoot("acronyms", "mistakes")


def recipes(window: Window) -> None:
    """Take the list of recipes, one of them, a mistake in it, and a new one."""
    window.go(RECIPES)
    window.shoot("recipes", "standard")
    window.go(f"{RECIPES}/scrutiny")
    window.shoot("recipe", "scrutiny")
    window.page.fill("[name=name]", "")
    window.press("Save the recipe")
    window.shoot("recipe", "without-a-name")
    window.go(f"{RECIPES}/new")
    window.shoot("recipe", "new")


def cover(window: Window, board: int) -> None:
    """Take a cover report from its beginning to where it waits for sign-offs."""
    window.go(f"/packs/{board}/cover-reports")
    window.shoot("covers", "none")
    window.press("Begin the report")
    window.shoot("covers", "nothing-typed")
    meeting = date.today() + timedelta(days=30)  # noqa: DTZ011 - any later day will do
    window.page.fill("[name=committee]", "Overview and Scrutiny Committee")
    window.page.fill("[name=title]", "Progress of the improvement programme")
    for part in ("day", "month", "year"):
        window.page.fill(f"[name=meets_on-{part}]", str(getattr(meeting, part)))
    window.page.check("[name=suggest]")
    window.press("Begin the report")
    window.shoot("cover", "drafted")
    address = window.page.url.split("?")[0].rstrip("/")
    for rest in ("front", "objectives", "implications/1", "preview/whole", "issue"):
        window.go(f"{address}/{rest}")
        window.shoot("cover", rest.replace("/", "-"))
    window.go(f"/programmes/{SLUG}/cover-reports")
    window.shoot("covers", "what-all-have")
