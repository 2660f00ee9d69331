"""The pages that give a pack to further readers."""

from sqlalchemy.orm import Session

from models.enums import PackStatus
from tests.conftest import SignIn
from tests.packs import stages
from tests.packs.test_others import PUBLIC, issued
from tests.visitor import Visitor
from tests.world import World
from webapp.packs import others


def test_the_office_makes_a_pack_reads_it_and_issues_it(
    session: Session, world: World, sign_in: SignIn
) -> None:
    stages.issue(session, world)
    board = stages.board_of(session, world)
    office = sign_in(world.office)
    page = office.get(f"/packs/{board.id}/others")
    assert "Public text only" in page.main
    made = office.post(f"/packs/{board.id}/others", {"recipe": "scrutiny"}, status=303)
    address = made.headers["Location"]
    assert "Pack for the Scrutiny committee" in office.get(address).main
    office.post(f"{address}/issue", {}, status=422)
    done = office.post(f"{address}/issue", {"confirm": "y"}, status=303)
    assert "Scrutiny committee" in office.get(done.headers["Location"]).main
    again = office.post(f"/packs/{board.id}/others", {"recipe": "scrutiny"}, status=303)
    assert again.headers["Location"] == address
    assert "Edition 1, issued on" in office.get(f"/packs/{board.id}/others").main
    [pack] = others.others(session, board)
    assert pack.status is PackStatus.ISSUED


def test_a_deep_dive_names_its_workstream(session: Session, world: World, sign_in: SignIn) -> None:
    stages.issue(session, world)
    board = stages.board_of(session, world)
    office = sign_in(world.office)
    fields = {"recipe": "deep-dive", "workstream": world.first.code}
    made = office.post(f"/packs/{board.id}/others", fields, status=303)
    assert world.first.name in office.get(made.headers["Location"]).main
    for wrong in ({"recipe": "nothing"}, fields | {"workstream": "nothing"}):
        office.post(f"/packs/{board.id}/others", wrong, status=404)
    office.get(f"/packs/{world.pack.id}/others", status=404)


def test_publishing_shows_the_address_and_can_be_taken_back(
    session: Session, world: World, sign_in: SignIn, visitor: Visitor
) -> None:
    stages.issue(session, world)
    edition = issued(session, world, PUBLIC)
    office = sign_in(world.office)
    here = f"/editions/{edition.id}"
    public = f"/published/{world.programme.slug}/{world.period.slug}/public"
    assert "Publish this edition" in office.get(here).main
    visitor.get(public, status=404)
    office.post(f"{here}/publish", {"shown": "yes"}, status=303)
    assert f"{public}/edition-1" in office.get(here).main
    visitor.get(public)
    office.post(f"{here}/publish", {"shown": "no"}, status=303)
    visitor.get(public, status=404)


def test_an_edition_with_exempt_text_offers_no_publication(
    session: Session, world: World, sign_in: SignIn
) -> None:
    edition = stages.issue(session, world)
    office = sign_in(world.office)
    assert "Publish this edition" not in office.get(f"/editions/{edition.id}").main
    office.post(f"/editions/{edition.id}/publish", {"shown": "yes"}, status=422)
