"""What a programme's cover reports have in common: objectives, implications, the Word template.

Every action flushes and never commits; a refusal leaves nothing behind.
"""

import hashlib
from datetime import datetime

from sqlalchemy.orm import Session

from models import Programme
from models.covers import CoverSettings, WordTemplate
from models.enums import Role
from webapp import audit
from webapp.domain.actor import Actor
from webapp.domain.errors import NotAllowed
from webapp.packs.cover import inspection, queries
from webapp.packs.cover.signing import USUAL

NAME_LENGTH = 200


def require_office(actor: Actor, programme: Programme) -> None:
    """Raise NotAllowed unless the actor works in the programme office."""
    if not actor.holds((Role.PMO,), programme_id=programme.id):
        raise NotAllowed("Only the programme office can do this.")


def save_settings(
    session: Session,
    programme: Programme,
    actor: Actor,
    *,
    at: datetime,
    objectives: tuple[str, ...],
    implications: tuple[str, ...],
) -> None:
    """Save what the reports of a programme have in common; those begun already stay as they are."""
    require_office(actor, programme)
    row = session.get(CoverSettings, programme.id)
    if row is None:
        row = CoverSettings(programme_id=programme.id)
        session.add(row)
    row.objectives = "\n".join(objectives)
    row.implications = "" if implications == USUAL else "\n".join(implications)
    session.flush()
    subject = f"programme:{programme.id}"
    audit.record(session, actor.person_id, "cover.settings", subject, at=at)


def upload(
    session: Session, programme: Programme, actor: Actor, *, at: datetime, name: str, file: bytes
) -> None:
    """Keep a Word template and use it from now on; the same file again changes nothing.

    Raises NotAllowed, or Incomplete with what is wrong with it.
    """
    require_office(actor, programme)
    inspection.check(file)
    digest = hashlib.sha256(file).hexdigest()
    known = queries.word_template(session, programme.id)
    if known and known.sha256 == digest:
        return
    withdraw_earlier(session, programme, at=at)
    session.add(
        WordTemplate(
            programme_id=programme.id,
            name=name[-NAME_LENGTH:] or "template.docx",
            content=file,
            size=len(file),
            sha256=digest,
            uploaded_at=at,
            uploaded_by_id=actor.person_id,
        )
    )
    session.flush()
    subject = f"programme:{programme.id}"
    detail = {"sha256": digest}
    audit.record(session, actor.person_id, "cover.template", subject, at=at, detail=detail)


def withdraw_earlier(session: Session, programme: Programme, *, at: datetime) -> bool:
    """Stop using the template there is; returns whether there was one."""
    known = queries.word_template(session, programme.id)
    if known is None:
        return False
    known.withdrawn_at = at
    return True


def withdraw(session: Session, programme: Programme, actor: Actor, *, at: datetime) -> None:
    """Go back to our own layout; without a template it does nothing. Raises NotAllowed."""
    require_office(actor, programme)
    if withdraw_earlier(session, programme, at=at):
        session.flush()
        subject = f"programme:{programme.id}"
        audit.record(session, actor.person_id, "cover.template_withdrawn", subject, at=at)
