"""The recipes of a programme: the standard ones, and those it put in their place."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import EditionRecipe, Pack, Programme
from models.enums import PackPart
from webapp import audit
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.errors import NotAllowed, Stale
from webapp.domain.recipes import STANDARD, Recipe


def from_row(row: EditionRecipe) -> Recipe:
    """Return a stored recipe as a plain value."""
    return Recipe(
        slug=row.slug,
        name=row.name,
        audience=row.audience,
        parts=tuple(PackPart(part) for part in row.parts.split()),
        depth=row.depth,
        arrangement=row.arrangement,
        staff_names=row.staff_names,
        public=row.public,
    )


def recipes(session: Session, programme_id: int) -> Mapping[str, Recipe]:
    """Return every recipe of a programme by its slug, the standard ones first."""
    own = session.scalars(
        select(EditionRecipe)
        .where(EditionRecipe.programme_id == programme_id)
        .order_by(EditionRecipe.id)
    )
    return {**STANDARD, **{row.slug: from_row(row) for row in own}}


def recipe_of(session: Session, pack: Pack) -> Recipe:
    """Return how a pack is made; its period and phase must be loaded."""
    row = row_of(session, pack.programme_id, pack.recipe)
    return from_row(row) if row else STANDARD[pack.recipe]


def row_of(session: Session, programme_id: int, slug: str) -> EditionRecipe | None:
    """Return what a programme stored about a recipe, or None where it is the standard one."""
    return session.scalars(
        select(EditionRecipe).where(
            EditionRecipe.programme_id == programme_id, EditionRecipe.slug == slug
        )
    ).one_or_none()


def save(
    session: Session,
    programme: Programme,
    recipe: Recipe,
    actor: Actor,
    *,
    at: datetime,
    seen: int,
) -> None:
    """Store a recipe of a programme; editions that were issued stay as they are. Flushes.

    `seen` is the version on the page, 0 where there was none. The same again changes nothing.
    Raises NotAllowed or Stale.
    """
    if not policy.may_write_recipes(actor, programme.id):
        raise NotAllowed("Only the programme office and an administrator can do this.")
    row = row_of(session, programme.id, recipe.slug)
    if row is not None and from_row(row) == recipe:
        return
    if (row.version if row else 0) != seen:
        raise Stale(
            "Somebody else changed this recipe while you were at it. Yours was not saved.",
            "Look at it as it is now, then change it again.",
        )
    if row is None:
        row = EditionRecipe(programme_id=programme.id, slug=recipe.slug, version=0)
        session.add(row)
    row.name, row.audience, row.depth = recipe.name, recipe.audience, recipe.depth
    row.parts, row.arrangement = " ".join(recipe.parts), recipe.arrangement
    row.staff_names, row.public = recipe.staff_names, recipe.public
    row.version += 1
    session.flush()
    audit.record(
        session,
        actor.person_id,
        "recipe.save",
        f"programme:{programme.id}",
        at=at,
        detail={"recipe": recipe.slug, "parts": row.parts, "public": str(recipe.public)},
    )
