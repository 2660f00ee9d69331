"""Pages of the calendar: the year at a glance, planning a year, one period's dates, the rules."""

from dataclasses import asdict, replace
from datetime import date
from http import HTTPStatus

from flask import Blueprint, Response, flash, render_template, request, url_for

from models import Programme, ReportingPeriod
from webapp import clock, htmx
from webapp.access import actor
from webapp.domain import policy
from webapp.domain.calendar import DAY
from webapp.domain.errors import NotFound, Stale
from webapp.domain.planning import (
    EDGES,
    LABELS,
    Dates,
    Remark,
    behind,
    plan_again,
    set_by_hand,
    stopping,
)
from webapp.domain.spans import meetings, months_after, year_from
from webapp.domain.wording import counted
from webapp.extensions import db
from webapp.planning import actions, queries
from webapp.planning.calendar import calendar_of
from webapp.planning.fields import clock_words
from webapp.planning.forms import (
    RULE,
    TYPED,
    PeriodForm,
    PlannedForm,
    RulesForm,
    YearForm,
    planned_forms,
)
from webapp.planning.queries import Place
from webapp.planning.timetable import (
    clocks_of,
    dates_of,
    remarks_on,
    remarks_on_change,
    usual_clocks,
)

bp = Blueprint("planning", __name__)
MOST_AT_ONCE = 100
LONGEST_KEY = 18
"""Figures of a row's number that any database can hold."""
DEADLINES = {name: label for name, label in LABELS.items() if name not in EDGES}
PLANS_AGAIN = ("keep", "all")
MEETING = ("iib_meets_on",)
"""What is planned from, and so is taken as it was typed."""


def _programme(slug: str) -> Programme:
    return queries.get_programme(db.session, actor(), slug)


def _office(slug: str) -> Programme:
    """Return the programme for its office; raises NotAllowed for others who see its board."""
    programme = _programme(slug)
    policy.require(policy.runs_the_office(actor(), Place(programme.id)))
    return programme


@bp.get("/programmes/<slug>/calendar")
def calendar(slug: str) -> str:
    """Show the next dates, and those of every period."""
    programme = _programme(slug)
    plans = policy.runs_the_office(actor(), Place(programme.id)) is None
    periods = queries.periods_of(db.session, programme.id, drafts=plans)
    return render_template(
        "planning/calendar.html",
        programme=programme,
        calendar=calendar_of(periods, clock.today()),
        labels=DEADLINES.values(),
        plans=plans,
    )


@bp.post("/programmes/<slug>/schedule")
def schedule(slug: str) -> Response:
    """Show the drafts that were on the page to everybody."""
    programme, at = _office(slug), clock.now()
    words = dict.fromkeys(request.form.get("periods", "").split()[:MOST_AT_ONCE])
    if not words or not all(word.isdecimal() and len(word) <= LONGEST_KEY for word in words):
        raise NotFound
    periods = [
        queries.get_period(db.session, actor(), programme, int(word), lock=True) for word in words
    ]
    actions.schedule(db.session, periods, actor(), at=at)
    db.session.commit()
    done = counted(len(periods), "period is", "periods are")
    flash(f"{done.capitalize()} scheduled. Everybody who sees the board sees the dates.", "success")
    return htmx.go(url_for(".calendar", slug=slug))


@bp.get("/programmes/<slug>/plan")
def year(slug: str) -> Response:
    """Ask from when and how; once answered, show a year of periods to check and change."""
    programme, today = _office(slug), clock.today()
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
    programme, at = _office(slug), clock.now()
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


@bp.get("/programmes/<slug>/periods/<int:period_id>")
def period(slug: str, period_id: int) -> Response:
    """Show the dates of a period, to change them."""
    programme = _office(slug)
    row = queries.get_period(db.session, actor(), programme, period_id)
    form = PeriodForm(group_meets_time=clocks_of(row)["group_meets_on"])
    form.show(dates_of(row))
    return _compare(programme, row, form)


