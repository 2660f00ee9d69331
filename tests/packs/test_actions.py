"""A pack from draft to issue: what moves, what is frozen, and what is refused."""

import hashlib
import json
from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session, undefer

from models import (
    AuditEntry,
    EditionEntry,
    EditionFile,
    Extension,
    OutboxMessage,
    Pack,
    ProgressUpdate,
    RoleGrant,
)
from models.enums import (
    Action,
    Audience,
    PackFormat,
    PackStatus,
    PeriodStatus,
    Role,
    UpdateStatus,
)
from tests import factories
from tests.factories import AT
from tests.packs import stages
from tests.world import CONTENT, World, actor_of, advance
from webapp import periods
from webapp.domain import content
from webapp.domain.errors import IllegalMove, Incomplete, NotAllowed, NotFound, Stale
from webapp.packs import actions, document, foreword, queries

READERS = ("office", "member", "chair", "director", "auditor")
"""Everybody who may read a pack in work, by their field of the world."""


def others(allowed: str) -> list[str]:
    return [name for name in READERS if name != allowed]


def audit_detail(session: Session, action: str) -> dict[str, object]:
    entry = session.scalars(
        select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.id.desc())
    ).first()
    assert entry is not None
    detail: dict[str, object] = json.loads(entry.detail)
    return detail


# Overview


def test_the_overview_of_the_director_is_in_their_name(session: Session, world: World) -> None:
    stages.write_overview(session, world)
    pack = stages.fetch(session, world.member, world.pack)
    assert pack.overview == stages.OVERVIEW
    assert pack.overview_by is world.director
    assert audit_detail(session, "pack.save") == {
        "overview": content.fingerprint(stages.OVERVIEW),
        "by": world.director.id,
        "exempt": None,
    }


def test_the_office_types_the_overview_in_the_name_of_the_director(
    session: Session, world: World
) -> None:
    pack = stages.fetch(session, world.office, world.pack)
    foreword.save_overview(
        session,
        pack,
        actor_of(session, world.office),
        "All is well.",
        at=AT,
        seen=content.fingerprint(""),
    )
    assert pack.overview_by is world.director


def test_without_a_director_the_overview_is_in_the_name_of_who_typed_it(
    session: Session, world: World
) -> None:
    [grant] = [
        row for row in session.scalars(select(RoleGrant)) if row.person_id == world.director.id
    ]
    grant.ends_on = factories.BEGINNING
    pack = stages.fetch(session, world.office, world.pack)
    foreword.save_overview(
        session,
        pack,
        actor_of(session, world.office),
        "All is well.",
        at=AT,
        seen=content.fingerprint(""),
    )
    assert pack.overview_by is world.office


def test_an_emptied_overview_is_nobodys(session: Session, world: World) -> None:
    stages.write_overview(session, world)
    stages.write_overview(session, world, "")
    pack = stages.fetch(session, world.member, world.pack)
    assert (pack.overview, pack.overview_by) == ("", None)


def test_saving_the_same_overview_again_changes_nothing(session: Session, world: World) -> None:
    stages.write_overview(session, world)
    version = world.pack.version
    stages.write_overview(session, world)
    assert world.pack.version == version


def test_an_overview_changed_by_somebody_else_is_not_overwritten(
    session: Session, world: World
) -> None:
    stages.write_overview(session, world)
    pack = stages.fetch(session, world.office, world.pack)
    with pytest.raises(Stale):
        foreword.save_overview(
            session,
            pack,
            actor_of(session, world.office),
            "Mine.",
            at=AT,
            seen=content.fingerprint(""),
        )
    assert pack.overview == stages.OVERVIEW


def test_an_overview_may_be_saved_though_the_pack_moved_on_meanwhile(
    session: Session, world: World
) -> None:
    stages.approve_first(session, world)
    pack = stages.fetch(session, world.office, world.pack)
    seen = content.fingerprint(pack.overview)
    actions.review(session, pack, actor_of(session, world.office), at=AT)
    foreword.save_overview(
        session, pack, actor_of(session, world.director), "Begun in the draft.", at=AT, seen=seen
    )
    assert pack.overview == "Begun in the draft."


