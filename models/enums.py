"""The shared vocabulary: states, verbs, roles and formats. Standard library only, no labels."""

from enum import StrEnum


class Role(StrEnum):
    """What a person may be on a programme, a workstream or the whole organisation."""

    CONTRIBUTOR = "contributor"
    LEAD = "lead"
    SPONSOR = "sponsor"
    PMO = "pmo"
    GROUP_MEMBER = "group_member"
    GROUP_CHAIR = "group_chair"
    DIRECTOR = "director"
    BOARD_READER = "board_reader"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class PeriodStatus(StrEnum):
    """Where a reporting period stands."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    OPEN = "open"
    CLOSED = "closed"
    IN_PREPARATION = "in_preparation"
    ISSUED = "issued"


class UpdateStatus(StrEnum):
    """Where one workstream's update for one period stands."""

    NOT_STARTED = "not_started"
    DRAFT = "draft"
    WITH_SPONSOR = "with_sponsor"
    RETURNED = "returned"
    APPROVED = "approved"
    IN_PACK = "in_pack"
    ACCEPTED = "accepted"
    ISSUED = "issued"
    NOT_SUBMITTED = "not_submitted"
    WITHDRAWN = "withdrawn"


class PackStatus(StrEnum):
    """Where a pack (one period, one audience) stands."""

    DRAFT = "draft"
    UNDER_REVIEW = "under_review"
    AGREED = "agreed"
    ISSUED = "issued"


class Action(StrEnum):
    """The verbs of the workflow; each keeps its name through every layer."""

    SCHEDULE = "schedule"
    OPEN = "open"
    CLOSE = "close"
    START = "start"
    SAVE = "save"
    SUBMIT = "submit"
    RECALL = "recall"
    SEND_BACK = "send_back"
    APPROVE_IN_PART = "approve_in_part"
    APPROVE = "approve"
    REVOKE = "revoke"
    REASSIGN = "reassign"
    WITHDRAW = "withdraw"
    REINSTATE = "reinstate"
    ALLOW_LATE = "allow_late"
    EXTEND = "extend"
    CHASE = "chase"
    INCLUDE = "include"
    INCLUDE_UNCONFIRMED = "include_unconfirmed"
    QUERY = "query"
    RATE = "rate"
    REVIEW = "review"
    AGREE = "agree"
    RELEASE = "release"
    ISSUE = "issue"
    CORRECT = "correct"
    RENEW = "renew"
    CANCEL = "cancel"
    RESTORE = "restore"


class Audience(StrEnum):
    """Who a pack is made for."""

    IMPROVEMENT_GROUP = "improvement-group"
    IIB = "iib"
    BOARD = "board"
    SCRUTINY = "scrutiny"
    AUDIT = "audit"
    DEPARTMENT = "department"
    PUBLIC = "public"


class PackPart(StrEnum):
    """The parts a pack can be made of, in the order they usually have."""

    SUMMARY = "summary"
    RECOMMENDATIONS = "recommendations"
    OVERVIEW = "overview"
    DECISIONS = "decisions"
    STATUS = "status"
    TREND = "trend"
    DATES = "dates"
    REPORTS = "reports"
    RISKS = "risks"
    SCALE = "scale"
    ACRONYMS = "acronyms"
    SOURCES = "sources"
    APPENDICES = "appendices"


class Depth(StrEnum):
    """How much of each workstream's report a pack prints."""

    FULL = "full"
    SHORT = "short"


class Arrangement(StrEnum):
    """What the reports of a pack stand under."""

    WORKSTREAM = "workstream"
    CONCERN = "concern"


class PackFormat(StrEnum):
    """The forms an edition is given out in."""

    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"
    JSON = "json"
    CSV = "csv.zip"


class PaperKind(StrEnum):
    """What a file from outside is, by its content; the value is how its name ends."""

    PDF = "pdf"
    WORD = "docx"
    EXCEL = "xlsx"
    PNG = "png"
    JPEG = "jpg"
    CSV = "csv"
    TEXT = "txt"


class RecommendationState(StrEnum):
    """Where a recommendation of a board or committee stands."""

    OPEN = "open"
    ANSWERED = "answered"
    DONE = "done"


class Section(StrEnum):
    """The parts of an update, in the order a lead writes them."""

    ACTIVITIES = "activities"
    ENGAGEMENT = "engagement"
    CONCERNS = "concerns"
    MEASURES = "measures"
    MILESTONES = "milestones"
    PLANNED = "planned"
    RISKS = "risks"
    RATING = "rating"
    NOTE = "note"


class MilestoneOutcome(StrEnum):
    """What became of a milestone in the period."""

    DONE = "done"
    PARTLY = "partly"
    SLIPPED = "slipped"
    DROPPED = "dropped"


class Level(StrEnum):
    """Likelihood or impact of a risk."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Trend(StrEnum):
    """Which way a risk is moving."""

    UP = "up"
    STEADY = "steady"
    DOWN = "down"


class Change(StrEnum):
    """How a rating compares with the last issued one."""

    IMPROVED = "improved"
    WORSENED = "worsened"
    UNCHANGED = "unchanged"
    NEW = "new"
    MISSING = "missing"
    CLOSED = "closed"


class MinuteKind(StrEnum):
    """What the Improvement Group records in its meeting."""

    DECISION = "decision"
    ACTION = "action"


class MinuteState(StrEnum):
    """What became of it; a decision stays open, and what was a mistake is taken off."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"
    REMOVED = "removed"


class ItemKind(StrEnum):
    """What a workstream numbers; the value is the letter in a printed reference (G-M4)."""

    MILESTONE = "M"
    RISK = "R"
    ISSUE = "I"
    MEASURE = "K"
    """Key measures; they stand in the plan and in no register."""


class Direction(StrEnum):
    """Which values of a measure are good."""

    UP = "up"
    DOWN = "down"
    WITHIN = "within"


class Mark(StrEnum):
    """The shape and colour a step of a RAG scale is printed with."""

    GREEN = "green"
    GREEN_AMBER = "green-amber"
    AMBER = "amber"
    AMBER_RED = "amber-red"
    RED = "red"
