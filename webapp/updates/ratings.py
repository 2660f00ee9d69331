"""The three ratings of a revision as the pages of its update show them."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from models import Decision, ProgressUpdate, RagStep, Revision
from models.enums import UpdateStatus
from webapp import levels
from webapp.domain.content import decode
from webapp.domain.workflow import INCLUDED
from webapp.levels import Level


def side_by_side(
    session: Session,
    update: ProgressUpdate,
    revision: Revision,
    approvals: Sequence[Decision],
    steps: Mapping[int, RagStep],
) -> list[Level]:
    """Return the ratings of a revision; `approvals` are its own, with person and sponsor."""
    latest = update.revision_id == revision.id
    waits = latest and update.status is UpdateStatus.WITH_SPONSOR
    label = "Confirmed in part" if waits else levels.CONFIRMED
    confirmed = levels.confirmed(approvals, steps, label=label)
    if waits and not approvals:
        confirmed = Level(levels.CONFIRMED, None, "The sponsor has not decided yet.")
    rows = [
        levels.proposed(revision, steps, reason=decode(revision.content).rationale),
        confirmed,
    ]
    if latest and update.status in INCLUDED:
        rows.append(levels.agreed(session, update, revision, steps))
    return rows
