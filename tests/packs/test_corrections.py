"""Taking back: an agreed pack is stopped, an issued one is corrected, and both editions say so."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import AuditEntry, Edition, EditionEntry, OutboxMessage, ReportingPeriod
from models.enums import Audience, PackStatus, PeriodStatus, Role, Section, UpdateStatus
from tests import factories
from tests.factories import AT
from tests.packs import stages
from tests.packs.test_actions import READERS
from tests.world import World, actor_of, advance
from webapp import editions
from webapp.domain.errors import IllegalMove, Incomplete, NotAllowed, NotFound, Stale
from webapp.packs import actions, chain, corrections, document, foreword, library

LATER = AT + timedelta(days=3)
LATEST = AT + timedelta(days=5)


def count(session: Session, action: str) -> int:
    query = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == action)
    return session.scalar(query) or 0


def period_status(session: Session, world: World) -> PeriodStatus:
    return session.scalars(
        select(ReportingPeriod.status).where(ReportingPeriod.id == world.period.id)
    ).one()


def entries(session: Session, edition: Edition) -> dict[int, tuple[int, bool]]:
    rows = session.scalars(select(EditionEntry).filter_by(edition_id=edition.id))
    return {row.revision_id: (row.step, row.confirmed) for row in rows}


# Release


@pytest.mark.both_databases
@pytest.mark.parametrize("name", ["chair", "office"])
def test_an_agreed_pack_goes_back_under_review_with_all_that_is_in_it(
    session: Session, world: World, name: str
) -> None:
    stages.agree(session, world)
    pack = stages.fetch(session, world.office, world.pack)
    actor = actor_of(session, world.people[name])
    corrections.release(session, pack, actor, at=AT, seen=pack.version, reason="A figure is wrong.")
    assert (pack.status, pack.correction) == (PackStatus.UNDER_REVIEW, "A figure is wrong.")
    assert stages.board_of(session, world).status is PackStatus.UNDER_REVIEW
    row = world.first_update
    assert (row.status, row.confirmed_step, row.agreed_step) == (UpdateStatus.IN_PACK, 2, None)
    told = session.scalars(select(OutboxMessage.recipient_id).filter_by(kind="pack_release")).all()
    expected = {world.chair.id, world.office.id, world.director.id} - {actor.person_id}
    assert sorted(told) == sorted(expected), "each is told once"


def test_an_agreement_after_a_release_makes_a_further_edition_that_says_why(
    session: Session, world: World
) -> None:
    first = stages.agree(session, world)
    stages.release(session, world)
    stages.write_overview(session, world, "Another overview.")
    pack = stages.fetch(session, world.chair, world.pack)
    chair = actor_of(session, world.chair)
    second = actions.agree(session, pack, chair, at=LATER, seen=pack.version)
    assert (second.number, second.correction) == (2, "A figure is wrong.")
    board = stages.board_of(session, world)
    assert (board.status, board.overview) == (PackStatus.AGREED, "Another overview.")
    assert board.moved_at == LATER, "the quarantine begins anew"
    assert first.sha256 in second.document
    issued = actions.issue(
        session,
        stages.fetch(session, world.office, board),
        actor_of(session, world.office),
        at=LATER,
    )
    assert (issued.number, issued.correction) == (1, ""), "the board never had another"
    assert document.decode(issued.document).replaces == ""


def test_a_second_click_releases_once(session: Session, world: World) -> None:
    stages.agree(session, world)
    pack = stages.release(session, world)
    version = pack.version
    corrections.release(
        session,
        pack,
        actor_of(session, world.chair),
        at=AT,
        seen=version - 1,
        reason="A figure is wrong.",
    )
    assert (pack.version, count(session, "pack.release")) == (version, 2), "one for each pack"


def test_a_release_needs_a_reason_and_the_pack_that_was_on_the_page(
    session: Session, world: World
) -> None:
    stages.agree(session, world)
    pack = stages.fetch(session, world.chair, world.pack)
    chair = actor_of(session, world.chair)
    with pytest.raises(Incomplete, match="Say why"):
        corrections.release(session, pack, chair, at=AT, seen=pack.version, reason=" ")
    with pytest.raises(Stale):
        corrections.release(session, pack, chair, at=AT, seen=pack.version - 1, reason="Wrong.")
    assert pack.status is PackStatus.AGREED


@pytest.mark.parametrize("name", [n for n in READERS if n not in ("chair", "office")])
def test_only_the_chair_and_the_office_release(session: Session, world: World, name: str) -> None:
    stages.agree(session, world)
    pack = stages.fetch(session, world.office, world.pack)
    actor = actor_of(session, world.people[name])
    with pytest.raises(NotAllowed):
        corrections.release(session, pack, actor, at=AT, seen=pack.version, reason="Wrong.")


def test_what_has_gone_to_the_board_is_corrected_and_not_released(
    session: Session, world: World
) -> None:
    stages.issue(session, world)
    with pytest.raises(IllegalMove, match="has gone to the board"):
        stages.release(session, world)


def test_nothing_agreed_cannot_be_released_nor_the_boards_pack_by_itself(
    session: Session, world: World
) -> None:
    pack = stages.review(session, world)
    chair = actor_of(session, world.chair)
    with pytest.raises(IllegalMove, match="Nothing was agreed yet"):
        corrections.release(session, pack, chair, at=AT, seen=pack.version, reason="Wrong.")
    actions.agree(session, pack, chair, at=AT, seen=pack.version)
    board = stages.fetch(session, world.office, stages.board_of(session, world))
    with pytest.raises(IllegalMove, match="follows from the Improvement Group"):
        corrections.release(session, board, chair, at=AT, seen=board.version, reason="Wrong.")
    assert board.status is PackStatus.AGREED


def test_the_boards_pack_is_neither_agreed_nor_written_by_itself(
    session: Session, world: World
) -> None:
    stages.agree(session, world)
    stages.release(session, world)
    board = stages.fetch(session, world.office, stages.board_of(session, world))
    chair = actor_of(session, world.chair)
    with pytest.raises(IllegalMove, match="follows from it"):
        actions.agree(session, board, chair, at=AT, seen=board.version)
    assert not foreword.is_open_for_words(board)


# Correct


@pytest.mark.both_databases
def test_a_correction_opens_what_was_chosen_and_leaves_the_rest_issued(
    session: Session, world: World
) -> None:
    advance(session, world.second_update, UpdateStatus.APPROVED)
    first = stages.issue(session, world)
    before = first.document
    pack = stages.correct(session, world, world.first_update, at=LATER)
    board = stages.board_of(session, world)
    assert (pack.status, board.status) == (PackStatus.UNDER_REVIEW, PackStatus.UNDER_REVIEW)
    assert world.period.status is PeriodStatus.IN_PREPARATION
    row = world.first_update
    assert (row.status, row.flagged) == (UpdateStatus.RETURNED, "activities")
    assert (row.approved_revision_id, row.confirmed_step, row.agreed_step) == (None, None, None)
    assert world.second_update.status is UpdateStatus.ISSUED
    standing = editions.issued_ratings(session, [world.period.id])
    assert standing[world.first.id, world.period.id].step == 2, "the issued rating stands meanwhile"

    stages.resubmit(session, world, row, "The sum is 14, not 41.", LATER)
    stages.approve(session, world, row, at=LATER, step=4, reason="The right sum is worse.")
    second = stages.issue_again(session, world, at=LATEST)
    assert (second.number, second.correction) == (2, "A sum was printed wrongly.")
    assert period_status(session, world) is PeriodStatus.ISSUED
    assert row.status is world.second_update.status is UpdateStatus.ISSUED
    assert first.document == before
    frozen = document.decode(second.document)
    assert frozen.replaces == "Edition 1, issued on 2 March 2026"
    assert "The sum is 14, not 41." in second.document
    assert first.sha256 in second.document
    assert "One report has changed: G. Governance." in second.document
    assert {step for step, _ in entries(session, second).values()} == {4, 2}
    assert world.second_update.revision_id in entries(session, second)

    history = editions.rating_history(session, row)
    assert [(old.number, old.step, old.valid_from, old.corrected) for old in history] == [
        (1, 2, AT, False),
        (2, 4, LATEST, True),
    ]
    standing = editions.issued_ratings(session, [world.period.id])
    found = {workstream: (row.step, row.corrected) for (workstream, _), row in standing.items()}
    assert found == {world.first.id: (4, True), world.second.id: (2, False)}


def test_lead_and_sponsor_of_what_is_corrected_are_told_and_the_group_once(
    session: Session, world: World
) -> None:
    stages.issue(session, world)
    stages.correct(session, world, world.first_update)

    def told(kind: str) -> list[int]:
        query = select(OutboxMessage.recipient_id).filter_by(kind=kind)
        return sorted(session.scalars(query))

    assert told("update_correct") == sorted([world.lead.id, world.sponsor.id])
    assert told("pack_correct") == sorted([world.member.id, world.chair.id, world.director.id])
    assert told("pack_release") == []


def test_an_erratum_chooses_no_update_and_changes_none(session: Session, world: World) -> None:
    stages.issue(session, world)
    stages.correct(session, world, reason="The overview named the wrong month.")
    assert world.first_update.status is UpdateStatus.ISSUED
    stages.write_overview(session, world, "The right month.")
    second = stages.issue_again(session, world, at=LATER)
    assert "The right month." in second.document
    assert "Every report and every rating is as it was." in second.document
    assert "scheme of delegation" in second.document


def test_an_update_that_does_not_come_back_is_a_fact_in_the_next_edition(
    session: Session, world: World
) -> None:
    advance(session, world.second_update, UpdateStatus.APPROVED)
    stages.issue(session, world)
    stages.correct(session, world, world.first_update, at=LATER)
    second = stages.issue_again(session, world, at=LATEST)
    assert "sent back to be corrected on 5 March 2026" in second.document
    assert "scheme of delegation was adopted" in second.document, "Finance says it too"
    standing = editions.issued_ratings(session, [world.period.id])
    assert set(standing) == {(world.second.id, world.period.id)}
    assert [row.step for row in editions.rating_history(session, world.first_update)] == [2]


@pytest.mark.both_databases
def test_a_rating_that_only_the_second_edition_prints_counts_as_corrected(
    session: Session, world: World
) -> None:
    advance(session, world.second_update, UpdateStatus.WITH_SPONSOR)
    stages.issue(session, world)
    stages.correct(session, world)
    stages.approve(session, world, world.second_update)
    stages.issue_again(session, world, at=LATER)
    standing = editions.issued_ratings(session, [world.period.id])
    found = {workstream: row.corrected for (workstream, _), row in standing.items()}
    assert found == {world.first.id: False, world.second.id: True}


def test_an_update_without_measures_opens_in_the_other_sections_chosen(
    session: Session, world: World
) -> None:
    factories.measure(session, world.second)
    advance(session, world.second_update, UpdateStatus.APPROVED)
    stages.issue(session, world)
    both = (world.first_update, world.second_update)
    stages.correct(session, world, *both, sections=(Section.MEASURES, Section.ACTIVITIES))
    assert [row.flagged for row in both] == ["activities", "measures activities"]


def test_an_update_of_which_nothing_could_be_changed_is_not_sent_back(
    session: Session, world: World
) -> None:
    factories.measure(session, world.second)
    advance(session, world.second_update, UpdateStatus.APPROVED)
    stages.issue(session, world)
    both = (world.first_update, world.second_update)
    with pytest.raises(Incomplete, match="Governance has no measures"):
        stages.correct(session, world, *both, sections=(Section.MEASURES,))
    assert {row.status for row in both} == {UpdateStatus.ISSUED}
    assert stages.board_of(session, world).status is PackStatus.ISSUED


def test_a_second_click_corrects_once(session: Session, world: World) -> None:
    stages.issue(session, world)
    stages.correct(session, world, world.first_update)
    pack = stages.correct(session, world, world.first_update)
    assert pack.status is PackStatus.UNDER_REVIEW
    assert count(session, "pack.correct") == count(session, "update.correct") == 1


def test_a_correction_names_a_reason_and_the_latest_edition(session: Session, world: World) -> None:
    stages.issue(session, world)
    office = actor_of(session, world.office)
    pack = stages.fetch(session, world.office, world.pack)
    begin: dict[str, Any] = {"at": AT, "update_ids": (), "sections": ()}
    with pytest.raises(Incomplete, match="Say what is corrected"):
        corrections.correct(session, pack, office, seen=1, reason=" ", **begin)
    with pytest.raises(Stale):
        corrections.correct(session, pack, office, seen=2, reason="A sum.", **begin)
    assert stages.board_of(session, world).status is PackStatus.ISSUED


def test_only_issued_updates_of_the_period_are_corrected(session: Session, world: World) -> None:
    advance(session, world.second_update, UpdateStatus.WITH_SPONSOR)
    stages.issue(session, world)
    office = actor_of(session, world.office)
    pack = stages.fetch(session, world.office, world.pack)
    begin: dict[str, Any] = {"at": AT, "seen": 1, "reason": "A sum.", "sections": ()}
    with pytest.raises(NotFound):
        corrections.correct(session, pack, office, update_ids=[10**6], **begin)
    with session.begin_nested() as attempt:
        with pytest.raises(IllegalMove):
            corrections.correct(session, pack, office, update_ids=[world.second_update.id], **begin)
        attempt.rollback()


@pytest.mark.parametrize("name", [n for n in READERS if n != "office"])
def test_only_the_office_corrects(session: Session, world: World, name: str) -> None:
    stages.issue(session, world)
    pack = stages.fetch(session, world.office, world.pack)
    with pytest.raises(NotAllowed):
        corrections.correct(
            session,
            pack,
            actor_of(session, world.people[name]),
            at=AT,
            seen=1,
            reason="A sum.",
            update_ids=(),
            sections=(),
        )


@pytest.mark.parametrize("stage", [stages.review, stages.agree])
def test_nothing_is_corrected_before_it_was_issued(
    session: Session, world: World, stage: Callable[[Session, World], object]
) -> None:
    stage(session, world)
    pack = stages.fetch(session, world.office, world.pack)
    with pytest.raises(IllegalMove):
        corrections.correct(
            session,
            pack,
            actor_of(session, world.office),
            at=AT,
            seen=1,
            reason="A sum.",
            update_ids=(),
            sections=(),
        )


def test_an_issued_pack_can_be_corrected_again(session: Session, world: World) -> None:
    stages.issue(session, world)
    stages.correct(session, world, at=LATER)
    stages.issue_again(session, world, at=LATER)
    stages.correct(session, world, at=LATEST, reason="Another sum.", sections=())
    third = stages.issue_again(session, world, at=LATEST)
    assert (third.number, third.correction) == (3, "Another sum.")
    assert [row.number for row in stages.board_of(session, world).editions] == [1, 2, 3]


# The chain of editions


def test_each_edition_knows_the_one_before_and_the_latest(session: Session, world: World) -> None:
    first = stages.issue(session, world)
    reader = actor_of(session, world.reader)
    alone = chain.chain(session, library.find_edition(session, reader, first.id))
    assert (alone.before, alone.latest.id, alone.in_correction) == (None, first.id, False)
    stages.correct(session, world)
    going = chain.chain(session, library.find_edition(session, reader, first.id))
    assert (going.latest.id, going.in_correction) == (first.id, True)
    second = stages.issue_again(session, world, at=LATER)
    old = chain.chain(session, library.find_edition(session, reader, first.id))
    assert (old.before, old.latest.id, old.in_correction) == (None, second.id, False)
    new = chain.chain(session, library.find_edition(session, reader, second.id))
    assert new.before is not None
    assert (new.before.id, new.latest.id) == (first.id, second.id)


@pytest.mark.both_databases
def test_who_received_an_edition_is_who_was_told_before_the_next(
    session: Session, world: World
) -> None:
    first = stages.issue(session, world)
    message = session.scalars(
        select(OutboxMessage).filter_by(kind=chain.ISSUED, recipient_id=world.reader.id)
    ).one()
    message.sent_at = AT + timedelta(minutes=1)
    stages.correct(session, world)
    newcomer = factories.person(session, world.organisation, "New reader")
    factories.grant(session, newcomer, Role.BOARD_READER, on=world.programme)
    second = stages.issue_again(session, world, at=LATER)
    old = {row.name: row.sent_at for row in chain.received_by(session, first)}
    assert set(old) == {
        "Board reader",
        "Governance lead",
        "Governance sponsor",
        "Finance lead",
        "Finance sponsor",
    }
    assert old["Board reader"] == AT + timedelta(minutes=1)
    assert old["Finance lead"] is None
    assert {row.name for row in chain.received_by(session, second)} == {*old, "New reader"}


def test_a_document_proves_itself_though_later_versions_know_more_of_documents(
    session: Session, world: World
) -> None:
    edition = stages.issue(session, world)
    older = edition.document.replace('"replaces":"",', "")
    assert older != edition.document
    printed = document.stored_fingerprint(older, edition.sha256)
    older = older.replace(edition.sha256, printed)
    assert document.stored_fingerprint(older, printed) == printed
    assert document.decode(older).replaces == ""
    assert document.stored_fingerprint(older.replace("adopted", "lost"), printed) != printed


def test_the_groups_chain_is_of_its_own_editions(session: Session, world: World) -> None:
    first = stages.agree(session, world)
    stages.release(session, world)
    found = library.find_edition(session, actor_of(session, world.member), first.id)
    assert found.pack.audience is Audience.IMPROVEMENT_GROUP
    assert chain.chain(session, found).in_correction


def test_sections_chosen_are_the_ones_open(session: Session, world: World) -> None:
    stages.issue(session, world)
    sections = (Section.RATING, Section.RISKS)
    stages.correct(session, world, world.first_update, sections=sections)
    assert world.first_update.flagged == "rating risks"
