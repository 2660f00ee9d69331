"""The pages of the calendar: a year planned and changed by hand, one period moved, the rules."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import ReportingPeriod
from models.enums import PeriodStatus, Role, UpdateStatus
from tests import factories
from tests.conftest import SignIn
from tests.page import Page
from tests.visitor import Visitor
from tests.world import World, advance
from webapp.planning.calendar import NEXT_SHOWN
from webapp.planning.fields import written
from webapp.planning.timetable import dates_of

DAY = timedelta(days=1)
ASKED = "first_on-day=1&first_on-month=3&first_on-year=2026&months=2&how=rule"
LAST_TUESDAY = f"{ASKED}&nth=5&weekday=1&later=1"
ROOMY = f"{ASKED}&nth=1&weekday=1&later=2"
"""Meetings late enough for every deadline to fall after its period."""


@pytest.fixture
def home(world: World) -> str:
    return f"/programmes/{world.programme.slug}"


@pytest.fixture
def office(world: World, sign_in: SignIn) -> Visitor:
    return sign_in(world.office)


def drafts(session: Session) -> list[ReportingPeriod]:
    """Return the draft periods in their order."""
    session.expire_all()
    return list(
        session.scalars(
            select(ReportingPeriod)
            .where(ReportingPeriod.status == PeriodStatus.DRAFT)
            .order_by(ReportingPeriod.starts_on)
        )
    )


def create(office: Visitor, home: str) -> Page:
    """Plan a year and create it."""
    page = office.get(f"{home}/plan?{LAST_TUESDAY}")
    return office.submit(page.form("/plan"), button="Create 6 draft periods")


def remarks(page: Page) -> list[str]:
    """Return the remarks beside dates."""
    return [" ".join(p.text_content().split()) for p in page.all("//*[@class='plan__remark']")]


def test_everybody_who_sees_the_board_sees_the_calendar(
    world: World, sign_in: SignIn, home: str
) -> None:
    for person in (world.lead, world.sponsor, world.member, world.director, world.auditor):
        page = sign_in(person).get(f"{home}/calendar")
        assert world.period.name in page.main
        assert "Plan a year" not in page.main
        assert (f"{home}/calendar", "Reporting calendar") in [
            (href, words) for words, href in sign_in(person).get(home).links
        ]
    for person in (world.reader, world.administrator, world.outsider):
        sign_in(person).get(f"{home}/calendar", status=404)


def test_the_next_dates_come_first(
    session: Session, world: World, office: Visitor, home: str
) -> None:
    factories.period(
        session,
        world.phase,
        slug="2026-04",
        name="March and April 2026",
        starts_on=date(2026, 3, 1),
        ends_on=date(2026, 4, 30),
        status=PeriodStatus.SCHEDULED,
    )
    page = office.get(f"{home}/calendar")
    first, *rest = page.all("//section[@aria-labelledby='next']//li")
    assert len(rest) == NEXT_SHOWN - 1
    assert "6 March 2026 at 5:00pm in 4 working days" in " ".join(first.text_content().split())
    marked = page.all("//*[contains(@class, 'calendar__next')]/@data-label")
    assert marked[0] == "Updates due from leads"
    assert len(marked) == 2


def test_a_bank_holiday_is_no_working_day_on_any_page(
    session: Session, world: World, office: Visitor, home: str
) -> None:
    """Good Friday and Easter Monday lie between 2 March and 7 April 2026."""
    world.period.iib_meets_on = date(2026, 4, 7)
    session.flush()
    for address in (home, "/"):
        assert "in 24 working days" in office.get(address).main


def test_periods_that_are_over_stand_apart(
    session: Session, world: World, office: Visitor, home: str
) -> None:
    factories.period(
        session,
        world.phase,
        slug="2025-12",
        name="November and December 2025",
        starts_on=date(2025, 11, 1),
        ends_on=date(2025, 12, 31),
        status=PeriodStatus.ISSUED,
    )
    page = office.get(f"{home}/calendar")
    over = page.all("//details")[0].text_content()
    assert "November and December 2025" in over
    assert "Periods that are over (1)" in " ".join(over.split())


def test_a_programme_without_periods_says_what_to_do(
    session: Session, world: World, office: Visitor, sign_in: SignIn
) -> None:
    bare = factories.programme(session, world.organisation, slug="bare", name="Another programme")
    factories.grant(session, world.office, Role.PMO, on=bare)
    factories.grant(session, world.director, Role.DIRECTOR, on=bare)
    assert "Plan a year to begin with." in office.get("/programmes/bare/calendar").main
    assert (
        "The programme office plans them"
        in sign_in(world.director).get("/programmes/bare/calendar").main
    )
    page = office.get("/programmes/bare/plan")
    assert page.value("first_on-month") == "4"
    preview = office.get(f"/programmes/bare/plan?{LAST_TUESDAY}")
    refused = office.submit(preview.form("/plan"), button="Create 6 draft periods", status=422)
    assert "No phase of the programme has begun by then." in refused.main


def test_a_year_is_asked_for_from_where_the_last_period_ends(office: Visitor, home: str) -> None:
    page = office.get(f"{home}/calendar")
    page = office.get(dict(page.links)["Plan a year"])
    assert [page.value(f"first_on-{part}") for part in ("day", "month", "year")] == [
        "1",
        "3",
        "2026",
    ]
    preview = office.submit(page.form("/plan"), button="Show the dates", status=200)
    assert preview.h1 == "Check the dates"
    assert "March and April 2026" in preview.main


def test_a_year_is_shown_before_anything_is_created(
    session: Session, office: Visitor, home: str
) -> None:
    page = office.get(f"{home}/plan?{LAST_TUESDAY}")
    assert [" ".join(th.text_content().split()[:4]) for th in page.all("//tbody//th")][:2] == [
        "March and April 2026",
        "May and June 2026",
    ]
    assert page.value("p0-iib_meets_on") == "Tue 26 May 2026"
    assert page.value("p0-publishes_on") == "Fri 15 May 2026"
    assert page.value("p5-iib_meets_on") == "Tue 30 Mar 2027"
    assert drafts(session) == []


def test_meetings_can_be_typed(office: Visitor, home: str) -> None:
    asked = ASKED.replace("months=2", "months=3").replace("rule", "typed")
    typed = "30+June+2026%0A29/9/2026%0A2026-12-29%0ATue+30+Mar+2027"
    page = office.get(f"{home}/plan?{asked}&meetings={typed}")
    assert page.value("p2-iib_meets_on") == "Tue 29 Dec 2026"
    few = office.get(f"{home}/plan?{asked}&meetings=30/6/2026", status=422)
    assert few.errors == ["Enter 4 dates, one for each period of the year: you entered 1"]
    many = office.get(f"{home}/plan?{asked}&meetings={typed}%0A1/4/2027", status=422)
    assert many.errors == ["Enter 4 dates only, one for each period of the year"]
    wrong = office.get(f"{home}/plan?{asked}&meetings=someday", status=422)
    assert wrong.errors == ["Meeting must be a date such as 31/3/2027, not “someday”"]
    assert wrong.value("meetings") == "someday"


@pytest.mark.parametrize(
    "change, error",
    [
        ("months=2>months=7", "Choose how long a period is"),
        ("how=rule>how=guess", "Choose how to find the board’s meetings"),
        ("nth=5>nth=9", "Choose which one in the month"),
        ("weekday=1>weekday=6", "Choose a weekday"),
        ("later=1>later=soon", "Choose in which month the board meets"),
        (
            "month=3>month=13",
            "First day of the first period must be a real date: there is no 1/13/2026",
        ),
        ("year=2026>year=2199", "First day of the first period must be before 2199"),
        ("first_on-day=1>first_on-day=", "First day of the first period must include a day"),
    ],
)
def test_a_year_that_cannot_be_planned_says_why(
    office: Visitor, home: str, change: str, error: str
) -> None:
    old, new = change.split(">")
    page = office.get(f"{home}/plan?{LAST_TUESDAY.replace(old, new)}", status=422)
    (said,) = page.errors
    assert said.startswith(error)


def test_what_is_odd_is_said_beside_the_date_and_may_stay(
    session: Session, office: Visitor, home: str
) -> None:
    form = office.get(f"{home}/plan?{ROOMY}").form("/plan")
    odd = {"p0-lead_due_on": "30/4/2026", "p2-iib_meets_on": "28/12/2026"}
    page = office.submit(form, odd, button="Check the dates again", status=200)
    assert "2 remarks are beside the dates below" in page.main
    assert remarks(page) == [
        "Updates are due before the period is over.",
        "28 December 2026 is a bank holiday.",
    ]
    office.submit(page.form("/plan"), button="Create 6 draft periods")
    assert dates_of(drafts(session)[0]).lead_due_on == date(2026, 4, 30)


def test_a_changed_meeting_plans_its_period_again_and_no_other(office: Visitor, home: str) -> None:
    form = office.get(f"{home}/plan?{LAST_TUESDAY}").form("/plan")
    moved = {"p0-group_meets_on": "13/5/2026", "p1-iib_meets_on": "21/7/2026"}
    page = office.submit(form, moved, button="Plan back from changed meetings", status=200)
    assert page.value("p0-group_meets_on") == "13/5/2026"
    assert page.value("p1-publishes_on") == "Mon 13 Jul 2026"


def test_dates_that_contradict_each_other_are_kept_and_named(
    session: Session, office: Visitor, home: str
) -> None:
    form = office.get(f"{home}/plan?{LAST_TUESDAY}").form("/plan")
    wrong = {"p0-sponsor_due_on": "28/4/2026", "p1-starts_on": "30/4/2026"}
    page = office.submit(form, wrong, button="Create 6 draft periods", status=422)
    assert len(page.errors) == 3
    assert (
        "Approvals due from sponsors. This must not come before" in page.errors[0] + page.errors[1]
    )
    assert page.value("p0-sponsor_due_on") == "28/4/2026"
    assert drafts(session) == []


def test_what_is_no_date_is_kept_and_named(session: Session, office: Visitor, home: str) -> None:
    form = office.get(f"{home}/plan?{LAST_TUESDAY}").form("/plan")
    wrong = {"p0-opens_on": "31/4/2026", "p3-publishes_on": ""}
    page = office.submit(form, wrong, button="Create 6 draft periods", status=422)
    assert page.errors == [
        "March and April 2026: Opens for updates must be a real date: there is no 31/4/2026",
        "September and October 2026: Papers published: enter a date",
    ]
    assert page.value("p0-opens_on") == "31/4/2026"
    assert drafts(session) == []


def test_a_year_is_created_once(session: Session, office: Visitor, home: str) -> None:
    page = office.follow(create(office, home))
    assert "6 draft periods are planned" in page.text.lower().replace("six", "6")
    assert len(drafts(session)) == 6
    again = office.get(f"{home}/plan?{LAST_TUESDAY}")
    assert "It shares days with March and April 2026." in again.main
    refused = office.submit(again.form("/plan"), button="Create 6 draft periods", status=422)
    assert len(refused.errors) == 6
    assert len(drafts(session)) == 6


def test_a_form_without_periods_leads_back(office: Visitor, home: str) -> None:
    page = office.post(f"{home}/plan", {"do": "create"})
    assert page.headers["Location"] == f"{home}/plan"


def test_drafts_are_scheduled_as_they_were_seen(
    session: Session, world: World, office: Visitor, sign_in: SignIn, home: str
) -> None:
    create(office, home)
    lead = sign_in(world.lead)
    assert "March and April 2026" not in lead.get(f"{home}/calendar").main
    for address in ("/", home):
        assert "March and April 2026" not in sign_in(world.director).get(address).main
    page = office.get(f"{home}/calendar")
    assert "6 drafts" in page.main
    done = office.follow(office.submit(page.form("/schedule")))
    assert "Six periods are scheduled" in done.main
    assert drafts(session) == []
    assert "March and April 2026" in lead.get(f"{home}/calendar").main
    office.submit(page.form("/schedule"), status=409)


def test_one_draft_is_scheduled_or_deleted_from_its_page(
    session: Session, office: Visitor, home: str
) -> None:
    create(office, home)
    first, second, *_ = (row.id for row in drafts(session))
    page = office.get(f"{home}/periods/{first}")
    office.submit(page.form("/schedule"))
    page = office.get(f"{home}/periods/{second}")
    done = office.follow(office.submit(page.form("/discard")))
    assert "The draft of May and June 2026 is deleted" in done.main
    assert first not in {row.id for row in drafts(session)}
    assert len(drafts(session)) == 4
    office.get(f"{home}/periods/{second}", status=404)


def address(home: str, period: ReportingPeriod) -> str:
    return f"{home}/periods/{period.id}"


def test_a_period_shows_its_dates_and_which_were_set_by_hand(
    world: World, office: Visitor, home: str
) -> None:
    page = office.get(address(home, world.period))
    assert page.h1 == f"Dates of {world.period.name}"
    rows = page.all("//tbody/tr")
    assert len(rows) == 10
    assert "Set by hand" in page.main
    assert page.value("iib_meets_on") == written(world.period.iib_meets_on)
    # The period is open: when it began and opened is settled.
    assert [row.text_content().split()[-4:] for row in rows[:3:2]] == [
        ["Stays", "as", "it", "is"],
        ["Stays", "as", "it", "is"],
    ]


def test_a_moved_meeting_is_compared_before_it_is_saved(
    session: Session, world: World, office: Visitor, home: str
) -> None:
    form = office.get(address(home, world.period)).form(str(world.period.id))
    page = office.submit(
        form, {"iib_meets_on": "28/4/2026"}, button="Plan all dates again", status=200
    )
    assert page.value("publishes_on") == "Mon 20 Apr 2026"
    assert page.value("opens_on") == form_value(form, "opens_on")
    changed = page.all("//tr[td[contains(@class, 'plan__changed')]]/th")
    assert [th.text_content() for th in changed][-1] == "Independent Improvement Board meets"
    session.refresh(world.period)
    assert world.period.iib_meets_on == date(2026, 3, 31)
    done = office.follow(
        office.submit(page.form(str(world.period.id)), button="Save the new dates")
    )
    assert f"The dates of {world.period.name} are changed." in done.main
    session.refresh(world.period)
    assert world.period.iib_meets_on == date(2026, 4, 28)


def form_value(form: object, name: str) -> str:
    values: list[tuple[str, str]] = form.values  # type: ignore[attr-defined]
    return dict(values)[name]


def test_dates_set_by_hand_can_be_kept(office: Visitor, world: World, home: str) -> None:
    form = office.get(address(home, world.period)).form(str(world.period.id))
    by_hand = form_value(form, "group_meets_on")
    page = office.submit(
        form,
        {"iib_meets_on": "28/4/2026"},
        button="Plan again, keep dates set by hand",
        status=200,
    )
    assert page.value("group_meets_on") == by_hand


def test_what_cannot_be_is_kept_and_named(world: World, office: Visitor, home: str) -> None:
    form = office.get(address(home, world.period)).form(str(world.period.id))
    page = office.submit(
        form,
        {"iib_meets_on": "31/2/2026", "group_meets_time": "noonish"},
        button="Save the new dates",
        status=422,
    )
    assert page.errors == [
        "Independent Improvement Board meets must be a real date: there is no 31/2/2026",
        "Time the Improvement Group meets must be a time such as 2pm or 14:30, not “noonish”",
    ]
    assert page.value("iib_meets_on") == "31/2/2026"
    page = office.submit(
        form, {"iib_meets_on": "1/3/2026"}, button="Save the new dates", status=422
    )
    assert any("has passed. Choose 2 March 2026" in error for error in page.errors)
    page = office.submit(form, {"opens_on": "5/3/2026"}, button="Save the new dates", status=422)
    assert any("cannot be changed any more" in error for error in page.errors)
    assert page.value("opens_on") == "5/3/2026"


def test_a_change_in_between_is_shown_and_nothing_typed_is_lost(
    session: Session, world: World, office: Visitor, home: str
) -> None:
    form = office.get(address(home, world.period)).form(str(world.period.id))
    world.period.iib_meets_on += DAY
    page = office.submit(
        form, {"iib_meets_on": "28/4/2026"}, button="Save the new dates", status=409
    )
    assert "Somebody else changed these dates" in page.main
    assert "1 April 2026" in page.main
    assert page.value("iib_meets_on") == "28/4/2026"
    office.submit(page.form(str(world.period.id)), button="Save the new dates")
    session.refresh(world.period)
    assert world.period.iib_meets_on == date(2026, 4, 28)


def test_nothing_changed_is_said(world: World, office: Visitor, home: str) -> None:
    form = office.get(address(home, world.period)).form(str(world.period.id))
    page = office.follow(office.submit(form, button="Save the new dates"))
    assert "Nothing was changed" in page.main


def test_the_hour_of_the_group_can_be_changed(
    session: Session, world: World, office: Visitor, home: str
) -> None:
    form = office.get(address(home, world.period)).form(str(world.period.id))
    page = office.submit(form, {"group_meets_time": "10am"}, button="Show what changes", status=200)
    assert page.value("group_meets_time") == "10am"
    office.submit(page.form(str(world.period.id)), button="Save the new dates")
    session.refresh(world.period)
    assert world.period.group_meets_at.hour == 10


def test_an_issued_period_is_history(
    world: World, session: Session, office: Visitor, home: str
) -> None:
    world.period.status = PeriodStatus.ISSUED
    page = office.get(address(home, world.period))
    assert "can no longer be changed" in page.main
    assert [words for form in page.forms for words, *_ in form.buttons] == ["Sign out"]
    form = page.form(str(world.period.id))
    before = dates_of(world.period)
    later = written(before.iib_meets_on + DAY)
    data = {**dict(form.values), "iib_meets_on": later, "do": "save"}
    office.post(address(home, world.period), data, status=422)
    session.refresh(world.period)
    assert dates_of(world.period) == before


def test_the_rules_are_shown_changed_and_kept_when_wrong(
    session: Session, office: Visitor, home: str
) -> None:
    page = office.get(f"{home}/planning-rules")
    assert page.value("lead_days") == "3"
    wrong = office.submit(
        page.form("/planning-rules"),
        {"lead_days": "some", "due_hour": "24", "group_meets": "noon", "quarantine_hours": "241"},
        status=422,
    )
    assert wrong.errors == [
        "Days to approve it must be a whole number from 0 to 60",
        "Hour at which deadlines end must be a whole number from 1 to 23",
        "Time the Improvement Group meets must be a time such as 2pm or 14:30, not “noon”",
        "Hours in which a pack can be stopped must be a whole number from 0 to 240",
    ]
    assert (wrong.value("lead_days"), wrong.value("group_meets")) == ("some", "noon")
    changed = {"lead_days": "8", "group_meets": "9:30am"}
    done = office.follow(office.submit(page.form("/planning-rules"), changed))
    assert "The planning rules are saved" in done.main
    preview = office.get(f"{home}/plan?{LAST_TUESDAY}")
    assert preview.value("p0-lead_due_on") == "Wed 22 Apr 2026"
    assert "the Improvement Group meets at 9:30am" in preview.main
    session.expire_all()


def test_planning_all_dates_again_takes_the_time_of_the_meeting_from_the_rules(
    world: World, office: Visitor, home: str
) -> None:
    rules = office.get(f"{home}/planning-rules")
    office.submit(rules.form("/planning-rules"), {"group_meets": "10:30am"})
    period = address(home, world.period)
    form = office.get(period).form(period)
    typed = {**dict(form.values), "group_meets_time": "4pm"}
    for do, time in (("keep", "4pm"), ("all", "10:30am")):
        page = office.post(period, {**typed, "do": do}, status=200)
        assert page.value("group_meets_time") == time


def test_only_the_office_gets_the_pages_that_plan(
    session: Session, world: World, sign_in: SignIn, home: str
) -> None:
    director = sign_in(world.director)
    period = address(home, world.period)
    for page in ("/plan", "/planning-rules", f"/periods/{world.period.id}"):
        assert "Only the programme office" in director.get(home + page, status=403).main
    before = session.scalar(select(func.count()).select_from(ReportingPeriod))
    for target in (f"{home}/plan", f"{home}/schedule", period, f"{period}/discard"):
        director.post(target, {"do": "create"}, status=403)
    assert session.scalar(select(func.count()).select_from(ReportingPeriod)) == before


def test_a_period_of_another_programme_is_not_found(
    session: Session, world: World, office: Visitor
) -> None:
    other = factories.programme(session, world.organisation, slug="other", name="Another")
    factories.grant(session, world.office, Role.PMO, on=other)
    office.get(f"/programmes/other/periods/{world.period.id}", status=404)
    office.post("/programmes/other/schedule", {"periods": str(world.period.id)}, status=404)
    for number in ("x", "²", "9" * 40):
        office.post("/programmes/other/schedule", {"periods": number}, status=404)


def test_a_page_takes_as_many_statements_for_thirty_years_as_for_one(
    session: Session, world: World, office: Visitor, home: str
) -> None:
    pages = (f"{home}/calendar", f"{home}/plan?{LAST_TUESDAY}", address(home, world.period))
    counts: dict[str, list[int]] = {page: [] for page in pages}
    advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    there = 1
    for size in (1, 3, 300):
        for number in range(there, size + 1):
            day = date(2027, 3, 1) + number * DAY
            factories.period(
                session,
                world.phase,
                slug=f"p{number}",
                starts_on=day,
                ends_on=day,
                status=PeriodStatus.SCHEDULED,
            )
        there = size + 1
        for page in pages:
            office.get(page)
            counts[page].append(len(office.statements))
    assert all(len(set(found)) == 1 for found in counts.values()), counts
    assert max(found[0] for found in counts.values()) <= 8
