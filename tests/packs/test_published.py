"""What anybody may read without signing in: published editions, and nothing else."""

from sqlalchemy.orm import Session

from tests.conftest import SignIn
from tests.factories import AT
from tests.packs import stages
from tests.packs.test_others import PUBLIC, SCRUTINY, issued
from tests.visitor import Visitor
from tests.world import World, actor_of
from webapp.packs import actions, others, published
from webapp.packs.library import frozen_document


def publish(session: Session, world: World, edition: object) -> None:
    said = frozen_document(edition)  # type: ignore[arg-type]
    office = actor_of(session, world.office)
    others.publish(session, edition, said, office, at=AT, shown=True)  # type: ignore[arg-type]


def test_nothing_is_public_until_it_is_published(
    session: Session, world: World, visitor: Visitor
) -> None:
    stages.issue(session, world)
    issued(session, world, PUBLIC)
    assert "Nothing has been published yet" in visitor.get("/published").main
    start = f"/published/{world.programme.slug}/{world.period.slug}"
    for address in ("public", "public/edition-1", "public/edition-1.pdf", "iib", "scrutiny"):
        visitor.get(f"{start}/{address}", status=404)


def test_a_published_edition_is_listed_read_and_downloaded_by_anybody(
    session: Session, world: World, visitor: Visitor
) -> None:
    stages.issue(session, world)
    edition = issued(session, world, PUBLIC)
    publish(session, world, edition)
    start = f"/published/{world.programme.slug}/{world.period.slug}/public"
    assert start in visitor.get("/published").source
    page = visitor.get(start)
    assert frozen_document(edition).fingerprint in page.main
    assert "Sign in" not in page.main
    file = visitor.get(f"{start}/edition-1.json")
    assert file.headers["Content-Disposition"].startswith("attachment")
    for wrong in (f"{start}/edition-2", f"{start}/edition-1.exe", f"{start}~x"):
        visitor.get(wrong, status=404)


def test_an_address_leads_to_its_own_period_and_workstream_alone(
    session: Session, world: World, visitor: Visitor
) -> None:
    stages.issue(session, world)
    office = actor_of(session, world.office)
    board = stages.fetch(session, world.office, stages.board_of(session, world))
    pack = others.open_other(session, board, PUBLIC, office, at=AT, workstream=world.first)
    pack = stages.fetch(session, world.office, pack)
    publish(session, world, actions.issue(session, pack, office, at=AT))
    start = f"/published/{world.programme.slug}"
    visitor.get(f"{start}/{world.period.slug}/public~g")
    for wrong in (
        f"{world.period.slug}/public",
        f"{world.period.slug}/public~f",
        f"{world.period.slug}/scrutiny~g",
        "later/public~g",
    ):
        visitor.get(f"{start}/{wrong}", status=404)


def test_the_address_without_a_number_is_the_latest_edition(
    session: Session, world: World, visitor: Visitor, sign_in: SignIn
) -> None:
    stages.issue(session, world)
    for recipe in (PUBLIC, SCRUTINY):
        publish(session, world, issued(session, world, recipe))
    start = f"/published/{world.programme.slug}/{world.period.slug}"
    assert visitor.get(f"{start}/scrutiny").main == (
        visitor.get(f"{start}/scrutiny/edition-1").main
    )
    latest = published.latest_editions(session)
    assert [row.pack.recipe for row in latest] == ["public", "scrutiny"]
    listed = sign_in(world.outsider).get("/published").main
    assert listed.count("Issued on") == 2
