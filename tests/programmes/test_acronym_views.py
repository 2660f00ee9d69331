"""The page of the acronyms of a programme."""

import re

from sqlalchemy.orm import Session

from tests.conftest import SignIn
from tests.page import Page
from tests.world import World
from webapp.acronyms import acronyms_of
from webapp.programmes.acronyms import version


def seen(page: Page) -> str:
    """Return the version that a page sends back."""
    found = re.search(r'name="version" value="(\w+)"', page.source)
    assert found
    return found[1]


def test_the_office_keeps_the_list_and_everybody_reads_it(world: World, sign_in: SignIn) -> None:
    start = f"/programmes/{world.programme.slug}"
    office, lead = sign_in(world.office), sign_in(world.lead)
    assert "No acronym is explained yet." in lead.get(f"{start}/acronyms").main
    page = office.get(f"{start}/acronyms")
    typed = {"acronyms": "KPI: Indicator\nBVN: Best Value Notice", "version": seen(page)}
    for _ in range(2):
        office.post(f"{start}/acronyms", typed, status=303)
    assert "BVN: Best Value Notice\nKPI: Indicator" in office.get(f"{start}/acronyms").source
    page = lead.get(f"{start}/acronyms")
    assert "Best Value Notice" in page.main
    assert "<form" not in page.source.partition("<main")[2]
    assert any(href.endswith("/acronyms") for _, href in lead.get(start).links)


def test_who_may_not_change_the_list_is_told_so_whatever_is_sent(
    world: World, sign_in: SignIn
) -> None:
    address = f"/programmes/{world.programme.slug}/acronyms"
    page = sign_in(world.lead).post(address, {"acronyms": "nothing"}, status=403)
    assert "Only the programme office can do this." in page.main


def test_mistakes_and_changes_of_others_keep_what_was_typed(
    session: Session, world: World, sign_in: SignIn
) -> None:
    address = f"/programmes/{world.programme.slug}/acronyms"
    office = sign_in(world.office)
    first = seen(office.get(address))
    wrong = {"acronyms": "BVN: Best Value Notice\nBVN: again\nnothing", "version": first}
    page = office.post(address, wrong, status=422)
    assert "Line 2: BVN is on line 1 already." in page.main
    assert "Line 3 has no colon" in page.main
    assert wrong["acronyms"] in page.source
    assert acronyms_of(session, world.programme.id) == {}
    office.post(address, {"acronyms": "BVN: Mine", "version": first}, status=303)
    page = office.post(address, {"acronyms": "BVN: Theirs", "version": first}, status=409)
    assert "Mine" in page.main
    assert "BVN: Theirs" in page.source
    assert acronyms_of(session, world.programme.id) == {"BVN": "Mine"}
    assert seen(page) == version({"BVN": "Mine"})
    office.post(address, {"acronyms": "BVN: Theirs", "version": seen(page)}, status=303)
    page = office.post(address, {"acronyms": "", "version": seen(page)}, status=409)
    assert "Theirs" in page.main
