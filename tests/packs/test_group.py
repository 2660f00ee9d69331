"""The group's review: queries, agreed ratings, returns that no sponsor confirmed."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from models import (
    AgreedRating,
    AuditEntry,
    EditionEntry,
    OutboxMessage,
    Pack,
    Person,
    UpdateContributor,
    UpdateEvent,
)
from models.enums import Action, Role, Section, UpdateStatus
from tests import factories
from tests.factories import AT
from tests.packs import stages
from tests.world import World, actor_of, advance
from webapp.domain.errors import IllegalMove, Incomplete, NotAllowed, Stale
from webapp.packs import actions, group, queries

LATE = AT + timedelta(days=20)
"""After the sponsors' deadline."""


def told(session: Session, kind: str) -> set[int]:
    return set(session.scalars(select(OutboxMessage.recipient_id).filter_by(kind=kind)))


def audited(session: Session, action: str) -> int:
    query = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == action)
    return session.scalar(query) or 0


def query(session: Session, world: World, pack: Pack, who: Person, **values: Any) -> None:
    """Query the first update as its page would."""
    update = queries.find_update(session, pack, world.first_update.id)
    assert update.revision is not None
    defaults: dict[str, Any] = {
        "at": AT,
        "seen": update.revision.sha256,
        "reason": "How sure is the date?",
        "sections": (Section.RATING,),
    }
    group.query(session, pack, update, actor_of(session, who), **(defaults | values))


def rate(session: Session, world: World, pack: Pack, who: Person, **values: Any) -> None:
    """Set a rating for the first update as its page would."""
    update = queries.find_update(session, pack, world.first_update.id)
    assert update.revision is not None
    defaults: dict[str, Any] = {
        "at": AT,
        "seen": update.revision.sha256,
        "standing": 2,
        "step": 3,
        "reason": "The group is less sure.",
    }
    group.rate(session, pack, update, actor_of(session, who), **(defaults | values))


# Query


@pytest.mark.both_databases
def test_a_query_returns_the_update_and_tells_lead_and_sponsor(
    session: Session, world: World
) -> None:
    pack = stages.review(session, world)
    seen = pack.version
    query(session, world, pack, world.member)
    row = world.first_update
    assert (row.status, row.flagged) == (UpdateStatus.RETURNED, "rating")
    assert (row.approved_revision_id, row.confirmed_step) == (None, None)
    assert pack.version == seen + 1
    assert told(session, "update_query") == {world.lead.id, world.sponsor.id}
    [event] = session.scalars(select(UpdateEvent).where(UpdateEvent.action == Action.QUERY))
    assert (event.note, event.sections, event.actor_id) == (
        "How sure is the date?",
        "rating",
        world.member.id,
    )
    with pytest.raises(Stale, match="was not agreed"):
        actions.agree(session, pack, actor_of(session, world.chair), at=AT, seen=seen)


def test_a_second_click_queries_once_and_a_second_person_hears_of_the_first(
    session: Session, world: World
) -> None:
    pack = stages.review(session, world)
    query(session, world, pack, world.member)
    version = pack.version
    query(session, world, pack, world.member)
    assert (pack.version, audited(session, "update.query")) == (version, 1)
    with pytest.raises(IllegalMove):
        query(session, world, pack, world.chair)
    assert audited(session, "update.query") == 1


def test_what_was_queried_comes_back_into_the_pack(session: Session, world: World) -> None:
    pack = stages.review(session, world)
    query(session, world, pack, world.member, sections=(Section.ACTIVITIES,))
    stages.resubmit(session, world, world.first_update, "Now with the date.", AT)
    stages.approve(session, world, world.first_update)
    office = actor_of(session, world.office)
    row = queries.find_update(session, pack, world.first_update.id)
    actions.include(session, pack, row, office, at=AT)
    edition = actions.agree(session, pack, actor_of(session, world.chair), at=AT, seen=pack.version)
    assert "Now with the date." in edition.document


def test_a_query_of_another_revision_than_on_the_page_is_refused(
    session: Session, world: World
) -> None:
    pack = stages.review(session, world)
    with pytest.raises(Stale):
        query(session, world, pack, world.member, seen="0" * 64)
    with pytest.raises(Incomplete, match="Say what"):
        query(session, world, pack, world.member, reason=" ")
    assert world.first_update.status is UpdateStatus.IN_PACK


@pytest.mark.parametrize("name", ["office", "director", "auditor", "sponsor", "lead"])
def test_only_members_of_the_group_query_and_rate(
    session: Session, world: World, name: str
) -> None:
    pack = stages.review(session, world)
    for act in (query, rate):
        with pytest.raises(NotAllowed):
            act(session, world, pack, world.people[name])
    assert world.first_update.status is UpdateStatus.IN_PACK


def test_nobody_queries_or_rates_what_they_wrote(session: Session, world: World) -> None:
    pack = stages.review(session, world)
    factories.grant(session, world.lead, Role.GROUP_MEMBER, on=world.programme)
    for act in (query, rate):
        with pytest.raises(NotAllowed, match="wrote part of this update"):
            act(session, world, pack, world.lead)


