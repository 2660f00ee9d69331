"""Pages about boards and committees: who reads for which, who chairs it, and what that means."""

from flask import Response, flash, render_template, url_for

from models import Person
from models.enums import Audience
from webapp import clock, htmx
from webapp.access import actor
from webapp.cycle import queries, readers, roles
from webapp.cycle.forms import ReaderForm
from webapp.cycle.people_views import bp
from webapp.domain import policy
from webapp.domain.audiences import AUDIENCE_NAMES
from webapp.domain.errors import Incomplete
from webapp.extensions import db

__all__ = ["bp"]


@bp.get("/people/readers")
def reader_list(slug: str) -> str:
    """Show who reads for which board or committee, in sentences."""
    programme, on = queries.get_programme(db.session, actor(), slug), clock.today().day
    return render_template(
        "cycle/readers.html",
        programme=programme,
        bodies=readers.bodies(db.session, programme, on),
        on=on,
        may_run=policy.runs_the_office(actor(), roles.Place(programme.id)) is None,
    )


@bp.route("/people/readers/add", methods=["GET", "POST"])
def add_reader(slug: str) -> Response:
    """Ask who reads for which body; say what it will mean before it is done."""
    programme, today = queries.get_programme(db.session, actor(), slug), clock.today()
    policy.require(policy.runs_the_office(actor(), roles.Place(programme.id)))
    form = ReaderForm(data={"from_on": today.day})
    form.offer("person_id", roles.people_to_choose(db.session, programme))
    checked, refused = None, False
    if form.validate_on_submit():
        person = db.session.get_one(Person, form.person_id.data)
        body = AUDIENCE_NAMES[Audience(form.audience.data)]
        values = {"at": today.at, "person": person, **form.values()}
        try:
            if form.is_sure:
                readers.add_reader(db.session, programme, actor(), **values)
                db.session.commit()
                flash(f"{person.name} reads for the {body}.", "success")
                return htmx.go(url_for("cycle.reader_list", slug=slug))
            readers.require_reader(db.session, programme, actor(), **values)
            checked = (person.name, body)
        except Incomplete as refusal:
            refused = True
            form.form_errors.append(refusal.reason)
    page = render_template("cycle/reader.html", programme=programme, form=form, checked=checked)
    return Response(page, status=422 if refused or form.errors else 200, mimetype="text/html")


@bp.get("/people/readers/<int:grant_id>/end")
def reader_ending(slug: str, grant_id: int) -> str:
    """Say what ending a member's role at once will mean."""
    programme, on = queries.get_programme(db.session, actor(), slug), clock.today().day
    policy.require(policy.runs_the_office(actor(), roles.Place(programme.id)))
    grant = readers.get_reader(db.session, programme, grant_id, on)
    return render_template(
        "cycle/reader_end.html",
        programme=programme,
        grant=grant,
        body=AUDIENCE_NAMES[grant.audience or Audience.IIB],
        on=on,
    )


@bp.post("/people/readers/<int:grant_id>/end")
def end_reader(slug: str, grant_id: int) -> Response:
    """End a member's role at once."""
    programme, today = queries.get_programme(db.session, actor(), slug), clock.today()
    policy.require(policy.runs_the_office(actor(), roles.Place(programme.id)))
    grant = readers.get_reader(db.session, programme, grant_id, today.day)
    name, body = grant.person.name, AUDIENCE_NAMES[grant.audience or Audience.IIB]
    readers.end_reader(db.session, programme, grant, actor(), at=today.at)
    db.session.commit()
    flash(f"{name} no longer reads for the {body}.", "success")
    return htmx.go(url_for("cycle.reader_list", slug=slug))
