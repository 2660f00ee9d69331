"""Papers behind the pack of the small setting, added through the real action."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from models import Pack, Paper
from models.enums import PaperKind
from tests.factories import AT
from tests.packs import stages
from tests.world import World, actor_of
from webapp.config import PAPERS_MB
from webapp.packs.papers import actions
from webapp.packs.papers.actions import Words
from webapp.packs.papers.files import Inert

TEXT = b"What the auditor found.\n"


def words(title: str = "Report of the auditor", **said: Any) -> Words:
    """Return what is said of a paper."""
    values = {"author": "External auditor", "dated_on": date(2026, 1, 15), **said}
    return Words(title=title, **values)


def add(
    session: Session,
    world: World,
    pack: Pack | None = None,
    *,
    content: bytes = TEXT,
    kind: PaperKind = PaperKind.TEXT,
    at: datetime = AT,
    most_bytes: int = PAPERS_MB * 1_000_000,
    **said: Any,
) -> Paper:
    """Let the office add a paper to the pack of the setting, or to another one."""
    return actions.add(
        session,
        stages.fetch(session, world.office, pack or world.pack),
        actor_of(session, world.office),
        at=at,
        words=words(**said),
        inert=Inert(kind=kind, content=content),
        name="report.txt",
        most_bytes=most_bytes,
    )