@bp.post("/programmes/<slug>/periods/<int:period_id>")
def replan(slug: str, period_id: int) -> Response:
    """Compare new dates with those there are, plan them again, or save them."""
    programme, at = _office(slug), clock.now()
    row = queries.get_period(db.session, actor(), programme, period_id, lock=True)
    form, do = PeriodForm(request.form), request.form.get("do", "")
    if do in PLANS_AGAIN and form.is_complete():
        form.show(_planned(programme, row, form, keep_by_hand=do == "keep"))
        if do == "all" and "group_meets_on" not in behind(
            dates_of(row), row.status, clock.today().day
        ):
            usual = queries.rules_of(db.session, programme.id).group_meets
            form.group_meets_time.process(None, usual)
    if not form.validate():
        return _compare(programme, row, form, 422)
    if do != "save":
        return _compare(programme, row, form)
    if stopping(_remarks_on_change(row, form)):
        return _compare(programme, row, form, 422)
    try:
        changes = actions.replan(
            db.session,
            row,
            actor(),
            form.dates(),
            at=at,
            seen=request.form.get("seen", ""),
            group_meets=form.group_meets_time.data,
        )
    except Stale as conflict:
        db.session.rollback()
        programme = _office(slug)
        row = queries.get_period(db.session, actor(), programme, period_id)
        return _compare(programme, row, form, 409, conflict)
    db.session.commit()
    if changes:
        flash(f"The dates of {row.name} are changed.", "success")
    else:
        flash("Nothing was changed: these are the dates it has already.", "information")
    return htmx.go(url_for(".calendar", slug=slug))


def _planned(
    programme: Programme, row: ReportingPeriod, form: PeriodForm, *, keep_by_hand: bool
) -> Dates:
    """Return the typed dates planned again, those that have passed as they are."""
    rules, today = queries.rules_of(db.session, programme.id), clock.today()
    old = dates_of(row)
    passed = behind(old, row.status, today.day)
    by_hand = set_by_hand(old, rules, today.holidays) if keep_by_hand else frozenset()
    stays = {name: getattr(old, name) for name in passed | by_hand if name not in MEETING}
    return plan_again(replace(form.dates(), **stays), rules, today.holidays, keep=(*stays, *EDGES))


def _remarks_on_change(row: ReportingPeriod, form: PeriodForm) -> tuple[Remark, ...]:
    """Return the remarks on new dates of a period; none while some date is missing."""
    if not form.is_complete():
        return ()
    periods = queries.periods_of(db.session, row.programme_id, drafts=True)
    return remarks_on_change(row, form.dates(), periods, clock.today())


def _compare(
    programme: Programme,
    row: ReportingPeriod,
    form: PeriodForm,
    status: int = 200,
    conflict: Stale | None = None,
) -> Response:
    today, old = clock.today(), dates_of(row)
    rules = queries.rules_of(db.session, programme.id)
    body = render_template(
        "planning/period.html",
        programme=programme,
        period=row,
        form=form,
        old=asdict(old),
        labels=LABELS,
        group_meets=clocks_of(row)["group_meets_on"],
        passed=behind(old, row.status, today.day),
        by_hand=set_by_hand(old, rules, today.holidays),
        remarks=_remarks_on_change(row, form),
        seen=actions.fingerprint(row),
        refused=status != HTTPStatus.OK,
        conflict=conflict,
    )
    return Response(body, status, mimetype="text/html")


@bp.post("/programmes/<slug>/periods/<int:period_id>/discard")
def discard(slug: str, period_id: int) -> Response:
    """Delete a draft."""
    programme, at = _office(slug), clock.now()
    row = queries.get_period(db.session, actor(), programme, period_id, lock=True)
    actions.discard(db.session, row, actor(), at=at)
    db.session.commit()
    flash(f"The draft of {row.name} is deleted.", "success")
    return htmx.go(url_for(".calendar", slug=slug))


@bp.route("/programmes/<slug>/planning-rules", methods=["GET", "POST"])
def rules(slug: str) -> Response:
    """Show and change how dates are planned back from a meeting."""
    programme, at = _office(slug), clock.now()
    stored = queries.rules_of(db.session, programme.id)
    form = RulesForm(data=asdict(stored) | {"quarantine_hours": programme.quarantine_hours})
    if form.validate_on_submit():
        actions.set_rules(
            db.session,
            programme,
            actor(),
            form.rules(),
            at=at,
            quarantine_hours=form.quarantine_hours.data or 0,
        )
        db.session.commit()
        flash("The planning rules are saved. Periods planned before stay as they are.", "success")
        return htmx.go(url_for(".calendar", slug=slug))
    body = render_template("planning/rules.html", programme=programme, form=form)
    return Response(body, 422 if form.is_submitted() else 200, mimetype="text/html")
