"""Sign-offs: for one wording, never after the meeting; a change ends them."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import column, delete, func, select, table, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import AuditEntry
from models.covers import CoverReport
from tests.factories import AT
from tests.packs import stages
from tests.packs.cover import desk
from tests.world import World, actor_of
from webapp.domain.errors import Incomplete, NotAllowed, Stale
from webapp.domain.exempt import Exemption
from webapp.packs.cover import officers, queries
from webapp.packs.cover.content import Recommendation
from webapp.packs.cover.signing import (
    Standing,
    standing,
    why_not_due,
    why_not_signed,
    wording,
)

DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
TEXTS = st.sampled_from(("", "None", "One million."))


class Machine(RuleBasedStateMachine):
    """An implication that is written, asked for and signed off while recommendations change."""

    @initialize()
    def begin(self) -> None:
        self.text, self.asked = "", False
        self.recommended = (Recommendation(handle="r1", text="Note."),)
        self.exempt: Exemption | None = None
        self.signed: list[Signed] = []
        self.wordings: list[tuple[object, ...]] = []

    def now(self) -> str:
        return wording("Financial", self.text, self.exempt, self.recommended)

    @rule(text=TEXTS)
    def write(self, text: str) -> None:
        self.text = text

    @rule(text=TEXTS)
    def recommend(self, text: str) -> None:
        self.recommended = (Recommendation(handle="r1", text=text),)

    @rule(paragraph=st.sampled_from((None, 3, 4)))
    def mark(self, paragraph: int | None) -> None:
        self.exempt = Exemption(paragraph=paragraph) if paragraph else None

    @rule()
    def ask(self) -> None:
        self.asked = True

    @rule()
    def sign(self) -> None:
        self.signed.append(Signed(self.now()))
        self.wordings.append((self.text, self.exempt, self.recommended))

    @invariant()
    def stands_only_for_what_was_signed(self) -> None:
        found = standing(self.signed, self.now(), asked=self.asked)
        same = (self.text, self.exempt, self.recommended) in self.wordings
        assert (found is Standing.SIGNED) is same
        if not same:
            expected = Standing.ASKED if self.asked else Standing.UNASKED
            assert found is (Standing.CHANGED if self.signed else expected)


class Signed:
    """A sign-off without a database."""

    def __init__(self, sha256: str) -> None:
        self.sha256 = sha256


TestMachine = Machine.TestCase
TestMachine.settings = settings(max_examples=50, stateful_step_count=15, deadline=None)


@given(DAYS, DAYS, DAYS)
def test_days_are_before_the_meeting_and_not_in_the_wrong_half_of_time(
    chosen: date, meets_on: date, today: date
):
    signed = why_not_signed(chosen, meets_on=meets_on, today=today)
    assert (signed is None) is (chosen <= min(meets_on, today))
    due = why_not_due(chosen, meets_on=meets_on, today=today)
    assert (due is None) is (today <= chosen < meets_on)


@pytest.fixture
def cover(session: Session, world: World) -> CoverReport:
    cover = desk.begin(session, world)
    desk.write(session, world, cover, 1, "None")
    row = queries.find_implication(desk.fetch(session, world.office, cover), 1)
    officers.ask(
        session,
        row,
        actor_of(session, world.office),
        at=AT,
        officer_id=world.outsider.id,
        due_on=desk.DUE_ON,
    )
    return cover


def test_only_the_officer_signs_and_the_office_records(
    session: Session, world: World, cover: CoverReport
) -> None:
    row = queries.find_implication(desk.fetch(session, world.office, cover), 1)
    before = session.scalar(select(func.count()).select_from(AuditEntry))
    for who in (world.office, world.director, world.lead):
        with pytest.raises(NotAllowed):
            officers.sign(session, row, actor_of(session, who), at=AT, seen=row.sha256)
    officer = actor_of(session, world.outsider)
    with pytest.raises(NotAllowed):
        officers.record_sign_off(
            session,
            row,
            officer,
            at=AT,
            seen=row.sha256,
            officer="A",
            signed_on=AT.date(),
            reference="B",
        )
    with pytest.raises(Stale):
        officers.sign(session, row, officer, at=AT, seen="0" * 64)
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == before
    for _ in range(2):
        officers.sign(session, row, officer, at=AT, seen=row.sha256)
    assert [one.officer for one in row.sign_offs] == ["New starter"]


def test_an_officer_cannot_sign_after_the_meeting_or_nothing(
    session: Session, world: World, cover: CoverReport
) -> None:
    officer = actor_of(session, world.outsider)
    row = queries.find_implication(desk.fetch(session, world.outsider, cover), 1)
    with pytest.raises(Incomplete, match="later than the meeting"):
        officers.sign(session, row, officer, at=AT + timedelta(days=40), seen=row.sha256)
    desk.write(session, world, cover, 1, "")
    row = queries.find_implication(desk.fetch(session, world.outsider, cover), 1)
    with pytest.raises(Incomplete, match="Write the implications first"):
        officers.sign(session, row, officer, at=AT, seen=row.sha256)


@pytest.mark.both_databases
def test_sign_offs_editions_and_files_only_grow(session: Session, world: World) -> None:
    cover = desk.ready(session, world)
    desk.issue(session, world, cover)
    session.commit()
    for name in ("cover_sign_offs", "cover_editions", "cover_files"):
        rows = table(name, column("id"))
        for statement in (delete(rows), update(rows).values(id=1)):
            with pytest.raises(IntegrityError, match="only grows"):
                session.execute(statement)
            session.rollback()


def test_what_waits_for_an_officer(session: Session, world: World, cover: CoverReport) -> None:
    found = desk.fetch(session, world.outsider, cover)
    assert [row.position for row in officers.waiting_for(found, world.outsider.id)] == [1]
    desk.sign_all(session, world, cover)
    found = desk.fetch(session, world.outsider, cover)
    assert officers.waiting_for(found, world.outsider.id) == []
    assert stages.fetch(session, world.office, found.pack).id == found.pack_id
