"""A correction begun by mistake is cancelled: what was issued stands, and nothing else is lost."""

import json
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import AuditEntry, OutboxMessage, Pack, UpdateContributor, UpdateEvent
from models.enums import Action, PackStatus, PeriodStatus, Section, UpdateStatus
from tests.conftest import SignIn
from tests.factories import AT
from tests.packs import stages
from tests.packs.test_actions import READERS
from tests.world import World, actor_of, advance
from webapp import editions
from webapp.domain import content
from webapp.domain.errors import IllegalMove, Incomplete, NotAllowed, Stale
from webapp.packs import actions, cancelling, chain, library, queries
from webapp.updates import actions as writing
from webapp.updates import queries as updates

LATER = AT + timedelta(days=3)
LATEST = AT + timedelta(days=5)
WHY = "It was right after all."


def undoing(session: Session, world: World) -> cancelling.Undoing:
    """Return what the office is shown."""
    group, board = queries.both(session, world.pack)
    assert board is not None
    return cancelling.undoing(session, group, board)


def cancel(session: Session, world: World, who: str = "office", **values: Any) -> Pack:
    """Cancel the correction as its page would; returns the group's pack."""
    person = world.people[who]
    pack = stages.fetch(session, world.office, world.pack)
    defaults: dict[str, Any] = {"at": LATEST, "reason": WHY}
    if "seen" not in values:
        defaults["seen"] = undoing(session, world).state
    cancelling.cancel(session, pack, actor_of(session, person), **(defaults | values))
    return pack


def write(session: Session, world: World, text: str) -> None:
    """Let the lead write in the first update."""
    lead = actor_of(session, world.lead)
    row = updates.get_update(session, lead, world.first_update.id)
    stored = content.decode(row.draft)
    writing.save(
        session,
        row,
        lead,
        Section.ACTIVITIES,
        msgspec.structs.replace(stored, key_activities=text),
        at=LATER,
        seen=content.section_fingerprint(stored, Section.ACTIVITIES),
    )


@pytest.mark.both_databases
def test_what_was_sent_back_stands_as_it_was_issued(session: Session, world: World) -> None:
    advance(session, world.second_update, UpdateStatus.APPROVED)
    first = stages.issue(session, world)
    row = world.first_update
    before = (row.revision_id, row.approved_revision_id, row.confirmed_step, row.agreed_step)
    draft, standing = row.draft, editions.issued_ratings(session, [world.period.id])
    stages.correct(session, world, row, at=LATER)
    write(session, world, "Never mind.")
    stages.write_overview(session, world, "Another overview.")
    assert undoing(session, world).back[0].written
    pack = cancel(session, world)
    session.refresh(row)
    after = (row.revision_id, row.approved_revision_id, row.confirmed_step, row.agreed_step)
    assert (row.status, after, row.draft, row.flagged) == (UpdateStatus.ISSUED, before, draft, "")
    assert world.second_update.status is UpdateStatus.ISSUED
    board = stages.board_of(session, world)
    assert (pack.status, board.status) == (PackStatus.AGREED, PackStatus.ISSUED)
    assert (pack.overview, pack.correction, board.correction) == (stages.OVERVIEW, "", "")
    assert pack.period.status is PeriodStatus.ISSUED
    assert editions.issued_ratings(session, [world.period.id]) == standing
    found = library.find_edition(session, actor_of(session, world.reader), first.id)
    assert not chain.chain(session, found).in_correction


def test_it_is_recorded_with_its_reason_and_all_who_heard_of_the_correction_hear(
    session: Session, world: World
) -> None:
    stages.issue(session, world)
    stages.correct(session, world, world.first_update)
    cancel(session, world)

    def told(kind: str) -> set[int]:
        return set(session.scalars(select(OutboxMessage.recipient_id).filter_by(kind=kind)))

    assert told("update_cancel") == told("update_correct") != set()
    assert told("pack_cancel") == told("pack_correct") != set()
    [event] = session.scalars(select(UpdateEvent).where(UpdateEvent.action == Action.CANCEL))
    assert (event.note, event.actor_id) == (WHY, world.office.id)
    rows = session.execute(select(AuditEntry.action, AuditEntry.detail)).all()
    assert {"pack.cancel", "pack.restore", "period.cancel", "update.cancel"} <= {
        row.action for row in rows
    }
    (detail,) = [json.loads(row.detail) for row in rows if row.action == "pack.cancel"]
    assert detail["reason"] == WHY


