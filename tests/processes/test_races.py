"""Several real processes at once on one database: one of them wins, and nothing is lost.

The processes run the whole application. Where a guard is switched off, in the child processes
only, the same race loses: so the guard is what keeps it.
"""

from collections.abc import Callable, Sequence
from datetime import date

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import AuditEntry, Decision, Edition, Pack, ProgressUpdate, Revision, UpdateEvent
from models.enums import Audience, Role, UpdateStatus
from tests import factories
from tests.packs import stages
from tests.processes import worker
from tests.processes.crowd import BLIND, Crowd
from tests.processes.history import events, replayed
from tests.processes.tokens import Tokens
from tests.processes.worker import Act
from tests.world import World, advance
from webapp import audit
from webapp.clock import now

pytestmark = pytest.mark.both_databases

ROUNDS = 4
REFUSED = 409


def submitted(session: Session, world: World, count: int) -> list[ProgressUpdate]:
    """Add workstreams whose updates are with the sponsor, for whom a deputy stands in."""
    rows = []
    for _ in range(count):
        workstream = factories.workstream(
            session, world.phase, lead=world.lead, sponsor=world.sponsor
        )
        factories.grant(
            session,
            world.second_sponsor,
            Role.SPONSOR,
            workstream=workstream,
            ends_on=date(2099, 12, 31),
            deputy_for=world.sponsor,
        )
        row = factories.update(session, workstream, world.period)
        rows.append(advance(session, row, UpdateStatus.WITH_SPONSOR))
    return rows


def decide(world: World, tokens: Tokens, rows: Sequence[ProgressUpdate]) -> list[list[Act]]:
    """Return what four people do to each update at the same moment."""
    acts: list[list[Act]] = [[], [], [], []]
    for row in rows:
        assert row.revision is not None
        address, seen = f"/updates/{row.id}", row.revision.sha256
        approval = {"seen": seen, "step": str(row.revision.proposed_step), "attested": "y"}
        reason = {"seen": seen, "reason": "Say when they will be filled.", "sections": "whole"}
        acts[0].append(Act(tokens.of(world.sponsor), f"{address}/approve", approval))
        acts[1].append(Act(tokens.of(world.second_sponsor), f"{address}/approve", approval))
        acts[2].append(Act(tokens.of(world.second_sponsor), f"{address}/send-back", reason))
        acts[3].append(Act(tokens.of(world.lead), f"{address}/recall", {}))
    return acts


@pytest.mark.parametrize("off", [(), BLIND], ids=["as it is", "by the version alone"])
def test_of_approve_send_back_and_recall_exactly_one_wins(
    session: Session,
    world: World,
    tokens: Tokens,
    crowd: Crowd,
    settled: Callable[[], None],
    off: tuple[str, ...],
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
        assert len(events(session, row.id)) == 3  # started, submitted, and what won
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


def test_without_lock_and_version_both_send_back_and_recall_win(
    session: Session, world: World, tokens: Tokens, crowd: Crowd, settled: Callable[[], None]
) -> None:
    rows = submitted(session, world, 2)
    acts = decide(world, tokens, rows)[2:]
    settled()
    answers = crowd.run(worker.race, acts, off=(*BLIND, "versions"))
    assert answers == [[303, 303], [303, 303]]


def test_a_form_sent_by_many_at_once_counts_once(
    session: Session, world: World, tokens: Tokens, crowd: Crowd, settled: Callable[[], None]
) -> None:
    """Several clicks on submit, then on approve: each time one event, and everybody is content."""
    row = advance(session, world.first_update, UpdateStatus.WITH_SPONSOR, at=now())
    assert row.revision is not None
    seen = row.revision.sha256
    lead, sponsor = tokens.of(world.lead), tokens.of(world.sponsor)
    address = f"/updates/{row.id}"
    recall = Act(lead, f"{address}/recall", {})
    submit = Act(lead, f"{address}/submit", {"seen": seen})
    approve = Act(sponsor, f"{address}/approve", {"seen": seen, "step": "2", "attested": "y"})
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
