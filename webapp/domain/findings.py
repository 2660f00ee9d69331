"""What every check answers with, of an update and of a paper: a fact, and what to do about it."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar


@dataclass(frozen=True, kw_only=True)
class Found:
    """Something that a check found.

    `code` names the check; `fact` is what is so, `request` what to do about it; `about` tells
    findings of one code apart; `evidence` is what was compared with what.
    """

    code: str
    fact: str
    request: str
    about: str = ""
    evidence: tuple[str, ...] = ()

    @property
    def message(self) -> str:
        """The fact, then the request."""
        return f"{self.fact}. {self.request}"


class Keyed(Protocol):
    """What is told apart by a key."""

    @property
    def key(self) -> Hashable:
        """What it is about; another with the same key says the same."""
        ...


Finding = TypeVar("Finding", bound=Keyed)


def once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings with each key once, as it was first found."""
    first: dict[Hashable, Finding] = {}
    for finding in findings:
        first.setdefault(finding.key, finding)
    return tuple(first.values())
