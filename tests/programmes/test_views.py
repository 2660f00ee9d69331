"""The board and the ratings behind it, as each role sees them."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from models import Person
from models.enums import PeriodStatus, Role, UpdateStatus
from tests import factories
from tests import world as setting
from tests.page import Page, words
from tests.programmes.stages import issued_period
from tests.visitor import Visitor
from tests.world import World

SignIn = Callable[[Person], Visitor]
BOARD = "/programmes/improvement"
ON_THE_BOARD = (
    "contributor",
    "lead",
    "sponsor",
    "office",
    "member",
    "chair",
    "director",
    "auditor",
)


def rows(page: Page) -> list[list[str]]:
    """Return the words of each workstream's cells, its name first."""
    found = page.all("//table[@class='board']/tbody/tr[th]")
    return [[words(cell) for cell in row] for row in found]


def rating_links(page: Page) -> list[str]:
    return [href for _, href in page.links if "/ratings/" in href]


@pytest.mark.parametrize(
    "who",
    [*ON_THE_BOARD, "second_lead", "second_sponsor", "reader", "administrator", "outsider"],
)
def test_the_board_is_for_those_who_work_on_the_programme(
    who: str, sign_in: SignIn, world: World
) -> None:
    hidden = who in {"reader", "administrator", "outsider"}
    page = sign_in(world.people[who]).get(BOARD, status=404 if hidden else 200)
    assert ("Improvement programme" in page.h1) != hidden


def test_a_programme_that_does_not_exist_is_not_found(sign_in: SignIn, world: World) -> None:
    sign_in(world.office).get("/programmes/no-such-programme", status=404)


def test_the_board_says_state_holder_days_and_deadlines(
    sign_in: SignIn, session: Session, world: World
) -> None:
    setting.advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    page = sign_in(world.office).get(BOARD)
    assert rows(page) == [
        ["G. Governance", "With sponsor With Governance sponsor (sponsor) since today"],
        ["F. Finance", "Not started With Finance lead (lead) since today"],
    ]
    assert "0 of 2 approved" in page.main
    assert "Updates due from leads 6 March 2026 in 4 working days" in page.main


def test_the_returns_bar_counts_approvals(sign_in: SignIn, session: Session, world: World) -> None:
    setting.advance(session, world.first_update, UpdateStatus.APPROVED)
    page = sign_in(world.office).get(BOARD)
    assert "1 of 2 approved" in page.main
    assert len(page.all("//ol[@class='returns']/li")) == 2
    assert len(page.all("//li[contains(@class, 'returns__part--done')]")) == 1


def test_issued_ratings_show_how_they_changed(
    sign_in: SignIn, session: Session, world: World
) -> None:
    issued_period(session, world, 2, {world.first: 3, world.second: 3})
    issued_period(session, world, 1, {world.first: 2})
    page = sign_in(world.office).get(BOARD)
    governance, finance = rows(page)
    assert governance[2].endswith("Improved")
    assert governance[3].endswith("First rating")
    assert finance[2:] == [
        "No rating",
        "Amber: why Finance had this rating in Period 2 back •First rating",
    ]


def test_a_proposed_rating_is_not_on_the_board_before_it_is_confirmed(
    sign_in: SignIn, session: Session, world: World
) -> None:
    setting.advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    assert rating_links(sign_in(world.office).get(BOARD)) == []
    setting.advance(session, world.second_update, UpdateStatus.APPROVED, step=4)
    page = sign_in(world.office).get(BOARD)
    assert rating_links(page) == [f"{BOARD}/ratings/{world.second_update.id}"]
    assert "Amber/Red" in rows(page)[1][1]


def test_leads_see_confirmed_ratings_of_their_own_workstream_only(
    sign_in: SignIn, session: Session, world: World
) -> None:
    setting.advance(session, world.first_update, UpdateStatus.APPROVED, step=4)
    setting.advance(session, world.second_update, UpdateStatus.APPROVED, step=5)
    governance, finance = rows(sign_in(world.lead).get(BOARD))
    assert "Amber/Red" in governance[1]
    assert finance[1].startswith("Approved With Programme office")


def test_everyone_on_the_board_sees_issued_ratings(
    sign_in: SignIn, session: Session, world: World
) -> None:
    _, updates = issued_period(session, world, 1, {world.first: 1, world.second: 5})
    page = sign_in(world.lead).get(BOARD)
    assert rows(page)[1][2] == "Red •First rating"
    assert rating_links(page) == [f"{BOARD}/ratings/{updates[world.first.id].id}"]


def test_the_board_shows_six_periods_and_knows_the_one_before(
    sign_in: SignIn, session: Session, world: World
) -> None:
    for back in range(7, 0, -1):
        issued_period(session, world, back, {world.first: 3})
    (governance, _) = rows(sign_in(world.office).get(BOARD))
    assert len(governance) == 1 + 6
    assert governance[-1].endswith("No change")


def test_the_board_is_chosen_and_ordered_by_its_address(
    sign_in: SignIn, session: Session, world: World
) -> None:
    setting.advance(session, world.first_update, UpdateStatus.DRAFT)
    office = sign_in(world.office)
    page = office.submit(office.get(BOARD).form(BOARD), {"sort": "name"}, status=200)
    assert [row[0] for row in rows(page)] == ["F. Finance", "G. Governance"]
    assert page.value("sort") == "name"
    page = office.get(f"{BOARD}?state=draft")
    assert [row[0] for row in rows(page)] == ["G. Governance"]
    assert "1 of 2 workstreams" in page.main
    page = office.get(f"{BOARD}?rating=5")
    assert rows(page) == []
    assert ("Show all workstreams", BOARD) in page.links


