"""Who opened a revision to decide on it is noted once, and only of those who may decide."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import OutboxMessage, ProgressUpdate, RevisionReading
from models.enums import UpdateStatus
from tests.conftest import SignIn
from tests.world import World, advance

pytestmark = pytest.mark.both_databases


@pytest.fixture
def sent(session: Session, world: World) -> ProgressUpdate:
    """Return an update that is with the sponsor."""
    return advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)


def readers(session: Session) -> list[int]:
    """Return who has opened what."""
    session.expire_all()
    return list(session.scalars(select(RevisionReading.person_id)))


def test_the_sponsor_s_first_look_is_noted(
    session: Session, world: World, sent: ProgressUpdate, sign_in: SignIn
) -> None:
    sponsor = sign_in(world.sponsor)
    for _ in range(2):
        sponsor.get(f"/updates/{sent.id}/review")
    assert readers(session) == [world.sponsor.id]


@pytest.mark.parametrize("name", ["lead", "office", "auditor"])
def test_a_look_of_others_is_not(
    session: Session, world: World, sent: ProgressUpdate, sign_in: SignIn, name: str
) -> None:
    sign_in(world.people[name]).get(f"/updates/{sent.id}/review")
    assert readers(session) == []


@pytest.mark.parametrize("opened", [True, False])
def test_a_recall_tells_the_sponsor_who_has_opened_it(
    session: Session, world: World, sent: ProgressUpdate, sign_in: SignIn, opened: bool
) -> None:
    if opened:
        sign_in(world.sponsor).get(f"/updates/{sent.id}/review")
    sign_in(world.lead).post(f"/updates/{sent.id}/recall")
    session.expire_all()
    told = session.scalars(
        select(OutboxMessage.kind).where(OutboxMessage.recipient_id == world.sponsor.id)
    ).all()
    assert ("update_recall" in told) is opened
