"""The authority of the paper as rows: its people, workstreams, scale, last ratings, open period."""

from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from models import (
    Organisation,
    Person,
    Phase,
    ProgressUpdate,
    RagScale,
    RagStep,
    Workstream,
)
from models.enums import PeriodStatus, Role, UpdateStatus
from tests import factories
from tests.journeys.paper import Paper, Report
from tests.world import PASSWORD, advance
from webapp.clock import LONDON
from webapp.domain.content import PlannedMilestone, UpdateContent
from webapp.domain.ratings import FIVE_STEPS

OFFICE = "programme.office@example.org"
DIRECTOR = "programme.director@example.org"
CHAIR = "group.chair@example.org"
READER = "board.reader@example.org"
BEGINNING = date(2023, 4, 1)
PERIOD = "September and October 2023"


def email(name: str) -> str:
    """Return the address a person of the paper signs in with."""
    return f"{name.lower().replace(' ', '.')}@example.org"


def moment(day: date, hour: int) -> datetime:
    """Return an hour of a day in London."""
    return datetime.combine(day, time(hour), LONDON)


def build(session: Session, paper: Paper, at: datetime) -> None:
    """Add everything that stands before the first lead begins to write, and flush."""
    owner = factories.organisation(session)
    people: dict[str, Person] = {}

    def known(name: str, job_title: str) -> Person:
        if name not in people:
            people[name] = factories.person(
                session, owner, name, job_title=job_title, email=email(name), password=PASSWORD
            )
        return people[name]

    programme = factories.programme(session, owner, name=paper.programme)
    for name, role in (
        ("Programme office", Role.PMO),
        ("Programme director", Role.DIRECTOR),
        ("Group chair", Role.GROUP_CHAIR),
        ("Board reader", Role.BOARD_READER),
    ):
        factories.grant(
            session, known(name, "Improvement team"), role, on=programme, starts_on=BEGINNING
        )
    factories.scale(session, owner)
    phase = factories.phase(session, programme, _scale(session, owner, paper), number=2)
    phase.starts_on = BEGINNING
    streams: list[Workstream] = []
    for report in paper.reports:
        row = _workstream(session, phase, report)
        lead = known(report.lead, "Project manager")
        sponsor = known(report.sponsor, "Workstream sponsor")
        factories.grant(
            session, lead, Role.LEAD, workstream=row, accountable=True, starts_on=BEGINNING
        )
        factories.grant(session, sponsor, Role.SPONSOR, workstream=row, starts_on=BEGINNING)
        streams.append(row)
    assert phase.name == paper.phase
    _last_period(session, phase, streams, paper, people["Programme office"])
    period = factories.period(
        session,
        phase,
        slug="2023-10",
        name=PERIOD,
        starts_on=paper.starts_on,
        ends_on=paper.ends_on,
    )
    for row in streams:
        factories.update(session, row, period, at=at)
    factories.pack(session, period, at=at)


def _scale(session: Session, owner: Organisation, paper: Paper) -> RagScale:
    """Add the paper's wording as the second version of the scale."""
    scale = RagScale(
        organisation_id=owner.id,
        version=2,
        name="RAG rating",
        introduction="\n\n".join(paper.scale_introduction),
        steps=[
            RagStep(number=number, label=label, definition=definition, mark=step.mark)
            for number, ((label, definition), step) in enumerate(
                zip(paper.steps, FIVE_STEPS, strict=True), start=1
            )
        ],
    )
    session.add(scale)
    session.flush()
    return scale


def _workstream(session: Session, phase: Phase, report: Report) -> Workstream:
    row = factories.workstream(
        session, phase, code=report.code, name=report.name, agreed_on=report.agreed.value
    )
    row.description = report.description
    row.pmo_support = report.pmo_support
    outcomes = [(group.heading, text) for group in report.groups for text in group.outcomes]
    for position, (heading, text) in enumerate(outcomes, start=1):
        factories.outcome(session, row, text, position=position, heading=heading)
    return row


def _last_period(
    session: Session, phase: Phase, streams: list[Workstream], paper: Paper, office: Person
) -> None:
    """Add the period before with the ratings the paper prints as the last ones, all issued.

    The first workstream promised then what the paper reports on now: its lead finds those
    milestones there to decide. The others planned nothing, so their leads type every row.
    """
    ends_on = paper.starts_on - timedelta(days=1)
    period = factories.period(
        session,
        phase,
        slug="2023-08",
        name="July and August 2023",
        starts_on=date(2023, 7, 1),
        ends_on=ends_on,
    )
    at = moment(ends_on + timedelta(days=5), 10)
    issued: list[ProgressUpdate] = []
    for row, report in zip(streams, paper.reports, strict=True):
        promised = report.milestones if row is streams[0] else ()
        content = UpdateContent(
            key_activities="### Summer\n\nWhat was planned for the summer was done.",
            step=report.previous_step,
            rationale="Nothing stands in the way of the next steps.",
            planned=tuple(PlannedMilestone(number=0, title=title) for title, _ in promised),
        )
        update = factories.update(session, row, period, at=at)
        issued.append(advance(session, update, UpdateStatus.ISSUED, content=content, at=at))
    factories.edition(session, period, issued, office)
    period.status = PeriodStatus.ISSUED
    session.flush()