def test_the_overview_of_an_agreed_pack_cannot_change(session: Session, world: World) -> None:
    stages.agree(session, world)
    with pytest.raises(IllegalMove, match="has agreed this pack"):
        stages.write_overview(session, world, "Too late.")
    assert world.pack.overview == stages.OVERVIEW


@pytest.mark.parametrize("name", ["member", "chair", "auditor"])
def test_only_director_and_office_write_the_overview(
    session: Session, world: World, name: str
) -> None:
    pack = stages.fetch(session, world.people[name], world.pack)
    with pytest.raises(NotAllowed):
        foreword.save_overview(
            session,
            pack,
            actor_of(session, world.people[name]),
            "Mine.",
            at=AT,
            seen=content.fingerprint(""),
        )


# Review and include


def test_the_review_takes_every_approved_update_into_the_pack(
    session: Session, world: World
) -> None:
    advance(session, world.second_update, UpdateStatus.WITH_SPONSOR)
    pack = stages.review(session, world)
    assert pack.status is PackStatus.UNDER_REVIEW
    assert world.period.status is PeriodStatus.IN_PREPARATION
    assert world.first_update.status is UpdateStatus.IN_PACK
    assert world.second_update.status is UpdateStatus.WITH_SPONSOR
    told = set(session.scalars(select(OutboxMessage.recipient_id).filter_by(kind="pack_review")))
    assert told == {world.member.id, world.chair.id}


def test_the_review_closes_a_period_that_is_still_open(session: Session, world: World) -> None:
    advance(session, world.second_update, UpdateStatus.DRAFT)
    stages.review(session, world)
    assert world.second_update.status is UpdateStatus.NOT_SUBMITTED
    actions_ = session.scalars(
        select(AuditEntry.action).where(AuditEntry.action.like("period.%")).order_by(AuditEntry.id)
    ).all()
    assert actions_ == ["period.close", "period.review"]


@pytest.mark.parametrize("status", [PeriodStatus.DRAFT, PeriodStatus.SCHEDULED])
def test_a_period_that_never_opened_has_no_pack_to_review(
    session: Session, world: World, status: PeriodStatus
) -> None:
    world.period.status = status
    pack = stages.fetch(session, world.office, world.pack)
    with pytest.raises(IllegalMove):
        actions.review(session, pack, actor_of(session, world.office), at=AT)


def test_a_period_closed_before_is_not_closed_again(session: Session, world: World) -> None:
    stages.approve_first(session, world)
    pack = stages.fetch(session, world.office, world.pack)
    office = actor_of(session, world.office)
    periods.close_period(session, pack.period, office, at=AT)
    actions.review(session, pack, office, at=AT)
    assert world.period.status is PeriodStatus.IN_PREPARATION


def test_sending_the_pack_twice_changes_nothing(session: Session, world: World) -> None:
    pack = stages.review(session, world)
    version = pack.version
    actions.review(session, pack, actor_of(session, world.office), at=AT)
    assert (pack.status, pack.version) == (PackStatus.UNDER_REVIEW, version)


@pytest.mark.parametrize("name", others("office"))
def test_only_the_office_sends_the_pack_to_the_group(
    session: Session, world: World, name: str
) -> None:
    pack = stages.fetch(session, world.people[name], world.pack)
    with pytest.raises(NotAllowed):
        actions.review(session, pack, actor_of(session, world.people[name]), at=AT)
    assert pack.status is PackStatus.DRAFT


def test_an_update_approved_later_is_included_and_the_pack_counts_as_changed(
    session: Session, world: World
) -> None:
    advance(session, world.second_update, UpdateStatus.WITH_SPONSOR)
    pack = stages.review(session, world)
    seen = pack.version
    stages.approve(session, world, world.second_update)
    office = actor_of(session, world.office)
    update = queries.find_update(session, pack, world.second_update.id)
    actions.include(session, pack, update, office, at=AT)
    assert world.second_update.status is UpdateStatus.IN_PACK
    assert pack.version == seen + 1
    actions.include(session, pack, update, office, at=AT)
    assert pack.version == seen + 1
    with pytest.raises(Stale, match="was not agreed"):
        actions.agree(session, pack, actor_of(session, world.chair), at=AT, seen=seen)
    assert pack.status is PackStatus.UNDER_REVIEW


