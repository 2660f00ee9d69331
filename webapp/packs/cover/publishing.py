"""Cover reports that anybody may read: publishing, taking back, and finding what is published.

What is published is the public version, or the whole report where it holds nothing exempt.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload, undefer

from models import (
    CoverEdition,
    CoverFile,
    CoverPublication,
    CoverReport,
    Edition,
    Pack,
    Phase,
    Programme,
    ReportingPeriod,
)
from models.enums import Audience
from webapp import audit
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.errors import NotFound
from webapp.packs.cover.document import CoverDocument, unchanged

LAST = select(func.max(CoverPublication.id)).group_by(CoverPublication.cover_edition_id)
"""What was done last with each edition."""
SHOWN = select(CoverPublication.cover_edition_id).where(
    CoverPublication.id.in_(LAST), CoverPublication.shown
)
COVER = joinedload(CoverEdition.cover, innerjoin=True)
PROGRAMME = (
    COVER.joinedload(CoverReport.pack, innerjoin=True)
    .joinedload(Pack.period, innerjoin=True)
    .joinedload(ReportingPeriod.phase, innerjoin=True)
    .joinedload(Phase.programme, innerjoin=True)
    .joinedload(Programme.organisation, innerjoin=True)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A published cover report with the version that anybody may read."""

    edition: CoverEdition
    document: CoverDocument

    @property
    def files(self) -> tuple[CoverFile, ...]:
        """The files of that version."""
        return tuple(file for file in self.edition.files if file.public is self.document.public)


def publish(
    session: Session, edition: CoverEdition, actor: Actor, *, at: datetime, shown: bool
) -> None:
    """Put an issued cover report where anybody may read it, or take it off, and flush.

    The same again changes nothing. `edition` comes from `editions.find_edition`. Raises NotAllowed.
    """
    policy.require(policy.runs_the_office(actor, edition.cover))
    audit.take_turn(session)
    if is_published(session, edition) is shown:
        return
    session.add(
        CoverPublication(cover_edition_id=edition.id, shown=shown, by_id=actor.person_id, at=at)
    )
    session.flush()
    audit.record(
        session,
        actor.person_id,
        "cover.publish" if shown else "cover.unpublish",
        f"cover:{edition.cover_id}",
        at=at,
        detail={"edition": edition.number, "sha256": edition.sha256},
    )


def is_published(session: Session, edition: CoverEdition) -> bool:
    """Return whether anybody may read an issued cover report without signing in."""
    return bool(session.scalar(SHOWN.where(CoverPublication.cover_edition_id == edition.id)))


def _published() -> Select[CoverEdition]:
    return (
        select(CoverEdition)
        .where(CoverEdition.id.in_(SHOWN))
        .options(
            undefer(CoverEdition.document),
            undefer(CoverEdition.public_document),
            PROGRAMME,
            selectinload(CoverEdition.files),
        )
        .order_by(CoverEdition.cover_id, CoverEdition.number.desc())
    )


def latest_reports(session: Session) -> Sequence[Published]:
    """Return the latest published edition of each cover report, the latest meeting first."""
    found = _latest(session, _published())
    return sorted(found, key=lambda row: row.document.meets_on, reverse=True)


def beside(session: Session, edition: Edition) -> Sequence[Published]:
    """Return the published reports that belong to a published edition of a pack, in their order.

    They present that edition. The public has no meeting, so beside an edition made for it stand
    those on every pack of its period. The edition's pack must be loaded.
    """
    if edition.pack.audience is Audience.PUBLIC:
        packs = select(Pack.id).where(Pack.period_id == edition.pack.period_id)
        reports = select(CoverReport.id).where(CoverReport.pack_id.in_(packs))
        return _latest(session, _published().where(CoverEdition.cover_id.in_(reports)))
    return _latest(session, _published().where(CoverEdition.edition_id == edition.id))


def _latest(session: Session, query: Select[CoverEdition]) -> list[Published]:
    """Return the latest edition that was found of each report, as anybody may read it."""
    latest: dict[int, CoverEdition] = {}
    for row in session.scalars(query):
        latest.setdefault(row.cover_id, row)
    return [Published(edition=row, document=_version(row)) for row in latest.values()]


def published_report(
    session: Session, programme: str, cover_id: int, number: int | None
) -> tuple[Published, CoverEdition]:
    """Return a published cover report, and the latest published edition of it.

    `programme` is its slug; without a number it is the latest. Raises NotFound, also for what is
    not published.
    """
    rows = [
        row
        for row in session.scalars(_published().where(CoverEdition.cover_id == cover_id))
        if row.cover.pack.period.phase.programme.slug == programme
    ]
    for row in rows:
        if number in (None, row.number):
            return Published(edition=row, document=_version(row)), rows[0]
    raise NotFound


def _version(edition: CoverEdition) -> CoverDocument:
    """Return what anybody may read of a report; raises Incomplete as `unchanged` does."""
    return unchanged(edition.public_document or edition.document)
