"""The way from My work to the pages of one's own workstreams."""

import pytest
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import SignIn
from tests.factories import AT
from tests.page import Page
from tests.world import World

PAGES = "/programmes/improvement/workstreams/"


def ways(page: Page) -> list[tuple[str, str]]:
    """Return the links to pages of workstreams."""
    return [(words, href) for words, href in page.links if href.startswith(PAGES)]


@pytest.mark.parametrize("who", ["lead", "contributor", "sponsor"])
def test_who_writes_or_sponsors_finds_the_page_of_the_workstream(
    who: str, sign_in: SignIn, world: World
) -> None:
    found = ways(sign_in(world.people[who]).get("/"))
    assert found == [("All about G. Governance", f"{PAGES}{world.first.id}")]


@pytest.mark.parametrize("who", ["office", "director", "chair", "reader", "outsider"])
def test_others_find_the_workstreams_on_the_board(who: str, sign_in: SignIn, world: World) -> None:
    page = sign_in(world.people[who]).get("/")
    assert ways(page) == []
    assert "Your workstreams" not in page.main


def test_a_closed_workstream_is_nobodys_work(
    session: Session, sign_in: SignIn, world: World
) -> None:
    world.first.closed_on = AT.date()
    world.first.closing_reason = "All of it is done."
    session.flush()
    assert ways(sign_in(world.lead).get("/")) == []


def test_workstreams_run_by_programme_and_say_which_where_there_are_several(
    session: Session, sign_in: SignIn, world: World
) -> None:
    other = factories.programme(session, world.organisation, slug="other", name="Another programme")
    stream = factories.workstream(
        session, factories.phase(session, other, world.scale), name="Estates", lead=world.lead
    )
    page = sign_in(world.lead).get("/")
    (own,) = page.all("//section[@aria-labelledby='own']")
    lines = [" ".join(line.text_content().split()) for line in own.xpath(".//li")]
    assert lines == [
        f"All about {stream.code}. Estates Another programme",
        f"All about G. Governance {world.programme.name}",
    ]
