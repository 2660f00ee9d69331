"""What the group has come to in its meeting."""

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from models import AuditEntry, Discussion
from tests.factories import AT
from tests.packs import stages
from tests.world import World, actor_of
from webapp.domain.errors import IllegalMove, NotAllowed
from webapp.packs.meeting import discussed


@pytest.mark.both_databases
def test_the_last_word_on_each_workstream_counts(session: Session, world: World) -> None:
    pack = stages.review(session, world)
    member = actor_of(session, world.member)
    for said in (True, True, False, True):
        discussed.discuss(session, pack, world.first.id, member, at=AT, discussed=said)
    assert discussed.discussed_in(session, pack) == {world.first.id}
    query = select(func.count()).select_from(AuditEntry)
    assert session.scalar(query.where(AuditEntry.action == "pack.discuss")) == 3
    with pytest.raises(DatabaseError, match="only grows"):
        session.execute(update(Discussion).values(discussed=False))


def test_only_group_and_office_say_so_and_only_in_review(session: Session, world: World) -> None:
    pack = stages.fetch(session, world.office, world.pack)
    office, director = actor_of(session, world.office), actor_of(session, world.director)
    with pytest.raises(IllegalMove):
        discussed.discuss(session, pack, world.first.id, office, at=AT, discussed=True)
    pack = stages.review(session, world)
    with pytest.raises(NotAllowed):
        discussed.discuss(session, pack, world.first.id, director, at=AT, discussed=True)
