"""Who is asking in this request; every page needs sign-in unless marked public.

What cannot be taken back is marked to need recent proof of who asks.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeVar, cast

from flask import Flask, Response, abort, current_app, redirect, request, session, url_for
from flask_login import UserMixin, current_user
from sqlalchemy import bindparam, select, update

from models import Organisation, Person, Programme, RoleGrant, SignInSession
from models.enums import Audience, Role
from webapp import errors, htmx
from webapp.clock import LONDON, now
from webapp.domain.actor import Actor
from webapp.extensions import db, login, reading_only
from webapp.identity import LIVE, living, snapshot, token_digest
from webapp.lists import listed

TOUCH_EVERY = timedelta(minutes=5)

View = TypeVar("View", bound=Callable[..., Any])


class NotProven(Exception):
    """Whoever is signed in has to give the password again before they go on."""


class SignedIn(UserMixin):  # type: ignore[misc]
    """The signed-in person as flask-login sees them; its id is the session token."""

    def __init__(self, token: str, row: Any, person_actor: Actor) -> None:  # noqa: ANN401 - of SIGNED_IN
        opened: SignInSession = row.SignInSession
        self.token = token
        self.session_id = opened.id
        self.proved_at = opened.proved_at or opened.created_at
        self.person: Person = row.Person
        self.actor = person_actor
        self.organisation_name: str = row.organisation
        self.programmes: Iterable[tuple[int, str, str]] = {
            (grant.programme_id, grant.slug, grant.name) for grant in row.grants if grant.slug
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


@dataclass(frozen=True, kw_only=True)
class _Grant:
    """A grant as every request reads it, with its programme."""

    role: Role
    programme_id: int | None
    slug: str | None
    name: str | None
    workstream_id: int | None
    audience: Audience | None
    chairs: bool
    starts_on: date
    ends_on: date | None


# Every request asks for this, and putting it together costs as much as running it.
SIGNED_IN = (
    select(
        SignInSession,
        Person,
        Organisation.name.label("organisation"),
        listed(
            select(
                RoleGrant.role,
                RoleGrant.programme_id,
                Programme.slug,
                Programme.name,
                RoleGrant.workstream_id,
                RoleGrant.audience,
                RoleGrant.chairs,
                RoleGrant.starts_on,
                RoleGrant.ends_on,
            )
            .select_from(RoleGrant)
            .outerjoin(Programme, Programme.id == RoleGrant.programme_id)
            .where(RoleGrant.person_id == Person.id),
            _Grant,
            RoleGrant.id,
        )
        .correlate(Person)
        .label("grants"),
    )
    .join(Person, Person.id == SignInSession.person_id)
    .join(Organisation, Organisation.id == Person.organisation_id)
    .where(SignInSession.token_sha256 == bindparam("token"), *LIVE)
)


@login.user_loader  # type: ignore[untyped-decorator]
def load_signed_in(token: str) -> SignedIn | None:
    """Return the person of a live session, roles read afresh; None ends the sign-in."""
    at = now()
    values = {"token": token_digest(token), **living(at)}
    row = db.session.execute(SIGNED_IN, values).one_or_none()
    if row is None or row.Person.disabled_at is not None:
        return None
    _touch(row.SignInSession, at)
    return SignedIn(token, row, snapshot(row.Person, at.astimezone(LONDON).date(), row.grants))


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
