"""What readers do with issued editions: who has read them, the chair's notes, recommendations."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Key, Name, choice
from models.enums import Audience, RecommendationState
from models.packs import Edition
from models.people import Person


class Acknowledgement(Base):
    """That a member of the body an edition was made for has read it; said once."""

    __tablename__ = "acknowledgements"
    __table_args__ = (
        UniqueConstraint("edition_id", "person_id"),
        Index("ix_acknowledgements_person_id", "person_id"),
    )

    id: Mapped[Key]
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    person: Mapped[Person] = relationship(lazy="raise")


class ChairNote(Base):
    """What the chair of a body recorded on an edition; a correction is a further note."""

    __tablename__ = "chair_notes"
    __table_args__ = (Index("ix_chair_notes_edition_id", "edition_id"),)

    id: Mapped[Key]
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    text: Mapped[str]
    """Markdown."""
    public: Mapped[bool]
    """Whether its recommendations may be printed in public editions."""
    signed: Mapped[Name]
    """The chair's name as it stood then."""
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    edition: Mapped[Edition] = relationship(lazy="raise")
    recommendations: Mapped[list["Recommendation"]] = relationship(
        order_by="Recommendation.number", back_populates="note", lazy="raise"
    )


class Recommendation(Base):
    """What a body recommends to a programme; its number is the next of that body for good."""

    __tablename__ = "recommendations"
    __table_args__ = (
        UniqueConstraint("programme_id", "audience", "number"),
        CheckConstraint("number >= 1", name="number_from_one"),
        Index("ix_recommendations_note_id", "note_id"),
    )

    id: Mapped[Key]
    note_id: Mapped[int] = mapped_column(ForeignKey("chair_notes.id"))
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    audience: Mapped[Audience] = mapped_column(choice(Audience, "audience"))
    """The body that recommends it."""
    number: Mapped[int]
    text: Mapped[str]
    addressee: Mapped[Name]
    """To whom, as the chair named them."""
    due_on: Mapped[date | None]
    note: Mapped[ChairNote] = relationship(back_populates="recommendations", lazy="raise")
    answers: Mapped[list["RecommendationAnswer"]] = relationship(
        order_by="RecommendationAnswer.id", back_populates="recommendation", lazy="raise"
    )

    @property
    def state(self) -> RecommendationState:
        """Where it stands; the answers must be loaded."""
        return self.answers[-1].state if self.answers else RecommendationState.OPEN


class RecommendationAnswer(Base):
    """What the programme said to a recommendation; the last answer counts."""

    __tablename__ = "recommendation_answers"
    __table_args__ = (
        CheckConstraint("state <> 'open'", name="an_answer_moves_it_on"),
        Index("ix_recommendation_answers_recommendation_id", "recommendation_id"),
    )

    id: Mapped[Key]
    recommendation_id: Mapped[int] = mapped_column(ForeignKey("recommendations.id"))
    state: Mapped[RecommendationState] = mapped_column(choice(RecommendationState, "state"))
    text: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    recommendation: Mapped[Recommendation] = relationship(back_populates="answers", lazy="raise")
    by: Mapped[Person] = relationship(lazy="raise")


class CoverPublication(Base):
    """That a cover report was put on the public page, or taken off it; the last row counts."""

    __tablename__ = "cover_publications"
    __table_args__ = (Index("ix_cover_publications_cover_edition_id", "cover_edition_id"),)

    id: Mapped[Key]
    cover_edition_id: Mapped[int] = mapped_column(ForeignKey("cover_editions.id"))
    shown: Mapped[bool]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
