"""Every row of Waymark, imported here so that `Base.metadata` is complete."""

from models.audit import AuditEntry
from models.base import Base
from models.organisations import Organisation, RagScale, RagStep
from models.outbox import OutboxMessage
from models.packs import Edition, EditionEntry, EditionFile, Pack
from models.people import Person, RoleGrant, SignInFailure, SignInSession
from models.periods import ReportingPeriod
from models.programmes import Outcome, Phase, Programme, Workstream
from models.registers import RegisterItem
from models.updates import (
    Decision,
    DraftSection,
    ProgressUpdate,
    Revision,
    UpdateContributor,
    UpdateEvent,
)

__all__ = [
    "AuditEntry",
    "Base",
    "Decision",
    "DraftSection",
    "Edition",
    "EditionEntry",
    "EditionFile",
    "Organisation",
    "OutboxMessage",
    "Outcome",
    "Pack",
    "Person",
    "Phase",
    "Programme",
    "ProgressUpdate",
    "RagScale",
    "RagStep",
    "RegisterItem",
    "ReportingPeriod",
    "Revision",
    "RoleGrant",
    "SignInFailure",
    "SignInSession",
    "UpdateContributor",
    "UpdateEvent",
    "Workstream",
]
