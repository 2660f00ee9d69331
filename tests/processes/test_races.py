"""Several real processes at once on one database: one of them wins, and nothing is lost.

The processes run the whole application. Where a guard is switched off, in the child processes
only, the same race loses: so the guard is what keeps it.
"""

import multiprocessing
import os
import secrets
import signal
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from models import (
    AuditEntry,
    Decision,
    Edition,
    Pack,
    Person,
    ProgressUpdate,
    Revision,
    SignInSession,
    UpdateEvent,
)
from models.enums import Audience, Role, Section, UpdateStatus
from tests import factories
from tests.packs import stages
from tests.processes import worker
from tests.processes.worker import Act, Writing
from tests.world import World, actor_of, advance, write
from webapp import audit
from webapp.clock import now
from webapp.domain.content import decode, fingerprint
from webapp.domain.workflow import UPDATE, next_status
from webapp.identity import ABSOLUTE, token_digest

pytestmark = pytest.mark.both_databases

ROUNDS = 6
REFUSED = 409


class Crowd:
    """Processes that start together; each is new, so nothing is left of another test's."""

    def __init__(self, context: ForkServerContext, database_url: str) -> None:
        self.context = context
        self.database_url = database_url

    def run(
        self, task: Callable[[str, Any], Any], jobs: Sequence[Any], *, off: Sequence[str] = ()
    ) -> list[Any]:
        """Run a task with each job in a process of its own and return the results.

        `off` names the guards that these processes work without.
        """
        barrier = self.context.Barrier(len(jobs))
        with ProcessPoolExecutor(
            len(jobs), mp_context=self.context, initializer=worker.join, initargs=(barrier, off)
        ) as pool:
            futures = [pool.submit(task, self.database_url, job) for job in jobs]
            return [future.result(timeout=worker.PATIENCE) for future in futures]


@pytest.fixture(scope="module")
def context() -> ForkServerContext:
    """Return a way to start processes quickly: they are forked from one that only has imports."""
    forked = multiprocessing.get_context("forkserver")
    forked.set_forkserver_preload(["tests.processes.worker"])
    return forked


@pytest.fixture
def crowd(context: ForkServerContext, database_url: str) -> Crowd:
    """Return the means to race."""
    return Crowd(context, database_url)


@dataclass
class Tokens:
    """Open sessions of people, each opened once; the real clock runs in the child processes."""

    session: Session
    known: dict[int, str]

    def of(self, person: Person) -> str:
        """Return the token of a person's session."""
        if person.id not in self.known:
            token = self.known[person.id] = secrets.token_urlsafe(32)
            at = now()
            self.session.add(
                SignInSession(
                    person_id=person.id,
                    token_sha256=token_digest(token),
                    created_at=at,
                    last_seen_at=at,
                    expires_at=at + ABSOLUTE,
                )
            )
        return self.known[person.id]


@pytest.fixture
def tokens(session: Session) -> Tokens:
    """Return the sessions of this test."""
    return Tokens(session, {})


@pytest.fixture
def settled(session: Session, engine: Engine) -> Callable[[], None]:
    """Return a function that commits what the test arranged and lets go of the database."""

    def settle() -> None:
        session.commit()
        engine.dispose()

    return settle


def submitted(session: Session, world: World, count: int) -> list[ProgressUpdate]:
    """Add workstreams whose updates are with the sponsor, and a second sponsor for each."""
    rows = []
    for _ in range(count):
        workstream = factories.workstream(
            session, world.phase, lead=world.lead, sponsor=world.sponsor
        )
        factories.grant(session, world.second_sponsor, Role.SPONSOR, workstream=workstream)
        row = factories.update(session, workstream, world.period)
        rows.append(advance(session, row, UpdateStatus.WITH_SPONSOR))
    return rows


def replayed(session: Session, update_id: int) -> UpdateStatus:
    """Return the state that the history of an update leads to; each step must follow."""
    status: Any = UpdateStatus.NOT_STARTED
    for event in session.scalars(
        select(UpdateEvent).where(UpdateEvent.update_id == update_id).order_by(UpdateEvent.id)
    ):
        assert event.from_status is status
        status = next_status(UPDATE, event.action, event.from_status)
        assert event.to_status is status
    return UpdateStatus(status)


def decide(world: World, tokens: Tokens, rows: Sequence[ProgressUpdate]) -> list[list[Act]]:
    """Return what four people do to each update at the same moment."""
    acts: list[list[Act]] = [[], [], [], []]
    for row in rows:
        assert row.revision is not None
        address, seen = f"/updates/{row.id}", row.revision.sha256
        approval = {"seen": seen, "step": str(row.revision.proposed_step)}
        reason = {"seen": seen, "reason": "Say when the vacancies will be filled."}
        acts[0].append(Act(tokens.of(world.sponsor), f"{address}/approve", approval))
        acts[1].append(Act(tokens.of(world.second_sponsor), f"{address}/approve", approval))
        acts[2].append(Act(tokens.of(world.second_sponsor), f"{address}/send-back", reason))
        acts[3].append(Act(tokens.of(world.lead), f"{address}/recall", {}))
    return acts


