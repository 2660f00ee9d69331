"""Fills a database with as many programmes, phases, workstreams and periods as a measurement wants.

Rows go in by the thousand, past the actions; what they say is what the actions would have left.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, literal, select
from sqlalchemy.orm import Session

from bench import updates, words
from bench.updates import Task, insert_rows
from models import (
    Edition,
    EditionEntry,
    Outcome,
    Pack,
    Person,
    Phase,
    Programme,
    ProgressUpdate,
    ReportingPeriod,
    Revision,
    RoleGrant,
    Workstream,
)
from models.enums import Audience, PackStatus, PeriodStatus, Role, UpdateStatus
from tests import factories

LONG_AGO = date(2000, 1, 1)


@dataclass(frozen=True)
class Place:
    """One programme: its open period's pack and updates, the pack before, and who looks at them."""

    slug: str
    pack_id: int
    pack_before_id: int
    tasks: Sequence[Task]
    office_id: int
    chair_id: int


def _first_days(today: date, count: int) -> list[date]:
    """Return the first days of `count` two-month periods, the last one ended before this month."""
    months = today.year * 12 + today.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(months - 2 * count, months, 2)]


def build(
    session: Session,
    at: datetime,
    *,
    programmes: int = 1,
    phases: int = 1,
    periods: int = 10,
    states: Sequence[UpdateStatus] = (UpdateStatus.DRAFT,) * 5,
) -> list[Place]:
    """Add programmes whose last phase has an open period with one update in each of `states`.

    All earlier periods are issued, but for the one before in the last phase: its pack waits for
    the chair, so that `freeze` can make real editions of it.
    """
    owner = factories.organisation(session)
    scale = factories.scale(session, owner)
    codes = [chr(ord("A") + place) for place in range(len(states))]
    places = []
    for number in range(1, programmes + 1):
        programme = factories.programme(
            session, owner, slug=f"programme-{number}", name=f"Programme {number}"
        )
        office, chair = _people(session, owner.id, f"p{number}", ("office", "chair"))
        session.add_all(
            RoleGrant(person_id=person, role=role, programme_id=programme.id, starts_on=LONG_AGO)
            for person, role in ((office, Role.PMO), (chair, Role.GROUP_CHAIR))
        )
        made = [
            _phase(
                session,
                at,
                programme,
                Phase(
                    programme_id=programme.id,
                    number=phase_number,
                    name=f"Phase {phase_number}",
                    starts_on=LONG_AGO + timedelta(days=phase_number),
                    scale_id=scale.id,
                ),
                codes=codes,
                periods=periods,
                states=states if phase_number == phases else None,
                people=(office, chair),
            )
            for phase_number in range(1, phases + 1)
        ]
        places.append(made[-1])
    return places


def _people(session: Session, owner_id: int, prefix: str, names: Sequence[str]) -> list[int]:
    return insert_rows(
        session,
        Person,
        [
            {
                "organisation_id": owner_id,
                "name": f"{name} {prefix}".capitalize(),
                "job_title": name.capitalize(),
                "email": f"{name}.{prefix}@example.org",
            }
            for name in names
        ],
    )


def _phase(
    session: Session,
    at: datetime,
    programme: Programme,
    phase: Phase,
    *,
    codes: Sequence[str],
    periods: int,
    states: Sequence[UpdateStatus] | None,
    people: tuple[int, int],
) -> Place:
    """Add a phase with all in it; without `states` every period of it is issued."""
    session.add(phase)
    session.flush()
    prefix = f"p{programme.id}.{phase.number}"
    leads = _people(
        session, programme.organisation_id, prefix, [f"lead-{code.lower()}" for code in codes]
    )
    sponsors = _people(
        session, programme.organisation_id, prefix, [f"sponsor-{code.lower()}" for code in codes]
    )
    streams = _workstreams(session, programme, phase, codes, leads, sponsors)
    first_days = _first_days(at.date(), periods)
    statuses = [PeriodStatus.ISSUED] * periods
    if states is not None:
        statuses[-2:] = [PeriodStatus.IN_PREPARATION, PeriodStatus.OPEN]
    period_ids = insert_rows(
        session,
        ReportingPeriod,
        [_period(phase.id, day, status) for day, status in zip(first_days, statuses, strict=True)],
    )
    packs = insert_rows(
        session,
        Pack,
        [_pack(period, status, at) for period, status in zip(period_ids, statuses, strict=True)],
    )
    tasks: list[Task] = []
    for place, (period, status) in enumerate(zip(period_ids, statuses, strict=True)):
        wanted = {
            PeriodStatus.ISSUED: (UpdateStatus.ISSUED,) * len(codes),
            PeriodStatus.IN_PREPARATION: (UpdateStatus.IN_PACK,) * len(codes),
        }.get(status, states or ())
        when = at - timedelta(days=60 * (periods - 1 - place), hours=1)
        tasks = [Task(0, *each) for each in zip(streams, leads, sponsors, strict=True)]
        tasks = updates.add(session, period, tasks, wanted, place, when)
        if status is PeriodStatus.ISSUED:
            _issue(session, period, people[0], when)
    return Place(programme.slug, packs[-1], packs[-2], tasks, *people)


