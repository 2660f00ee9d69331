"""The pages before a pack goes out: what was found stops it until it is mended or decided."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from time_machine import Traveller

from models import AuditEntry, Edition, EditionFinding, FindingAccepted, Pack, RoleGrant
from models.enums import PackStatus, PeriodStatus
from tests.conftest import SignIn
from tests.factories import AT, BEGINNING
from tests.packs import stages
from tests.page import Page
from tests.world import World, actor_of
from webapp.domain.errors import Incomplete
from webapp.domain.recipes import STANDARD
from webapp.packs import accepting, actions, contents, others

WRONG = "All three workstreams report."
REASON = "The third reports from May on."


@pytest.fixture
def board(session: Session, world: World) -> Pack:
    """Return a board's pack whose overview counts three workstreams where there are two."""
    return stages.board_pack(session, world, WRONG)


def accept_forms(page: Page) -> list[str]:
    """Return where the forms that accept a finding go."""
    return [form.action for form in page.forms if "/findings/" in form.action]


@pytest.mark.both_databases
def test_a_pack_goes_out_only_when_what_was_found_is_decided(
    session: Session, world: World, board: Pack
) -> None:
    office = actor_of(session, world.office)
    with pytest.raises(Incomplete, match="Nobody has decided on one thing the checks found"):
        actions.issue(session, board, office, at=AT)
    assert board.editions == []
    assert session.scalars(select(EditionFinding)).all() == []
    (judged,) = accepting.judge_pack(session, board, contents.pack_data(session, board, at=AT))
    row = accepting.accept(session, board, office, at=AT, finding=judged.finding, reason=REASON)
    edition = actions.issue(session, board, office, at=AT)
    assert accepting.kept(session, edition) == [row]
    assert board.status is PackStatus.ISSUED


def test_what_is_decided_on_its_page_is_recorded_and_shown_beside_the_edition(
    session: Session, world: World, board: Pack, sign_in: SignIn
) -> None:
    office = sign_in(world.office)
    address = f"/packs/{board.id}/issue"
    page = office.get(address)
    assert "The text says “All three workstreams”" in page.main
    assert "It cannot go out yet." in page.main
    assert not [form for form in page.forms if form.action == address]
    office.post(address, {"confirm": "y"}, status=422)
    (form,) = (form for form in page.forms if "/findings/" in form.action)
    refused = office.submit(form, status=422)
    assert refused.errors == ["Say why it goes out with this"]
    page = office.follow(office.submit(form, {form.values[1][0]: REASON}))
    assert "The decision is recorded." in page.main
    assert "Everything the checks found is settled." in page.main
    assert REASON in page.main
    assert "Programme office, 2 March 2026" in page.main
    office.submit(form, {form.values[1][0]: REASON})
    assert len(session.scalars(select(FindingAccepted)).all()) == 1, "a second click does nothing"
    entries = session.scalars(select(AuditEntry.action).order_by(AuditEntry.sequence)).all()
    assert entries[-1] == "pack.accept"
    read = office.follow(office.submit(page.form("/issue"), {"confirm": "y"}))
    assert "Decisions made before issue" in read.main
    assert REASON in read.main
    assert REASON in sign_in(world.auditor).get(read.url).main
    for person in (world.lead, world.sponsor, world.member, world.reader):
        assert REASON not in sign_in(person).get(read.url).text


def test_who_may_not_decide_is_told_so_whatever_is_sent(
    world: World, board: Pack, sign_in: SignIn
) -> None:
    (action,) = accept_forms(sign_in(world.office).get(f"/packs/{board.id}/issue"))
    for address in (action, f"/packs/{board.id}/findings/unknown"):
        page = sign_in(world.chair).post(address, {}, status=403)
        assert "Only the programme office can do this." in page.main


def test_a_reason_can_be_changed_and_the_latest_goes_with_the_edition(
    session: Session, world: World, board: Pack
) -> None:
    office = actor_of(session, world.office)
    (judged,) = accepting.judge_pack(session, board, contents.pack_data(session, board, at=AT))
    for reason in ("One.", "Two."):
        accepting.accept(session, board, office, at=AT, finding=judged.finding, reason=reason)
    edition = actions.issue(session, board, office, at=AT)
    assert [row.reason for row in accepting.kept(session, edition)] == ["Two."]


def test_what_changed_since_it_was_read_is_not_decided_unseen(
    session: Session, world: World, board: Pack, sign_in: SignIn
) -> None:
    office = sign_in(world.office)
    (action,) = accept_forms(office.get(f"/packs/{board.id}/issue"))
    stages.release(session, world)
    stages.write_overview(session, world, "All five workstreams report.")
    group = stages.fetch(session, world.chair, world.pack)
    actions.agree(session, group, actor_of(session, world.chair), at=AT, seen=group.version)
    page = office.post(action, {"reason": REASON}, status=409)
    assert "What the checks find has changed" in page.main
    assert session.scalars(select(FindingAccepted)).all() == []


def test_the_group_meets_what_was_found_early_and_a_decision_goes_on_to_the_board(
    session: Session, world: World, sign_in: SignIn
) -> None:
    pack = stages.review(session, world, WRONG)
    address = f"/packs/{pack.id}"
    office = sign_in(world.office)
    assert f"{address}/findings" in [href for _, href in office.get(address).links]
    part = office.get_part(f"{address}/findings")
    assert "1 is still to be settled" in part.text
    chair = sign_in(world.chair)
    assert f"{address}/findings" in [href for _, href in chair.get(address).links]
    seen = chair.get(f"{address}/findings")
    assert "The text says “All three workstreams”" in seen.main
    assert accept_forms(seen) == []
    member = sign_in(world.member).get(address)
    assert f"{address}/findings" not in [href for _, href in member.links]
    page = office.get(f"{address}/findings")
    assert "Change the overview" in page.main
    (form,) = (form for form in page.forms if "/findings/" in form.action)
    office.submit(form, {form.values[1][0]: REASON})
    chair.submit(chair.get(address).form("/agree"))
    board = stages.board_of(session, world)
    page = office.get(f"/packs/{board.id}/issue")
    assert "Stop the pack, so that it can be changed" in page.main
    assert office.submit(page.form("/issue"), {"confirm": "y"}).headers["Location"]