def test_choosing_with_htmx_answers_with_the_grid_alone(sign_in: SignIn, world: World) -> None:
    part = sign_in(world.office).get_part(f"{BOARD}?sort=name")
    assert part.is_part
    assert [row[0] for row in rows(part)] == ["F. Finance", "G. Governance"]
    assert part.all("//p[@data-announce]")


def test_the_pack_is_linked_for_those_who_may_read_it(sign_in: SignIn, world: World) -> None:
    link = ("Pack for the Improvement Group", f"/packs/{world.pack.id}")
    assert link in sign_in(world.chair).get(BOARD).links
    assert link not in sign_in(world.lead).get(BOARD).links


def test_between_periods_the_board_says_what_is_next(sign_in: SignIn, world: World) -> None:
    world.period.status = PeriodStatus.SCHEDULED
    page = sign_in(world.office).get(BOARD)
    assert "No reporting period is open." in page.main
    assert "The next one is January and February 2026." in page.main
    assert "No reporting period has been opened in this phase yet." in page.main


def test_a_programme_without_phases_says_so(
    sign_in: SignIn, session: Session, world: World
) -> None:
    bare = factories.programme(session, world.organisation, slug="bare", name="New programme")
    factories.grant(session, world.office, Role.PMO, on=bare)
    page = sign_in(world.office).get("/programmes/bare")
    assert "This programme has no phase yet." in page.main


def test_earlier_phases_are_listed(sign_in: SignIn, session: Session, world: World) -> None:
    world.phase.number = 2
    session.flush()
    earlier = factories.phase(session, world.programme, world.scale)
    earlier.name, earlier.summary = "Phase 1: foundations", "It ended with **nothing** open."
    page = sign_in(world.office).get(BOARD)
    assert "Phase 1: foundations" in page.main
    assert page.all("//strong[text()='nothing']")


def test_a_rating_opens_as_a_page(sign_in: SignIn, session: Session, world: World) -> None:
    setting.advance(session, world.first_update, UpdateStatus.ACCEPTED, step=4)
    page = sign_in(world.office).get(f"{BOARD}/ratings/{world.first_update.id}")
    assert "G. Governance, January and February 2026" in page.main
    for expected in (
        "Amber/Red",
        "The work is on course, and two vacancies are being filled.",
        "Proposed Green/Amber Governance lead, 2 March 2026 at 9:30am",
        "Confirmed Amber/Red Changed Governance sponsor, 2 March 2026 at 9:30am",
        "The vacancies worry me.",
        "I agree with this account.",
        "Agreed by the Improvement Group Amber/Red Group chair (chair), 2 March 2026 at 9:30am",
    ):
        assert expected in page.main
    assert f"/updates/{world.first_update.id}" in [href for _, href in page.links]


def test_a_rating_that_was_not_changed_gives_no_reason_for_a_change(
    sign_in: SignIn, session: Session, world: World
) -> None:
    setting.advance(session, world.first_update, UpdateStatus.APPROVED)
    page = sign_in(world.office).get(f"{BOARD}/ratings/{world.first_update.id}")
    assert "The lead’s reasons" in page.main
    assert "Changed" not in page.main
    assert "Agreed by the Improvement Group" not in page.main


def test_a_rating_opens_in_the_board(sign_in: SignIn, session: Session, world: World) -> None:
    setting.advance(session, world.first_update, UpdateStatus.APPROVED)
    part = sign_in(world.office).get_part(f"{BOARD}/ratings/{world.first_update.id}")
    assert part.is_part
    assert [words(summary) for summary in part.all("//details[@open]/summary[@data-focus]")] == [
        "Why Governance was rated Green/Amber in January and February 2026"
    ]


@pytest.mark.parametrize(
    "who,status",
    [
        ("lead", 200),
        ("contributor", 200),
        ("sponsor", 200),
        ("office", 200),
        ("director", 200),
        ("auditor", 200),
        ("member", 200),
        ("chair", 200),
        ("second_lead", 404),
        ("second_sponsor", 404),
        ("reader", 404),
        ("administrator", 404),
        ("outsider", 404),
    ],
)
def test_a_rating_is_for_those_who_may_read_the_update(
    who: str, status: int, sign_in: SignIn, session: Session, world: World
) -> None:
    setting.advance(session, world.first_update, UpdateStatus.APPROVED)
    address = f"{BOARD}/ratings/{world.first_update.id}"
    assert sign_in(world.people[who]).get(address, status=status).status == status


def test_a_rating_that_is_not_confirmed_is_not_found(
    sign_in: SignIn, session: Session, world: World
) -> None:
    setting.advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    office = sign_in(world.office)
    office.get(f"{BOARD}/ratings/{world.first_update.id}", status=404)
    office.get(f"{BOARD}/ratings/9999", status=404)


def test_a_rating_is_found_under_its_own_programme_only(
    sign_in: SignIn, session: Session, world: World
) -> None:
    setting.advance(session, world.first_update, UpdateStatus.APPROVED)
    other = factories.programme(session, world.organisation, slug="other", name="Other")
    factories.grant(session, world.office, Role.PMO, on=other)
    sign_in(world.office).get(f"/programmes/other/ratings/{world.first_update.id}", status=404)


@pytest.mark.both_databases
def test_the_board_takes_the_same_statements_for_1_3_and_50_workstreams(
    sign_in: SignIn, session: Session, world: World
) -> None:
    office = sign_in(world.office)
    counts = []
    for more in (0, 1, 47):
        for _ in range(more):
            extra = factories.workstream(session, world.phase, lead=world.lead)
            factories.update(session, extra, world.period)
        if more == 1:
            issued_period(session, world, 1, {world.first: 3, world.second: 2})
        office.get(BOARD)
        counts.append(len(office.statements))
    assert len(set(counts)) == 1
    assert counts[0] <= 8 + 3
