"""What packs are built from, who may read them, and that neither costs more with more of them."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.orm import Session

from models import Edition, EditionFile, Pack, Person, ProgressUpdate, ReportingPeriod, Workstream
from models.enums import (
    Audience,
    Change,
    PackFormat,
    PackStatus,
    PeriodStatus,
    Role,
    UpdateStatus,
)
from tests import factories
from tests.factories import AT
from tests.packs import stages
from tests.packs.test_actions import READERS
from tests.world import World, actor_of, advance
from webapp.domain.actor import Actor
from webapp.domain.errors import Incomplete, NotFound
from webapp.packs import actions, contents, group, library, material, people, queries
from webapp.packs.lines import Line
from webapp.updates import decisions

BOARD_READERS = (*READERS, "contributor", "lead", "sponsor", "second_lead", "second_sponsor")
"""Everybody who may read the group's edition; the board's reader reads the board's only."""


def earlier_period(
    session: Session, world: World, number: int, *, status: PeriodStatus = PeriodStatus.ISSUED
) -> ReportingPeriod:
    """Add a period that many months before the first one of the setting."""
    starts_on = date(2025, 12, 1) - timedelta(days=31 * number)
    return factories.period(
        session,
        world.phase,
        slug=f"earlier-{number}",
        name=f"Earlier {number}",
        starts_on=starts_on.replace(day=1),
        ends_on=starts_on.replace(day=28),
        status=status,
    )


def issued_update(
    session: Session, workstream: Workstream, period: ReportingPeriod, step: int
) -> ProgressUpdate:
    """Add an issued update with an agreed step; its edition is made by itself."""
    update = factories.update(session, workstream, period)
    return advance(session, update, UpdateStatus.ISSUED, step=step)


def issue(
    session: Session, world: World, number: int, steps: dict[Workstream, int]
) -> ReportingPeriod:
    """Add an issued period that many months before, with a rating for each workstream."""
    period = earlier_period(session, world, number)
    updates = [issued_update(session, row, period, step) for row, step in steps.items()]
    factories.edition(session, period, updates, world.office)
    return period


def gather(session: Session, world: World) -> contents.Contents:
    return contents.gather(session, stages.fetch(session, world.office, world.pack), at=AT)


def line_of(found: contents.Contents, workstream: Workstream) -> Line:
    return next(line for line in found.lines if line.workstream is workstream)


def part_of(found: contents.Contents, workstream: Workstream) -> material.Workstream:
    return next(part for part in found.data.workstreams if part.code == workstream.code)


# What a pack is built from


def test_an_approved_update_is_reported_and_a_missing_one_named(
    session: Session, world: World
) -> None:
    stages.approve_first(session, world, step=3)
    found = gather(session, world)
    report = part_of(found, world.first).report
    assert isinstance(report, material.Report)
    assert (report.proposed_step, report.confirmed_step, report.agreed) == (2, 3, None)
    assert report.approvals == (
        material.Approval(
            by="Governance sponsor",
            on=AT.date(),
            reason="The vacancies worry me.",
            comment="I agree with this account.",
        ),
    )
    assert report.completed_by == "Governance lead"
    assert isinstance(part_of(found, world.second).report, material.Missing)
    assert [line.workstream for line in found.missing] == [world.second]
    assert [line.workstream for line in found.waiting] == [world.first]
    [printed] = found.printed
    assert (printed.revision.id, printed.step) == (world.first_update.revision_id, 3)


def test_a_deputy_is_printed_with_whom_they_stood_in_for(session: Session, world: World) -> None:
    deputy = factories.person(session, world.organisation, "Deputy")
    until = AT.date() + timedelta(days=9)
    factories.grant(
        session,
        deputy,
        Role.SPONSOR,
        workstream=world.first,
        ends_on=until,
        deputy_for=world.sponsor,
    )
    row = advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    assert row.revision is not None
    decisions.approve(
        session,
        row,
        actor_of(session, deputy),
        at=AT,
        seen=row.revision.sha256,
        step=2,
        reason="",
        comment="Between us.",
        comment_private=True,
        conditions="The vacancies are filled.",
    )
    found = gather(session, world)
    report = part_of(found, world.first).report
    assert isinstance(report, material.Report)
    [approval] = report.approvals
    assert approval.given == "Deputy for Governance sponsor on 2 March 2026"
    assert (approval.comment, approval.conditions) == ("", "The vacancies are filled.")
    line = line_of(found, world.first)
    assert [flag.words for flag in line.flags] == ["Approved by a deputy"]
    assert line.conditions == (approval,)
    assert part_of(found, world.first).sponsors == ("Governance sponsor, Governance sponsor",)


