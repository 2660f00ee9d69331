"""What a pack is built from: plain values, gathered by the queries, that touch no database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from models.enums import Audience, Mark, MinuteKind, MinuteState, PaperKind
from webapp.domain.content import MeasureValue, UpdateContent
from webapp.domain.exempt import Exemption
from webapp.domain.publishable import Withheld
from webapp.domain.recipes import STANDARD, Recipe
from webapp.domain.wording import day, listing
from webapp.packs.document import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of the RAG scale; number 1 is the best."""

    number: int
    label: str
    definition: str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The version of the RAG scale in force for the period; `introduction` is Markdown."""

    version: int
    steps: tuple[Step, ...]
    introduction: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a workstream must achieve, perhaps under the name of a group."""

    text: str
    group: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What one person said in approving: as a sponsor, or in the place of the sponsors named.

    `reason` says why the rating was changed; a comment for the lead alone never gets here.
    """

    by: str
    on: date
    own: bool = True
    places: tuple[str, ...] = ()
    reason: str = ""
    comment: str = ""
    conditions: str = ""
    exempt: Exemption | None = None

    @property
    def who(self) -> str:
        """Who gave it and for whom: "A for B"."""
        also = ", also" if self.own else ""
        return f"{self.by}{also} for {listing(self.places)}" if self.places else self.by

    @property
    def given(self) -> str:
        """Who gave it, for whom and when: "A for B on 3 March 2026"."""
        return f"{self.who} on {day(self.on)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """A rating that the Improvement Group set itself, and why."""

    step: int
    reason: str
    exempt: Exemption | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Addendum:
    """An approved note on what happened after the period; `text` is Markdown."""

    happened_on: date
    text: str
    by: str
    written_on: date
    approved_by: str
    approved_on: date
    exempt: Exemption | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """An update as it is printed: one revision, and what sponsors and group decided about it.

    `content.step` is ignored: the lead's rating is `proposed_step`, as it stood when submitted.
    `confirmed_step` is None where it goes out without the sponsors' approval; `approvals` may then
    hold those of some of them.
    """

    content: UpdateContent
    revision: int
    sha256: str
    proposed_step: int
    confirmed_step: int | None
    approvals: tuple[Approval, ...] = ()
    agreed: Agreement | None = None
    completed_by: str
    completed_on: date
    after: tuple[Addendum, ...] = ()
    withheld: Withheld = field(default_factory=dict)

    @property
    def step(self) -> int:
        """The rating that is printed: the group's if it set one, else the sponsor's or lead's."""
        return self.agreed.step if self.agreed else self.confirmed_step or self.proposed_step

    @property
    def confirmed(self) -> bool:
        """Whether its sponsors approved it."""
        return self.confirmed_step is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """No report: the fact that stands in its place, and a short name for it.

    `plain` is the fact without the reasons that somebody typed.
    """

    sentence: str = "No approved update was received for this period."
    label: str = "No approved update"
    plain: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A rating as it was issued before; `corrected` when an earlier edition said otherwise."""

    step: int
    confirmed: bool = True
    corrected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """An update of an earlier period that was approved after that period's pack had gone out."""

    period: str
    step: int
    approved_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a workstream's measures were in a period, as it was issued; no rows without a report."""

    period: str
    rows: tuple[MeasureValue, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Workstream:
    """A workstream with its report; people are given as they are to be printed.

    Where it is not `named`, nothing is printed of who they are. `measured` runs from the earliest
    of the last periods to the pack's own. `trend` holds one rating (or None) for each of the pack's
    `trend_periods` but its own.
    """

    code: str
    name: str
    description: str = ""
    outcomes: tuple[Outcome, ...] = ()
    named: bool = True
    sponsors: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    accountable_lead: str = ""
    pmo_support: tuple[str, ...] = ()
    agreed_on: date | None = None
    closed_on: date | None = None
    """The day it closed, where that is before the period or in it."""
    previous: Issued | None = None
    trend: tuple[Issued | None, ...] = ()
    measured: tuple[Measured, ...] = ()
    late: tuple[Late, ...] = ()
    report: Report | Missing = field(default_factory=Missing)

    @property
    def step(self) -> int | None:
        """The rating that is printed, or None without a report."""
        return self.report.step if isinstance(self.report, Report) else None


class Told(NamedTuple):
    """A workstream that reported, with its report."""

    workstream: Workstream
    report: Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """What the programme must answer; `text` is Markdown, `answered_by` codes of workstreams."""

    number: int
    title: str
    source: str
    text: str = ""
    raised_on: date | None = None
    closed_on: date | None = None
    closing_reason: str = ""
    answered_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper by others; author and date are its own, `file_id` names its bytes."""

    title: str
    author: str
    dated_on: date
    about: str = ""
    kind: PaperKind
    size: int
    sha256: str
    file_id: int
    exempt: Exemption | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Minute:
    """A decision or an action of the Improvement Group; people are given as they are printed.

    `about` names the workstream, or is empty for the whole programme; `period` says at which
    meeting it was recorded, where that was an earlier one.
    """

    kind: MinuteKind
    number: int
    text: str
    about: str = ""
    owner: str = ""
    due_on: date | None = None
    state: MinuteState = MinuteState.OPEN
    settled_on: date | None = None
    note: str = ""
    period: str = ""
    exempt: Exemption | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """A query that nobody answered in time, and why the group takes it up at its next meeting."""

    workstream: str
    query: str
    asked_on: date
    reason: str
    exempt: Exemption | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommendation:
    """What the improvement board recommended and is not done, with the last answer to it.

    `public` is whether public editions may print it; `answered_by` is empty without an answer.
    """

    number: int
    text: str
    addressee: str
    recorded_on: date
    due_on: date | None = None
    public: bool = False
    answer: str = ""
    answered_by: str = ""
    answered_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OverallRating:
    """The programme's rating, set by a person, with the reason in Markdown."""

    step: int
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """Why an edition replaces another, and the reports that say something else in it."""

    replaces: int
    frozen_on: date
    sha256: str
    reason: str
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PackData:
    """Everything one pack says. `edition` is None for a draft; `trend_periods` run oldest first."""

    organisation: str
    programme: str
    phase: str
    period: str
    starts_on: date
    ends_on: date
    audience: Audience
    recipe: Recipe | None = None
    """How it is made; none for the standard recipe of its audience."""
    name: str = ""
    """What it is called where that is not its audience's name."""
    prepared_on: date
    scale: Scale
    workstreams: tuple[Workstream, ...]
    edition: int | None = None
    meeting_on: date | None = None
    overview: str = ""
    overview_heading: str = "Overview"
    overview_by: str = ""
    overview_exempt: Exemption | None = None
    overview_withheld: tuple[int, ...] = ()
    asks: str = ""
    """What its readers are asked to decide, in Markdown."""
    overall: OverallRating | None = None
    recommendations: tuple[Recommendation, ...] = ()
    correction: Correction | None = None
    trend_periods: tuple[str, ...] = ()
    concerns: tuple[Concern, ...] = ()
    """What the programme must answer; only editions arranged by it are given it."""
    acronyms: Mapping[str, str] = field(default_factory=dict)
    """What the acronyms of the programme stand for, whether it uses them or not."""
    minutes: tuple[Minute, ...] = ()
    """Decisions of the meeting; actions of it, and those that earlier ones left to be done."""
    minutes_withheld: tuple[int, ...] = ()
    carried: tuple[Carried, ...] = ()
    """Queries that the meeting carried to the next."""
    carried_withheld: tuple[int, ...] = ()
    papers: tuple[Paper, ...] = ()
    """The appendices, in their order."""
    papers_withheld: tuple[int, ...] = ()
    checkpoint: Record | None = None

    @property
    def told(self) -> tuple[Told, ...]:
        """The workstreams that reported."""
        return tuple(
            Told(workstream, workstream.report)
            for workstream in self.workstreams
            if isinstance(workstream.report, Report)
        )

    @property
    def made_by(self) -> Recipe:
        """The recipe it is made by."""
        return self.recipe or STANDARD[self.audience]
