"""Decisions and actions of the group as they stand: what a meeting lists, and a pack prints."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from models import Minute, Pack, Person, ReportingPeriod, RoleGrant, Workstream
from models.enums import MinuteKind, MinuteState
from webapp.clock import LONDON
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.errors import NotFound
from webapp.domain.exempt import Exemption
from webapp.exempting import exemption_of
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