@pytest.mark.parametrize("off", [[], ["locks"]], ids=["as it is", "by the version alone"])
def test_of_approve_send_back_and_recall_exactly_one_wins(
    session: Session,
    world: World,
    tokens: Tokens,
    crowd: Crowd,
    settled: Callable[[], None],
    off: list[str],
) -> None:
    rows = submitted(session, world, ROUNDS)
    acts = decide(world, tokens, rows)
    before = session.scalar(select(func.count()).select_from(AuditEntry)) or 0
    settled()
    answers = crowd.run(worker.race, acts, off=off)
    session.expire_all()
    assert {status for one in answers for status in one} == {303, REFUSED}
    for place, row in enumerate(rows):
        assert [one[place] for one in answers].count(303) == 1
        events = session.scalars(select(UpdateEvent).where(UpdateEvent.update_id == row.id)).all()
        assert len(events) == 3  # started, submitted, and what won
        decided = session.scalar(
            select(func.count())
            .select_from(Decision)
            .join(Revision, Revision.id == Decision.revision_id)
            .where(Revision.update_id == row.id)
        )
        assert decided == (row.status is not UpdateStatus.DRAFT)
        assert replayed(session, row.id) is row.status
    verdict = audit.verify(session)
    assert verdict.broken_at is None
    assert verdict.entries == before + len(rows)


def test_without_lock_and_version_several_win(
    session: Session, world: World, tokens: Tokens, crowd: Crowd, settled: Callable[[], None]
) -> None:
    rows = submitted(session, world, 2)
    acts = decide(world, tokens, rows)
    settled()
    answers = crowd.run(worker.race, acts, off=["locks", "versions"])
    assert all([one[place] for one in answers].count(303) > 1 for place in range(len(rows)))


def test_a_form_sent_by_many_at_once_counts_once(
    session: Session, world: World, tokens: Tokens, crowd: Crowd, settled: Callable[[], None]
) -> None:
    """Several clicks on submit, then on approve: each time one event, and everybody is content."""
    row = advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)
    assert row.revision is not None
    seen = row.revision.sha256
    lead, sponsor = tokens.of(world.lead), tokens.of(world.sponsor)
    address = f"/updates/{row.id}"
    recall = Act(lead, f"{address}/recall", {})
    submit = Act(lead, f"{address}/submit", {"seen": seen})
    approve = Act(sponsor, f"{address}/approve", {"seen": seen, "step": "2"})
    settled()
    answers = crowd.run(worker.race, [[recall, submit, approve]] * 4)
    session.expire_all()
    assert answers == [[303, 303, 303]] * 4
    steps = session.scalars(
        select(UpdateEvent.action).where(UpdateEvent.update_id == row.id).order_by(UpdateEvent.id)
    ).all()
    assert steps == ["start", "submit", "recall", "submit", "approve"]
    assert session.scalar(select(func.count()).select_from(Revision)) == 2
    assert audit.verify(session).broken_at is None


WRITERS = 8
LINES = 3


def writings(
    session: Session, world: World, tokens: Tokens, sections: Sequence[Section]
) -> list[Writing]:
    """Return eight writers of one draft, each with lines of their own, over the sections."""
    row = advance(session, world.first_update, UpdateStatus.DRAFT)
    jobs = []
    for number in range(WRITERS):
        person = factories.person(session, world.organisation, f"Writer {number}")
        factories.grant(session, person, Role.CONTRIBUTOR, workstream=world.first)
        jobs.append(
            Writing(
                tokens.of(person),
                row.id,
                sections[number % len(sections)],
                [f"- line {number}.{line}" for line in range(LINES)],
            )
        )
    return jobs


def lost(session: Session, jobs: Sequence[Writing]) -> list[str]:
    """Return the lines that are not in the draft, though all were accepted."""
    session.expire_all()
    text = decode(session.get_one(ProgressUpdate, jobs[0].update_id).draft)
    return [
        line
        for job in jobs
        for line in job.lines
        if line not in getattr(text, worker.FIELD[job.section]).splitlines()
    ]


@pytest.mark.parametrize(
    "sections", [[Section.ACTIVITIES], list(worker.FIELD)], ids=["one section", "four sections"]
)
def test_eight_writers_of_one_draft_lose_nothing(
    session: Session,
    world: World,
    tokens: Tokens,
    crowd: Crowd,
    settled: Callable[[], None],
    sections: list[Section],
) -> None:
    jobs = writings(session, world, tokens, sections)
    settled()
    assert crowd.run(worker.write, jobs) == [LINES] * WRITERS
    assert lost(session, jobs) == []
    update = session.get_one(ProgressUpdate, jobs[0].update_id)
    assert update.version == 2 + WRITERS * LINES


