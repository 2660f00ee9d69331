"""The demonstration: real history at any date, loaded once, and never from the future."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, undefer

from models import (
    AuditEntry,
    Base,
    Decision,
    Edition,
    EditionFile,
    OutboxMessage,
    Pack,
    Person,
    ProgressUpdate,
    RegisterItem,
    ReportingPeriod,
    Revision,
    UpdateEvent,
    Workstream,
)
from models.enums import Action, Audience, PackFormat, PackStatus, PeriodStatus, UpdateStatus
from webapp import audit
from webapp.auth.passwords import is_right
from webapp.clock import LONDON
from webapp.demo.load import CURRENT, load
from webapp.demo.months import demo_months, demo_periods, working_days_after
from webapp.demo.people import PASSWORD, everybody
from webapp.demo.programme import OVERVIEWS, STORIES
from webapp.demo.story import DONE, DROPPED, PARTLY, prose
from webapp.domain.content import decode

EVERY_DAY = [date(2026, 1, 1) + timedelta(days=count) for count in range(2 * 365)]


@pytest.fixture
def loaded(session: Session, at: datetime) -> Session:
    """Return a session in which the demonstration was loaded at the instant of the test."""
    assert load(session, at)
    session.commit()
    return session


def counts(session: Session) -> dict[str, int]:
    """Return how many rows each table has."""
    return {
        table.name: session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
    }


@pytest.mark.both_databases
def test_two_periods_are_issued_and_one_has_an_update_in_each_state(loaded: Session) -> None:
    found: dict[PeriodStatus, list[UpdateStatus]] = {}
    for row in loaded.scalars(
        select(ProgressUpdate)
        .join(ProgressUpdate.period)
        .join(ProgressUpdate.workstream)
        .options(joinedload(ProgressUpdate.period))
        .order_by(ReportingPeriod.starts_on, Workstream.position)
    ):
        found.setdefault(row.period.status, []).append(row.status)
    assert found == {
        PeriodStatus.ISSUED: [UpdateStatus.ISSUED] * 10,
        PeriodStatus.OPEN: [
            UpdateStatus.APPROVED,
            UpdateStatus.RETURNED,
            UpdateStatus.WITH_SPONSOR,
            UpdateStatus.DRAFT,
            UpdateStatus.NOT_STARTED,
        ],
    }
    packs = loaded.execute(select(Pack.audience, Pack.status).order_by(Pack.period_id, Pack.id))
    done = [
        (Audience.IMPROVEMENT_GROUP, PackStatus.AGREED),
        (Audience.IIB, PackStatus.ISSUED),
    ]
    assert [tuple(row) for row in packs] == [
        *done,
        *done,
        (Audience.IMPROVEMENT_GROUP, PackStatus.DRAFT),
    ]


@pytest.mark.both_databases
def test_each_edition_has_its_files_in_every_format(loaded: Session) -> None:
    files = loaded.scalars(select(EditionFile).options(undefer(EditionFile.content))).all()
    assert len(files) == 4 * len(PackFormat)
    for file in files:
        assert hashlib.sha256(file.content).hexdigest() == file.sha256
        assert len(file.content) == file.size > 1000
    for document in loaded.scalars(select(Edition.document)):
        assert all(story.name in document for story in STORIES)


@pytest.mark.both_databases
def test_loading_again_changes_nothing(loaded: Session, at: datetime) -> None:
    before = counts(loaded)
    assert not load(loaded, at + timedelta(days=40))
    loaded.commit()
    assert counts(loaded) == before
    assert before["progress_updates"] == 15


@pytest.mark.both_databases
def test_the_audit_record_verifies_and_runs_forward_in_time(loaded: Session) -> None:
    verdict = audit.verify(loaded)
    assert verdict.broken_at is None
    assert verdict.entries > 80
    times = loaded.scalars(select(AuditEntry.at).order_by(AuditEntry.sequence)).all()
    assert list(times) == sorted(times)


def test_one_rating_was_changed_with_a_reason_and_printed(loaded: Session) -> None:
    changed = loaded.execute(
        select(Workstream.code, Decision.confirmed_step, Revision.proposed_step, Decision.reason)
        .join(Revision, Revision.id == Decision.revision_id)
        .join(ProgressUpdate, ProgressUpdate.id == Revision.update_id)
        .join(Workstream, Workstream.id == ProgressUpdate.workstream_id)
        .where(Decision.action == Action.APPROVE, Decision.confirmed_step != Revision.proposed_step)
    ).one()
    assert (changed.code, changed.proposed_step, changed.confirmed_step) == ("B", 3, 4)
    document = loaded.scalars(select(Edition.document).order_by(Edition.id.desc()).limit(1)).one()
    assert changed.reason in document


def test_one_update_was_sent_back_and_approved_in_its_second_revision(loaded: Session) -> None:
    events = loaded.execute(
        select(UpdateEvent.action, Revision.number)
        .join(ProgressUpdate, ProgressUpdate.id == UpdateEvent.update_id)
        .join(Workstream, Workstream.id == ProgressUpdate.workstream_id)
        .outerjoin(Revision, Revision.id == UpdateEvent.revision_id)
        .where(Workstream.code == "P")
        .order_by(UpdateEvent.id)
        .limit(5)
    )
    assert [tuple(event) for event in events] == [
        (Action.START, None),
        (Action.SUBMIT, 1),
        (Action.SEND_BACK, 1),
        (Action.SUBMIT, 2),
        (Action.APPROVE, 2),
    ]


def test_a_slipped_milestone_keeps_the_date_it_had_first(loaded: Session) -> None:
    moved = loaded.execute(
        select(RegisterItem.first_due_on, RegisterItem.due_on).where(
            RegisterItem.due_on > RegisterItem.first_due_on
        )
    ).all()
    assert moved


def test_what_was_promised_comes_back_decided(loaded: Session) -> None:
    """Every promise of an approved update stands in the next submitted one, with its outcome."""
    revisions: dict[int, list[str]] = {}
    for row in loaded.execute(
        select(ProgressUpdate.workstream_id, Revision.content)
        .join(Revision, Revision.id == ProgressUpdate.revision_id)
        .order_by(ProgressUpdate.period_id)
    ):
        revisions.setdefault(row.workstream_id, []).append(row.content)
    for texts in revisions.values():
        for earlier, later in pairwise(texts):
            promised = {row.number for row in decode(earlier).planned}
            answered = {row.number for row in decode(later).milestones if row.outcome}
            assert promised
            assert promised <= answered


def test_the_draft_still_has_something_to_decide(loaded: Session) -> None:
    draft = loaded.scalars(
        select(ProgressUpdate.draft).where(ProgressUpdate.status == UpdateStatus.DRAFT)
    ).one()
    assert any(row.outcome is None for row in decode(draft).milestones)
    assert decode(draft).issues


def test_nothing_lies_in_the_future_and_no_message_waits(loaded: Session, at: datetime) -> None:
    today = at.astimezone(LONDON).date()
    latest = loaded.scalars(select(func.max(UpdateEvent.at))).one()
    assert latest.astimezone(LONDON).date() < today
    assert loaded.scalars(select(func.count()).where(OutboxMessage.sent_at.is_(None))).one() == 0
    assert loaded.scalars(select(func.count(OutboxMessage.id))).one() > 50


def test_everybody_signs_in_with_the_same_password(loaded: Session) -> None:
    hashes = {
        row.email: row.password_hash
        for row in loaded.execute(select(Person.email, Person.password_hash))
    }
    assert set(hashes) == {somebody.email for somebody in everybody()}
    assert is_right(hashes["lead.buying@wenmoor.example"], PASSWORD)


@pytest.mark.parametrize(
    "day", [date(2026, 1, 1), date(2026, 2, 20), date(2026, 2, 21), date(2028, 2, 29)], ids=str
)
def test_it_can_be_loaded_on_any_day(session: Session, day: date) -> None:
    assert load(session, datetime(day.year, day.month, day.day, 0, 1, tzinfo=UTC))
    assert audit.verify(session).broken_at is None


def test_the_current_period_is_always_about_to_be_due() -> None:
    for today in EVERY_DAY:
        first, second, current = demo_periods(today)
        assert first.ends_on + timedelta(days=1) == second.starts_on
        assert second.ends_on + timedelta(days=1) == current.starts_on
        assert timedelta(days=-20) <= current.ends_on - today <= timedelta(days=10)
        assert today < current.lead_due_on < current.sponsor_due_on < current.group_meets_on
        assert working_days_after(second.group_meets_on, 2) < today
        assert all(
            period.lead_due_on < period.sponsor_due_on < period.group_meets_on < period.iib_meets_on
            for period in (first, second, current)
        )


def test_what_is_told_as_done_was_due_before_and_what_is_planned_comes_later() -> None:
    for today in EVERY_DAY:
        months = demo_months(today)
        for story in STORIES:
            for number, account in enumerate(story.accounts):
                content = account(months).content
                period = demo_periods(today)[number]
                written = working_days_after(today, -7) if number == CURRENT else period.ends_on
                assert all(
                    row.due_on is not None and row.due_on <= written
                    for row in content.milestones
                    if row.outcome in {DONE, PARTLY, DROPPED}
                )
                later = max(period.ends_on, today if number == CURRENT else period.ends_on)
                promised = [row.due_on for row in content.planned]
                promised += [row.slipped_to for row in content.milestones if row.slipped_to]
                assert all(due is not None and due > later for due in promised)


def test_people_are_named_by_their_role_and_addresses_are_not_real() -> None:
    people = everybody()
    assert len({somebody.email for somebody in people}) == len(people)
    assert all(somebody.email.endswith(".example") for somebody in people)


def test_text_is_unwrapped_and_has_no_holes() -> None:
    months = demo_months(date(2026, 3, 2))
    texts = [overview(months) for overview in OVERVIEWS]
    for story in STORIES:
        for account in story.accounts:
            content = account(months).content
            texts += [content.key_activities, content.engagement, content.rationale]
    assert prose("One\nline.\n\n- A bullet\n  goes on\n- Next") == (
        "One line.\n\n- A bullet goes on\n- Next"
    )
    for text in texts:
        assert "{" not in text
        assert "  " not in text
