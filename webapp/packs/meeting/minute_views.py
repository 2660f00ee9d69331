"""Pages of decisions and actions: record one, change it, take it off, say what became of it."""

from flask import Response, flash, render_template, request, url_for

from models import Minute, Pack
from models.enums import MinuteKind, MinuteState
from webapp import htmx
from webapp.access import actor
from webapp.clock import LONDON, now
from webapp.domain import policy
from webapp.domain.actor import Actor
from webapp.domain.errors import NotFound, Stale
from webapp.domain.meeting import QueryState
from webapp.exempting import exemption_of
from webapp.extensions import db
from webapp.packs import queries
from webapp.packs.frame import bp
from webapp.packs.meeting import minutes, queried, recording
from webapp.packs.meeting.forms import CarryForm, MinuteForm, SettleForm, shown
from webapp.packs.meeting.printed import numbered, standing
from webapp.packs.wording import slug


def _typed(pack: Pack, stored: Minute | None = None, *, show: bool = False) -> MinuteForm:
    """Return the form with what is typed, or with what is stored to `show` it."""
    at = now()
    data = shown(stored) if stored else {"about": request.args.get("about", type=int)}
    form = (
        MinuteForm(formdata=None, prefix="minute", data=data)
        if show
        else MinuteForm(prefix="minute")
    )
    return form.about_this(
        minutes.workstreams_of(db.session, pack),
        minutes.owners(db.session, pack, at),
        today=at.astimezone(LONDON).date(),
        stored=stored,
    )


def _page(
    pack: Pack,
    form: MinuteForm,
    status: int = 200,
    *,
    row: Minute | None = None,
    conflict: Stale | None = None,
) -> Response:
    """Answer with the form of a decision or an action."""
    body = render_template(
        "packs/minute.html",
        pack=pack,
        period=pack.period,
        programme=pack.period.phase.programme,
        form=form,
        row=row,
        conflict=conflict,
        mark=exemption_of(row) if row else None,
        leave=_screen_of(pack, row),
    )
    return Response(body, status=status, mimetype="text/html")


def _screen_of(pack: Pack, row: Minute | None) -> str:
    """Return the address of the screen that shows a decision or an action."""
    if row is not None and row.workstream is not None:
        return url_for(".meeting_workstream", pack_id=pack.id, code=slug(row.workstream))
    return url_for(".meeting_end", pack_id=pack.id)


@bp.route("/packs/<int:pack_id>/minutes", methods=["GET", "POST"])
def record_minute(pack_id: int) -> Response:
    """Show the form for a decision or an action; record it. The same again is recorded once."""
    who = actor()
    pack = queries.get_pack(db.session, who, pack_id, lock=request.method == "POST")
    policy.require(policy.records_the_meeting(who, pack))
    form = _typed(pack, show=request.method == "GET")
    if not form.validate_on_submit():
        return _page(pack, form, 422 if form.errors else 200)
    kind = MinuteKind(form.kind.data)
    row = recording.record(db.session, pack, who, kind, form.said, at=now())
    back = _screen_of(pack, row)
    db.session.commit()
    flash(f"{numbered(row.kind, row.number)} is recorded.", "success")
    return htmx.go(back)


def _held(who: Actor, pack_id: int, minute_id: int, *, lock: bool = True) -> tuple[Pack, Minute]:
    """Return a pack and a decision or an action of its meeting, held for a change."""
    pack = queries.get_pack(db.session, who, pack_id, lock=lock)
    policy.require(policy.records_the_meeting(who, pack))
    row = minutes.get_minute(db.session, who, minute_id, lock=lock)
    if row.pack_id != pack.id:
        raise NotFound
    return pack, row


