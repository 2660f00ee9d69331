"""Check and submit: the update as it will be read, what to mend or explain, and sending it."""

from flask import Response, flash, render_template, url_for

from models import ProgressUpdate
from models.enums import Action, Section
from webapp import htmx
from webapp.access import actor
from webapp.clock import now
from webapp.domain import checks, content, policy, workflow
from webapp.domain.actor import Actor
from webapp.domain.errors import Incomplete
from webapp.extensions import db
from webapp.updates import actions, findings, queries
from webapp.updates.decision_forms import ExplainForm, SubmitForm, submit_form
from webapp.updates.frame import bp, frame, locked


@bp.get("/check")
def check(update_id: int) -> str | Response:
    """Show the whole update as it will be read, with what must be mended or explained first."""
    who = actor()
    update = queries.get_update(db.session, who, update_id)
    if update.status not in workflow.EDITABLE or not policy.may_read_draft(who, update):
        return htmx.go(url_for(".read", update_id=update_id))
    return _page(who, update)


def _page(
    who: Actor,
    update: ProgressUpdate,
    *,
    submitting: SubmitForm | None = None,
    explaining: ExplainForm | None = None,
) -> str:
    """Render the page, with a form that was sent and is not right yet."""
    text = content.decode(update.draft)
    seen = content.fingerprint(update.draft)
    context = frame(who, update)
    found = findings.find(db.session, update, text, who, at=now(), setting=context["setting"])
    needed = _needed(update)
    return render_template(
        "updates/check.html",
        **context,
        text=text,
        to_mend=[one for one in found if one.severity is checks.Severity.STOP],
        to_explain=[one for one in found if one.severity is checks.Severity.EXPLAIN],
        open=len(checks.blocking(found)),
        needed=needed,
        sent_back=queries.last_sent_back(db.session, update) if needed else None,
        locked=locked(update),
        sections=content.sections_of(text),
        explaining=explaining or ExplainForm.showing(found, seen),
        submitting=submitting or submit_form(needed, seen=seen),
        form=submitting or explaining,
        target=findings.target,
    )


def _needed(update: ProgressUpdate) -> tuple[Section, ...]:
    """Return the sections that came back, stand as they were and so need an answer."""
    return actions.unanswered(update, content.decode(update.draft)) if update.draft else ()


@bp.post("/explain")
def explain(update_id: int) -> Response:
    """Save what the lead says about what the checks found, and show the page again."""
    who = actor()
    update = queries.get_update(db.session, who, update_id, lock=True)
    policy.require(policy.why_not(who, Action.SAVE, update))
    form = ExplainForm()
    if not form.validate_on_submit():
        return Response(_page(who, update, explaining=form), status=422, mimetype="text/html")
    text = content.decode(update.draft) if update.draft else content.UpdateContent()
    found = findings.find(db.session, update, text, who, at=now())
    actions.explain(
        db.session,
        update,
        who,
        form.explanations(found),
        at=now(),
        seen=form.seen.data or "",
    )
    db.session.commit()
    return htmx.go(url_for(".check", update_id=update_id, _anchor="to-explain"))


@bp.post("/submit")
def submit(update_id: int) -> Response:
    """Send the draft to the sponsor; sending the same one twice does nothing."""
    who = actor()
    update = queries.get_update(db.session, who, update_id, lock=True)
    policy.require(policy.why_not(who, Action.SUBMIT, update))
    needed = _needed(update)
    form = submit_form(needed)
    if form.validate_on_submit():
        try:
            actions.submit(
                db.session,
                update,
                who,
                at=now(),
                seen=form.seen.data or "",
                replies=form.replies(needed),
            )
        except Incomplete:
            # What stands in the way is listed on the page, each with where to mend it.
            db.session.rollback()
            update = queries.get_update(db.session, who, update_id)
        else:
            db.session.commit()
            flash("Your update is with the sponsor.", "success")
            return htmx.go(url_for(".read", update_id=update_id))
    return Response(_page(who, update, submitting=form), status=422, mimetype="text/html")
