"""The form of a recipe: which parts, in which order, how deep, names, and for whom."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, IntegerField, RadioField, SelectField, StringField

from models.enums import Arrangement, Audience, Depth, PackPart
from webapp.domain.audiences import AUDIENCE_NAMES
from webapp.domain.recipes import OF_THE_CYCLE, Recipe
from webapp.fields import AtMost, Needed

PART_NAMES = {
    PackPart.SUMMARY: "Summary on one page",
    PackPart.RECOMMENDATIONS: "Recommendations of the improvement board that are not done",
    PackPart.OVERVIEW: "Overview by the programme director",
    PackPart.DECISIONS: "Decisions and actions of the Improvement Group",
    PackPart.STATUS: "Status of the workstreams",
    PackPart.TREND: "Ratings over the last periods",
    PackPart.DATES: "Dates: completion, and milestones that slipped",
    PackPart.REPORTS: "Report of each workstream",
    PackPart.RISKS: "Risks of all workstreams",
    PackPart.SCALE: "How the ratings work",
    PackPart.ACRONYMS: "Acronyms that it uses, and what they stand for",
    PackPart.SOURCES: "Where each report comes from",
    PackPart.APPENDICES: "Appendices: papers by others",
}
DEPTH_NAMES = {
    Depth.FULL: "Everything that was reported",
    Depth.SHORT: "Rating with its reason, sponsor’s comments and milestones",
}
ARRANGEMENT_NAMES = {
    Arrangement.WORKSTREAM: "One after the other",
    Arrangement.CONCERN: "Under the concerns that they answer",
}
LEFT_OUT = "0"
NAME_LIMIT = 200


class RecipeForm(FlaskForm):  # type: ignore[misc]
    """What an administrator chooses; each part has its place, or is left out."""

    name = StringField("Name", validators=[Needed("Give the recipe a name"), AtMost(NAME_LIMIT)])
    audience = SelectField(
        "Who reads it",
        choices={
            audience.value: name
            for audience, name in AUDIENCE_NAMES.items()
            if audience not in OF_THE_CYCLE
        },
    )
    depth = RadioField("Reports", choices={depth.value: DEPTH_NAMES[depth] for depth in Depth})
    arrangement = RadioField(
        "Order of the reports",
        choices={order.value: ARRANGEMENT_NAMES[order] for order in Arrangement},
    )
    staff_names = BooleanField("Print people by name")
    public = BooleanField("Made of public text only")
    version = IntegerField()

    @classmethod
    def showing(cls, recipe: Recipe, version: int) -> "RecipeForm":
        """Return the form with a recipe in it."""
        form = with_places()(
            formdata=None,
            data={
                "name": recipe.name,
                "audience": recipe.audience.value,
                "depth": recipe.depth.value,
                "arrangement": recipe.arrangement.value,
                "staff_names": recipe.staff_names,
                "public": recipe.public,
                "version": version,
                **{
                    f"place_{part}": str(recipe.parts.index(part) + 1)
                    if part in recipe.parts
                    else LEFT_OUT
                    for part in PackPart
                },
            },
        )
        form.fit(recipe)
        return form

    @classmethod
    def typed(cls, recipe: Recipe) -> "RecipeForm":
        """Return the form with what was typed about a recipe."""
        form = with_places()()
        form.fit(recipe)
        return form

    def fit(self, recipe: Recipe) -> None:
        """Leave out what may not be chosen: the packs of the cycle keep readers and exempt text."""
        if recipe.of_the_cycle:
            del self.audience, self.public

    @property
    def places(self) -> list[SelectField]:
        """The fields that put each part in its place."""
        return [self[f"place_{part}"] for part in PackPart]

    @property
    def parts(self) -> tuple[PackPart, ...]:
        """The chosen parts in their order; two in one place keep their usual order."""
        chosen = [(int(self[f"place_{part}"].data or 0), part) for part in PackPart]
        order = list(PackPart)
        return tuple(
            part
            for place, part in sorted(chosen, key=lambda pair: (pair[0], order.index(pair[1])))
            if place
        )

    def validate(self, extra_validators: object = None) -> bool:
        """Check the form as a whole: something must be left to print."""
        fine: bool = super().validate(extra_validators)
        if fine and not self.parts:
            self.form_errors.append("Choose at least one part.")
            return False
        return fine

    def recipe(self, slug: str, known: Recipe) -> Recipe:
        """Return the recipe that was typed; what the form does not offer stays as it is `known`."""
        return Recipe(
            slug=slug,
            name=(self.name.data or "").strip(),
            audience=Audience(self.audience.data) if "audience" in self else known.audience,
            parts=self.parts,
            depth=Depth(self.depth.data),
            arrangement=Arrangement(self.arrangement.data),
            staff_names=self.staff_names.data,
            public=self.public.data if "public" in self else known.public,
        )


def with_places() -> type[RecipeForm]:
    """Return the form with a field for the place of each part."""

    class Placed(RecipeForm):
        """The form of a recipe with the places of all parts."""

    choices = {LEFT_OUT: "Left out"} | {str(n): str(n) for n in range(1, len(PackPart) + 1)}
    for part in PackPart:
        setattr(Placed, f"place_{part}", SelectField(PART_NAMES[part], choices=choices))
    return Placed
