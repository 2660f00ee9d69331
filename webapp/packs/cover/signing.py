"""When an implication is signed off: for one wording, by a day, never after the meeting.

An officer answers for their words about what is recommended, so a sign-off stands for both: when
either changes, it no longer counts. Changed back, it counts again.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from typing import Protocol, TypeVar

from webapp.domain.exempt import Exemption
from webapp.domain.wording import day
from webapp.packs.cover.content import Recommendation, fingerprint

USUAL = (
    "Financial",
    "Legal",
    "Public health",
    "Environment and climate change",
    "Equality",
    "Risk",
    "Other significant",
)
"""Headings under which implications are asked for where a programme has none of its own."""


class Standing(StrEnum):
    """How far an implication has come."""

    UNASKED = "unasked"
    ASKED = "asked"
    CHANGED = "changed"
    SIGNED = "signed"


class SignOff(Protocol):
    """A sign-off, as a row."""

    @property
    def sha256(self) -> str:
        """What it stands for."""
        ...


One = TypeVar("One", bound=SignOff)


def wording(
    heading: str, text: str, exempt: Exemption | None, recommendations: Iterable[Recommendation]
) -> str:
    """Return the SHA-256 of what a sign-off stands for."""
    return fingerprint((heading, text, exempt, [one.text for one in recommendations]))


def standing_sign_off(sign_offs: Sequence[One], sha256: str) -> One | None:
    """Return the last sign-off of the wording there is now, or None."""
    return next((one for one in reversed(sign_offs) if one.sha256 == sha256), None)


def standing(sign_offs: Sequence[SignOff], sha256: str, *, asked: bool) -> Standing:
    """Return how far an implication has come; `sha256` is of its wording as it is now."""
    if standing_sign_off(sign_offs, sha256):
        return Standing.SIGNED
    if sign_offs:
        return Standing.CHANGED
    return Standing.ASKED if asked else Standing.UNASKED


def why_not_due(due_on: date, *, meets_on: date, today: date) -> str | None:
    """Return why an answer cannot be asked for by a day, or None when it can."""
    if due_on < today:
        return "The day must be today or later"
    if due_on >= meets_on:
        return f"The day must be before the meeting on {day(meets_on)}"
    return None


def why_not_signed(signed_on: date, *, meets_on: date, today: date) -> str | None:
    """Return why nothing can be signed off on a day, or None when it can."""
    if signed_on > meets_on:
        return f"A sign-off cannot be later than the meeting on {day(meets_on)}"
    if signed_on > today:
        return "A sign-off cannot be in the future"
    return None
