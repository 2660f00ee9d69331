"""What the actions of an update write down, on both databases, and what they refuse."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import (
    AuditEntry,
    Decision,
    ProgressUpdate,
    RegisterItem,
    ReportingPeriod,
    Revision,
    UpdateContributor,
    UpdateEvent,
)
from models.enums import ItemKind, MilestoneOutcome, Role, Section, UpdateStatus
from tests import factories
from tests.factories import AT
from tests.world import CONTENT, World, actor_of, advance, explain, write
from webapp import audit
from webapp.domain.actor import Actor
from webapp.domain.content import (
    Issue,
    Milestone,
    PlannedMilestone,
    UpdateContent,
    decode,
    fingerprint,
    section_fingerprint,
)
from webapp.domain.errors import (
    IllegalMove,
    Incomplete,
    NotAllowed,
    Refusal,
    SectionConflict,
    Stale,
)
from webapp.updates import actions, decisions, queries

pytestmark = pytest.mark.both_databases

KINDS = (AuditEntry, Decision, Revision, UpdateEvent)
LATER = AT + timedelta(hours=1)


def counts(session: Session) -> list[int]:
    """Return how many rows of history there are."""
    return [session.scalar(select(func.count()).select_from(kind)) or 0 for kind in KINDS]


def fetch(session: Session, who: Actor, row: ProgressUpdate) -> ProgressUpdate:
    """Read an update for a change, as somebody."""
    session.expire_all()
    return queries.get_update(session, who, row.id, lock=True)


def save(
    session: Session, row: ProgressUpdate, who: Actor, section: Section, typed: UpdateContent
) -> UpdateContent:
    """Save a section that nobody else has touched since it was read."""
    seen = section_fingerprint(decode(row.draft), section)
    return actions.save(session, row, who, section, typed, at=AT, seen=seen)


def next_period(session: Session, world: World) -> ReportingPeriod:
    """Add the period after the current one."""
    return factories.period(
        session,
        world.phase,
        slug="2026-04",
        name="March and April 2026",
        starts_on=date(2026, 3, 1),
        ends_on=date(2026, 4, 30),
    )


def test_the_first_update_of_a_workstream_starts_empty(session: Session, world: World) -> None:
    row = advance(session, world.first_update, UpdateStatus.DRAFT)
    assert decode(row.draft) == UpdateContent()


def test_the_next_update_starts_from_what_was_approved(session: Session, world: World) -> None:
    before = advance(session, world.first_update, UpdateStatus.APPROVED)
    row = factories.update(session, world.first, next_period(session, world))
    advance(session, row, UpdateStatus.DRAFT)
    opened, approved = decode(row.draft), decode(before.draft)
    assert [milestone.title for milestone in opened.milestones] == ["Publish the new constitution"]
    assert all(milestone.carried for milestone in opened.milestones)
    assert opened.risks == approved.risks
    assert (opened.key_activities, opened.step, opened.rationale) == ("", None, "")


def test_an_update_that_was_not_approved_is_not_carried_forward(
    session: Session, world: World
) -> None:
    advance(session, world.first_update, UpdateStatus.RETURNED)
    row = factories.update(session, world.first, next_period(session, world))
    advance(session, row, UpdateStatus.DRAFT)
    assert decode(row.draft) == UpdateContent()


def test_numbers_are_given_once_and_never_again(session: Session, world: World) -> None:
    lead = actor_of(session, world.lead)
    row = advance(session, world.first_update, UpdateStatus.DRAFT)
    typed = UpdateContent(
        milestones=(Milestone(number=0, title="One"), Milestone(number=0, title="Two"))
    )
    merged = save(session, row, lead, Section.MILESTONES, typed)
    assert [milestone.number for milestone in merged.milestones] == [1, 2]
    only = UpdateContent(milestones=(merged.milestones[0],))
    save(session, row, lead, Section.MILESTONES, only)
    planned = UpdateContent(planned=(PlannedMilestone(number=0, title="Three"),))
    merged = save(session, row, lead, Section.PLANNED, planned)
    assert [promise.number for promise in merged.planned] == [3]
    issues = UpdateContent(issues=(Issue(number=0, description="First"),))
    assert save(session, row, lead, Section.CONCERNS, issues).issues[0].number == 1


def test_a_conflict_names_who_and_gives_their_text_and_changes_nothing(
    session: Session, world: World
) -> None:
    lead, colleague = actor_of(session, world.lead), actor_of(session, world.contributor)
    row = advance(session, world.first_update, UpdateStatus.DRAFT)
    seen = section_fingerprint(decode(row.draft), Section.ACTIVITIES)
    theirs = UpdateContent(key_activities="Theirs")
    actions.save(session, row, colleague, Section.ACTIVITIES, theirs, at=AT, seen=seen)
    with pytest.raises(SectionConflict) as conflict:
        actions.save(
            session, row, lead, Section.ACTIVITIES, UpdateContent(key_activities="Mine"),
            at=LATER, seen=seen,
        )  # fmt: skip
    assert (conflict.value.by, conflict.value.saved_at) == ("Governance officer", AT)
    assert conflict.value.theirs.key_activities == "Theirs"
    assert decode(row.draft).key_activities == "Theirs"


def test_ones_own_window_never_collides_but_ones_other_window_does(
    session: Session, world: World
) -> None:
    lead = actor_of(session, world.lead)
    row = advance(session, world.first_update, UpdateStatus.DRAFT)
    seen = section_fingerprint(decode(row.draft), Section.ACTIVITIES)

    def typed(text: str, window: str) -> None:
        actions.save(
            session, row, lead, Section.ACTIVITIES, UpdateContent(key_activities=text),
            at=AT, seen=seen, window=window,
        )  # fmt: skip

    typed("One", "left")
    typed("Two", "left")
    with pytest.raises(SectionConflict) as conflict:
        typed("Three", "right")
    assert conflict.value.by == "You, in another window,"
    assert decode(row.draft).key_activities == "Two"


def test_saving_the_same_text_makes_nobody_a_contributor(session: Session, world: World) -> None:
    row = advance(session, world.first_update, UpdateStatus.DRAFT)
    version = row.version
    save(session, row, actor_of(session, world.lead), Section.ACTIVITIES, UpdateContent())
    assert row.version == version
    assert session.scalars(select(UpdateContributor)).all() == []


@pytest.mark.parametrize("state", [s for s in UpdateStatus if s.value not in ("draft", "returned")])
def test_only_what_is_being_written_is_saved(
    session: Session, world: World, state: UpdateStatus
) -> None:
    row = advance(session, world.first_update, state)
    lead, before = actor_of(session, world.lead), row.draft
    with pytest.raises(IllegalMove):
        actions.save(
            session, row, lead, Section.ACTIVITIES, UpdateContent(key_activities="Late"),
            at=AT, seen="",
        )  # fmt: skip
    assert row.draft == before


def test_a_revision_is_what_was_submitted_with_its_fingerprint(
    session: Session, world: World
) -> None:
    row = advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    revision = session.scalars(select(Revision)).one()
    assert (revision.number, revision.proposed_step) == (1, CONTENT.step)
    assert revision.content == row.draft
    assert revision.sha256 == fingerprint(revision.content)
    assert (revision.submitted_by_id, row.revision_id) == (world.lead.id, revision.id)


def test_one_who_submits_answers_for_the_text_and_so_cannot_decide(
    session: Session, world: World
) -> None:
    factories.grant(session, world.sponsor, Role.LEAD, workstream=world.first)
    deputy = factories.person(session, world.organisation, "Deputy sponsor")
    factories.grant(
        session,
        deputy,
        Role.SPONSOR,
        workstream=world.first,
        ends_on=AT.date(),
        deputy_for=world.sponsor,
    )
    row = advance(session, world.first_update, UpdateStatus.DRAFT)
    write(session, row, actor_of(session, world.lead))
    both = actor_of(session, world.sponsor)
    actions.submit(session, row, both, at=AT, seen=fingerprint(row.draft))
    row = fetch(session, both, row)
    assert row.revision is not None
    assert world.sponsor.id in row.contributor_ids
    with pytest.raises(NotAllowed, match="You wrote part"):
        decisions.approve(
            session, row, both, at=AT, seen=row.revision.sha256, step=2, reason="", comment=""
        )


def test_one_who_lost_the_contributor_role_still_cannot_decide(
    session: Session, world: World
) -> None:
    """Who wrote is remembered with the update, not read from today's roles."""
    row = advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    factories.grant(session, world.lead, Role.SPONSOR, workstream=world.first)
    author = actor_of(session, world.lead)
    only_sponsor = replace(
        author, grants=frozenset(g for g in author.grants if g.role is Role.SPONSOR)
    )
    row = fetch(session, only_sponsor, row)
    assert row.revision is not None
    with pytest.raises(NotAllowed):
        decisions.approve(
            session, row, only_sponsor, at=AT, seen=row.revision.sha256, step=2, reason="",
            comment="",
        )  # fmt: skip


