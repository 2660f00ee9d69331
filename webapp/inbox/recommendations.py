"""Recommendations of boards and committees that wait for an answer of the programme."""

from sqlalchemy import exists, select

from models import (
    ChairNote,
    Edition,
    Pack,
    Programme,
    Recommendation,
    RecommendationAnswer,
    ReportingPeriod,
)
from webapp.inbox import facts
from webapp.inbox.reach import among
from webapp.lists import listed

ANSWERED = exists().where(RecommendationAnswer.recommendation_id == Recommendation.id)

RECOMMENDATIONS = listed(
    select(
        Recommendation.id,
        Recommendation.number,
        Recommendation.audience,
        Recommendation.text,
        Recommendation.addressee,
        Recommendation.due_on,
        ReportingPeriod.name.label("period"),
        Programme.id.label("programme_id"),
        Programme.name.label("programme"),
    )
    .select_from(Recommendation)
    .join(Programme, Programme.id == Recommendation.programme_id)
    .join(ChairNote, ChairNote.id == Recommendation.note_id)
    .join(Edition, Edition.id == ChairNote.edition_id)
    .join(Pack, Pack.id == Edition.pack_id)
    .join(ReportingPeriod, ReportingPeriod.id == Pack.period_id)
    .where(among("overseen", Programme.id), ~ANSWERED),
    facts.Recommendation,
    Recommendation.audience,
    Recommendation.number,
)
"""The recommendations to programmes the person oversees that nobody has answered."""