@pytest.mark.parametrize("status", [UpdateStatus.NOT_STARTED, UpdateStatus.WITH_SPONSOR])
def test_an_update_without_approval_cannot_be_included(
    session: Session, world: World, status: UpdateStatus
) -> None:
    advance(session, world.second_update, status)
    pack = stages.review(session, world)
    update = queries.find_update(session, pack, world.second_update.id)
    with pytest.raises(IllegalMove):
        actions.include(session, pack, update, actor_of(session, world.office), at=AT)


def test_nothing_is_included_by_hand_before_the_review(session: Session, world: World) -> None:
    stages.approve_first(session, world)
    pack = stages.fetch(session, world.office, world.pack)
    update = queries.find_update(session, pack, world.first_update.id)
    with pytest.raises(IllegalMove, match="only while"):
        actions.include(session, pack, update, actor_of(session, world.office), at=AT)


@pytest.mark.parametrize("name", others("office"))
def test_only_the_office_includes_an_update(session: Session, world: World, name: str) -> None:
    advance(session, world.second_update, UpdateStatus.WITH_SPONSOR)
    pack = stages.review(session, world)
    stages.approve(session, world, world.second_update)
    update = queries.find_update(session, pack, world.second_update.id)
    with pytest.raises(NotAllowed):
        actions.include(session, pack, update, actor_of(session, world.people[name]), at=AT)


def test_an_update_of_another_period_is_not_found(session: Session, world: World) -> None:
    earlier = factories.period(session, world.phase, slug="2025-12", starts_on=factories.BEGINNING)
    update = factories.update(session, world.first, earlier)
    pack = stages.fetch(session, world.office, world.pack)
    with pytest.raises(NotFound):
        queries.find_update(session, pack, update.id)


# Agree


def test_the_agreement_makes_ratings_stand_and_opens_the_boards_pack(
    session: Session, world: World
) -> None:
    edition = stages.agree(session, world)
    assert world.pack.status is PackStatus.AGREED
    assert world.first_update.status is UpdateStatus.ACCEPTED
    assert world.first_update.agreed_step == world.first_update.confirmed_step == 2
    assert world.second_update.status is UpdateStatus.NOT_SUBMITTED
    board = queries.board_pack(session, world.pack)
    assert board is not None
    assert (board.status, board.overview) == (PackStatus.AGREED, stages.OVERVIEW)
    assert board.overview_by_id == world.director.id
    assert audit_detail(session, "pack.agree")["sha256"] == edition.sha256
    assert audit_detail(session, "pack.open") == {"to": "agreed", "audience": "iib"}


def test_agreeing_twice_gives_the_same_edition(session: Session, world: World) -> None:
    edition = stages.agree(session, world)
    pack = stages.fetch(session, world.chair, world.pack)
    again = actions.agree(session, pack, actor_of(session, world.chair), at=AT, seen=None)
    assert again is edition
    assert len(session.scalars(select(Pack)).all()) == 2


def test_a_pack_without_an_update_cannot_be_agreed(session: Session, world: World) -> None:
    pack = stages.fetch(session, world.office, world.pack)
    actions.review(session, pack, actor_of(session, world.office), at=AT)
    with pytest.raises(Incomplete, match="nothing to agree"):
        actions.agree(session, pack, actor_of(session, world.chair), at=AT, seen=pack.version)


def test_a_draft_cannot_be_agreed(session: Session, world: World) -> None:
    stages.approve_first(session, world)
    pack = stages.fetch(session, world.chair, world.pack)
    with pytest.raises(IllegalMove):
        actions.agree(session, pack, actor_of(session, world.chair), at=AT, seen=pack.version)


def test_the_boards_pack_is_not_agreed_a_second_time(session: Session, world: World) -> None:
    board = stages.board_pack(session, world)
    with pytest.raises(IllegalMove):
        actions.agree(session, board, actor_of(session, world.chair), at=AT, seen=board.version)


@pytest.mark.parametrize("name", others("chair"))
def test_only_the_chair_agrees_the_pack(session: Session, world: World, name: str) -> None:
    pack = stages.review(session, world)
    with pytest.raises(NotAllowed):
        actions.agree(
            session, pack, actor_of(session, world.people[name]), at=AT, seen=pack.version
        )
    assert world.first_update.status is UpdateStatus.IN_PACK


