"""Writers who add marks to one draft, each in a process of its own, through the real action."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import msgspec
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from models.enums import Section
from tests.factories import AT
from tests.processes.meeting import connected, meet
from webapp.domain import content
from webapp.domain.actor import Actor
from webapp.domain.content import Issue, Risk, UpdateContent
from webapp.domain.errors import SectionConflict
from webapp.updates import actions, queries

MARK = "|"


@dataclass(frozen=True)
class Writer:
    """Somebody with a line or a row of their own in a section, and how many marks they add."""

    actor: Actor
    update_id: int
    section: Section
    marks: int


def in_a_text(name: str) -> Callable[[UpdateContent, str], UpdateContent]:
    """Return how a mark is added to one's line in a text that others write in too."""

    def add(text: UpdateContent, who: str) -> UpdateContent:
        lines = dict(line.split(": ") for line in getattr(text, name).splitlines())
        lines[who] = lines.get(who, "") + MARK
        written = "\n".join(f"{name}: {marks}" for name, marks in lines.items())
        return msgspec.structs.replace(text, **{name: written})

    return add


def in_a_row(name: str, kind: type[Risk | Issue]) -> Callable[[UpdateContent, str], UpdateContent]:
    """Return how a mark is added to one's row among the rows of others."""

    def add(text: UpdateContent, who: str) -> UpdateContent:
        rows = {row.description: row for row in getattr(text, name)}
        row = rows.get(who) or kind(number=0, description=who)
        rows[who] = msgspec.structs.replace(row, owner=row.owner + MARK)
        return msgspec.structs.replace(text, **{name: tuple(rows.values())})

    return add


ADD: Mapping[Section, Callable[[UpdateContent, str], UpdateContent]] = {
    Section.ACTIVITIES: in_a_text("key_activities"),
    Section.RISKS: in_a_row("risks", Risk),
    Section.ENGAGEMENT: in_a_text("engagement"),
    Section.CONCERNS: in_a_row("issues", Issue),
}


def write(database_url: str, writer: Writer) -> int:
    """Add the marks one by one to what was last seen; after a conflict, to what the other wrote.

    Eight who never pause can keep one of them from a SQLite file until its patience is over; who
    is turned away then was told nothing is saved, and tries again. Returns how many marks were
    accepted.
    """
    engine = connected(database_url)
    section, accepted = writer.section, 0
    with Session(engine) as session:
        seen = content.decode(queries.get_update(session, writer.actor, writer.update_id).draft)
    meet()
    while accepted < writer.marks:
        with Session(engine) as session:
            try:
                row = queries.get_update(session, writer.actor, writer.update_id, lock=True)
                merged = actions.save(
                    session,
                    row,
                    writer.actor,
                    section,
                    ADD[section](seen, writer.actor.name),
                    at=AT,
                    seen=content.section_fingerprint(seen, section),
                )
                session.commit()
            except SectionConflict as conflict:
                seen = conflict.theirs
            except OperationalError as failure:
                if "database is locked" not in str(failure.orig):
                    raise
            else:
                seen, accepted = merged, accepted + 1
    engine.dispose()
    return accepted
