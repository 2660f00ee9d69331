"""What a pack is built from: plain values, gathered by the queries, that touch no database."""

from dataclasses import dataclass, field
from datetime import date

from models.enums import Audience, Mark
from webapp.domain.content import UpdateContent


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
class Report:
    """An approved update: one revision, and what sponsor and group decided about it.

    `content.step` is ignored: the lead's rating is `proposed_step`, as it stood when submitted.
    """

    content: UpdateContent
    revision: int
    sha256: str
    proposed_step: int
    confirmed_step: int
    confirmed_reason: str = ""
    agreed_step: int | None = None
    agreed_reason: str = ""
    sponsor_comment: str = ""
    approved_by: str
    approved_on: date
    completed_by: str
    completed_on: date

    @property
    def step(self) -> int:
        """The rating that is printed: the group's where it set one, else the sponsor's."""
        return self.agreed_step or self.confirmed_step


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """No approved update: the fact that stands where the report would be."""

    sentence: str = "No approved update was received for this period."


@dataclass(frozen=True, slots=True, kw_only=True)
class Workstream:
    """A workstream with its report; people are given as they are to be printed.

    `trend` holds one step (or None) for each of the pack's `trend_periods`.
    """

    code: str
    name: str
    description: str = ""
    outcomes: tuple[Outcome, ...] = ()
    sponsors: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    accountable_lead: str = ""
    pmo_support: tuple[str, ...] = ()
    agreed_on: date | None = None
    previous_step: int | None = None
    trend: tuple[int | None, ...] = ()
    report: Report | Missing = field(default_factory=Missing)


@dataclass(frozen=True, slots=True, kw_only=True)
class OverallRating:
    """The programme's rating, set by a person, with the reason in Markdown."""

    step: int
    reason: str = ""


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
    prepared_on: date
    scale: Scale
    workstreams: tuple[Workstream, ...]
    edition: int | None = None
    meeting_on: date | None = None
    overview: str = ""
    overview_heading: str = "Overview"
    overview_by: str = ""
    overall: OverallRating | None = None
    trend_periods: tuple[str, ...] = ()
