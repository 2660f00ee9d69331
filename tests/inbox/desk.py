"""Plain values for the tests of My work: one period, and updates, packs and people in any state."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from models import RagStep
from models.enums import Audience, Mark, PackStatus, PeriodStatus, Role, UpdateStatus
from webapp.clock import LONDON
from webapp.domain.actor import Actor, Grant
from webapp.domain.approval import Place
from webapp.domain.calendar import Today
from webapp.holders import Holders
from webapp.inbox.facts import Edition, Note, Pack, Period, Update

ME = 7
PROGRAMME = 1
WORKSTREAM = 10
AMBER = RagStep(number=3, label="Amber", definition="At risk.", mark=Mark.AMBER)
MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TODAY = Today(MONDAY, LONDON)

PERIOD = Period(
    id=1,
    programme_id=PROGRAMME,
    programme="Improvement programme",
    slug="improvement",
    name="January and February 2026",
    status=PeriodStatus.OPEN,
    lead_due_at=datetime(2026, 3, 6, 17, tzinfo=UTC),
    sponsor_due_at=datetime(2026, 3, 10, 17, tzinfo=UTC),
    group_meets_at=datetime(2026, 3, 17, 14, tzinfo=UTC),
    iib_meets_on=date(2026, 3, 31),
)
NEXT_PERIOD = replace(
    PERIOD,
    id=2,
    name="March and April 2026",
    status=PeriodStatus.SCHEDULED,
    lead_due_at=datetime(2026, 5, 6, 17, tzinfo=UTC),
    sponsor_due_at=datetime(2026, 5, 11, 17, tzinfo=UTC),
    group_meets_at=datetime(2026, 5, 18, 14, tzinfo=UTC),
    iib_meets_on=date(2026, 6, 2),
)

HOLDERS = Holders(
    {
        (Role.LEAD, PROGRAMME, WORKSTREAM): ("Governance lead",),
        (Role.SPONSOR, PROGRAMME, WORKSTREAM): ("Governance sponsor", "Deputy"),
        (Role.PMO, PROGRAMME, None): ("Programme officer",),
        (Role.GROUP_CHAIR, PROGRAMME, None): ("Group chair",),
    }
)


MY_PLACE = Place(sponsor_id=ME, sponsor="Me", deciders={ME: "Me"})
OTHERS_PLACE = Place(
    sponsor_id=8, sponsor="Governance sponsor", deciders={8: "Governance sponsor", 9: "Deputy"}
)


def actor(*roles: Role) -> Actor:
    """Return a person with the roles on the one workstream or on the programme."""
    on_workstream = (Role.LEAD, Role.CONTRIBUTOR, Role.SPONSOR)
    return Actor(
        ME,
        "Me",
        frozenset(
            Grant(role, PROGRAMME, WORKSTREAM if role in on_workstream else None) for role in roles
        ),
    )


def update(
    status: UpdateStatus,
    *,
    number: int = 1,
    period: Period = PERIOD,
    mine: bool = False,
    left: tuple[Place, ...] = (OTHERS_PLACE,),
) -> Update:
    """Return an update of the one workstream; `mine` says the person asking wrote part of it.

    `left` are the approvals still to be given while it is with its sponsors.
    """
    submitted = status not in (UpdateStatus.NOT_STARTED, UpdateStatus.DRAFT)
    return Update(
        id=number,
        period=period,
        workstream_id=WORKSTREAM,
        title="G. Governance",
        status=status,
        contributor_ids=frozenset({ME} if mine else {99}),
        moved_at=datetime(2026, 2, 26, 9, tzinfo=UTC),
        approvals_left=left if status is UpdateStatus.WITH_SPONSOR else (),
        step=AMBER if submitted else None,
        submitted_by="Governance lead" if submitted else "",
        submitted_at=datetime(2026, 2, 26, 9, tzinfo=UTC) if submitted else None,
        reason="## Please look again\n\nSay when." if status is UpdateStatus.RETURNED else "",
    )


def note(
    *,
    number: int = 1,
    update_id: int = 6,
    mine: bool = False,
    writer_id: int = 98,
    due: date | None = None,
    status: UpdateStatus = UpdateStatus.ISSUED,
    sent_back: str = "",
    days: int = 0,
) -> Note:
    """Return a note on an update of the one workstream; `mine` says I wrote part of the update.

    It is written some `days` after the others; `sent_back` is why it came back, a day later.
    """
    written_at = datetime(2026, 1, 20, 9, tzinfo=UTC) + timedelta(days)
    return Note(
        id=number,
        update_id=update_id,
        programme_id=PROGRAMME,
        programme="Improvement programme",
        workstream_id=WORKSTREAM,
        status=status,
        contributor_ids=frozenset({ME} if mine else {99}),
        title="G. Governance",
        period="November and December 2025",
        due=due,
        happened_on=date(2026, 1, 15),
        writer_id=writer_id,
        writer="Governance lead",
        written_at=written_at,
        sent_back_at=written_at + timedelta(days=1) if sent_back else None,
        sent_back_reason=sent_back,
    )


def pack(
    status: PackStatus,
    *,
    audience: Audience = Audience.IMPROVEMENT_GROUP,
    has_overview: bool = True,
    period: Period = PERIOD,
) -> Pack:
    """Return a pack of the period."""
    return Pack(
        id=5,
        period=period,
        audience=audience,
        status=status,
        moved_at=datetime(2026, 2, 27, 9, tzinfo=UTC),
        has_overview=has_overview,
    )


def edition(iib_meets_on: date) -> Edition:
    """Return an issued pack for the board."""
    return Edition(
        id=8,
        programme_id=PROGRAMME,
        programme="Improvement programme",
        period="November and December 2025",
        audience=Audience.IIB,
        number=1,
        issued_at=datetime(2026, 2, 1, 9, tzinfo=UTC),
        iib_meets_on=iib_meets_on,
    )