def test_two_sponsors_are_printed_both_and_one_for_two_once(session: Session, world: World) -> None:
    other = factories.person(session, world.organisation, "Other sponsor")
    factories.grant(session, other, Role.SPONSOR, workstream=world.first)
    factories.grant(
        session,
        world.sponsor,
        Role.SPONSOR,
        workstream=world.first,
        ends_on=AT.date(),
        deputy_for=other,
    )
    stages.approve_first(session, world)
    report = part_of(gather(session, world), world.first).report
    assert isinstance(report, material.Report)
    assert [row.given for row in report.approvals] == [
        "Governance sponsor, also for Other sponsor on 2 March 2026"
    ]


def test_the_three_ratings_stand_side_by_side(session: Session, world: World) -> None:
    advance(session, world.second_update, UpdateStatus.WITH_SPONSOR)
    pack = stages.review(session, world)
    late = AT + timedelta(days=20)
    row = queries.find_update(session, pack, world.second_update.id)
    assert row.revision is not None
    actions.include_unconfirmed(
        session,
        pack,
        row,
        actor_of(session, world.office),
        at=late,
        seen=row.revision.sha256,
        reason="No answer.",
    )
    row = queries.find_update(session, pack, world.first_update.id)
    assert row.revision is not None
    group.rate(
        session,
        pack,
        row,
        actor_of(session, world.member),
        at=late,
        seen=row.revision.sha256,
        standing=2,
        step=4,
        reason="Too late.",
    )

    def told(workstream: Workstream) -> list[tuple[int | None, str, str]]:
        levels = line_of(gather(session, world), workstream).levels
        return [(row.step.number if row.step else None, row.by, row.reason) for row in levels]

    assert told(world.first) == [
        (2, "Governance lead", ""),
        (2, "Governance sponsor", ""),
        (4, "Group member", "Too late."),
    ]
    assert told(world.second) == [
        (2, "Finance lead", ""),
        (None, "Not confirmed by the sponsor.", ""),
        (None, "The group has not agreed the pack yet.", ""),
    ]
    actions.agree(session, pack, actor_of(session, world.chair), at=late, seen=pack.version)
    assert told(world.second)[2] == (2, "Taken over with the pack", "")


def test_each_line_says_whose_turn_it_is(session: Session, world: World) -> None:
    advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    found = gather(session, world)
    assert line_of(found, world.first).holder == "Governance sponsor (sponsor)"
    assert line_of(found, world.second).holder == "Finance lead (lead)"


def test_a_workstream_without_an_update_is_listed_all_the_same(
    session: Session, world: World
) -> None:
    third = factories.workstream(session, world.phase, code="T", name="Transport")
    line = line_of(gather(session, world), third)
    assert (line.update, line.step, line.holder) == (None, None, "")
    assert line.change is Change.MISSING


def test_an_issued_update_is_nobodys_turn(session: Session, world: World) -> None:
    stages.issue(session, world)
    assert not line_of(gather(session, world), world.first).holder


@pytest.mark.both_databases
def test_the_last_rating_comes_from_the_last_issued_pack(session: Session, world: World) -> None:
    issue(session, world, 1, {world.first: 4})
    issue(session, world, 2, {world.first: 1, world.second: 5})
    unissued = earlier_period(session, world, 0, status=PeriodStatus.IN_PREPARATION)
    advance(session, factories.update(session, world.first, unissued), UpdateStatus.ACCEPTED)
    stages.approve_first(session, world)
    found = gather(session, world)
    assert found.data.trend_periods == ("Earlier 2", "Earlier 1", world.period.name)
    first, second = part_of(found, world.first), part_of(found, world.second)
    assert first.trend == (material.Issued(step=1), material.Issued(step=4))
    assert first.previous == material.Issued(step=4)
    assert second.trend == (material.Issued(step=5), None)
    assert second.previous == material.Issued(step=5)
    line = line_of(found, world.first)
    assert line.step is not None
    assert line.previous is not None
    assert (line.step.number, line.previous.number, line.change) == (2, 4, Change.IMPROVED)


