"""The office's board, what it does about one update, and opening and closing a period."""

from collections.abc import Callable, Mapping

from flask import Blueprint, Response, flash, render_template, request, url_for

from models import Programme, ProgressUpdate, ReportingPeriod
from models.enums import Action, PeriodStatus
from webapp import clock, htmx, periods
from webapp.access import actor
from webapp.cycle import actions, queries
from webapp.cycle.board import Board
from webapp.cycle.forms import ReasonForm, TimeForm
from webapp.cycle.returns import offered
from webapp.cycle.standing import board_for
from webapp.domain import policy, turns
from webapp.domain.content import LINE_LIMIT
from webapp.domain.errors import IllegalMove, Incomplete
from webapp.extensions import db
from webapp.holders import holders_on

bp = Blueprint("cycle", __name__, url_prefix="/programmes/<slug>/cycle")
PART = "cycle/_board.html"

ACTIONS: Mapping[Action, Callable[..., None]] = {
    Action.EXTEND: actions.extend,
    Action.ALLOW_LATE: actions.allow_late,
    Action.WITHDRAW: actions.withdraw,
    Action.REINSTATE: actions.reinstate,
}
DONE: Mapping[Action, str] = {
    Action.EXTEND: "There is more time. The leads are told.",
    Action.ALLOW_LATE: "It may come late. The leads are told.",
    Action.WITHDRAW: "The update is no longer asked for. Leads and sponsors are told.",
    Action.REINSTATE: "The update is asked for again. The leads are told.",
}


@bp.get("")
def board(slug: str) -> Response:
    """Show where the cycle stands; who polls is told in one statement that nothing has changed."""
    today = clock.today()
    programme, state, tag = queries.get_state(db.session, actor(), slug, today)
    seen = request.if_none_match.as_set() if htmx.is_part() else set()
    if tag in seen:
        return Response(status=304)
    found = board_for(db.session, actor(), programme, today)
    is_news = bool(seen) and state not in {old.rpartition(".")[0] for old in seen}
    return _answer(found, tag, f"The board has changed. {found.words}" if is_news else "")


def _answer(found: Board, tag: str, news: str) -> Response:
    """Answer with the board as a page or a part, with what tells it from an older one."""
    response = htmx.page_or_part("cycle/board.html", PART, board=found, tag=tag, news=news)
    response.set_etag(tag)
    return response


def to_board(slug: str, words: str, *, update_id: int | None = None) -> Response:
    """Go back to the board, to the line of an update, and say there what was done."""
    flash(words, "success")
    anchor = f"return-{update_id}" if update_id else None
    return htmx.go(url_for("cycle.board", slug=slug, _anchor=anchor))


@bp.post("/updates/<int:update_id>/chase")
def chase(slug: str, update_id: int) -> Response:
    """Remind whoever has the update, and show the board again."""
    programme = queries.get_programme(db.session, actor(), slug)
    update = queries.get_update(db.session, programme, update_id, lock=True)
    name = update.workstream.name
    sent = actions.chase(db.session, update, actor(), at=clock.now())
    db.session.commit()
    words = (
        f"{name}: a reminder is on its way."
        if sent
        else f"{name}: everybody who has it was reminded today already."
    )
    if not htmx.is_part():
        return to_board(slug, words, update_id=update_id)
    today = clock.today()
    programme, _, tag = queries.get_state(db.session, actor(), slug, today)
    return _answer(board_for(db.session, actor(), programme, today), tag, words)


@bp.route("/updates/<int:update_id>/extend", methods=["GET", "POST"])
def extend(slug: str, update_id: int) -> Response:
    """Give the writers of an update more time."""
    return _ask(slug, update_id, Action.EXTEND)


@bp.route("/updates/<int:update_id>/allow-late", methods=["GET", "POST"])
def allow_late(slug: str, update_id: int) -> Response:
    """Let an update be written though returns are closed."""
    return _ask(slug, update_id, Action.ALLOW_LATE)


@bp.route("/updates/<int:update_id>/withdraw", methods=["GET", "POST"])
def withdraw(slug: str, update_id: int) -> Response:
    """Ask for an update no longer."""
    return _ask(slug, update_id, Action.WITHDRAW)


@bp.route("/updates/<int:update_id>/reinstate", methods=["GET", "POST"])
def reinstate(slug: str, update_id: int) -> Response:
    """Ask for a withdrawn update again."""
    return _ask(slug, update_id, Action.REINSTATE)


