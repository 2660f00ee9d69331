"""The life of an update against a model written on its own: every order of acts, every person.

The model knows nothing of the transition tables or the policy; it says in its own words who may do
what when. After each act the rows must say what the model says, the history must replay to the
present state, and the audit chain must verify.
"""

from dataclasses import dataclass, field

import pysqlite3.dbapi2
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from models import (
    AuditEntry,
    Base,
    Decision,
    ProgressUpdate,
    Revision,
    UpdateContributor,
    UpdateEvent,
)
from models.enums import Action, Role, Section, UpdateStatus
from tests import factories
from tests.factories import AT
from tests.world import World, actor_of, build
from webapp import audit, moves
from webapp.domain.actor import Actor
from webapp.domain.content import UpdateContent, decode, fingerprint, section_fingerprint
from webapp.domain.errors import Refusal, SectionConflict
from webapp.domain.workflow import UPDATE, next_status
from webapp.updates import actions, queries

PEOPLE = (
    "lead",
    "contributor",
    "sponsor",
    "leading_sponsor",
    "second_sponsor",
    "office",
    "chair",
    "member",
    "auditor",
    "administrator",
    "outsider",
)
WRITERS = {"lead", "contributor", "leading_sponsor"}
LEADS = {"lead", "leading_sponsor"}
SPONSORS = {"sponsor", "leading_sponsor"}


def mostly(able: set[str]) -> st.SearchStrategy[str]:
    """Draw anybody, but more often one of those who may, so that stories get somewhere."""
    return st.one_of(st.sampled_from(sorted(able)), st.sampled_from(PEOPLE))


writers, leads, sponsors = mostly(WRITERS), mostly(LEADS), mostly(SPONSORS)
office, chair = mostly({"office"}), mostly({"chair"})
seldom = st.sampled_from([False, False, False, True])
texts = st.sampled_from(["", "One thing was done.", "Two things were done.", "## Much\n\n- more"])
steps = st.integers(1, 5)


@dataclass
class Model:
    """What should be true of the update."""

    state: str = "not started"
    text: str = ""
    step: int | None = None
    writers: set[str] = field(default_factory=set)
    sent: list[tuple[str, int]] = field(default_factory=list)
    confirmed: int | None = None
    agreed: int | None = None
    moves: int = 0


WORDS = {
    "not started": UpdateStatus.NOT_STARTED,
    "draft": UpdateStatus.DRAFT,
    "with sponsor": UpdateStatus.WITH_SPONSOR,
    "sent back": UpdateStatus.RETURNED,
    "approved": UpdateStatus.APPROVED,
    "in pack": UpdateStatus.IN_PACK,
    "accepted": UpdateStatus.ACCEPTED,
    "issued": UpdateStatus.ISSUED,
}

engine = create_engine("sqlite://", module=pysqlite3.dbapi2, poolclass=StaticPool)
Base.metadata.create_all(engine)


