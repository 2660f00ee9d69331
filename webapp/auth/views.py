"""Signing in and out, and one's own account."""

import math
import secrets
from datetime import timedelta
from typing import cast

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask import session as cookie
from flask_login import current_user

from webapp import access, htmx
from webapp.access import SignedIn, public, safe_next
from webapp.auth import actions, passwords, queries
from webapp.auth.browsers import describe
from webapp.auth.forms import PasswordForm, SignInForm
from webapp.clock import LONDON, now
from webapp.extensions import db

bp = Blueprint("auth", __name__)

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
    wait = actions.try_password(db.session, person.email, address=_address(), at=at)
    stored = person.password_hash
    db.session.commit()
    if wait is not None:
        form.present.errors = [_wait(wait)]
        return _page("auth/password.html", 429, wait, form=form)
    if not passwords.is_right(stored, form.present.data or ""):
        actions.note_failure(db.session, person, address=_address(), at=at)
        db.session.commit()
        form.present.errors = ["The present password is not right"]
        return _page("auth/password.html", 422, form=form)
    new_hash = passwords.hash_password(form.new.data or "")
    actions.change_password(db.session, person, who.actor, at=at, new_hash=new_hash, keep=keep)
    db.session.commit()
    flash("Your password is changed. You are signed out everywhere else.", "success")
    return htmx.go(url_for("auth.account"))


def _who() -> SignedIn:
    """Return who asks, with the session they ask in."""
    access.actor()
    return cast("SignedIn", current_user)
