"""Who has opened a submitted revision to decide on it, noted as they open it."""

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from models import Revision, RevisionReading
from webapp.domain.actor import Actor
from webapp.extensions import db, reading_only


def note_reading(revision: Revision, actor: Actor, *, at: datetime) -> None:
    """Remember that somebody who may decide has opened a revision; only the first time counts.

    Commits, in a transaction of its own: the page that is being read changes nothing.
    """
    token = reading_only.set(False)
    try:
        with db.engine.begin() as connection:
            connection.execute(
                insert(RevisionReading).values(
                    revision_id=revision.id, person_id=actor.person_id, at=at
                )
            )
    except IntegrityError:
        pass  # another window of the same person was a moment quicker
    finally:
        reading_only.reset(token)
