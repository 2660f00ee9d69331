"""Parts of cover reports that wait for an officer's sign-off."""

from sqlalchemy import bindparam, exists, select

from models import (
    CoverEdition,
    CoverImplication,
    CoverReport,
    CoverSignOff,
    Pack,
    Phase,
    Programme,
    ReportingPeriod,
)
from webapp.inbox import facts
from webapp.lists import listed

STANDS = exists().where(
    CoverSignOff.implication_id == CoverImplication.id,
    CoverSignOff.sha256 == CoverImplication.sha256,
)
"""Whether a part is signed off as it is worded now."""
ISSUED = exists().where(CoverEdition.cover_id == CoverReport.id)

SIGN_OFFS = listed(
    select(
        CoverImplication.cover_id,
        CoverImplication.position,
        CoverImplication.heading,
        CoverImplication.due_on,
        ReportingPeriod.name.label("period"),
        Programme.name.label("programme"),
    )
    .select_from(CoverImplication)
    .join(CoverReport, CoverReport.id == CoverImplication.cover_id)
    .join(Pack, Pack.id == CoverReport.pack_id)
    .join(ReportingPeriod, ReportingPeriod.id == Pack.period_id)
    .join(Phase, Phase.id == ReportingPeriod.phase_id)
    .join(Programme, Programme.id == Phase.programme_id)
    .where(CoverImplication.officer_id == bindparam("person_id"), ~STANDS, ~ISSUED),
    facts.SignOff,
    CoverImplication.due_on,
    CoverImplication.id,
)
"""The parts of reports not issued yet that a person has still to sign off."""
