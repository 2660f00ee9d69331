"""An edition whose pack names the record and whose issue the record names, and its lines."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import AuditEntry, Checkpoint, Edition
from tests.factories import AT
from tests.packs import stages
from tests.world import World, actor_of
from webapp import audit
from webapp.domain.recipes import STANDARD
from webapp.packs import actions, library, others
from webapp.waymark_verify import canonical


def issue(session: Session, world: World, *, at: datetime = AT, public: bool = False) -> Edition:
    """Take everything to the issue of the board's pack, or of one for the public; commit."""
    edition = stages.issue(session, world)
    office = actor_of(session, world.office)
    if public:
        board = stages.fetch(session, world.office, stages.board_of(session, world))
        pack = others.open_other(session, board, STANDARD["public"], office, at=at)
        edition = actions.issue(session, stages.fetch(session, world.office, pack), office, at=at)
    session.commit()
    return library.find_edition(session, office, edition.id)


def log(rows: list[AuditEntry], end: Checkpoint) -> list[bytes]:
    """Return the lines of an export."""
    lines = [canonical(audit.told(row)) + b"\n" for row in rows]
    return [*lines, canonical({"checkpoint": end.note, "key": end.key}) + b"\n"]
