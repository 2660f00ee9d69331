"""The public body, and the RAG scales it rates by."""

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Key, Name, choice
from models.enums import Mark


class Organisation(Base):
    """The public body that owns programmes, people and scales."""

    __tablename__ = "organisations"

    id: Mapped[Key]
    name: Mapped[Name]


class RagScale(Base):
    """One version of a rating scale; a new wording is a new version, old ratings keep theirs."""

    __tablename__ = "rag_scales"
    __table_args__ = (UniqueConstraint("organisation_id", "version"),)

    id: Mapped[Key]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    version: Mapped[int]
    name: Mapped[Name]
    introduction: Mapped[str] = mapped_column(default="")
    steps: Mapped[list["RagStep"]] = relationship(order_by="RagStep.number", lazy="raise")


class RagStep(Base):
    """One step of a scale, counted from 1 (best)."""

    __tablename__ = "rag_steps"
    __table_args__ = (
        UniqueConstraint("scale_id", "number"),
        UniqueConstraint("scale_id", "label"),
        CheckConstraint("number >= 1", name="number_from_one"),
    )

    id: Mapped[Key]
    scale_id: Mapped[int] = mapped_column(ForeignKey("rag_scales.id"))
    number: Mapped[int]
    label: Mapped[Name]
    definition: Mapped[str]
    mark: Mapped[Mark] = mapped_column(choice(Mark, "mark"))
