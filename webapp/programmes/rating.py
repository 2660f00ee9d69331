"""One rating and what stands behind it: who gave it and why, and what was issued since when."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from models import (
    Decision,
    Phase,
    Programme,
    ProgressUpdate,
    RagStep,
    Revision,
    Workstream,
)
from models.enums import Action
from webapp import levels
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.content import decode
from webapp.domain.errors import NotFound
from webapp.domain.workflow import DECIDED
from webapp.editions import IssuedRating, rating_history
from webapp.levels import Level


@dataclass(frozen=True, kw_only=True)
class Rating:
    """The rating of one update; three values kept side by side, the last one stands."""

    update: ProgressUpdate
    step: RagStep
    """The rating that stands."""
    confirmed: bool
    """Whether sponsors stand behind it."""
    levels: tuple[Level, ...]
    rationale: str
    """Markdown by the lead, as submitted."""
    approvals: Sequence[Decision]
    history: tuple[tuple[IssuedRating, RagStep], ...]
    """Every rating that was issued of the update, the latest first; each held until the next."""
    in_correction: bool
    """Whether what was issued is being corrected, and counts until the next edition."""
    readable: bool
    """Whether the person may read the update itself."""


def get_rating(session: Session, actor: Actor, slug: str, update_id: int) -> Rating:
    """Return the rating of an update the person may read; raises NotFound.

    What was issued stays readable while it is being corrected, for all who read packs; of the
    update as it is being written again nothing is shown.
    """
    update = session.scalars(
        select(ProgressUpdate)
        .join(Workstream, Workstream.id == ProgressUpdate.workstream_id)
        .join(Phase, Phase.id == Workstream.phase_id)
        .join(Programme, Programme.id == Phase.programme_id)
        .where(ProgressUpdate.id == update_id, Programme.slug == slug)
        .options(
            joinedload(ProgressUpdate.workstream)
            .joinedload(Workstream.phase)
            .joinedload(Phase.programme),
            joinedload(ProgressUpdate.period),
            selectinload(ProgressUpdate.contributors),
        )
    ).one_or_none()
    if update is None:
        raise NotFound
    history = rating_history(session, update)
    readable = policy.may_read(actor, update)
    issued = history and policy.may_read_pack(actor, update.programme_id)
    decided = update.status in DECIDED
    if not (decided or history) or not (readable or issued):
        raise NotFound
    revision = session.scalars(
        select(Revision)
        .where(Revision.id == (update.revision_id if decided else history[-1].revision_id))
        .options(
            joinedload(Revision.submitted_by),
            selectinload(Revision.decisions).options(
                joinedload(Decision.person), joinedload(Decision.sponsor)
            ),
        )
    ).one()
    steps = {
        step.number: step
        for step in session.scalars(
            select(RagStep).where(RagStep.scale_id == update.workstream.phase.scale_id)
        )
    }
    approvals = [row for row in revision.decisions if row.action is Action.APPROVE]
    confirmed = update.confirmed_step is not None if decided else history[-1].confirmed
    agreed = levels.agreed(session, update, revision, steps)
    three = (
        levels.proposed(revision, steps),
        levels.confirmed(approvals if confirmed else (), steps),
        *((agreed,) if agreed.step else ()),
    )
    stands = next(level.step for level in reversed(three) if level.step)
    return Rating(
        update=update,
        step=stands if decided else steps[history[-1].step],
        confirmed=confirmed,
        levels=three,
        rationale=decode(revision.content).rationale,
        approvals=approvals,
        history=tuple((row, steps[row.step]) for row in reversed(history)),
        in_correction=bool(history) and not decided,
        readable=readable,
    )