def test_it_can_be_corrected_again_and_starts_from_what_was_issued(
    session: Session, world: World
) -> None:
    stages.issue(session, world)
    stages.correct(session, world, world.first_update, at=LATER)
    write(session, world, "Never mind.")
    cancel(session, world)
    stages.correct(session, world, world.first_update, at=LATEST, reason="Another sum.")
    row = updates.get_update(session, actor_of(session, world.lead), world.first_update.id)
    assert row.revision is not None
    assert row.draft == row.revision.content
    stages.resubmit(session, world, row, "The sum is 14.", LATEST)
    stages.approve(session, world, row, at=LATEST)
    second = stages.issue_again(session, world, at=LATEST)
    assert (second.number, second.correction) == (2, "Another sum.")


@pytest.mark.both_databases
def test_what_went_out_unconfirmed_stays_so(session: Session, world: World) -> None:
    late = AT + timedelta(days=20)
    sent = advance(session, world.second_update, UpdateStatus.WITH_SPONSOR)
    pack = stages.review(session, world)
    office = actor_of(session, world.office)
    row = queries.find_update(session, pack, sent.id)
    revision = row.revision
    assert revision is not None
    actions.include_unconfirmed(
        session, pack, row, office, at=late, seen=revision.sha256, reason="No answer."
    )
    chair = actor_of(session, world.chair)
    actions.agree(session, pack, chair, at=late, seen=pack.version)
    board = stages.fetch(session, world.office, stages.board_of(session, world))
    actions.issue(session, board, office, at=late)
    stages.correct(session, world, row, at=late)
    cancel(session, world, at=late)
    session.refresh(row)
    assert (row.approved_revision_id, row.confirmed_step) == (None, None)
    assert (row.status, row.agreed_step) == (UpdateStatus.ISSUED, revision.proposed_step)


def test_an_erratum_is_cancelled_without_any_update(session: Session, world: World) -> None:
    stages.issue(session, world)
    stages.correct(session, world)
    found = undoing(session, world)
    assert (found.back, found.in_the_way, found.words_changed) == ((), (), False)
    cancel(session, world)
    assert stages.board_of(session, world).status is PackStatus.ISSUED


def test_a_second_click_cancels_once_and_a_later_edition_is_not_touched(
    session: Session, world: World
) -> None:
    stages.issue(session, world)
    stages.correct(session, world, at=LATER)
    seen = undoing(session, world).state
    cancel(session, world, seen=seen)
    version = world.pack.version
    cancel(session, world, seen=seen)
    assert world.pack.version == version
    stages.correct(session, world, at=LATEST, reason="Another sum.")
    stages.issue_again(session, world, at=LATEST)
    with pytest.raises(Stale, match="later edition"):
        cancel(session, world, seen=seen)


def test_what_has_moved_on_is_in_the_way(session: Session, world: World) -> None:
    stages.issue(session, world)
    stages.correct(session, world, world.first_update, at=LATER)
    stages.resubmit(session, world, world.first_update, "The sum is 14.", LATER)
    assert undoing(session, world).in_the_way == ("G. Governance",)
    with pytest.raises(IllegalMove, match=r"G\. Governance: this has moved on"):
        cancel(session, world)
    assert world.first_update.status is UpdateStatus.WITH_SPONSOR


