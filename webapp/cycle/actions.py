"""What the office does about one update: more time, a late return, withdraw, reinstate, chase.

Every action flushes and never commits; a refusal leaves nothing behind.
"""

from datetime import date, datetime

from sqlalchemy.orm import Session

from models import Extension, ProgressUpdate
from models.enums import Action, PeriodStatus
from webapp import audit, before, moves
from webapp.clock import LONDON
from webapp.cycle import queries
from webapp.cycle.returns import CHASED
from webapp.domain import extensions, policy, turns, workflow
from webapp.domain.actor import Actor
from webapp.domain.errors import IllegalMove, Incomplete
from webapp.notifications import outbox


def extend(
    session: Session,
    update: ProgressUpdate,
    actor: Actor,
    *,
    at: datetime,
    until: date,
    reason: str,
    past_meeting: bool = False,
) -> None:
    """Give the writers of an update more time, to a last day, and tell its leads.

    `past_meeting` says that the day may lie after the Improvement Group's meeting. The same again
    does nothing. Raises NotAllowed, IllegalMove when no writer has it, Incomplete without a reason
    or for a day that gives no time.
    """
    policy.require(policy.why_not(actor, Action.EXTEND, update))
    if update.status not in extensions.EXTENDABLE:
        raise IllegalMove(
            "More time is of no use now: its writers do not have it.",
            "Go back to the board to see where it stands.",
        )
    last = queries.last_extension(session, update)
    if last is not None and (last.until, last.reason) == (until, reason.strip()):
        return
    _require_reason(reason, "Say why there is more time.")
    due = turns.update_due(update.status, update.period, last.until if last else None)
    deadline = due.astimezone(LONDON).date() if isinstance(due, datetime) else due
    _require_day(update, until, at=at, deadline=deadline, past_meeting=past_meeting)
    _give_time(session, update, actor, until, reason, at=at)
    outbox.announce_update(session, update, Action.EXTEND, actor_id=actor.person_id, at=at)
    _note(session, update, actor, Action.EXTEND, at=at, until=until)


def allow_late(
    session: Session,
    update: ProgressUpdate,
    actor: Actor,
    *,
    at: datetime,
    until: date,
    reason: str,
    past_meeting: bool = False,
) -> None:
    """Let an update be written though returns are closed, until a last day; tell its leads.

    Once the board has its pack, the update goes to the history and is noted in the next pack.
    Raises NotAllowed, IllegalMove, Stale, or Incomplete without a reason or for a day that gives
    no time.
    """
    policy.require(policy.why_not(actor, Action.ALLOW_LATE, update))
    workflow.next_status(workflow.UPDATE, Action.ALLOW_LATE, update.status)
    _require_reason(reason, "Say why it may come late.")
    _require_day(update, until, at=at, past_meeting=past_meeting)
    _give_time(session, update, actor, until, reason, at=at)
    _reopen(session, update, actor, Action.ALLOW_LATE, reason, at=at)


def withdraw(
    session: Session, update: ProgressUpdate, actor: Actor, *, at: datetime, reason: str
) -> None:
    """Ask for an update no longer; what is written is kept. Leads and sponsors are told.

    Raises NotAllowed, IllegalMove, Stale, or Incomplete without a reason.
    """
    policy.require(policy.why_not(actor, Action.WITHDRAW, update))
    workflow.next_status(workflow.UPDATE, Action.WITHDRAW, update.status)
    _require_reason(reason, "Say why it is not needed. The pack prints the reason.")
    moves.move_update(session, update, actor, Action.WITHDRAW, at=at, note=reason.strip())


def reinstate(
    session: Session,
    update: ProgressUpdate,
    actor: Actor,
    *,
    at: datetime,
    reason: str,
    until: date | None = None,
    past_meeting: bool = False,
) -> None:
    """Ask for a withdrawn update again; its leads are told.

    It goes on with what was written. Where returns are closed it needs a last day, `until`. Raises
    NotAllowed, IllegalMove, Stale, or Incomplete without a reason or a day that gives time.
    """
    policy.require(policy.why_not(actor, Action.REINSTATE, update))
    workflow.next_status(workflow.UPDATE, Action.REINSTATE, update.status)
    _require_reason(reason, "Say why it is needed after all.")
    if update.period.status is not PeriodStatus.OPEN:
        if until is None:
            raise Incomplete("Returns are closed, so it needs a last day.", "Enter the day.")
        _require_day(update, until, at=at, past_meeting=past_meeting)
        _give_time(session, update, actor, until, reason, at=at)
    _reopen(session, update, actor, Action.REINSTATE, reason, at=at)


def chase(session: Session, update: ProgressUpdate, actor: Actor, *, at: datetime) -> bool:
    """Remind whoever has an update now; False when everybody was reminded today already.

    Raises NotAllowed, or IllegalMove when nobody who writes or approves has it.
    """
    policy.require(policy.why_not(actor, Action.CHASE, update))
    if turns.UPDATE_TURN[update.status] not in CHASED:
        raise IllegalMove(
            "Nobody can be chased for this now: neither its writers nor its sponsors have it.",
            "Go back to the board to see where it stands.",
        )
    sent = outbox.chase(session, update, actor_id=actor.person_id, at=at)
    if sent:
        _note(session, update, actor, Action.CHASE, at=at)
    return sent


def _require_reason(reason: str, words: str) -> None:
    """Raise Incomplete when nothing is said."""
    if not reason.strip():
        raise Incomplete(words, "The people it concerns are told where to read it.")


def _require_day(
    update: ProgressUpdate,
    until: date,
    *,
    at: datetime,
    past_meeting: bool,
    deadline: date | None = None,
) -> None:
    """Raise Incomplete when a last day gives no time, or lies after the meeting unsaid."""
    issued = update.period.status is PeriodStatus.ISSUED
    meeting = update.period.group_meets_at.astimezone(LONDON).date()
    today = at.astimezone(LONDON).date()
    if reason := extensions.why_not_until(
        until,
        today=today,
        meeting=None if past_meeting or issued or meeting <= today else meeting,
        deadline=deadline,
    ):
        raise Incomplete(reason, "Choose another day.")


def _give_time(
    session: Session,
    update: ProgressUpdate,
    actor: Actor,
    until: date,
    reason: str,
    *,
    at: datetime,
) -> None:
    """Add the last day to submit, which counts in place of any before."""
    session.add(
        Extension(
            update_id=update.id,
            until=until,
            reason=reason.strip(),
            granted_by_id=actor.person_id,
            at=at,
        )
    )
    session.flush()


def _reopen(
    session: Session,
    update: ProgressUpdate,
    actor: Actor,
    action: Action,
    reason: str,
    *,
    at: datetime,
) -> None:
    """Make an update a draft again; one that nobody had begun opens as any other does."""
    moves.move_update(
        session,
        update,
        actor,
        action,
        at=at,
        note=reason.strip(),
        draft=update.draft or before.opening_draft(session, update),
        draft_saved_at=update.draft_saved_at or at,
    )


def _note(
    session: Session,
    update: ProgressUpdate,
    actor: Actor,
    action: Action,
    *,
    at: datetime,
    until: date | None = None,
) -> None:
    """Write what happened to an update without a move into the audit record."""
    audit.record(
        session,
        actor.person_id,
        f"update.{action}",
        f"update:{update.id}",
        at=at,
        detail={"until": until.isoformat()} if until else None,
    )
