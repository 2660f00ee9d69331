"""Write what the acronyms of a programme stand for.

The action flushes and never commits; a refusal leaves nothing behind.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Acronym, Programme
from webapp import audit
from webapp.domain import policy
from webapp.domain.acronyms import written
from webapp.domain.actor import Actor
from webapp.domain.content import fingerprint
from webapp.domain.errors import Stale


def version(entries: Mapping[str, str]) -> str:
    """Return what tells one state of a list from another (64 hex digits)."""
    return fingerprint(written(entries))


def save(
    session: Session,
    programme: Programme,
    actor: Actor,
    *,
    at: datetime,
    seen: str,
    entries: Mapping[str, str],
) -> None:
    """Store the whole list of a programme; editions that were issued stay as they are.

    `entries` come from `webapp.domain.acronyms.read`, `seen` is the version on the page. The same
    again changes nothing. Raises NotAllowed, or Stale when somebody else changed the list.
    """
    policy.require(policy.runs_the_office(actor, Acronym(programme_id=programme.id)))
    # Two who save at once wait for one another, also on a list that is still empty.
    session.execute(select(Programme.id).where(Programme.id == programme.id).with_for_update())
    rows = session.scalars(select(Acronym).where(Acronym.programme_id == programme.id)).all()
    stored = {row.name: row.stands_for for row in rows}
    if stored == entries:
        return
    if version(stored) != seen:
        raise Stale(
            "Somebody else changed the list while you were at it. Yours was not saved.",
            "Compare both, put together what should stay, and save again.",
        )
    for row in rows:
        if row.name not in entries:
            session.delete(row)
        else:
            row.stands_for = entries[row.name]
    session.add_all(
        Acronym(programme_id=programme.id, name=name, stands_for=meaning)
        for name, meaning in entries.items()
        if name not in stored
    )
    session.flush()
    changed = {name for name, _ in entries.items() ^ stored.items()}
    audit.record(
        session,
        actor.person_id,
        "acronyms.save",
        f"programme:{programme.id}",
        at=at,
        detail={"changed": " ".join(sorted(changed)), "list": version(entries)},
    )
