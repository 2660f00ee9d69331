"""The words a pack uses for ratings, outcomes and levels; the same in every format."""

import re
from datetime import date
from typing import Protocol

from models.enums import Audience, Change, Level, MilestoneOutcome, Trend
from webapp.domain.flags import times
from webapp.domain.wording import day

NOT_GIVEN = "Not given"
NONE_RECORDED = "None recorded"
NO_COMMENT = "None published"
NIL_RETURN = "The lead states that there is nothing to report for this period."
NOT_CONFIRMED = "Lead’s return, not confirmed by the sponsor"
PROPOSED = "(proposed)"
CORRECTED = "(corrected)"

CHANGES = {
    Change.IMPROVED: "Improved",
    Change.WORSENED: "Worsened",
    Change.UNCHANGED: "No change",
    Change.NEW: "New",
    Change.MISSING: "No rating",
    Change.CLOSED: "Closed",
}
OUTCOMES = {
    MilestoneOutcome.DONE: "Done",
    MilestoneOutcome.PARTLY: "Partly done",
    MilestoneOutcome.SLIPPED: "Slipped",
    MilestoneOutcome.DROPPED: "Dropped",
}
LEVELS = {Level.LOW: "Low", Level.MEDIUM: "Medium", Level.HIGH: "High"}
TRENDS = {Trend.UP: "Going up", Trend.STEADY: "Steady", Trend.DOWN: "Going down"}
STANDING = {
    audience: "Agreed by the Improvement Group"
    if audience is Audience.IMPROVEMENT_GROUP
    else "Issued"
    for audience in Audience
}
"""What a frozen edition is to its readers."""


class Named(Protocol):
    """A workstream, as a row or as material."""

    @property
    def code(self) -> str:
        """The letter or letters its references begin with."""
        ...

    @property
    def name(self) -> str:
        """What it is called."""
        ...


def titled(workstream: Named) -> str:
    """Return how a workstream is named in a pack: "G. Governance"."""
    return f"{workstream.code}. {workstream.name}"


def slug(workstream: Named) -> str:
    """Return the beginning of every address inside a workstream's report."""
    return re.sub(r"[^a-z0-9]+", "-", workstream.code.lower()).strip("-")


def slipped(slips: int, first_due_on: date | None) -> str:
    """Return how often a milestone has slipped, and from which date; empty when it has not."""
    if not slips:
        return ""
    first = f", first due {day(first_due_on)}" if first_due_on else ""
    return f"Slipped {times(slips)}{first}"
