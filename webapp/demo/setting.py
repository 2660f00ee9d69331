"""The rows the demonstration begins with: organisation, phases, workstreams, people and periods."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from models import (
    Acronym,
    Concern,
    Measure,
    MeasureTarget,
    Organisation,
    Outcome,
    Person,
    Phase,
    Programme,
    RagScale,
    RagStep,
    ReportingPeriod,
    RoleGrant,
    Workstream,
)
from models.enums import Role
from webapp.auth.passwords import hash_password
from webapp.demo import programme as told
from webapp.demo.months import RULES, Months, at, demo_months, demo_periods, working_day
from webapp.demo.people import PASSWORD, PROGRAMME_PEOPLE, Somebody, everybody
from webapp.demo.story import Story
from webapp.domain.planning import Dates
from webapp.domain.ratings import FIVE_STEPS
from webapp.planning.timetable import columns, usual_clocks
from webapp.programmes.setup import FIRST_TARGET


@dataclass(frozen=True)
class Setting:
    """What the story is played with: its calendar, and ids of rows; of people by mailbox."""

    programme_id: int
    months: Months
    periods: tuple[Dates, ...]
    period_ids: tuple[int, ...]
    workstream_ids: Mapping[str, int]
    person_ids: Mapping[str, int]


def add(session: Session, today: date) -> Setting:
    """Add every row that is there before the first period opens, and flush."""
    months, periods = demo_months(today), demo_periods(today)
    organisation = Organisation(name=told.ORGANISATION)
    session.add(organisation)
    session.flush()
    scale = RagScale(
        organisation_id=organisation.id,
        version=1,
        name=told.SCALE_NAME,
        introduction=told.SCALE_INTRODUCTION,
        steps=[
            RagStep(number=number, label=step.label, definition=step.definition, mark=step.mark)
            for number, step in enumerate(FIVE_STEPS, start=1)
        ],
    )
    programme = Programme(
        organisation_id=organisation.id, slug=told.SLUG, name=told.NAME, purpose=told.PURPOSE
    )
    session.add_all([scale, programme])
    session.flush()
    phase, workstream_ids = _add_phases(session, programme.id, scale.id, months)
    session.add_all(_concerns(programme.id, phase, months))
    session.add_all(
        Acronym(programme_id=programme.id, name=name, stands_for=meaning)
        for name, meaning in told.ACRONYMS.items()
    )
    person_ids = _add_people(
        session,
        organisation.id,
        programme.id,
        workstream_ids,
        starts_on=months[-told.PREPARATION_MONTHS].first,
    )
    rows = [_reporting_period(phase.id, period) for period in periods]
    session.add_all(rows)
    session.flush()
    return Setting(
        programme_id=programme.id,
        months=months,
        periods=periods,
        period_ids=tuple(row.id for row in rows),
        workstream_ids=workstream_ids,
        person_ids=person_ids,
    )


def _concerns(programme_id: int, phase: Phase, months: Months) -> Iterable[Concern]:
    """Yield what the programme must answer, with the workstreams of a phase that do."""
    for number, (title, source, text, codes) in enumerate(told.CONCERNS, start=1):
        yield Concern(
            programme_id=programme_id,
            number=number,
            title=title,
            source=source,
            text=text,
            raised_on=months[-told.PREPARATION_MONTHS].on(14),
            workstreams=[row for row in phase.workstreams if row.code in codes.split()],
        )


def _add_phases(
    session: Session, programme_id: int, scale_id: int, months: Months
) -> tuple[Phase, dict[str, int]]:
    """Add the three phases; return the current one and its workstreams' ids by code."""

    def phase(
        number: int,
        words: tuple[str, str],
        span: tuple[int, int | None],
        work: list[Workstream],
    ) -> Phase:
        (name, summary), (first, after) = words, span
        return Phase(
            programme_id=programme_id,
            number=number,
            name=name,
            summary=summary,
            starts_on=months[first].first,
            ends_on=None if after is None else months[after].first - timedelta(days=1),
            scale_id=scale_id,
            workstreams=work,
        )

    begins = -told.PREPARATION_MONTHS
    current = phase(
        2,
        (told.SECOND_PHASE, told.SECOND_SUMMARY),
        (0, told.SECOND_PHASE_MONTHS),
        [_workstream(story, place, months) for place, story in enumerate(told.STORIES, start=1)],
    )
    session.add_all(
        [
            phase(
                1,
                (told.FIRST_PHASE, told.FIRST_SUMMARY),
                (begins, begins + told.FIRST_PHASE_MONTHS),
                _outline(told.FIRST_AREAS),
            ),
            current,
            phase(
                3,
                (told.THIRD_PHASE, told.THIRD_SUMMARY),
                (told.SECOND_PHASE_MONTHS, None),
                _outline(told.THIRD_THEMES),
            ),
        ]
    )
    session.flush()
    for workstream, story in zip(current.workstreams, told.STORIES, strict=True):
        session.add_all(_measures(workstream, story, months))
    session.flush()
    return current, {row.code: row.id for row in current.workstreams}


