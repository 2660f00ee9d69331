"""The page of a workstream as each reader sees it, from its first day to its last."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import msgspec
import pytest
from sqlalchemy.orm import Session

from models import Minute, Person, ReportingPeriod, RoleGrant, Workstream
from models.enums import (
    Audience,
    MilestoneOutcome,
    MinuteKind,
    MinuteState,
    PeriodStatus,
    Role,
    UpdateStatus,
)
from tests import factories
from tests.conftest import SignIn
from tests.factories import AT
from tests.packs import stages
from tests.page import Page
from tests.programmes.stages import issued_period
from tests.world import CONTENT, World, actor_of, advance
from webapp.cycle import actions as cycle
from webapp.cycle import queries, workstreams
from webapp.domain.content import Milestone, PlannedMilestone, Risk, UpdateContent
from webapp.domain.exempt import Exemption
from webapp.domain.recipes import STANDARD
from webapp.packs import actions, others

SECRET, OPEN = "the price we would pay", "two vacancies are being filled"
MARK = Exemption(paragraph=3, reason="It names a price")
Look = Callable[[Person], Page]


def address(workstream: Workstream) -> str:
    """Return the address of a workstream's page."""
    return f"/programmes/improvement/workstreams/{workstream.id}"


@pytest.fixture
def look(world: World, sign_in: SignIn) -> Look:
    """Return a function that opens the page of the first workstream as somebody."""
    return lambda who: sign_in(who).get(address(world.first))


def content(**values: object) -> UpdateContent:
    """Return the usual text with something else in it."""
    return msgspec.structs.replace(CONTENT, **values)


def fact(page: Page, term: str) -> str:
    """Return what the page says under a term."""
    (detail,) = page.all(f"//dt[. = '{term}']/following-sibling::dd[1]")
    return " ".join(detail.text_content().split())


def test_a_workstream_without_an_update_says_what_is_known_and_what_comes(
    world: World, look: Look
) -> None:
    page = look(world.lead)
    assert page.h1 == "G. Governance"
    assert "Not started" in page.main
    assert "It has not been rated yet." in page.main
    assert "Decisions are taken in the open and recorded." in page.main
    assert fact(page, "Agreed completion") == "30 June 2026"
    assert fact(page, "Slip") == "Not known"
    assert "Governance lead leads it and answers for it." in page.main
    assert ("Open the update to write it", f"/updates/{world.first_update.id}") in page.links
    assert page.all("//img[contains(@src, 'data:')]") == []


def test_the_way_on_is_the_readers_own(session: Session, world: World, look: Look) -> None:
    row = advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    assert ("Review the update", f"/updates/{row.id}/review") in look(world.sponsor).links
    lead = look(world.lead)
    assert f"is with {world.sponsor.name} (sponsor) since today" in lead.main
    assert ("Read the update for January and February 2026", f"/updates/{row.id}") in lead.links
    assert f"/updates/{row.id}" not in [link for _, link in look(world.second_lead).links]


def test_more_time_moves_the_day_it_is_due(session: Session, world: World, look: Look) -> None:
    assert "It is due 6 March 2026" in look(world.lead).main
    office = actor_of(session, world.office)
    row = queries.get_update(session, world.programme, world.first_update.id)
    until = AT.date() + timedelta(days=9)
    cycle.extend(session, row, office, at=AT, until=until, reason="Illness.")
    assert "It is due 11 March 2026" in look(world.lead).main


@pytest.mark.parametrize(
    "status", [UpdateStatus.DRAFT, UpdateStatus.WITH_SPONSOR, UpdateStatus.RETURNED]
)
def test_what_no_sponsor_has_approved_is_on_nobodys_page(
    session: Session, world: World, look: Look, status: UpdateStatus
) -> None:
    advance(session, world.first_update, status, content=content(rationale=SECRET))
    for who in (world.lead, world.sponsor, world.office, world.chair, world.auditor):
        page = look(who)
        assert SECRET not in page.source
        assert "Too few people" not in page.source