def test_a_correction_in_progress_makes_no_issued_rating_vanish(
    session: Session, world: World
) -> None:
    stages.issue(session, world)
    stages.correct(session, world, world.first_update)
    assert world.first_update.status is UpdateStatus.RETURNED
    following = factories.period(
        session, world.phase, slug="2026-04", starts_on=date(2026, 3, 1), ends_on=date(2026, 4, 30)
    )
    past = stages.past_of(session, following)
    assert past.last == {world.first.id: material.Issued(step=2)}
    assert past.trend(world.first.id) == (material.Issued(step=2),)
    assert past.trend(world.second.id) == (None,)


@pytest.mark.both_databases
def test_a_rating_older_than_the_trend_is_still_the_last_one(
    session: Session, world: World
) -> None:
    for number in range(1, 14):
        rated = world.first if number < 13 else world.second
        issue(session, world, number, {rated: number % 5 + 1})
    found = gather(session, world)
    earlier = (f"Earlier {number}" for number in range(11, 0, -1))
    assert found.data.trend_periods == (*earlier, world.period.name)
    second = part_of(found, world.second)
    assert (second.trend, second.previous) == ((None,) * 11, material.Issued(step=4))


@pytest.mark.both_databases
def test_what_was_approved_after_its_pack_went_out_is_told_of_in_the_next_pack_alone(
    session: Session, world: World
) -> None:
    before = issue(session, world, 1, {world.first: 1})
    late = advance(
        session,
        factories.update(session, world.second, before),
        UpdateStatus.APPROVED,
        step=3,
        at=AT + timedelta(hours=1),
    )
    told = material.Late(period="Earlier 1", step=3, approved_on=AT.date())
    found = gather(session, world)
    assert part_of(found, world.second).late == (told,)
    assert part_of(found, world.first).late == ()
    assert part_of(found, world.second).previous is None, "it was never issued"

    stages.review(session, world)
    pack = stages.fetch(session, world.chair, world.pack)
    chair = actor_of(session, world.chair)
    edition = actions.agree(session, pack, chair, at=AT + timedelta(hours=2), seen=pack.version)
    assert "Received after issue: the update for Earlier 1" in edition.document
    board = stages.fetch(session, world.office, stages.board_of(session, world))
    office = actor_of(session, world.office)
    actions.issue(session, board, office, at=AT + timedelta(hours=3))
    following = factories.period(
        session, world.phase, slug="2026-04", starts_on=date(2026, 3, 1), ends_on=date(2026, 4, 30)
    )
    assert stages.late_of(session, following) == {}
    assert stages.late_of(session, world.period) == {world.second.id: (told,)}, "and stays there"
    late.status = UpdateStatus.IN_PACK
    session.flush()
    assert stages.late_of(session, world.period) == {}, "a correction took it in"


def test_what_waits_for_a_pack_that_was_not_issued_yet_is_not_late(
    session: Session, world: World
) -> None:
    before = earlier_period(session, world, 1, status=PeriodStatus.IN_PREPARATION)
    advance(session, factories.update(session, world.second, before), UpdateStatus.APPROVED)
    assert stages.late_of(session, world.period) == {}


def test_a_closed_workstream_is_closed_and_not_missing(session: Session, world: World) -> None:
    third = factories.workstream(session, world.phase, code="T", name="Transport")
    third.closed_on, third.closing_reason = date(2025, 12, 19), "all its tasks are done"
    third.merged_into_id = world.first.id
    found = gather(session, world)
    line, part = line_of(found, third), part_of(found, third)
    assert (line.change, line.closed) == (Change.CLOSED, True)
    assert third not in [row.workstream for row in found.missing]
    assert isinstance(part.report, material.Missing)
    assert part.report.sentence == (
        "This workstream closed on 19 December 2025 and became part of G. Governance. "
        "All its tasks are done."
    )
    third.closed_on = date(2026, 3, 9)
    assert line_of(gather(session, world), third).change is Change.MISSING, "after the period"


