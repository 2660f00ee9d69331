"""The three ratings side by side: proposed, confirmed, agreed; by whom, when and why."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from models import Addendum, AgreedRating, Decision, RagStep, Revision, UpdateEvent
from models.enums import Action
from webapp.domain.wording import listing

PROPOSED = "Proposed"
CONFIRMED = "Confirmed"
AGREED = "Agreed by the Improvement Group"


class Level(NamedTuple):
    """One of the three ratings, as `components/ratings.html` shows them."""

    label: str
    step: RagStep | None
    by: str
    """Who gave it, or in words that nobody has."""
    at: datetime | None = None
    reason: str = ""


class Update(Protocol):
    """What there is to know of an update to say what the group agreed."""

    @property
    def agreed_step(self) -> int | None:
        """The step the pack prints once the group has agreed it."""
        ...


UNCONFIRMED = Level(CONFIRMED, None, "Not confirmed by the sponsor.")
NOT_AGREED = Level(AGREED, None, "The group has not agreed the pack yet.")


def in_the_name_of(decision: Decision | Addendum) -> str:
    """Return who decided: the sponsor, or "X for Y"; "" for a note that nobody approved yet.

    The people must be loaded.
    """
    by = decision.person if isinstance(decision, Decision) else decision.approved_by
    if by is None or decision.sponsor is None:
        return ""
    return by.name if by.id == decision.sponsor.id else f"{by.name} for {decision.sponsor.name}"


def proposed(revision: Revision, steps: Mapping[int, RagStep], *, reason: str = "") -> Level:
    """Return what the lead proposed; the submitter must be loaded."""
    step = steps.get(revision.proposed_step)
    return Level(PROPOSED, step, revision.submitted_by.name, revision.submitted_at, reason)


def confirmed(
    approvals: Sequence[Decision], steps: Mapping[int, RagStep], *, label: str = CONFIRMED
) -> Level:
    """Return what the sponsors confirmed, or that they have not."""
    if not approvals:
        return UNCONFIRMED
    return Level(
        label,
        steps.get(approvals[-1].confirmed_step or 0),
        listing(dict.fromkeys(map(in_the_name_of, approvals))),
        approvals[-1].at,
        "\n\n".join(dict.fromkeys(row.reason for row in approvals if row.reason)),
    )


def agreed_rating(session: Session, revision_id: int) -> AgreedRating | None:
    """Return the rating that the Improvement Group set last, with who set it, or None."""
    return session.scalars(
        select(AgreedRating)
        .where(AgreedRating.revision_id == revision_id)
        .options(joinedload(AgreedRating.person))
        .order_by(AgreedRating.id.desc())
        .limit(1)
    ).first()


def agreed(
    session: Session, update: Update, revision: Revision, steps: Mapping[int, RagStep]
) -> Level:
    """Return what the Improvement Group set, or took over with the pack, or that it has neither."""
    row = agreed_rating(session, revision.id)
    if row is not None:
        return Level(AGREED, steps.get(row.step), row.person.name, row.at, row.reason)
    event = session.scalars(
        select(UpdateEvent)
        .where(
            # By the update there is an index; by the revision alone, all events are gone through.
            UpdateEvent.update_id == revision.update_id,
            UpdateEvent.revision_id == revision.id,
            UpdateEvent.action == Action.AGREE,
        )
        .options(joinedload(UpdateEvent.actor))
        .order_by(UpdateEvent.id.desc())
        .limit(1)
    ).first()
    if update.agreed_step is None or event is None:
        return NOT_AGREED
    return Level(AGREED, steps.get(update.agreed_step), f"{event.actor.name} (chair)", event.at)