class Life(RuleBasedStateMachine):
    """Acts by anybody in any order, on one update."""

    @initialize(author=st.sampled_from(["nobody", *sorted(WRITERS)]), sent=st.booleans())
    def begin(self, author: str, sent: bool) -> None:
        self.connection = engine.connect()
        self.outer = self.connection.begin()
        self.session = Session(self.connection, join_transaction_mode="create_savepoint")
        self.world: World = build(self.session)
        both = factories.person(self.session, self.world.organisation, "Lead and sponsor")
        for role in (Role.LEAD, Role.SPONSOR):
            factories.grant(self.session, both, role, workstream=self.world.first)
        rows = {**self.world.people, "leading_sponsor": both}
        self.actors: dict[str, Actor] = {
            name: actor_of(self.session, rows[name]) for name in PEOPLE
        }
        self.update_id = self.world.first_update.id
        self.model = Model()
        if author != "nobody":
            self.start(author)
            self.write(author, "One thing was done.", stale=False)
            self.rate(author, 2)
            if sent:
                self.submit("lead", stale=False)

    def teardown(self) -> None:
        if hasattr(self, "outer"):
            self.session.close()
            self.outer.rollback()
            self.connection.close()

    def row(self) -> ProgressUpdate:
        """Read the update afresh, as somebody who may read all."""
        self.session.expire_all()
        return queries.get_update(self.session, self.actors["auditor"], self.update_id)

    def act(self, allowed: bool, do: object, *args: object, **more: object) -> bool:
        """Do what must succeed just when the model allows it; a refusal leaves nothing."""
        before = self.session.scalar(select(func.count()).select_from(AuditEntry))
        part = self.session.begin_nested()
        refused = ""
        try:
            do(self.session, self.row(), *args, at=AT, **more)  # type: ignore[operator]
            self.session.flush()
            part.commit()
        except (Refusal, SectionConflict) as refusal:
            part.rollback()
            refused = str(refusal) or "refused"
        assert bool(refused) is not allowed, refused or "should have been refused"
        after = self.session.scalar(select(func.count()).select_from(AuditEntry))
        assert not refused or after == before
        return not refused

    @rule(who=writers)
    def start(self, who: str) -> None:
        ok = who in WRITERS and self.model.state == "not started"
        if self.act(ok, actions.start, self.actors[who]):
            self.model.state = "draft"
            self.model.moves += 1

    @rule(who=writers, text=texts, stale=seldom)
    def write(self, who: str, text: str, stale: bool) -> None:
        stored = decode(self.row().draft) if self.row().draft else UpdateContent()
        seen = "0" * 64 if stale else section_fingerprint(stored, Section.ACTIVITIES)
        written_before = self.model.text != "" or getattr(self, "saved", False)
        collides = stale and written_before and text != self.model.text
        ok = who in WRITERS and self.model.state in ("draft", "sent back") and not collides
        typed = UpdateContent(key_activities=text)
        if self.act(ok, actions.save, self.actors[who], Section.ACTIVITIES, typed, seen=seen):
            if text != self.model.text:
                self.model.writers.add(who)
                self.saved = True
            self.model.text = text

    @rule(who=writers, step=steps)
    def rate(self, who: str, step: int) -> None:
        stored = decode(self.row().draft) if self.row().draft else UpdateContent()
        ok = who in WRITERS and self.model.state in ("draft", "sent back")
        typed = UpdateContent(step=step, rationale="Because of the evidence.")
        seen = section_fingerprint(stored, Section.RATING)
        if self.act(ok, actions.save, self.actors[who], Section.RATING, typed, seen=seen):
            if step != self.model.step:
                self.model.writers.add(who)
            self.model.step = step

    @rule(who=leads, stale=seldom)
    def submit(self, who: str, stale: bool) -> None:
        seen = "f" * 64 if stale else fingerprint(self.row().draft)
        again = self.model.state == "with sponsor" and not stale
        someone_can_approve = SPONSORS - self.model.writers - {who}
        complete = self.model.text != "" and self.model.step is not None
        fresh = (
            self.model.state in ("draft", "sent back")
            and not stale
            and complete
            and bool(someone_can_approve)
        )
        if self.act(who in LEADS and (fresh or again), actions.submit, self.actors[who], seen=seen):
            if again:
                return
            assert self.model.step is not None
            self.model.state = "with sponsor"
            self.model.writers.add(who)
            self.model.sent.append((self.model.text, self.model.step))
            self.model.moves += 1

    @rule(who=leads)
    def recall(self, who: str) -> None:
        ok = who in LEADS and self.model.state == "with sponsor"
        if self.act(ok, actions.recall, self.actors[who]):
            self.model.state = "draft"
            self.model.moves += 1

    def may_decide(self, who: str, stale: bool) -> bool:
        return (
            who in SPONSORS
            and who not in self.model.writers
            and self.model.state == "with sponsor"
            and not stale
        )

    def latest(self, stale: bool) -> str:
        revision = self.row().revision
        return "e" * 64 if stale or revision is None else revision.sha256

    @rule(who=sponsors, stale=seldom, reason=st.sampled_from(["", "Say more."]))
    def send_back(self, who: str, stale: bool, reason: str) -> None:
        again = (
            self.model.state == "sent back"
            and not stale
            and self.decided(who, Action.SEND_BACK)
            and who not in self.model.writers
        )
        ok = (self.may_decide(who, stale) and reason != "") or again
        sections = [Section.ACTIVITIES]
        if (
            self.act(
                ok,
                actions.send_back,
                self.actors[who],
                seen=self.latest(stale),
                reason=reason,
                sections=sections,
            )
            and not again
        ):
            self.model.state = "sent back"
            self.model.moves += 1

    def decided(self, who: str, action: Action) -> bool:
        """Whether this person decided so on the latest revision."""
        row = self.row()
        return row.revision is not None and bool(
            self.session.scalar(
                select(Decision.id).where(
                    Decision.revision_id == row.revision.id,
                    Decision.person_id == self.actors[who].person_id,
                    Decision.action == action,
                )
            )
        )

    @rule(who=sponsors, stale=seldom, step=steps, reason=st.sampled_from(["", "Evidence."]))
    def approve(self, who: str, stale: bool, step: int, reason: str) -> None:
        again = (
            self.model.state == "approved"
            and not stale
            and self.decided(who, Action.APPROVE)
            and who not in self.model.writers
        )
        proposed = self.model.sent[-1][1] if self.model.sent else None
        explained = step == proposed or reason != ""
        ok = (self.may_decide(who, stale) and explained) or again
        done = self.act(
            ok,
            actions.approve,
            self.actors[who],
            seen=self.latest(stale),
            step=step,
            reason=reason,
            comment="Agreed.",
        )
        if done and not again:
            self.model.state = "approved"
            self.model.confirmed = step
            self.model.moves += 1

    def pack_move(self, who: str, action: Action, role: str, source: str, target: str) -> None:
        values = {"agreed_step": self.model.confirmed} if action is Action.AGREE else {}
        ok = who == role and self.model.state == source

        def do(session: Session, row: ProgressUpdate, actor: Actor, **more: object) -> None:
            moves.move_update(session, row, actor, action, **more, **values)  # type: ignore[arg-type]

        if self.act(ok, do, self.actors[who]):
            self.model.state = target
            self.model.moves += 1
            if action is Action.AGREE:
                self.model.agreed = self.model.confirmed

    @rule(who=office)
    def include(self, who: str) -> None:
        self.pack_move(who, Action.INCLUDE, "office", "approved", "in pack")

    @rule(who=chair)
    def agree(self, who: str) -> None:
        self.pack_move(who, Action.AGREE, "chair", "in pack", "accepted")

    @rule(who=office)
    def issue(self, who: str) -> None:
        self.pack_move(who, Action.ISSUE, "office", "accepted", "issued")

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
    def nobody_decided_on_what_they_wrote(self) -> None:
        if not hasattr(self, "model"):
            return
        own = self.session.scalar(
            select(func.count())
            .select_from(Decision)
            .join(Revision, Revision.id == Decision.revision_id)
            .join(
                UpdateContributor,
                (UpdateContributor.update_id == Revision.update_id)
                & (UpdateContributor.person_id == Decision.person_id)
                & (UpdateContributor.first_at <= Decision.at),
            )
            .where(Revision.submitted_by_id == Decision.person_id)
        )
        assert own == 0

    @invariant()
    def the_audit_chain_verifies(self) -> None:
        if hasattr(self, "model"):
            assert audit.verify(self.session).broken_at is None


Life.TestCase.settings = settings(max_examples=70, stateful_step_count=30, deadline=None)
TestLife = Life.TestCase
