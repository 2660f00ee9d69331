"""The pages of what a programme must answer."""

from sqlalchemy.orm import Session

from tests.conftest import SignIn
from tests.world import World
from webapp.concerns import concerns_of

TYPED = {"title": "Late decisions", "source": "The notice", "text": "They are **late**."}


def test_the_office_adds_a_concern_and_everybody_reads_it(world: World, sign_in: SignIn) -> None:
    start = f"/programmes/{world.programme.slug}"
    office, lead = sign_in(world.office), sign_in(world.lead)
    assert "No concern is recorded yet." in lead.get(f"{start}/concerns").main
    typed = TYPED | {"answering": str(world.first.id), "version": "0"}
    office.post(f"{start}/concerns/new", typed, status=303)
    page = lead.get(f"{start}/concerns")
    assert "Concern 1: Late decisions" in page.main
    assert world.first.name in page.main
    assert "Workstreams that answer no concern" in page.main
    assert "Add a concern" not in page.main
    assert any("/concerns" in href for _, href in lead.get(start).links)


def test_mistakes_and_changes_of_others_keep_what_was_typed(
    session: Session, world: World, sign_in: SignIn
) -> None:
    address = f"/programmes/{world.programme.slug}/concerns"
    office = sign_in(world.office)
    page = office.post(f"{address}/new", TYPED | {"source": ""}, status=422)
    assert "Say where it was raised" in page.main
    assert "They are **late**." in page.source
    office.post(f"{address}/new", TYPED, status=303)
    office.post(f"{address}/1", TYPED | {"text": "Mine.", "version": "1"}, status=303)
    page = office.post(f"{address}/1", TYPED | {"text": "Theirs.", "version": "1"}, status=409)
    assert "Mine." in page.main
    assert "Theirs." in page.source
    (row,) = concerns_of(session, world.programme.id)
    assert row.text == "Mine."
    assert (
        "Give both the day"
        in office.post(
            f"{address}/1", TYPED | {"closing_reason": "A letter", "version": "2"}, status=422
        ).main
    )
    office.get(f"{address}/9", status=404)
