"""The three ratings of a revision side by side: proposed, confirmed, agreed; who, when and why."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import AgreedRating, Decision, ProgressUpdate, RagStep, Revision, UpdateEvent
from models.enums import Action, UpdateStatus
from webapp.domain.content import decode
from webapp.domain.wording import listing
from webapp.domain.workflow import INCLUDED

Rating = tuple[str, RagStep | None, str, datetime | None, str]
"""Label, step, person in words, moment and reason, as `components/ratings.html` shows them."""


def in_the_name_of(decision: Decision) -> str:
    """Return who decided: the sponsor, or "X for Y"; person and sponsor must be loaded."""
    if decision.person_id == decision.sponsor_id:
        return decision.person.name
    return f"{decision.person.name} for {decision.sponsor.name}"


def side_by_side(
    session: Session,
    update: ProgressUpdate,
    revision: Revision,
    approvals: Sequence[Decision],
    steps: Mapping[int, RagStep],
) -> list[Rating]:
    """Return the ratings of a revision; `approvals` are its own, with person and sponsor."""
    rows: list[Rating] = [
        (
            "Proposed",
            steps.get(revision.proposed_step),
            revision.submitted_by.name,
            revision.submitted_at,
            decode(revision.content).rationale,
        ),
        _confirmed(update, revision, approvals, steps),
    ]
    if update.status in INCLUDED and update.revision_id == revision.id:
        rows.append(_agreed(session, update, revision, steps))
    return rows


def _confirmed(
    update: ProgressUpdate,
    revision: Revision,
    approvals: Sequence[Decision],
    steps: Mapping[int, RagStep],
) -> Rating:
    """Return what the sponsors confirmed, or that they have not."""
    if not approvals:
        waits = update.revision_id == revision.id and update.status is UpdateStatus.WITH_SPONSOR
        words = "The sponsor has not decided yet." if waits else "Not confirmed by the sponsor."
        return ("Confirmed", None, words, None, "")
    partly = update.status is UpdateStatus.WITH_SPONSOR and update.revision_id == revision.id
    return (
        "Confirmed in part" if partly else "Confirmed",
        steps.get(approvals[-1].confirmed_step or 0),
        listing(dict.fromkeys(map(in_the_name_of, approvals))),
        approvals[-1].at,
        "\n\n".join(dict.fromkeys(row.reason for row in approvals if row.reason)),
    )


def _agreed(
    session: Session, update: ProgressUpdate, revision: Revision, steps: Mapping[int, RagStep]
) -> Rating:
    """Return what the Improvement Group set or took over, or that it has not met."""
    label = "Agreed by the Improvement Group"
    row = session.scalars(
        select(AgreedRating)
        .where(AgreedRating.revision_id == revision.id)
        .options(joinedload(AgreedRating.person))
        .order_by(AgreedRating.id.desc())
        .limit(1)
    ).first()
    if row is not None:
        return (label, steps.get(row.step), row.person.name, row.at, row.reason)
    event = session.scalars(
        select(UpdateEvent)
        .where(UpdateEvent.update_id == update.id, UpdateEvent.action == Action.AGREE)
        .options(joinedload(UpdateEvent.actor))
        .order_by(UpdateEvent.id.desc())
        .limit(1)
    ).first()
    if update.agreed_step is None or event is None:
        return (label, None, "The group has not agreed the pack yet.", None, "")
    return (label, steps.get(update.agreed_step), event.actor.name, event.at, "")