@pytest.mark.both_databases
def test_the_database_keeps_a_writers_rating_out_by_itself(session: Session, world: World) -> None:
    pack = stages.review(session, world)
    row = queries.find_update(session, pack, world.first_update.id)
    assert row.revision is not None
    wrote = session.scalars(
        select(UpdateContributor.person_id).where(UpdateContributor.update_id == row.id)
    ).first()
    session.add(
        AgreedRating(revision_id=row.revision.id, step=1, reason="Mine.", person_id=wrote, at=AT)
    )
    with pytest.raises(DatabaseError, match="nobody decides"):
        session.flush()


def test_an_agreed_pack_is_neither_queried_nor_rated(session: Session, world: World) -> None:
    stages.agree(session, world)
    pack = stages.fetch(session, world.member, world.pack)
    for act in (query, rate):
        with pytest.raises(IllegalMove, match="not reviewing this pack"):
            act(session, world, pack, world.member)


# Agreed ratings


@pytest.mark.both_databases
def test_a_rating_of_the_group_stands_beside_the_others_and_is_agreed(
    session: Session, world: World
) -> None:
    pack = stages.review(session, world)
    seen = pack.version
    rate(session, world, pack, world.member)
    assert pack.version == seen + 1
    [row] = session.scalars(select(AgreedRating))
    assert (row.step, row.reason, row.person_id) == (3, "The group is less sure.", world.member.id)
    [entry] = session.scalars(select(AuditEntry).where(AuditEntry.action == "update.rate"))
    assert json.loads(entry.detail) == {"from": 2, "to": 3, "revision": row.revision_id}
    chair = actor_of(session, world.chair)
    edition = actions.agree(session, pack, chair, at=AT, seen=pack.version)
    update = world.first_update
    assert (update.confirmed_step, update.agreed_step) == (2, 3)
    [printed] = session.scalars(select(EditionEntry).filter_by(edition_id=edition.id))
    assert (printed.step, printed.confirmed) == (3, True)
    assert "The group is less sure." in edition.document
    assert "Changed by the group" in edition.document


@pytest.mark.both_databases
def test_the_last_rating_of_the_group_counts(session: Session, world: World) -> None:
    pack = stages.review(session, world)
    rate(session, world, pack, world.member)
    rate(session, world, pack, world.chair, standing=3, step=2, reason="On reflection.")
    actions.agree(session, pack, actor_of(session, world.chair), at=AT, seen=pack.version)
    assert world.first_update.agreed_step == 2


def test_lead_and_sponsor_hear_of_a_rating_of_the_group(session: Session, world: World) -> None:
    pack = stages.review(session, world)
    rate(session, world, pack, world.member)
    assert told(session, "update_rate") == {world.lead.id, world.sponsor.id}


def test_a_second_click_rates_once(session: Session, world: World) -> None:
    pack = stages.review(session, world)
    rate(session, world, pack, world.member)
    version = pack.version
    rate(session, world, pack, world.member)
    assert (pack.version, audited(session, "update.rate")) == (version, 1)


def test_a_rating_set_meanwhile_by_somebody_else_is_not_overwritten(
    session: Session, world: World
) -> None:
    pack = stages.review(session, world)
    rate(session, world, pack, world.member)
    with pytest.raises(Stale, match="another rating"):
        rate(session, world, pack, world.chair, step=5)
    assert audited(session, "update.rate") == 1


@pytest.mark.parametrize(
    "values, says",
    [
        ({"step": 2}, "This is the rating already"),
        ({"reason": "  "}, "Give the reason"),
        ({"step": 9}, "Choose a rating"),
        ({"step": None}, "Choose a rating"),
    ],
)
def test_a_rating_that_says_nothing_new_or_gives_no_reason_is_refused(
    session: Session, world: World, values: dict[str, Any], says: str
) -> None:
    pack = stages.review(session, world)
    with pytest.raises(Incomplete, match=says):
        rate(session, world, pack, world.member, **values)
    assert session.scalars(select(AgreedRating)).all() == []


def test_a_rating_is_of_the_revision_on_the_page(session: Session, world: World) -> None:
    pack = stages.review(session, world)
    with pytest.raises(Stale):
        rate(session, world, pack, world.member, seen="0" * 64)


def test_an_update_that_is_not_in_the_pack_is_not_rated(session: Session, world: World) -> None:
    pack = stages.review(session, world)
    query(session, world, pack, world.chair)
    with pytest.raises(IllegalMove, match="not in the pack"):
        rate(session, world, pack, world.member)


def test_a_rating_ends_with_the_revision_it_was_set_for(session: Session, world: World) -> None:
    pack = stages.review(session, world)
    rate(session, world, pack, world.member)
    query(session, world, pack, world.member, sections=(Section.ACTIVITIES,))
    stages.resubmit(session, world, world.first_update, "Another account.", AT)
    stages.approve(session, world, world.first_update)
    row = queries.find_update(session, pack, world.first_update.id)
    actions.include(session, pack, row, actor_of(session, world.office), at=AT)
    actions.agree(session, pack, actor_of(session, world.chair), at=AT, seen=pack.version)
    assert world.first_update.agreed_step == world.first_update.confirmed_step == 2