def test_a_chair_who_wrote_one_of_the_updates_agrees_no_pack_that_holds_it(
    session: Session, world: World
) -> None:
    pack = stages.review(session, world)
    factories.grant(session, world.lead, Role.GROUP_CHAIR, on=world.programme)
    with pytest.raises(NotAllowed, match="update of Governance") as refused:
        actions.agree(session, pack, actor_of(session, world.lead), at=AT, seen=pack.version)
    assert "name somebody else as chair" in refused.value.next_step
    assert world.first_update.status is UpdateStatus.IN_PACK


# Issue


def test_a_pack_in_quarantine_goes_out_when_its_hours_are_over(
    session: Session, world: World
) -> None:
    world.programme.quarantine_hours = 24
    board = stages.board_pack(session, world)
    office = actor_of(session, world.office)
    free = AT + timedelta(hours=24)
    assert actions.free_from(board) == free
    with pytest.raises(IllegalMove, match="can go out from 3 March 2026 at 9:30am"):
        actions.issue(session, board, office, at=free - timedelta(seconds=1))
    assert board.status is PackStatus.AGREED
    assert actions.issue(session, board, office, at=free).number == 1


def test_what_is_still_unwritten_at_the_issue_is_marked_whatever_time_it_was_given(
    session: Session, world: World
) -> None:
    advance(session, world.second_update, UpdateStatus.DRAFT)
    session.add(
        Extension(
            update_id=world.second_update.id,
            until=AT.date() + timedelta(days=3),
            reason="The accounts close late.",
            granted_by_id=world.office.id,
            at=AT,
        )
    )
    board = stages.board_pack(session, world)
    before = world.second_update.status
    edition = actions.issue(session, board, actor_of(session, world.office), at=AT)
    after = world.second_update.status
    assert (before, after) == (UpdateStatus.DRAFT, UpdateStatus.NOT_SUBMITTED)
    assert "No update was submitted for this period." in edition.document


def test_a_pack_under_review_is_not_issued(session: Session, world: World) -> None:
    board = stages.board_pack(session, world)
    stages.release(session, world)
    with pytest.raises(IllegalMove):
        actions.issue(session, board, actor_of(session, world.office), at=AT)
    assert world.first_update.status is UpdateStatus.IN_PACK


def test_the_issue_freezes_text_and_files_and_moves_everything(
    session: Session, world: World
) -> None:
    edition = stages.issue(session, world)
    board = queries.board_pack(session, world.pack)
    assert board is not None
    assert board.status is PackStatus.ISSUED
    assert world.period.status is PeriodStatus.ISSUED
    assert world.first_update.status is UpdateStatus.ISSUED
    frozen = document.decode(edition.document)
    assert document.fingerprint(frozen) == frozen.fingerprint == edition.sha256
    assert frozen.audience is Audience.IIB
    assert audit_detail(session, "pack.issue")["sha256"] == edition.sha256
    [entry] = session.scalars(select(EditionEntry).filter_by(edition_id=edition.id))
    assert entry.revision_id == world.first_update.approved_revision_id
    assert (entry.step, entry.confirmed, edition.correction) == (2, True, "")
    files = session.scalars(
        select(EditionFile).filter_by(edition_id=edition.id).options(undefer(EditionFile.content))
    ).all()
    assert {file.format for file in files} == set(PackFormat)
    for file in files:
        assert file.size == len(file.content) > 0
        assert file.sha256 == hashlib.sha256(file.content).hexdigest()


def test_issuing_twice_gives_the_same_edition(session: Session, world: World) -> None:
    edition = stages.issue(session, world)
    board = queries.board_pack(session, world.pack)
    assert board is not None
    pack = stages.fetch(session, world.office, board)
    again = actions.issue(session, pack, actor_of(session, world.office), at=AT)
    assert again is edition
    assert len(session.scalars(select(EditionEntry)).all()) == 2, "one for each audience"


def test_the_groups_pack_is_not_issued(session: Session, world: World) -> None:
    stages.agree(session, world)
    pack = stages.fetch(session, world.office, world.pack)
    with pytest.raises(IllegalMove, match="agreed by its chair"):
        actions.issue(session, pack, actor_of(session, world.office), at=AT)


@pytest.mark.parametrize("name", others("office"))
def test_only_the_office_issues(session: Session, world: World, name: str) -> None:
    pack = stages.board_pack(session, world)
    with pytest.raises(NotAllowed):
        actions.issue(session, pack, actor_of(session, world.people[name]), at=AT)


