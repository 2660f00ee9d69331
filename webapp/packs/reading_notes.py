"""The chair's notes on editions and the recommendations in them, as pages and packs read them."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from models import (
    ChairNote,
    Edition,
    Pack,
    Phase,
    Recommendation,
    RecommendationAnswer,
    ReportingPeriod,
)
from models.enums import Audience, RecommendationState
from webapp.clock import LONDON
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.errors import NotFound
from webapp.packs import material

ANSWERS = selectinload(Recommendation.answers).joinedload(RecommendationAnswer.by, innerjoin=True)
NOTE = joinedload(Recommendation.note, innerjoin=True)
EDITION = NOTE.joinedload(ChairNote.edition, innerjoin=True).joinedload(
    Edition.pack, innerjoin=True
)


def notes_on(session: Session, edition_ids: Collection[int]) -> Sequence[ChairNote]:
    """Return the notes on editions with their recommendations and answers, the first one first."""
    return session.scalars(
        select(ChairNote)
        .where(ChairNote.edition_id.in_(edition_ids))
        .options(
            joinedload(ChairNote.edition, innerjoin=True),
            selectinload(ChairNote.recommendations)
            .selectinload(Recommendation.answers)
            .joinedload(RecommendationAnswer.by, innerjoin=True),
        )
        .order_by(ChairNote.id)
    ).all()


def notes_on_pack(session: Session, edition: Edition) -> Sequence[ChairNote]:
    """Return the notes on every edition of an edition's pack: a correction keeps them in sight."""
    ids = session.scalars(select(Edition.id).where(Edition.pack_id == edition.pack_id)).all()
    return notes_on(session, ids)


def recommendations(
    session: Session, programme_id: int | None = None, audience: Audience | None = None
) -> Sequence[Recommendation]:
    """Return recommendations with note, answers and period, by body and number.

    They are those of one programme or of all, of one body or of all.
    """
    wanted = []
    if programme_id is not None:
        wanted.append(Recommendation.programme_id == programme_id)
    if audience is not None:
        wanted.append(Recommendation.audience == audience)
    return session.scalars(
        select(Recommendation)
        .where(*wanted)
        .options(ANSWERS, EDITION.joinedload(Pack.period, innerjoin=True))
        .order_by(Recommendation.audience, Recommendation.number)
    ).all()


def find_recommendation(session: Session, actor: Actor, number: int) -> Recommendation:
    """Return a recommendation by its row's number for somebody who reads packs in the making.

    Raises NotFound.
    """
    row = session.scalars(
        select(Recommendation)
        .where(Recommendation.id == number)
        .options(
            ANSWERS,
            EDITION.joinedload(Pack.period, innerjoin=True)
            .joinedload(ReportingPeriod.phase, innerjoin=True)
            .joinedload(Phase.programme, innerjoin=True),
        )
    ).one_or_none()
    if row is None or not policy.may_read_pack(actor, row.programme_id):
        raise NotFound
    return row


def printed(session: Session, programme_id: int) -> tuple[material.Recommendation, ...]:
    """Return what the next pack prints: what the improvement board recommended and is not done."""
    return tuple(
        material.Recommendation(
            number=row.number,
            text=row.text,
            addressee=row.addressee,
            due_on=row.due_on,
            recorded_on=row.note.at.astimezone(LONDON).date(),
            public=row.note.public,
            answer=row.answers[-1].text if row.answers else "",
            answered_by=row.answers[-1].by.name if row.answers else "",
            answered_on=row.answers[-1].at.astimezone(LONDON).date() if row.answers else None,
        )
        for row in recommendations(session, programme_id, Audience.IIB)
        if row.state is not RecommendationState.DONE
    )
