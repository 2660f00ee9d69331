"""Pages of the calendar: the year at a glance, the dates of one period, the rules."""

from dataclasses import asdict, replace
from http import HTTPStatus

from flask import Blueprint, Response, flash, render_template, request, url_for

from models import Programme, ReportingPeriod
from webapp import clock, htmx
from webapp.access import actor
from webapp.domain import policy
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
from webapp.domain.wording import counted
from webapp.extensions import db
from webapp.planning import actions, queries
from webapp.planning.calendar import calendar_of
from webapp.planning.forms import PeriodForm, RulesForm
from webapp.planning.queries import Place
from webapp.planning.timetable import clocks_of, dates_of, remarks_on_change

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


def office(slug: str) -> Programme:
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
    programme, at = office(slug), clock.now()
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


@bp.get("/programmes/<slug>/periods/<int:period_id>")
def period(slug: str, period_id: int) -> Response:
    """Show the dates of a period, to change them."""
    programme = office(slug)
    row = queries.get_period(db.session, actor(), programme, period_id)
    form = PeriodForm(group_meets_time=clocks_of(row)["group_meets_on"])
    form.show(dates_of(row))
    return _compare(programme, row, form)


@bp.post("/programmes/<slug>/periods/<int:period_id>")
def replan(slug: str, period_id: int) -> Response:
    """Compare new dates with those there are, plan them again, or save them."""
    programme, at = office(slug), clock.now()
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
        programme = office(slug)
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
    programme, at = office(slug), clock.now()
    row = queries.get_period(db.session, actor(), programme, period_id, lock=True)
    actions.discard(db.session, row, actor(), at=at)
    db.session.commit()
    flash(f"The draft of {row.name} is deleted.", "success")
    return htmx.go(url_for(".calendar", slug=slug))


@bp.route("/programmes/<slug>/planning-rules", methods=["GET", "POST"])
def rules(slug: str) -> Response:
    """Show and change how dates are planned back from a meeting."""
    programme, at = office(slug), clock.now()
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
