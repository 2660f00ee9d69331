"""Pages about the measures of a workstream: what they are, their values, and what is agreed."""

from flask import Response, render_template, url_for

from models import Measure, Workstream
from webapp import clock, htmx
from webapp.access import actor
from webapp.cycle import measure_values, measures, queries
from webapp.cycle.forms import ReasonForm
from webapp.cycle.measure_forms import MeasureForm, TargetForm
from webapp.cycle.workstream_views import bp
from webapp.domain import measures as rules
from webapp.domain import policy
from webapp.domain.content import LINE_LIMIT
from webapp.domain.errors import Stale
from webapp.extensions import db

__all__ = ["bp"]


@bp.get("/workstreams/<int:workstream_id>/measures")
def measure_list(slug: str, workstream_id: int) -> str:
    """Show the measures of a workstream with their targets, and the values one may read."""
    programme = queries.get_programme_of_insider(db.session, actor(), slug)
    workstream = queries.get_workstream(db.session, programme, workstream_id)
    who = actor()
    return render_template(
        "cycle/measures.html",
        **_frame(workstream),
        measures=measure_values.measures_of(db.session, workstream),
        values=measure_values.values_of(db.session, who, workstream),
        outcomes={row.id: row for row in measure_values.outcomes_of(db.session, workstream)},
        adds=policy.runs_the_office(who, workstream.phase) is None,
        agrees=_why_not_agree(workstream) is None,
        watches=policy.may_watch(who, programme.id),
    )


@bp.route("/workstreams/<int:workstream_id>/measures/add", methods=["GET", "POST"])
def add_measure(slug: str, workstream_id: int) -> Response:
    """Add a measure."""
    programme = queries.get_programme_of_insider(db.session, actor(), slug)
    workstream = queries.get_workstream(db.session, programme, workstream_id, lock=True)
    policy.require(policy.runs_the_office(actor(), workstream.phase))
    form = MeasureForm()
    form.offer(measure_values.outcomes_of(db.session, workstream))
    if form.validate_on_submit():
        measures.add_measure(
            db.session,
            workstream,
            actor(),
            at=clock.now(),
            definition=form.to_definition(),
            target=form.to_target(),
        )
        db.session.commit()
        return _to_list(slug, workstream_id)
    body = render_template("cycle/add_measure.html", **_frame(workstream), form=form)
    return Response(body, status=422 if form.errors else 200, mimetype="text/html")


@bp.route("/workstreams/<int:workstream_id>/measures/<int:number>/target", methods=["GET", "POST"])
def change_target(slug: str, workstream_id: int, number: int) -> Response:
    """Agree another target for a measure."""
    measure = _measure(slug, workstream_id, number)
    policy.require(_why_not_agree(measure.workstream))
    aim = rules.aim(measure)
    form = TargetForm(data={"seen": aim, **_shown(measure)})
    form.unit, form.direction = measure.unit, measure.direction
    status = 200
    if form.validate_on_submit():
        try:
            measures.change_target(
                db.session,
                measure,
                actor(),
                at=clock.now(),
                target=form.to_target(),
                reason=form.reason.data or "",
                seen=form.seen.data or "",
            )
        except Stale as conflict:
            form.form_errors.append(conflict.reason)
            form.seen.data, status = aim, 409
        else:
            db.session.commit()
            return _to_list(slug, workstream_id)
    elif form.errors:
        status = 422
    body = render_template(
        "cycle/measure_target.html",
        **_frame(measure.workstream),
        row=measure,
        form=form,
        limit=LINE_LIMIT,
    )
    return Response(body, status=status, mimetype="text/html")


def _shown(measure: Measure) -> dict[str, object]:
    """Return the target as the form shows it."""
    return {
        "target": rules.figure(measure.target),
        "target_to": rules.figure(measure.target_to),
        "target_on": measure.target_on,
    }


@bp.route("/workstreams/<int:workstream_id>/measures/<int:number>/end", methods=["GET", "POST"])
def end_measure(slug: str, workstream_id: int, number: int) -> Response:
    """End a measure, with the reason."""
    measure = _measure(slug, workstream_id, number)
    policy.require(policy.runs_the_office(actor(), measure.workstream.phase))
    form = ReasonForm()
    if form.validate_on_submit():
        measures.end_measure(
            db.session, measure, actor(), at=clock.now(), reason=form.reason.data or ""
        )
        db.session.commit()
        return _to_list(slug, workstream_id)
    body = render_template(
        "cycle/end_measure.html",
        **_frame(measure.workstream),
        row=measure,
        form=form,
        limit=LINE_LIMIT,
    )
    return Response(body, status=422 if form.errors else 200, mimetype="text/html")


def _measure(slug: str, workstream_id: int, number: int) -> Measure:
    """Return a measure, held for a change, of a workstream of who works on the programme."""
    programme = queries.get_programme_of_insider(db.session, actor(), slug)
    workstream = queries.get_workstream(db.session, programme, workstream_id, lock=True)
    return measure_values.get_measure(db.session, workstream, number)


def _frame(workstream: Workstream) -> dict[str, object]:
    """Return what the pages of measures have at their top."""
    return {"programme": workstream.phase.programme, "workstream": workstream}


def _why_not_agree(workstream: Workstream) -> str | None:
    return policy.agrees_dates(
        actor(), programme_id=workstream.phase.programme_id, workstream_id=workstream.id
    )


def _to_list(slug: str, workstream_id: int) -> Response:
    return htmx.go(url_for("cycle.measure_list", slug=slug, workstream_id=workstream_id))
