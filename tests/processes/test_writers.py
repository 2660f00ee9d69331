"""Eight real processes write in one draft at once: nothing that was accepted is lost."""

from collections.abc import Callable, Sequence

import pytest
from sqlalchemy.orm import Session

from models import ProgressUpdate
from models.enums import Role, Section, UpdateStatus
from tests import factories
from tests.processes import worker, writers
from tests.processes.crowd import Crowd
from tests.processes.tokens import Tokens
from tests.processes.worker import Act, Writing
from tests.processes.writers import ADD, MARK, Writer
from tests.world import World, actor_of, advance
from webapp.domain.content import decode

pytestmark = pytest.mark.both_databases

WRITERS = 8
MARKS = 200
LINES = 3


def crew(session: Session, world: World, marks: int) -> list[Writer]:
    """Return eight contributors to one draft, two for each section; all have opened it."""
    row = advance(session, world.first_update, UpdateStatus.DRAFT)
    people = [factories.person(session, world.organisation, f"W{n}") for n in range(WRITERS)]
    for person in people:
        factories.grant(session, person, Role.CONTRIBUTOR, workstream=world.first)
    sections = [*ADD] * (WRITERS // len(ADD))
    return [
        Writer(actor_of(session, person), row.id, section, marks)
        for person, section in zip(people, sections, strict=True)
    ]


def kept(session: Session, writer: Writer) -> int:
    """Return how many marks of a writer are in the draft."""
    session.expire_all()
    text = decode(session.get_one(ProgressUpdate, writer.update_id).draft)
    lines = [*text.key_activities.splitlines(), *text.engagement.splitlines()]
    lines += [f"{row.description}: {row.owner}" for row in text.risks]
    lines += [f"{row.description}: {row.owner}" for row in text.issues]
    own = [line for line in lines if line.startswith(f"{writer.actor.name}: ")]
    return sum(line.count(MARK) for line in own)


def test_eight_writers_of_texts_and_rows_lose_no_mark(
    session: Session, world: World, crowd: Crowd, settled: Callable[[], None]
) -> None:
    jobs = crew(session, world, MARKS)
    settled()
    assert crowd.run(writers.write, jobs) == [MARKS] * WRITERS
    assert [kept(session, job) for job in jobs] == [MARKS] * WRITERS
    update = session.get_one(ProgressUpdate, jobs[0].update_id)
    assert update.version == 2 + WRITERS * MARKS


def test_without_fingerprints_they_lose_marks(
    session: Session, world: World, crowd: Crowd, settled: Callable[[], None]
) -> None:
    marks = MARKS // 10
    jobs = crew(session, world, marks)
    settled()
    assert crowd.run(writers.write, jobs, off=["fingerprints"]) == [marks] * WRITERS
    assert sum(kept(session, job) for job in jobs) < marks * WRITERS


def writings(session: Session, world: World, tokens: Tokens) -> list[Writing]:
    """Return eight writers of one text, each with lines of their own."""
    row = advance(session, world.first_update, UpdateStatus.DRAFT)
    jobs = []
    for number in range(WRITERS):
        person = factories.person(session, world.organisation, f"Writer {number}")
        factories.grant(session, person, Role.CONTRIBUTOR, workstream=world.first)
        jobs.append(
            Writing(
                tokens.of(person),
                row.id,
                Section.ACTIVITIES,
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
    "off, loses", [([], False), (["fingerprints"], True)], ids=["with", "without"]
)
def test_the_fingerprint_keeps_lines_that_are_added_to_one_text(
    session: Session,
    world: World,
    tokens: Tokens,
    crowd: Crowd,
    settled: Callable[[], None],
    off: list[str],
    loses: bool,
) -> None:
    """Through the whole application: who writes on an older text is shown the other's first."""
    jobs = writings(session, world, tokens)
    settled()
    assert crowd.run(worker.write, jobs, off=off) == [LINES] * WRITERS
    assert bool(lost(session, jobs)) is loses


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
