"""What My work is made from: plain values gathered by the queries, that touch no database."""

from dataclasses import dataclass
from datetime import date, datetime

from models import RagStep
from models.enums import Audience, PackStatus, PeriodStatus, UpdateStatus
from webapp.domain.audiences import pack_title


@dataclass(frozen=True, kw_only=True)
class Period:
    """A reporting period that is planned or under way."""

    id: int
    programme_id: int
    programme: str
    slug: str
    """The programme's, for the address of its board."""
    name: str
    status: PeriodStatus
    lead_due_at: datetime
    sponsor_due_at: datetime
    group_meets_at: datetime
    iib_meets_on: date
    writes: bool = False
    """Whether the person writes updates of workstreams that this period covers."""
    sponsors: bool = False
    """Whether the person sponsors workstreams that this period covers."""


@dataclass(frozen=True, kw_only=True)
class Update:
    """An update of a period under way; as much of it as policy asks for and a line shows."""

    id: int
    period: Period
    workstream_id: int
    title: str
    status: UpdateStatus
    contributor_ids: frozenset[int]
    """The person asking, when they wrote part of it; others are not looked up."""
    moved_at: datetime
    step: RagStep | None = None
    """The rating the lead proposed when it was last submitted."""
    submitted_by: str = ""
    submitted_at: datetime | None = None
    reason: str = ""
    """Why it came back to its lead last."""
    approved: bool = False
    """Whether the person asking has approved the last submission already."""
    more_time_until: date | None = None
    """Last day of the time given beyond the leads' deadline."""

    @property
    def programme_id(self) -> int:
        """The programme it belongs to."""
        return self.period.programme_id


@dataclass(frozen=True, kw_only=True)
class Pack:
    """A pack of a period under way."""

    id: int
    period: Period
    audience: Audience
    status: PackStatus
    moved_at: datetime
    has_overview: bool

    @property
    def title(self) -> str:
        """How it is named in a list."""
        return pack_title(self.audience)

    @property
    def programme_id(self) -> int:
        """The programme it belongs to."""
        return self.period.programme_id


@dataclass(frozen=True, kw_only=True)
class Edition:
    """An issued pack of one of the last two periods, in its latest edition."""

    id: int
    programme_id: int
    programme: str
    period: str
    audience: Audience
    number: int
    issued_at: datetime
    iib_meets_on: date

    @property
    def title(self) -> str:
        """How it is named in a list."""
        return pack_title(self.audience)
