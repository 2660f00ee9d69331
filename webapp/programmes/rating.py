"""One rating and what stands behind it: the lead's reasons, the sponsor's words, who agreed."""

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
    UpdateEvent,
    Workstream,
)
from models.enums import Action
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.content import decode
from webapp.domain.errors import NotFound
from webapp.domain.workflow import DECIDED


@dataclass(frozen=True, kw_only=True)
class Rating:
    """The rating of one approved update; three values kept side by side, the last one stands."""

    update: ProgressUpdate
    revision: Revision
    decision: Decision
    """The sponsor's approval."""
    agreement: UpdateEvent | None
    """The Improvement Group's, once it has met."""
    proposed: RagStep
    confirmed: RagStep
    agreed: RagStep | None
    rationale: str
    """Markdown by the lead, as approved."""

    @property
    def step(self) -> RagStep:
        """The rating that stands."""
        return self.agreed or self.confirmed


def get_rating(session: Session, actor: Actor, slug: str, update_id: int) -> Rating:
    """Return the rating of an approved update the person may read; raises NotFound."""
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
    if update is None or update.status not in DECIDED or not policy.may_read(actor, update):
        raise NotFound
    revision, decision = session.execute(
        select(Revision, Decision)
        .join(Decision, Decision.revision_id == Revision.id)
        .where(Revision.id == update.approved_revision_id, Decision.action == Action.APPROVE)
        .options(joinedload(Revision.submitted_by), joinedload(Decision.person))
    ).one()
    agreement = session.scalars(
        select(UpdateEvent)
        .where(UpdateEvent.update_id == update.id, UpdateEvent.action == Action.AGREE)
        .options(joinedload(UpdateEvent.actor))
        .order_by(UpdateEvent.id.desc())
        .limit(1)
    ).one_or_none()
    steps = {
        step.number: step
        for step in session.scalars(
            select(RagStep).where(RagStep.scale_id == update.workstream.phase.scale_id)
        )
    }
    return Rating(
        update=update,
        revision=revision,
        decision=decision,
        agreement=agreement,
        proposed=steps[revision.proposed_step],
        confirmed=steps[update.confirmed_step or revision.proposed_step],
        agreed=steps[update.agreed_step] if update.agreed_step else None,
        rationale=decode(revision.content).rationale,
    )
