"""Rows for tests, with obvious defaults: each function adds one thing and flushes, never commits.

`tests.world` builds a whole small setting out of them.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from argon2 import PasswordHasher
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import (
    Base,
    Edition,
    EditionEntry,
    Measure,
    MeasureTarget,
    Organisation,
    Outcome,
    Pack,
    Person,
    Phase,
    Programme,
    ProgressUpdate,
    RagScale,
    RagStep,
    ReportingPeriod,
    RoleGrant,
    Workstream,
)
from models.enums import Audience, Direction, PackStatus, PeriodStatus, Role
from webapp.domain.ratings import FIVE_STEPS

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
"""The instant of every test: the Monday after the default period has ended."""
BEGINNING = date(2025, 11, 1)
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Weak on purpose: signing in with such a hash also makes it stronger."""

RowType = TypeVar("RowType", bound=Base)


def _add(session: Session, row: RowType) -> RowType:
    """Add a row and flush."""
    session.add(row)
    session.flush()
    return row


def _next(session: Session, kind: type[Base]) -> int:
    """Return how many rows of a kind there are, plus one: for names that must differ."""
    return 1 + (session.scalar(select(func.count()).select_from(kind)) or 0)


def organisation(session: Session, name: str = "Westmere Combined Authority") -> Organisation:
    """Add a public body."""
    return _add(session, Organisation(name=name))


def scale(session: Session, owner: Organisation, version: int = 1) -> RagScale:
    """Add a scale of five steps."""
    row = RagScale(
        organisation_id=owner.id,
        version=version,
        name="Delivery confidence",
        introduction="How sure we are that the workstream delivers what was agreed, when agreed.",
    )
    row.steps = [
        RagStep(number=number, label=step.label, definition=step.definition, mark=step.mark)
        for number, step in enumerate(FIVE_STEPS, start=1)
    ]
    return _add(session, row)


def person(
    session: Session,
    owner: Organisation,
    name: str,
    *,
    job_title: str = "",
    email: str | None = None,
    password: str | None = None,
    disabled_at: datetime | None = None,
) -> Person:
    """Add a person, named by their role; the e-mail address follows from the name."""
    return _add(
        session,
        Person(
            organisation_id=owner.id,
            name=name,
            job_title=job_title or name,
            email=email or f"{name.lower().replace(' ', '.')}@example.org",
            password_hash=QUICK.hash(password) if password else None,
            disabled_at=disabled_at,
        ),
    )


def grant(
    session: Session,
    who: Person,
    role: Role,
    *,
    on: Programme | None = None,
    workstream: Workstream | None = None,
    accountable: bool = False,
    starts_on: date = BEGINNING,
    ends_on: date | None = None,
    deputy_for: Person | None = None,
    succeeds: Person | None = None,
) -> RoleGrant:
    """Give a role on a programme, on one workstream of it or, with neither, everywhere."""
    programme_id = on.id if on else None
    if workstream is not None and programme_id is None:
        programme_id = session.scalars(
            select(Phase.programme_id).where(Phase.id == workstream.phase_id)
        ).one()
    return _add(
        session,
        RoleGrant(
            person_id=who.id,
            role=role,
            programme_id=programme_id,
            workstream_id=workstream.id if workstream else None,
            accountable=accountable,
            starts_on=starts_on,
            ends_on=ends_on,
            deputy_for_id=deputy_for.id if deputy_for else None,
            succeeds_id=succeeds.id if succeeds else None,
        ),
    )


def programme(
    session: Session,
    owner: Organisation,
    *,
    slug: str = "improvement",
    name: str = "Improvement programme",
) -> Programme:
    """Add a programme."""
    return _add(session, Programme(organisation_id=owner.id, slug=slug, name=name))


def phase(session: Session, of: Programme, rated_by: RagScale, *, number: int = 1) -> Phase:
    """Add a phase that is under way."""
    return _add(
        session,
        Phase(
            programme_id=of.id,
            number=number,
            name=f"Phase {number}",
            starts_on=BEGINNING,
            scale_id=rated_by.id,
        ),
    )


