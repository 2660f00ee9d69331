"""The HTML of the pages is what the standard says, asked of html-validate once for all pages."""

from pathlib import Path

from sqlalchemy.orm import Session

from models import Person
from models.enums import UpdateStatus
from tests import factories
from tests import world as setting
from tests.conftest import SignIn
from tests.conventions.html import mistakes
from tests.packs.papers import shelf
from tests.page import Page
from tests.visitor import Visitor
from tests.world import World
from webapp.updates.frame import ORDER

YEAR = (
    "first_on-day=1&first_on-month=3&first_on-year=2026&months=2&how=rule&nth=5&weekday=1&later=1"
)


def test_the_pages_are_valid_html(
    session: Session, world: World, visitor: Visitor, sign_in: SignIn, tmp_path: Path
) -> None:
    factories.measure(session, world.second)
    setting.advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    setting.advance(session, world.second_update, UpdateStatus.DRAFT)
    board = f"/programmes/{world.programme.slug}"
    first, second = f"/updates/{world.first_update.id}", f"/updates/{world.second_update.id}"
    pack = f"/packs/{world.pack.id}"
    paper = shelf.add(session, world)
    asked: dict[Person, tuple[str, ...]] = {
        world.second_lead: (
            "/",
            second,
            *(f"{second}/sections/{section}" for section in ORDER),
            f"{second}/check",
            f"{second}/history",
            "/account",
            "/account/password",
        ),
        world.sponsor: ("/", first, f"{first}/review", f"{first}/revisions/1"),
        world.office: (
            "/",
            board,
            "/packs",
            pack,
            f"{pack}/papers",
            f"{pack}/papers/new",
            f"{pack}/papers/{paper.id}",
            f"{pack}/papers/{paper.id}/remove",
            f"{board}/calendar",
            f"{board}/plan",
            f"{board}/plan?{YEAR}",
            f"{board}/periods/{world.period.id}",
            f"{board}/planning-rules",
            "/account/absences",
            "/account/calendar",
            f"{board}/cycle",
            f"{board}/cycle/people",
            f"{board}/cycle/people/leaver",
            f"{board}/cycle/updates/{world.second_update.id}/extend",
            f"{board}/cycle/periods/{world.period.id}/close",
            f"{board}/cycle/workstreams/{world.first.id}/dates",
            "/messages",
            f"{board}/reminders",
        ),
        world.director: (pack,),
        world.administrator: ("/", "/packs", "/messages", "/messages/wording"),
    }
    pages = [visitor.get("/sign-in"), visitor.get("/accessibility"), wrong(visitor)]
    for person, addresses in asked.items():
        browser = sign_in(person)
        pages += [browser.get(address) for address in addresses]
        pages.append(browser.get("/no/such/page", status=404))
    for number, page in enumerate(pages):
        name = page.url.strip("/").replace("/", "-") or "start"
        (tmp_path / f"{number}-{name}.html").write_text(page.source)
    assert len(pages) > 30
    assert mistakes(tmp_path) == []


def wrong(visitor: Visitor) -> Page:
    """Return a page that says what is wrong with a form."""
    return visitor.post("/sign-in", {"email": "nobody at all"}, status=422)


def test_a_mistake_is_found(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<!DOCTYPE html>\n<html><body><p><div></p></body></html>")
    assert any("page.html" in line for line in mistakes(tmp_path))