def _ask(slug: str, update_id: int, action: Action) -> Response:
    """Ask for what an action on an update needs, and do it once all is said."""
    who, today = actor(), clock.today()
    programme = queries.get_programme(db.session, who, slug)
    update = queries.get_update(db.session, programme, update_id, lock=request.method == "POST")
    policy.require(policy.why_not(who, action, update))
    if action not in offered(update.status):
        raise IllegalMove(
            "This cannot be done now: things have moved on since you opened the page.",
            "Go back to the board to see where it stands.",
        )
    form = TimeForm() if _needs_a_day(action, update) else ReasonForm()
    refused = False
    if form.validate_on_submit():
        name = update.workstream.name
        try:
            ACTIONS[action](db.session, update, who, at=today.at, **form.values())
        except Incomplete as refusal:
            refused = True
            form.form_errors.append(refusal.reason)
        else:
            db.session.commit()
            return to_board(slug, f"{name}: {DONE[action]}", update_id=update_id)
    due = turns.update_due(update.status, update.period)
    last = queries.last_extension(db.session, update)
    body = render_template(
        "cycle/ask.html",
        programme=programme,
        update=update,
        action=action,
        form=form,
        due=today.deadline(due) if due is not None else None,
        last=last,
        meets=today.deadline(update.period.group_meets_at),
        issued=update.period.status is PeriodStatus.ISSUED,
        limit=LINE_LIMIT,
    )
    return Response(body, status=422 if refused or form.errors else 200, mimetype="text/html")


def _needs_a_day(action: Action, update: ProgressUpdate) -> bool:
    """Return whether an action gives time, and so needs its last day."""
    closed = update.period.status is not PeriodStatus.OPEN
    return action in (Action.EXTEND, Action.ALLOW_LATE) or (action is Action.REINSTATE and closed)


@bp.get("/periods/<int:period_id>/open")
def opening(slug: str, period_id: int) -> str:
    """Say what opening a period will ask of whom."""
    programme, period = _period(slug, period_id, PeriodStatus.SCHEDULED)
    today = clock.today()
    return render_template(
        "cycle/open.html",
        programme=programme,
        period=period,
        workstreams=queries.reporting(db.session, period),
        holders=holders_on(db.session, today.day, {programme.id}),
        due=today.deadline(period.lead_due_at),
        opens=today.deadline(period.opens_on),
    )


@bp.post("/periods/<int:period_id>/open")
def open_period(slug: str, period_id: int) -> Response:
    """Open a period, so that its updates can be written."""
    programme = queries.get_programme(db.session, actor(), slug)
    period = queries.get_period(db.session, programme, period_id)
    periods.open_period(db.session, period, actor(), at=clock.now())
    db.session.commit()
    return to_board(slug, f"{period.name} is open for updates.")


@bp.get("/periods/<int:period_id>/close")
def closing(slug: str, period_id: int) -> str:
    """Say what closing a period to returns will mean for whom."""
    programme, period = _period(slug, period_id, PeriodStatus.OPEN)
    today = clock.today()
    missing, until = queries.unwritten(db.session, period, today.day)
    return render_template(
        "cycle/close.html",
        programme=programme,
        period=period,
        missing=[row for row in missing if row.id not in until],
        extended=[(row, until[row.id]) for row in missing if row.id in until],
        waiting=queries.unanswered(db.session, period),
        holders=holders_on(db.session, today.day, {programme.id}),
        due=today.deadline(period.lead_due_at),
    )


@bp.post("/periods/<int:period_id>/close")
def close_period(slug: str, period_id: int) -> Response:
    """Close a period to returns."""
    programme = queries.get_programme(db.session, actor(), slug)
    period = queries.get_period(db.session, programme, period_id)
    periods.close_period(db.session, period, actor(), at=clock.now())
    db.session.commit()
    return to_board(slug, f"Returns for {period.name} are closed.")


def _period(slug: str, period_id: int, status: PeriodStatus) -> tuple[Programme, ReportingPeriod]:
    """Return a period that the office can move on, and its programme."""
    programme = queries.get_programme(db.session, actor(), slug)
    period = queries.get_period(db.session, programme, period_id)
    policy.require(policy.runs_the_office(actor(), period))
    if period.status is not status:
        raise IllegalMove(
            "This was done already, or is not yet possible.",
            "Go back to the board to see where the period stands.",
        )
    return programme, period
