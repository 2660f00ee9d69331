"""Pages of readers: the reading room, reading confirmed, the chair's notes, recommendations."""

from flask import Response, flash, render_template, request, url_for
from sqlalchemy import select

from models import Programme
from webapp import htmx
from webapp.access import actor
from webapp.clock import now, today
from webapp.domain import policy
from webapp.domain.audiences import AUDIENCE_NAMES
from webapp.domain.errors import NotFound
from webapp.extensions import db
from webapp.packs import library, reading, reading_actions, reading_notes
from webapp.packs.frame import bp
from webapp.packs.reading_forms import AnswerForm, NoteForm


@bp.get("/reading")
def reading_room() -> str:
    """Show a member of a board or committee what is new, what is waited for, and the archive."""
    return render_template(
        "packs/reading.html",
        bodies=reading.room(db.session, actor()),
        audiences=AUDIENCE_NAMES,
    )


@bp.post("/editions/<int:edition_id>/acknowledge")
def acknowledge(edition_id: int) -> Response:
    """Record that a member has read an edition; a second click changes nothing."""
    who = actor()
    edition = library.find_edition(db.session, who, edition_id)
    reading_actions.acknowledge(db.session, edition, who, at=now())
    db.session.commit()
    flash("Recorded: you have read this edition. The programme office can see it.", "success")
    return htmx.go(url_for(".reading_room"))


@bp.route("/editions/<int:edition_id>/note", methods=["GET", "POST"])
def note(edition_id: int) -> Response:
    """Let the chair of the body record a note and recommendations on an edition."""
    who = actor()
    edition = library.find_edition(db.session, who, edition_id)
    pack = edition.pack
    policy.require(policy.chairs_the_body(who, pack.audience, pack.programme_id))
    form = NoteForm()
    if "more" in request.form:
        form.one_more()
    elif form.validate_on_submit():
        reading_actions.note(
            db.session,
            edition,
            who,
            at=now(),
            text=form.text.data or "",
            recommended=form.asked(),
            public=form.public.data,
        )
        db.session.commit()
        flash(
            "The note is recorded. It cannot be changed; a correction is a further note.", "success"
        )
        return htmx.go(url_for(".read", edition_id=edition.id, _anchor="notes"))
    body = render_template(
        "packs/reading_note.html",
        edition=edition,
        period=pack.period,
        body=AUDIENCE_NAMES[pack.audience],
        signed=who.name,
        form=form,
    )
    return Response(body, status=422 if form.errors else 200, mimetype="text/html")


@bp.get("/programmes/<slug>/recommendations")
def recommendation_list(slug: str) -> str:
    """List what boards and committees recommended to a programme, with what it answered."""
    who = actor()
    programme = db.session.scalars(select(Programme).where(Programme.slug == slug)).one_or_none()
    if programme is None or not policy.may_read_pack(who, programme.id):
        raise NotFound
    return render_template(
        "packs/reading_recommendations.html",
        programme=programme,
        recommendations=reading_notes.recommendations(db.session, programme.id),
        audiences=AUDIENCE_NAMES,
        may_answer=policy.answers_recommendations(who, programme.id) is None,
        today=today().day,
    )


@bp.route("/recommendations/<int:recommendation_id>", methods=["GET", "POST"])
def answer(recommendation_id: int) -> Response:
    """Show a recommendation with its answers; director and office answer it."""
    who = actor()
    row = reading_notes.find_recommendation(db.session, who, recommendation_id)
    refused = policy.answers_recommendations(who, row.programme_id)
    form = AnswerForm(data={"seen": len(row.answers)})
    if request.method == "POST":
        policy.require(refused)
    if form.validate_on_submit():
        reading_actions.answer(db.session, row, who, at=now(), **form.values())
        db.session.commit()
        flash("The answer is recorded. The next pack prints it.", "success")
        return htmx.go(
            url_for(".recommendation_list", slug=row.note.edition.pack.period.phase.programme.slug)
        )
    body = render_template(
        "packs/reading_answer.html",
        recommendation_row=row,
        body=AUDIENCE_NAMES[row.audience],
        programme=row.note.edition.pack.period.phase.programme,
        refused=refused,
        form=form,
    )
    return Response(body, status=422 if form.errors else 200, mimetype="text/html")
