"""Pages of one update inside a pack: the group rates and queries it, the office includes it."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session
from time_machine import Traveller

from models.enums import Role, UpdateStatus
from tests import factories
from tests.conftest import SignIn
from tests.packs import stages
from tests.packs.test_actions import READERS
from tests.world import World, advance


def test_a_member_sets_a_rating_and_finds_it_beside_the_others(
    session: Session, world: World, sign_in: SignIn
) -> None:
    stages.review(session, world)
    address = f"/packs/{world.pack.id}"
    member = sign_in(world.member)
    page = member.get(address)
    assert "Ratings of Governance side by side" in page.main
    [decide] = [href for words, href in page.links if words == "Query Governance or set its rating"]
    part = member.get_part(decide)
    assert part.is_part
    form = member.get(decide).form(f"/rate/{world.first_update.id}")
    name = f"rate-{world.first_update.id}"
    answer = member.submit(form, {f"{name}-step": "3", f"{name}-reason": "Less sure."})
    assert answer.headers["Location"] == f"{address}#g"
    page = member.follow(answer)
    assert "The rating of Governance is set for the group." in page.main
    assert "Agreed by the Improvement Group Amber Changed Group member" in page.main
    assert "Amber Changed by the group" in page.main or "Rating changed by the group" in page.main
    assert "Less sure." in page.main


def test_a_rating_that_says_nothing_new_comes_back_with_what_was_typed(
    session: Session, world: World, sign_in: SignIn
) -> None:
    stages.review(session, world)
    chair = sign_in(world.chair)
    page = chair.get(f"/packs/{world.pack.id}/updates/{world.first_update.id}")
    name = f"rate-{world.first_update.id}"
    page = chair.submit(
        page.form(f"/rate/{world.first_update.id}"), {f"{name}-reason": "As it is."}, status=422
    )
    assert page.errors == ["This is the rating already. Choose another one, or leave it as it is."]
    assert page.value(f"{name}-reason") == "As it is."
    page = chair.submit(
        page.form(f"/rate/{world.first_update.id}"),
        {f"{name}-step": "4", f"{name}-reason": ""},
        status=422,
    )
    assert page.errors == ["Give the reason for the rating"]
    chair.submit(page.form(f"/rate/{world.first_update.id}"), {f"{name}-step": "99"}, status=422)


def test_a_member_queries_an_update_once_and_the_lead_hears_why(
    session: Session, world: World, sign_in: SignIn
) -> None:
    stages.review(session, world)
    member = sign_in(world.member)
    page = member.get(f"/packs/{world.pack.id}/updates/{world.first_update.id}")
    name = f"query-{world.first_update.id}"
    form = page.form(f"/query/{world.first_update.id}")
    page = member.submit(form, {f"{name}-reason": "How sure?"}, status=422)
    assert page.errors == ["Choose the whole update, or the sections to look at"]
    assert page.value(f"{name}-reason") == "How sure?"
    both = {f"{name}-reason": "How sure?", f"{name}-sections": ["whole", "rating"]}
    page = member.submit(form, both, status=422)
    assert page.errors == ["Choose either the whole update or sections of it, not both"]
    typed = {f"{name}-reason": "How sure?", f"{name}-sections": "rating"}
    page = member.follow(member.submit(form, typed))
    assert "Governance is back with its lead and sponsor." in page.main
    assert "Sent back" in page.main
    member.submit(form, typed)
    session.expire_all()
    assert world.first_update.flagged == "rating"
    page = member.get(f"/packs/{world.pack.id}/updates/{world.first_update.id}")
    assert "There is nothing to decide" in page.main


@pytest.mark.parametrize("name", [name for name in READERS if name not in ("member", "chair")])
def test_others_see_the_ratings_and_no_form_of_the_group(
    session: Session, world: World, sign_in: SignIn, name: str
) -> None:
    stages.review(session, world)
    browser = sign_in(world.people[name])
    page = browser.get(f"/packs/{world.pack.id}")
    assert "Ratings of Governance side by side" in page.main
    assert "or set its rating" not in page.main
    page = browser.get(f"/packs/{world.pack.id}/updates/{world.first_update.id}")
    assert "Only members of the Improvement Group can do this." in page.main
    assert page.forms == [] or all("/rate/" not in form.action for form in page.forms)


def test_an_update_of_no_such_pack_is_not_included(
    session: Session, world: World, sign_in: SignIn
) -> None:
    stages.review(session, world)
    office = sign_in(world.office)
    office.post(f"/packs/{world.pack.id}/include/999", status=404)
    office.post(f"/packs/{world.pack.id}/include/{world.second_update.id}", status=409)


def test_the_office_takes_a_return_without_its_sponsor_once_the_deadline_is_over(
    session: Session, world: World, sign_in: SignIn, clock: Traveller
) -> None:
    advance(session, world.second_update, UpdateStatus.WITH_SPONSOR)
    stages.review(session, world)
    address = f"/packs/{world.pack.id}"
    decide = f"{address}/updates/{world.second_update.id}"
    office = sign_in(world.office)
    assert "without its sponsor" not in office.get(address).main
    assert "The sponsor has until 10 March 2026 at 5:00pm." in office.get(decide).main
    over = world.period.sponsor_due_at + timedelta(minutes=1)
    clock.move_to(over)
    office, chair = (stages.later(sign_in, person, over) for person in (world.office, world.chair))
    assert "Only the programme office can do this." in chair.get(decide).main
    page = office.get(address)
    assert "Include Finance without its sponsor" in page.main
    page = office.get(decide)
    assert "Lead’s return, not confirmed by the sponsor" in page.main
    form, name = (
        page.form(f"/include-unconfirmed/{world.second_update.id}"),
        f"include-{world.second_update.id}",
    )
    page = office.submit(form, {f"{name}-reason": " "}, status=422)
    assert page.errors == ["Say why the update goes in without its sponsor"]
    page = office.follow(office.submit(form, {f"{name}-reason": "No answer came."}))
    assert "marked as not confirmed by its sponsor" in page.main
    office.submit(form, {f"{name}-reason": "No answer came."})
    page = chair.get(address)
    assert "Finance: Green/Amber (proposed)" in page.main
    assert "Not confirmed by the sponsor" in page.main


def test_a_chair_who_wrote_an_update_is_told_the_way_out(
    session: Session, world: World, sign_in: SignIn
) -> None:
    stages.review(session, world)
    factories.grant(session, world.lead, Role.GROUP_CHAIR, on=world.programme)
    page = sign_in(world.lead).get(f"/packs/{world.pack.id}")
    assert "Ask the programme office to name somebody else as chair" in page.main
    assert not [form for form in page.forms if form.action.endswith("/agree")]
    decide = f"/packs/{world.pack.id}/updates/{world.first_update.id}"
    assert "You wrote part of this update" in sign_in(world.lead).get(decide).main
