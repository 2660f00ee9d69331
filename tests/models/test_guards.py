"""What the database itself refuses, whatever the code above it does."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Table, delete, insert, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models import (
    AgreedDate,
    AgreedRating,
    Base,
    Checkpoint,
    CoverEdition,
    CoverFile,
    CoverImplication,
    CoverReport,
    CoverSignOff,
    Decision,
    Edition,
    EditionEntry,
    EditionFile,
    EditionFinding,
    Extension,
    FindingAccepted,
    Publication,
    RegisterItem,
    Revision,
)
from models.enums import Action, PackFormat, UpdateStatus
from tests import world as setting
from tests.factories import AT
from tests.world import World

pytestmark = pytest.mark.both_databases

HISTORY = (
    "revisions",
    "decisions",
    "update_events",
    "editions",
    "edition_entries",
    "edition_files",
    "audit_entries",
    "agreed_ratings",
    "extensions",
    "agreed_dates",
    "checkpoints",
    "publications",
    "cover_sign_offs",
    "cover_editions",
    "cover_files",
    "pack_findings_accepted",
    "edition_findings",
)


@pytest.fixture
def history(session: Session, world: World) -> Session:
    """Return a session on a database where every table of history holds a row."""
    issued = setting.advance(session, world.first_update, UpdateStatus.ISSUED)
    edition = Edition(
        pack_id=world.pack.id,
        number=1,
        document="{}",
        sha256="0" * 64,
        issued_at=AT,
        issued_by_id=world.office.id,
    )
    session.add(edition)
    session.flush()
    session.add(
        EditionEntry(
            edition_id=edition.id,
            revision_id=issued.approved_revision_id,
            sha256="0" * 64,
            step=issued.agreed_step,
        )
    )
    session.add(
        AgreedRating(
            revision_id=issued.approved_revision_id,
            step=3,
            reason="The vacancies.",
            person_id=world.chair.id,
            at=AT,
        )
    )
    session.add(
        Extension(
            update_id=issued.id,
            until=AT.date(),
            reason="Illness.",
            granted_by_id=world.office.id,
            at=AT,
        )
    )
    session.add(
        AgreedDate(
            workstream_id=world.first.id,
            agreed_on=AT.date(),
            reason="The vote was moved.",
            person_id=world.sponsor.id,
            at=AT,
        )
    )
    session.add(
        EditionFile(
            edition_id=edition.id,
            format=PackFormat.JSON,
            content=b"{}",
            size=2,
            sha256="0" * 64,
        )
    )
    session.add(Checkpoint(size=0, root="0" * 64, note="", key="", at=AT))
    session.add(Publication(edition_id=edition.id, shown=True, by_id=world.office.id, at=AT))
    add_cover_report(session, world, edition)
    session.commit()
    return session


def add_cover_report(session: Session, world: World, edition: Edition) -> None:
    """Add an issued report on an edition, signed off, with something accepted."""
    office, frozen = world.office.id, "0" * 64
    implication = CoverImplication(
        position=1, heading="Financial", text="None", sha256=frozen, exempt_reason=""
    )
    report = CoverReport(
        pack_id=world.pack.id,
        content="{}",
        changed_at=AT,
        changed_by_id=office,
        implications=[implication],
    )
    session.add(report)
    session.flush()
    file = CoverFile(public=False, format=PackFormat.HTML, content=b"", size=0, sha256=frozen)
    issued = CoverEdition(
        cover_id=report.id,
        number=1,
        edition_id=edition.id,
        document="{}",
        sha256=frozen,
        state=frozen,
        issued_at=AT,
        issued_by_id=office,
        files=[file],
    )
    accepted = FindingAccepted(
        pack_id=world.pack.id,
        cover_id=report.id,
        code="no-objective",
        place="objectives",
        about="",
        fact="It names none",
        reason="None applies.",
        at=AT,
        by_id=office,
    )
    session.add_all((issued, accepted))
    session.flush()
    session.add(EditionFinding(cover_edition_id=issued.id, accepted_id=accepted.id))
    session.add(
        CoverSignOff(
            implication_id=implication.id,
            sha256=frozen,
            officer="Head of finance",
            signed_on=AT.date(),
            reference="",
            by_id=office,
            at=AT,
        )
    )
    session.flush()


CHANGES: dict[str, object] = {
    "sha256": "f" * 64,
    "at": datetime(2001, 1, 1, tzinfo=UTC),
    "accepted_id": 0,
}
"""Columns whose change would matter, with another value."""


def column_to_change(table: Table) -> str:
    """Return a column whose change would matter."""
    return next(name for name in CHANGES if name in table.columns)


@pytest.mark.parametrize("name", HISTORY)
def test_history_is_never_changed_or_deleted(history: Session, name: str) -> None:
    table = Base.metadata.tables[name]
    column = column_to_change(table)
    value = CHANGES[column]
    before = history.execute(select(table)).all()
    assert before
    history.commit()
    for statement in (update(table).values({column: value}), delete(table)):
        with pytest.raises(IntegrityError, match="only grows"):
            history.execute(statement)
        history.rollback()
    assert history.execute(select(table)).all() == before


def test_history_is_not_replaced_by_an_insert(history: Session) -> None:
    if history.get_bind().dialect.name != "sqlite":
        with pytest.raises(IntegrityError, match="only grows"):
            history.execute(text("TRUNCATE revisions CASCADE"))
        return
    row = history.execute(select(Revision.__table__)).mappings().first()
    assert row is not None
    statement = insert(Revision).prefix_with("OR REPLACE").values({**row, "content": "{}"})
    with pytest.raises(IntegrityError, match="only grows"):
        history.execute(statement)


@pytest.mark.parametrize("action", [Action.APPROVE, Action.SEND_BACK])
def test_nobody_decides_on_an_update_they_wrote(
    session: Session, world: World, action: Action
) -> None:
    row = setting.advance(session, world.first_update, UpdateStatus.WITH_SPONSOR)

    def decision(person_id: int) -> dict[str, object]:
        return {
            "revision_id": row.revision_id,
            "action": action,
            "person_id": person_id,
            "sponsor_id": world.sponsor.id,
            "at": AT,
            "confirmed_step": 1 if action is Action.APPROVE else None,
            "reason": "Because.",
            "comment": "",
            "sections": "",
            "attestation": "",
        }

    session.commit()
    with pytest.raises(IntegrityError, match="nobody decides on an update they wrote"):
        session.execute(insert(Decision).values(decision(world.lead.id)))
    session.rollback()
    session.execute(insert(Decision).values(decision(world.sponsor.id)))
    assert session.scalars(select(Decision.person_id)).all() == [world.sponsor.id]


def test_nobody_agrees_a_rating_of_what_they_wrote(session: Session, world: World) -> None:
    row = setting.advance(session, world.first_update, UpdateStatus.IN_PACK)
    values = {"revision_id": row.revision_id, "step": 3, "reason": "Because.", "at": AT}
    session.commit()
    with pytest.raises(IntegrityError, match="nobody decides on an update they wrote"):
        session.execute(insert(AgreedRating).values(**values, person_id=world.lead.id))
    session.rollback()
    session.execute(insert(AgreedRating).values(**values, person_id=world.chair.id))
    assert session.scalars(select(AgreedRating.person_id)).all() == [world.chair.id]


def test_a_register_item_is_never_deleted(session: Session, world: World) -> None:
    setting.advance(session, world.first_update, UpdateStatus.APPROVED)
    session.commit()
    before = session.execute(select(RegisterItem.__table__)).all()
    assert before
    with pytest.raises(IntegrityError, match="only grows"):
        session.execute(delete(RegisterItem))
    session.rollback()
    assert session.execute(select(RegisterItem.__table__)).all() == before