def test_a_further_pack_is_asked_only_about_what_is_new_in_it(
    session: Session, world: World, board: Pack
) -> None:
    stages.settle(session, world, board)
    office = actor_of(session, world.office)
    actions.issue(session, board, office, at=AT)
    for name in ("scrutiny", "deep-dive"):
        about = world.first if name == "deep-dive" else None
        pack = others.open_other(session, board, STANDARD[name], office, at=AT, workstream=about)
        row = stages.fetch(session, world.office, pack)
        assert actions.issue(session, row, office, at=AT).number == 1


def test_what_can_only_be_mended_is_not_offered_a_reason(
    session: Session, world: World, sign_in: SignIn
) -> None:
    pack = stages.review(session, world, "See Appendix Q.")
    office = sign_in(world.office)
    page = office.get(f"/packs/{pack.id}/findings")
    assert "Mend:" in page.main
    assert accept_forms(page) == []


def test_decisions_and_findings_cost_the_same_for_any_number_of_them(
    session: Session, world: World, board: Pack, sign_in: SignIn
) -> None:
    office = sign_in(world.office)
    office.get(f"/packs/{board.id}/issue")
    before = len(office.statements)
    stages.settle(session, world, board)
    office.get(f"/packs/{board.id}/issue")
    assert len(office.statements) == before


def test_an_edition_that_was_issued_takes_no_more_decisions(
    session: Session, world: World, board: Pack, sign_in: SignIn
) -> None:
    office = sign_in(world.office)
    (action,) = accept_forms(office.get(f"/packs/{board.id}/issue"))
    stages.settle(session, world, board)
    actions.issue(session, board, actor_of(session, world.office), at=AT + timedelta(hours=1))
    page = office.post(action, {"reason": REASON}, status=409)
    assert "The pack has gone on" in page.main
    assert len(session.scalars(select(Edition)).all()) == 2


def test_a_pack_does_not_go_out_by_accident(
    session: Session, world: World, sign_in: SignIn
) -> None:
    board = stages.board_pack(session, world)
    office = sign_in(world.office)
    page = office.get(f"/packs/{board.id}/issue")
    assert "Without a report: Finance." in page.main
    page = office.submit(page.form("/issue"), status=422)
    assert page.errors == ["Confirm that you have read the pack and that it may go out"]
    session.expire_all()
    assert world.period.status is PeriodStatus.IN_PREPARATION


def test_the_issue_page_says_what_is_missing(
    session: Session, world: World, sign_in: SignIn
) -> None:
    stages.write_overview(session, world)
    stages.write_overview(session, world, "")
    stages.approve_first(session, world)
    office, chair = sign_in(world.office), sign_in(world.chair)
    address = f"/packs/{world.pack.id}"
    office.submit(office.get(address).form("/open-review"))
    chair.submit(chair.get(address).form("/agree"))
    for grant in session.scalars(select(RoleGrant).where(RoleGrant.person_id == world.reader.id)):
        grant.ends_on = BEGINNING
    page = office.get(f"/packs/{stages.board_of(session, world).id}/issue")
    assert "The pack has no overview." in page.main
    assert "nobody there gets a message" in page.main


def test_the_groups_pack_has_no_page_to_issue_it(
    session: Session, world: World, sign_in: SignIn
) -> None:
    stages.agree(session, world)
    office = sign_in(world.office)
    page = office.get(f"/packs/{world.pack.id}/issue", status=303)
    assert page.headers["Location"] == f"/packs/{world.pack.id}"


def test_the_hours_in_which_a_pack_can_be_stopped_are_shown_and_kept(
    session: Session, world: World, sign_in: SignIn, clock: Traveller
) -> None:
    world.programme.quarantine_hours = 48
    board = stages.board_pack(session, world)
    office = sign_in(world.office)
    page = office.get(f"/packs/{board.id}")
    assert "It can go out from 4 March 2026 at 9:30am." in page.main
    assert "Check and issue" not in page.main
    page = office.get(f"/packs/{board.id}/issue")
    assert "This pack can go out from 4 March 2026 at 9:30am." in page.main
    office.post(f"/packs/{board.id}/issue", {"confirm": "y"}, status=409)
    free = AT + timedelta(hours=48)
    clock.move_to(free)
    office = stages.later(sign_in, world.office, free)
    page = office.get(f"/packs/{board.id}/issue")
    office.submit(page.form("/issue"), {"confirm": "y"})


def test_what_the_checks_found_stands_on_the_page_before_issue(
    session: Session, world: World, sign_in: SignIn
) -> None:
    pack = stages.review(session, world)
    stages.write_overview(session, world, "The plan is due on 31 November 2026.")
    pack = stages.fetch(session, world.chair, pack)
    chair = actor_of(session, world.chair)
    actions.agree(session, pack, chair, at=AT, seen=pack.version)
    page = sign_in(world.office).get(f"/packs/{stages.board_of(session, world).id}/issue")
    assert "What the checks found" in page.main
    assert "31 November 2026" in page.main
