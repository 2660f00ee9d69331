"""The sponsor's review: what was submitted, what is new in it, and the decision."""

from flask import Response, flash, render_template, url_for

from models import ProgressUpdate, Revision
from models.enums import Action, Section, UpdateStatus
from webapp import htmx
from webapp.access import actor
from webapp.clock import now
from webapp.domain import content, policy
from webapp.domain.actor import Actor
from webapp.domain.errors import Incomplete, NotFound
from webapp.extensions import db
from webapp.updates import actions, queries
from webapp.updates.forms import ApproveForm, SendBackForm
from webapp.updates.frame import ORDER, bp, frame


@bp.get("/review")
def review(update_id: int) -> str | Response:
    """Show the sponsor what was submitted, what is new in it, and the decision."""
    who = actor()
    update = queries.get_update(db.session, who, update_id)
    if update.status is not UpdateStatus.WITH_SPONSOR or update.revision is None:
        return htmx.go(url_for(".read", update_id=update_id))
    seen = update.revision.sha256
    approval = ApproveForm(data={"seen": seen, "step": update.revision.proposed_step})
    return _review(who, update, approval, SendBackForm(data={"seen": seen}))


def _review(
    who: Actor,
    update: ProgressUpdate,
    approval: ApproveForm,
    return_form: SendBackForm,
) -> str:
    """Render the review page with its two forms."""
    context = frame(who, update)
    assert update.revision is not None  # noqa: S101 - only reached with a submitted revision
    text = content.decode(update.revision.content)
    last = queries.last_period(db.session, update)
    steps = queries.scale_steps(db.session, update)
    approval.step.choices = [(number, step.label) for number, step in steps.items()]
    return render_template(
        "updates/review.html",
        **context,
        steps=steps,
        text=text,
        revision=update.revision,
        last=last,
        fresh=_fresh(text, last),
        sent_back=queries.last_sent_back(db.session, update)
        if update.revision.number > 1
        else None,
        attestation=actions.ATTESTATION,
        form=approval if approval.errors else return_form if return_form.errors else None,
        approval=approval,
        return_form=return_form,
    )


def _fresh(text: content.UpdateContent, last: queries.LastPeriod | None) -> dict[Section, str]:
    """Return, for each section, how it differs from the last approved one."""
    if last is None:
        return dict.fromkeys(ORDER, "new")
    return {
        section: "same"
        if all(getattr(text, name) == getattr(last.content, name) for name in fields)
        else "changed"
        for section, fields in content.SECTION_FIELDS.items()
    }


def _submitted(update_id: int) -> tuple[Actor, ProgressUpdate, Revision]:
    """Return who asks, and the update a decision is about, locked; raises NotFound."""
    who = actor()
    update = queries.get_update(db.session, who, update_id, lock=True)
    if update.revision is None:
        raise NotFound
    return who, update, update.revision


@bp.post("/approve")
def approve(update_id: int) -> Response:
    """Approve the revision that was read; approving it twice does nothing."""
    who, update, revision = _submitted(update_id)
    form = ApproveForm()
    offered = [revision.proposed_step]
    if form.step.data not in offered:  # only then is the rest of the scale worth reading
        offered = [*queries.scale_steps(db.session, update)]
    form.step.choices = [(number, "") for number in offered]
    policy.require(policy.why_not(who, Action.APPROVE, update))
    if form.validate_on_submit():
        try:
            actions.approve(
                db.session,
                update,
                who,
                at=now(),
                seen=form.seen.data or "",
                step=form.step.data,
                reason=form.reason.data or "",
                comment=form.comment.data or "",
            )
        except Incomplete as error:
            form.reason.errors = [*form.reason.errors, f"{error.reason} {error.next_step}"]
        else:
            db.session.commit()
            flash(f"You approved the update of {update.workstream.name}.", "success")
            return htmx.go(url_for("inbox.my_work"))
    db.session.rollback()
    update = queries.get_update(db.session, who, update_id)
    page = _review(who, update, form, SendBackForm(formdata=None, data={"seen": form.seen.data}))
    return Response(page, status=422, mimetype="text/html")


@bp.post("/send-back")
def send_back(update_id: int) -> Response:
    """Return the update to its lead with a reason; sending it back twice does nothing."""
    who, update, revision = _submitted(update_id)
    form = SendBackForm()
    policy.require(policy.why_not(who, Action.SEND_BACK, update))
    if form.validate_on_submit():
        actions.send_back(
            db.session,
            update,
            who,
            at=now(),
            seen=form.seen.data or "",
            reason=form.reason.data or "",
            sections=[Section(name) for name in form.sections.data or ()],
        )
        db.session.commit()
        flash(f"You sent back the update of {update.workstream.name}.", "success")
        return htmx.go(url_for("inbox.my_work"))
    proposed = revision.proposed_step
    db.session.rollback()
    update = queries.get_update(db.session, who, update_id)
    approval = ApproveForm(formdata=None, data={"seen": form.seen.data, "step": proposed})
    return Response(_review(who, update, approval, form), status=422, mimetype="text/html")
