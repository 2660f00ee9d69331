"""The sponsor's pages: what was submitted, what changed in it, the decision, and taking it back."""

from collections.abc import Sequence
from typing import Any

import msgspec
from flask import Response, flash, render_template, request, url_for
from wtforms import Field

from models import Decision, ProgressUpdate, Revision
from models.enums import Action, Section, UpdateStatus
from webapp import htmx
from webapp.access import actor
from webapp.before import LastPeriod
from webapp.clock import LONDON, now
from webapp.domain import content, policy, reconcile
from webapp.domain.actor import Actor
from webapp.domain.checks.narrative import ALIKE, likeness
from webapp.domain.content import UpdateContent
from webapp.domain.errors import Incomplete, NotFound
from webapp.domain.wording import listing
from webapp.extensions import db
from webapp.levels import in_the_name_of
from webapp.updates import comments, decisions, findings, queries
from webapp.updates.decision_forms import ApproveForm, ReturnForm
from webapp.updates.discussion import talk
from webapp.updates.frame import ORDER, bp, frame
from webapp.updates.panel import panel
from webapp.updates.readings import note_reading
from webapp.updates.setting import get_setting

PERIOD, RETURNED, NOTHING = "period", "returned", "nothing"
"""What changes are shown since: the last approved period, the last time it came back, nothing."""


@bp.get("/review")
def review(update_id: int) -> str | Response:
    """Show the sponsor what was submitted, what is new in it, and the decision.

    Notes that somebody who may decide has opened it.
    """
    who = actor()
    update = queries.get_update(db.session, who, update_id)
    if update.status is not UpdateStatus.WITH_SPONSOR or update.revision is None:
        return htmx.go(url_for(".read", update_id=update_id))
    seen = update.revision.sha256
    approval = ApproveForm(data={"seen": seen, "step": update.revision.proposed_step})
    context = _context(who, update, approval, ReturnForm(data={"seen": seen}))
    first_look = not context["setting"].opened
    if first_look and context["panel"].own and context["reasons"]["approve"] is None:
        note_reading(update.revision, who, at=now())
    return htmx.page_or_part("updates/review.html", "updates/_reading.html", 200, **context)


def _context(
    who: Actor, update: ProgressUpdate, approval: ApproveForm, return_form: ReturnForm
) -> dict[str, Any]:
    """Return what the review page shows, with its two forms."""
    context = frame(who, update)
    revision = update.revision
    assert revision is not None  # noqa: S101 - only reached with a submitted revision
    text = content.decode(revision.content)
    setting, steps, last = context["setting"], context["steps"], context["last"]
    sent_back = queries.last_sent_back(db.session, update) if revision.number > 1 else None
    approval.step.choices = [(number, step.label) for number, step in steps.items()]
    approval.attested.label.text = decisions.attestation(update)
    since, before = _baseline(update, last, sent_back)
    return {
        **context,
        "text": text,
        "revision": revision,
        "sections": content.sections_of(text),
        "fresh": _fresh(text, last),
        "sent_back": sent_back,
        "since": since,
        "before": before,
        # What the lead was asked is what stood on the page at the time.
        "findings": findings.find(
            db.session,
            update,
            text,
            None,
            at=revision.submitted_at,
            setting=setting,
        ),
        "talk": talk(who, update, "review", commented=setting.commented),
        "anchors": {section: comments.anchors(text, section) for section in ORDER},
        "panel": panel(db.session, update, revision, who, setting, at=now()),
        "in_the_name_of": in_the_name_of,
        "form": approval if approval.errors else return_form if return_form.errors else None,
        "approval": approval,
        "return_form": return_form,
    }


def _baseline(
    update: ProgressUpdate, last: LastPeriod | None, sent_back: queries.SentBack | None
) -> tuple[str, UpdateContent | None]:
    """Return what changes are shown since, and the text of then.

    Somebody who sent it back looks first for what was done about that.
    """
    since = request.args.get("since", RETURNED if sent_back else NOTHING)
    if since == RETURNED and sent_back:
        revision = queries.get_revision(db.session, update, sent_back.revision)
        return since, content.decode(revision.content)
    if since == PERIOD and last:
        # What was planned then is what this period's milestones answer to.
        promised = reconcile.promises(last.content)
        return since, msgspec.structs.replace(last.content, milestones=promised, planned=())
    return NOTHING, None


def _fresh(text: UpdateContent, last: LastPeriod | None) -> dict[Section, str]:
    """Return, for each section, whether it is new, changed or all but the same as last period."""
    if last is None:
        return dict.fromkeys(ORDER, "new")
    return {
        section: "same"
        if all(_alike(getattr(text, name), getattr(last.content, name)) for name in fields)
        else "changed"
        for section, fields in content.SECTION_FIELDS.items()
    }


