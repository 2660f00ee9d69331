"""What a check of a paper answers with: a finding that blocks the issue or asks for a decision."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from webapp.domain.checks import finding as update
from webapp.domain.findings import Found


class Severity(StrEnum):
    """Whether a paper cannot go out with it, or may once somebody has said why."""

    BLOCK = "block"
    DECIDE = "decide"


@dataclass(frozen=True, kw_only=True)
class Finding(Found):
    """Something to mend, or to accept with a reason, before a paper is issued.

    `where` is the id of a section of the paper or the name of a field of it; `about` changes when
    what was found changes, so that a decision never covers more than was seen.
    """

    severity: Severity
    where: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What a recorded decision names: code, place and subject."""
        return self.code, self.where, self.about


def block(
    code: str, where: str, fact: str, request: str, *evidence: str, about: str = ""
) -> Finding:
    """Return a finding that is wrong beyond doubt: it can only be mended."""
    return Finding(
        code=code,
        severity=Severity.BLOCK,
        where=where,
        fact=fact,
        request=request,
        about=about,
        evidence=evidence,
    )


def decide(
    code: str, where: str, fact: str, request: str, *evidence: str, about: str = ""
) -> Finding:
    """Return a finding that is mended, or accepted with a reason that is recorded."""
    return Finding(
        code=code,
        severity=Severity.DECIDE,
        where=where,
        fact=fact,
        request=request,
        about=about,
        evidence=evidence,
    )


def taken(found: update.Finding, severity: Severity = Severity.DECIDE) -> Finding:
    """Return what a check of an update found in a text of a paper, whose place is its field."""
    return Finding(
        code=found.code,
        severity=severity,
        where=found.field,
        fact=found.fact,
        request="Put it right"
        if severity is Severity.BLOCK
        else found.request.replace("explain", "accept it with a reason"),
        about=found.about,
        evidence=found.evidence,
    )


def blocking(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings that no decision can set aside."""
    return tuple(finding for finding in findings if finding.severity is Severity.BLOCK)
