"""People, their sessions, their failed sign-ins and what they may do, as the pages need them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from models import (
    Organisation,
    Person,
    Programme,
    RoleGrant,
    SignInFailure,
    SignInSession,
    Workstream,
)
from models.enums import Role
from webapp.auth.throttle import WINDOW, Failures
from webapp.domain.errors import NotFound
from webapp.identity import LIVE, living, token_digest


def find_person(session: Session, email: str) -> Person | None:
    """Return the person with this address (lower case), disabled or not."""
    return session.scalars(select(Person).where(Person.email == email)).one_or_none()


def failures_of_email(session: Session, email: str, at: datetime) -> Failures:
    """Return the recent failures for an address, whether or not anybody has it."""
    return _failures(session, SignInFailure.email == email, at)


def failures_from(session: Session, address: str, at: datetime) -> Failures:
    """Return the recent failures from a network address."""
    return _failures(session, SignInFailure.address == address, at)


def _failures(session: Session, condition: object, at: datetime) -> Failures:
    count, latest = session.execute(
        select(func.count(SignInFailure.id), func.max(SignInFailure.at)).where(
            condition,  # type: ignore[arg-type]
            SignInFailure.at > at - WINDOW,
        )
    ).one()
    return Failures(count, latest)


def find_session(session: Session, token: str | None) -> SignInSession | None:
    """Return the session that a cookie's token names and nobody has ended, or None."""
    if not token:
        return None
    return session.scalars(
        select(SignInSession).where(
            SignInSession.token_sha256 == token_digest(token), SignInSession.ended_at.is_(None)
        )
    ).one_or_none()


def sessions_of(session: Session, person_id: int, at: datetime) -> Sequence[SignInSession]:
    """Return where a person is signed in, the latest used first."""
    return session.scalars(
        select(SignInSession)
        .where(SignInSession.person_id == person_id, *LIVE)
        .order_by(SignInSession.last_seen_at.desc(), SignInSession.id.desc()),
        living(at),
    ).all()


def get_session_of(
    session: Session, person_id: int, session_id: int, at: datetime
) -> SignInSession:
    """Return one live session of a person; raises NotFound for anybody else's."""
    row = session.scalars(
        select(SignInSession).where(
            SignInSession.id == session_id, SignInSession.person_id == person_id, *LIVE
        ),
        living(at),
    ).one_or_none()
    if row is None:
        raise NotFound
    return row


@dataclass(frozen=True)
class HeldRole:
    """A role somebody holds: on a workstream, a programme or, with neither, everywhere."""

    role: Role
    programme: str | None
    workstream: str | None
    accountable: bool
    ends_on: date | None


def roles_of(session: Session, person_id: int, today: date) -> list[HeldRole]:
    """Return the roles a person holds today, by programme and workstream."""
    rows = session.execute(
        select(
            RoleGrant.role,
            Programme.name,
            Workstream.name,
            RoleGrant.accountable,
            RoleGrant.ends_on,
        )
        .outerjoin(Programme, Programme.id == RoleGrant.programme_id)
        .outerjoin(Workstream, Workstream.id == RoleGrant.workstream_id)
        .where(
            RoleGrant.person_id == person_id,
            RoleGrant.starts_on <= today,
            or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= today),
        )
        .order_by(Programme.name, Workstream.position, RoleGrant.id)
    )
    return [HeldRole(*row) for row in rows]


def organisation_name(session: Session, organisation_id: int) -> str:
    """Return the name of a person's organisation."""
    return session.scalars(
        select(Organisation.name).where(Organisation.id == organisation_id)
    ).one()