def _alike(one: object, other: object) -> bool:
    """Return whether a field says the same as before, or all but the same in many words."""
    if isinstance(one, str) and isinstance(other, str) and likeness(one, other) >= ALIKE:
        return True
    return one == other


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
            decisions.approve(
                db.session,
                update,
                who,
                at=now(),
                seen=form.seen.data or "",
                step=form.step.data,
                reason=form.reason.data or "",
                comment=form.comment.data or "",
                comment_private=form.comment_private.data,
                conditions=form.conditions.data or "",
                exempt=form.exempt.data,
            )
        except Incomplete as error:
            at_fault = _at_fault(form, revision, queries.approvals(db.session, revision))
            at_fault.errors = [*at_fault.errors, f"{error.reason} {error.next_step}"]
        else:
            db.session.commit()
            flash(_approved(who, update, revision), "success")
            return htmx.go(url_for("inbox.my_work"))
    return_form = ReturnForm(formdata=None, data={"seen": form.seen.data})
    return _unfinished(who, update_id, form, return_form)


def _at_fault(form: ApproveForm, revision: Revision, approvals: Sequence[Decision]) -> Field:
    """Return the field that what is missing belongs to."""
    if approvals and approvals[0].confirmed_step != form.step.data:
        return form.step
    if form.step.data != revision.proposed_step and not form.reason.data:
        return form.reason
    return form.comment


def _approved(who: Actor, update: ProgressUpdate, revision: Revision) -> str:
    """Return what a person is told who has approved; another sponsor may still have to."""
    words = f"You approved the update of {update.workstream.name}."
    if update.status is not UpdateStatus.WITH_SPONSOR:
        return words
    today = now().astimezone(LONDON).date()
    setting = get_setting(db.session, update, who.person_id, today)
    left = panel(db.session, update, revision, who, setting, at=now()).left
    return f"{words} {listing(place.sponsor for place in left)} must approve it too."


@bp.post("/send-back")
def send_back(update_id: int) -> Response:
    """Return the update to its lead with a reason; sending it back twice does nothing."""
    who, update, revision = _submitted(update_id)
    form = ReturnForm()
    policy.require(policy.why_not(who, Action.SEND_BACK, update))
    if form.validate_on_submit():
        decisions.send_back(
            db.session,
            update,
            who,
            at=now(),
            seen=form.seen.data or "",
            reason=form.reason.data or "",
            sections=form.flagged,
        )
        db.session.commit()
        flash(f"You sent back the update of {update.workstream.name}.", "success")
        return htmx.go(url_for("inbox.my_work"))
    data = {"seen": form.seen.data, "step": revision.proposed_step}
    return _unfinished(who, update_id, ApproveForm(formdata=None, data=data), form)


def _unfinished(
    who: Actor, update_id: int, approval: ApproveForm, return_form: ReturnForm
) -> Response:
    """Show the review again with what was typed and what is wrong with it."""
    db.session.rollback()
    update = queries.get_update(db.session, who, update_id)
    page = render_template("updates/review.html", **_context(who, update, approval, return_form))
    return Response(page, status=422, mimetype="text/html")


@bp.get("/revoke")
def revoke(update_id: int) -> str | Response:
    """Ask a sponsor why an approval is taken back, while the update is in no pack."""
    who = actor()
    update = queries.get_update(db.session, who, update_id)
    policy.require(policy.why_not(who, Action.REVOKE, update))
    if update.status is not UpdateStatus.APPROVED or update.revision is None:
        return htmx.go(url_for(".read", update_id=update_id))
    form = ReturnForm(data={"seen": update.revision.sha256})
    return _revoking(who, update, update.revision, form)


def _revoking(who: Actor, update: ProgressUpdate, revision: Revision, form: ReturnForm) -> str:
    """Show the form to take an approval back."""
    sections = content.sections_of(content.decode(revision.content))
    return render_template(
        "updates/revoke.html", **frame(who, update), sections=sections, form=form
    )


@bp.post("/revoke")
def take_back_approval(update_id: int) -> Response:
    """Take an approval back with a reason; taking it back twice does nothing."""
    who, update, revision = _submitted(update_id)
    form = ReturnForm()
    policy.require(policy.why_not(who, Action.REVOKE, update))
    if form.validate_on_submit():
        decisions.revoke(
            db.session,
            update,
            who,
            at=now(),
            seen=form.seen.data or "",
            reason=form.reason.data or "",
            sections=form.flagged,
        )
        db.session.commit()
        flash(f"You took back your approval of {update.workstream.name}.", "success")
        return htmx.go(url_for(".read", update_id=update_id))
    db.session.rollback()
    update = queries.get_update(db.session, who, update_id)
    return Response(_revoking(who, update, revision, form), status=422, mimetype="text/html")
