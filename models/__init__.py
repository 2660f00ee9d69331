"""Every row of Waymark, imported here so that `Base.metadata` is complete."""

from models.addenda import Addendum
from models.audit import AuditEntry, Checkpoint
from models.base import Base
from models.covers import (
    CoverEdition,
    CoverFile,
    CoverImplication,
    CoverReport,
    CoverSettings,
    CoverSignOff,
    WordTemplate,
)
from models.findings import FindingAccepted
from models.organisations import Organisation, RagScale, RagStep
from models.outbox import MessageTemplate, OutboxMessage
from models.packs import Edition, EditionEntry, EditionFile, Pack, Publication
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
    "Addendum",
    "AgreedDate",
    "AgreedRating",
    "AuditEntry",
    "Base",
    "CalendarFeed",
    "Checkpoint",
    "Comment",
    "CoverEdition",
    "CoverFile",
    "CoverImplication",
    "CoverReport",
    "CoverSettings",
    "CoverSignOff",
    "Decision",
    "DraftSection",
    "Edition",
    "EditionEntry",
    "EditionFile",
    "EditionRecipe",
    "Extension",
    "FindingAccepted",
    "MessageTemplate",
    "Organisation",
    "OutboxMessage",
    "Outcome",
    "Pack",
    "Person",
    "Phase",
    "PlanningRules",
    "Programme",
    "ProgressUpdate",
    "Publication",
    "RagScale",
    "RagStep",
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
]
