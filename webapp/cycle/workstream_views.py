"""Pages about a workstream as a whole: its agreed completion date, and closing it."""

from flask import Response, render_template, request, url_for

from models import Workstream
from webapp import clock, htmx
from webapp.access import actor
from webapp.cycle import queries, workstreams
from webapp.cycle.forms import AgreedDateForm, CloseForm, closing_form
from webapp.cycle.reader_views import bp
from webapp.cycle.views import to_board
from webapp.domain import policy
from webapp.domain.content import LINE_LIMIT
from webapp.domain.errors import IllegalMove, Stale
from webapp.domain.registers import reference
from webapp.extensions import db

__all__ = ["bp"]


@bp.get("/workstreams/<int:workstream_id>/dates")
def dates(slug: str, workstream_id: int) -> Response:
    """Show the completion dates that were agreed, and let who may agree another one."""
    workstream = _of_insider(slug, workstream_id)
    seen = workstream.agreed_on.isoformat() if workstream.agreed_on else ""
    return _dates_page(workstream, AgreedDateForm(formdata=None, data={"seen": seen}))


@bp.post("/workstreams/<int:workstream_id>/dates")
def agree_date(slug: str, workstream_id: int) -> Response:
    """Agree another completion date."""
    workstream = _of_insider(slug, workstream_id, lock=True)
    policy.require(_why_not_agree(workstream))
    form = AgreedDateForm()
    if not form.validate():
        return _dates_page(workstream, form, 422)
    try:
        workstreams.agree_date(
            db.session,
            workstream,
            actor(),
            at=clock.now(),
            agreed_on=form.agreed_on.data,
            reason=form.reason.data or "",
            seen=form.seen.data or "",
        )
    except Stale as conflict:
        form.form_errors.append(conflict.reason)
        form.seen.data = workstream.agreed_on.isoformat() if workstream.agreed_on else ""
        return _dates_page(workstream, form, 409)
    db.session.commit()
    return htmx.go(url_for("cycle.dates", slug=slug, workstream_id=workstream_id))


def _of_insider(slug: str, workstream_id: int, *, lock: bool = False) -> Workstream:
    """Return a workstream, its phase and programme loaded, of who works on the programme."""
    programme = queries.get_programme_of_insider(db.session, actor(), slug)
    return queries.get_workstream(db.session, programme, workstream_id, lock=lock)


def _why_not_agree(workstream: Workstream) -> str | None:
    return policy.agrees_dates(
        actor(), programme_id=workstream.phase.programme_id, workstream_id=workstream.id
    )


def _dates_page(workstream: Workstream, form: AgreedDateForm, status: int = 200) -> Response:
    """Answer with the agreed dates, and the form for another one."""
    body = render_template(
        "cycle/dates.html",
        programme=workstream.phase.programme,
        workstream=workstream,
        agreed=queries.agreed_dates(db.session, workstream),
        form=form,
        reason=_why_not_agree(workstream),
        watches=policy.may_watch(actor(), workstream.phase.programme_id),
        runs=policy.runs_the_office(actor(), workstream.phase) is None,
        limit=LINE_LIMIT,
    )
    return Response(body, status=status, mimetype="text/html")


@bp.route("/workstreams/<int:workstream_id>/close", methods=["GET", "POST"])
def close_workstream(slug: str, workstream_id: int) -> Response:
    """Close a workstream, or merge it into another; say what becomes of each open item."""
    programme, today = queries.get_programme(db.session, actor(), slug), clock.today()
    workstream = queries.get_workstream(
        db.session, programme, workstream_id, lock=request.method == "POST"
    )
    policy.require(policy.runs_the_office(actor(), workstream.phase))
    if workstream.closed_on is not None:
        raise IllegalMove("This workstream is closed.", "Nothing about it changes any more.")
    items = queries.open_items(db.session, workstream)
    names = [reference(workstream.code, item.kind, item.number) for item in items]
    others = {
        row.id: row
        for row in queries.workstreams_of(db.session, programme, today.day)
        if row.id != workstream.id and row.phase_id == workstream.phase_id
    }
    form: CloseForm = closing_form(items, names, today.day)
    form.offer(others.values())
    if form.validate_on_submit():
        workstreams.close_workstream(
            db.session,
            workstream,
            actor(),
            at=today.at,
            on=form.on.data,
            reason=form.reason.data or "",
            dispositions={item.id: form[f"item_{item.id}"].data or "" for item in items},
            merged_into=others.get(form.merged_into_id.data),
        )
        db.session.commit()
        return to_board(slug, f"{workstream.name} is closed.")
    body = render_template(
        "cycle/close_workstream.html",
        programme=programme,
        workstream=workstream,
        items=list(zip(items, names, strict=True)),
        under_way=queries.under_way(db.session, workstream),
        form=form,
        limit=LINE_LIMIT,
    )
    return Response(body, status=422 if form.errors else 200, mimetype="text/html")
