"""Pages take as many statements for fifty workstreams as for one; decisions take few.

And no page goes through a table from end to end that gets longer with every period.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from models import Edition, ProgressUpdate, Workstream
from models.enums import UpdateStatus
from tests import factories
from tests.conftest import SignIn
from tests.factories import AT
from tests.packs import stages
from tests.visitor import Visitor
from tests.world import World, actor_of, advance
from webapp.packs import actions, queries

SIZES = (1, 3, 50)
"""Further workstreams beside one in each state."""
MOST_FOR_A_DECISION = 15
STATES = (
    UpdateStatus.NOT_STARTED,
    UpdateStatus.DRAFT,
    UpdateStatus.WITH_SPONSOR,
    UpdateStatus.RETURNED,
    UpdateStatus.APPROVED,
)
HOLDERS = (
    "contributor",
    "lead",
    "sponsor",
    "office",
    "member",
    "chair",
    "director",
    "reader",
    "auditor",
    "administrator",
)

GROW = {
    "addenda",
    "agreed_ratings",
    "audit_entries",
    "decisions",
    "edition_entries",
    "editions",
    "minutes",
    "packs",
    "progress_updates",
    "register_items",
    "reporting_periods",
    "revisions",
    "role_grants",
    "update_events",
}
"""Tables that get longer with every period, in every programme there is.

