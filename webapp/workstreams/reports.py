"""The reports of a workstream with their text, each as far as one person may read it."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from webapp.domain import policy, publishable
from webapp.domain.actor import Actor
from webapp.domain.content import UpdateContent
from webapp.domain.publishable import Withheld
from webapp.workstreams import queries
from webapp.workstreams.told import Extent, Told, extent

LAST = 24
"""Reports that are read, the last ones; what is older is in the updates themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """An update whose text the person may read, to some extent."""

    told: Told
    revision_id: int
    extent: Extent
    content: UpdateContent
    """As much of the text as they may read."""
    withheld: Withheld
    """The parts of the text that they are not shown, because they are exempt."""


def reports_of(
    session: Session, actor: Actor, programme_id: int, told: Iterable[Told]
) -> tuple[Report, ...]:
    """Return the last reports, the oldest first, of updates that run so."""
    rows = [(row, row.revision_id) for row in told if row.revision_id is not None][-LAST:]
    texts = queries.texts_of(session, [revision_id for _, revision_id in rows])
    inside = policy.may_see_board(actor, programme_id)
    own_recipes = {} if inside else queries.own_recipes(session, programme_id)
    return tuple(
        _report(
            row,
            revision_id,
            extent(actor, programme_id, row.editions, own_recipes),
            texts[revision_id],
        )
        for row, revision_id in rows
    )


def _report(told: Told, revision_id: int, how: Extent, text: UpdateContent) -> Report:
    content = text if how.whole else publishable.public_text(text)
    if not how.names:
        content = publishable.unnamed_text(content)
    return Report(
        told=told,
        revision_id=revision_id,
        extent=how,
        content=content if how.full else publishable.short_text(content),
        withheld={} if how.whole else publishable.withheld(text),
    )