def _issue(session: Session, period_id: int, office_id: int, at: datetime) -> None:
    """Add the board's edition of a period with the ratings it prints; its text is never read."""
    (pack,) = insert_rows(session, Pack, [_pack(period_id, PeriodStatus.ISSUED, at, Audience.IIB)])
    (edition,) = insert_rows(
        session,
        Edition,
        [
            {
                "pack_id": pack,
                "number": 1,
                "document": "{}",
                "sha256": "0" * 64,
                "issued_at": at,
                "issued_by_id": office_id,
            }
        ],
    )
    printed = (
        select(
            literal(edition),
            Revision.id,
            Revision.sha256,
            literal(updates.STEP),
            literal(value=True),
        )
        .join(ProgressUpdate, ProgressUpdate.revision_id == Revision.id)
        .where(ProgressUpdate.period_id == period_id)
    )
    columns = ["edition_id", "revision_id", "sha256", "step", "confirmed"]
    session.execute(insert(EditionEntry).from_select(columns, printed))


def _period(phase_id: int, first: date, status: PeriodStatus) -> dict[str, Any]:
    months = first.year * 12 + first.month + 1
    last = date(months // 12, months % 12 + 1, 1) - timedelta(days=1)
    end = datetime(last.year, last.month, last.day, 17, tzinfo=UTC)
    return {
        "phase_id": phase_id,
        "slug": f"{first:%Y-%m}",
        "name": f"{first:%B} and {last:%B %Y}",
        "starts_on": first,
        "ends_on": last,
        "opens_on": first,
        "lead_due_at": end + timedelta(days=6),
        "sponsor_due_at": end + timedelta(days=10),
        "group_meets_at": end + timedelta(days=17),
        "clearance_due_on": last + timedelta(days=20),
        "publishes_on": last + timedelta(days=22),
        "iib_meets_on": last + timedelta(days=31),
        "status": status,
    }


def _pack(
    period_id: int,
    status: PeriodStatus,
    at: datetime,
    audience: Audience = Audience.IMPROVEMENT_GROUP,
) -> dict[str, Any]:
    board = audience is Audience.IIB
    stage = {
        PeriodStatus.ISSUED: PackStatus.ISSUED if board else PackStatus.AGREED,
        PeriodStatus.IN_PREPARATION: PackStatus.UNDER_REVIEW,
    }.get(status, PackStatus.DRAFT)
    return {
        "period_id": period_id,
        "audience": audience,
        "recipe": audience.value,
        "status": stage,
        "overview": " ".join(words.SENTENCES),
        "moved_at": at,
    }


def _workstreams(
    session: Session,
    programme: Programme,
    phase: Phase,
    codes: Sequence[str],
    leads: Sequence[int],
    sponsors: Sequence[int],
) -> list[int]:
    """Add workstreams with outcomes, the people of each and a register; return their keys."""
    streams = insert_rows(
        session,
        Workstream,
        [
            {
                "phase_id": phase.id,
                "code": code,
                "name": f"Workstream {code}",
                "position": place,
                "description": words.SENTENCES[0],
                "agreed_on": date(2027, 3, 31),
                "next_milestone": 50,
                "next_risk": 50,
                "next_issue": 50,
            }
            for place, code in enumerate(codes, start=1)
        ],
    )
    session.execute(
        insert(Outcome),
        [
            {"workstream_id": stream, "position": place, "text": sentence}
            for stream in streams
            for place, sentence in enumerate(words.SENTENCES, start=1)
        ],
    )
    session.execute(
        insert(RoleGrant),
        [
            {
                "person_id": person,
                "role": role,
                "programme_id": programme.id,
                "workstream_id": stream,
                "accountable": role is Role.LEAD,
                "starts_on": LONG_AGO,
            }
            for role, people in ((Role.LEAD, leads), (Role.SPONSOR, sponsors))
            for stream, person in zip(streams, people, strict=True)
        ],
    )
    return streams