def workstream(
    session: Session,
    within: Phase,
    *,
    code: str | None = None,
    name: str | None = None,
    lead: Person | None = None,
    sponsor: Person | None = None,
    agreed_on: date | None = date(2026, 6, 30),
) -> Workstream:
    """Add a workstream; its lead answers for it, its sponsor approves."""
    position = _next(session, Workstream)
    row = _add(
        session,
        Workstream(
            phase_id=within.id,
            code=code or f"W{position}",
            name=name or f"Workstream {position}",
            position=position,
            agreed_on=agreed_on,
        ),
    )
    if lead is not None:
        grant(session, lead, Role.LEAD, workstream=row, accountable=True)
    if sponsor is not None:
        grant(session, sponsor, Role.SPONSOR, workstream=row)
    return row


def outcome(
    session: Session, of: Workstream, text: str, *, position: int = 1, heading: str = ""
) -> Outcome:
    """Add what a workstream must achieve."""
    return _add(
        session, Outcome(workstream_id=of.id, position=position, heading=heading, text=text)
    )


def period(
    session: Session,
    within: Phase,
    *,
    slug: str = "2026-02",
    name: str = "January and February 2026",
    starts_on: date = date(2026, 1, 1),
    ends_on: date = date(2026, 2, 28),
    status: PeriodStatus = PeriodStatus.OPEN,
) -> ReportingPeriod:
    """Add a period: leads have 6 days after its end, sponsors 10, the group meets after 17."""
    end = datetime(ends_on.year, ends_on.month, ends_on.day, 17, tzinfo=UTC)
    return _add(
        session,
        ReportingPeriod(
            phase_id=within.id,
            slug=slug,
            name=name,
            starts_on=starts_on,
            ends_on=ends_on,
            opens_on=starts_on,
            lead_due_at=end + timedelta(days=6),
            sponsor_due_at=end + timedelta(days=10),
            group_meets_at=end + timedelta(days=17),
            clearance_due_on=ends_on + timedelta(days=20),
            publishes_on=ends_on + timedelta(days=22),
            iib_meets_on=ends_on + timedelta(days=31),
            status=status,
        ),
    )


def update(
    session: Session, of: Workstream, covering: ReportingPeriod, *, at: datetime = AT
) -> ProgressUpdate:
    """Add an update nobody has started; `tests.world.advance` takes it further."""
    return _add(session, ProgressUpdate(workstream_id=of.id, period_id=covering.id, moved_at=at))


def measure(
    session: Session,
    of: Workstream,
    name: str = "Papers out on time",
    *,
    unit: str = "%",
    baseline: str | None = "40",
    target: str = "90",
    target_to: str | None = None,
    direction: Direction = Direction.UP,
) -> Measure:
    """Add a measure of a workstream with its first target."""
    numbers = select(func.count()).where(Measure.workstream_id == of.id)
    aim = {"target": Decimal(target), "target_to": Decimal(target_to) if target_to else None}
    return _add(
        session,
        Measure(
            workstream_id=of.id,
            number=1 + (session.scalar(numbers) or 0),
            name=name,
            unit=unit,
            direction=direction,
            baseline=Decimal(baseline) if baseline else None,
            targets=[MeasureTarget(reason="Set with the plan.", at=AT, **aim)],
            **aim,
        ),
    )


def edition(
    session: Session, covering: ReportingPeriod, updates: Iterable[ProgressUpdate], by: Person
) -> Edition:
    """Add an issued edition for the board that prints the ratings of issued updates, no files."""
    made = pack(session, covering, audience=Audience.IIB)
    made.status = PackStatus.ISSUED
    row = _add(
        session,
        Edition(
            pack_id=made.id,
            number=1,
            document="{}",
            sha256="0" * 64,
            issued_at=AT,
            issued_by_id=by.id,
        ),
    )
    for issued in updates:
        _add(
            session,
            EditionEntry(
                edition_id=row.id,
                revision_id=issued.revision_id,
                sha256="0" * 64,
                step=issued.agreed_step,
                confirmed=issued.confirmed_step is not None,
            ),
        )
    return row


def pack(
    session: Session,
    covering: ReportingPeriod,
    *,
    audience: Audience = Audience.IMPROVEMENT_GROUP,
    at: datetime = AT,
) -> Pack:
    """Add a pack nobody has worked on."""
    return _add(session, Pack(period_id=covering.id, audience=audience, moved_at=at))
