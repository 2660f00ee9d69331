"""Who is asking in this request; every page needs sign-in unless marked public.

What cannot be taken back is marked to need recent proof of who asks.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

from flask import Flask, Response, abort, current_app, redirect, request, session, url_for
from flask_login import UserMixin, current_user
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from models import Person, Programme, RoleGrant, SignInSession
from webapp import errors, htmx
from webapp.clock import LONDON, now
from webapp.domain.actor import Actor
from webapp.extensions import db, login, reading_only
from webapp.identity import live, snapshot, token_digest

TOUCH_EVERY = timedelta(minutes=5)

View = TypeVar("View", bound=Callable[..., Any])


class NotProven(Exception):
    """Whoever is signed in has to give the password again before they go on."""


class SignedIn(UserMixin):  # type: ignore[misc]
    """The signed-in person as flask-login sees them; its id is the session token."""

    def __init__(self, token: str, row: SignInSession, person_actor: Actor) -> None:
        self.token = token
        self.session_id = row.id
        self.proved_at = row.proved_at or row.created_at
        self.person = row.person
        self.actor = person_actor
        # Kept as they are, since a refusal forgets what was read from the database.
        self.organisation_name = row.person.organisation.name
        self.programmes: Iterable[tuple[int, str, str]] = {
            (grant.programme.id, grant.programme.slug, grant.programme.name)
            for grant in row.person.grants
            if grant.programme
        }

    def get_id(self) -> str:
        """Return the token kept in the signed cookie."""
        return self.token


def remember(token: str) -> None:
    """Put a session's token into a cookie that holds nothing from before the sign-in."""
    session.clear()
    session["_user_id"] = token


def _touch(row: SignInSession, at: datetime) -> None:
    """Note that a session is in use, now and then and in a transaction of its own."""
    if at - row.last_seen_at < TOUCH_EVERY:
        return
    token = reading_only.set(False)
    try:
        if db.engine.dialect.name == "sqlite" and request.method not in ("GET", "HEAD"):
            row.last_seen_at = at
            return
        with db.engine.begin() as connection:
            connection.execute(
                update(SignInSession).where(SignInSession.id == row.id).values(last_seen_at=at)
            )
    finally:
        reading_only.reset(token)


# Every request asks for this, and putting it together costs as much as running it.
SIGNED_IN = select(SignInSession).options(
    joinedload(SignInSession.person, innerjoin=True).options(
        joinedload(Person.organisation, innerjoin=True),
        joinedload(Person.grants)
        .joinedload(RoleGrant.programme)
        .load_only(Programme.slug, Programme.name),
    )
)


@login.user_loader  # type: ignore[untyped-decorator]
def load_signed_in(token: str) -> SignedIn | None:
    """Return the person of a live session, roles read afresh; None ends the sign-in."""
    at = now()
    row = (
        db.session.scalars(
            SIGNED_IN.where(SignInSession.token_sha256 == token_digest(token), *live(at))
        )
        .unique()
        .first()
    )
    if row is None or row.person.disabled_at is not None:
        return None
    _touch(row, at)
    return SignedIn(token, row, snapshot(row.person, at.astimezone(LONDON).date()))


def actor() -> Actor:
    """Return who is asking; 401 when nobody is signed in."""
    if not current_user.is_authenticated:
        abort(401)
    return cast("SignedIn", current_user).actor


def public(view: View) -> View:
    """Mark a view as open to everybody; without the mark it needs sign-in."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def proven(view: View) -> View:
    """Mark a view as asking for the password again when it was given too long ago."""
    view.needs_proof = True  # type: ignore[attr-defined]
    return view


def is_proven() -> bool:
    """Return whether who is signed in gave the password not too long ago."""
    given = cast("SignedIn", current_user).proved_at
    lasts: timedelta = current_app.config["WAYMARK"].proof_lasts
    return now() - given < lasts


def safe_next(target: str | None) -> str:
    """Return a path inside Waymark to go to after sign-in, or the start page."""
    if (
        target
        and target.startswith("/")
        and not target.startswith(("//", "/\\"))
        and all(character.isprintable() for character in target)
    ):
        return target
    return url_for("inbox.my_work")


def require_sign_in(app: Flask) -> None:
    """Make every endpoint of the application ask for sign-in unless it is public or static."""

    @app.before_request
    def signed_in_or_public() -> Response | None:
        view = current_app.view_functions.get(request.endpoint or "")
        if view is None or request.endpoint == "static" or getattr(view, "is_public", False):
            return None
        if current_user.is_authenticated:
            if getattr(view, "needs_proof", False) and not is_proven():
                raise NotProven
            return None
        session.pop("_user_id", None)
        if request.method == "POST" and errors.typed():
            # Sent away to sign in, the person would lose what they wrote while the session ended.
            answer = errors.problem(401)
            answer.headers["HX-Reswap"] = "none"
            return answer
        here = request.full_path.rstrip("?") if request.method == "GET" else ""
        target = url_for("auth.sign_in", next=here or None)
        return htmx.go(target) if htmx.is_part() else cast("Response", redirect(target, 303))
