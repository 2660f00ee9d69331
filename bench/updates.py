"""Adds updates by the thousand, each in its state with the history that led there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy import update as change
from sqlalchemy.orm import Session

from bench import words
from models import (
    Base,
    Decision,
    DraftSection,
    ProgressUpdate,
    RegisterItem,
    Revision,
    UpdateContributor,
    UpdateEvent,
)
from models.enums import Action, Section, UpdateStatus
from webapp.domain import content, registers
from webapp.updates.decisions import ATTESTATION

STEP = 2


@dataclass(frozen=True)
class Task:
    """The update of one workstream for one period, and who writes and decides it."""

    update_id: int
    workstream_id: int
    lead_id: int
    sponsor_id: int


def insert_rows(session: Session, kind: type[Base], rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Insert rows and return their keys in the same order."""
    key: Any = kind.__mapper__.primary_key[0]
    found = session.execute(insert(kind).returning(key, sort_by_parameter_order=True), rows)
    return list(found.scalars())


def add(
    session: Session,
    period_id: int,
    tasks: Sequence[Task],
    states: Sequence[UpdateStatus],
    number: int,
    at: datetime,
) -> list[Task]:
    """Add updates of period `number` (from 0), one for each task; return tasks that name them."""
    text = content.encode(words.update(number, on=at.date()))
    keys = insert_rows(
        session,
        ProgressUpdate,
        [
            {
                "workstream_id": task.workstream_id,
                "period_id": period_id,
                "status": UpdateStatus.DRAFT,
                "draft": text,
                "draft_saved_at": at,
                "moved_at": at,
            }
            for task in tasks
        ],
    )
    found = [replace(task, update_id=key) for key, task in zip(keys, tasks, strict=True)]
    session.execute(
        insert(UpdateContributor),
        [{"update_id": t.update_id, "person_id": t.lead_id, "first_at": at} for t in found],
    )
    states_of = dict(zip(found, states, strict=True))
    if being_written := [task for task in found if states_of[task] is UpdateStatus.DRAFT]:
        _sections(session, being_written, at)
    submitted = {task: s for task, s in states_of.items() if s is not UpdateStatus.DRAFT}
    if submitted:
        revisions = _submit(session, list(submitted), text, at)
        _decide(session, submitted, revisions, at)
    if number == 0:
        _registers(session, found, content.decode(text))
    return found


def _sections(session: Session, tasks: Sequence[Task], at: datetime) -> None:
    session.execute(
        insert(DraftSection),
        [
            {
                "update_id": task.update_id,
                "section": section,
                "person_id": task.lead_id,
                "window": "",
                "saved_at": at,
            }
            for task in tasks
            for section in Section
        ],
    )


def _submit(session: Session, tasks: Sequence[Task], text: str, at: datetime) -> dict[Task, int]:
    """Add the events up to submission and a revision each; return the revisions' keys."""
    steps = (
        (Action.START, UpdateStatus.NOT_STARTED, UpdateStatus.DRAFT),
        (Action.SUBMIT, UpdateStatus.DRAFT, UpdateStatus.WITH_SPONSOR),
    )
    session.execute(
        insert(UpdateEvent),
        [
            {
                "update_id": task.update_id,
                "action": action,
                "from_status": source,
                "to_status": target,
                "actor_id": task.lead_id,
                "at": at,
            }
            for task in tasks
            for action, source, target in steps
        ],
    )
    revisions = insert_rows(
        session,
        Revision,
        [
            {
                "update_id": task.update_id,
                "number": 1,
                "content": text,
                "sha256": content.fingerprint(text),
                "proposed_step": STEP,
                "submitted_by_id": task.lead_id,
                "submitted_at": at,
            }
            for task in tasks
        ],
    )
    return dict(zip(tasks, revisions, strict=True))


def _decide(
    session: Session,
    states: Mapping[Task, UpdateStatus],
    revisions: Mapping[Task, int],
    at: datetime,
) -> None:
    """Give each update its state, and those further than the sponsor an approval."""
    decided = [task for task, state in states.items() if state is not UpdateStatus.WITH_SPONSOR]
    session.execute(
        change(ProgressUpdate),
        [
            {
                "id": task.update_id,
                "status": state,
                "revision_id": revisions[task],
                "approved_revision_id": revisions[task] if task in decided else None,
                "confirmed_step": STEP if task in decided else None,
                "agreed_step": STEP if state is UpdateStatus.ISSUED else None,
            }
            for task, state in states.items()
        ],
    )
    if not decided:
        return
    session.execute(
        insert(Decision),
        [
            {
                "revision_id": revisions[task],
                "action": Action.APPROVE,
                "person_id": task.sponsor_id,
                "sponsor_id": task.sponsor_id,
                "at": at,
                "confirmed_step": STEP,
                "comment": words.SENTENCES[2],
                "attestation": ATTESTATION,
            }
            for task in decided
        ],
    )


def _registers(session: Session, tasks: Sequence[Task], text: content.UpdateContent) -> None:
    """Add what the first approved update put into the registers."""
    session.execute(
        insert(RegisterItem),
        [
            {
                "workstream_id": task.workstream_id,
                "kind": entry.kind,
                "number": entry.number,
                "changed_by_update_id": task.update_id,
                **{name: getattr(entry, name) for name in registers.COPIED},
            }
            for task in tasks
            for entry in registers.entries(text)
        ],
    )
