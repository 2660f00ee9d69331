"""The reading room: what a member of a board or committee finds, newest first, and what is new."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select, true
from sqlalchemy.orm import Session, aliased, contains_eager, selectinload, undefer

from models import (
    Acknowledgement,
    ChairNote,
    CoverEdition,
    Edition,
    Pack,
    Person,
    Phase,
    Programme,
    Recommendation,
    ReportingPeriod,
    RoleGrant,
)
from models.enums import Audience, RecommendationState, Role
from webapp.clock import LONDON
from webapp.domain.actor import Actor
from webapp.packs.cover import document as cover
from webapp.packs.reading_notes import notes_on, recommendations

Seat = tuple[int | None, Audience]
"""A programme, or None for all of them, and a body that a person sits on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """An issued cover report and what it says."""

    edition: CoverEdition
    document: cover.CoverDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """The latest edition of a pack in the room, and what belongs to it."""

    edition: Edition
    read_at: datetime | None
    """When the person said that they had read it."""
    before: Edition | None
    """The last edition it replaced that they had read."""
    before_at: datetime | None
    reports: tuple[Report, ...]
    notes: tuple[ChairNote, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A board or committee the person sits on, with its papers, the newest first."""

    programme: Programme
    audience: Audience
    papers: tuple[Paper, ...]
    recommendations: tuple[Recommendation, ...]
    """Those that are not done."""

    @property
    def unread(self) -> tuple[Paper, ...]:
        """The papers the person has not said to have read."""
        return tuple(paper for paper in self.papers if paper.read_at is None)

    @property
    def read(self) -> tuple[Paper, ...]:
        """The papers they have."""
        return tuple(paper for paper in self.papers if paper.read_at is not None)

    @property
    def since(self) -> datetime | None:
        """When they last said that they had read something; what came later is new."""
        times = (paper.read_at or paper.before_at for paper in self.papers)
        return max((at for at in times if at), default=None)

    def is_new(self, at: datetime) -> bool:
        """Return whether something came after the person last read."""
        return self.since is None or at > self.since


def room(session: Session, actor: Actor) -> tuple[Body, ...]:
    """Return the bodies that a person sits on; the same number of statements for any number."""
    seats = {
        (grant.programme_id, grant.audience or Audience.IIB)
        for grant in actor.grants
        if grant.role is Role.BOARD_READER
    }
    if not seats:
        return ()
    said = session.scalars(
        select(Acknowledgement).where(Acknowledgement.person_id == actor.person_id)
    )
    read = {row.edition_id: row.at for row in said}
    editions = _editions(session, seats)
    reports = _reports(session, [row.id for row in editions])
    notes = notes_on(session, [row.id for row in editions])
    chains = _chains(editions)
    waiting = [row for row in recommendations(session) if row.state is not RecommendationState.DONE]
    programmes = session.scalars(select(Programme).order_by(Programme.name, Programme.id))
    return tuple(
        Body(
            programme=programme,
            audience=audience,
            papers=tuple(
                _paper(chain, read, reports, notes)
                for chain in chains
                if (chain[0].pack.programme_id, chain[0].pack.audience) == (programme.id, audience)
            ),
            recommendations=tuple(
                row
                for row in waiting
                if (row.programme_id, row.audience) == (programme.id, audience)
            ),
        )
        for programme in programmes
        for audience in Audience
        if {(programme.id, audience), (None, audience)} & seats
    )


def _editions(session: Session, seats: set[Seat]) -> Sequence[Edition]:
    """Return every edition made for the bodies, the newest period and edition first."""

    def of(seat: Seat) -> ColumnElement[bool]:
        programme_id, audience = seat
        here = true() if programme_id is None else Phase.programme_id == programme_id
        return and_(Pack.audience == audience, here)

    return session.scalars(
        select(Edition)
        .join(Edition.pack)
        .join(Pack.period)
        .join(ReportingPeriod.phase)
        .where(or_(*map(of, sorted(seats, key=str))))
        .options(
            contains_eager(Edition.pack)
            .contains_eager(Pack.period)
            .contains_eager(ReportingPeriod.phase),
            selectinload(Edition.files),
        )
        .order_by(ReportingPeriod.starts_on.desc(), Pack.id, Edition.number.desc())
    ).all()


def _chains(editions: Iterable[Edition]) -> Collection[list[Edition]]:
    """Return the editions of each pack, the latest first."""
    by_pack: dict[int, list[Edition]] = {}
    for row in editions:
        by_pack.setdefault(row.pack_id, []).append(row)
    return by_pack.values()


def _reports(session: Session, edition_ids: Collection[int]) -> tuple[Report, ...]:
    """Return the issued cover reports on editions that no later one replaced."""
    later = aliased(CoverEdition)
    rows = session.scalars(
        select(CoverEdition)
        .where(
            CoverEdition.edition_id.in_(edition_ids),
            ~exists().where(
                later.cover_id == CoverEdition.cover_id, later.number > CoverEdition.number
            ),
        )
        .options(undefer(CoverEdition.document))
        .order_by(CoverEdition.id)
    )
    return tuple(Report(edition=row, document=cover.decode(row.document)) for row in rows)


def _paper(
    chain: Sequence[Edition],
    read: Mapping[int, datetime],
    reports: Sequence[Report],
    notes: Sequence[ChairNote],
) -> Paper:
    latest, *older = chain
    before = next((row for row in older if row.id in read), None)
    numbers = {row.id for row in chain}
    return Paper(
        edition=latest,
        read_at=read.get(latest.id),
        before=before,
        before_at=read[before.id] if before else None,
        reports=tuple(row for row in reports if row.edition.edition_id in numbers),
        notes=tuple(row for row in notes if row.edition_id in numbers),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody of the body an edition was made for; `read_at` is None until they said so."""

    name: str
    job_title: str
    read_at: datetime | None


def members(session: Session, edition: Edition, *, at: datetime) -> tuple[Member, ...]:
    """Return who sits on the body of an edition or has read it, by name; its pack is loaded."""
    day, pack = at.astimezone(LONDON).date(), edition.pack
    body = RoleGrant.audience == pack.audience
    if pack.audience is Audience.IIB:
        body = or_(body, RoleGrant.audience.is_(None))
    seated = select(RoleGrant.person_id).where(
        RoleGrant.role == Role.BOARD_READER,
        or_(RoleGrant.programme_id.is_(None), RoleGrant.programme_id == pack.programme_id),
        body,
        RoleGrant.starts_on <= day,
        or_(RoleGrant.ends_on.is_(None), RoleGrant.ends_on >= day),
    )
    rows = session.execute(
        select(Person.name, Person.job_title, Acknowledgement.at)
        .outerjoin(
            Acknowledgement,
            and_(Acknowledgement.person_id == Person.id, Acknowledgement.edition_id == edition.id),
        )
        .where(
            or_(
                and_(Person.id.in_(seated), Person.disabled_at.is_(None)),
                Acknowledgement.id.is_not(None),
            )
        )
        .order_by(Person.name, Person.id)
    )
    return tuple(
        Member(name=name, job_title=title, read_at=read_at) for name, title, read_at in rows
    )


def read_at(session: Session, edition: Edition, actor: Actor) -> datetime | None:
    """Return when a person said that they had read an edition, or None."""
    return session.scalar(
        select(Acknowledgement.at).where(
            Acknowledgement.edition_id == edition.id,
            Acknowledgement.person_id == actor.person_id,
        )
    )
