"""A programme as it is written down in a file: the tables, and what each of them may hold."""

from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from models.enums import Direction, Mark, Role
from webapp.domain.ratings import FIVE_STEPS

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
CODE = r"^[A-Za-z0-9]+$"
EMAIL = r"^[^@\s]+@[^@\s]+$"
WORDS = r"\S"

Line = Annotated[str, Meta(max_length=200, pattern=WORDS)]
Label = Annotated[str, Meta(max_length=200)]
Words = Annotated[str, Meta(pattern=WORDS)]
Short = Annotated[str, Meta(max_length=80, pattern=SLUG)]
Code = Annotated[str, Meta(max_length=8, pattern=CODE)]
Unit = Annotated[str, Meta(max_length=40)]
Figure = int | str
"""A number as the file has it, 12.50 as well as "12.50%"; `plan_checks` reads it."""
Email = Annotated[str, Meta(max_length=200, pattern=EMAIL)]

ON_PROGRAMME, ON_ORGANISATION = "programme", "organisation"
"""Where a role may be held beside a workstream; longer than any workstream's code."""
WORKSTREAM_ROLES = (Role.CONTRIBUTOR, Role.LEAD, Role.SPONSOR)
"""Roles that are held on a workstream, and on nothing else."""
ORGANISATION_ROLES = (Role.AUDITOR, Role.ADMINISTRATOR)
"""Roles that may be held on the whole organisation."""


class Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the file; a key that nobody reads is a mistake."""


class Organisation(Table, frozen=True, kw_only=True):
    """The public body."""

    name: Line


class Programme(Table, frozen=True, kw_only=True):
    """The improvement programme; `slug` stands in addresses."""

    slug: Short
    name: Line
    purpose: str = ""


class Step(Table, frozen=True, kw_only=True):
    """One step of a rating scale."""

    label: Line
    definition: Words
    mark: Mark


class Scale(Table, frozen=True, kw_only=True):
    """A rating scale, best step first."""

    name: Line = "Confidence in delivery"
    introduction: str = ""
    steps: Annotated[tuple[Step, ...], Meta(min_length=2)] = tuple(
        Step(label=step.label, definition=step.definition, mark=step.mark) for step in FIVE_STEPS
    )


class Phase(Table, frozen=True, kw_only=True, rename={"starts_on": "from", "ends_on": "until"}):
    """A stage of the programme, with the scale its workstreams are rated on."""

    number: Annotated[int, Meta(ge=1)]
    name: Line
    summary: str = ""
    starts_on: date
    ends_on: date | None = None
    scale: Scale = Scale()


class Outcome(Table, frozen=True, kw_only=True):
    """What a workstream must achieve, perhaps under a heading."""

    text: Words
    heading: Label = ""


class Measure(Table, frozen=True, kw_only=True):
    """What shows whether an outcome (named by its text) is reached; a range has two targets."""

    name: Line
    unit: Unit = ""
    direction: Direction = Direction.UP
    baseline: Figure | None = None
    baseline_at: Label = ""
    target: Figure
    target_to: Figure | None = None
    target_on: date | None = None
    outcome: str = ""


class Workstream(Table, frozen=True, kw_only=True):
    """A theme of a phase; `code` starts its printed references."""

    code: Code
    name: Line
    phase: int = 1
    description: str = ""
    agreed_on: date | None = None
    pmo_support: Label = ""
    outcomes: tuple[Outcome, ...] = ()
    measures: tuple[Measure, ...] = ()


class Concern(Table, frozen=True, kw_only=True):
    """What the programme must answer, with the codes of a phase's workstreams that answer it."""

    title: Line
    source: Line
    text: str = ""
    raised_on: date | None = None
    phase: int = 1
    answered_by: tuple[Code, ...] = ()


class Person(Table, frozen=True, kw_only=True):
    """Somebody who will sign in, once a password is set."""

    email: Email
    name: Line
    job_title: Label = ""


class Grant(Table, frozen=True, kw_only=True, rename={"starts_on": "from", "ends_on": "until"}):
    """A role of a person on a workstream (its code), the programme or the organisation."""

    who: str
    role: Role
    on: str = ON_PROGRAMME
    phase: int = 1
    accountable: bool = False
    starts_on: date
    ends_on: date | None = None


class Period(Table, frozen=True, kw_only=True, rename={"starts_on": "from", "ends_on": "until"}):
    """A reporting period with its deadlines; times are London times."""

    slug: Short
    name: Line
    phase: int = 1
    starts_on: date
    ends_on: date
    lead_due: datetime
    sponsor_due: datetime
    group_meets: datetime
    iib_meets: date
    opens: date | None = None
    """The first day of the period unless given."""
    clearance_due: date | None = None
    """The day of publication unless given."""
    publishes: date | None = None
    """Five clear days before the board meets unless given."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """A whole file that has been checked."""

    organisation: Organisation
    programme: Programme
    phases: tuple[Phase, ...]
    workstreams: tuple[Workstream, ...]
    people: tuple[Person, ...]
    roles: tuple[Grant, ...]
    periods: tuple[Period, ...]
    concerns: tuple[Concern, ...] = ()
