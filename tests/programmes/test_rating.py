"""A rating after a correction and without a sponsor: what stands, what was issued, since when."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy.orm import Session

from models import Person
from models.enums import UpdateStatus
from tests.factories import AT
from tests.packs import stages
from tests.visitor import Visitor
from tests.world import World, actor_of, advance
from webapp.packs import actions, queries

SignIn = Callable[[Person], Visitor]
LATER = AT + timedelta(days=3)


def address(world: World) -> str:
    return f"/programmes/improvement/ratings/{world.first_update.id}"


def test_while_a_rating_is_corrected_the_issued_one_is_shown_and_nothing_newer(
    sign_in: SignIn, session: Session, world: World
) -> None:
    stages.issue(session, world)
    stages.correct(session, world, world.first_update, at=LATER)
    page = sign_in(world.member).get(address(world))
    assert "This rating was issued and is being corrected." in page.main
    assert "Green/Amber from 2 March 2026, in edition 1" in page.main
    assert "Read the update" not in page.main, "the group does not read what is written again"
    assert "Read the update" in sign_in(world.lead).get(address(world)).main
    sign_in(world.second_lead).get(address(world), status=404)
    sign_in(world.reader).get(address(world), status=404)


def test_after_a_correction_both_ratings_are_there_with_the_days_they_counted_from(
    sign_in: SignIn, session: Session, world: World
) -> None:
    stages.issue(session, world)
    stages.correct(session, world, world.first_update, at=LATER)
    stages.resubmit(session, world, world.first_update, "The sum is 14.", LATER)
    stages.approve(session, world, world.first_update, at=LATER, step=4, reason="It is worse.")
    stages.issue_again(session, world, at=LATER)
    page = sign_in(world.office).get(address(world))
    assert "Amber/Red from 5 March 2026, in edition 2. This one counts" in page.main
    assert "Green/Amber from 2 March 2026, in edition 1" in page.main
    assert "being corrected" not in page.main


def test_a_rating_no_sponsor_confirmed_says_so(
    sign_in: SignIn, session: Session, world: World
) -> None:
    advance(session, world.second_update, UpdateStatus.WITH_SPONSOR)
    pack = stages.review(session, world)
    row = queries.find_update(session, pack, world.second_update.id)
    assert row.revision is not None
    late = AT + timedelta(days=20)
    office = actor_of(session, world.office)
    seen = row.revision.sha256
    actions.include_unconfirmed(session, pack, row, office, at=late, seen=seen, reason="No answer.")
    page = sign_in(world.office).get(f"/programmes/improvement/ratings/{row.id}")
    assert "Green/Amber Not confirmed by the sponsor" in page.main
    assert "Confirmed Not confirmed by the sponsor." in page.main


def test_a_comment_for_the_lead_alone_is_not_on_the_page(
    sign_in: SignIn, session: Session, world: World
) -> None:
    advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    stages.approve(session, world, world.first_update, comment="Between us.", comment_private=True)
    assert "Between us." not in sign_in(world.office).get(address(world)).main
