"""Every row of Waymark, imported here so that `Base.metadata` is complete."""

from models.acronyms import Acronym
from models.addenda import Addendum
from models.audit import AuditEntry, Checkpoint
from models.base import Base
from models.concerns import Concern, concern_workstreams
from models.covers import (
    CoverEdition,
    CoverFile,
    CoverImplication,
    CoverReport,
    CoverSettings,
    CoverSignOff,
    WordTemplate,
)
from models.findings import EditionFinding, FindingAccepted
from models.measures import Measure, MeasureTarget
from models.meetings import CarriedQuery, Discussion, Minute
from models.organisations import Organisation, RagScale, RagStep
from models.outbox import MessageTemplate, OutboxMessage
from models.packs import Edition, EditionEntry, EditionFile, Pack, Publication
from models.papers import EditionPaper, Paper, PaperFile
from models.people import (
    Absence,
    CalendarFeed,
    Person,
    RoleGrant,
    SignInFailure,
    SignInSession,
)
from models.periods import ReportingPeriod
from models.programmes import (
    AgreedDate,
    Outcome,
    Phase,
    PlanningRules,
    Programme,
    ReminderRules,
    Workstream,
)
from models.reading import (
    Acknowledgement,
    ChairNote,
    CoverPublication,
    Recommendation,
    RecommendationAnswer,
)
from models.recipes import EditionRecipe
from models.registers import RegisterItem
from models.review import AgreedRating, Comment, Decision, RevisionReading
from models.updates import (
    DraftSection,
    Extension,
    ProgressUpdate,
    Revision,
    UpdateContributor,
    UpdateEvent,
)

__all__ = [
    "Absence",
    "Acknowledgement",
    "Acronym",
    "Addendum",
    "AgreedDate",
    "AgreedRating",
    "AuditEntry",
    "Base",
    "CalendarFeed",
    "CarriedQuery",
    "ChairNote",
    "Checkpoint",
    "Comment",
    "Concern",
    "CoverEdition",
    "CoverFile",
    "CoverImplication",
    "CoverPublication",
    "CoverReport",
    "CoverSettings",
    "CoverSignOff",
    "Decision",
    "Discussion",
    "DraftSection",
    "Edition",
    "EditionEntry",
    "EditionFile",
    "EditionFinding",
    "EditionPaper",
    "EditionRecipe",
    "Extension",
    "FindingAccepted",
    "Measure",
    "MeasureTarget",
    "MessageTemplate",
    "Minute",
    "Organisation",
    "OutboxMessage",
    "Outcome",
    "Pack",
    "Paper",
    "PaperFile",
    "Person",
    "Phase",
    "PlanningRules",
    "Programme",
    "ProgressUpdate",
    "Publication",
    "RagScale",
    "RagStep",
    "Recommendation",
    "RecommendationAnswer",
    "RegisterItem",
    "ReminderRules",
    "ReportingPeriod",
    "Revision",
    "RevisionReading",
    "RoleGrant",
    "SignInFailure",
    "SignInSession",
    "UpdateContributor",
    "UpdateEvent",
    "WordTemplate",
    "Workstream",
    "concern_workstreams",
]