def test_a_decision_by_one_who_wrote_it_fails_in_the_statement_itself(
    session: Session, world: World
) -> None:
    """The page was read before they became a contributor: the condition of the change refuses."""
    row = advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    sponsor = actor_of(session, world.sponsor)
    row = fetch(session, sponsor, row)
    assert row.revision is not None
    session.execute(
        UpdateContributor.__table__.insert().values(  # type: ignore[attr-defined]
            update_id=row.id, person_id=sponsor.person_id, first_at=AT
        )
    )
    with pytest.raises(Stale):
        decisions.approve(
            session, row, sponsor, at=AT, seen=row.revision.sha256, step=2, reason="", comment=""
        )
    session.rollback()


def test_a_refusal_leaves_nothing_behind(session: Session, world: World) -> None:
    row = advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    sponsor, lead = actor_of(session, world.sponsor), actor_of(session, world.lead)
    row = fetch(session, sponsor, row)
    assert row.revision is not None
    seen, before = row.revision.sha256, counts(session)
    approval = {"reason": "", "comment": "", "step": 2}
    stale, blank = {"seen": "0" * 64}, {"reason": " \n", "sections": ()}
    attempts: list[tuple[type[Refusal], Any, Actor, dict[str, Any]]] = [
        (Stale, decisions.approve, sponsor, approval | stale),
        (Incomplete, decisions.approve, sponsor, approval | {"seen": seen, "step": 3}),
        (
            Incomplete,
            decisions.approve,
            sponsor,
            approval | {"seen": seen, "step": 9, "reason": "x"},
        ),
        (NotAllowed, decisions.approve, lead, approval | {"seen": seen}),
        (Stale, decisions.send_back, sponsor, blank | stale | {"reason": "x"}),
        (Incomplete, decisions.send_back, sponsor, blank | {"seen": seen}),
        (NotAllowed, decisions.send_back, lead, blank | {"seen": seen, "reason": "x"}),
        (NotAllowed, actions.recall, sponsor, {}),
        (IllegalMove, actions.start, lead, {}),
        (IllegalMove, actions.submit, lead, stale),
    ]
    for refusal, act, who, values in attempts:
        with pytest.raises(refusal):
            act(session, row, who, at=AT, **values)
    session.flush()
    assert counts(session) == before
    assert row.status is UpdateStatus.WITH_SPONSOR


