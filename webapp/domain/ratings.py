"""Ratings compared: what changed since the last issued one; and a scale to start with, in steps."""

from dataclasses import dataclass

from models.enums import Change, Mark, UpdateStatus
from webapp.domain.workflow import DECIDED

BEST = 1
"""The best step of any scale."""
STRIKING = 2
"""How many steps apart two ratings are when the programme office is told."""


def is_striking(proposed: int, confirmed: int) -> bool:
    """Return whether the office hears of a changed rating: better than proposed, or far off it."""
    return confirmed < proposed or confirmed - proposed >= STRIKING


def standing(
    status: UpdateStatus, *, proposed: int | None, confirmed: int | None, agreed: int | None
) -> int | None:
    """Return the rating that stands: the group's, else the sponsor's, in a pack else the lead's."""
    return (agreed or confirmed or proposed) if status in DECIDED else None


def change(now: int | None, before: int | None, *, closed: bool = False) -> Change:
    """Return how a step compares with the last issued step; steps count from 1 (best).

    A workstream that has `closed` has no rating any more, which is not the same as missing one.
    """
    if now is None:
        return Change.CLOSED if closed else Change.MISSING
    if before is None:
        return Change.NEW
    if now == before:
        return Change.UNCHANGED
    return Change.IMPROVED if now < before else Change.WORSENED


@dataclass(frozen=True)
class Step:
    """One step of a scale to begin with: its label, what it means, its shape and colour."""

    label: str
    definition: str
    mark: Mark


FIVE_STEPS: tuple[Step, ...] = (
    Step(
        "Green",
        "On course. What was agreed will be delivered on time, and nothing in sight threatens it.",
        Mark.GREEN,
    ),
    Step(
        "Green/Amber",
        "Likely to be delivered on time. There are risks, and the workstream can deal with them.",
        Mark.GREEN_AMBER,
    ),
    Step(
        "Amber",
        "Can still be delivered on time, but only if serious problems are solved soon. "
        "The sponsor is helping to solve them.",
        Mark.AMBER,
    ),
    Step(
        "Amber/Red",
        "In doubt. Serious problems threaten delivery, and it is not yet clear "
        "that what is being done will be enough.",
        Mark.AMBER_RED,
    ),
    Step(
        "Red",
        "Will not be delivered as agreed unless the date, the scope or the resources change.",
        Mark.RED,
    ),
)
"""A scale to start with, best first; each organisation may word its own."""