Messages are not among them: their page counts them all, and they lead to a programme in four ways.
"""
WHOLE = re.compile(r"SCAN (\w+?)(?:_\d+)?(?: USING .*)?$")


class Growing:
    """A programme that gets more workstreams, periods, updates and editions."""

    def __init__(self, session: Session, world: World) -> None:
        self.session, self.world = session, world
        self.rows: dict[UpdateStatus, ProgressUpdate] = {}
        for state in STATES:
            self.rows[state] = self.add(state)
        self.size = 0

    def add(self, state: UpdateStatus) -> ProgressUpdate:
        """Add a workstream with its update of the current period in a state."""
        workstream = factories.workstream(
            self.session, self.world.phase, lead=self.world.lead, sponsor=self.world.sponsor
        )
        row = factories.update(self.session, workstream, self.world.period)
        return advance(self.session, row, state)

    def grow(self, size: int) -> Edition:
        """Add workstreams, and an issued period that all of them report in; return its edition."""
        world = self.world
        while self.size < size:
            self.add(STATES[self.size % len(STATES)])
            self.size += 1
        month = SIZES.index(size) + 2
        period = factories.period(
            self.session,
            world.phase,
            slug=f"2025-{month}",
            starts_on=date(2025, month, 1),
            ends_on=date(2025, month, 28),
        )
        past = replace(world, period=period, pack=factories.pack(self.session, period))
        for workstream in self.session.scalars(
            select(Workstream).where(Workstream.phase_id == world.phase.id)
        ).all():
            row = factories.update(self.session, workstream, period)
            advance(self.session, row, UpdateStatus.APPROVED)
        office, chair = (actor_of(self.session, who) for who in (world.office, world.chair))
        pack = stages.fetch(self.session, world.office, past.pack)
        actions.review(self.session, pack, office, at=AT)
        actions.agree(self.session, pack, chair, at=AT, seen=pack.version)
        board = queries.board_pack(self.session, past.pack)
        assert board is not None
        stages.settle(self.session, past, board)
        return actions.issue(
            self.session, stages.fetch(self.session, world.office, board), office, at=AT
        )


def pages(growing: Growing, edition: Edition) -> list[tuple[str, str]]:
    """Return every main page with somebody who reads it."""
    world, rows = growing.world, growing.rows

    def update(state: UpdateStatus, page: str = "") -> str:
        return f"/updates/{rows[state].id}{page}"

    return [
        *((name, "/") for name in HOLDERS),
        *((name, f"/programmes/{world.programme.slug}") for name in ("lead", "chair", "office")),
        *(
            (name, f"/programmes/{world.programme.slug}/workstreams/{workstream_id}")
            for name in ("lead", "office", "reader")
            for workstream_id in (
                world.first.id,
                rows[UpdateStatus.WITH_SPONSOR].workstream_id,
            )
        ),
        *((name, f"/programmes/{world.programme.slug}/calendar") for name in ("lead", "office")),
        ("office", f"/programmes/{world.programme.slug}/periods/{world.period.id}"),
        ("lead", f"/programmes/{world.programme.slug}/concerns"),
        ("office", f"/programmes/{world.programme.slug}/acronyms"),
        ("office", "/account/absences"),
        ("office", "/messages"),
        ("office", f"/programmes/{world.programme.slug}/reminders"),
        *((name, f"/programmes/{world.programme.slug}/cycle") for name in ("office", "director")),
        ("office", f"/programmes/{world.programme.slug}/cycle/people"),
        ("office", f"/programmes/{world.programme.slug}/cycle/periods/{world.period.id}/close"),
        *((name, f"/packs/{world.pack.id}") for name in ("office", "chair", "director")),
        *(
            (name, f"/packs/{world.pack.id}/meeting{screen}")
            for name in ("office", "chair")
            for screen in ("", "/g", "-end", "-paper")
        ),
        ("office", f"/packs/{world.pack.id}/cover-reports"),
        ("reader", f"/editions/{edition.id}/cover-reports"),
        *((name, "/packs") for name in ("reader", "office")),
        ("reader", "/reading"),
        ("office", f"/programmes/{world.programme.slug}/recommendations"),
        ("office", f"/programmes/{world.programme.slug}/cycle/people/readers"),
        *((name, f"/editions/{edition.id}") for name in ("reader", "lead")),
        ("lead", update(UpdateStatus.NOT_STARTED)),
        ("lead", update(UpdateStatus.DRAFT)),
        ("lead", update(UpdateStatus.RETURNED)),
        ("sponsor", update(UpdateStatus.WITH_SPONSOR)),
        ("chair", update(UpdateStatus.APPROVED)),
        ("lead", update(UpdateStatus.DRAFT, "/sections/activities")),
        ("lead", update(UpdateStatus.RETURNED, "/sections/milestones")),
        ("lead", update(UpdateStatus.DRAFT, "/check")),
        ("sponsor", update(UpdateStatus.WITH_SPONSOR, "/review")),
        ("auditor", update(UpdateStatus.APPROVED, "/history")),
        ("auditor", update(UpdateStatus.APPROVED, "/revisions/1")),
        (
            "auditor",
            f"/programmes/{world.programme.slug}/ratings/{rows[UpdateStatus.APPROVED].id}",
        ),
    ]


def test_no_page_takes_more_statements_when_there_is_more(
    session: Session, world: World, sign_in: SignIn
) -> None:
    growing = Growing(session, world)
    visitors = {name: sign_in(world.people[name]) for name in HOLDERS}
    # The first look of a sponsor is noted.
    visitors["sponsor"].get(f"/updates/{growing.rows[UpdateStatus.WITH_SPONSOR].id}/review")
    counts: dict[tuple[str, str], list[int]] = {}
    for size in SIZES:
        edition = growing.grow(size)
        for name, address in pages(growing, edition):
            visitors[name].get(address)
            plain = (
                address.replace(str(edition.id), "…")
                if address.startswith("/editions/")
                else address
            )
            counts.setdefault((name, plain), []).append(len(visitors[name].statements))
    different = {page: found for page, found in counts.items() if len(set(found)) > 1}
    assert different == {}
    assert max(found[0] for found in counts.values()) <= 17


def gone_through(connection: Connection, statement: str) -> Iterable[str]:
    """Yield the tables that SQLite would read from end to end for a statement.

    It was never told how long they are, so it takes an index wherever one serves.
    """
    values = (None,) * statement.count("?")
    for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values):
        found = WHOLE.match(row.detail)
        if found and found[1] in GROW:
            yield found[1]


def test_no_page_goes_through_what_grows_from_end_to_end(
    session: Session, world: World, sign_in: SignIn
) -> None:
    growing = Growing(session, world)
    edition = growing.grow(SIZES[0])
    visitors = {name: sign_in(world.people[name]) for name in HOLDERS}
    found: dict[tuple[str, str], set[str]] = {}
    for name, address in pages(growing, edition):
        visitors[name].get(address)
        for statement in visitors[name].statements:
            if statement.startswith("SELECT"):
                tables = set(gone_through(session.connection(), statement))
                if tables:
                    found[statement, address] = tables
    assert found == {}


def decide(visitor: Visitor, page: str, ending: str, button: str, typed: dict[str, str]) -> int:
    """Fill in a form of a page, press its button and return how many statements that took."""
    form = visitor.get(page).form(ending)
    visitor.submit(form, typed, button=button)
    return len(visitor.statements)


@pytest.mark.both_databases
def test_submit_and_approve_take_few_statements(
    session: Session, world: World, sign_in: SignIn
) -> None:
    """With milestones, risks and issues to bring into the registers, and people to be told."""
    row = advance(session, world.first_update, UpdateStatus.RETURNED)
    lead, sponsor = sign_in(world.lead), sign_in(world.sponsor)
    address = f"/updates/{row.id}"
    answer, attested = {"reply_concerns": "They stand."}, {"attested": "y"}
    submitting = decide(lead, f"{address}/check", "/submit", "Submit to the sponsor", answer)
    approving = decide(sponsor, f"{address}/review", "/approve", "Approve", attested)
    assert submitting <= MOST_FOR_A_DECISION
    assert approving <= MOST_FOR_A_DECISION
