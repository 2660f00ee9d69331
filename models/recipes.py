"""How an edition for an audience is made, as far as a programme changed it."""

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Key, Name, Slug, choice
from models.enums import Arrangement, Audience, Depth


class EditionRecipe(Base):
    """A programme's recipe; one with the slug of a standard recipe takes its place."""

    __tablename__ = "edition_recipes"
    __table_args__ = (UniqueConstraint("programme_id", "slug"),)

    id: Mapped[Key]
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    slug: Mapped[Slug]
    name: Mapped[Name]
    audience: Mapped[Audience] = mapped_column(choice(Audience, "audience"))
    parts: Mapped[str] = mapped_column(String(400))
    """Values of `PackPart` in printed order, parted by spaces."""
    depth: Mapped[Depth] = mapped_column(choice(Depth, "depth"))
    arrangement: Mapped[Arrangement] = mapped_column(
        choice(Arrangement, "arrangement"), default=Arrangement.WORKSTREAM
    )
    staff_names: Mapped[bool]
    """Whether people are printed by name or by what they are."""
    public: Mapped[bool]
    """Whether it is made of public text only, so that it may be published."""
    version: Mapped[int] = mapped_column(default=1)
    """Goes up by one at every change; a write that names an older one is refused."""
