"""Signing in and out, and one's own account."""

import math
import secrets
from datetime import datetime, timedelta
from typing import cast

from flask import Blueprint, Response, current_app, flash, render_template, request, url_for
from flask import session as cookie
from flask_login import current_user
from wtforms import PasswordField

from models import Person
from webapp import access, htmx
from webapp.access import NotProven, SignedIn, public, safe_next
from webapp.auth import actions, passwords, queries
from webapp.auth.browsers import describe
from webapp.auth.forms import ConfirmForm, PasswordForm, SignInForm
from webapp.clock import LONDON, now
from webapp.extensions import db

bp = Blueprint("auth", __name__)

OWN_FIELDS = ("csrf_token", "password", "again")
"""Fields of the page that asks for the password again; any other was sent with what it keeps."""
WRONG = "The email address or the password is not right"


def _address() -> str:
    """Return the network address of the browser."""
    return (request.remote_addr or "")[:64]


def _wait(wait: timedelta) -> str:
    """Say how long to wait."""
    minutes = math.ceil(wait / timedelta(minutes=1))
    return (
        "Too many wrong passwords were tried. "
        f"Try again in {minutes} minute{'' if minutes == 1 else 's'}"
    )


def _page(
    template: str, status: int, wait: timedelta | None = None, /, **context: object
) -> Response:
    """Render a page with a form; `wait` tells programs when to come back."""
    response = Response(render_template(template, **context), status, mimetype="text/html")
    if wait is not None:
        response.headers["Retry-After"] = str(math.ceil(wait.total_seconds()))
    return response


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> Response:
    """Show the form; let the right password in, to the page that was asked for."""
    target = request.args.get("next")
    form = SignInForm()
    if request.method != "POST":
        if current_user.is_authenticated:
            return htmx.go(safe_next(target))
        return _page("auth/sign_in.html", 200, form=form, target=target)
    if not form.validate_on_submit():
        return _page("auth/sign_in.html", 422, form=form, target=target)
    at, email, password = now(), form.email.data or "", form.password.data or ""
    wait = actions.try_password(db.session, email, address=_address(), at=at)
    person = queries.find_person(db.session, email)
    stored = person.password_hash if person and person.disabled_at is None else None
    db.session.commit()
    if wait is not None:
        form.password.errors = [_wait(wait)]
        return _page("auth/sign_in.html", 429, wait, form=form, target=target)
    if not passwords.is_right(stored, password) or person is None or stored is None:
        actions.note_failure(db.session, person, address=_address(), at=at)
        db.session.commit()
        form.password.errors = [WRONG]
        return _page("auth/sign_in.html", 422, form=form, target=target)
    stronger = passwords.hash_password(password) if passwords.is_outdated(stored) else None
    left = queries.find_session(db.session, cookie.get("_user_id"))
    if left is not None:
        actions.sign_out(db.session, left, at=at)
    token = secrets.token_urlsafe(32)
    actions.sign_in(
        db.session,
        person,
        at=at,
        token=token,
        browser=describe(request.user_agent.string),
        address=_address(),
        stronger_hash=stronger,
    )
    db.session.commit()
    access.remember(token)
    return htmx.go(safe_next(target))


@bp.post("/sign-out")
@public
def sign_out() -> Response:
    """End the session and clear what the browser has kept."""
    row = queries.find_session(db.session, cookie.get("_user_id"))
    if row is not None:
        actions.sign_out(db.session, row, at=now())
    db.session.commit()
    cookie.clear()
    flash("You have signed out.", "success")
    response = htmx.go(url_for("auth.sign_in"))
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@bp.get("/account")
def account() -> Response:
    """Show who I am, what I may do and where I am signed in."""
    who = _who()
    at = now()
    return _page(
        "auth/account.html",
        200,
        me=who.person,
        roles=queries.roles_of(db.session, who.person.id, at.astimezone(LONDON).date()),
        sessions=queries.sessions_of(db.session, who.person.id, at),
        this_one=who.session_id,
    )


@bp.post("/account/sessions/<int:session_id>/end")
def end_session(session_id: int) -> Response:
    """Sign out in one other browser."""
    at, who = now(), _who()
    row = queries.get_session_of(db.session, who.person.id, session_id, at)
    actions.end_session(db.session, row, who.actor, at=at)
    browser = row.browser
    db.session.commit()
    flash(f"Signed out in {browser}.", "success")
    return htmx.go(url_for("auth.account"))


