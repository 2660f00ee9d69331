"""Ratings compared: what changed since the last issued one; and a scale to start with, in steps."""

from dataclasses import dataclass

from models.enums import Change, Mark


def change(now: int | None, before: int | None) -> Change:
    """Return how a step compares with the last issued step; steps count from 1 (best)."""
    if now is None:
        return Change.MISSING
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
