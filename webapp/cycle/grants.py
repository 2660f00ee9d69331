"""Grants of roles begin, end and pass to somebody else; each change is audited.

Nothing here asks who may do it: `people` does. Everything flushes and never commits.
"""

from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from models import Person, RoleGrant, Workstream
from models.enums import Role
from webapp import audit
from webapp.clock import LONDON
from webapp.cycle import roles
from webapp.domain.actor import Actor

DAY = timedelta(days=1)


def begin_sponsor(
    session: Session,
    workstream: Workstream,
    actor: Actor,
    person: Person,
    *,
    at: datetime,
    starts_on: date,
    ends_on: date | None = None,
    deputy_for: Person | None = None,
) -> RoleGrant:
    """Add a sponsor's role, or a deputy's; the workstream's phase must be loaded."""
    row = RoleGrant(
        person_id=person.id,
        role=Role.SPONSOR,
        programme_id=workstream.phase.programme_id,
        workstream_id=workstream.id,
        starts_on=starts_on,
        ends_on=ends_on,
        deputy_for_id=deputy_for.id if deputy_for else None,
    )
    session.add(row)
    session.flush()
    note(session, actor, "appoint_deputy" if deputy_for else "add_sponsor", row, at=at)
    return row


def pass_on(
    session: Session, actor: Actor, grant: RoleGrant, new: Person, *, at: datetime, from_on: date
) -> None:
    """Give a role to somebody else from a day on, who takes the place.

    Who has a part in the same approvals already has only one of them: nobody approves for two.
    """
    theirs = roles.same_place(session, grant, new, from_on)
    standing_in = [row for row in theirs if row.deputy_for_id is not None]
    if theirs and (grant.deputy_for_id is not None or len(standing_in) < len(theirs)):
        theirs[0].accountable |= grant.accountable
        theirs[0].chairs |= grant.chairs
        end(session, actor, grant, at=at, last=from_on - DAY)
        return
    for row in standing_in:
        end(session, actor, row, at=at, last=from_on - DAY)
    succeed(session, actor, grant, new, at=at, from_on=from_on)


def succeed(
    session: Session, actor: Actor, grant: RoleGrant, new: Person, *, at: datetime, from_on: date
) -> RoleGrant:
    """End a role and begin the same for somebody else, who takes the place."""
    row = RoleGrant(
        person_id=new.id,
        role=grant.role,
        programme_id=grant.programme_id,
        workstream_id=grant.workstream_id,
        accountable=grant.accountable,
        audience=grant.audience,
        chairs=grant.chairs,
        starts_on=max(from_on, grant.starts_on),
        ends_on=grant.ends_on,
        deputy_for_id=grant.deputy_for_id,
        succeeds_id=grant.person_id,
    )
    end(session, actor, grant, at=at, last=from_on - DAY)
    session.add(row)
    session.flush()
    note(session, actor, "succeed", row, at=at)
    return row


def end(session: Session, actor: Actor, grant: RoleGrant, *, at: datetime, last: date) -> None:
    """End a role after a last day; one that would begin later is taken back.

    With a sponsor end those who stand in for that sponsor. A role in somebody's place stays on
    record when it is taken back, in force on no day: who takes that place next follows them both.
    """
    if roles.is_sponsors_own(grant):
        for row in roles.deputy_grants(session, grant):
            if row.ends_on is not None and row.ends_on > last:
                end(session, actor, row, at=at, last=last)
    note(session, actor, "end_role", grant, at=at, last=last)
    if grant.starts_on <= last:
        grant.ends_on = min(last, grant.ends_on or last)
    elif grant.succeeds_id is None:
        session.delete(grant)
    else:
        grant.ends_on = at.astimezone(LONDON).date() - DAY
    session.flush()


def note(
    session: Session,
    actor: Actor,
    what: str,
    grant: RoleGrant,
    *,
    at: datetime,
    last: date | None = None,
) -> None:
    """Write what happened to a role into the audit record."""
    ends_on = last or grant.ends_on
    audit.record(
        session,
        actor.person_id,
        f"person.{what}",
        f"person:{grant.person_id}",
        at=at,
        detail={
            "role": grant.role,
            "programme": grant.programme_id,
            "workstream": grant.workstream_id,
            "from": grant.starts_on.isoformat(),
            "until": ends_on.isoformat() if ends_on else None,
            "deputy for": grant.deputy_for_id,
            "audience": grant.audience,
            "chairs": grant.chairs,
            "in place of": grant.succeeds_id,
        },
    )
