"""What a check reads and what it answers with: facts around an update, and findings about it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from models.enums import ItemKind, Section
from webapp.domain import registers
from webapp.domain.content import Milestone, PlannedMilestone, Risk, UpdateContent
from webapp.domain.findings import Found
from webapp.domain.wording import listing, number

Numbered = Milestone | PlannedMilestone | Risk


class Severity(StrEnum):
    """Whether a finding can only be mended, or may be explained instead."""

    STOP = "stop"
    EXPLAIN = "explain"


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What an update is compared with.

    `on` is the day the question is asked; `steps` and `definitions` say what each step of the
    scale is called and means (1 is the best); `previous` is the last approved update and
    `previous_step` the last issued rating; `sponsors` are those who could approve it, its writers
    left out; `blocked` are the sponsors for whom nobody could, `fixer` is who can mend that ("" if
    unknown); `issued_milestones` are the numbers that earlier packs printed; `code` begins printed
    references (G-M4).
    """

    period_starts_on: date
    period_ends_on: date
    on: date
    agreed_on: date | None = None
    steps: Mapping[int, str] = field(default_factory=dict)
    definitions: Mapping[int, str] = field(default_factory=dict)
    previous: UpdateContent | None = None
    previous_step: int | None = None
    sponsors: Sequence[str] = ()
    blocked: Sequence[str] = ()
    fixer: str = ""
    issued_milestones: frozenset[int] = frozenset()
    code: str = ""

    def reference(self, kind: ItemKind, number: int) -> str:
        """Return what a register item is called in print, as far as the code is known."""
        return registers.reference(self.code, kind, number) if self.code else f"{kind}{number}"

    def references(self, kind: ItemKind, rows: Collection[Numbered], among: int) -> str:
        """Return what register items are called in print, in short where it is all `among`."""
        if len(rows) == among > 1:
            return f"all {number(among)}"
        return listing(self.reference(kind, row.number) for row in rows)


@dataclass(frozen=True, kw_only=True)
class Finding(Found):
    """Something in an update to mend or to explain.

    `fact` is for every reader, `request` for the writers alone. `field` is the field it stands
    beside; `about` stays the same while the text is edited.
    """

    severity: Severity
    section: Section
    field: str
    explanation: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What an explanation names: code and subject."""
        return self.code, self.about

    @property
    def open(self) -> bool:
        """Whether it still stands in the way: not mended, and not explained where that counts."""
        return self.severity is Severity.STOP or not self.explanation.strip()


def stop(
    code: str, section: Section, name: str, fact: str, request: str, *, about: str = ""
) -> Finding:
    """Return a finding that can only be mended."""
    return Finding(
        code=code,
        severity=Severity.STOP,
        section=section,
        field=name,
        fact=fact,
        request=request,
        about=about,
    )


def ask(
    code: str,
    section: Section,
    name: str,
    fact: str,
    request: str,
    *evidence: str,
    about: str = "",
) -> Finding:
    """Return a finding that is mended or explained."""
    return Finding(
        code=code,
        severity=Severity.EXPLAIN,
        section=section,
        field=name,
        fact=fact,
        request=request,
        about=about,
        evidence=evidence,
    )


def about(kind: ItemKind, *numbers: int) -> str:
    """Return what a finding about register items is told apart by: "M2", or "M2 M5"."""
    return " ".join(f"{kind}{number}" for number in numbers)


def blocking(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings that stop a submission."""
    return tuple(finding for finding in findings if finding.open)


def beside(findings: Iterable[Finding], section: Section, name: str = "") -> tuple[Finding, ...]:
    """Return the findings of a section, or of one of its fields."""
    return tuple(
        finding
        for finding in findings
        if finding.section is section and name in ("", finding.field)
    )
