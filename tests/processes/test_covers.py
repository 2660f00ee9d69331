"""Several real processes at once on one cover report: it goes out once, and nobody signs unseen."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.covers import CoverEdition, CoverReport
from models.enums import Role
from tests import factories
from tests.packs import stages
from tests.packs.cover import desk
from tests.processes import worker
from tests.processes.crowd import Crowd
from tests.processes.tokens import Tokens
from tests.processes.worker import Act
from tests.world import World
from webapp import audit
from webapp.packs.cover import issuing, officers, queries
from webapp.packs.cover.content import (
    Appendix,
    CoverContent,
    Paragraph,
    Part,
    decode,
    fingerprint,
)
from webapp.packs.cover.signing import standing_sign_off

pytestmark = pytest.mark.both_databases

ROUNDS = 3
DONE, REFUSED = 303, 409


def reports(session: Session, world: World, count: int) -> list[CoverReport]:
    """Return reports in which all is signed off, for a meeting the real clock does not reach."""
    pack = stages.issue(session, world).pack
    content = CoverContent(
        front=desk.front(world, meets_on=date(2099, 12, 16)),
        recommendations=(desk.NOTE,),
        parts=(
            Part(
                handle="s1",
                heading="Purpose",
                paragraphs=(Paragraph(handle="p1", text="It tells how the programme stands."),),
            ),
        ),
        appendices=(Appendix(handle="report", title="Highlight report", pack=True),),
    )
    rows = [desk.begin(session, world, pack, content=content) for _ in range(count)]
    for row in rows:
        desk.sign_all(session, world, row)
        desk.settle(session, world, row)
    return [desk.fetch(session, world.office, row) for row in rows]


def test_a_report_issued_by_several_at_once_has_one_edition(
    session: Session, world: World, tokens: Tokens, crowd: Crowd, settled: Callable[[], None]
) -> None:
    (cover,) = reports(session, world, 1)
    second = factories.person(session, world.organisation, "Second officer")
    factories.grant(session, second, Role.PMO, on=world.programme)
    fields = {"seen": issuing.state(cover), "confirm": "y"}
    officers_ = [
        [Act(tokens.of(person), f"/cover-reports/{cover.id}/issue", fields)]
        for person in (world.office, second, world.office)
    ]
    settled()
    assert crowd.run(worker.race, officers_) == [[DONE]] * 3
    session.expire_all()
    assert session.scalars(select(CoverEdition.number)).all() == [1]
    assert audit.verify(session).broken_at is None


def test_nobody_signs_off_what_was_changed_at_the_same_moment(
    session: Session, world: World, tokens: Tokens, crowd: Crowd, settled: Callable[[], None]
) -> None:
    covers = reports(session, world, ROUNDS)
    signs, edits = [], []
    for cover in covers:
        desk.write(session, world, cover, 1, "Half a post.")
        row = queries.find_implication(desk.fetch(session, world.office, cover), 1)
        stored = decode(cover.content).recommendations[0]
        address = f"/cover-reports/{cover.id}"
        sign = {
            "base": officers.written(row),
            "seen": row.sha256,
            "text": row.text,
            "do": "sign",
        }
        edit = {"seen": fingerprint(stored), "text": "Approve the plan."}
        signs.append(Act(tokens.of(world.outsider), f"{address}/implications/1", sign))
        edits.append(Act(tokens.of(world.office), f"{address}/recommendation/r1", edit))
    settled()
    signed, edited = crowd.run(worker.race, [signs, edits])
    assert edited == [DONE] * ROUNDS
    assert set(signed) <= {DONE, REFUSED}
    session.expire_all()
    for cover, answer in zip(covers, signed, strict=True):
        row = queries.find_implication(desk.fetch(session, world.office, cover), 1)
        assert standing_sign_off(row.sign_offs, row.sha256) is None
        assert len(row.sign_offs) == (2 if answer == DONE else 1), "told that it is signed"
