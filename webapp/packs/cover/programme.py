"""The page of what a programme's cover reports have in common, and its Word template."""

from io import BytesIO

from flask import Response, flash, render_template, request, send_file, url_for

from models import Programme
from models.enums import PackFormat, Role
from webapp import htmx
from webapp.access import actor
from webapp.clock import now
from webapp.domain.actor import Actor
from webapp.domain.errors import Incomplete
from webapp.extensions import db
from webapp.packs import formats
from webapp.packs.cover import queries
from webapp.packs.cover.forms import SettingsForm, TemplateForm, lines_of
from webapp.packs.cover.frame import bp


def _open(slug: str) -> tuple[Actor, Programme]:
    who = actor()
    return who, queries.find_programme(db.session, who, slug)


@bp.route("/programmes/<slug>/cover-reports", methods=["GET", "POST"])
def common(slug: str) -> Response:
    """Show and save objectives and headings of implications, a line for each."""
    from webapp.packs.cover import settings  # docxtpl would slow every start

    who, programme = _open(slug)
    form = SettingsForm()
    if form.is_submitted():
        settings.require_office(who, programme)
    if form.validate_on_submit():
        settings.save_settings(
            db.session,
            programme,
            who,
            at=now(),
            objectives=lines_of(form.objectives.data),
            implications=lines_of(form.implications.data),
        )
        db.session.commit()
        flash("Saved. Cover reports begun from now on have these.", "success")
        return htmx.go(url_for(".common", slug=slug))
    if not form.is_submitted():
        objectives, implications = queries.settings_of(db.session, programme.id)
        form.objectives.data = "\n".join(objectives)
        form.implications.data = "\n".join(implications)
    return _page(who, programme, form, TemplateForm(formdata=None))


def _page(
    who: Actor, programme: Programme, form: SettingsForm, template_form: TemplateForm
) -> Response:
    from webapp.packs.cover import template  # docxtpl would slow every start

    wrong = template_form if template_form.errors else form
    body = render_template(
        "packs/cover/common.html",
        programme=programme,
        form=wrong,
        words=form,
        template_form=template_form,
        template=queries.word_template(db.session, programme.id),
        lines=template.LINES,
        blocks=template.BLOCKS,
        needed=template.NEEDED,
        may_write=who.holds((Role.PMO,), programme_id=programme.id),
    )
    return Response(body, status=422 if wrong.errors else 200, mimetype="text/html")


@bp.post("/programmes/<slug>/cover-reports/template")
def upload(slug: str) -> Response:
    """Check a Word template and use it from now on; a wrong one is refused with what is wrong."""
    from webapp.packs.cover import settings  # docxtpl would slow every start

    who, programme = _open(slug)
    settings.require_office(who, programme)
    form = TemplateForm()
    if form.validate_on_submit():
        sent = request.files[form.file.name]
        try:
            settings.upload(
                db.session,
                programme,
                who,
                at=now(),
                name=sent.filename or "",
                file=sent.read(),
            )
        except Incomplete as error:
            form.file.errors = [error.reason]
        else:
            db.session.commit()
            flash("The template is in use from now on.", "success")
            return htmx.go(url_for(".common", slug=slug))
    db.session.rollback()
    programme = queries.find_programme(db.session, who, slug)
    objectives, implications = queries.settings_of(db.session, programme.id)
    words = SettingsForm(
        formdata=None,
        data={"objectives": "\n".join(objectives), "implications": "\n".join(implications)},
    )
    return _page(who, programme, words, form)


@bp.post("/programmes/<slug>/cover-reports/template/withdraw")
def withdraw(slug: str) -> Response:
    """Stop using the template; without one nothing happens."""
    from webapp.packs.cover import settings  # docxtpl would slow every start

    who, programme = _open(slug)
    settings.withdraw(db.session, programme, who, at=now())
    db.session.commit()
    flash("Cover reports have Waymark’s own layout again.", "success")
    return htmx.go(url_for(".common", slug=slug))


@bp.get("/programmes/<slug>/cover-reports/starting-template")
def starting(slug: str) -> Response:
    """Send a Word template to begin with."""
    from webapp.packs.cover import template  # docxtpl would slow every start

    _open(slug)
    return send_file(
        BytesIO(template.starting()),
        mimetype=formats.MEDIA_TYPES[PackFormat.DOCX],
        as_attachment=True,
        download_name="cover-report-template.docx",
    )