def test_without_fingerprints_writers_of_one_section_lose_lines(
    session: Session, world: World, tokens: Tokens, crowd: Crowd, settled: Callable[[], None]
) -> None:
    jobs = writings(session, world, tokens, [Section.ACTIVITIES])
    settled()
    assert crowd.run(worker.write, jobs, off=["fingerprints"]) == [LINES] * WRITERS
    assert lost(session, jobs)


@pytest.mark.parametrize(
    "off, loses", [(["locks"], False), (["locks", "versions"], True)], ids=["with", "without"]
)
def test_the_version_keeps_sections_that_are_saved_at_once(
    session: Session,
    world: World,
    tokens: Tokens,
    crowd: Crowd,
    settled: Callable[[], None],
    off: list[str],
    loses: bool,
) -> None:
    """All have read before any writes: those who would undo another's section are refused."""
    row = advance(session, world.first_update, UpdateStatus.DRAFT)
    text = "Written in this section."
    acts = []
    for section, name in worker.FIELD.items():
        person = factories.person(session, world.organisation, f"Writer of {section}")
        factories.grant(session, person, Role.CONTRIBUTOR, workstream=world.first)
        address = f"/updates/{row.id}/sections/{section}"
        acts.append([Act(tokens.of(person), address, {name: text})])
    settled()
    answers = [answer for (answer,) in crowd.run(worker.race, acts, off=off)]
    session.expire_all()
    draft = decode(session.get_one(ProgressUpdate, row.id).draft)
    kept = [getattr(draft, name) == text for name in worker.FIELD.values()]
    accepted = [answer == 303 for answer in answers]
    assert any(accepted)
    assert (kept != accepted) is loses


def test_one_pack_agreed_and_issued_by_several_at_once_has_one_edition(
    session: Session, world: World, tokens: Tokens, crowd: Crowd, settled: Callable[[], None]
) -> None:
    pack = stages.review(session, world)
    second_chair = factories.person(session, world.organisation, "Second chair")
    second_officer = factories.person(session, world.organisation, "Second officer")
    factories.grant(session, second_chair, Role.GROUP_CHAIR, on=world.programme)
    factories.grant(session, second_officer, Role.PMO, on=world.programme)
    agreed = {"version": str(pack.version)}
    chairs = [
        [Act(tokens.of(person), f"/packs/{pack.id}/agree", agreed)]
        for person in (world.chair, second_chair, world.chair)
    ]
    settled()
    assert crowd.run(worker.race, chairs) == [[303]] * 3
    board = session.scalars(select(Pack).where(Pack.audience == Audience.IIB)).one()
    officers = [
        [Act(tokens.of(person), f"/packs/{board.id}/issue", {"confirm": "y"})]
        for person in (world.office, second_officer, world.office)
    ]
    settled()
    assert crowd.run(worker.race, officers) == [[303]] * 3
    session.expire_all()
    editions = session.scalars(select(Edition.pack_id).order_by(Edition.pack_id)).all()
    assert editions == [pack.id, board.id]
    assert audit.verify(session).broken_at is None


KILLS = 5


def test_what_was_acknowledged_survives_a_kill(
    session: Session,
    world: World,
    tokens: Tokens,
    context: ForkServerContext,
    database_url: str,
    settled: Callable[[], None],
    tmp_path: Path,
) -> None:
    row = advance(session, world.first_update, UpdateStatus.DRAFT)
    write(session, row, actor_of(session, world.lead))
    token, update_id = tokens.of(world.lead), row.id
    acknowledged = tmp_path / "acknowledged"
    acknowledged.touch()
    settled()
    for kill in range(1, KILLS + 1):
        process = context.Process(
            target=worker.submit_and_take_back,
            args=(database_url, token, update_id, 10_000, acknowledged),
        )
        process.start()
        try:
            wait_for_more(acknowledged, process, kill)
        finally:
            assert process.pid is not None
            os.kill(process.pid, signal.SIGKILL)
            process.join(worker.PATIENCE)
        assert process.exitcode == -signal.SIGKILL
    session.expire_all()
    told = acknowledged.read_text().split()
    assert len(told) >= KILLS
    stored = session.scalars(select(Revision).where(Revision.update_id == update_id)).all()
    assert set(told) <= {revision.sha256 for revision in stored}
    assert all(fingerprint(revision.content) == revision.sha256 for revision in stored)
    update = session.get_one(ProgressUpdate, update_id)
    assert replayed(session, update_id) is update.status
    submissions = session.scalar(
        select(func.count())
        .select_from(UpdateEvent)
        .where(UpdateEvent.update_id == update_id, UpdateEvent.action == "submit")
    )
    assert submissions == len(stored)
    assert audit.verify(session).broken_at is None


def wait_for_more(notes: Path, process: Any, more: int) -> None:
    """Wait until the process was told of some more submissions, then a moment that varies."""
    begun = len(notes.read_text().split())
    until = time.monotonic() + worker.PATIENCE
    while len(notes.read_text().split()) < begun + more:
        assert process.is_alive()
        assert time.monotonic() < until
        process.join(0.003)
