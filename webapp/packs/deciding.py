"""Pages of one update inside a pack: include it, query it, set the rating the group agrees."""

from datetime import datetime

from flask import Response, flash, request, url_for
from flask_wtf import FlaskForm

from models import Pack, ProgressUpdate
from models.enums import Action, PackStatus
from webapp import htmx
from webapp.access import actor
from webapp.clock import now
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.content import sections_of
from webapp.domain.errors import Incomplete, NotFound
from webapp.extensions import db
from webapp.packs import actions, contents, group, queries
from webapp.packs.forms import QueryForm, UnconfirmedForm, prefix, rate_form
from webapp.packs.frame import bp
from webapp.packs.lines import Line
from webapp.packs.material import Report
from webapp.packs.wording import slug


@bp.get("/packs/<int:pack_id>/updates/<int:update_id>")
def decide(pack_id: int, update_id: int) -> Response:
    """Show the ratings of an update side by side, and what may be done with it in this pack."""
    who = actor()
    pack = queries.get_pack(db.session, who, pack_id)
    return _page(who, pack, update_id)


def _page(
    who: Actor, pack: Pack, update_id: int, status: int = 200, **forms: FlaskForm
) -> Response:
    """Answer with what can be done with an update; a form with mistakes keeps what was typed."""
    at = now()
    gathered = contents.gather(db.session, pack, at=at)
    line = next((row for row in gathered.lines if row.update and row.update.id == update_id), None)
    if line is None or line.update is None:
        raise NotFound
    return htmx.page_or_part(
        "packs/decide.html",
        "packs/_decide.html",
        status,
        # Inside the review page it stands below the heading of the ratings.
        level=4 if htmx.is_part() else 3,
        pack=pack,
        period=pack.period,
        readable=policy.may_read(who, line.update),
        form=next(iter(forms.values()), None),
        back=_back(),
        **choices(who, pack, line, line.update, at=at, **forms),
    )


def choices(
    who: Actor,
    pack: Pack,
    line: Line,
    update: ProgressUpdate,
    *,
    at: datetime,
    query_form: FlaskForm | None = None,
    rating_form: FlaskForm | None = None,
    unconfirmed_form: FlaskForm | None = None,
) -> dict[str, object]:
    """Return what `packs/_decide.html` needs: the forms, those given with what was typed."""
    seen = queries.latest_fingerprint(db.session, update)
    return {
        "line": line,
        "sections": sections_of(line.report.content) if isinstance(line.report, Report) else (),
        "update": update,
        "steps": pack.period.phase.scale.steps,
        "in_review": pack.status is PackStatus.UNDER_REVIEW,
        "past_deadline": at > pack.period.sponsor_due_at,
        "reasons": {
            action.value: policy.why_not(who, action, update)
            for action in (Action.QUERY, Action.RATE, Action.INCLUDE_UNCONFIRMED)
        },
        "query_form": query_form
        or QueryForm(formdata=None, prefix=prefix("query", update), data={"seen": seen}),
        "rating_form": rating_form
        or rate_form(update, pack, seen=seen, standing=line.step.number if line.step else None),
        "unconfirmed_form": unconfirmed_form
        or UnconfirmedForm(formdata=None, prefix=prefix("include", update), data={"seen": seen}),
    }


def _back() -> str | None:
    """Return "meeting" where somebody decides in the meeting and goes back to it afterwards."""
    return "meeting" if request.args.get("back") == "meeting" else None


def _held(pack_id: int, update_id: int, action: Action) -> tuple[Actor, Pack, ProgressUpdate]:
    """Return who asks, with the pack and the update held for an act they may do on it."""
    who = actor()
    pack = queries.get_pack(db.session, who, pack_id, lock=True)
    update = queries.find_update(db.session, pack, update_id)
    policy.require(policy.why_not(who, action, update))
    return who, pack, update


def _again(who: Actor, pack: Pack, update: ProgressUpdate, **forms: FlaskForm) -> Response:
    """Answer with the form and its mistakes; nothing was changed."""
    pack_id, update_id = pack.id, update.id
    db.session.rollback()
    return _page(who, queries.get_pack(db.session, who, pack_id), update_id, 422, **forms)


def _done(pack: Pack, update: ProgressUpdate, said: str) -> Response:
    """Go back to the report in the pack, or to its screen in the meeting; say what was done."""
    db.session.commit()
    flash(said, "success")
    if _back():
        address = slug(update.workstream)
        return htmx.go(url_for(".meeting_workstream", pack_id=pack.id, code=address))
    return htmx.go(url_for(".review", pack_id=pack.id, _anchor=slug(update.workstream)))


@bp.post("/packs/<int:pack_id>/include/<int:update_id>")
def include(pack_id: int, update_id: int) -> Response:
    """Add an update that was approved later to the pack under review."""
    who, pack, update = _held(pack_id, update_id, Action.INCLUDE)
    actions.include(db.session, pack, update, who, at=now())
    return _done(pack, update, f"{update.workstream.name} is in the pack.")


@bp.post("/packs/<int:pack_id>/include-unconfirmed/<int:update_id>")
def include_unconfirmed(pack_id: int, update_id: int) -> Response:
    """Add the lead's return without its sponsor; a second click changes nothing."""
    who, pack, update = _held(pack_id, update_id, Action.INCLUDE_UNCONFIRMED)
    form = UnconfirmedForm(prefix=prefix("include", update))
    if not form.validate_on_submit():
        return _again(who, pack, update, unconfirmed_form=form)
    actions.include_unconfirmed(
        db.session,
        pack,
        update,
        who,
        at=now(),
        seen=form.seen.data or "",
        reason=form.reason.data or "",
    )
    name = update.workstream.name
    return _done(pack, update, f"{name} is in the pack, marked as not confirmed by its sponsor.")


@bp.post("/packs/<int:pack_id>/query/<int:update_id>")
def query(pack_id: int, update_id: int) -> Response:
    """Send an update back to lead and sponsor; a second click changes nothing."""
    who, pack, update = _held(pack_id, update_id, Action.QUERY)
    form = QueryForm(prefix=prefix("query", update))
    if not form.validate_on_submit():
        return _again(who, pack, update, query_form=form)
    group.query(
        db.session,
        pack,
        update,
        who,
        at=now(),
        seen=form.seen.data or "",
        reason=form.reason.data or "",
        sections=form.flagged,
    )
    return _done(pack, update, f"{update.workstream.name} is back with its lead and sponsor.")


@bp.post("/packs/<int:pack_id>/rate/<int:update_id>")
def rate(pack_id: int, update_id: int) -> Response:
    """Set the rating the group agrees for an update; a second click changes nothing."""
    who, pack, update = _held(pack_id, update_id, Action.RATE)
    form = rate_form(update, pack)
    if form.validate_on_submit():
        try:
            group.rate(
                db.session,
                pack,
                update,
                who,
                at=now(),
                seen=form.seen.data or "",
                standing=form.standing.data,
                step=form.step.data,
                reason=form.reason.data or "",
                exempt=form.exempt.data,
            )
        except Incomplete as error:
            form.step.errors = [f"{error.reason} {error.next_step}"]
        else:
            name = update.workstream.name
            return _done(pack, update, f"The rating of {name} is set for the group.")
    return _again(who, pack, update, rating_form=form)
