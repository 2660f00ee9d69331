"""The three ratings side by side on the pages: proposed, confirmed, agreed; who, when and why."""

import pytest
from sqlalchemy.orm import Session

from models import AgreedRating, ProgressUpdate
from models.enums import UpdateStatus
from tests.conftest import SignIn
from tests.factories import AT
from tests.page import Page, words
from tests.world import World, advance

PAGES = ("", "/history", "/revisions/1")


def ratings(page: Page) -> list[str]:
    """Return what stands under each rating."""
    return [words(each) for each in page.all("//dl[@class='ratings']/div")]


@pytest.mark.parametrize("place", PAGES)
def test_a_rating_nobody_confirmed_yet_says_so(
    session: Session, world: World, sign_in: SignIn, place: str
) -> None:
    row = advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    proposed, confirmed = ratings(sign_in(world.lead).get(f"/updates/{row.id}{place}"))
    assert proposed.startswith("Proposed Green/Amber Governance lead, 2 March 2026 at 9:30am The")
    assert confirmed == "Confirmed The sponsor has not decided yet."


@pytest.mark.parametrize("place", PAGES)
def test_a_changed_rating_stands_beside_the_proposed_one_with_its_reason(
    session: Session, world: World, sign_in: SignIn, place: str
) -> None:
    row = advance(session, world.first_update, UpdateStatus.APPROVED, step=4)
    proposed, confirmed = ratings(sign_in(world.lead).get(f"/updates/{row.id}{place}"))
    assert "Changed" not in proposed
    assert confirmed == (
        "Confirmed Amber/Red Changed Governance sponsor, 2 March 2026 at 9:30am "
        "The vacancies worry me."
    )


@pytest.mark.parametrize("place", PAGES)
def test_what_the_group_set_stands_last(
    session: Session, world: World, sign_in: SignIn, place: str
) -> None:
    row = advance(session, world.first_update, UpdateStatus.IN_PACK)
    page = sign_in(world.member).get(f"/updates/{row.id}{place}")
    assert ratings(page)[2] == (
        "Agreed by the Improvement Group The group has not agreed the pack yet."
    )
    session.add(
        AgreedRating(
            revision_id=row.revision_id, step=3, reason="Too bold.", person_id=world.chair.id, at=AT
        )
    )
    page = sign_in(world.member).get(f"/updates/{row.id}{place}")
    assert ratings(page)[2] == (
        "Agreed by the Improvement Group Amber Changed Group chair, "
        "2 March 2026 at 9:30am Too bold."
    )


def test_what_the_group_took_over_names_who_agreed_it(
    session: Session, world: World, sign_in: SignIn
) -> None:
    row = advance(session, world.first_update, UpdateStatus.ACCEPTED)
    page = sign_in(world.lead).get(f"/updates/{row.id}")
    assert ratings(page)[2] == (
        "Agreed by the Improvement Group Green/Amber Group chair (chair), 2 March 2026 at 9:30am"
    )


def test_a_return_that_nobody_confirmed_is_marked(
    session: Session, world: World, sign_in: SignIn
) -> None:
    row: ProgressUpdate = advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    row.status = UpdateStatus.IN_PACK
    page = sign_in(world.lead).get(f"/updates/{row.id}")
    assert "The lead’s return, not confirmed by the sponsor." in page.main
    assert ratings(page)[1] == "Confirmed Not confirmed by the sponsor."