def test_each_move_has_one_event_and_one_entry_in_the_audit_record(
    session: Session, world: World
) -> None:
    row = advance(session, world.first_update, UpdateStatus.ISSUED)
    events = session.scalars(
        select(UpdateEvent).where(UpdateEvent.update_id == row.id).order_by(UpdateEvent.id)
    ).all()
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.sequence)).all()
    assert [f"update.{event.action}" for event in events] == [entry.action for entry in entries]
    assert {entry.subject for entry in entries} == {f"update:{row.id}"}
    assert audit.verify(session).broken_at is None


def test_an_approval_brings_the_registers_in_line(session: Session, world: World) -> None:
    first = msgspec.structs.replace(
        CONTENT,
        milestones=(
            Milestone(
                number=0,
                title="Adopt the scheme",
                due_on=date(2026, 2, 1),
                outcome=MilestoneOutcome.SLIPPED,
                slipped_to=date(2026, 5, 1),
                note="The vote was moved.",
            ),
        ),
        rationale="The scheme slipped with the vote, and the rest is on course.",
    )
    advance(session, world.first_update, UpdateStatus.APPROVED, content=first)

    def milestone() -> RegisterItem:
        session.expire_all()
        return session.scalars(
            select(RegisterItem).where(
                RegisterItem.kind == ItemKind.MILESTONE, RegisterItem.number == 1
            )
        ).one()

    item = milestone()
    assert (item.title, item.open, item.due_on) == ("Adopt the scheme", True, date(2026, 5, 1))
    row = factories.update(session, world.first, next_period(session, world))
    advance(session, row, UpdateStatus.DRAFT)
    write(session, row, actor_of(session, world.lead))
    explain(session, row, actor_of(session, world.lead))
    lead, sponsor = actor_of(session, world.lead), actor_of(session, world.sponsor)
    actions.submit(session, row, lead, at=AT, seen=fingerprint(row.draft))
    row = fetch(session, sponsor, row)
    assert row.revision is not None
    decisions.approve(
        session, row, sponsor, at=AT, seen=row.revision.sha256, step=2, reason="", comment=""
    )
    item = milestone()
    assert (item.outcome, item.open) == (MilestoneOutcome.DONE, False)
    assert item.changed_by_update_id == row.id
    kinds = session.scalars(select(RegisterItem.kind).order_by(RegisterItem.id)).all()
    assert kinds.count(ItemKind.RISK) == 1


def test_a_changed_rating_keeps_its_reason_and_an_unchanged_one_needs_none(
    session: Session, world: World
) -> None:
    advance(session, world.first_update, UpdateStatus.APPROVED, step=4)
    decision = session.scalars(select(Decision)).one()
    assert (decision.confirmed_step, decision.reason) == (4, "The vacancies worry me.")


def test_nobody_can_submit_what_nobody_could_approve(session: Session, world: World) -> None:
    row = advance(session, world.first_update, UpdateStatus.DRAFT)
    lead = actor_of(session, world.lead)
    write(session, row, lead)
    world.sponsor.disabled_at = AT
    session.flush()
    with pytest.raises(Incomplete, match="Nobody can approve"):
        actions.submit(session, row, lead, at=AT, seen=fingerprint(row.draft))
