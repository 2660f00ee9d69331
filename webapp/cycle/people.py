"""Who approves, when somebody is away, goes or comes: deputies, sponsors and handing over.

Every action flushes and never commits. Authority begins with a day that is not over, and what was
decided stays decided.
"""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from models import Person, Programme, ProgressUpdate, RoleGrant, Workstream
from models.enums import Action, Role
from webapp import moves
from webapp.clock import LONDON
from webapp.cycle import grants, queries, roles
from webapp.cycle.ending import Ending, ending_of
from webapp.domain import policy, succession
from webapp.domain.actor import Actor
from webapp.domain.errors import IllegalMove, Incomplete
from webapp.domain.wording import day, listing
from webapp.notifications import outbox

WAITING, HANDED_OVER = "update_reassign", "update_handed_over"
"""Kinds of message: an update waits for somebody new, and it no longer waits for who had it."""


def appoint_deputy(
    session: Session,
    workstream: Workstream,
    actor: Actor,
    *,
    at: datetime,
    sponsor: Person,
    deputy: Person,
    starts_on: date,
    ends_on: date,
) -> RoleGrant:
    """Let somebody decide in a sponsor's place between two days; both days belong to it.

    Who begins today is told of what waits. The workstream's phase must be loaded. Raises
    NotAllowed, or Incomplete for people or days that cannot be.
    """
    _require_office(workstream, actor, deputy)
    _refuse(
        succession.why_not_deputy(
            roles.held(roles.sponsor_grants(session, workstream)),
            person_id=deputy.id,
            sponsor_id=sponsor.id,
            starts_on=starts_on,
            ends_on=ends_on,
            today=_today(at),
        )
    )
    grant = grants.begin_sponsor(
        session,
        workstream,
        actor,
        deputy,
        at=at,
        starts_on=starts_on,
        ends_on=ends_on,
        deputy_for=sponsor,
    )
    _tell_of_waiting(session, workstream, grant, at=at)
    return grant


def add_sponsor(
    session: Session,
    workstream: Workstream,
    actor: Actor,
    *,
    at: datetime,
    person: Person,
    starts_on: date,
) -> RoleGrant:
    """Name a sponsor beside those there are; from then on each of them must approve.

    The workstream's phase must be loaded. Raises NotAllowed, or Incomplete.
    """
    _require_office(workstream, actor, person)
    _refuse(
        succession.why_not_sponsor(
            roles.held(roles.sponsor_grants(session, workstream)),
            person_id=person.id,
            starts_on=starts_on,
            today=_today(at),
        )
    )
    grant = grants.begin_sponsor(session, workstream, actor, person, at=at, starts_on=starts_on)
    _tell_of_waiting(session, workstream, grant, at=at)
    return grant


def end_role(
    session: Session, workstream: Workstream, grant: RoleGrant, actor: Actor, *, at: datetime
) -> None:
    """End a deputy's time at once, or that of one of several sponsors.

    Who had updates to approve is told that somebody else decides. The workstream's phase must be
    loaded. Raises NotAllowed, or IllegalMove as `can_end` does.
    """
    policy.require(policy.runs_the_office(actor, workstream.phase))
    moves.hold_updates(session, ProgressUpdate.workstream_id == workstream.id)
    today = _today(at)
    for left in can_end(session, workstream, grant, today).in_hand:
        outbox.tell(session, [grant.person_id], HANDED_OVER, update_id=left.update.id, at=at)
    grants.end(session, actor, grant, at=at, last=today - grants.DAY)


def can_end(session: Session, workstream: Workstream, grant: RoleGrant, today: date) -> Ending:
    """Return what ending a role today would mean.

    Raises IllegalMove for the last sponsor, and where an update that waits for approval would stay
    without anybody who has to decide on it.
    """
    if grant.deputy_for_id is None and not any(
        row.deputy_for_id is None and row.person_id != grant.person_id
        for row in roles.held(roles.sponsor_grants(session, workstream))
        if row.overlaps(today, today)
    ):
        raise IllegalMove(
            "This is the only sponsor, and somebody must be there to approve.",
            "Put somebody in this sponsor’s place instead.",
        )
    ending = ending_of(session, workstream, grant, today)
    if ending.nobody_left:
        raise IllegalMove(
            _nobody_left(ending),
            "Put somebody in this sponsor’s place instead, or wait for the decision.",
        )
    return ending


def _nobody_left(ending: Ending) -> str:
    """Return why a sponsor cannot go who alone could finish an update."""
    periods = listing([left.update.period.name for left in ending.nobody_left])
    return (
        f"The update for {periods} waits for this person alone: the others have approved it. "
        "Nobody could finish it."
    )


