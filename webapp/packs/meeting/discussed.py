"""Which workstreams the group has come to in its meeting."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Discussion, Pack
from models.enums import PackStatus
from webapp import audit
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.errors import IllegalMove


def discussed_in(session: Session, pack: Pack) -> frozenset[int]:
    """Return the workstreams that were discussed, by number; the last word on each counts."""
    rows = session.scalars(
        select(Discussion).where(Discussion.pack_id == pack.id).order_by(Discussion.id)
    )
    last = {row.workstream_id: row.discussed for row in rows}
    return frozenset(number for number, said in last.items() if said)


def discuss(
    session: Session,
    pack: Pack,
    workstream_id: int,
    actor: Actor,
    *,
    at: datetime,
    discussed: bool,
) -> None:
    """Record that the group has discussed a workstream, or has not after all.

    Said already, it does nothing. Raises NotAllowed, or IllegalMove while the group does not review
    the pack.
    """
    policy.require(policy.records_the_meeting(actor, pack))
    if pack.status is not PackStatus.UNDER_REVIEW:
        raise IllegalMove(
            "The Improvement Group is not reviewing this pack now, so nothing was recorded.",
            "Go back and load the page again to see where it stands.",
        )
    if (workstream_id in discussed_in(session, pack)) is discussed:
        return
    session.add(
        Discussion(
            pack_id=pack.id,
            workstream_id=workstream_id,
            discussed=discussed,
            by_id=actor.person_id,
            at=at,
        )
    )
    session.flush()
    audit.record(
        session,
        actor.person_id,
        "pack.discuss",
        f"pack:{pack.id}",
        at=at,
        detail={"workstream": workstream_id, "discussed": int(discussed)},
    )
