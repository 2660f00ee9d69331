"""Guards that can be switched off in a process of its own, to prove that a race finds their lack.

Each says what would be if the guard were not there. Nothing of it reaches another process.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, update
from sqlalchemy.orm import Session

from models import Decision, Pack, ProgressUpdate, Revision
from tests.processes.meeting import meet
from webapp import moves
from webapp.domain import content
from webapp.domain.actor import Actor
from webapp.domain.errors import Stale
from webapp.updates import queries
from webapp.updates.people import RoleHolder


def without_locks() -> None:
    """Switch off: reading for a change holds the row until it is written.

    All who race have then read before any of them writes.
    """
    locked = queries.get_update

    def unlocked(
        session: Session, actor: Actor, update_id: int, *, lock: bool = False
    ) -> ProgressUpdate:
        row = locked(session, actor, update_id)
        if lock:
            session.commit()
            meet()
        return row

    queries.get_update = unlocked


def without_fresh_decisions() -> None:
    """Switch off: what others have decided is read when nobody can be deciding any more."""
    read = queries.approvals

    def early(session: Session, revision: Revision) -> Sequence[Decision]:
        rows = read(session, revision)
        session.commit()
        meet()
        return rows

    queries.approvals = early
    with_team = queries.deciders

    def early_with_team(
        session: Session, update: ProgressUpdate, revision: Revision, on: date
    ) -> tuple[Sequence[RoleHolder], Sequence[Decision]]:
        found = with_team(session, update, revision, on)
        session.commit()
        meet()
        return found

    queries.deciders = early_with_team


def without_versions() -> None:
    """Switch off: a change is written only where the row is still as it was read."""

    def changed(
        session: Session,
        row: ProgressUpdate | Pack,
        values: dict[str, Any],
        *conditions: ColumnElement[bool],
    ) -> None:
        kind = type(row)
        statement = update(kind).where(kind.id == row.id, *conditions).values(values)
        if cast("CursorResult[Any]", session.execute(statement)).rowcount != 1:
            raise Stale("The row is not as the decision needs it.")

    moves._changed = changed


def without_conditions() -> None:
    """Switch off: a decision is written only on the very revision it was made on."""
    conditional = moves._changed

    def changed(
        session: Session, row: ProgressUpdate | Pack, values: dict[str, Any], *_: object
    ) -> None:
        conditional(session, row, values)

    moves._changed = changed


def without_fingerprints() -> None:
    """Switch off: a section is saved only by one who has seen what is there now."""

    def fingerprint(*_: object) -> str:
        return "always the same"

    content.section_fingerprint = fingerprint  # type: ignore[assignment]


GUARDS: dict[str, Callable[[], None]] = {
    "locks": without_locks,
    "fresh decisions": without_fresh_decisions,
    "versions": without_versions,
    "conditions": without_conditions,
    "fingerprints": without_fingerprints,
}
