"""The page of an implication: asked for, written, signed off, or recorded as signed off."""

from flask import Response, flash, render_template, request, url_for

from models.covers import CoverImplication, CoverReport
from webapp import htmx
from webapp.access import actor
from webapp.clock import now
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.errors import Incomplete
from webapp.extensions import db
from webapp.packs.cover import officers, queries
from webapp.packs.cover.actions import Conflict
from webapp.packs.cover.arranging import names
from webapp.packs.cover.content import decode
from webapp.packs.cover.fields import offer_references, with_reference
from webapp.packs.cover.forms import (
    NOBODY,
    AskForm,
    ImplicationForm,
    RecordForm,
)
from webapp.packs.cover.frame import bp
from webapp.packs.cover.references import numbered, printed
from webapp.packs.cover.signing import standing, standing_sign_off


def _open(cover_id: int, position: int) -> tuple[Actor, CoverReport, CoverImplication]:
    who = actor()
    cover = queries.get_cover(db.session, who, cover_id, lock=request.method == "POST")
    return who, cover, queries.find_implication(cover, position)


@bp.get("/cover-reports/<int:cover_id>/implications/<int:position>")
def implication(cover_id: int, position: int) -> Response:
    """Show an implication to those who write it and to those who only read the report."""
    return _page(*_open(cover_id, position))


def _page(
    who: Actor,
    cover: CoverReport,
    row: CoverImplication,
    status: int = 200,
    *,
    form: ImplicationForm | None = None,
    ask_form: AskForm | None = None,
    record_form: RecordForm | None = None,
    conflict: Conflict | None = None,
) -> Response:
    """Answer with the page; a form with mistakes keeps what was typed."""
    content = decode(cover.content)
    report = numbered(content, queries.printed_implications(cover))
    wrong = form or ask_form or record_form
    writing = form or ImplicationForm(
        formdata=None, data={"base": officers.written(row), "seen": row.sha256, "text": row.text}
    )
    if form is None:
        writing.exempt.form.paragraph.data = row.exempt_paragraph
        writing.exempt.form.reason.data = row.exempt_reason
    offer_references(writing, report.labels, dict(names(cover, content)))
    asking = ask_form or AskForm(
        formdata=None, data={"officer_id": row.officer_id, "due_on": row.due_on}
    )
    asking.officer_id.choices = [(NOBODY, "Choose"), *queries.people_of(db.session, cover).items()]
    body = render_template(
        "packs/cover/implication.html",
        cover=cover,
        front=content.front,
        row=row,
        label=report.labels["paragraph", f"i{row.position}"],
        recommendations=[
            (report.labels["recommendation", one.handle], printed(one.text, report.labels))
            for one in content.recommendations
        ],
        printed=printed(row.text, report.labels),
        sign_off=standing_sign_off(row.sign_offs, row.sha256),
        standing=standing(row.sign_offs, row.sha256, asked=row.officer_id is not None),
        may_write=officers.writes_it(who, row) is None,
        may_sign=officers.answers_for_it(who, row) is None,
        may_ask=policy.runs_the_office(who, cover) is None,
        form=wrong,
        writing=writing,
        asking=asking,
        recording=record_form or RecordForm(formdata=None, data={"seen": row.sha256}),
        conflict=conflict,
    )
    return Response(body, status=status, mimetype="text/html")


def _done(cover: CoverReport, row: CoverImplication, said: str) -> Response:
    db.session.commit()
    flash(said, "success")
    return htmx.go(url_for(".implication", cover_id=cover.id, position=row.position))


def _again(cover_id: int, position: int, status: int = 422, **forms: object) -> Response:
    """Answer with the form and its mistakes; nothing was changed."""
    db.session.rollback()
    who, cover, row = _open(cover_id, position)
    return _page(who, cover, row, status, **forms)  # type: ignore[arg-type]


@bp.post("/cover-reports/<int:cover_id>/implications/<int:position>/ask")
def ask(cover_id: int, position: int) -> Response:
    """Ask an officer for an implication by a day."""
    who, cover, row = _open(cover_id, position)
    policy.require(policy.runs_the_office(who, cover))
    form = AskForm()
    form.officer_id.choices = [(NOBODY, "Choose"), *queries.people_of(db.session, cover).items()]
    if form.validate_on_submit():
        if form.officer_id.data == NOBODY:
            form.officer_id.errors = ["Choose an officer"]
            return _again(cover_id, position, ask_form=form)
        try:
            officers.ask(
                db.session,
                row,
                who,
                at=now(),
                officer_id=form.officer_id.data,
                due_on=form.due_on.data,
            )
            return _done(cover, row, "The officer is asked.")
        except Incomplete as error:
            form.due_on.errors = [error.reason]
    return _again(cover_id, position, ask_form=form)


@bp.post("/cover-reports/<int:cover_id>/implications/<int:position>")
def write(cover_id: int, position: int) -> Response:
    """Save the text of an implication; sign it off with the same click where that is asked for."""
    who, cover, row = _open(cover_id, position)
    policy.require(officers.writes_it(who, row))
    form = ImplicationForm()
    report = numbered(decode(cover.content), queries.printed_implications(cover))
    offer_references(form, report.labels, {})
    signing = request.form.get("do") == "sign"
    if signing:
        policy.require(officers.answers_for_it(who, row))
    if not form.validate_on_submit():
        return _again(cover_id, position, form=form)
    try:
        shown = form.seen.data == row.sha256
        officers.write(
            db.session,
            row,
            who,
            at=now(),
            text=with_reference(form),
            exempt=form.exempt.data,
            seen=form.base.data or "",
        )
        if signing:
            # What was saved just now is what is signed, unless something else changed before that.
            seen = row.sha256 if shown else form.seen.data or ""
            officers.sign(db.session, row, who, at=now(), seen=seen)
    except Conflict as conflict:
        form.base.data, form.seen.data = officers.written(row), row.sha256
        return _again(cover_id, position, 409, form=form, conflict=conflict)
    except Incomplete as error:
        form.text.errors = [error.reason]
        return _again(cover_id, position, form=form)
    return _done(cover, row, "Signed off." if signing else "Saved.")


@bp.post("/cover-reports/<int:cover_id>/implications/<int:position>/record")
def record(cover_id: int, position: int) -> Response:
    """Record a sign-off that an officer gave elsewhere."""
    who, cover, row = _open(cover_id, position)
    policy.require(policy.runs_the_office(who, cover))
    form = RecordForm()
    if form.validate_on_submit():
        try:
            officers.record_sign_off(
                db.session,
                row,
                who,
                at=now(),
                seen=form.seen.data or "",
                officer=form.officer.data,
                signed_on=form.signed_on.data,
                reference=form.reference.data,
            )
            return _done(cover, row, "The sign-off is recorded.")
        except Incomplete as error:
            form.signed_on.errors = [error.reason]
    return _again(cover_id, position, record_form=form)