def replace_sponsor(
    session: Session,
    workstream: Workstream,
    actor: Actor,
    *,
    at: datetime,
    old: RoleGrant,
    new: Person,
    from_on: date,
) -> RoleGrant:
    """Put somebody in a sponsor's place from a day on; what waits moves at once if that is today.

    `old` is the sponsor's grant. The old sponsor's deputies end with them. Both people are told.
    The workstream's phase must be loaded. Raises NotAllowed, or Incomplete for people or a day that
    cannot be.
    """
    _require_office(workstream, actor, new)
    _refuse(
        succession.why_not_sponsor(
            roles.held(roles.sponsor_grants(session, workstream)),
            person_id=new.id,
            starts_on=from_on,
            today=_today(at),
            replaces_id=old.person_id,
        )
    )
    leaving = session.get_one(Person, old.person_id)
    moves.hold_updates(session, ProgressUpdate.workstream_id == workstream.id)
    grant = grants.succeed(session, actor, old, new, at=at, from_on=from_on)
    if grant.starts_on == _today(at):
        _reassign(session, actor, [workstream.id], leaving, new, at=at)
    return grant


def hand_over(
    session: Session,
    programme: Programme,
    actor: Actor,
    *,
    at: datetime,
    leaver: Person,
    successor: Person,
    from_on: date,
) -> int:
    """Give everything a person does in a programme to somebody else from a day on; how much it was.

    Roles end and begin, what waits for the person moves at once if that is today, and both are
    told. Names in issued packs stay; the account is the administrator's business. Raises
    NotAllowed, or Incomplete for people or a day that cannot be, or where the successor approves
    already and an update would stay without anybody who has to decide on it.
    """
    policy.require(policy.runs_the_office(actor, roles.Place(programme.id)))
    policy.require(policy.appoints_somebody_else(actor, successor.id))
    today = _today(at)
    held = roles.grants_of(session, programme, leaver, from_on)
    if from_on < today:
        _refuse(f"Roles can begin today, {day(today)}, or later.")
    if leaver.id == successor.id:
        _refuse("Choose somebody else to take over.")
    if successor.disabled_at is not None:
        _refuse(f"{successor.name} can no longer sign in.")
    if not held:
        _refuse(f"{leaver.name} holds no role in this programme on that day.")
    sponsored = [row.workstream_id for row in held if row.role is Role.SPONSOR]
    moves.hold_updates(session, ProgressUpdate.workstream_id.in_(sponsored))
    for grant in held:
        _refuse_dead_end(session, programme, grant, successor, from_on=from_on, today=today)
    for grant in held:
        grants.pass_on(session, actor, grant, successor, at=at, from_on=from_on)
    if from_on == today:
        _reassign(session, actor, list(filter(None, sponsored)), leaver, successor, at=at)
    return len(held)


def _refuse_dead_end(
    session: Session,
    programme: Programme,
    grant: RoleGrant,
    successor: Person,
    *,
    from_on: date,
    today: date,
) -> None:
    """Raise Incomplete where a sponsor's place cannot become one with that of the successor."""
    if grant.workstream_id is None or not roles.is_sponsors_own(grant):
        return
    workstream = queries.get_workstream(session, programme, grant.workstream_id)
    team = roles.held(roles.sponsor_grants(session, workstream))
    if not succession.takes_second_place(team, person_id=successor.id, from_on=from_on):
        return
    why = succession.why_not_one_place(team, person_id=successor.id, from_on=from_on, today=today)
    if why is None and (ending := ending_of(session, workstream, grant, today)).nobody_left:
        why = f"{_nobody_left(ending)} Choose somebody else or wait for the decision."
    _refuse(f"{workstream.name}: {why}" if why else None)


def _today(at: datetime) -> date:
    return at.astimezone(LONDON).date()


def _refuse(reason: str | None) -> None:
    """Raise Incomplete with the reason, if there is one."""
    if reason is not None:
        raise Incomplete(reason, "Choose another person or other days.")


def _require_office(workstream: Workstream, actor: Actor, appointed: Person) -> None:
    """Raise NotAllowed unless the office gives the role to somebody else who can still sign in."""
    policy.require(policy.runs_the_office(actor, workstream.phase))
    policy.require(policy.appoints_somebody_else(actor, appointed.id))
    if appointed.disabled_at is not None:
        _refuse(f"{appointed.name} can no longer sign in.")


def _tell_of_waiting(
    session: Session, workstream: Workstream, grant: RoleGrant, *, at: datetime
) -> None:
    """Tell somebody whose authority begins today what waits for it."""
    if grant.starts_on == _today(at):
        for update in queries.waiting_updates(session, [workstream.id]):
            outbox.tell(session, [grant.person_id], WAITING, update_id=update.id, at=at)


def _reassign(
    session: Session,
    actor: Actor,
    workstream_ids: Sequence[int],
    old: Person,
    new: Person,
    *,
    at: datetime,
) -> None:
    """Move what waits for a sponsor into other hands, and tell both."""
    note = f"{new.name} takes the place of {old.name}."
    for update in queries.waiting_updates(session, workstream_ids):
        moves.move_update(session, update, actor, Action.REASSIGN, at=at, note=note)
        outbox.tell(session, [old.id], HANDED_OVER, update_id=update.id, at=at)
