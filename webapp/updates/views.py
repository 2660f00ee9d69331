"""Pages of one update: read, start, check and submit, recall, history."""

from flask import Response, flash, render_template, request, url_for
from flask_wtf import FlaskForm

from models.enums import UpdateStatus
from webapp import htmx
from webapp.access import actor
from webapp.clock import now
from webapp.domain import checks, content, policy, workflow
from webapp.domain.errors import Incomplete
from webapp.domain.workflow import DECIDED
from webapp.extensions import db
from webapp.updates import actions, editing, queries, review
from webapp.updates.forms import SubmitForm
from webapp.updates.frame import ORDER, bp, filled, frame, readable

__all__ = ["bp", "editing", "review"]


@bp.get("")
def read(update_id: int) -> str:
    """Show an update: its task list to those who write it, its text to others."""
    who = actor()
    update = queries.get_update(db.session, who, update_id)
    text = readable(who, update)
    context = frame(who, update)
    writing = bool(text and context["editable"] and context["writes"])
    findings = (
        checks.before_submission(text, sponsors=[h.name for h in context["approvers"]])
        if text and context["editable"]
        else ()
    )
    return render_template(
        "updates/read.html",
        **context,
        text=text,
        findings=findings,
        sections=ORDER,
        filled=filled(text) if text else {},
        # Writers see a list of sections and the last rating, the others the text and its rating.
        last=queries.last_period(db.session, update) if writing else None,
        steps=queries.scale_steps(db.session, update) if text and not writing else {},
        decisions=queries.decisions(db.session, update) if update.status in DECIDED else (),
        sent_back=queries.last_sent_back(db.session, update)
        if update.status is UpdateStatus.RETURNED
        else None,
        form=FlaskForm(),
    )


@bp.post("/start")
def start(update_id: int) -> Response:
    """Begin writing and open the first section; a second click just opens it."""
    who = actor()
    update = queries.get_update(db.session, who, update_id, lock=True)
    if update.status not in workflow.EDITABLE:
        actions.start(db.session, update, who, at=now())
        db.session.commit()
    return htmx.go(url_for(".edit", update_id=update_id, section=ORDER[0]))


@bp.get("/check")
def check(update_id: int) -> str | Response:
    """Show the whole update as it will be read, with what must be mended first."""
    who = actor()
    update = queries.get_update(db.session, who, update_id)
    if update.status not in workflow.EDITABLE or not policy.may_read_draft(who, update):
        return htmx.go(url_for(".read", update_id=update_id))
    text = content.decode(update.draft)
    context = frame(who, update)
    findings = checks.before_submission(text, sponsors=[h.name for h in context["approvers"]])
    return render_template(
        "updates/check.html",
        **context,
        steps=queries.scale_steps(db.session, update),
        text=text,
        findings=findings,
        last=queries.last_period(db.session, update),
        form=SubmitForm(data={"seen": content.fingerprint(update.draft)}),
    )


@bp.post("/submit")
def submit(update_id: int) -> Response:
    """Send the draft to the sponsor; sending the same one twice does nothing."""
    who = actor()
    update = queries.get_update(db.session, who, update_id, lock=True)
    try:
        actions.submit(db.session, update, who, at=now(), seen=request.form.get("seen", ""))
    except Incomplete:
        db.session.rollback()
        return htmx.go(url_for(".check", update_id=update_id))
    db.session.commit()
    flash("Your update is with the sponsor.", "success")
    return htmx.go(url_for(".read", update_id=update_id))


@bp.post("/recall")
def recall(update_id: int) -> Response:
    """Take the update back to change it, while the sponsor has not decided."""
    who = actor()
    update = queries.get_update(db.session, who, update_id, lock=True)
    if update.status is not UpdateStatus.DRAFT:
        actions.recall(db.session, update, who, at=now())
        db.session.commit()
        flash("You have taken the update back. The sponsor can no longer decide on it.", "success")
    return htmx.go(url_for(".read", update_id=update_id))


@bp.get("/history")
def history(update_id: int) -> str:
    """Show every step in the life of an update, newest first."""
    who = actor()
    update = queries.get_update(db.session, who, update_id)
    return render_template(
        "updates/history.html",
        **frame(who, update),
        steps=queries.scale_steps(db.session, update),
        events=queries.history(db.session, update),
        decisions=queries.decisions(db.session, update),
    )


@bp.get("/revisions/<int:number>")
def revision(update_id: int, number: int) -> str:
    """Show exactly what was submitted as one revision, with the decisions on it."""
    who = actor()
    update = queries.get_update(db.session, who, update_id)
    row = queries.get_revision(db.session, update, number)
    return render_template(
        "updates/revision.html",
        **frame(who, update),
        steps=queries.scale_steps(db.session, update),
        revision=row,
        text=content.decode(row.content),
        decisions=[
            decision
            for decision in queries.decisions(db.session, update)
            if decision.revision_id == row.id
        ],
    )
