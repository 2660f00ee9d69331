"""What is agreed about a workstream as a whole: another completion date, or that it closes.

Every action flushes and never commits; a refusal leaves nothing behind.
"""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from models import AgreedDate, RegisterItem, Workstream
from webapp import audit
from webapp.cycle import queries
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.errors import IllegalMove, Incomplete, Stale
from webapp.domain.registers import reference
from webapp.notifications import outbox

STOOD_BEFORE = "The date that stood until then."
"""Stands beside the date that a workstream was set up with, once another one is agreed."""


def agree_date(
    session: Session,
    workstream: Workstream,
    actor: Actor,
    *,
    at: datetime,
    agreed_on: date,
    reason: str,
    seen: str,
) -> None:
    """Agree another completion date and tell leads and sponsors; those before stay in the record.

    `seen` is the date on the page, as ISO text, empty for none. The workstream's phase must be
    loaded. The same again does nothing. Raises NotAllowed, IllegalMove once it is closed, Stale,
    or Incomplete without a reason.
    """
    _require_may_agree(workstream, actor)
    _require_open(workstream)
    if workstream.agreed_on == agreed_on:
        return
    if _iso(workstream.agreed_on) != seen:
        raise Stale(
            "Another completion date was agreed after you opened this page. "
            "Nothing of yours was recorded.",
            "Read what it is now, then decide.",
        )
    if not reason.strip():
        raise Incomplete("Say why the date changes.", "The reason stays beside the date.")
    before = workstream.agreed_on
    agreed = [(agreed_on, reason.strip())]
    if before is not None and not queries.agreed_dates(session, workstream):
        agreed.insert(0, (before, STOOD_BEFORE))
    workstream.agreed_on = agreed_on
    session.add_all(
        AgreedDate(
            workstream_id=workstream.id,
            agreed_on=day,
            reason=why,
            person_id=actor.person_id,
            at=at,
        )
        for day, why in agreed
    )
    session.flush()
    audit.record(
        session,
        actor.person_id,
        "workstream.agree_date",
        f"workstream:{workstream.id}",
        at=at,
        detail={"from": _iso(before), "to": _iso(agreed_on)},
    )
    outbox.announce_workstream(
        session, workstream, "workstream_agree_date", actor_id=actor.person_id, at=at
    )


def close_workstream(
    session: Session,
    workstream: Workstream,
    actor: Actor,
    *,
    at: datetime,
    on: date,
    reason: str,
    dispositions: Mapping[int, str],
    merged_into: Workstream | None = None,
) -> None:
    """Close a workstream from a day on, or merge it into another one; who works on it is told.

    `dispositions` say what becomes of each open item of its registers, by the item's id. Periods
    that begin later show it as closed. The phase must be loaded. Raises NotAllowed, IllegalMove
    when it is closed already, or Incomplete when something is not said.
    """
    policy.require(policy.runs_the_office(actor, workstream.phase))
    _require_open(workstream)
    if not reason.strip():
        raise Incomplete("Say why it closes.", "The reason is shown wherever it is named.")
    if merged_into is not None and (
        merged_into.id == workstream.id
        or merged_into.phase_id != workstream.phase_id
        or merged_into.closed_on is not None
    ):
        raise Incomplete(
            "It cannot go on in this workstream.", "Choose an open one of the same phase."
        )
    items = queries.open_items(session, workstream)
    for item in items:
        _settle(workstream, item, dispositions.get(item.id, "").strip())
    workstream.closed_on, workstream.closing_reason = on, reason.strip()
    workstream.merged_into_id = merged_into.id if merged_into else None
    session.flush()
    audit.record(
        session,
        actor.person_id,
        "workstream.close",
        f"workstream:{workstream.id}",
        at=at,
        detail={
            "on": on.isoformat(),
            "merged into": workstream.merged_into_id,
            "open items": len(items),
        },
    )
    outbox.announce_workstream(
        session, workstream, "workstream_close", actor_id=actor.person_id, at=at
    )


def _settle(workstream: Workstream, item: RegisterItem, disposition: str) -> None:
    """Write what becomes of an open item; raises Incomplete when nobody says."""
    if not disposition:
        name = reference(workstream.code, item.kind, item.number)
        raise Incomplete(f"Say what becomes of {name}.", "Every open item needs an answer.")
    item.disposition, item.open = disposition, False


def _require_may_agree(workstream: Workstream, actor: Actor) -> None:
    policy.require(
        policy.agrees_dates(
            actor, programme_id=workstream.phase.programme_id, workstream_id=workstream.id
        )
    )


def _require_open(workstream: Workstream) -> None:
    """Raise IllegalMove for a workstream that is closed."""
    if workstream.closed_on is not None:
        raise IllegalMove("This workstream is closed.", "Nothing about it changes any more.")


def _iso(value: date | None) -> str:
    """Return a date as ISO text, or an empty text for none."""
    return value.isoformat() if value else ""