def test_the_people_printed_are_those_of_the_period_the_accountable_lead_first(
    session: Session, world: World
) -> None:
    owner = world.organisation
    helper = factories.person(session, owner, "Second lead", job_title="Head of Democracy")
    factories.grant(session, helper, Role.LEAD, workstream=world.first, starts_on=date(2025, 9, 1))
    gone = factories.person(session, owner, "Former sponsor")
    factories.grant(session, gone, Role.SPONSOR, workstream=world.first, ends_on=date(2025, 12, 31))
    until = factories.person(session, owner, "Sponsor until February")
    factories.grant(session, until, Role.SPONSOR, workstream=world.first, ends_on=date(2026, 2, 1))
    later = factories.person(session, owner, "Later sponsor")
    factories.grant(
        session, later, Role.SPONSOR, workstream=world.first, starts_on=date(2026, 3, 1)
    )
    part = part_of(gather(session, world), world.first)
    assert part.leads == ("Governance lead, Governance lead", "Second lead, Head of Democracy")
    assert part.accountable_lead == "Governance lead, Governance lead"
    assert part.sponsors == (
        "Governance sponsor, Governance sponsor",
        "Sponsor until February, Sponsor until February",
    )


def test_a_person_without_a_job_title_is_printed_by_name() -> None:
    assert people.named(Person(name="A lead", job_title="")) == "A lead"


def test_each_audience_has_its_meeting(session: Session, world: World) -> None:
    assert gather(session, world).data.meeting_on == world.period.group_meets_at.date()
    board = stages.board_pack(session, world)
    data = contents.pack_data(session, board, at=AT)
    assert data.meeting_on == world.period.iib_meets_on
    assert (data.edition, data.prepared_on) == (None, AT.date())


def test_the_boards_preview_holds_agreed_updates_only(session: Session, world: World) -> None:
    advance(session, world.second_update, UpdateStatus.WITH_SPONSOR)
    board = stages.board_pack(session, world)
    stages.approve(session, world, world.second_update)
    data = contents.pack_data(session, board, at=AT)
    reported = [isinstance(part.report, material.Report) for part in data.workstreams]
    assert reported == [True, False]


# Who may read what


def test_each_edition_is_read_by_its_audience(session: Session, world: World) -> None:
    board = stages.issue(session, world)
    group = stages.fetch(session, world.office, world.pack).editions[0]
    for name, person in world.people.items():
        actor = actor_of(session, person)
        expected = {
            group.id: name in BOARD_READERS,
            board.id: name in (*BOARD_READERS, "reader"),
        }
        listed, more = queries.editions_page(session, actor, 1)
        assert {edition.id for edition in listed} == {key for key, yes in expected.items() if yes}
        assert not more
        for edition_id, allowed in expected.items():
            if allowed:
                assert library.find_edition(session, actor, edition_id).id == edition_id
            else:
                with pytest.raises(NotFound):
                    library.find_edition(session, actor, edition_id)


def test_packs_in_work_are_listed_for_the_group_and_its_overseers(
    session: Session, world: World
) -> None:
    board = stages.board_pack(session, world)
    for name, person in world.people.items():
        listed = queries.packs_in_work(session, actor_of(session, person))
        assert list(listed) == ([board] if name in READERS else [])


def test_a_pack_of_another_programme_is_not_found(session: Session, world: World) -> None:
    other = factories.programme(session, world.organisation, slug="other", name="Other")
    phase = factories.phase(session, other, world.scale)
    period = factories.period(session, phase)
    pack = factories.pack(session, period)
    with pytest.raises(NotFound):
        queries.get_pack(session, actor_of(session, world.office), pack.id)
    assert queries.get_pack(session, actor_of(session, world.auditor), pack.id) is pack


def test_older_editions_are_on_the_next_page(session: Session, world: World) -> None:
    for number in range(1, queries.PER_PAGE + 2):
        session.add(
            Edition(
                pack_id=world.pack.id,
                number=number,
                document="{}",
                sha256="0" * 64,
                issued_at=AT + timedelta(days=number),
                issued_by_id=world.chair.id,
            )
        )
    session.flush()
    actor = actor_of(session, world.member)
    first, more = queries.editions_page(session, actor, 1)
    second, no_more = queries.editions_page(session, actor, 2)
    assert (len(first), more, first[0].number) == (queries.PER_PAGE, True, queries.PER_PAGE + 1)
    assert ([edition.number for edition in second], no_more) == ([1], False)


def test_recipients_are_named_once_and_readers_of_the_board_marked(
    session: Session, world: World
) -> None:
    pack = stages.board_pack(session, world)
    factories.grant(session, world.reader, Role.SPONSOR, workstream=world.second)
    factories.grant(session, world.sponsor, Role.BOARD_READER, on=world.programme)
    world.second_lead.disabled_at = AT
    found = people.recipients(session, pack, AT)
    assert [(person.name, person.on_the_board) for person in found] == [
        ("Board reader", True),
        ("Finance sponsor", False),
        ("Governance lead", False),
        ("Governance sponsor", True),
    ]