# What a frozen pack holds


def test_approved_words_are_in_every_edition_and_unapproved_ones_in_none(
    session: Session, world: World
) -> None:
    unapproved = msgspec.structs.replace(CONTENT, key_activities="The budget slipped.")
    advance(session, world.second_update, UpdateStatus.WITH_SPONSOR, content=unapproved)
    edition = stages.issue(session, world)
    group = stages.fetch(session, world.office, world.pack).editions[0]
    for each in (edition, group):
        assert "scheme of delegation was adopted" in each.document
        assert "I agree with this account." in each.document
        assert "The budget slipped" not in each.document
        assert "Its sponsor has not confirmed it." in each.document
        assert "Please look at the vacancies" not in each.document, "the cover note is private"


def test_an_update_approved_but_never_included_stays_out(session: Session, world: World) -> None:
    late = msgspec.structs.replace(CONTENT, key_activities="Reported after the deadline.")
    advance(session, world.second_update, UpdateStatus.WITH_SPONSOR, content=late)
    pack = stages.review(session, world)
    stages.approve(session, world, world.second_update)
    edition = actions.agree(session, pack, actor_of(session, world.chair), at=AT, seen=pack.version)
    assert "Reported after the deadline" not in edition.document
    assert "too late for this pack" in edition.document
    assert world.second_update.status is UpdateStatus.APPROVED


def test_words_submitted_before_they_were_sent_back_are_not_printed(
    session: Session, world: World
) -> None:
    stages.approve_first(session, world)
    first = session.scalars(
        select(ProgressUpdate).where(ProgressUpdate.id == world.first_update.id)
    ).one()
    first.draft = content.encode(
        msgspec.structs.replace(CONTENT, key_activities="Written after the approval.")
    )
    session.flush()
    pack = stages.fetch(session, world.office, world.pack)
    actions.review(session, pack, actor_of(session, world.office), at=AT)
    edition = actions.agree(session, pack, actor_of(session, world.chair), at=AT, seen=pack.version)
    assert "Written after the approval" not in edition.document


def test_a_revision_changed_behind_the_databases_back_is_refused(
    session: Session, world: World
) -> None:
    pack = stages.review(session, world)
    for trigger in session.scalars(
        text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'revisions'")
    ).all():
        session.execute(text(f'DROP TRIGGER "{trigger}"'))
    session.execute(text("UPDATE revisions SET content = replace(content, 'adopted', 'refused')"))
    session.expire_all()
    pack = stages.fetch(session, world.chair, pack)
    with pytest.raises(Incomplete, match=r"G\. Governance is not the text"):
        actions.agree(session, pack, actor_of(session, world.chair), at=AT, seen=pack.version)


def test_a_changed_rating_is_printed_with_both_values_and_the_reason(
    session: Session, world: World
) -> None:
    stages.approve_first(session, world, step=4)
    pack = stages.fetch(session, world.office, world.pack)
    actions.review(session, pack, actor_of(session, world.office), at=AT)
    edition = actions.agree(session, pack, actor_of(session, world.chair), at=AT, seen=pack.version)
    assert world.first_update.agreed_step == 4
    assert "The vacancies worry me." in edition.document
    assert "The lead proposed " in edition.document


def test_the_groups_pack_ends_with_the_agreement_and_the_boards_begins_there() -> None:
    group = Pack(audience=Audience.IMPROVEMENT_GROUP)
    board = Pack(audience=Audience.IIB)
    expected = {
        PackStatus.DRAFT: (Action.REVIEW, None),
        PackStatus.UNDER_REVIEW: (Action.AGREE, None),
        PackStatus.AGREED: (None, Action.ISSUE),
        PackStatus.ISSUED: (None, None),
    }
    for status, actions_ in expected.items():
        group.status = board.status = status
        assert (queries.next_action(group), queries.next_action(board)) == actions_


def test_the_roles_of_this_file_are_all_that_read_packs(session: Session, world: World) -> None:
    for name, person in world.people.items():
        actor = actor_of(session, person)
        if name in READERS:
            assert queries.get_pack(session, actor, world.pack.id) is world.pack
        else:
            with pytest.raises(NotFound):
                queries.get_pack(session, actor, world.pack.id)
