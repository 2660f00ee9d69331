"""The rules of submitting and deciding, one by one, on both databases."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import (
    Decision,
    Extension,
    OutboxMessage,
    Person,
    ProgressUpdate,
    Revision,
    RevisionReading,
    RoleGrant,
    UpdateEvent,
)
from models.enums import Action, PeriodStatus, Role, Section, UpdateStatus
from tests import factories
from tests.factories import AT
from tests.world import CONTENT, World, actor_of, advance, explain, write
from webapp import moves
from webapp.domain.actor import Actor
from webapp.domain.content import UpdateContent, decode, fingerprint, section_fingerprint
from webapp.domain.errors import IllegalMove, Incomplete, NotAllowed
from webapp.updates import actions, comments, decisions, queries

pytestmark = pytest.mark.both_databases

TODAY = AT.date()
LATER = AT + timedelta(hours=1)


def fetch(session: Session, who: Actor, row: ProgressUpdate) -> ProgressUpdate:
    """Read an update for a change, as somebody."""
    session.expire_all()
    return queries.get_update(session, who, row.id, lock=True)


def approve(session: Session, row: ProgressUpdate, who: Actor, step: int = 2, **more: Any) -> None:
    """Approve what was submitted, with the proposed rating unless another is given."""
    row = fetch(session, who, row)
    assert row.revision is not None
    values = {"reason": "", "comment": "", "at": AT, **more}
    decisions.approve(session, row, who, seen=row.revision.sha256, step=step, **values)


def send_back(session: Session, row: ProgressUpdate, who: Actor, *sections: Section) -> None:
    """Send back what was submitted."""
    row = fetch(session, who, row)
    assert row.revision is not None
    seen = row.revision.sha256
    decisions.send_back(session, row, who, at=AT, seen=seen, reason="Say more.", sections=sections)


def another(session: Session, world: World, name: str, **grant: Any) -> Person:
    """Add somebody who sponsors the first workstream, or stands in for its sponsor."""
    row = factories.person(session, world.organisation, name)
    factories.grant(session, row, Role.SPONSOR, workstream=world.first, **grant)
    return row


def told(session: Session, kind: str) -> set[int]:
    """Return who gets a message of a kind."""
    return set(
        session.scalars(select(OutboxMessage.recipient_id).where(OutboxMessage.kind == kind))
    )


def test_rule_01_submitting_checks_again_and_keeps_exactly_what_was_sent(
    session: Session, world: World
) -> None:
    row = advance(session, world.first_update, UpdateStatus.DRAFT)
    lead = actor_of(session, world.lead)
    write(session, row, lead, content=msgspec.structs.replace(CONTENT, rationale=""))
    with pytest.raises(Incomplete, match="reason for the rating"):
        actions.submit(session, row, lead, at=AT, seen=fingerprint(row.draft))
    write(session, row, lead)
    seen = fingerprint(row.draft)
    actions.submit(session, row, lead, at=AT, seen=seen)
    row = fetch(session, lead, row)
    actions.submit(session, row, lead, at=LATER, seen=seen)
    (revision,) = session.scalars(select(Revision)).all()
    assert (revision.content, revision.sha256) == (row.draft, seen)
    assert session.scalar(select(func.count()).where(UpdateEvent.action == Action.SUBMIT)) == 1


def test_rule_01_what_a_check_asks_must_be_explained_before_it_is_sent(
    session: Session, world: World
) -> None:
    row = advance(session, world.first_update, UpdateStatus.DRAFT)
    lead = actor_of(session, world.lead)
    write(session, row, lead, content=msgspec.structs.replace(CONTENT, forecast_on=None))
    with pytest.raises(Incomplete, match="no forecast completion date"):
        actions.submit(session, row, lead, at=AT, seen=fingerprint(row.draft))
    explain(session, row, lead)
    actions.submit(session, row, lead, at=AT, seen=fingerprint(row.draft))
    sent = session.scalars(select(Revision.content)).one()
    assert [said.code for said in decode(sent).explanations] == ["no-date"]


def test_rule_02_an_approval_is_of_one_revision_and_void_when_the_text_is_opened_again(
    session: Session, world: World
) -> None:
    row = advance(session, world.first_update, UpdateStatus.APPROVED)
    sponsor = actor_of(session, world.sponsor)
    assert row.approved_revision_id == row.revision_id
    row = fetch(session, sponsor, row)
    assert row.revision is not None
    seen = row.revision.sha256
    decisions.revoke(
        session, row, sponsor, at=LATER, seen=seen, reason="I misread it.", sections=()
    )
    assert (row.status, row.approved_revision_id, row.confirmed_step) == (
        UpdateStatus.RETURNED,
        None,
        None,
    )
    assert told(session, "update_revoke") == {world.lead.id, world.office.id}
    assert session.scalar(select(func.count()).select_from(Decision)) == 1


def test_rule_02_what_is_submitted_after_a_revocation_needs_a_new_approval(
    session: Session, world: World
) -> None:
    row = advance(session, world.first_update, UpdateStatus.APPROVED)
    sponsor, lead = actor_of(session, world.sponsor), actor_of(session, world.lead)
    row = fetch(session, sponsor, row)
    assert row.revision is not None
    decisions.revoke(
        session, row, sponsor, at=AT, seen=row.revision.sha256, reason="Wrong.", sections=()
    )
    write(session, row, lead, content=msgspec.structs.replace(CONTENT, engagement="A new round."))
    actions.submit(session, row, lead, at=LATER, seen=fingerprint(row.draft))
    row = fetch(session, sponsor, row)
    assert row.status is UpdateStatus.WITH_SPONSOR
    assert queries.approvals(session, row.revision) == []  # type: ignore[arg-type]
    approve(session, row, sponsor)
    assert fetch(session, sponsor, row).status is UpdateStatus.APPROVED


@pytest.mark.parametrize("step, striking", [(2, False), (3, False), (4, True), (1, True)])
def test_rule_03_the_office_hears_of_a_rating_better_than_proposed_or_far_off(
    session: Session, world: World, step: int, striking: bool
) -> None:
    row = advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    approve(session, row, actor_of(session, world.sponsor), step, reason="The evidence says so.")
    assert told(session, "update_rating") == ({world.office.id} if striking else set())
    revision = session.scalars(select(Revision)).one()
    assert revision.proposed_step == decode(revision.content).step == 2


def test_rule_04_a_comment_can_be_compulsory_for_all_but_the_best_rating(
    session: Session, world: World
) -> None:
    world.programme.comment_required = True
    row = advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    sponsor = actor_of(session, world.sponsor)
    with pytest.raises(Incomplete, match="Comment on the rating"):
        approve(session, row, sponsor)
    approve(session, row, sponsor, 1, reason="It is better than that.")
    decision = session.scalars(select(Decision)).one()
    assert (decision.comment, decision.comment_private) == ("", False)


def test_rule_05_what_was_said_when_sending_back_stays_for_good(
    session: Session, world: World
) -> None:
    row = advance(session, world.first_update, UpdateStatus.RETURNED)
    lead, sponsor = actor_of(session, world.lead), actor_of(session, world.sponsor)
    typed = msgspec.structs.replace(decode(row.draft), concerns="The vacancies close in May.")
    seen = section_fingerprint(decode(row.draft), Section.CONCERNS)
    actions.save(session, row, lead, Section.CONCERNS, typed, at=AT, seen=seen)
    actions.submit(session, row, lead, at=LATER, seen=fingerprint(row.draft))
    approve(session, row, sponsor)
    first, second = session.scalars(select(Decision).order_by(Decision.id)).all()
    assert (first.action, first.sections) == (Action.SEND_BACK, Section.CONCERNS)
    assert first.reason == "Say when the vacancies will be filled."
    assert second.action is Action.APPROVE


def test_rule_05_only_what_was_sent_back_can_be_changed(session: Session, world: World) -> None:
    row = advance(session, world.first_update, UpdateStatus.RETURNED)
    lead = actor_of(session, world.lead)
    stored = decode(row.draft)
    typed = UpdateContent(engagement="Something else.", cover_note="See the concerns.")
    seen = section_fingerprint(stored, Section.ENGAGEMENT)
    with pytest.raises(NotAllowed, match="was not sent back"):
        actions.save(session, row, lead, Section.ENGAGEMENT, typed, at=AT, seen=seen)
    seen = section_fingerprint(stored, Section.NOTE)
    actions.save(session, row, lead, Section.NOTE, typed, at=AT, seen=seen)
    assert decode(row.draft).cover_note == "See the concerns."


def test_what_comes_back_unchanged_needs_an_answer_to_each_section(
    session: Session, world: World
) -> None:
    row = advance(session, world.first_update, UpdateStatus.RETURNED)
    lead = actor_of(session, world.lead)
    draft = fingerprint(row.draft)
    with pytest.raises(Incomplete, match="as it was before"):
        actions.submit(session, row, lead, at=LATER, seen=draft)
    with pytest.raises(Incomplete, match="as it was before"):
        actions.submit(session, row, lead, at=LATER, seen=draft, replies={Section.RISKS: "No."})
    answer = {Section.CONCERNS: "The vacancies are not ours to fill."}
    actions.submit(session, row, lead, at=LATER, seen=draft, replies=answer)
    (thread,) = comments.threads(session, row)
    assert (thread.section, thread.text) == (Section.CONCERNS, answer[Section.CONCERNS])
    assert (thread.person.name, thread.at) == ("Governance lead", LATER)
    assert thread.answers is not None
    assert thread.answers.note == "Say when the vacancies will be filled."
    assert comments.asker_id(thread) == world.sponsor.id
    assert row.revision_id == thread.revision_id
    assert thread.resolved_at is None


def test_the_whole_sent_back_and_unchanged_needs_one_answer(session: Session, world: World) -> None:
    row = advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    send_back(session, row, actor_of(session, world.sponsor))
    lead = actor_of(session, world.lead)
    row = fetch(session, lead, row)
    assert actions.unanswered(row, decode(row.draft)) == (Section.NOTE,)
    typed = UpdateContent(engagement="All parish councils answered.")
    seen = section_fingerprint(decode(row.draft), Section.ENGAGEMENT)
    actions.save(session, row, lead, Section.ENGAGEMENT, typed, at=AT, seen=seen)
    assert actions.unanswered(row, decode(row.draft)) == ()


@pytest.mark.parametrize("opened", [False, True])
def test_rule_06_recalling_tells_the_sponsor_only_who_has_opened_it(
    session: Session, world: World, opened: bool
) -> None:
    row = advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    if opened:
        reading = RevisionReading(revision_id=row.revision_id, person_id=world.sponsor.id, at=AT)
        session.add(reading)
    actions.recall(session, row, actor_of(session, world.lead), at=LATER)
    assert told(session, "update_recall") == ({world.sponsor.id} if opened else set())


def test_rule_06_nothing_is_recalled_once_a_sponsor_has_decided(
    session: Session, world: World
) -> None:
    another(session, world, "Second sponsor")
    row = advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    approve(session, row, actor_of(session, world.sponsor))
    with pytest.raises(IllegalMove, match="Governance sponsor approved this update already"):
        actions.recall(session, row, actor_of(session, world.lead), at=LATER)


@pytest.mark.parametrize(
    "status, action, name",
    [
        (UpdateStatus.IN_PACK, Action.REVOKE, "sponsor"),
        (UpdateStatus.APPROVED, Action.RECALL, "lead"),
        (UpdateStatus.ACCEPTED, Action.QUERY, "chair"),
        (UpdateStatus.ACCEPTED, Action.REVOKE, "sponsor"),
        (UpdateStatus.ISSUED, Action.RELEASE, "chair"),
    ],
)
def test_rule_07_a_lower_level_undoes_nothing_that_the_level_above_has_taken(
    session: Session, world: World, status: UpdateStatus, action: Action, name: str
) -> None:
    row = advance(session, world.first_update, status)
    who = actor_of(session, world.people[name])
    with pytest.raises(IllegalMove):
        moves.move_update(session, row, who, action, at=LATER, note="I want it back.")


def test_rule_08_two_sponsors_must_both_approve(session: Session, world: World) -> None:
    second = another(session, world, "Second sponsor")
    row = advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    approve(session, row, actor_of(session, world.sponsor))
    approve(session, row, actor_of(session, world.sponsor))
    row = fetch(session, actor_of(session, second), row)
    assert (row.status, row.approved_revision_id) == (UpdateStatus.WITH_SPONSOR, None)
    approve(session, row, actor_of(session, second))
    row = fetch(session, actor_of(session, second), row)
    assert (row.status, row.confirmed_step) == (UpdateStatus.APPROVED, 2)
    events = session.scalars(select(UpdateEvent.action).order_by(UpdateEvent.id)).all()
    assert events[-2:] == [Action.APPROVE_IN_PART, Action.APPROVE]


def test_rule_08_two_sponsors_must_agree_on_the_rating(session: Session, world: World) -> None:
    second = another(session, world, "Second sponsor")
    row = advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    approve(session, row, actor_of(session, world.sponsor), 3, reason="The vacancies.")
    with pytest.raises(Incomplete, match="Governance sponsor confirmed another rating"):
        approve(session, row, actor_of(session, second), 2)


def test_rule_08_one_return_wins_and_the_other_approval_stays_in_the_record(
    session: Session, world: World
) -> None:
    second = another(session, world, "Second sponsor")
    row = advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    approve(session, row, actor_of(session, world.sponsor), comment="Well done.")
    send_back(session, row, actor_of(session, second), Section.RISKS)
    lead = actor_of(session, world.lead)
    row = fetch(session, lead, row)
    assert row.status is UpdateStatus.RETURNED
    kept = session.scalars(select(Decision).order_by(Decision.id)).all()
    assert [(d.action, d.comment) for d in kept] == [
        (Action.APPROVE, "Well done."),
        (Action.SEND_BACK, ""),
    ]


def test_rule_09_a_sponsor_who_wrote_part_is_refused_and_told_the_way_out(
    session: Session, world: World
) -> None:
    factories.grant(session, world.sponsor, Role.CONTRIBUTOR, workstream=world.first)
    deputy = another(session, world, "Deputy", ends_on=TODAY, deputy_for=world.sponsor)
    row = advance(session, world.first_update, UpdateStatus.DRAFT)
    write(session, row, actor_of(session, world.sponsor))
    actions.submit(session, row, actor_of(session, world.lead), at=AT, seen=fingerprint(row.draft))
    with pytest.raises(NotAllowed, match="appoint a deputy for you; the programme director"):
        approve(session, row, actor_of(session, world.sponsor))
    approve(session, row, actor_of(session, deputy))
    decision = session.scalars(select(Decision)).one()
    assert (decision.person_id, decision.sponsor_id) == (deputy.id, world.sponsor.id)


def test_rule_09_sponsoring_two_and_leading_one_of_them(session: Session, world: World) -> None:
    factories.grant(session, world.second_sponsor, Role.LEAD, workstream=world.first)
    factories.grant(session, world.second_sponsor, Role.SPONSOR, workstream=world.first)
    both = actor_of(session, world.second_sponsor)
    first = advance(session, world.first_update, UpdateStatus.DRAFT)
    write(session, first, both)
    named = "Nobody can approve this update for Finance sponsor, who wrote part of it"
    with pytest.raises(Incomplete, match=named):
        actions.submit(session, first, both, at=AT, seen=fingerprint(first.draft))
    second = advance(session, world.second_update, UpdateStatus.WITH_SPONSOR)
    approve(session, second, both)
    assert fetch(session, both, second).status is UpdateStatus.APPROVED


def test_rule_10_without_an_approver_nothing_is_submitted_and_the_helper_is_named(
    session: Session, world: World
) -> None:
    row = advance(session, world.first_update, UpdateStatus.DRAFT)
    lead = actor_of(session, world.lead)
    write(session, row, lead)
    grant = session.scalars(select(RoleGrant).where(RoleGrant.person_id == world.sponsor.id)).one()
    grant.ends_on = TODAY - timedelta(days=1)
    with pytest.raises(Incomplete, match=r"Nobody can approve this update\. Ask Programme office"):
        actions.submit(session, row, lead, at=AT, seen=fingerprint(row.draft))
    assert row.status is UpdateStatus.DRAFT


def test_rule_11_what_was_decided_stays_decided_when_the_sponsor_changes(
    session: Session, world: World
) -> None:
    second = another(session, world, "Second sponsor")
    row = advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    approve(session, row, actor_of(session, world.sponsor))
    grant = session.scalars(select(RoleGrant).where(RoleGrant.person_id == world.sponsor.id)).one()
    grant.ends_on = TODAY - timedelta(days=1)
    successor = another(session, world, "Successor", succeeds=world.sponsor)
    with pytest.raises(NotAllowed, match="Governance sponsor approved it"):
        approve(session, row, actor_of(session, successor))
    approve(session, row, actor_of(session, second))
    assert fetch(session, actor_of(session, second), row).status is UpdateStatus.APPROVED


def test_rule_11_what_was_decided_stays_decided_when_the_place_passes_on_again(
    session: Session, world: World
) -> None:
    another(session, world, "Second sponsor")
    row = advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    approve(session, row, actor_of(session, world.sponsor))
    grant = session.scalars(select(RoleGrant).where(RoleGrant.person_id == world.sponsor.id)).one()
    grant.ends_on = TODAY - timedelta(days=2)
    successor = another(session, world, "Successor", succeeds=world.sponsor)
    grant = session.scalars(select(RoleGrant).where(RoleGrant.person_id == successor.id)).one()
    grant.ends_on = TODAY - timedelta(days=1)
    last = another(session, world, "Last in line", succeeds=successor)
    with pytest.raises(NotAllowed, match="Governance sponsor approved it"):
        approve(session, row, actor_of(session, last))


@pytest.mark.parametrize("own", ["", "I have checked the evidence myself."])
def test_rule_15_the_words_that_were_ticked_are_kept(
    session: Session, world: World, own: str
) -> None:
    world.programme.attestation = own
    row = advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    approve(session, row, actor_of(session, world.sponsor))
    decision = session.scalars(select(Decision)).one()
    assert decision.attestation == (own or decisions.ATTESTATION)
    world.programme.attestation = "Other words."
    session.flush()
    session.refresh(decision)
    assert decision.attestation == (own or decisions.ATTESTATION)


def test_a_deputy_decides_within_the_dates_and_the_sponsor_hears_of_it(
    session: Session, world: World
) -> None:
    deputy = another(session, world, "Deputy", ends_on=TODAY, deputy_for=world.sponsor)
    row = advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    approve(session, row, actor_of(session, deputy))
    decision = session.scalars(select(Decision)).one()
    assert (decision.person_id, decision.sponsor_id) == (deputy.id, world.sponsor.id)
    assert world.sponsor.id in told(session, "update_approve")


def test_a_deputy_whose_dates_have_lapsed_decides_nothing(session: Session, world: World) -> None:
    deputy = another(session, world, "Deputy", ends_on=TODAY, deputy_for=world.sponsor)
    row = advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    tomorrow = AT + timedelta(days=1)
    lapsed = actor_of(session, deputy, at=tomorrow)
    assert not lapsed.holds(
        (Role.SPONSOR,), programme_id=world.programme.id, workstream_id=world.first.id
    )
    # Even a page that was opened before midnight decides nothing after it.
    with pytest.raises(NotAllowed, match="do not stand in"):
        approve(session, row, actor_of(session, deputy), at=tomorrow)
    assert session.scalar(select(func.count()).select_from(Decision)) == 0


def test_time_given_for_an_update_ends_with_its_day(session: Session, world: World) -> None:
    row = advance(session, world.first_update, UpdateStatus.DRAFT)
    lead = actor_of(session, world.lead)
    write(session, row, lead)
    world.period.status = PeriodStatus.CLOSED
    session.add(
        Extension(
            update_id=row.id, until=TODAY, reason="Illness.", granted_by_id=world.office.id, at=AT
        )
    )
    session.flush()
    tomorrow = AT + timedelta(days=1)
    typed = UpdateContent(engagement="More.")
    seen = section_fingerprint(decode(row.draft), Section.ENGAGEMENT)
    with pytest.raises(IllegalMove, match="ended on 2 March 2026"):
        actions.save(session, row, lead, Section.ENGAGEMENT, typed, at=tomorrow, seen=seen)
    with pytest.raises(IllegalMove, match="ended on 2 March 2026"):
        actions.submit(session, row, lead, at=tomorrow, seen=fingerprint(row.draft))
    actions.submit(session, row, lead, at=AT, seen=fingerprint(row.draft))
    assert row.status is UpdateStatus.WITH_SPONSOR
