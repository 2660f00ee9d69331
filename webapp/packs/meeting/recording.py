"""Recording decisions and actions of the group in its meeting; they are followed until settled.

Actions take a pack or a minute that is locked, flush and never commit. Who owes an action hears of
all that becomes of it.
"""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import Minute, Pack, Person, Workstream
from models.enums import Audience, MinuteKind, MinuteState, PackStatus
from webapp import audit, moves
from webapp.clock import LONDON
from webapp.domain import meeting, policy
from webapp.domain.actor import Actor
from webapp.domain.content import fingerprint
from webapp.domain.errors import IllegalMove, Incomplete, Stale
from webapp.exempting import columns
from webapp.notifications import owed
from webapp.packs.meeting.minutes import (
    Said,
    minutes_of,
    owners,
    said_in,
    why_not_settle,
    workstreams_of,
)


def record(
    session: Session, pack: Pack, actor: Actor, kind: MinuteKind, said: Said, *, at: datetime
) -> Minute:
    """Record a decision or an action of the meeting that reviews a pack; the pack is another then.

    The same again returns what is there. Raises NotAllowed, IllegalMove while the group does not
    review the pack, or Incomplete for words that are missing or wrong.
    """
    _require_meeting(pack, actor)
    for row in minutes_of(session, pack):
        if row.kind is kind and said_in(row) == said:
            return row
    _require_sound(session, pack, kind, said, at=at)
    moves.change_pack(session, pack, {})
    # Numbers are counted through the programme: two meetings may not count at once.
    audit.take_turn(session)
    last = session.scalar(
        select(func.max(Minute.number)).where(
            Minute.programme_id == pack.programme_id, Minute.kind == kind
        )
    )
    row = Minute(
        programme_id=pack.programme_id,
        pack_id=pack.id,
        kind=kind,
        number=(last or 0) + 1,
        **_columns(said),
    )
    session.add(row)
    session.flush()
    session.refresh(row, ["owner", "workstream"])
    _told(session, row, actor, "record", at=at)
    owed.announce_given(session, row, actor_id=actor.person_id, at=at)
    return row


def change(
    session: Session,
    pack: Pack,
    row: Minute,
    actor: Actor,
    said: Said,
    *,
    at: datetime,
    seen: int | None,
) -> None:
    """Change what a decision or an action says, until the pack is agreed; `seen` is its version.

    The same again changes nothing. Raises NotAllowed, IllegalMove, Stale or Incomplete.
    """
    _require_meeting(pack, actor)
    if said_in(row) == said:
        return
    _require_version(row, seen)
    _require_sound(session, pack, row.kind, said, at=at, before=row)
    moves.change_pack(session, pack, {})
    owner_before = row.owner_id
    _write(session, row, _columns(said))
    _told(session, row, actor, "change", at=at)
    owed.announce_changed(session, row, owner_before=owner_before, actor_id=actor.person_id, at=at)


def remove(
    session: Session, pack: Pack, row: Minute, actor: Actor, *, at: datetime, seen: int | None
) -> None:
    """Take off what was recorded by mistake, until the pack is agreed; its number stays used.

    Raises NotAllowed, IllegalMove or Stale.
    """
    _require_meeting(pack, actor)
    _require_version(row, seen)
    moves.change_pack(session, pack, {})
    _write(session, row, {"state": MinuteState.REMOVED, "settled_on": None})
    _told(session, row, actor, "remove", at=at)
    owed.announce_settled(session, row, actor_id=actor.person_id, at=at)


def settle(
    session: Session,
    row: Minute,
    actor: Actor,
    *,
    at: datetime,
    state: MinuteState,
    on: date | None,
    note: str,
    seen: int | None,
) -> None:
    """Say that an action is done, dropped or open again, whatever became of its pack.

    Who owes it, and the office, say that it is done `on` a day; chair and office drop it or open it
    again with a reason. The same again changes nothing. Raises NotAllowed, IllegalMove for a
    decision, Stale or Incomplete.
    """
    policy.require(why_not_settle(actor, row, state))
    if row.kind is not MinuteKind.ACTION or state is MinuteState.REMOVED:
        raise IllegalMove("A decision stands, so there is nothing to do for it.")
    today = at.astimezone(LONDON).date()
    ended = {MinuteState.DONE: on, MinuteState.DROPPED: today}.get(state)
    if (row.state, row.settled_on, row.note) == (state, ended, note):
        return
    _require_version(row, seen)
    if wrong := meeting.why_not_settled(state, on, note, today=today):
        raise Incomplete(wrong)
    _write(session, row, {"state": state, "settled_on": ended, "note": note})
    _told(session, row, actor, "settle", at=at)
    owed.announce_settled(session, row, actor_id=actor.person_id, at=at)


def _columns(said: Said) -> dict[str, object]:
    return {
        "text": said.text,
        "workstream_id": said.workstream_id,
        "owner_id": said.owner_id,
        "owner_name": said.owner_name,
        "due_on": said.due_on,
        **columns(said.exempt),
    }


def _require_meeting(pack: Pack, actor: Actor) -> None:
    """Raise NotAllowed, or IllegalMove unless the group has the pack before it."""
    policy.require(policy.records_the_meeting(actor, pack))
    if (pack.audience, pack.status) != (Audience.IMPROVEMENT_GROUP, PackStatus.UNDER_REVIEW):
        raise IllegalMove(
            "The Improvement Group is not reviewing this pack now, so nothing was recorded.",
            "What was agreed stays as it is. Record anything new at the next meeting.",
        )


def _require_version(row: Minute, seen: int | None) -> None:
    if row.version != seen:
        raise Stale(
            "Somebody else changed this after you opened the page. Yours was not saved.",
            "Compare it with what stands now, then save again.",
        )


def _require_sound(
    session: Session,
    pack: Pack,
    kind: MinuteKind,
    said: Said,
    *,
    at: datetime,
    before: Minute | None = None,
) -> None:
    """Raise Incomplete for words that are missing or wrong."""
    if not said.text.strip():
        raise Incomplete("Say what was decided, or what is to be done")
    if wrong := meeting.why_not_owner(kind, said.owner_id, said.owner_name):
        raise Incomplete(wrong)
    today = at.astimezone(LONDON).date()
    stood = before.due_on if before else None
    if wrong := meeting.why_not_due(kind, said.due_on, before=stood, today=today):
        raise Incomplete(wrong)
    kept = before.owner_id if before else None
    if said.owner_id not in (None, kept, *_ids(owners(session, pack, at))):
        raise Incomplete("Choose somebody who works on the programme")
    if said.workstream_id not in (None, *_ids(workstreams_of(session, pack))):
        raise Incomplete("Choose one of the workstreams, or the whole programme")


def _ids(rows: Iterable[Person | Workstream]) -> Iterable[int]:
    return (row.id for row in rows)


def _write(session: Session, row: Minute, values: dict[str, object]) -> None:
    """Write values to a row that is held, make it another version, and read its people anew."""
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    session.flush()
    session.refresh(row, ["owner", "workstream"])


def _told(session: Session, row: Minute, actor: Actor, verb: str, *, at: datetime) -> None:
    """Put a change on record: owner, day and state as they are now, words by fingerprint."""
    audit.record(
        session,
        actor.person_id,
        f"minute.{verb}",
        f"minute:{row.id}",
        at=at,
        detail={
            "pack": row.pack_id,
            "kind": row.kind,
            "number": row.number,
            "text": fingerprint(row.text),
            "owner": row.owner_id,
            "due": row.due_on.isoformat() if row.due_on else None,
            "state": row.state,
            "settled": row.settled_on.isoformat() if row.settled_on else None,
        },
    )
