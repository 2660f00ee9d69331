"""The only writers of a status: rule, conditional change, event, messages and audit in one go.

Whoever is going to move a row holds it first. Every move flushes and never commits; the caller's
transaction has all of it or nothing.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypedDict, cast

from sqlalchemy import ColumnElement, CursorResult, exists, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from models import (
    Pack,
    ProgressUpdate,
    ReportingPeriod,
    Revision,
    UpdateContributor,
    UpdateEvent,
)
from models.enums import Action, PackStatus, PeriodStatus, Section, UpdateStatus
from webapp import audit
from webapp.domain import policy, workflow
from webapp.domain.actor import Actor
from webapp.domain.errors import Stale
from webapp.notifications import outbox

DECISIONS = (Action.APPROVE, Action.APPROVE_IN_PART, Action.SEND_BACK)


class Void(TypedDict):
    """The values of an approval."""

    approved_revision_id: None
    confirmed_step: None


VOID = Void(approved_revision_id=None, confirmed_step=None)
"""What an update loses when an approval no longer stands."""


def hold(session: Session, kind: type[ProgressUpdate | Pack], number: int) -> None:
    """Keep others from changing a row until the end of the transaction; waits for its turn.

    What is read afterwards is as the one before left it; a statement that reads and waits at once
    would join rows from before the wait. SQLite needs none: its writers queue at BEGIN.
    """
    if session.get_bind().dialect.name != "sqlite":
        session.execute(select(kind.id).where(kind.id == number).with_for_update())


def hold_updates(session: Session, *conditions: ColumnElement[bool]) -> None:
    """Keep others from deciding on updates until the end of the transaction; waits for its turn.

    Whoever moves several takes them all before the first entry in the record, as one who moves a
    single one does: two who took them in other orders would wait for each other for ever.
    """
    if session.get_bind().dialect.name != "sqlite":
        held = select(ProgressUpdate.id).where(*conditions).order_by(ProgressUpdate.id)
        session.execute(held.with_for_update())


def _changed(
    session: Session,
    row: ProgressUpdate | Pack,
    values: dict[str, Any],
    *conditions: ColumnElement[bool],
) -> None:
    """Write values where the row is still as it was read; raises Stale when it is not."""
    kind = type(row)
    values = {**values, "version": row.version + 1}
    result = cast(
        "CursorResult[Any]",
        session.execute(
            update(kind)
            .where(
                kind.id == row.id,
                kind.status == row.status,
                kind.version == row.version,
                *conditions,
            )
            .values(values)
            .execution_options(synchronize_session=False)
        ),
    )
    if result.rowcount != 1:
        raise Stale(
            "Somebody else changed this while you were reading it. Nothing of yours was recorded.",
            "Load the page again and decide on what it says now.",
        )
    for name, value in values.items():
        set_committed_value(row, name, value)


def change_draft(session: Session, row: ProgressUpdate, draft: str, *, at: datetime) -> None:
    """Write the draft text without a move; raises Stale when somebody wrote in between."""
    _changed(session, row, {"draft": draft, "draft_saved_at": at})


def move_update(
    session: Session,
    row: ProgressUpdate,
    actor: Actor,
    action: Action,
    *,
    at: datetime,
    note: str = "",
    sections: Sequence[Section] = (),
    tell: bool = True,
    **values: str | int | datetime | None,
) -> None:
    """Move an update along the workflow and write `values` with it.

    A decision names the revision it was made on and, in the same statement, that its maker wrote
    none of it. What comes back names its `sections` (none: all of it), which alone are then open
    for change. `tell` says whether messages go out. Raises NotAllowed, IllegalMove or Stale; then
    nothing was changed.
    """
    policy.require(policy.why_not(actor, action, row))
    source = row.status
    target = UpdateStatus(workflow.next_status(workflow.UPDATE, action, source))
    conditions: list[ColumnElement[bool]] = []
    if action in DECISIONS:
        wrote_it = exists().where(
            UpdateContributor.update_id == row.id, UpdateContributor.person_id == actor.person_id
        )
        conditions = [ProgressUpdate.revision_id == row.revision_id, ~wrote_it]
    flagged = " ".join(sections)
    _changed(
        session,
        row,
        {
            **values,
            "status": target,
            # What stays where it is goes on being held since then.
            "moved_at": row.moved_at if target is source else at,
            "flagged": flagged,
        },
        *conditions,
    )
    session.add(
        UpdateEvent(
            update_id=row.id,
            action=action,
            from_status=source,
            to_status=target,
            actor_id=actor.person_id,
            at=at,
            revision_id=row.revision_id,
            note=note,
            sections=flagged,
        )
    )
    if tell:
        outbox.announce_update(session, row, action, actor_id=actor.person_id, at=at)
    audit.record(
        session,
        actor.person_id,
        f"update.{action}",
        f"update:{row.id}",
        at=at,
        detail={
            "from": source,
            "to": target,
            "revision": row.revision_id,
            **(_fingerprint(session, row) if action in (Action.SUBMIT, *DECISIONS) else {}),
        },
    )


def _fingerprint(session: Session, row: ProgressUpdate) -> dict[str, str]:
    """Return the fingerprint of the text that was submitted or decided on, known already."""
    revision = session.get_one(Revision, row.revision_id)
    return {"sha256": revision.sha256}


def move_pack(
    session: Session,
    row: Pack,
    actor: Actor,
    action: Action,
    *,
    at: datetime,
    detail: dict[str, str | int | None] | None = None,
    tell: bool = True,
    **values: str | int | None,
) -> None:
    """Move a pack along the workflow and write `values` with it; `tell` as for an update.

    Raises NotAllowed, IllegalMove or Stale.
    """
    policy.require(policy.why_not_pack(actor, action, row))
    source = row.status
    target = PackStatus(workflow.next_status(workflow.PACK, action, source))
    _changed(session, row, {**values, "status": target, "moved_at": at})
    if tell:
        outbox.announce_pack(session, row, action, actor_id=actor.person_id, at=at)
    audit.record(
        session,
        actor.person_id,
        f"pack.{action}",
        f"pack:{row.id}",
        at=at,
        detail={"from": source, "to": target, **(detail or {})},
    )


def change_pack(session: Session, row: Pack, values: dict[str, Any]) -> None:
    """Write words of a pack without a move; raises Stale when somebody wrote in between."""
    _changed(session, row, values)


def move_period(
    session: Session, row: ReportingPeriod, actor: Actor, action: Action, *, at: datetime
) -> None:
    """Move a reporting period along the workflow. Raises NotAllowed or IllegalMove."""
    policy.require(policy.why_not_pack(actor, action, row))
    source = row.status
    row.status = PeriodStatus(workflow.next_status(workflow.PERIOD, action, source))
    session.flush()
    audit.record(
        session,
        actor.person_id,
        f"period.{action}",
        f"period:{row.id}",
        at=at,
        detail={"from": source, "to": row.status},
    )