# Without the sponsor


def include(
    session: Session,
    world: World,
    pack: Pack,
    *,
    at: datetime = LATE,
    seen: str | None = None,
    reason: str = "The sponsor is away and did not answer.",
    who: Person | None = None,
) -> None:
    """Include the second update without its sponsor, as its page would."""
    update = queries.find_update(session, pack, world.second_update.id)
    assert update.revision is not None
    actions.include_unconfirmed(
        session,
        pack,
        update,
        actor_of(session, who or world.office),
        at=at,
        seen=seen or update.revision.sha256,
        reason=reason,
    )


def unanswered(session: Session, world: World) -> Pack:
    """Send the pack to the group while the second update waits for its sponsor."""
    advance(session, world.second_update, UpdateStatus.WITH_SPONSOR)
    return stages.review(session, world)


@pytest.mark.both_databases
def test_a_return_nobody_confirmed_goes_in_with_its_mark_and_as_proposed(
    session: Session, world: World
) -> None:
    pack = unanswered(session, world)
    seen = pack.version
    include(session, world, pack)
    row = world.second_update
    assert (row.status, row.approved_revision_id) == (UpdateStatus.IN_PACK, None)
    assert pack.version == seen + 1
    assert told(session, "update_include_unconfirmed") == {
        world.second_lead.id,
        world.second_sponsor.id,
        world.director.id,
    }
    edition = actions.agree(session, pack, actor_of(session, world.chair), at=LATE, seen=seen + 1)
    assert (row.confirmed_step, row.agreed_step) == (None, 2)
    printed = {
        entry.revision_id: entry.confirmed
        for entry in session.scalars(select(EditionEntry).filter_by(edition_id=edition.id))
    }
    assert printed == {world.first_update.revision_id: True, row.revision_id: False}
    assert "Lead’s return, not confirmed by the sponsor" in edition.document
    assert " (proposed)" in edition.document


def test_the_group_may_rate_what_no_sponsor_confirmed(session: Session, world: World) -> None:
    pack = unanswered(session, world)
    include(session, world, pack)
    update = queries.find_update(session, pack, world.second_update.id)
    assert update.revision is not None
    group.rate(
        session,
        pack,
        update,
        actor_of(session, world.member),
        at=LATE,
        seen=update.revision.sha256,
        standing=2,
        step=4,
        reason="Nobody vouches for it.",
    )
    edition = actions.agree(
        session, pack, actor_of(session, world.chair), at=LATE, seen=pack.version
    )
    assert update.agreed_step == 4
    assert "Lead’s return, not confirmed by the sponsor" in edition.document
    assert "The lead proposed " in edition.document


def test_including_it_twice_changes_nothing(session: Session, world: World) -> None:
    pack = unanswered(session, world)
    include(session, world, pack)
    version = pack.version
    include(session, world, pack)
    assert (pack.version, audited(session, "update.include_unconfirmed")) == (version, 1)


def test_sponsors_have_until_their_deadline(session: Session, world: World) -> None:
    pack = unanswered(session, world)
    due = world.period.sponsor_due_at
    with pytest.raises(IllegalMove, match="have until 10 March 2026 at 5:00pm"):
        include(session, world, pack, at=due)
    include(session, world, pack, at=due + timedelta(seconds=1))


def test_it_needs_a_reason_the_revision_on_the_page_and_the_office(
    session: Session, world: World
) -> None:
    pack = unanswered(session, world)
    with pytest.raises(Incomplete, match="Say why"):
        include(session, world, pack, reason=" ")
    with pytest.raises(Stale):
        include(session, world, pack, seen="0" * 64)
    for name in ("member", "chair", "director", "second_sponsor"):
        with pytest.raises(NotAllowed):
            include(session, world, pack, who=world.people[name])
    assert world.second_update.status is UpdateStatus.WITH_SPONSOR


def test_an_officer_who_wrote_it_does_not_put_it_in_alone(session: Session, world: World) -> None:
    pack = unanswered(session, world)
    factories.grant(session, world.second_lead, Role.PMO, on=world.programme)
    with pytest.raises(NotAllowed, match="wrote part"):
        include(session, world, pack, who=world.second_lead)


def test_nothing_goes_in_unconfirmed_before_the_review_or_once_approved(
    session: Session, world: World
) -> None:
    advance(session, world.second_update, UpdateStatus.WITH_SPONSOR)
    pack = stages.fetch(session, world.office, world.pack)
    with pytest.raises(IllegalMove, match="only while"):
        include(session, world, pack)
    pack = stages.review(session, world)
    stages.approve(session, world, world.second_update)
    with pytest.raises(IllegalMove):
        include(session, world, pack)
