"""Parts of cover reports that wait for an officer's sign-off, in one statement."""

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

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
from webapp.domain.actor import Actor
from webapp.inbox import facts

STANDS = exists().where(
    CoverSignOff.implication_id == CoverImplication.id,
    CoverSignOff.sha256 == CoverImplication.sha256,
)
"""Whether a part is signed off as it is worded now."""
ISSUED = exists().where(CoverEdition.cover_id == CoverReport.id)

SIGN_OFFS = (
    select(
        CoverImplication.cover_id,
        CoverImplication.position,
        CoverImplication.heading,
        CoverImplication.due_on,
        ReportingPeriod.name.label("period"),
        Programme.name.label("programme"),
    )
    .join(CoverReport, CoverReport.id == CoverImplication.cover_id)
    .join(Pack, Pack.id == CoverReport.pack_id)
    .join(ReportingPeriod, ReportingPeriod.id == Pack.period_id)
    .join(Phase, Phase.id == ReportingPeriod.phase_id)
    .join(Programme, Programme.id == Phase.programme_id)
    .where(CoverImplication.officer_id == bindparam("person_id"), ~STANDS, ~ISSUED)
    .order_by(CoverImplication.due_on, CoverImplication.id)
)


def waiting_sign_offs(session: Session, actor: Actor) -> tuple[facts.SignOff, ...]:
    """Return the parts of reports not issued yet that the person has still to sign off."""
    rows = session.execute(SIGN_OFFS, {"person_id": actor.person_id})
    return tuple(facts.SignOff(**row._asdict()) for row in rows)
