"""The demonstration: real history at any date, loaded once, and never from the future."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import msgspec
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload, undefer

from models import (
    Absence,
    AgreedRating,
    AuditEntry,
    Base,
    Comment,
    Decision,
    Edition,
    EditionFile,
    Extension,
    OutboxMessage,
    Pack,
    Person,
    Programme,
    ProgressUpdate,
    Publication,
    RegisterItem,
    ReportingPeriod,
    Revision,
    RoleGrant,
    UpdateEvent,
    Workstream,
)
from models.enums import (
    Action,
    Audience,
    MilestoneOutcome,
    PackFormat,
    PackStatus,
    PeriodStatus,
    UpdateStatus,
)
from tests.conftest import Installation
from webapp import audit
from webapp.auth.passwords import is_right
from webapp.clock import LONDON
from webapp.demo.load import CURRENT, load
from webapp.demo.months import RULES, demo_months, demo_periods, next_year, working_days_after
from webapp.demo.people import PASSWORD, SECOND_SPONSOR, everybody
from webapp.demo.programme import OVERVIEWS, STORIES
from webapp.demo.story import DONE, DROPPED, PARTLY, prose
from webapp.domain import checks
from webapp.domain.content import UpdateContent, decode
from webapp.domain.planning import set_by_hand
from webapp.domain.ratings import FIVE_STEPS
from webapp.holidays import bank_holidays
from webapp.planning.queries import rules_of

EVERY_DAY = [date(2026, 1, 1) + timedelta(days=count) for count in range(2 * 365)]
LOADED = "demonstration"
NOW_AND_THEN = EVERY_DAY[::29]
"""Days in every month, early and late in it, for what takes longer to look at."""


@pytest.fixture(scope="module")
def kept() -> set[str]:
    """Return the databases that keep the demonstration as it was loaded, by their kind."""
    return set()


@pytest.fixture
def loaded(
    installation: Installation, session: Session, at: datetime, backend: str, kept: set[str]
) -> Session:
    """Return a session in which the demonstration was loaded at the instant of the test."""
    if backend in kept:
        installation.database.restore(LOADED)
        return session
    assert load(session, at)
    session.commit()
    session.close()
    installation.engine.dispose()
    installation.database.keep(LOADED)
    kept.add(backend)
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
        (Audience.SCRUTINY, PackStatus.ISSUED),
        (Audience.DEPARTMENT, PackStatus.ISSUED),
        (Audience.PUBLIC, PackStatus.ISSUED),
    ]
    assert [tuple(row) for row in packs] == [
        *done,
        *done,
        (Audience.IMPROVEMENT_GROUP, PackStatus.DRAFT),
    ]


@pytest.mark.both_databases
def test_each_edition_has_its_files_in_every_format(loaded: Session) -> None:
    files = loaded.scalars(select(EditionFile).options(undefer(EditionFile.content))).all()
    assert len(files) == 10 * len(PackFormat)
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


def test_a_deputy_approved_in_the_place_of_a_sponsor_and_both_are_printed(
    loaded: Session,
) -> None:
    deputy = loaded.scalars(
        select(Decision)
        .where(Decision.person_id != Decision.sponsor_id)
        .options(joinedload(Decision.person), joinedload(Decision.sponsor))
    ).one()
    assert deputy.sponsor.email.startswith("sponsor.culture@")
    grant = loaded.scalars(select(RoleGrant).where(RoleGrant.deputy_for_id.is_not(None))).one()
    assert grant.person_id == deputy.person_id
    assert grant.ends_on is not None
    assert grant.starts_on <= deputy.at.astimezone(LONDON).date() <= grant.ends_on
    board = select(Edition.document).join(Edition.pack).where(Pack.audience == Audience.IIB)
    document = loaded.scalars(board.order_by(Edition.id.desc()).limit(1)).one()
    assert f"{deputy.person.name} for {deputy.sponsor.name}" in document


def test_the_group_changed_a_rating_that_its_sponsor_had_confirmed(loaded: Session) -> None:
    changed = loaded.execute(
        select(
            Workstream.code,
            ProgressUpdate.confirmed_step,
            ProgressUpdate.agreed_step,
            AgreedRating.reason,
        )
        .join(ProgressUpdate, ProgressUpdate.revision_id == AgreedRating.revision_id)
        .join(Workstream, Workstream.id == ProgressUpdate.workstream_id)
    ).one()
    assert (changed.code, changed.confirmed_step, changed.agreed_step) == ("P", 2, 3)
    document = loaded.scalars(select(Edition.document).order_by(Edition.id.desc()).limit(1)).one()
    assert changed.reason in document


def test_one_of_two_sponsors_has_approved(loaded: Session) -> None:
    update = loaded.scalars(
        select(ProgressUpdate)
        .where(ProgressUpdate.status == UpdateStatus.WITH_SPONSOR)
        .options(selectinload(ProgressUpdate.events))
    ).one()
    assert update.events[-1].action is Action.APPROVE_IN_PART
    approved = loaded.scalars(
        select(Person.email)
        .join(Decision, Decision.person_id == Person.id)
        .where(Decision.revision_id == update.revision_id)
    ).all()
    assert approved == [SECOND_SPONSOR.email]


def test_one_update_came_after_the_period_was_closed(loaded: Session) -> None:
    late = loaded.scalars(
        select(UpdateEvent.update_id).where(UpdateEvent.action == Action.ALLOW_LATE)
    ).one()
    actions = loaded.scalars(
        select(UpdateEvent.action).where(UpdateEvent.update_id == late).order_by(UpdateEvent.id)
    ).all()
    expected = [Action.START, Action.CLOSE, Action.ALLOW_LATE, Action.SUBMIT, Action.APPROVE]
    assert actions[: len(expected)] == expected


def test_who_has_not_started_is_away_and_has_more_time(loaded: Session, at: datetime) -> None:
    today = at.astimezone(LONDON).date()
    extension = loaded.execute(
        select(Extension.until, ProgressUpdate.status, ReportingPeriod.lead_due_at)
        .join(ProgressUpdate, ProgressUpdate.id == Extension.update_id)
        .join(ProgressUpdate.period)
        .order_by(Extension.id.desc())
        .limit(1)
    ).one()
    assert extension.status is UpdateStatus.NOT_STARTED
    assert extension.until > extension.lead_due_at.astimezone(LONDON).date()
    away = loaded.scalars(
        select(Person.email)
        .join(Absence, Absence.person_id == Person.id)
        .where(Absence.starts_on <= today, Absence.ends_on >= today)
    ).all()
    assert away == ["lead.culture@wenmoor.example"]


def test_of_the_comments_one_is_answered_and_settled_and_one_is_open(loaded: Session) -> None:
    threads = loaded.scalars(
        select(Comment)
        .where(Comment.parent_id.is_(None))
        .options(selectinload(Comment.replies))
        .order_by(Comment.id)
    ).all()
    assert [(bool(row.replies), row.resolved_at is not None) for row in threads] == [
        (True, True),
        (False, False),
    ]


def test_the_next_year_is_planned_by_the_rules_of_the_programme(loaded: Session) -> None:
    statuses = loaded.scalars(
        select(ReportingPeriod.status).order_by(ReportingPeriod.starts_on)
    ).all()
    assert statuses == [
        *[PeriodStatus.ISSUED] * CURRENT,
        PeriodStatus.OPEN,
        *[PeriodStatus.SCHEDULED] * 4,
        *[PeriodStatus.DRAFT] * 2,
    ]
    programme_id = loaded.scalars(select(Programme.id)).one()
    assert rules_of(loaded, programme_id) == RULES


def test_a_milestone_slipped_twice_and_another_was_dropped_by_agreement(loaded: Session) -> None:
    rows = [
        row for text in loaded.scalars(select(Revision.content)) for row in decode(text).milestones
    ]
    assert max(row.all_slips for row in rows) == 2
    assert [row.agreed_by for row in rows if row.outcome is MilestoneOutcome.DROPPED] == [
        "Director of Place"
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
        assert second.publishes_on < current.opens_on < today
        assert all(
            period.lead_due_on < period.sponsor_due_on < period.group_meets_on < period.iib_meets_on
            for period in (first, second, current)
        )


def test_the_dates_follow_the_rules_of_the_programme() -> None:
    for today in EVERY_DAY:
        for dates in (*demo_periods(today), *next_year(demo_months(today))):
            assert not set_by_hand(dates, RULES, bank_holidays())


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


def numbered(content: UpdateContent, numbers: dict[str, int]) -> UpdateContent:
    """Return what a lead wrote with a number for each milestone, the same for the same title."""

    def number(title: str) -> int:
        return numbers.setdefault(title, len(numbers) + 1)

    return msgspec.structs.replace(
        content,
        milestones=tuple(
            msgspec.structs.replace(row, number=number(row.title)) for row in content.milestones
        ),
        planned=tuple(
            msgspec.structs.replace(row, number=number(row.title)) for row in content.planned
        ),
    )


def test_what_the_checks_ask_of_a_submitted_update_is_explained_and_nothing_else() -> None:
    steps = dict(enumerate(FIVE_STEPS, start=1))
    for today in NOW_AND_THEN:
        months = demo_months(today)
        for story in STORIES:
            previous, step, numbers = None, None, dict[str, int]()
            month, day = story.agreed
            for dates, write in zip(demo_periods(today), story.accounts, strict=False):
                account = write(months)
                if account.content.step is None:
                    continue  # still being written
                content = numbered(account.content, numbers)
                facts = checks.Facts(
                    code=story.code,
                    period_starts_on=dates.starts_on,
                    period_ends_on=dates.ends_on,
                    on=max(dates.ends_on, min(today, dates.lead_due_on)),
                    agreed_on=months[month].on(day),
                    steps={number: row.label for number, row in steps.items()},
                    definitions={number: row.definition for number, row in steps.items()},
                    previous=previous,
                    previous_step=step,
                    sponsors=("Somebody",),
                )
                found = {finding.code for finding in checks.find(content, facts)}
                assert found == set(account.explained), (today, story.code, dates.span.name)
                confirmed = account.confirmed_step or content.step
                commented = checks.of_comment(account.comment, facts, content, step=confirmed)
                assert commented == ()
                previous, step = content, account.agreed_step or confirmed


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


def test_what_is_exempt_is_read_by_the_board_and_not_by_the_public(loaded: Session) -> None:
    texts = select(Pack.audience, Edition.document).join(Edition, Edition.pack_id == Pack.id)
    documents = {row[0]: row[1] for row in loaded.execute(texts.order_by(Edition.id))}
    secret = "Suppliers who know which contracts lapse"
    assert {audience for audience, document in documents.items() if secret in document} == {
        Audience.IMPROVEMENT_GROUP,
        Audience.IIB,
        Audience.DEPARTMENT,
    }
    assert loaded.scalars(select(Publication.shown)).all() == [True, True]
