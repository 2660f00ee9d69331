"""Messages as pages need them: those of the programmes somebody may see, and words by kind."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from models import (
    MessageTemplate,
    OutboxMessage,
    Pack,
    Person,
    Phase,
    Programme,
    ProgressUpdate,
    ReportingPeriod,
    Workstream,
)
from models.enums import PeriodStatus
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.errors import NotFound
from webapp.messages.sent import PAGE, Choice, Counts, Sent, State, line
from webapp.notifications.kinds import DIGEST
from webapp.notifications.waiting import current


def programmes_of(session: Session, actor: Actor, organisation_id: int) -> Sequence[Programme]:
    """Return the programmes of the organisation whose messages the actor may see; or NotFound."""
    rows = session.scalars(
        select(Programme)
        .where(Programme.organisation_id == organisation_id)
        .order_by(Programme.name, Programme.id)
    )
    seen = [row for row in rows if policy.may_see_messages(actor, row.id)]
    if not seen:
        raise NotFound
    return seen


def get_programme(
    session: Session, actor: Actor, organisation_id: int, slug: str, *, lock: bool = False
) -> Programme:
    """Return a programme of the organisation whose reminders the actor may set; or NotFound.

    `lock` holds it until the end of the transaction, so that changes of its rules queue.
    """
    query = select(Programme).where(
        Programme.organisation_id == organisation_id, Programme.slug == slug
    )
    row = session.scalars(query.with_for_update() if lock else query).one_or_none()
    if row is None or not policy.may_see_messages(actor, row.id):
        raise NotFound
    return row


def next_period(session: Session, programme_id: int) -> ReportingPeriod | None:
    """Return the period that is open for updates, or else the next one planned."""
    return session.scalars(
        select(ReportingPeriod)
        .join(ReportingPeriod.phase)
        .where(
            Phase.programme_id == programme_id,
            ReportingPeriod.status.in_((PeriodStatus.OPEN, PeriodStatus.SCHEDULED)),
        )
        .order_by(ReportingPeriod.status != PeriodStatus.OPEN, ReportingPeriod.starts_on)
        .limit(1)
    ).one_or_none()


def _about(programme_ids: Collection[int]) -> Select[int]:
    """Select the messages about an update, a pack, a period or a workstream of the programmes."""
    period_id = func.coalesce(OutboxMessage.period_id, ProgressUpdate.period_id, Pack.period_id)
    return (
        select(OutboxMessage.id)
        .outerjoin(ProgressUpdate, ProgressUpdate.id == OutboxMessage.update_id)
        .outerjoin(Pack, Pack.id == OutboxMessage.pack_id)
        .outerjoin(ReportingPeriod, ReportingPeriod.id == period_id)
        .outerjoin(Workstream, Workstream.id == OutboxMessage.workstream_id)
        .join(Phase, Phase.id == func.coalesce(ReportingPeriod.phase_id, Workstream.phase_id))
        .where(Phase.programme_id.in_(programme_ids))
    )


def visible(programmes: Sequence[Programme]) -> ColumnElement[bool]:
    """Return the condition that a message is about the programmes, or gathers one that is."""
    about = _about([row.id for row in programmes])
    gathered = aliased(OutboxMessage)
    return or_(
        OutboxMessage.id.in_(about),
        and_(
            OutboxMessage.kind == DIGEST,
            OutboxMessage.id.in_(select(gathered.digest_id).where(gathered.id.in_(about))),
        ),
    )


def in_state(state: State, at: datetime) -> ColumnElement[bool]:
    """Return the condition that a message is in a state at an instant."""
    still = and_(*current(at))
    failed = OutboxMessage.last_error != ""
    gathered = and_(OutboxMessage.sent_at.is_(None), OutboxMessage.digest_id.is_not(None))
    match state:
        case State.SENT:
            return OutboxMessage.sent_at.is_not(None)
        case State.FAILING:
            return and_(still, failed)
        case State.WAITING:
            return or_(gathered, and_(still, ~failed))
        case State.NEVER:
            return and_(
                OutboxMessage.sent_at.is_(None), OutboxMessage.digest_id.is_(None), not_(still)
            )


def sent_messages(
    session: Session, programmes: Sequence[Programme], choice: Choice, *, at: datetime
) -> Sent:
    """Return a page of the messages of programmes, the newest first."""
    seen = visible(programmes)
    wanted = [seen]
    if choice.state is not None:
        wanted.append(in_state(choice.state, at))
    if choice.kind:
        wanted.append(OutboxMessage.kind == choice.kind)
    if choice.person:
        wanted.append(OutboxMessage.recipient_id == choice.person)
    update = joinedload(OutboxMessage.update).load_only(ProgressUpdate.id)
    rows = session.scalars(
        select(OutboxMessage)
        .where(*wanted)
        .options(
            joinedload(OutboxMessage.recipient),
            update.joinedload(ProgressUpdate.workstream).load_only(Workstream.name),
            update.joinedload(ProgressUpdate.period).load_only(ReportingPeriod.name),
            joinedload(OutboxMessage.pack)
            .load_only(Pack.id)
            .joinedload(Pack.period)
            .load_only(ReportingPeriod.name),
            joinedload(OutboxMessage.period).load_only(ReportingPeriod.name),
            joinedload(OutboxMessage.workstream).load_only(Workstream.name),
        )
        .order_by(OutboxMessage.id.desc())
        .limit(PAGE)
        .offset((choice.page - 1) * PAGE)
    ).all()
    return Sent(
        programmes=programmes,
        counts=_counts(session, seen, at),
        lines=[line(row, _subject(row), at) for row in rows],
        total=session.scalar(select(func.count(OutboxMessage.id)).where(*wanted)) or 0,
        people=session.scalars(
            select(Person)
            .where(Person.id.in_(select(OutboxMessage.recipient_id).where(seen)))
            .order_by(Person.name, Person.id)
        ).all(),
    )


def _subject(row: OutboxMessage) -> str:
    """Return what a message is about: a workstream and a period, or only one of them."""
    if row.update is not None:
        return f"{row.update.workstream.name}, {row.update.period.name}"
    if row.pack is not None:
        return row.pack.period.name
    thing = row.period or row.workstream
    return thing.name if thing is not None else ""


def _counts(session: Session, seen: ColumnElement[bool], at: datetime) -> Counts:
    """Return how many messages are in each state, in one statement."""
    open_ = or_(in_state(State.WAITING, at), in_state(State.FAILING, at))
    row = session.execute(
        select(
            *(
                func.count(OutboxMessage.id).filter(in_state(state, at)).label(state)
                for state in State
            ),
            func.min(OutboxMessage.created_at).filter(open_).label("oldest_at"),
        ).where(seen)
    ).one()
    return Counts(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it


def failing(
    session: Session, programmes: Sequence[Programme], message_id: int | None, *, at: datetime
) -> Sequence[OutboxMessage]:
    """Return the failing messages of programmes, or the one of them that is named."""
    query = select(OutboxMessage).where(visible(programmes), in_state(State.FAILING, at))
    if message_id is not None:
        query = query.where(OutboxMessage.id == message_id)
    return session.scalars(query.order_by(OutboxMessage.id).with_for_update(of=OutboxMessage)).all()


def wording_history(session: Session, organisation_id: int, kind: str) -> Sequence[MessageTemplate]:
    """Return every change of a kind's words with who made it, the latest first."""
    return session.scalars(
        select(MessageTemplate)
        .where(MessageTemplate.organisation_id == organisation_id, MessageTemplate.kind == kind)
        .options(joinedload(MessageTemplate.changed_by))
        .order_by(MessageTemplate.id.desc())
    ).all()


def latest_wordings(session: Session, organisation_id: int) -> Mapping[str, MessageTemplate]:
    """Return the latest change of every kind's words that has one, with who made it."""
    latest = (
        select(func.max(MessageTemplate.id))
        .where(MessageTemplate.organisation_id == organisation_id)
        .group_by(MessageTemplate.kind)
    )
    rows = session.scalars(
        select(MessageTemplate)
        .where(MessageTemplate.id.in_(latest))
        .options(joinedload(MessageTemplate.changed_by))
    )
    return {row.kind: row for row in rows}