def test_what_was_added_to_the_pack_is_in_the_way(session: Session, world: World) -> None:
    advance(session, world.second_update, UpdateStatus.WITH_SPONSOR)
    stages.issue(session, world)
    pack = stages.correct(session, world, at=LATER)
    stages.approve(session, world, world.second_update, at=LATER)
    row = queries.find_update(session, pack, world.second_update.id)
    assert undoing(session, world).in_the_way == ()
    actions.include(session, pack, row, actor_of(session, world.office), at=LATER)
    assert undoing(session, world).in_the_way == ("F. Finance",)


def test_an_approval_of_somebody_who_wrote_since_cannot_stand_again(
    session: Session, world: World
) -> None:
    stages.issue(session, world)
    stages.correct(session, world, world.first_update, at=LATER)
    session.add(
        UpdateContributor(
            update_id=world.first_update.id, person_id=world.sponsor.id, first_at=LATER
        )
    )
    session.flush()
    session.expire(world.first_update, ["contributors"])
    assert undoing(session, world).in_the_way == ("G. Governance",)


def test_once_the_group_has_agreed_anew_it_is_too_late(session: Session, world: World) -> None:
    stages.issue(session, world)
    stages.correct(session, world, at=LATER)
    seen = undoing(session, world).state
    chair, pack = actor_of(session, world.chair), stages.fetch(session, world.chair, world.pack)
    actions.agree(session, pack, chair, at=LATER, seen=pack.version)
    with pytest.raises(IllegalMove, match="No correction"):
        cancel(session, world, seen=seen)
    stages.release(session, world)
    with pytest.raises(IllegalMove, match="No correction"):
        cancel(session, world, seen=seen)


@pytest.mark.parametrize("stage", [stages.review, stages.agree])
def test_there_is_nothing_to_cancel_before_anything_was_issued(
    session: Session, world: World, stage: Any
) -> None:
    stage(session, world)
    with pytest.raises(IllegalMove, match="No correction"):
        cancel(session, world, seen="1")


def test_text_written_since_the_page_was_opened_is_not_lost(session: Session, world: World) -> None:
    stages.issue(session, world)
    stages.correct(session, world, world.first_update)
    seen = undoing(session, world).state
    write(session, world, "Do not lose me.")
    with pytest.raises(Stale, match="the correction goes on"):
        cancel(session, world, seen=seen)
    with pytest.raises(Incomplete, match="Say why"):
        cancel(session, world, reason=" ")
    assert world.first_update.status is UpdateStatus.RETURNED


@pytest.mark.parametrize("name", [name for name in READERS if name != "office"])
def test_only_the_office_cancels(session: Session, world: World, name: str) -> None:
    stages.issue(session, world)
    stages.correct(session, world)
    with pytest.raises(NotAllowed):
        cancel(session, world, name)


def test_the_page_says_what_is_lost_and_keeps_what_was_typed(
    session: Session, world: World, sign_in: SignIn
) -> None:
    stages.issue(session, world)
    stages.correct(session, world, world.first_update)
    write(session, world, "Never mind.")
    session.commit()
    office = sign_in(world.office)
    links = dict(office.get(f"/packs/{world.pack.id}").links)
    address = links["Cancel this correction"]
    page = office.get(address)
    assert "G. Governance is issued again as it was, with its approval and rating." in page.main
    assert "What was written since is lost." in page.main
    wrong = office.submit(page.form("/cancel-correction"), {"reason": " "}, status=422)
    assert wrong.errors == ["Say why the correction is cancelled"]
    done = office.follow(office.submit(wrong.form("/cancel-correction"), {"reason": WHY}))
    assert "The correction is cancelled." in done.text
    office.get(address, status=303)
    assert "Cancel this correction" not in done.text


def test_the_page_says_why_it_is_too_late(session: Session, world: World, sign_in: SignIn) -> None:
    stages.issue(session, world)
    stages.correct(session, world, world.first_update)
    stages.resubmit(session, world, world.first_update, "The sum is 14.", AT)
    session.commit()
    page = sign_in(world.office).get(f"/packs/{world.pack.id}/cancel-correction")
    assert "It cannot be cancelled any more" in page.main
    assert not page.all("//main//form")