@bp.route("/packs/<int:pack_id>/minutes/<int:minute_id>", methods=["GET", "POST"])
def change_minute(pack_id: int, minute_id: int) -> Response:
    """Show a decision or an action to change it; a conflict comes back with both wordings."""
    who, post = actor(), request.method == "POST"
    pack, row = _held(who, pack_id, minute_id, lock=post)
    form = _typed(pack, row, show=not post)
    if not form.validate_on_submit():
        return _page(pack, form, 422 if form.errors else 200, row=row)
    try:
        recording.change(db.session, pack, row, who, form.said, at=now(), seen=form.version.data)
    except Stale as conflict:
        db.session.rollback()
        pack, row = _held(who, pack_id, minute_id, lock=False)
        form.version.data = row.version
        form.text.errors = [conflict.reason]
        return _page(pack, form, 409, row=row, conflict=conflict)
    back = _screen_of(pack, row)
    db.session.commit()
    flash(f"{numbered(row.kind, row.number)} is saved.", "success")
    return htmx.go(back)


@bp.post("/packs/<int:pack_id>/minutes/<int:minute_id>/remove")
def remove_minute(pack_id: int, minute_id: int) -> Response:
    """Take off what was recorded by mistake."""
    who = actor()
    pack, row = _held(who, pack_id, minute_id)
    back, name = _screen_of(pack, row), numbered(row.kind, row.number)
    seen = request.form.get("version", type=int)
    recording.remove(db.session, pack, row, who, at=now(), seen=seen)
    db.session.commit()
    flash(f"{name} is taken off.", "success")
    return htmx.go(back)


@bp.route("/actions/<int:minute_id>", methods=["GET", "POST"])
def settle_minute(minute_id: int) -> Response:
    """Show an action to whoever owes it, and to the group; record what became of it."""
    who, post = actor(), request.method == "POST"
    row = minutes.get_minute(db.session, who, minute_id, lock=post)
    if row.kind is not MinuteKind.ACTION:
        raise NotFound
    endings, today = minutes.endings(who, row), now().astimezone(LONDON).date()
    data = {"version": row.version, "on": today, "state": endings[0].value if endings else None}
    form = SettleForm() if post else SettleForm(formdata=None, data=data)
    # A second click says what stands already, and changes nothing.
    form.offering(minutes.ENDINGS if post else endings, today=today)
    if post:
        wanted = form.chosen or MinuteState.DONE
        policy.require(minutes.why_not_settle(who, row, wanted))
    if form.validate_on_submit() and form.chosen:
        recording.settle(
            db.session,
            row,
            who,
            at=now(),
            state=form.chosen,
            on=form.on.data,
            note=form.note.data or "",
            seen=form.version.data,
        )
        db.session.commit()
        flash("What you said of the action is recorded.", "success")
        return htmx.go(url_for(".settle_minute", minute_id=minute_id))
    form.offering(endings, today=today)
    body = render_template(
        "packs/settle.html",
        row=row,
        form=form,
        endings=endings,
        standing=standing(row),
        mark=exemption_of(row),
        reads_pack=policy.may_read_pack(who, row.programme_id),
    )
    return Response(body, status=422 if form.errors else 200, mimetype="text/html")


@bp.route("/packs/<int:pack_id>/queries/<int:update_id>", methods=["GET", "POST"])
def carry(pack_id: int, update_id: int) -> Response:
    """Show what carrying a query to the next meeting means; once a reason is given, carry it."""
    who, post = actor(), request.method == "POST"
    pack = queries.get_pack(db.session, who, pack_id, lock=post)
    policy.require(policy.chairs_the_group_or_runs_the_office(who, pack))
    rows = queried.queries_of(db.session, pack.period_id)
    row = next((row for row in rows if row.update.id == update_id), None)
    if row is None or row.state is QueryState.ANSWERED:
        raise NotFound
    form = CarryForm()
    end = url_for(".meeting_end", pack_id=pack.id)
    if form.validate_on_submit():
        reason, exempt = form.reason.data or "", form.exempt.data
        queried.carry(db.session, pack, row, who, at=now(), reason=reason, exempt=exempt)
        db.session.commit()
        flash(f"The query about {row.workstream.name} is carried.", "success")
        return htmx.go(end)
    body = render_template(
        "packs/carry.html",
        pack=pack,
        period=pack.period,
        row=row,
        form=form,
        leave=end,
    )
    return Response(body, status=422 if form.errors else 200, mimetype="text/html")
