"""The words a pack uses for ratings, outcomes and levels; the same in every format."""

from models.enums import Audience, Change, Level, MilestoneOutcome, Trend

NOT_GIVEN = "Not given"
NONE_RECORDED = "None recorded"

CHANGES = {
    Change.IMPROVED: "Improved",
    Change.WORSENED: "Worsened",
    Change.UNCHANGED: "No change",
    Change.NEW: "New",
    Change.MISSING: "No approved update",
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
    Audience.IMPROVEMENT_GROUP: "Agreed by the Improvement Group",
    Audience.IIB: "Issued",
}
"""What a frozen edition is to its readers."""
