"""Pages of a pack on its way: how it stands, its overview, to the group, agreed, stopped."""

import msgspec
from flask import Response, flash, render_template, request, url_for

from models import Pack
from models.enums import Action, Audience, PackStatus
from webapp import htmx
from webapp.access import actor
from webapp.clock import now
from webapp.domain import content, policy
from webapp.domain.actor import Actor
from webapp.domain.audiences import AUDIENCE_NAMES
from webapp.domain.errors import NotAllowed, Refusal, Stale
from webapp.exempting import exemption_of
from webapp.extensions import db
from webapp.packs import actions, builder, cancelling, contents, corrections, foreword, queries
from webapp.packs.contents import Contents
from webapp.packs.document import Document
from webapp.packs.forms import AgreeForm, OverviewForm, ReleaseForm, SummaryForm, summary_form
from webapp.packs.frame import bp
from webapp.packs.meeting import queried

SHOWN_APART = ("status",)
"""Sections of the document that the review page sets in its own way, above the rest."""


@bp.get("/packs/<int:pack_id>")
def review(pack_id: int) -> Response:
    """Show a pack as it stands: who has reported, the overview, every report, what comes next."""
    who = actor()
    pack = queries.get_pack(db.session, who, pack_id)
    return _page(who, pack)


def _overview_form(pack: Pack) -> OverviewForm:
    return OverviewForm(
        formdata=None,
        data={
            "text": pack.overview,
            "seen": content.fingerprint(pack.overview),
            "exempt": exemption_of(pack),
        },
    )


def _page(
    who: Actor,
    pack: Pack,
    status: int = 200,
    *,
    form: OverviewForm | None = None,
    conflict: Stale | None = None,
    release_form: ReleaseForm | None = None,
    summary: SummaryForm | None = None,
) -> Response:
    """Answer with the review page; `conflict` shows the stored overview beside the typed one."""
    at = now()
    gathered = contents.gather(db.session, pack, at=at)
    action = queries.next_action(pack)
    group, board = queries.both(db.session, pack)
    body = render_template(
        "packs/review.html",
        pack=pack,
        period=pack.period,
        programme=pack.period.phase.programme,
        audience=pack.name or AUDIENCE_NAMES[pack.audience],
        contents=gathered,
        by_address={line.address: line for line in gathered.lines},
        links={
            line.update.id
            for line in gathered.lines
            if line.update and policy.may_read(who, line.update)
        },
        document=_rest(builder.build(gathered.data)) if action else None,
        action=action,
        refusal=_refusal(who, pack, action, gathered),
        in_review=pack.status is PackStatus.UNDER_REVIEW
        and pack.audience is Audience.IMPROVEMENT_GROUP,
        reviews=who.holds(policy.GROUP, programme_id=pack.programme_id),
        runs_office=policy.runs_the_office(who, pack) is None,
        may_settle=action in (Action.AGREE, Action.ISSUE)
        and policy.why_not_pack(who, Action.RATE, pack) is None,
        past_deadline=at > pack.period.sponsor_due_at,
        may_write=foreword.is_open_for_words(pack)
        and policy.why_not_pack(who, Action.SAVE, pack) is None,
        group=group,
        board=board,
        free_from=actions.free_from(pack) if action is Action.ISSUE else None,
        now_free=action is Action.ISSUE and at >= actions.free_from(pack),
        may_cancel=cancelling.is_in_correction(group, board)
        and policy.why_not_pack(who, Action.CANCEL, pack) is None,
        may_release=group.status is PackStatus.AGREED
        and board is not None
        and board.status is PackStatus.AGREED
        and policy.why_not_pack(who, Action.RELEASE, pack) is None,
        release_form=release_form
        or ReleaseForm(formdata=None, data={"version": group.version, "reason": ""}),
        form=form or _overview_form(pack),
        overview_mark=exemption_of(pack),
        may_sum_up=foreword.is_open_for_words(pack)
        and policy.why_not_pack(who, Action.RATE, pack) is None,
        summary=summary or summary_form(pack, seen=foreword.summary_fingerprint(pack)),
        steps={step.number: step for step in pack.period.phase.scale.steps},
        conflict=conflict,
        may_carry=policy.chairs_the_group_or_runs_the_office(who, pack) is None,
        back=None,
        limit=content.NARRATIVE_LIMIT,
    )
    return Response(body, status=status, mimetype="text/html")


