"""The pages of packs take the same number of statements for any number of workstreams."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Pack, ReportingPeriod, Workstream
from models.enums import UpdateStatus
from tests import factories
from tests.conftest import SignIn
from tests.packs import stages
from tests.world import World, actor_of, advance
from webapp.packs import actions


@pytest.mark.parametrize(
    "page, most",
    [("/packs", 4), ("pack", 9), ("issue", 11), ("edition", 12), ("download", 5)],
)
def test_a_page_takes_the_same_statements_for_2_and_for_50_workstreams(
    session: Session, world: World, sign_in: SignIn, page: str, most: int
) -> None:
    office = sign_in(world.office)

    def cost(period: ReportingPeriod, pack: Pack) -> int:
        """Take a period to the stage whose page is asked for, and count its statements."""
        setting = replace(world, period=period, pack=pack)
        address = page
        if page in ("edition", "download"):
            edition = _agreed(session, setting, issue=True).editions[0]
            address = f"/editions/{edition.id}" + ("/json" if page == "download" else "")
        elif page == "issue":
            address = f"/packs/{_agreed(session, setting).id}/issue"
        elif page == "pack":
            address = f"/packs/{pack.id}"
        office.get(address)
        return len(office.statements)

    advance(session, world.first_update, UpdateStatus.APPROVED)
    few = cost(world.period, world.pack)
    period = factories.period(
        session,
        world.phase,
        slug="2026-04",
        starts_on=date(2026, 3, 1),
        ends_on=date(2026, 4, 30),
    )
    pack = factories.pack(session, period)
    for _ in range(48):
        factories.workstream(session, world.phase, lead=world.lead, sponsor=world.sponsor)
    for workstream in session.scalars(select(Workstream).order_by(Workstream.id)).all():
        advance(session, factories.update(session, workstream, period), UpdateStatus.APPROVED)
    many = cost(period, pack)
    assert few == many <= most


@pytest.mark.parametrize(
    "page, most", [("review", 9), ("decide", 9), ("correct", 10), ("corrected", 10)]
)
def test_pages_of_group_and_correction_take_the_same_statements_for_2_and_for_30_workstreams(
    session: Session, world: World, sign_in: SignIn, page: str, most: int
) -> None:
    def cost(month: int, more: int) -> int:
        for _ in range(more):
            factories.workstream(session, world.phase, lead=world.lead, sponsor=world.sponsor)
        period = factories.period(
            session,
            world.phase,
            slug=f"2025-{month}",
            starts_on=date(2025, month, 1),
            ends_on=date(2025, month, 28),
        )
        setting = replace(world, period=period, pack=factories.pack(session, period))
        workstreams = session.scalars(select(Workstream).order_by(Workstream.id)).all()
        updates = [factories.update(session, row, period) for row in workstreams]
        for row in updates:
            advance(session, row, UpdateStatus.APPROVED)
        if page in ("correct", "corrected"):
            board = _agreed(session, setting, issue=True)
            address = f"/editions/{board.editions[0].id}/correct"
            if page == "corrected":
                stages.correct(session, setting, updates[0])
                address = f"/packs/{setting.pack.id}"
        else:
            pack = stages.fetch(session, world.office, setting.pack)
            actions.review(session, pack, actor_of(session, world.office), at=factories.AT)
            address = f"/packs/{setting.pack.id}"
            address += f"/updates/{updates[0].id}" if page == "decide" else ""
        browser = sign_in(world.office if page == "correct" else world.member)
        browser.get(address)
        return len(browser.statements)

    assert cost(3, 0) == cost(5, 28) <= most


def _agreed(session: Session, world: World, *, issue: bool = False) -> Pack:
    """Take a pack whose updates are approved to the agreement or the issue; returns the board's."""
    office = actor_of(session, world.office)
    pack = stages.fetch(session, world.office, world.pack)
    actions.review(session, pack, office, at=factories.AT)
    chair = actor_of(session, world.chair)
    actions.agree(session, pack, chair, at=factories.AT, seen=pack.version)
    board = stages.fetch(session, world.office, stages.board_of(session, world))
    stages.settle(session, world, board)
    if issue:
        actions.issue(session, board, office, at=factories.AT)
    return board
