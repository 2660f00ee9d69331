"""Pages on which an administrator says what the editions of a programme hold, with a preview."""

import re
from dataclasses import replace

from flask import Response, flash, render_template, request, url_for
from sqlalchemy import select

from models import Pack, Phase, Programme, ReportingPeriod
from models.enums import Audience, Depth, PackPart, PackStatus
from webapp import htmx
from webapp.access import actor
from webapp.clock import now
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.audiences import AUDIENCE_NAMES
from webapp.domain.errors import NotFound, Stale
from webapp.domain.recipes import STANDARD, Recipe
from webapp.extensions import db
from webapp.packs import builder, contents, queries, recipes
from webapp.packs.document import Document
from webapp.packs.frame import bp
from webapp.packs.recipe_forms import PART_NAMES, RecipeForm

NEW = Recipe(
    slug="new",
    name="",
    audience=Audience.SCRUTINY,
    parts=STANDARD["scrutiny"].parts,
    depth=Depth.SHORT,
    public=True,
)
"""What the form for another recipe begins with."""


def _programme(slug: str) -> tuple[Actor, Programme]:
    """Return who asks and a programme whose recipes they may write; raises NotFound."""
    who = actor()
    programme = db.session.scalars(select(Programme).where(Programme.slug == slug)).one_or_none()
    if programme is None or not policy.may_write_recipes(who, programme.id):
        raise NotFound
    return who, programme


@bp.get("/programmes/<slug>/recipes")
def recipe_list(slug: str) -> str:
    """List the recipes of a programme and what each holds."""
    _, programme = _programme(slug)
    return render_template(
        "packs/recipes.html",
        programme=programme,
        recipes=recipes.recipes(db.session, programme.id).values(),
        audiences=AUDIENCE_NAMES,
        parts=PART_NAMES,
    )


@bp.route("/programmes/<slug>/recipes/<name>", methods=["GET", "POST"])
def recipe(slug: str, name: str) -> Response:
    """Show a recipe with what it makes of the latest pack; store it, or go back to the usual."""
    who, programme = _programme(slug)
    known = recipes.recipes(db.session, programme.id).get(name)
    if name == NEW.slug:
        known = NEW
    if known is None:
        raise NotFound
    stored = recipes.row_of(db.session, programme.id, name)
    form, status = RecipeForm.showing(known, stored.version if stored else 0), 200
    chosen = known
    if request.method == "POST":
        form = RecipeForm.typed(known)
        saves = request.form.get("do", "save") == "save"
        fine = form.validate_on_submit()
        status = 422 if saves and not fine else 200
        if fine:
            chosen = form.recipe(name, known)
        if fine and saves:
            target = replace(chosen, slug=_free_slug(programme, chosen)) if known is NEW else chosen
            try:
                recipes.save(
                    db.session, programme, target, who, at=now(), seen=form.version.data or 0
                )
            except Stale as conflict:
                form.form_errors.append(f"{conflict.reason} {conflict.next_step}")
                status = 409
            else:
                db.session.commit()
                flash(f"Saved: {target.name}.", "success")
                return htmx.go(url_for(".recipe_list", slug=slug))
    return htmx.page_or_part(
        "packs/recipe.html",
        "packs/_recipe_preview.html",
        status,
        programme=programme,
        known=known,
        form=form,
        document=_preview(who, programme, chosen),
    )


def _free_slug(programme: Programme, chosen: Recipe) -> str:
    """Return an address for a new recipe that no other recipe of the programme has."""
    wanted = re.sub(r"[^a-z0-9]+", "-", chosen.name.lower()).strip("-")[:60] or "recipe"
    taken = {*recipes.recipes(db.session, programme.id), NEW.slug}
    return next(
        slug
        for slug in (wanted, *(f"{wanted}-{number}" for number in range(2, len(taken) + 3)))
        if slug not in taken
    )


def _preview(who: Actor, programme: Programme, chosen: Recipe) -> Document | None:
    """Return what the recipe makes of the latest pack there is, or None before there is one."""
    number = db.session.scalar(
        select(Pack.id)
        .join(Pack.period)
        .join(ReportingPeriod.phase)
        .where(
            Phase.programme_id == programme.id,
            Pack.audience == Audience.IIB,
            Pack.status.in_((PackStatus.AGREED, PackStatus.ISSUED)),
        )
        .order_by(ReportingPeriod.starts_on.desc())
        .limit(1)
    )
    if number is None or not policy.may_read_pack(who, programme.id):
        return None
    pack = queries.get_pack(db.session, who, number)
    data = contents.pack_data(db.session, pack, at=now())
    kept = data.workstreams[:1] if PackPart.REPORTS in chosen.parts else data.workstreams
    return builder.build(
        replace(data, recipe=chosen, name=chosen.name, audience=chosen.audience, workstreams=kept)
    )
