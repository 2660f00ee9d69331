"""Pages of what a programme must answer, and of the workstreams that answer it."""

from flask import Response, flash, render_template, url_for

from models import Concern
from webapp import htmx
from webapp.access import actor
from webapp.clock import now, today
from webapp.concerns import concerns_of
from webapp.domain import policy
from webapp.domain.errors import Incomplete, Stale
from webapp.extensions import db
from webapp.programmes import concerns
from webapp.programmes.concern_forms import ConcernForm, showing
from webapp.programmes.queries import current_phase, find_programme
from webapp.programmes.views import bp

__all__ = ["bp"]


@bp.get("/concerns")
def concern_list(slug: str) -> str:
    """List what the programme must answer, who answers it, and workstreams that answer nothing."""
    who = actor()
    programme = find_programme(db.session, who, slug)
    phase = current_phase(programme.phases, today().day)
    workstreams = concerns.workstreams_of(db.session, phase)
    rows = concerns_of(db.session, programme.id)
    answering = {row.id for concern in rows for row in concern.workstreams}
    return render_template(
        "programmes/concerns.html",
        programme=programme,
        phase=phase,
        concerns=[
            (row, [one for one in row.workstreams if phase and one.phase_id == phase.id])
            for row in rows
        ],
        without=[row for row in workstreams if row.id not in answering],
        may_write=policy.runs_the_office(who, Concern(programme_id=programme.id)) is None,
    )


@bp.route("/concerns/new", methods=["GET", "POST"], defaults={"number": None})
@bp.route("/concerns/<int:number>", methods=["GET", "POST"])
def concern(slug: str, number: int | None) -> Response:
    """Show the form of a concern; once it is filled in, store it and go back to the list.

    Somebody else's change meanwhile is shown beside what was typed, and nothing is stored.
    """
    who = actor()
    programme = find_programme(db.session, who, slug)
    form = ConcernForm()
    stored = (
        concerns.find_concern(db.session, programme, number, lock=form.is_submitted())
        if number is not None
        else None
    )
    policy.require(policy.runs_the_office(who, Concern(programme_id=programme.id)))
    phase = current_phase(programme.phases, today().day)
    offered = concerns.workstreams_of(db.session, phase)
    form = form if form.is_submitted() else showing(stored)
    form.offer(offered)
    status, conflict = 200, None
    if form.validate_on_submit():
        row = stored or Concern(programme_id=programme.id, workstreams=[])
        try:
            row = concerns.save(
                db.session,
                row,
                who,
                at=now(),
                seen=form.version.data or 0,
                title=form.title.data or "",
                source=form.source.data or "",
                text=form.text.data or "",
                raised_on=form.raised_on.data,
                closed_on=form.closed_on.data,
                closing_reason=form.closing_reason.data or "",
                offered=offered,
                answering=form.answering.data or (),
            )
        except Incomplete as error:
            form.closed_on.errors = [error.reason]
        except Stale as error:
            conflict, status = error, 409
            form.version.data = row.version
        else:
            db.session.commit()
            flash(f"Concern {row.number} is saved.", "success")
            return htmx.go(url_for(".concern_list", slug=slug))
    body = render_template(
        "programmes/concern.html",
        programme=programme,
        phase=phase,
        stored=stored,
        form=form,
        conflict=conflict,
        limit=concerns.TEXT_LIMIT,
    )
    return Response(body, status=422 if form.errors else status, mimetype="text/html")
