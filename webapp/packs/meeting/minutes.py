"""Decisions and actions of the group: recorded in its meeting, followed until they are settled.

Actions take a pack or a minute that is locked, flush and never commit. Who owes an action hears of
all that becomes of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from models import Minute, Pack, Person, ReportingPeriod, RoleGrant, Workstream
from models.enums import Audience, MinuteKind, MinuteState, PackStatus
from webapp import audit, moves
from webapp.clock import LONDON
from webapp.domain import meeting, policy
from webapp.domain.actor import Actor
from webapp.domain.content import fingerprint
from webapp.domain.errors import IllegalMove, Incomplete, NotFound, Stale
from webapp.domain.exempt import Exemption
from webapp.exempting import columns, exemption_of
from webapp.notifications import owed
from webapp.packs import material
from webapp.packs.people import named
from webapp.packs.wording import titled


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a decision or an action says; its owner is a person or somebody by name, or nobody."""

    text: str
    workstream_id: int | None = None
    owner_id: int | None = None
    owner_name: str = ""
    due_on: date | None = None
    exempt: Exemption | None = None


WITH_PEOPLE = (joinedload(Minute.owner), joinedload(Minute.workstream))
OF_ITS_PERIOD = contains_eager(Minute.pack).contains_eager(Pack.period)


def minutes_of(session: Session, pack: Pack) -> Sequence[Minute]:
    """Return what was recorded at a meeting and not taken off, decisions first."""
    return session.scalars(
        select(Minute)
        .where(Minute.pack_id == pack.id, Minute.state != MinuteState.REMOVED)
        .options(*WITH_PEOPLE)
        .order_by(Minute.kind.desc(), Minute.number)
    ).all()


def outstanding(session: Session, period: ReportingPeriod) -> Sequence[Minute]:
    """Return the open actions of earlier meetings than a period's, the most pressing first."""
    rows = _known(
        session,
        period,
        ReportingPeriod.starts_on < period.starts_on,
        Minute.kind == MinuteKind.ACTION,
        Minute.state == MinuteState.OPEN,
    )
    return sorted(rows, key=lambda row: (row.due_on or date.max, row.number))


def _known(
    session: Session, period: ReportingPeriod, *conditions: ColumnElement[bool]
) -> Sequence[Minute]:
    """Return what meetings of a period's programme recorded, the earliest meeting first."""
    return session.scalars(
        select(Minute)
        .join(Minute.pack)
        .join(Pack.period)
        .where(
            Minute.programme_id == period.programme_id,
            Minute.state != MinuteState.REMOVED,
            *conditions,
        )
        .options(*WITH_PEOPLE, OF_ITS_PERIOD)
        .order_by(ReportingPeriod.starts_on, Minute.number)
    ).all()


def printed(session: Session, pack: Pack) -> tuple[material.Minute, ...]:
    """Return what a pack of the period prints: its meeting's, and actions of earlier ones.

    Of the earlier ones those that are open, or were settled since the period began. A pack about
    one workstream has what was said about that.
    """
    period = pack.period
    rows = _known(
        session,
        period,
        or_(
            ReportingPeriod.id == period.id,
            and_(
                ReportingPeriod.starts_on < period.starts_on,
                Minute.kind == MinuteKind.ACTION,
                or_(Minute.state == MinuteState.OPEN, Minute.settled_on >= period.starts_on),
            ),
        ),
    )
    return tuple(
        _printed(row, "" if row.pack.period_id == period.id else row.pack.period.name)
        for row in rows
        if pack.workstream_id in (None, row.workstream_id)
    )


def _printed(row: Minute, since: str) -> material.Minute:
    return material.Minute(
        kind=row.kind,
        number=row.number,
        text=row.text,
        about=titled(row.workstream) if row.workstream else "",
        owner=owner_of(row),
        due_on=row.due_on,
        state=row.state,
        settled_on=row.settled_on,
        note=row.note,
        period=since,
        exempt=exemption_of(row),
    )


def owner_of(row: Minute) -> str:
    """Return who answers for it as it is printed, or an empty text for nobody."""
    return named(row.owner) if row.owner else row.owner_name


def owners(session: Session, pack: Pack, at: datetime) -> Sequence[Person]:
    """Return the people of a programme who can be asked to act, by name."""
    day = at.astimezone(LONDON).date()
    return session.scalars(
        select(Person)
        .where(
            Person.disabled_at.is_(None),
            Person.id.in_(
                select(RoleGrant.person_id).where(
                    RoleGrant.programme_id == pack.programme_id,
                    RoleGrant.starts_on <= day,
                    or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= day),
                )
            ),
        )
        .order_by(Person.name, Person.id)
    ).all()


def workstreams_of(session: Session, pack: Pack) -> Sequence[Workstream]:
    """Return the workstreams that something can be about: those of the pack's phase."""
    return session.scalars(
        select(Workstream)
        .where(Workstream.phase_id == pack.period.phase_id)
        .order_by(Workstream.position)
    ).all()


def get_minute(session: Session, actor: Actor, minute_id: int, *, lock: bool = False) -> Minute:
    """Return a decision or an action that the actor owes or may read.

    `lock` holds it until the end of the transaction, for a change. Raises NotFound.
    """
    if lock:
        session.execute(select(Minute.id).where(Minute.id == minute_id).with_for_update())
    row = session.scalars(
        select(Minute)
        .join(Minute.pack)
        .join(Pack.period)
        .where(Minute.id == minute_id, Minute.state != MinuteState.REMOVED)
        .options(*WITH_PEOPLE, OF_ITS_PERIOD.joinedload(ReportingPeriod.phase, innerjoin=True))
        .execution_options(populate_existing=lock)
    ).one_or_none()
    if row is None or not (
        row.owner_id == actor.person_id or policy.may_read_pack(actor, row.programme_id)
    ):
        raise NotFound
    return row


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


def why_not_settle(actor: Actor, row: Minute, state: MinuteState) -> str | None:
    """Return why somebody may not bring an action into a state, or None when they may."""
    if state is MinuteState.DONE:
        return policy.settles_action(actor, row, row.owner_id)
    return policy.chairs_the_group_or_runs_the_office(actor, row)


ENDINGS = (MinuteState.DONE, MinuteState.DROPPED, MinuteState.OPEN)
"""What may be said of an action."""


def endings(actor: Actor, row: Minute) -> tuple[MinuteState, ...]:
    """Return the states somebody may bring an action into from where it stands."""
    return tuple(
        state
        for state in ENDINGS
        if state is not row.state and why_not_settle(actor, row, state) is None
    )


def said_in(row: Minute) -> Said:
    """Return what a stored decision or action says."""
    return Said(
        text=row.text,
        workstream_id=row.workstream_id,
        owner_id=row.owner_id,
        owner_name=row.owner_name,
        due_on=row.due_on,
        exempt=exemption_of(row),
    )


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