def test_an_approved_update_says_how_it_stands_and_why(
    session: Session, world: World, look: Look
) -> None:
    session.refresh(world.first)
    world.first.agreed_on = date(2026, 4, 29)
    advance(session, world.first_update, UpdateStatus.APPROVED, step=3)
    page = look(world.member)
    assert "Amber •First rating in January and February 2026" in page.main
    assert "The work is on course, and two vacancies are being filled." in page.main
    assert "I agree with this account." in page.main
    assert "Changed" in page.main
    assert "The vacancies worry me." in page.main
    assert fact(page, "Slip") == "62 days later"
    assert "G-M1 Publish the new constitution 30 April 2026 30 April 2026 None To be done" in (
        page.main
    )
    assert "Medium likelihood, high impact; steady" in page.main
    (picture,) = page.all("//img[contains(@src, 'data:image/svg')]")
    assert picture.get("alt").startswith("Timeline of one milestone: 1 due.")
    assert "Please look at the vacancies" not in page.source, "the note is for the sponsor alone"


def test_others_of_the_programme_wait_for_the_edition(
    session: Session, world: World, look: Look
) -> None:
    advance(session, world.first_update, UpdateStatus.APPROVED)
    assert OPEN not in look(world.second_lead).main
    assert look(world.second_lead).main.count("Approved") == 2, "its state, at the top and below"


def issued_with_secrets(session: Session, world: World) -> None:
    """Issue an update some of whose words may not be published, to the board."""
    row = advance(
        session,
        world.first_update,
        UpdateStatus.WITH_SPONSOR,
        content=content(
            rationale=f"{SECRET} rationale",
            rationale_exempt=MARK,
            risks=(
                Risk(number=0, description=f"{SECRET} risk", exempt=MARK, mitigation="None"),
                Risk(number=0, description="An open risk", mitigation="Training"),
            ),
            planned=(
                PlannedMilestone(
                    number=0,
                    title=f"{SECRET} milestone",
                    due_on=date(2026, 4, 30),
                    exempt=MARK,
                ),
                PlannedMilestone(number=0, title="An open one", due_on=date(2026, 5, 30)),
            ),
        ),
    )
    stages.approve(session, world, row, comment=f"{SECRET} comment", exempt=MARK)
    stages.write_overview(session, world)
    pack = stages.fetch(session, world.office, world.pack)
    actions.review(session, pack, actor_of(session, world.office), at=AT)
    actions.agree(session, pack, actor_of(session, world.chair), at=AT, seen=pack.version)
    board = stages.fetch(session, world.office, stages.board_of(session, world))
    stages.settle(session, world, board)
    actions.issue(session, board, actor_of(session, world.office), at=AT)


@pytest.mark.both_databases
def test_exempt_text_is_for_those_who_work_on_the_programme(
    session: Session, world: World, look: Look
) -> None:
    issued_with_secrets(session, world)
    for who in (world.lead, world.second_lead, world.chair):
        page = look(who)
        for part in ("rationale", "risk", "milestone", "comment"):
            assert f"{SECRET} {part}" in page.source
        assert "Not for publication, paragraph 3: It names a price" in page.main
    page = look(world.reader)
    assert SECRET not in page.source
    assert MARK.reason not in page.source
    assert page.main.count("Text that may not be published was left out here") == 4
    assert "An open risk" in page.main
    assert "An open one" in page.main
    assert "Governance sponsor" in page.main


def test_a_reader_of_another_body_sees_what_is_made_for_that_body_and_no_more(
    session: Session, world: World, sign_in: SignIn
) -> None:
    stages.issue(session, world)
    scrutiny = factories.person(session, world.organisation, "Scrutiny member")
    factories.grant(
        session, scrutiny, Role.BOARD_READER, on=world.programme
    ).audience = Audience.SCRUTINY
    sign_in(scrutiny).get(address(world.first), status=404)
    office = actor_of(session, world.office)
    board = stages.fetch(session, world.office, stages.board_of(session, world))
    pack = others.open_other(session, board, STANDARD["scrutiny"], office, at=AT)
    stages.settle(session, world, pack)
    row = stages.fetch(session, world.office, pack)
    edition = actions.issue(session, row, office, at=AT)
    page = sign_in(scrutiny).get(address(world.first))
    assert OPEN in page.main
    assert "Publish the new constitution" in page.main
    assert "Too few people" not in page.main, "a short report has no risks"
    printed = [link for _, link in page.links if link.startswith("/editions/")]
    assert printed == [f"/editions/{edition.id}"]


