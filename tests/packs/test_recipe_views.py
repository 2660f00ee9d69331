"""The pages of recipes: the list, the form with its preview, and another recipe."""

from sqlalchemy.orm import Session

from models.enums import PackPart
from tests.conftest import SignIn
from tests.packs import stages
from tests.visitor import Fields
from tests.world import World
from webapp.packs import recipes


def fields(**changed: str) -> Fields:
    """Return a form in which only the status table and the scale are left."""
    places = {f"place_{part}": "0" for part in PackPart}
    given = {
        "name": "Scrutiny",
        "audience": "scrutiny",
        "depth": "short",
        "arrangement": "workstream",
        "public": "y",
        "version": "0",
    }
    return places | {"place_scale": "1", "place_status": "2"} | given | changed


def test_saving_puts_the_chosen_parts_in_their_order(
    session: Session, world: World, sign_in: SignIn
) -> None:
    office = sign_in(world.office)
    start = f"/programmes/{world.programme.slug}/recipes"
    office.post(f"{start}/scrutiny", fields(do="save"), status=303)
    stored = recipes.recipes(session, world.programme.id)["scrutiny"]
    assert stored.parts == (PackPart.SCALE, PackPart.STATUS)
    assert not stored.staff_names
    page = office.get(start)
    assert "How the ratings work, then Status of the workstreams." in page.main
    assert "Left out: Summary on one page; " in page.main
    assert "; Acronyms that it uses, and what they stand for; " in page.main


def test_a_preview_changes_nothing(session: Session, world: World, sign_in: SignIn) -> None:
    stages.issue(session, world)
    office = sign_in(world.office)
    address = f"/programmes/{world.programme.slug}/recipes/scrutiny"
    page = office.post(address, fields(do="preview"), status=200)
    assert page.source.index('id="scale-table"') < page.source.index('id="status-table"')
    part = office.post_part(address, fields(do="preview"))
    assert "<form" not in part.source
    assert recipes.row_of(session, world.programme.id, "scrutiny") is None


def test_mistakes_keep_what_was_typed(session: Session, world: World, sign_in: SignIn) -> None:
    office = sign_in(world.office)
    address = f"/programmes/{world.programme.slug}/recipes/scrutiny"
    nothing = {f"place_{part}": "0" for part in PackPart}
    page = office.post(address, fields(do="save", **nothing), status=422)
    assert "Choose at least one part." in page.main
    page = office.post(address, fields(do="save", name=" "), status=422)
    assert "Give the recipe a name" in page.main
    assert recipes.row_of(session, world.programme.id, "scrutiny") is None


def test_another_recipe_gets_an_address_of_its_own(
    session: Session, world: World, sign_in: SignIn
) -> None:
    office = sign_in(world.office)
    start = f"/programmes/{world.programme.slug}/recipes"
    for _ in range(2):
        office.post(f"{start}/new", fields(do="save", name="Press & media"), status=303)
    known = recipes.recipes(session, world.programme.id)
    assert {"press-media", "press-media-2"} <= set(known)
    assert known["press-media"].public
    office.get(f"{start}/nothing", status=404)


def test_the_packs_of_the_cycle_keep_their_readers_and_their_exempt_text(
    session: Session, world: World, sign_in: SignIn
) -> None:
    office = sign_in(world.office)
    address = f"/programmes/{world.programme.slug}/recipes/iib"
    assert "Made of public text only" not in office.get(address).main
    office.post(address, fields(do="save", name="Board of improvement"), status=303)
    stored = recipes.recipes(session, world.programme.id)["iib"]
    assert (stored.audience, stored.public) == ("iib", False)


def test_who_saves_over_somebody_elses_change_sees_both(
    session: Session, world: World, sign_in: SignIn
) -> None:
    office = sign_in(world.office)
    address = f"/programmes/{world.programme.slug}/recipes/scrutiny"
    office.post(address, fields(do="save"), status=303)
    page = office.post(address, fields(do="save", name="Mine"), status=409)
    assert "Somebody else changed this recipe" in page.main
    assert page.value("name") == "Mine"
    assert recipes.recipes(session, world.programme.id)["scrutiny"].name == "Scrutiny"
