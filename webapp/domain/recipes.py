"""Recipes: what an edition for an audience holds, in which order, how deep, and who may read it.

What each audience asks of one approved data set follows the readers' requests in the study of real
reports: scrutiny wants plain words, dates and what changed; audit wants risks and evidence; a
board wants one page first.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from models.enums import Arrangement, Audience, Depth, PackPart

OF_THE_CYCLE = (Audience.IMPROVEMENT_GROUP, Audience.IIB)
"""Audiences with one recipe each, whose packs move through the reporting cycle."""


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How an edition is made of the approved updates of a period.

    `arrangement` says what its reports stand under; a programme without concerns has none to put
    them under. `staff_names` prints people by name, otherwise by what they are; `public` leaves out
    all that is marked as exempt, so that it may be published.
    """

    slug: str
    name: str
    audience: Audience
    parts: tuple[PackPart, ...]
    depth: Depth = Depth.FULL
    arrangement: Arrangement = Arrangement.WORKSTREAM
    staff_names: bool = True
    public: bool = False

    @property
    def of_the_cycle(self) -> bool:
        """Whether the pack moves through the reporting cycle, agreed by group and board."""
        return self.audience in OF_THE_CYCLE

    @property
    def left_out(self) -> tuple[PackPart, ...]:
        """The parts that it does not print, so that one that came later is not overlooked."""
        return tuple(part for part in PackPart if part not in self.parts)


ALL = tuple(PackPart)
WITHOUT_RISKS = tuple(part for part in PackPart if part is not PackPart.RISKS)
"""The whole of it: each report has its own risks, so they are not listed once more."""
FOR_OTHERS = tuple(part for part in WITHOUT_RISKS if part is not PackPart.DECISIONS)
"""The same without what the group says among itself."""

STANDARD: Mapping[str, Recipe] = {
    recipe.slug: recipe
    for recipe in (
        Recipe(
            slug="improvement-group",
            name="Improvement Group",
            audience=Audience.IMPROVEMENT_GROUP,
            parts=WITHOUT_RISKS,
        ),
        Recipe(
            slug="iib",
            name="Independent Improvement Board",
            audience=Audience.IIB,
            parts=WITHOUT_RISKS,
        ),
        Recipe(
            slug="board",
            name="Board",
            audience=Audience.BOARD,
            parts=(
                PackPart.SUMMARY,
                PackPart.RECOMMENDATIONS,
                PackPart.OVERVIEW,
                PackPart.DECISIONS,
                PackPart.STATUS,
                PackPart.REPORTS,
                PackPart.SCALE,
                PackPart.ACRONYMS,
                PackPart.SOURCES,
                PackPart.APPENDICES,
            ),
            depth=Depth.SHORT,
        ),
        Recipe(
            slug="scrutiny",
            name="Scrutiny committee",
            audience=Audience.SCRUTINY,
            parts=(
                PackPart.SUMMARY,
                PackPart.STATUS,
                PackPart.TREND,
                PackPart.DATES,
                PackPart.REPORTS,
                PackPart.SCALE,
                PackPart.ACRONYMS,
                PackPart.SOURCES,
                PackPart.APPENDICES,
            ),
            depth=Depth.SHORT,
            public=True,
        ),
        Recipe(
            slug="audit",
            name="Audit committee",
            audience=Audience.AUDIT,
            parts=(
                PackPart.SUMMARY,
                PackPart.DECISIONS,
                PackPart.STATUS,
                PackPart.RISKS,
                PackPart.DATES,
                PackPart.REPORTS,
                PackPart.SCALE,
                PackPart.ACRONYMS,
                PackPart.SOURCES,
                PackPart.APPENDICES,
            ),
        ),
        Recipe(
            slug="department",
            name="Government department",
            audience=Audience.DEPARTMENT,
            arrangement=Arrangement.CONCERN,
            parts=FOR_OTHERS,
        ),
        Recipe(
            slug="public",
            name="Public",
            audience=Audience.PUBLIC,
            parts=FOR_OTHERS,
            staff_names=False,
            public=True,
        ),
        Recipe(
            slug="deep-dive",
            name="One workstream in depth",
            audience=Audience.SCRUTINY,
            parts=(
                PackPart.TREND,
                PackPart.DATES,
                PackPart.DECISIONS,
                PackPart.REPORTS,
                PackPart.SCALE,
                PackPart.ACRONYMS,
                PackPart.SOURCES,
            ),
        ),
    )
}
"""The recipes every programme has until its administrator changes them."""