# Frozen


def loosen(session: Session, table: str) -> None:
    """Take away what keeps a table's rows from being changed."""
    for name in session.scalars(
        text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"),
        {"table": table},
    ).all():
        session.execute(text(f'DROP TRIGGER "{name}"'))


def test_an_edition_that_was_tampered_with_is_not_shown(session: Session, world: World) -> None:
    edition = stages.issue(session, world)
    actor = actor_of(session, world.reader)
    assert library.frozen_document(edition).fingerprint == edition.sha256
    loosen(session, "editions")
    session.execute(text("UPDATE editions SET document = replace(document, 'adopted', 'lost')"))
    session.expire_all()
    with pytest.raises(Incomplete, match="not the text that was issued"):
        library.frozen_document(library.find_edition(session, actor, edition.id))


def test_a_file_that_was_tampered_with_is_not_given_out(session: Session, world: World) -> None:
    edition = stages.issue(session, world)
    assert library.file_of(session, edition, PackFormat.JSON).content
    loosen(session, "edition_files")
    session.execute(text("UPDATE edition_files SET content = CAST('other' AS BLOB)"))
    session.expire_all()
    with pytest.raises(Incomplete, match="not the file that was issued"):
        library.file_of(session, edition, PackFormat.JSON)


def test_a_format_an_edition_was_not_issued_in_is_not_found(session: Session, world: World) -> None:
    edition = Edition(
        pack_id=world.pack.id,
        number=1,
        document="{}",
        sha256="0" * 64,
        issued_at=AT,
        issued_by_id=world.chair.id,
    )
    session.add(edition)
    session.flush()
    with pytest.raises(NotFound):
        library.file_of(session, edition, PackFormat.PDF)


# For commands


def test_commands_list_every_pack(session: Session, world: World) -> None:
    stages.board_pack(session, world)
    lines = library.list_packs(session)
    assert [(line.audience, line.status, line.edition) for line in lines] == [
        (Audience.IMPROVEMENT_GROUP, PackStatus.AGREED, 1),
        (Audience.IIB, PackStatus.AGREED, None),
    ]
    assert {(line.programme, line.period) for line in lines} == {("improvement", "2026-02")}
    assert [line.issued_at for line in lines] == [AT, None]


def test_commands_get_the_file_of_the_latest_edition(session: Session, world: World) -> None:
    edition = stages.issue(session, world)
    file = library.edition_file(session, "improvement", "2026-02", Audience.IIB, PackFormat.JSON)
    assert isinstance(file, EditionFile)
    assert file.edition_id == edition.id


def test_commands_are_told_what_there_is_instead(session: Session, world: World) -> None:
    with pytest.raises(library.NoSuchEditionError, match="Nothing is issued yet"):
        library.edition_file(session, "improvement", "2026-02", Audience.IIB, PackFormat.PDF)
    stages.issue(session, world)
    with pytest.raises(
        library.NoSuchEditionError,
        match=r"improvement 2026-02 iib; improvement 2026-02 improvement-group",
    ):
        library.edition_file(session, "improvement", "2025-02", Audience.IIB, PackFormat.PDF)


# Cost


def statements(session: Session, actor: Actor, pack: Pack) -> int:
    """Return how many statements it takes to read a pack with all it is built from."""
    seen: list[str] = []
    bind = session.get_bind()

    def note(*arguments: object) -> None:
        seen.append(str(arguments[2]))

    session.flush()
    session.expunge_all()
    event.listen(bind, "before_cursor_execute", note)
    try:
        contents.gather(session, queries.get_pack(session, actor, pack.id), at=AT)
    finally:
        event.remove(bind, "before_cursor_execute", note)
    return len(seen)


def test_a_pack_takes_the_same_statements_for_2_and_for_50_workstreams(
    session: Session, world: World
) -> None:
    actor, pack, phase, period = (
        actor_of(session, world.office),
        world.pack,
        world.phase,
        world.period,
    )
    stages.approve_first(session, world)
    few = statements(session, actor, pack)
    for _ in range(48):
        workstream = factories.workstream(session, phase, lead=world.lead, sponsor=world.sponsor)
        factories.outcome(session, workstream, "Something is better.")
        advance(session, factories.update(session, workstream, period), UpdateStatus.APPROVED)
    many = statements(session, actor, pack)
    assert len(session.scalars(select(Workstream.id)).all()) == 50
    assert few == many <= 10
