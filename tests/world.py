"""A small complete setting: a programme, two workstreams, an open period, people for each role."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from models import (
    Organisation,
    Pack,
    Person,
    Phase,
    Programme,
    ProgressUpdate,
    RagScale,
    ReportingPeriod,
    RoleGrant,
    Workstream,
)
from models.enums import Action, Level, MilestoneOutcome, Role, Section, Trend, UpdateStatus
from tests import factories
from tests.factories import AT
from webapp import moves
from webapp.clock import LONDON
from webapp.domain import checks
from webapp.domain.actor import Actor
from webapp.domain.content import (
    SECTION_FIELDS,
    Explanation,
    PlannedMilestone,
    Risk,
    UpdateContent,
    decode,
    fingerprint,
    section_fingerprint,
)
from webapp.identity import snapshot
from webapp.updates import actions, decisions, queries

PASSWORD = "nine quiet otters swim home"


@dataclass(frozen=True)
class World:
    """Rows of the setting. `lead` and `sponsor` belong to the first workstream."""

    organisation: Organisation
    scale: RagScale
    programme: Programme
    phase: Phase
    period: ReportingPeriod
    first: Workstream
    second: Workstream
    first_update: ProgressUpdate
    second_update: ProgressUpdate
    pack: Pack
    contributor: Person
    lead: Person
    sponsor: Person
    second_lead: Person
    second_sponsor: Person
    office: Person
    member: Person
    chair: Person
    director: Person
    reader: Person
    auditor: Person
    administrator: Person
    outsider: Person
    """Somebody who may sign in and holds no role."""

    @property
    def people(self) -> dict[str, Person]:
        """Everybody by the name of their field."""
        return {name: row for name, row in vars(self).items() if isinstance(row, Person)}


def build(session: Session, *, password: str | None = None) -> World:
    """Add the setting and flush; nobody can sign in by password unless one is given to all."""
    owner = factories.organisation(session)
    scale = factories.scale(session, owner)
    programme = factories.programme(session, owner)
    phase = factories.phase(session, programme, scale)

    def somebody(name: str, role: Role | None = None) -> Person:
        row = factories.person(session, owner, name, password=password)
        if role is not None:
            everywhere = role in (Role.AUDITOR, Role.ADMINISTRATOR)
            factories.grant(session, row, role, on=None if everywhere else programme)
        return row

    lead, sponsor = somebody("Governance lead"), somebody("Governance sponsor")
    second_lead, second_sponsor = somebody("Finance lead"), somebody("Finance sponsor")
    contributor = somebody("Governance officer")
    first = factories.workstream(
        session, phase, code="G", name="Governance", lead=lead, sponsor=sponsor
    )
    second = factories.workstream(
        session, phase, code="F", name="Finance", lead=second_lead, sponsor=second_sponsor
    )
    factories.grant(session, contributor, Role.CONTRIBUTOR, workstream=first)
    factories.outcome(session, first, "Decisions are taken in the open and recorded.")
    factories.outcome(session, second, "The budget is balanced for three years.")
    period = factories.period(session, phase)
    return World(
        organisation=owner,
        scale=scale,
        programme=programme,
        phase=phase,
        period=period,
        first=first,
        second=second,
        first_update=factories.update(session, first, period),
        second_update=factories.update(session, second, period),
        pack=factories.pack(session, period),
        contributor=contributor,
        lead=lead,
        sponsor=sponsor,
        second_lead=second_lead,
        second_sponsor=second_sponsor,
        office=somebody("Programme office", Role.PMO),
        member=somebody("Group member", Role.GROUP_MEMBER),
        chair=somebody("Group chair", Role.GROUP_CHAIR),
        director=somebody("Programme director", Role.DIRECTOR),
        reader=somebody("Board reader", Role.BOARD_READER),
        auditor=somebody("External auditor", Role.AUDITOR),
        administrator=somebody("Administrator", Role.ADMINISTRATOR),
        outsider=somebody("New starter"),
    )


def actor_of(session: Session, who: Person, *, at: datetime = AT) -> Actor:
    """Return what a person may do at that instant, read afresh."""
    row = session.scalars(
        select(Person)
        .where(Person.id == who.id)
        .options(selectinload(Person.grants))
        .execution_options(populate_existing=True)
    ).one()
    return snapshot(row, at.astimezone(LONDON).date())


CONTENT = UpdateContent(
    key_activities="The new scheme of delegation was adopted.\n\n- Two briefings were held",
    engagement="All parish councils were written to.",
    concerns="Two vacancies remain open.",
    planned=(
        PlannedMilestone(
            number=0,
            title="Publish the new constitution",
            due_on=date(2026, 4, 30),
            owner="Solicitor",
        ),
    ),
    risks=(
        Risk(
            number=0,
            description="Too few people know the new rules",
            mitigation="Training in every team",
            owner="Governance lead",
            likelihood=Level.MEDIUM,
            impact=Level.HIGH,
            trend=Trend.STEADY,
        ),
    ),
    step=2,
    rationale="The work is on course, and two vacancies are being filled.",
    forecast_on=date(2026, 6, 30),
    cover_note="Please look at the vacancies.",
)
"""What `advance` writes unless told otherwise: complete, so it may be submitted."""


def _holder(session: Session, update: ProgressUpdate, role: Role, at: datetime) -> Actor:
    """Return somebody who holds a role on the update's workstream or programme."""
    return actor_of(
        session,
        session.scalars(
            select(Person)
            .join(RoleGrant, RoleGrant.person_id == Person.id)
            .join(Workstream, Workstream.id == update.workstream_id)
            .join(Phase, Phase.id == Workstream.phase_id)
            .where(
                RoleGrant.role == role,
                RoleGrant.programme_id == Phase.programme_id,
                or_(
                    RoleGrant.workstream_id.is_(None),
                    RoleGrant.workstream_id == update.workstream_id,
                ),
            )
            .order_by(RoleGrant.id)
            .limit(1)
        ).one(),
        at=at,
    )