def _outline(areas: Iterable[tuple[str, str, str]]) -> list[Workstream]:
    """Return workstreams of which only the purpose is told."""
    return [
        Workstream(
            code=code, name=name, description=purpose, position=place, pmo_support=told.PMO_SUPPORT
        )
        for place, (code, name, purpose) in enumerate(areas, start=1)
    ]


def _workstream(story: Story, place: int, months: Months) -> Workstream:
    month, day = story.agreed
    return Workstream(
        code=story.code,
        name=story.name,
        position=place,
        description=story.description,
        agreed_on=months[month].on(day),
        pmo_support=told.PMO_SUPPORT,
        outcomes=[
            Outcome(position=position, heading=heading, text=text)
            for position, (heading, text) in enumerate(story.outcomes, start=1)
        ],
    )


def _measures(workstream: Workstream, story: Story, months: Months) -> Iterable[Measure]:
    """Yield the measures of a workstream, each with the target it began with."""
    for number, gauge in enumerate(story.measures, start=1):
        month, day = gauge.due
        target, due_on = Decimal(gauge.target), months[month].on(day)
        first = MeasureTarget(
            target=target,
            target_on=due_on,
            reason=FIRST_TARGET,
            at=at(working_day(months[0].first), 9),
        )
        yield Measure(
            workstream_id=workstream.id,
            outcome_id=workstream.outcomes[gauge.outcome].id,
            number=number,
            name=gauge.name,
            unit=gauge.unit,
            direction=gauge.direction,
            baseline=Decimal(gauge.baseline),
            baseline_at=f"before {months[0].name}",
            target=target,
            target_on=due_on,
            targets=[first],
        )


def _add_people(
    session: Session,
    organisation_id: int,
    programme_id: int,
    workstream_ids: Mapping[str, int],
    *,
    starts_on: date,
) -> dict[str, int]:
    """Add everybody with their role from a day on; return their ids by mailbox."""
    password_hash = hash_password(PASSWORD)

    def grant(somebody: Somebody) -> RoleGrant:
        on_programme = bool(somebody.code) or somebody in PROGRAMME_PEOPLE
        return RoleGrant(
            role=somebody.role,
            programme_id=programme_id if on_programme else None,
            workstream_id=workstream_ids[somebody.code] if somebody.code else None,
            accountable=somebody.role is Role.LEAD,
            chairs=somebody.chairs,
            starts_on=starts_on,
        )

    people = {
        somebody.mailbox: Person(
            organisation_id=organisation_id,
            name=somebody.name,
            job_title=somebody.job_title,
            email=somebody.email,
            password_hash=password_hash,
            grants=[] if somebody.joins_later else [grant(somebody)],
        )
        for somebody in everybody()
    }
    session.add_all(people.values())
    session.flush()
    return {mailbox: person.id for mailbox, person in people.items()}


def _reporting_period(phase_id: int, dates: Dates) -> ReportingPeriod:
    return ReportingPeriod(
        phase_id=phase_id,
        slug=dates.span.slug,
        name=dates.span.name,
        **columns(dates, usual_clocks(RULES)),
    )
