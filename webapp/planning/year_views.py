"""Pages that plan a year of periods: asked how, shown to check and change, created as drafts."""

from datetime import date
from http import HTTPStatus

from flask import Response, flash, render_template, request, url_for

from models import Programme, ReportingPeriod
from webapp import clock, htmx
from webapp.access import actor
from webapp.domain.calendar import DAY
from webapp.domain.planning import Remark
from webapp.domain.spans import meetings, months_after, year_from
from webapp.domain.wording import counted
from webapp.extensions import db
from webapp.planning import actions, queries
from webapp.planning.fields import clock_words
from webapp.planning.forms import RULE, TYPED, PlannedForm, YearForm, planned_forms
from webapp.planning.timetable import remarks_on, usual_clocks
from webapp.planning.views import DEADLINES, bp, office

__all__ = ["bp"]


@bp.get("/programmes/<slug>/plan")
def year(slug: str) -> Response:
    """Ask from when and how; once answered, show a year of periods to check and change."""
    programme, today = office(slug), clock.today()
    periods = queries.periods_of(db.session, programme.id, drafts=True)
    if "months" not in request.args:
        form = YearForm(formdata=None, data=_usual(periods, today.day))
        return _ask(programme, form)
    form = YearForm(request.args)
    if not form.validate():
        return _ask(programme, form, 422)
    rules = queries.rules_of(db.session, programme.id)
    spans = year_from(form.first_on.data, int(form.months.data))
    found = form.meetings.dates
    if form.how.data == RULE:
        where = {name: int(form[name].data) for name in ("later", "nth", "weekday")}
        found = tuple(meetings(spans, **where))
    rows = []
    for place, (span, meets_on) in enumerate(zip(spans, found, strict=True)):
        rows.append(PlannedForm(prefix=f"p{place}"))
        rows[-1].plan(rules, today.holidays, meeting=(span, meets_on))
    return _preview(programme, rows)


def _usual(periods: list[ReportingPeriod], today: date) -> dict[str, object]:
    """Return what the form starts with: where the last period ends, in two months' steps."""
    first = periods[-1].ends_on + DAY if periods else months_after(today.replace(day=1), 1)
    return {"first_on": first, "months": "2", "how": RULE, "nth": "5", "weekday": "1", "later": "1"}


def _ask(programme: Programme, form: YearForm, status: int = 200) -> Response:
    body = render_template("planning/year.html", programme=programme, form=form, typed=TYPED)
    return Response(body, status, mimetype="text/html")


@bp.post("/programmes/<slug>/plan")
def plan_year(slug: str) -> Response:
    """Check, plan again or create a year of periods whose dates may have been changed."""
    programme, at = office(slug), clock.now()
    rows = planned_forms(request.form)
    if not rows:
        return htmx.go(url_for(".year", slug=slug))
    if request.form.get("do") == "plan":
        _plan_moved(programme, rows)
    valid = not [row for row in rows if not row.validate()]
    if not valid or request.form.get("do") != "create":
        return _preview(programme, rows, 200 if valid else 422)
    plans = [row.dates() for row in rows]
    if any(remark.stops for found in _remarks(programme, rows) for remark in found):
        return _preview(programme, rows, 422)
    made = actions.plan_year(db.session, programme, actor(), plans, at=at)
    db.session.commit()
    done = counted(len(made), "draft period is", "draft periods are")
    flash(f"{done.capitalize()} planned. Only the programme office sees drafts.", "success")
    return htmx.go(url_for(".calendar", slug=slug))


def _plan_moved(programme: Programme, rows: list[PlannedForm]) -> None:
    """Plan the periods again whose meeting is not the one their dates were planned back from."""
    rules, today = queries.rules_of(db.session, programme.id), clock.today()
    for row in rows:
        meeting = row.meeting()
        if meeting is not None and row.planned_for.data != meeting[1].isoformat():
            row.plan(rules, today.holidays, meeting=meeting)


def _remarks(programme: Programme, rows: list[PlannedForm]) -> list[tuple[Remark, ...]]:
    """Return the remarks on every period; none on one of which a date is missing."""
    periods = queries.periods_of(db.session, programme.id, drafts=True)
    plans = [row.dates() for row in rows if row.is_complete()]
    found = iter(remarks_on(plans, programme.phases, periods, clock.today()))
    return [next(found) if row.is_complete() else () for row in rows]


def _preview(programme: Programme, rows: list[PlannedForm], status: int = 200) -> Response:
    found = _remarks(programme, rows)
    clocks = usual_clocks(queries.rules_of(db.session, programme.id))
    body = render_template(
        "planning/preview.html",
        programme=programme,
        clocks={name: clock_words(at) for name, at in clocks.items()},
        deadlines=DEADLINES,
        rows=list(zip(rows, found, strict=True)),
        marked=sum(map(len, found)),
        refused=status != HTTPStatus.OK,
    )
    return Response(body, status, mimetype="text/html")
