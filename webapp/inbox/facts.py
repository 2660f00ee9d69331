"""What My work is made from: plain values gathered by the queries, that touch no database."""

from dataclasses import dataclass
from datetime import date, datetime

from models import RagStep
from models.enums import Audience, PackStatus, PeriodStatus, UpdateStatus
from webapp.domain.approval import Place
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
class Workstream:
    """A workstream the person leads, writes for or sponsors."""

    id: int
    code: str
    name: str
    slug: str
    """The programme's, for the address of the page."""
    programme: str


@dataclass(frozen=True, kw_only=True)
class Update:
    """An update of a period under way; as much of it as policy asks for and a line shows."""

    id: int
    period: Period
    workstream_id: int
    title: str
    status: UpdateStatus
    contributor_ids: frozenset[int]
    """Who wrote part of it."""
    moved_at: datetime
    approvals_left: tuple[Place, ...] = ()
    """While it is with its sponsors: the approvals still to be given."""
    step: RagStep | None = None
    """The rating the lead proposed when it was last submitted."""
    submitted_by: str = ""
    submitted_at: datetime | None = None
    reason: str = ""
    """Why it came back to its lead last."""
    more_time_until: date | None = None
    """Last day of the time given beyond the leads' deadline."""

    @property
    def programme_id(self) -> int:
        """The programme it belongs to."""
        return self.period.programme_id


@dataclass(frozen=True, kw_only=True)
class Note:
    """A note on what happened after a period that waits for an approval, or was sent back."""

    id: int
    update_id: int
    programme_id: int
    programme: str
    workstream_id: int
    status: UpdateStatus
    """The update's."""
    contributor_ids: frozenset[int]
    """Who wrote part of the update."""
    title: str
    period: str
    due: date | datetime | None
    """When the update goes on to where the note would be missed; None once it is issued."""
    happened_on: date
    writer_id: int
    writer: str
    written_at: datetime
    sent_back_at: datetime | None = None
    sent_back_reason: str = ""


@dataclass(frozen=True, kw_only=True)
class SignOff:
    """A part of a cover report that an officer is asked to sign off by a day."""

    cover_id: int
    position: int
    heading: str
    period: str
    programme: str
    due_on: date


@dataclass(frozen=True, kw_only=True)
class Owed:
    """An action that the person owes the Improvement Group by a day."""

    id: int
    number: int
    text: str
    period: str
    programme: str
    due_on: date


@dataclass(frozen=True, kw_only=True)
class Recommendation:
    """What a board or committee recommends, and nobody has answered."""

    id: int
    number: int
    audience: Audience
    """The body that recommends it."""
    text: str
    addressee: str
    due_on: date | None
    period: str
    programme_id: int
    programme: str


@dataclass(frozen=True, kw_only=True)
class Pack:
    """A pack of a period under way."""

    id: int
    period: Period
    audience: Audience
    name: str = ""
    status: PackStatus
    moved_at: datetime
    has_overview: bool

    @property
    def title(self) -> str:
        """How it is named in a list."""
        return pack_title(self.audience, self.name)

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
    name: str = ""
    number: int
    issued_at: datetime
    iib_meets_on: date
    acknowledged: bool = False
    """Whether the person has said that they have read it."""

    @property
    def title(self) -> str:
        """How it is named in a list."""
        return pack_title(self.audience, self.name)