def _refusal(who: Actor, pack: Pack, action: Action | None, gathered: Contents) -> Refusal | None:
    """Return why this person cannot do what comes next, or None when they can."""
    if action is None:
        return None
    if reason := policy.why_not_pack(who, action, pack):
        return NotAllowed(reason)
    if action is Action.AGREE:
        updates = [row.update for row in gathered.included if row.update]
        waiting = [row for row in gathered.queries if row.is_open]
        return actions.why_not_agree(who, updates) or (
            queried.why_not_settled(waiting) if waiting else None
        )
    return None


def _rest(document: Document) -> Document:
    """Return the document without the sections that the page shows apart."""
    kept = tuple(part for part in document.sections if part.id not in SHOWN_APART)
    return msgspec.structs.replace(document, sections=kept)


@bp.post("/packs/<int:pack_id>/overview")
def overview(pack_id: int) -> Response:
    """Save the overview; a conflict or a text that is too long comes back with what was typed."""
    who = actor()
    pack = queries.get_pack(db.session, who, pack_id, lock=True)
    form = OverviewForm()
    if not form.validate_on_submit():
        policy.require(policy.why_not_pack(who, Action.SAVE, pack))
        return _page(who, pack, 422, form=form)
    try:
        text, seen = form.text.data or "", form.seen.data or ""
        exempt = form.exempt.data
        foreword.save_overview(db.session, pack, who, text, at=now(), seen=seen, exempt=exempt)
    except Stale as conflict:
        db.session.rollback()
        pack = queries.get_pack(db.session, who, pack_id)
        form.seen.data = content.fingerprint(pack.overview)
        form.text.errors = [conflict.reason]
        return _page(who, pack, 409, form=form, conflict=conflict)
    db.session.commit()
    flash("The overview is saved.", "success")
    return htmx.go(url_for(".review", pack_id=pack_id))


@bp.post("/packs/<int:pack_id>/summary")
def sum_up(pack_id: int) -> Response:
    """Save the overall rating and what is asked for; mistakes come back with what was typed."""
    who = actor()
    pack = queries.get_pack(db.session, who, pack_id, lock=True)
    form = summary_form(pack)
    policy.require(policy.why_not_pack(who, Action.RATE, pack))
    if not form.validate_on_submit():
        return _page(who, pack, 422, summary=form)
    try:
        foreword.sum_up(
            db.session,
            pack,
            who,
            at=now(),
            step=form.step.data,
            reason=form.reason.data or "",
            asks=form.asks.data or "",
            seen=form.seen.data or "",
        )
    except Stale as conflict:
        db.session.rollback()
        pack = queries.get_pack(db.session, who, pack_id)
        form.seen.data = foreword.summary_fingerprint(pack)
        form.reason.errors = [f"{conflict.reason} {conflict.next_step}"]
        return _page(who, pack, 409, summary=form)
    db.session.commit()
    flash("The summary is saved.", "success")
    if request.args.get("back") == "meeting":
        return htmx.go(url_for(".meeting_end", pack_id=pack_id))
    return htmx.go(url_for(".review", pack_id=pack_id, _anchor="summary"))


@bp.post("/packs/<int:pack_id>/open-review")
def open_review(pack_id: int) -> Response:
    """Send the pack to the Improvement Group; a second click changes nothing."""
    who = actor()
    pack = queries.get_pack(db.session, who, pack_id, lock=True)
    actions.review(db.session, pack, who, at=now())
    db.session.commit()
    flash("The pack is with the Improvement Group.", "success")
    return htmx.go(url_for(".review", pack_id=pack_id))


@bp.post("/packs/<int:pack_id>/agree")
def agree(pack_id: int) -> Response:
    """Agree the version of the pack the chair has read; a second click changes nothing."""
    who = actor()
    pack = queries.get_pack(db.session, who, pack_id, lock=True)
    actions.agree(db.session, pack, who, at=now(), seen=AgreeForm().version.data)
    db.session.commit()
    flash("The pack is agreed. The programme office can now issue it to the board.", "success")
    return htmx.go(url_for(".review", pack_id=pack_id))


@bp.post("/packs/<int:pack_id>/release")
def release(pack_id: int) -> Response:
    """Stop an agreed pack, so that the group reviews it again; a second click changes nothing."""
    who = actor()
    pack = queries.get_pack(db.session, who, pack_id, lock=True)
    form = ReleaseForm()
    policy.require(policy.why_not_pack(who, Action.RELEASE, pack))
    if not form.validate_on_submit():
        return _page(who, pack, 422, release_form=form)
    corrections.release(
        db.session, pack, who, at=now(), seen=form.version.data, reason=form.reason.data or ""
    )
    db.session.commit()
    flash("The pack is stopped. It is with the Improvement Group again.", "success")
    return htmx.go(url_for(".review", pack_id=pack_id))