def write(
    session: Session,
    update: ProgressUpdate,
    lead: Actor,
    *,
    content: UpdateContent = CONTENT,
    at: datetime = AT,
) -> None:
    """Save each section that differs from the draft.

    Milestones carried over count as done, and measures nobody answers have reached their target.
    """
    stored = decode(update.draft)
    done = tuple(
        msgspec.structs.replace(row, outcome=MilestoneOutcome.DONE) for row in stored.milestones
    )
    reached = tuple(msgspec.structs.replace(row, value=row.target) for row in stored.measures)
    typed = msgspec.structs.replace(
        content,
        measures=content.measures or reached,
        milestones=content.milestones or done,
        risks=stored.risks or content.risks,
        as_at=at.date() if at.date() < update.period.ends_on else content.as_at,
    )
    for section in Section:
        if any(getattr(stored, name) != getattr(typed, name) for name in SECTION_FIELDS[section]):
            seen = section_fingerprint(decode(update.draft), section)
            actions.save(session, update, lead, section, typed, at=at, seen=seen)


def explain(session: Session, update: ProgressUpdate, lead: Actor, *, at: datetime = AT) -> None:
    """Explain whatever the checks ask about, as the lead would."""
    draft = decode(update.draft)
    findings = checks.find(draft, queries.check_facts(session, update, lead.person_id, at=at))
    said = [
        Explanation(code=finding.code, about=finding.about, text="We looked into it, and it holds.")
        for finding in checks.blocking(findings)
        if finding.severity is checks.Severity.EXPLAIN
    ]
    if said:
        actions.explain(session, update, lead, said, at=at, seen=fingerprint(update.draft))


def advance(
    session: Session,
    update: ProgressUpdate,
    to: UpdateStatus,
    *,
    content: UpdateContent = CONTENT,
    step: int | None = None,
    at: datetime = AT,
) -> ProgressUpdate:
    """Take an update that nobody has started to a state, through the real actions.

    `step` is the rating the sponsor confirms, the proposed one by default.
    """
    lead = _holder(session, update, Role.LEAD, at)
    row = queries.get_update(session, lead, update.id)

    def sponsor() -> Actor:
        return _holder(session, row, Role.SPONSOR, at)

    def decide() -> None:
        assert row.revision is not None
        confirmed = step or row.revision.proposed_step
        decisions.approve(
            session,
            row,
            sponsor(),
            at=at,
            seen=row.revision.sha256,
            step=confirmed,
            reason="" if confirmed == row.revision.proposed_step else "The vacancies worry me.",
            comment="I agree with this account.",
        )

    def submit() -> None:
        write(session, row, lead, content=content, at=at)
        explain(session, row, lead, at=at)
        actions.submit(session, row, lead, at=at, seen=fingerprint(row.draft))
        session.refresh(row, ["revision"])

    def send_back() -> None:
        assert row.revision is not None
        decisions.send_back(
            session,
            row,
            sponsor(),
            at=at,
            seen=row.revision.sha256,
            reason="Say when the vacancies will be filled.",
            sections=(Section.CONCERNS,),
        )

    def move(action: Action, role: Role, **values: Any) -> None:
        moves.move_update(session, row, _holder(session, row, role, at), action, at=at, **values)

    path = {
        UpdateStatus.DRAFT: lambda: actions.start(session, row, lead, at=at),
        UpdateStatus.WITH_SPONSOR: submit,
        UpdateStatus.APPROVED: decide,
        UpdateStatus.IN_PACK: lambda: move(Action.INCLUDE, Role.PMO),
        UpdateStatus.ACCEPTED: lambda: move(
            Action.AGREE, Role.GROUP_CHAIR, agreed_step=row.confirmed_step
        ),
        UpdateStatus.ISSUED: lambda: move(Action.ISSUE, Role.PMO),
    }
    aside = {
        UpdateStatus.RETURNED: (UpdateStatus.WITH_SPONSOR, send_back),
        UpdateStatus.NOT_SUBMITTED: (UpdateStatus.DRAFT, lambda: move(Action.CLOSE, Role.PMO)),
        UpdateStatus.WITHDRAWN: (UpdateStatus.DRAFT, lambda: move(Action.WITHDRAW, Role.PMO)),
    }
    last, turn_off = aside.get(to, (to, None))
    for status, take_step in path.items() if to is not UpdateStatus.NOT_STARTED else ():
        take_step()
        if status is last:
            break
    if turn_off:
        turn_off()
    session.flush()
    return row
