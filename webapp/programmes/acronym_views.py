"""The page of the acronyms of a programme, which packs explain."""

from flask import Response, flash, render_template, url_for

from models import Acronym
from webapp import htmx
from webapp.access import actor
from webapp.acronyms import acronyms_of
from webapp.clock import now
from webapp.domain import policy
from webapp.domain.acronyms import alphabetical
from webapp.domain.errors import Stale
from webapp.extensions import db
from webapp.programmes import acronyms
from webapp.programmes.acronym_forms import LIST_LIMIT, AcronymsForm, showing
from webapp.programmes.concern_views import bp
from webapp.programmes.queries import find_programme

__all__ = ["bp"]


@bp.route("/acronyms", methods=["GET", "POST"])
def acronym_list(slug: str) -> Response:
    """Show what acronyms stand for; the programme office changes the list, here, as a whole.

    Somebody else's change meanwhile is shown beside what was typed, and nothing is stored.
    """
    who = actor()
    programme = find_programme(db.session, who, slug)
    form = AcronymsForm()
    refused = policy.runs_the_office(who, Acronym(programme_id=programme.id))
    status, conflict = 200, None
    if form.is_submitted():
        policy.require(refused)
    if form.validate_on_submit():
        entries, seen = form.listed.entries, form.version.data or ""
        try:
            acronyms.save(db.session, programme, who, at=now(), seen=seen, entries=entries)
        except Stale as error:
            conflict, status = error, 409
        else:
            db.session.commit()
            flash("The acronyms are saved.", "success")
            return htmx.go(url_for(".acronym_list", slug=slug))
    stored = acronyms_of(db.session, programme.id)
    if conflict:
        form.version.data = acronyms.version(stored)
    body = render_template(
        "programmes/acronyms.html",
        programme=programme,
        stored=alphabetical(stored),
        form=form if form.is_submitted() else showing(stored),
        conflict=conflict,
        may_write=refused is None,
        limit=LIST_LIMIT,
    )
    return Response(body, status=422 if form.errors else status, mimetype="text/html")
