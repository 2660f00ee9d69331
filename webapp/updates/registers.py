"""A workstream's registers: milestones, risks and issues as its approved updates left them."""

from typing import Any

from sqlalchemy import insert, select
from sqlalchemy import update as change
from sqlalchemy.orm import Session

from models import ProgressUpdate, RegisterItem
from webapp.domain import registers
from webapp.domain.content import UpdateContent


def record(session: Session, update: ProgressUpdate, approved: UpdateContent) -> None:
    """Bring the registers in line with what was just approved, in three statements; no commit."""
    known = {
        (kind, number): item_id
        for kind, number, item_id in session.execute(
            select(RegisterItem.kind, RegisterItem.number, RegisterItem.id).where(
                RegisterItem.workstream_id == update.workstream_id
            )
        )
    }
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
