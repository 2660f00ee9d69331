"""The life of an update against a model written on its own: every order of acts, every person.

The model knows nothing of the transition tables or the policy; it says in its own words who may do
what when. After each act the rows must say what the model says, the history must replay to the
present state, and the audit chain must verify.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pysqlite3.dbapi2
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from models import (
    AuditEntry,
    Base,
    Decision,
    Person,
    ProgressUpdate,
    Revision,
    UpdateEvent,
)
from models.enums import Action, Role, Section, UpdateStatus
from tests import factories
from tests.factories import AT
from tests.world import World, actor_of, build
from webapp import audit, moves
from webapp.domain.actor import Actor
from webapp.domain.content import (
    UpdateContent,
    decode,
    encode,
    fingerprint,
    section_fingerprint,
)
from webapp.domain.errors import Refusal, SectionConflict
from webapp.domain.workflow import UPDATE, next_status
from webapp.updates import actions, decisions, queries

PEOPLE = (
    "lead",
    "contributor",
    "sponsor",
    "co_sponsor",
    "deputy",
    "leading_deputy",
    "late_deputy",
    "second_sponsor",
    "office",
    "writing_officer",
    "chair",
    "leading_chair",
    "member",
    "director",
    "auditor",
    "administrator",
    "outsider",
)
WRITERS = {"lead", "contributor", "leading_deputy", "writing_officer", "leading_chair"}
LEADS = {"lead", "leading_deputy", "leading_chair"}
PLACES = {"sponsor": {"sponsor", "deputy", "leading_deputy"}, "co_sponsor": {"co_sponsor"}}
"""Whose approval is needed, and who may give it; the second place only where there are two."""
SPONSORS = {"sponsor", "co_sponsor", "deputy", "leading_deputy"}
OFFICE = {"office", "writing_officer"}
CHAIRS = {"chair", "leading_chair"}
GROUP = {"member", *CHAIRS}


def mostly(able: set[str]) -> st.SearchStrategy[str]:
    """Draw anybody, but more often one of those who may, so that stories get somewhere."""
    often = st.sampled_from(sorted(able))
    return st.one_of(often, often, often, st.sampled_from(PEOPLE))


def when(*states: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Try a rule in states in which it may succeed and, in reckless stories, in every state."""

    def fits(life: "Life") -> bool:
        return life.reckless or life.model.state in states

    return precondition(fits)


writers, leads, sponsors = mostly(WRITERS), mostly(LEADS), mostly(SPONSORS)
office, chair, group = mostly(OFFICE), mostly(CHAIRS), mostly(GROUP)
seldom = st.sampled_from([False, False, False, True])
texts = st.sampled_from(["", "One thing was done.", "Two things were done.", "## Much\n\n- more"])
steps = st.integers(1, 5)
reasons = st.sampled_from(["", "Say more.", "Say more."])
some_sections = st.sampled_from([(), (Section.ACTIVITIES,)])


@dataclass
class Model:
    """What should be true of the update."""

    two_sponsors: bool
    state: str = "not started"
    text: str = ""
    step: int | None = None
    written: bool = False
    writers: set[str] = field(default_factory=set)
    sent: list[tuple[str, int]] = field(default_factory=list)
    approvals: dict[str, tuple[str, int]] = field(default_factory=dict)
    """By place: who filled it for the latest revision, and with which rating."""
    open_sections: tuple[Section, ...] = ()
    confirmed: int | None = None
    agreed: int | None = None
    issued: tuple[int | None, int | None] | None = None
    """What was confirmed and agreed of an issued update that came back, until it is sent again."""
    moves: int = 0

    @property
    def places(self) -> dict[str, set[str]]:
        """Whose approval is needed, by whom it may be given."""
        return {
            name: able for name, able in PLACES.items() if self.two_sponsors or name != "co_sponsor"
        }

    @property
    def sponsors(self) -> set[str]:
        """Everybody who may decide for some sponsor."""
        return set().union(*self.places.values())

    @property
    def editable(self) -> bool:
        return self.state in ("draft", "sent back")

    def comes_back(self, sections: tuple[Section, ...]) -> None:
        """Note that the update is with its lead again, and no approval stands."""
        self.state, self.open_sections = "sent back", sections
        self.confirmed = self.agreed = None