def test_readers_see_no_states_no_links_to_updates_and_no_office_pages(
    session: Session, world: World, look: Look
) -> None:
    stages.issue(session, world)
    page = look(world.reader)
    addresses = [link for _, link in page.links]
    assert not [link for link in addresses if link.startswith(("/updates", "/programmes"))]
    assert [link for link in addresses if link.startswith("/editions/")]
    assert "since" not in page.main
    assert "This page shows what the editions for you have printed." in page.main


def test_a_correction_leaves_what_was_issued_until_the_next_edition(
    session: Session, world: World, look: Look
) -> None:
    stages.issue(session, world)
    stages.correct(session, world, world.first_update, at=AT + timedelta(days=1))
    page = look(world.member)
    assert "What was issued is being corrected." in page.main
    assert OPEN in page.main
    reader = look(world.reader)
    assert OPEN in reader.main
    assert "being corrected" not in reader.main


def test_ratings_run_over_the_last_twelve_periods_and_every_update_is_listed(
    session: Session, world: World, look: Look
) -> None:
    steps = [1, 2, 3, 4, 5, 4, 3, 2, 1, 2, 3, 4, 5, 4]
    for back, step in enumerate(steps, 1):
        issued_period(session, world, back, {world.first: step})
    page = look(world.lead)
    run = page.all("//ol[@class='run']/li")
    assert len(run) == 12
    assert "Period 11 back" in run[0].text_content()
    assert "January and February 2026" in run[-1].text_content()
    rows = page.all("//table[contains(@class, 'past')]/tbody/tr")
    assert len(rows) == len(steps) + 1
    assert "3 earlier" in page.main


@pytest.mark.both_databases
def test_a_milestone_tells_its_story_with_each_reason(
    session: Session, world: World, look: Look
) -> None:
    before = factories.period(
        session, world.phase, slug="first", name="The first", starts_on=date(2025, 11, 1),
        ends_on=date(2025, 12, 31),
    )  # fmt: skip
    row = factories.update(session, world.first, before)
    advance(session, row, UpdateStatus.APPROVED)
    slipped = Milestone(
        number=1,
        title="Publish the new constitution",
        due_on=date(2026, 4, 30),
        outcome=MilestoneOutcome.SLIPPED,
        slipped_to=date(2026, 5, 31),
        note="The printer is late",
        carried=True,
        first_due_on=date(2026, 4, 30),
    )
    advance(
        session,
        world.first_update,
        UpdateStatus.APPROVED,
        content=content(milestones=(slipped,), planned=()),
    )
    page = look(world.member)
    assert "30 April 2026 31 May 2026 31 days later" in page.main
    assert "January and February 2026: slipped to 31 May 2026. The printer is late" in page.main
    assert "Promises that came due so far: 1 moved to a later day." in page.main


@pytest.mark.parametrize("count,pictures", [(1, 1), (60, 2)])
def test_one_milestone_or_sixty_are_all_there(
    session: Session, world: World, look: Look, count: int, pictures: int
) -> None:
    planned = tuple(
        PlannedMilestone(
            number=0, title=f"Number {place}", due_on=date(2026, 4, 1) + timedelta(place)
        )
        for place in range(count)
    )
    advance(session, world.first_update, UpdateStatus.APPROVED, content=content(planned=planned))
    page = look(world.member)
    assert len(page.all("//table[@id='milestones-table']/tbody/tr")) == count
    assert len(page.all("//figure//img")) == pictures


def test_a_closed_workstream_says_when_why_and_where_it_goes_on(
    session: Session, world: World, sign_in: SignIn, look: Look
) -> None:
    stages.issue(session, world)
    office = actor_of(session, world.office)
    session.refresh(world.first, ["phase", "grants"])
    items = queries.open_items(session, world.first)
    workstreams.close_workstream(
        session,
        world.first,
        office,
        at=AT,
        on=AT.date(),
        reason="Its work is done.",
        dispositions={row.id: "Finance takes it." for row in items},
        merged_into=world.second,
    )
    page = look(world.lead)
    assert "Closed" in page.main
    assert "It closed on 2 March 2026: Its work is done." in page.main
    assert ("F. Finance", address(world.second)) in page.links
    assert "Its work is done." not in look(world.reader).main, "no edition has printed it"
    assert sign_in(world.lead).get(address(world.second)).h1 == "F. Finance"


def test_a_renamed_workstream_goes_by_its_new_name(
    session: Session, world: World, look: Look
) -> None:
    stages.issue(session, world)
    session.refresh(world.first)
    world.first.name = "How we decide"
    assert look(world.reader).h1 == "G. How we decide"