@bp.post("/account/sessions/end-others")
def end_other_sessions() -> Response:
    """Sign out everywhere but here."""
    at, who = now(), _who()
    rows = queries.sessions_of(db.session, who.person.id, at)
    actions.end_other_sessions(db.session, rows, who.actor, keep=who.session_id, at=at)
    db.session.commit()
    flash("Signed out everywhere else.", "success")
    return htmx.go(url_for("auth.account"))


@bp.route("/account/password", methods=["GET", "POST"])
def change_password() -> Response:
    """Show the form; store a new password when the present one is right."""
    at, who = now(), _who()
    person, keep = who.person, who.session_id
    employer = queries.organisation_name(db.session, person.organisation_id)
    form = PasswordForm((person.name, person.email, person.job_title, employer))
    if request.method != "POST":
        return _page("auth/password.html", 200, form=form)
    if not form.validate_on_submit():
        return _page("auth/password.html", 422, form=form)
    wrong = _wrong(form.present, person, at)
    if wrong is not None:
        return _page("auth/password.html", *wrong, form=form)
    new_hash = passwords.hash_password(form.new.data or "")
    actions.change_password(db.session, person, who.actor, at=at, new_hash=new_hash, keep=keep)
    db.session.commit()
    flash("Your password is changed. You are signed out everywhere else.", "success")
    return htmx.go(url_for("auth.account"))


def _wrong(
    field: PasswordField, person: Person, at: datetime
) -> tuple[int, timedelta | None] | None:
    """Check the password of whoever is signed in; the failure is counted and said at the field.

    Returns None when it is right, else the status of the answer and how long to wait.
    """
    wait = actions.try_password(db.session, person.email, address=_address(), at=at)
    stored = person.password_hash
    db.session.commit()
    if wait is not None:
        field.errors = [_wait(wait)]
        return 429, wait
    if passwords.is_right(stored, field.data or ""):
        return None
    actions.note_failure(db.session, person, address=_address(), at=at)
    db.session.commit()
    field.errors = [f"The {field.label.text.lower()} is not right"]
    return 422, None


@bp.route("/confirm", methods=["GET", "POST"])
def confirm() -> Response:
    """Ask for the password again, then lead back; what was sent too late is sent on."""
    who, at, form = _who(), now(), ConfirmForm()
    target = request.args.get("next")
    if request.method != "POST":
        return htmx.go(safe_next(target)) if access.is_proven() else _ask(200, form=form)
    if not form.validate_on_submit():
        return _ask(422, form=form)
    wrong = _wrong(form.password, who.person, at)
    if wrong is not None:
        return _ask(*wrong, form=form)
    row = queries.get_session_of(db.session, who.person.id, who.session_id, at)
    actions.prove(db.session, row, who.person, at=at)
    db.session.commit()
    if again := request.form.get("again"):
        # The method stays, so the browser sends the same fields once more.
        return Response(status=307, headers={"Location": safe_next(again)})
    return htmx.go(safe_next(target))


@bp.app_errorhandler(NotProven)
def prove(_error: NotProven) -> Response:
    """Lead to the page that asks for the password, or answer with it and keep what was sent."""
    here = request.full_path.rstrip("?")
    if request.method != "POST":
        return htmx.go(url_for("auth.confirm", next=here))
    return _ask(401, form=ConfirmForm(formdata=None), again=here)


def _ask(
    status: int, wait: timedelta | None = None, *, form: ConfirmForm, again: str = ""
) -> Response:
    """Answer with the page that asks for the password; it carries what was sent too late."""
    return _page(
        "auth/confirm.html",
        status,
        wait,
        form=form,
        target=request.args.get("next"),
        again=again or request.form.get("again", ""),
        kept=[pair for pair in request.form.items(multi=True) if pair[0] not in OWN_FIELDS],
        minutes=current_app.config["WAYMARK"].proof_lasts // timedelta(minutes=1),
    )


def _who() -> SignedIn:
    """Return who asks, with the session they ask in."""
    access.actor()
    return cast("SignedIn", current_user)
