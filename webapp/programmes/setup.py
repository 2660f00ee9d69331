"""Set up a programme from its file: add what is missing, change nothing that is there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, selectinload

from models import (
    Base,
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
from webapp import audit, measures
from webapp.domain.calendar import working_day_before
from webapp.domain.errors import Refusal
from webapp.domain.planning import NOTICE
from webapp.holidays import bank_holidays
from webapp.programmes import plan as written
from webapp.programmes.plan_checks import in_london, number, overlap

Row = TypeVar("Row", bound=Base)

FILE_WORDS = {
    "starts_on": "from",
    "ends_on": "until",
    "scale_id": "scale",
    "outcome_id": "outcome",
    "lead_due_at": "lead_due",
    "sponsor_due_at": "sponsor_due",
    "group_meets_at": "group_meets",
    "opens_on": "opens",
    "clearance_due_on": "clearance_due",
    "publishes_on": "publishes",
    "iib_meets_on": "iib_meets",
}
"""Columns that have another name in the file."""
FIRST_TARGET = "Set with the plan."
"""Stands beside the target that a measure began with."""


@dataclass(frozen=True)
class Report:
    """What was added, and where the file says something else than is there."""

    added: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)


def set_up(session: Session, plan: written.Plan, *, at: datetime) -> Report:
    """Add what a file holds and is not there yet, with entries in the audit record; flushes.

    Rows are known again by slug, number, code, email, an outcome by its text, a measure by its
    name, a concern by its title, and a role by who holds it where at the time. A new measure comes
    into drafts under way. Nothing is changed or removed. Raises Refusal when the file belongs to
    another organisation or a period overlaps with one that is there.
    """
    setting = _SetUp(session, at, plan.organisation)
    programme = setting.programme(plan.programme)
    phases = {entry.number: setting.phase(programme, entry) for entry in plan.phases}
    workstreams = {
        (entry.phase, entry.code): setting.workstream(phases[entry.phase], entry)
        for entry in plan.workstreams
    }
    for concern in plan.concerns:
        answering = [workstreams[concern.phase, code] for code in concern.answered_by]
        setting.concern(programme, concern, answering)
    people = {entry.email.lower(): setting.person(entry) for entry in plan.people}
    for entry in plan.roles:
        place = (
            None if entry.on == written.ON_ORGANISATION else programme.id,
            workstreams[entry.phase, entry.on].id
            if entry.role in written.WORKSTREAM_ROLES
            else None,
        )
        setting.role(people[entry.who.lower()], entry, *place)
    for period in plan.periods:
        setting.period(phases[period.phase], period)
    report = setting.report
    if report.added:
        audit.record(
            session,
            None,
            "programme.set_up",
            f"programme:{programme.id}",
            at=at,
            detail={"added": len(report.added)},
        )
    return report


class _SetUp:
    """One run: finds or adds each row, and notes what it did."""

    def __init__(self, session: Session, at: datetime, entry: written.Organisation) -> None:
        self.session = session
        self.at = at
        self.report = Report()
        self.organisation = self._organisation(entry)

    def _have(
        self,
        kind: type[Row],
        what: str,
        key: Mapping[str, Any],
        values: Mapping[str, Any],
        **first: Any,  # noqa: ANN401 - columns of any kind
    ) -> Row:
        """Return the row with a key, noting values that differ; it is added with `first` too."""
        row = self._find(kind, key)
        if row is None:
            return self._add(what, kind(**key, **values, **first))
        self._note(what, row, values)
        return row

    def _note(self, what: str, row: Base, values: Mapping[str, Any]) -> None:
        """Note which values the file words differently."""
        different = [name for name, value in values.items() if getattr(row, name) != value]
        if different:
            names = ", ".join(FILE_WORDS.get(name, name) for name in different)
            self.report.different.append(f"{what}: {names}")

    def _find(self, kind: type[Row], key: Mapping[str, Any]) -> Row | None:
        return self.session.scalars(select(kind).filter_by(**key)).one_or_none()

    def _add(self, what: str, row: Row) -> Row:
        self.session.add(row)
        self.session.flush()
        self.report.added.append(what)
        return row

    def _organisation(self, entry: written.Organisation) -> Organisation:
        """Return the one organisation; raises Refusal when it has another name."""
        row = self.session.scalars(
            select(Organisation).order_by(Organisation.id).limit(1)
        ).one_or_none()
        if row is None:
            return self._add("organisation", Organisation(name=entry.name))
        if row.name != entry.name:
            raise Refusal(
                f"organisation: it is called {row.name} here, and {entry.name} in the file.",
                "One installation serves one organisation. Nothing was changed.",
            )
        return row

    def programme(self, entry: written.Programme) -> Programme:
        """Return the programme."""
        return self._have(
            Programme,
            f"programme {entry.slug}",
            {"slug": entry.slug},
            {"name": entry.name, "purpose": entry.purpose.strip()},
            organisation_id=self.organisation.id,
        )

    def phase(self, programme: Programme, entry: written.Phase) -> Phase:
        """Return a phase; a new one is rated on a scale of the same words, or a new version."""
        key = {"programme_id": programme.id, "number": entry.number}
        scale = self._scale(entry.scale)
        if scale is None and self._find(Phase, key) is None:
            scale = self._add(f"rating scale {entry.scale.name}", self._new_scale(entry.scale))
        return self._have(
            Phase,
            f"phase {entry.number}",
            key,
            {
                "name": entry.name,
                "summary": entry.summary.strip(),
                "starts_on": entry.starts_on,
                "ends_on": entry.ends_on,
                "scale_id": scale.id if scale else None,
            },
        )

    def _scale(self, entry: written.Scale) -> RagScale | None:
        """Return the organisation's scale that says the same, if there is one."""
        for row in self.session.scalars(
            select(RagScale)
            .where(RagScale.organisation_id == self.organisation.id)
            .options(selectinload(RagScale.steps))
        ):
            steps = tuple(
                written.Step(label=step.label, definition=step.definition, mark=step.mark)
                for step in row.steps
            )
            if entry == written.Scale(name=row.name, introduction=row.introduction, steps=steps):
                return row
        return None

    def _new_scale(self, entry: written.Scale) -> RagScale:
        owner = self.organisation.id
        return RagScale(
            organisation_id=owner,
            version=self._next(RagScale.version, RagScale.organisation_id == owner),
            name=entry.name,
            introduction=entry.introduction,
            steps=[
                RagStep(number=number, label=step.label, definition=step.definition, mark=step.mark)
                for number, step in enumerate(entry.steps, start=1)
            ],
        )

    def _next(self, column: InstrumentedAttribute[int], among: ColumnElement[bool]) -> int:
        """Return the number after the highest there."""
        return 1 + (self.session.scalar(select(func.max(column)).where(among)) or 0)

    def workstream(self, phase: Phase, entry: written.Workstream) -> Workstream:
        """Return a workstream with its outcomes; what is new comes last."""
        row = self._have(
            Workstream,
            f"workstream {entry.code}",
            {"phase_id": phase.id, "code": entry.code},
            {
                "name": entry.name,
                "description": entry.description.strip(),
                "agreed_on": entry.agreed_on,
                "pmo_support": entry.pmo_support,
            },
            position=self._next(Workstream.position, Workstream.phase_id == phase.id),
        )
        for outcome in entry.outcomes:
            self._have(
                Outcome,
                f"outcome of {entry.code}: {outcome.text.strip()}",
                {"workstream_id": row.id, "text": outcome.text.strip()},
                {"heading": outcome.heading},
                position=self._next(Outcome.position, Outcome.workstream_id == row.id),
            )
        for measure in entry.measures:
            self._measure(row, measure)
        if entry.measures:
            measures.bring_in_line(self.session, row.id, at=self.at)
        return row

    def _measure(self, workstream: Workstream, entry: written.Measure) -> None:
        """Add a measure with its first target, unless one of the name is there."""
        key = {"workstream_id": workstream.id, "name": entry.name}
        is_new = self._find(Measure, key) is None
        of = {"workstream_id": workstream.id, "text": entry.outcome.strip()}
        outcome = self._find(Outcome, of) if entry.outcome else None
        targets = {
            "target": number(entry.target, entry.unit),
            "target_to": number(entry.target_to, entry.unit),
            "target_on": entry.target_on,
        }
        row = self._have(
            Measure,
            f"measure of {workstream.code}: {entry.name}",
            key,
            {
                "unit": entry.unit,
                "direction": entry.direction,
                "baseline": number(entry.baseline, entry.unit),
                "baseline_at": entry.baseline_at,
                "outcome_id": outcome.id if outcome else None,
                **targets,
            },
            number=self._next(Measure.number, Measure.workstream_id == workstream.id),
        )
        if is_new:
            first = MeasureTarget(measure_id=row.id, reason=FIRST_TARGET, at=self.at, **targets)
            self.session.add(first)

    def concern(
        self, programme: Programme, entry: written.Concern, answering: Sequence[Workstream]
    ) -> None:
        """Add what the programme must answer, with who answers it, under the next number."""
        self._have(
            Concern,
            f"concern: {entry.title}",
            {"programme_id": programme.id, "title": entry.title},
            {
                "source": entry.source,
                "text": entry.text.strip(),
                "raised_on": entry.raised_on,
            },
            number=self._next(Concern.number, Concern.programme_id == programme.id),
            workstreams=list(answering),
        )

    def person(self, entry: written.Person) -> Person:
        """Return a person; a new one cannot sign in until a password is set."""
        email = entry.email.lower()
        key = {"email": email}
        is_new = self._find(Person, key) is None
        row = self._have(
            Person,
            f"person {email}",
            key,
            {"name": entry.name, "job_title": entry.job_title},
            organisation_id=self.organisation.id,
        )
        if is_new:
            audit.record(self.session, None, "person.add", f"person:{row.id}", at=self.at)
        return row

    def role(
        self,
        person: Person,
        entry: written.Grant,
        programme_id: int | None,
        workstream_id: int | None,
    ) -> None:
        """Give a role, unless the person holds it in the same place at the time."""
        key = {
            "person_id": person.id,
            "role": entry.role,
            "programme_id": programme_id,
            "workstream_id": workstream_id,
        }
        values = {
            "accountable": entry.accountable,
            "starts_on": entry.starts_on,
            "ends_on": entry.ends_on,
        }
        what = f"{entry.role.replace('_', ' ')} on {entry.on}: {person.email}"
        held = [
            row
            for row in self.session.scalars(
                select(RoleGrant).filter_by(**key).order_by(RoleGrant.starts_on)
            )
            if overlap(entry, row.starts_on, row.ends_on)
        ]
        if held:
            self._note(what, held[-1], values)
            return
        row = self._add(what, RoleGrant(**key, **values))
        audit.record(
            self.session,
            None,
            "person.grant",
            f"person:{person.id}",
            at=self.at,
            detail={
                "role": entry.role,
                "programme": programme_id,
                "workstream": workstream_id,
                "from": row.starts_on.isoformat(),
                "until": row.ends_on.isoformat() if row.ends_on else None,
            },
        )

    def period(self, phase: Phase, entry: written.Period) -> None:
        """Plan a period; raises Refusal when it shares a day with another that is there."""
        key = {"phase_id": phase.id, "slug": entry.slug}
        for row in self.session.scalars(select(ReportingPeriod).filter_by(phase_id=phase.id)):
            if row.slug != entry.slug and overlap(entry, row.starts_on, row.ends_on):
                raise Refusal(
                    f"period {entry.slug}: it overlaps with the period {row.slug} that is there.",
                    "Nothing was changed.",
                )
        publishes_on = entry.publishes or working_day_before(
            entry.iib_meets, NOTICE + 1, bank_holidays()
        )
        self._have(
            ReportingPeriod,
            f"period {entry.slug}",
            key,
            {
                "name": entry.name,
                "starts_on": entry.starts_on,
                "ends_on": entry.ends_on,
                "lead_due_at": in_london(entry.lead_due),
                "sponsor_due_at": in_london(entry.sponsor_due),
                "group_meets_at": in_london(entry.group_meets),
                "opens_on": entry.opens or entry.starts_on,
                "clearance_due_on": entry.clearance_due or publishes_on,
                "publishes_on": publishes_on,
                "iib_meets_on": entry.iib_meets,
            },
        )