@pytest.mark.both_databases
def test_what_the_group_decided_is_there_once_it_is_printed(
    session: Session, world: World, look: Look
) -> None:
    def record(number: int, text: str, state: MinuteState = MinuteState.OPEN) -> None:
        session.add(
            Minute(
                programme_id=world.programme.id,
                pack_id=world.pack.id,
                kind=MinuteKind.DECISION,
                number=number,
                text=text,
                workstream_id=world.first.id,
                state=state,
            )
        )

    record(1, "Fill the vacancies first.")
    record(2, "A mistake.", MinuteState.REMOVED)
    session.flush()
    assert "Fill the vacancies first." in look(world.chair).main
    assert "A mistake." not in look(world.chair).main
    assert "Fill the vacancies first." not in look(world.lead).main
    stages.issue(session, world)
    assert "Fill the vacancies first." in look(world.lead).main
    assert "Fill the vacancies first." not in look(world.reader).main


def test_measures_are_shown_with_their_values_from_period_to_period(
    session: Session, world: World, look: Look
) -> None:
    factories.measure(session, world.first)
    period = factories.period(
        session, world.phase, slug="first", name="The first", starts_on=date(2025, 11, 1),
        ends_on=date(2025, 12, 31),
    )  # fmt: skip
    advance(session, factories.update(session, world.first, period), UpdateStatus.APPROVED)
    advance(session, world.first_update, UpdateStatus.APPROVED)
    page = look(world.member)
    assert "G-K1. Papers out on time" in page.main
    assert "Target met" in page.main
    alternatives = [picture.get("alt") for picture in page.all("//figure//img")]
    assert [words for words in alternatives if words.startswith("Line chart of G-K1.")]


def test_agreed_dates_that_changed_are_told_with_their_reasons(
    session: Session, world: World, look: Look
) -> None:
    session.refresh(world.first, ["phase"])
    workstreams.agree_date(
        session,
        world.first,
        actor_of(session, world.office),
        at=AT,
        agreed_on=date(2026, 9, 30),
        reason="The group agreed it.",
        seen="2026-06-30",
    )
    assert "First agreed: 30 June 2026." in look(world.lead).main
    assert "30 September 2026, 92 days later: The group agreed it." in look(world.lead).main


HOSTILE = "<script>alert(1)</script> \"'` {{ 7*7 }} \u202e ]]> &lt;"


def test_hostile_text_comes_out_as_it_was_typed(session: Session, world: World, look: Look) -> None:
    session.refresh(world.first)
    world.first.name = world.first.description = HOSTILE
    factories.outcome(session, world.first, HOSTILE, position=2, heading=HOSTILE)
    factories.measure(session, world.first, HOSTILE, unit="<b>")
    advance(
        session,
        world.first_update,
        UpdateStatus.APPROVED,
        content=content(
            rationale=HOSTILE,
            planned=(PlannedMilestone(number=0, title=HOSTILE, due_on=date(2026, 4, 30)),),
            risks=(Risk(number=0, description=HOSTILE, mitigation=HOSTILE),),
        ),
    )
    page = look(world.member)
    assert "<script>alert" not in page.source
    assert page.h1.startswith("G. <script>alert(1)</script>")


def test_the_page_is_found_only_under_its_programme(world: World, sign_in: SignIn) -> None:
    lead = sign_in(world.lead)
    lead.get(f"/programmes/another/workstreams/{world.first.id}", status=404)
    for number in ("0", str(10**6), "9" * 400):
        lead.get(f"/programmes/improvement/workstreams/{number}", status=404)


def test_a_role_of_the_past_is_not_named(session: Session, world: World, look: Look) -> None:
    grant = factories.grant(session, world.outsider, Role.LEAD, workstream=world.first)
    assert "New starter leads it too." in look(world.lead).main
    yesterday: datetime = AT - timedelta(days=1)
    session.get_one(RoleGrant, grant.id).ends_on = yesterday.date()
    assert "New starter" not in look(world.lead).main


def test_no_period_open_says_where_the_next_one_stands(
    session: Session, world: World, look: Look
) -> None:
    session.get_one(ReportingPeriod, world.period.id).status = PeriodStatus.ISSUED
    assert "No update is asked for now." in look(world.lead).main
