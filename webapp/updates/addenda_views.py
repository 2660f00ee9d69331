"""Notes on what happened after a period on the pages: below the update, to add, to approve."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Response, flash, render_template, request, url_for
from flask_wtf import FlaskForm
from wtforms import TextAreaField

from models import Addendum, ProgressUpdate
from webapp import htmx
from webapp.access import actor
from webapp.clock import now
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.addenda import TEXT_LIMIT, why_not_now
from webapp.domain.content import LINE_LIMIT
from webapp.domain.errors import Incomplete
from webapp.exempting import exemption_of
from webapp.extensions import db
from webapp.fields import AtMost, DateParts, ExemptField, Needed, tidy
from webapp.updates import addenda, queries
from webapp.updates.frame import bp, frame

PLACE = "after-the-period"
"""Where the notes stand on the page of an update."""


class AddendumForm(FlaskForm):  # type: ignore[misc]
    """The day something happened, and what it was."""

    happened_on = DateParts("The day it happened", validators=[Needed("Enter the day it happened")])
    text = TextAreaField(
        "What happened",
        filters=[tidy],
        validators=[Needed("Say what happened"), AtMost(TEXT_LIMIT)],
    )
    exempt = ExemptField()


class SendNoteBackForm(FlaskForm):  # type: ignore[misc]
    """What is wrong with a note."""

    reason = TextAreaField(
        "What is wrong with it?",
        filters=[tidy],
        validators=[Needed("Say what is wrong with the note"), AtMost(LINE_LIMIT)],
    )


@dataclass(frozen=True)
class After:
    """The notes on an update as one person sees them."""

    notes: Sequence[Addendum]
    may_write: bool
    verdicts: Mapping[int, str | None]
    """For a sponsor, by note: None when they may approve it, or why they may not."""

    @property
    def asks_me(self) -> bool:
        """Whether a note waits for this person's approval."""
        return None in self.verdicts.values()


def after_the_period(who: Actor, update: ProgressUpdate, *, noted: bool) -> After:
    """Return what the page of an update shows of what happened after its period.

    `noted` is whether there are any notes.
    """
    notes = addenda.addenda(db.session, who, update) if noted else ()
    sponsors = policy.sponsors_it(who, update) is None
    return After(
        notes,
        may_write=policy.writes_it(who, update) is None and why_not_now(update.status) is None,
        verdicts={
            note.id: policy.approves_addendum(who, update, note.written_by_id)
            for note in notes
            if sponsors and note.approved_at is None and note.sent_back_at is None
        },
    )


@bp.get("/addenda")
def addendum(update_id: int) -> str | Response:
    """Ask a writer what happened after the period, once the update is approved.

    `again` names a note to begin from, such as one that was sent back.
    """
    who = actor()
    update = queries.get_update(db.session, who, update_id)
    policy.require(policy.writes_it(who, update))
    if why_not_now(update.status):
        return htmx.go(url_for(".read", update_id=update_id))
    form = AddendumForm()
    if again := request.args.get("again", type=int):
        note = addenda.get_addendum(db.session, who, update, again)
        form = AddendumForm(
            data={
                "happened_on": note.happened_on,
                "text": note.text,
                "exempt": exemption_of(note),
            }
        )
    return _page(who, update, form)


def _page(who: Actor, update: ProgressUpdate, form: AddendumForm) -> str:
    """Return the page to add a note; nobody approves their own."""
    context = frame(who, update)
    context["approvers"] = [h for h in context["approvers"] if h.person_id != who.person_id]
    return render_template("updates/addenda.html", **context, form=form, limit=TEXT_LIMIT)


@bp.post("/addenda")
def write_addendum(update_id: int) -> Response:
    """Add a note; the same note twice is one."""
    who = actor()
    update = queries.get_update(db.session, who, update_id, lock=True)
    form = AddendumForm()
    policy.require(policy.writes_it(who, update))
    if form.validate_on_submit():
        try:
            addenda.write_addendum(
                db.session,
                update,
                who,
                at=now(),
                happened_on=form.happened_on.data,
                text=form.text.data or "",
                exempt=form.exempt.data,
            )
        except Incomplete as error:
            form.happened_on.errors = [*form.happened_on.errors, error.reason]
        else:
            db.session.commit()
            flash("Your note is saved. A sponsor has to approve it.", "success")
            return htmx.go(url_for(".read", update_id=update_id, _anchor=PLACE))
    db.session.rollback()
    update = queries.get_update(db.session, who, update_id)
    return Response(_page(who, update, form), status=422, mimetype="text/html")


@bp.post("/addenda/<int:addendum_id>/approve")
def approve_addendum(update_id: int, addendum_id: int) -> Response:
    """Approve a note; approving it twice does nothing."""
    who = actor()
    update = queries.get_update(db.session, who, update_id, lock=True)
    note = addenda.get_addendum(db.session, who, update, addendum_id)
    addenda.approve_addendum(db.session, update, who, at=now(), addendum=note)
    db.session.commit()
    flash("The note is approved.", "success")
    return htmx.go(url_for(".read", update_id=update_id, _anchor=PLACE))


@bp.route("/addenda/<int:addendum_id>/send-back", methods=["GET", "POST"])
def send_back_addendum(update_id: int, addendum_id: int) -> Response:
    """Ask a sponsor what is wrong with a note, then send it back."""
    who = actor()
    update = queries.get_update(db.session, who, update_id, lock=request.method == "POST")
    note = addenda.get_addendum(db.session, who, update, addendum_id)
    policy.require(policy.approves_addendum(who, update, note.written_by_id))
    there = url_for(".read", update_id=update_id, _anchor=PLACE)
    form = SendNoteBackForm()
    if request.method == "GET" and (note.approved_at or note.sent_back_at):
        return htmx.go(there)
    if form.validate_on_submit():
        addenda.send_back_addendum(
            db.session, update, who, at=now(), addendum=note, reason=form.reason.data or ""
        )
        db.session.commit()
        flash("The note is sent back. Another can be written in its place.", "success")
        return htmx.go(there)
    body = render_template(
        "updates/send_back_addendum.html", **frame(who, update), note=note, form=form
    )
    return Response(body, status=422 if form.errors else 200, mimetype="text/html")