WORDS = {
    "not started": UpdateStatus.NOT_STARTED,
    "draft": UpdateStatus.DRAFT,
    "with sponsor": UpdateStatus.WITH_SPONSOR,
    "sent back": UpdateStatus.RETURNED,
    "approved": UpdateStatus.APPROVED,
    "in pack": UpdateStatus.IN_PACK,
    "accepted": UpdateStatus.ACCEPTED,
    "issued": UpdateStatus.ISSUED,
    "not submitted": UpdateStatus.NOT_SUBMITTED,
    "withdrawn": UpdateStatus.WITHDRAWN,
}

engine = create_engine("sqlite://", module=pysqlite3.dbapi2, poolclass=StaticPool)
Base.metadata.create_all(engine)


class Life(RuleBasedStateMachine):
    """Acts by anybody in any order, on one update."""

    @initialize(
        two_sponsors=st.booleans(),
        author=st.sampled_from(["nobody", *sorted(WRITERS)]),
        sent=st.booleans(),
        reckless=seldom,
    )
    def begin(self, two_sponsors: bool, author: str, sent: bool, reckless: bool) -> None:
        self.reckless = reckless
        self.connection = engine.connect()
        self.outer = self.connection.begin()
        self.session = Session(self.connection, join_transaction_mode="create_savepoint")
        self.world: World = build(self.session)
        self.actors = self.cast(two_sponsors)
        self.update_id = self.world.first_update.id
        self.model = Model(two_sponsors)
        if author != "nobody":
            self.start(author)
            self.write(author, "One thing was done.", stale=False)
            self.rate(author, 2)
            if sent:
                self.submit("lead", stale=False, reply=False)

    def cast(self, two_sponsors: bool) -> dict[str, Actor]:
        """Give everybody their roles, some of them two."""
        world, day = self.world, AT.date()

        def somebody(name: str, *roles: Role) -> Person:
            row = factories.person(self.session, world.organisation, name)
            for role in roles:
                factories.grant(self.session, row, role, workstream=world.first)
            return row

        def deputy(row: Person, ends_on: date) -> Person:
            factories.grant(
                self.session,
                row,
                Role.SPONSOR,
                workstream=world.first,
                ends_on=ends_on,
                deputy_for=world.sponsor,
            )
            return row

        rows = {
            **world.people,
            "co_sponsor": somebody("Co-sponsor", *[Role.SPONSOR] * two_sponsors),
            "deputy": deputy(somebody("Deputy"), day),
            "leading_deputy": deputy(somebody("Lead and deputy", Role.LEAD), day),
            "late_deputy": deputy(somebody("Late deputy"), day - timedelta(days=1)),
            "writing_officer": somebody("Officer who writes", Role.CONTRIBUTOR),
            "leading_chair": somebody("Chair who leads", Role.LEAD),
        }
        factories.grant(self.session, rows["writing_officer"], Role.PMO, on=world.programme)
        factories.grant(self.session, rows["leading_chair"], Role.GROUP_CHAIR, on=world.programme)
        return {name: actor_of(self.session, rows[name]) for name in PEOPLE}

    def teardown(self) -> None:
        if hasattr(self, "outer"):
            self.session.close()
            self.outer.rollback()
            self.connection.close()

    def row(self) -> ProgressUpdate:
        """Read the update afresh, as somebody who may read all."""
        self.session.expire_all()
        return queries.get_update(self.session, self.actors["auditor"], self.update_id)

    def act(self, allowed: bool, do: Callable[..., object], *args: object, **more: object) -> bool:
        """Do what must succeed just when the model allows it; a refusal leaves nothing."""
        before = self.session.scalar(select(func.count()).select_from(AuditEntry))
        part = self.session.begin_nested()
        refused = ""
        try:
            do(self.session, self.row(), *args, at=AT, **more)
            self.session.flush()
            part.commit()
        except (Refusal, SectionConflict) as refusal:
            part.rollback()
            refused = str(refusal) or "refused"
        assert bool(refused) is not allowed, refused or "should have been refused"
        after = self.session.scalar(select(func.count()).select_from(AuditEntry))
        assert not refused or after == before
        return not refused

    def moved(self, state: str) -> None:
        """Note that a move was made."""
        self.model.state = state
        self.model.moves += 1

    @when("not started")
    @rule(who=writers)
    def start(self, who: str) -> None:
        ok = who in WRITERS and self.model.state == "not started"
        if self.act(ok, actions.start, self.actors[who]):
            self.moved("draft")

    def is_open(self, section: Section) -> bool:
        """Whether a section may be changed: when some came back, only those."""
        closed = self.model.state == "sent back" and self.model.open_sections
        return self.model.editable and not (closed and section not in self.model.open_sections)

    @when("draft", "sent back")
    @rule(who=writers, text=texts, stale=seldom)
    def write(self, who: str, text: str, stale: bool) -> None:
        stored = decode(self.row().draft) if self.row().draft else UpdateContent()
        seen = "0" * 64 if stale else section_fingerprint(stored, Section.ACTIVITIES)
        collides = stale and self.model.written and text != self.model.text
        ok = who in WRITERS and self.is_open(Section.ACTIVITIES) and not collides
        typed = UpdateContent(key_activities=text)
        if self.act(ok, actions.save, self.actors[who], Section.ACTIVITIES, typed, seen=seen):
            if text != self.model.text:
                self.model.writers.add(who)
                self.model.written = True
            self.model.text = text

    @when("draft", "sent back")
    @rule(who=writers, step=steps)
    def rate(self, who: str, step: int) -> None:
        stored = decode(self.row().draft) if self.row().draft else UpdateContent()
        ok = who in WRITERS and self.is_open(Section.RATING)
        typed = UpdateContent(
            step=step, rationale="Because of the evidence.", forecast_on=date(2026, 6, 30)
        )
        seen = section_fingerprint(stored, Section.RATING)
        if self.act(ok, actions.save, self.actors[who], Section.RATING, typed, seen=seen):
            if step != self.model.step:
                self.model.writers.add(who)
            self.model.step = step

    def stands_as_it_was(self) -> bool:
        """Whether what came back was not changed since."""
        if self.model.state != "sent back":
            return False
        text, step = self.model.sent[-1]
        same_text = self.model.text == text
        return same_text and (bool(self.model.open_sections) or self.model.step == step)

    @when("draft", "sent back", "with sponsor")
    @rule(who=leads, stale=seldom, reply=st.booleans())
    def submit(self, who: str, stale: bool, reply: bool) -> None:
        model = self.model
        seen = "f" * 64 if stale else fingerprint(self.row().draft)
        again = model.state == "with sponsor" and not stale
        able = all(place - model.writers - {who} for place in model.places.values())
        complete = model.text != "" and model.step is not None
        fresh = model.editable and not stale and complete and able
        answered = reply or not self.stands_as_it_was()
        section = model.open_sections[0] if model.open_sections else Section.NOTE
        replies = {section: "We looked at it again."} if reply else {}
        ok = who in LEADS and ((fresh and answered) or again)
        if self.act(ok, actions.submit, self.actors[who], seen=seen, replies=replies):
            if again:
                return
            assert model.step is not None
            self.moved("with sponsor")
            model.writers.add(who)
            model.sent.append((model.text, model.step))
            model.approvals = {}
            model.issued = None
            model.open_sections = ()

    @when("with sponsor")
    @rule(who=leads)
    def recall(self, who: str) -> None:
        ok = who in LEADS and self.model.state == "with sponsor" and not self.model.approvals
        if self.act(ok, actions.recall, self.actors[who]):
            self.moved("draft")

    def held(self, who: str) -> set[str]:
        """Return the places a person may still fill."""
        return {
            name
            for name, able in self.model.places.items()
            if who in able and who not in self.model.writers and name not in self.model.approvals
        }

    def latest(self, stale: bool) -> str:
        revision = self.row().revision
        return "e" * 64 if stale or revision is None else revision.sha256

    @when("with sponsor", "sent back")
    @rule(who=sponsors, stale=seldom, reason=reasons, sections=some_sections)
    def send_back(self, who: str, stale: bool, reason: str, sections: tuple[Section, ...]) -> None:
        able = who in self.model.sponsors and who not in self.model.writers and not stale
        again = able and self.model.state == "sent back" and self.has_sent_back(who)
        fresh = able and self.model.state == "with sponsor" and bool(self.held(who))
        ok = (fresh and reason != "") or again
        done = self.act(
            ok,
            decisions.send_back,
            self.actors[who],
            seen=self.latest(stale),
            reason=reason,
            sections=sections,
        )
        if done and not again:
            self.model.moves += 1
            self.model.comes_back(sections)

    def has_sent_back(self, who: str) -> bool:
        """Whether this person sent the latest revision back."""
        return bool(
            self.session.scalar(
                select(Decision.id).where(
                    Decision.revision_id == self.row().revision_id,
                    Decision.person_id == self.actors[who].person_id,
                    Decision.action == Action.SEND_BACK,
                )
            )
        )

    @when("with sponsor", "approved")
    @rule(who=sponsors, stale=seldom, step=steps, reason=st.sampled_from(["", "Evidence."]))
    def approve(self, who: str, stale: bool, step: int, reason: str) -> None:
        model = self.model
        able = who in model.sponsors and who not in model.writers and not stale
        again = (
            able
            and model.state in ("with sponsor", "approved")
            and who in {by for by, _ in model.approvals.values()}
        )
        proposed = model.sent[-1][1] if model.sent else None
        explained = step == proposed or reason != ""
        agrees = all(step == other for _, other in model.approvals.values())
        filled = self.held(who)
        fresh = able and model.state == "with sponsor" and bool(filled) and explained and agrees
        done = self.act(
            fresh or again,
            decisions.approve,
            self.actors[who],
            seen=self.latest(stale),
            step=step,
            reason=reason,
            comment="Agreed.",
        )
        if done and not again:
            model.moves += 1
            model.approvals |= dict.fromkeys(filled, (who, step))
            if set(model.approvals) == set(model.places):
                model.state, model.confirmed = "approved", step

    @when("approved", "sent back")
    @rule(who=sponsors, stale=seldom, reason=reasons, sections=some_sections)
    def revoke(self, who: str, stale: bool, reason: str, sections: tuple[Section, ...]) -> None:
        able = who in self.model.sponsors and who not in self.model.writers and not stale
        again = able and self.model.state == "sent back"
        fresh = able and self.model.state == "approved" and reason != ""
        done = self.act(
            fresh or again,
            decisions.revoke,
            self.actors[who],
            seen=self.latest(stale),
            reason=reason,
            sections=sections,
        )
        if done and not again:
            self.model.moves += 1
            self.model.comes_back(sections)

    def move(
        self,
        who: str,
        action: Action,
        able: set[str],
        sources: tuple[str, ...],
        *,
        own: bool = True,
        **values: Any,
    ) -> bool:
        """Make a move that other features wrap; `own` says whether writers may make it."""
        ok = who in able and self.model.state in sources and (own or who not in self.model.writers)

        def do(session: Session, row: ProgressUpdate, actor: Actor, **more: object) -> None:
            moves.move_update(session, row, actor, action, **more, **values)  # type: ignore[arg-type]

        return self.act(ok, do, self.actors[who])

    @when("approved")
    @rule(who=office)
    def include(self, who: str) -> None:
        if self.move(who, Action.INCLUDE, OFFICE, ("approved",)):
            self.moved("in pack")

    @when("with sponsor")
    @rule(who=office)
    def include_unconfirmed(self, who: str) -> None:
        if self.move(who, Action.INCLUDE_UNCONFIRMED, OFFICE, ("with sponsor",), own=False):
            self.moved("in pack")

    @when("in pack")
    @rule(who=group, sections=some_sections)
    def query(self, who: str, sections: tuple[Section, ...]) -> None:
        values: dict[str, Any] = {**moves.VOID, "sections": sections}
        if self.move(who, Action.QUERY, GROUP, ("in pack",), own=False, **values):
            self.moved("sent back")
            self.model.comes_back(sections)

    @when("in pack")
    @rule(who=chair)
    def agree(self, who: str) -> None:
        step = self.model.confirmed or (self.model.sent[-1][1] if self.model.sent else None)
        if self.move(who, Action.AGREE, CHAIRS, ("in pack",), own=False, agreed_step=step):
            self.moved("accepted")
            self.model.agreed = step

    @when("accepted")
    @rule(who=mostly(CHAIRS | OFFICE))
    def release(self, who: str) -> None:
        able = CHAIRS | OFFICE
        if self.move(who, Action.RELEASE, able, ("accepted",), agreed_step=None):
            self.moved("in pack")
            self.model.agreed = None

    @when("accepted")
    @rule(who=office)
    def issue(self, who: str) -> None:
        if self.move(who, Action.ISSUE, OFFICE, ("accepted",)):
            self.moved("issued")

    @when("issued")
    @rule(who=office, sections=some_sections)
    def correct(self, who: str, sections: tuple[Section, ...]) -> None:
        values: dict[str, Any] = {**moves.VOID, "agreed_step": None, "sections": sections}
        if self.move(who, Action.CORRECT, OFFICE, ("issued",), **values):
            self.moved("sent back")
            self.model.issued = self.model.confirmed, self.model.agreed
            self.model.comes_back(sections)

    @when("sent back")
    @rule(who=office)
    def cancel(self, who: str) -> None:
        model, row = self.model, self.row()
        if model.issued is None or model.writers & {by for by, _ in model.approvals.values()}:
            return
        confirmed, agreed = model.issued
        assert row.revision is not None
        values: dict[str, Any] = {
            "draft": row.revision.content,
            "approved_revision_id": row.revision_id if confirmed else None,
            "confirmed_step": confirmed,
            "agreed_step": agreed,
        }
        if self.move(who, Action.CANCEL, OFFICE, ("sent back",), **values):
            self.moved("issued")
            model.confirmed, model.agreed, model.issued = confirmed, agreed, None
            (model.text, model.step), model.open_sections = model.sent[-1], ()

    @when("not started", "draft")
    @rule(who=office)
    def close(self, who: str) -> None:
        if self.move(who, Action.CLOSE, OFFICE, ("not started", "draft")):
            self.moved("not submitted")

    @when("not submitted")
    @rule(who=office)
    def allow_late(self, who: str) -> None:
        if self.move(who, Action.ALLOW_LATE, OFFICE, ("not submitted",), **self.opened()):
            self.moved("draft")

    @when("not started", "draft", "sent back")
    @rule(who=office)
    def withdraw(self, who: str) -> None:
        sources = ("not started", "draft", "sent back")
        if self.move(who, Action.WITHDRAW, OFFICE, sources):
            self.moved("withdrawn")
            self.model.issued = None

    @when("withdrawn")
    @rule(who=office)
    def reinstate(self, who: str) -> None:
        if self.move(who, Action.REINSTATE, OFFICE, ("withdrawn",), **self.opened()):
            self.moved("draft")

    def opened(self) -> dict[str, Any]:
        """Return the draft an update that nobody had started comes to life with."""
        return {} if self.row().draft else {"draft": encode(UpdateContent())}

    def next_step(self) -> None:
        """Do what brings the update on towards its issue, by somebody who may."""
        steps: dict[str, Callable[[], None]] = {
            "not started": lambda: self.start("lead"),
            "draft": self.finish,
            "sent back": self.finish,
            "with sponsor": self.confirm,
            "approved": lambda: self.include("office"),
            "in pack": lambda: self.agree("chair"),
            "accepted": lambda: self.issue("office"),
            "not submitted": lambda: self.allow_late("office"),
            "withdrawn": lambda: self.reinstate("office"),
        }
        if take := steps.get(self.model.state):
            take()

    def finish(self) -> None:
        """Write what is missing, and submit."""
        if self.is_open(Section.ACTIVITIES) and not self.model.text:
            self.write("lead", "One thing was done.", stale=False)
        if self.is_open(Section.RATING) and self.model.step is None:
            self.rate("lead", 2)
        self.submit("lead", stale=False, reply=True)

    def confirm(self) -> None:
        """Approve in the next place that is open, with the rating that stands."""
        able = [name for name in sorted(self.model.sponsors) if self.held(name)]
        standing = (step for _, step in self.model.approvals.values())
        step = next(standing, self.model.sent[-1][1])
        if able:
            self.approve(able[0], stale=False, step=step, reason="Evidence.")

    # Three of them, so that stories reach their end and what lies beyond.
    go_on = rule()(next_step)
    go_on_again = rule()(next_step)
    go_on_at_last = rule()(next_step)

    @invariant()
    def rows_say_what_the_model_says(self) -> None:
        if not hasattr(self, "model"):
            return
        row = self.row()
        assert row.status is WORDS[self.model.state]
        assert (row.confirmed_step, row.agreed_step) == (self.model.confirmed, self.model.agreed)
        revisions = self.session.scalars(
            select(Revision).where(Revision.update_id == row.id).order_by(Revision.number)
        ).all()
        said = [(text.key_activities, text.step) for text in (decode(r.content) for r in revisions)]
        assert said == self.model.sent
        assert all(fingerprint(r.content) == r.sha256 for r in revisions)
        assert row.contributor_ids == {self.actors[name].person_id for name in self.model.writers}

    @invariant()
    def history_replays_to_the_present_state(self) -> None:
        if not hasattr(self, "model"):
            return
        events = self.session.scalars(
            select(UpdateEvent)
            .where(UpdateEvent.update_id == self.update_id)
            .order_by(UpdateEvent.id)
        ).all()
        status: object = UpdateStatus.NOT_STARTED
        for event in events:
            assert event.from_status is status
            status = next_status(UPDATE, event.action, event.from_status)
            assert event.to_status is status
        assert status is WORDS[self.model.state]
        entries = self.session.scalar(select(func.count()).select_from(AuditEntry))
        assert len(events) == entries == self.model.moves

    @invariant()
    def what_stands_as_approved_was_approved_by_others_for_every_sponsor(self) -> None:
        if not hasattr(self, "model"):
            return
        row = self.row()
        if row.approved_revision_id is None:
            return
        given = self.session.scalars(
            select(Decision).where(
                Decision.revision_id == row.approved_revision_id,
                Decision.action == Action.APPROVE,
            )
        ).all()
        assert not row.contributor_ids & {decision.person_id for decision in given}
        needed = {self.actors[name].person_id for name in self.model.places}
        assert {decision.sponsor_id for decision in given} == needed
        assert {decision.confirmed_step for decision in given} == {row.confirmed_step}

    @invariant()
    def the_audit_chain_verifies(self) -> None:
        if hasattr(self, "model"):
            assert audit.verify(self.session).broken_at is None


Life.TestCase.settings = settings(max_examples=60, stateful_step_count=35, deadline=None)
TestLife = Life.TestCase
