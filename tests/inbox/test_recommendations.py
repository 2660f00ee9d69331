"""A recommendation waits for those who answer for the programme, until one of them does."""

import pytest
from sqlalchemy.orm import Session

from models import Recommendation
from models.enums import Audience, RecommendationState, Role
from tests import factories
from tests.conftest import SignIn
from tests.factories import AT
from tests.packs import stages
from tests.packs.test_reading import ASKED, answer, chair_of, note
from tests.world import World, actor_of
from webapp.inbox import facts
from webapp.inbox.queries import gather

WORDS = "Answer: Recommendation 1 of the Independent Improvement Board, January and February 2026"


def recommended(session: Session, world: World) -> Recommendation:
    """Return what the board's chair recommends on an issued edition."""
    edition = stages.issue(session, world)
    return note(session, chair_of(session, world), edition, ASKED).recommendations[0]


def waiting(session: Session, world: World, who: str) -> tuple[facts.Recommendation, ...]:
    """Return the recommendations that are read for somebody's work."""
    return gather(session, actor_of(session, world.people[who]), AT.date()).recommendations


@pytest.mark.both_databases
def test_it_waits_for_director_and_office_alone_until_one_answers(
    session: Session, world: World
) -> None:
    row = recommended(session, world)
    for name in ("director", "office"):
        (found,) = waiting(session, world, name)
        assert (found.id, found.number, found.audience) == (row.id, 1, Audience.IIB)
        assert (found.text, found.due_on) == (ASKED.text, ASKED.due_on)
        assert (found.period, found.programme_id) == (world.period.name, world.programme.id)
    for name in ("lead", "sponsor", "member", "chair", "reader", "auditor", "administrator"):
        assert waiting(session, world, name) == (), name
    answer(session, world.director, row.id, state=RecommendationState.ANSWERED)
    for name in ("director", "office"):
        assert waiting(session, world, name) == ()


def test_those_of_another_programme_are_not_theirs(session: Session, world: World) -> None:
    recommended(session, world)
    other = factories.programme(session, world.organisation, slug="other", name="Other programme")
    factories.grant(session, world.outsider, Role.PMO, on=other)
    assert waiting(session, world, "outsider") == ()


def test_the_office_answers_it_from_my_work(
    session: Session, world: World, sign_in: SignIn
) -> None:
    row = recommended(session, world)
    visitor = sign_in(world.office)
    page = visitor.get("/")
    assert (WORDS, f"/recommendations/{row.id}") in page.links
    assert "Show what changed. Addressed to The director. Due 1 May 2026" in page.main
    answering = visitor.get(f"/recommendations/{row.id}")
    visitor.submit(
        answering.form(f"/recommendations/{row.id}"), {"state": "answered", "text": "We will."}
    )
    assert WORDS not in [words for words, _ in visitor.get("/").links]
