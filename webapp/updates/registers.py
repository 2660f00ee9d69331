"""A workstream's registers: milestones, risks and issues as its approved updates left them."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy import update as change
from sqlalchemy.orm import Session

from models import ProgressUpdate, RegisterItem
from webapp.domain import registers
from webapp.domain.content import UpdateContent

NOT_REPORTED = "Taken out before it was reported."


def _close_unsaid(session: Session, update: ProgressUpdate, items: Collection[int]) -> None:
    """Close items that an approval since taken back had written, and that no longer stand in it."""
    session.execute(
        change(RegisterItem)
        .where(RegisterItem.id.in_(items), RegisterItem.changed_by_update_id == update.id)
        .values(open=False, disposition=NOT_REPORTED)
        .execution_options(synchronize_session=False)
    )


def record(session: Session, update: ProgressUpdate, approved: UpdateContent) -> None:
    """Bring the registers in line with what was just approved, in four statements; no commit."""
    known = {
        (kind, number): item_id
        for kind, number, item_id in session.execute(
            select(RegisterItem.kind, RegisterItem.number, RegisterItem.id).where(
                RegisterItem.workstream_id == update.workstream_id
            )
        )
    }
    said = {(entry.kind, entry.number) for entry in registers.entries(approved)}
    if unsaid := [item for key, item in known.items() if key not in said]:
        _close_unsaid(session, update, unsaid)
    changed: list[dict[str, Any]] = []
    new: list[dict[str, Any]] = []
    for entry in registers.entries(approved):
        values = {name: getattr(entry, name) for name in registers.COPIED}
        values["changed_by_update_id"] = update.id
        if item_id := known.get((entry.kind, entry.number)):
            changed.append({"id": item_id, **values})
        else:
            new.append(
                {
                    "workstream_id": update.workstream_id,
                    "kind": entry.kind,
                    "number": entry.number,
                    "first_due_on": entry.due_on,
                    **values,
                }
            )
    if changed:
        session.execute(change(RegisterItem), changed)
    if new:
        session.execute(insert(RegisterItem), new)
