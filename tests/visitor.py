"""A person at a browser without JavaScript: asks for pages and sends forms, each one checked."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from contextvars import Context
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.orm import Session

from models import Person, SignInSession
from tests.page import Broken, Form, Page, check
from tests.watch import Watch
from webapp.extensions import reading_only
from webapp.identity import ABSOLUTE, token_digest

Fields = Mapping[str, str | bytes | Sequence[str]]
Status = int | Collection[int]
"""The status an answer must have, or any of several."""
HTMX = {"HX-Request": "true"}


class Visitor:
    """One browser with its cookies. What the test has arranged is committed before each request."""

    def __init__(self, app: Flask, session: Session, watch: Watch) -> None:
        self.app = app
        self.client = app.test_client()
        self.session = session
        self.watch = watch

    @property
    def statements(self) -> list[str]:
        """The SQL statements of the last request."""
        return self.watch.statements

    def sign_in(self, person: Person, *, at: datetime, browser: str = "Test browser") -> None:
        """Sign in without the form: a session row, and the cookie that names it."""
        token = secrets.token_urlsafe(32)
        self.session.add(
            SignInSession(
                person_id=person.id,
                token_sha256=token_digest(token),
                created_at=at,
                last_seen_at=at,
                expires_at=at + ABSOLUTE,
                browser=browser,
            )
        )
        self.session.commit()
        with self.client.session_transaction() as cookie:
            cookie["_user_id"] = token
            cookie["_fresh"] = True

    def get(
        self, url: str, *, status: Status = 200, headers: Mapping[str, str] | None = None
    ) -> Page:
        """Ask for a page and check it."""
        return self._open(url, status, method="GET", headers=headers)

    def get_part(self, url: str, *, status: Status = 200) -> Page:
        """Ask for a part as htmx does."""
        return self.get(url, status=status, headers=HTMX)

    def post(
        self,
        url: str,
        fields: Fields | None = None,
        *,
        status: Status = 303,
        headers: Mapping[str, str] | None = None,
    ) -> Page:
        """Send fields, with a valid token against forgery, without a page that has the form."""
        data: dict[str, Any] = {"csrf_token": self._csrf_token(), **(fields or {})}
        return self._open(url, status, method="POST", data=data, headers=headers)

    def post_part(self, url: str, fields: Fields | None = None, *, status: Status = 200) -> Page:
        """Send fields as htmx does."""
        return self.post(url, fields, status=status, headers=HTMX)

    def submit(
        self,
        form: Form,
        fields: Fields | None = None,
        *,
        button: str = "",
        status: Status = 303,
        headers: Mapping[str, str] | None = None,
    ) -> Page:
        """Send a form as a browser would: what it holds, overwritten by `fields`, and a button.

        `button` is what the button says; a form with one button needs no word.
        """
        data: dict[str, Any] = {}
        for name, value in form.values:
            data.setdefault(name, []).append(value)
        address = form.action
        pressed = [each for each in form.buttons if button in ("", each[0])]
        if not pressed:
            raise Broken(f"no button says {button!r}: {[each[0] for each in form.buttons]}")
        _, name, value, address = pressed[0]
        if name:
            data[name] = value
        data.update(fields or {})
        if form.method == "get":
            return self._open(address, status, method="GET", query_string=data, headers=headers)
        return self._open(address, status, method="POST", data=data, headers=headers)

    def follow(self, page: Page, *, status: Status = 200) -> Page:
        """Go where an answer sends the browser."""
        target = page.headers.get("Location") or page.headers["HX-Redirect"]
        return self.get(target, status=status)

    def _csrf_token(self) -> str:
        """Return a token that the browser's cookie vouches for."""
        with self.client.session_transaction() as cookie:
            secret = cookie.setdefault("csrf_token", secrets.token_hex(20))
        signer = URLSafeTimedSerializer(self.app.secret_key or "", salt="wtf-csrf-token")
        token: str | bytes = signer.dumps(secret)
        return token.decode() if isinstance(token, bytes) else token

    def _open(self, url: str, status: Status, **request: Any) -> Page:
        """Send a request, check the answer and that only a committed change was made."""
        self.session.commit()
        parts = urlsplit(url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        with self.watch:
            # In a context of its own, as on a server: nobody stays signed in for the next visitor.
            response = Context().run(self.client.open, path, **request)
            body = response.get_data()
        reading_only.set(False)
        self.session.expire_all()
        page = Page(response, path)
        if page.status not in ([status] if isinstance(status, int) else status):
            raise Broken(
                f"{request['method']} {path} answered {page.status}, not {status}: "
                f"{page.headers.get('Location', '')} {body[-3000:].decode(errors='replace')}"
            )
        check(page)
        self.watch.check(request["method"], path)
        return page
