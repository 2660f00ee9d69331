"""The workstreams a person leads, writes for or sponsors: the way from My work to their pages."""

from sqlalchemy import select

from models import Phase, Programme, Workstream
from webapp.inbox import facts
from webapp.inbox.reach import among
from webapp.lists import listed

OWN = listed(
    select(
        Workstream.id,
        Workstream.code,
        Workstream.name,
        Programme.slug,
        Programme.name.label("programme"),
    )
    .select_from(Workstream)
    .join(Phase, Phase.id == Workstream.phase_id)
    .join(Programme, Programme.id == Phase.programme_id)
    .where(among("own", Workstream.id), Workstream.closed_on.is_(None)),
    facts.Workstream,
    Programme.name,
    Phase.number,
    Workstream.position,
)
"""The workstreams of a person that are not closed."""
