"""What the acronyms of a programme stand for."""

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Key, Name


class Acronym(Base):
    """A short form that the texts of a programme use, and what packs say that it stands for."""

    __tablename__ = "acronyms"
    __table_args__ = (UniqueConstraint("programme_id", "name"),)

    id: Mapped[Key]
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    name: Mapped[str] = mapped_column(String(20))
    """As it is written in a text, in the singular."""
    stands_for: Mapped[Name]
