"""The headers of every kind of answer, exactly."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask, abort, url_for
from werkzeug.test import TestResponse

from tests.visitor import Visitor
from webapp.access import public
from webapp.app import MAX_FORM, create_app
from webapp.config import Settings
from webapp.filters import asset

SAFE = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
        "object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
PAGE = {**SAFE, "Cache-Control": "no-store", "Content-Type": "text/html; charset=utf-8"}
EACH_TIME = {"Content-Length", "Set-Cookie", "Date", "ETag", "Last-Modified", "Vary"}


def exact(response: TestResponse) -> dict[str, str]:
    """Return the headers that are the same each time; caches learn that htmx gets parts."""
    assert "HX-Request" in response.vary
    return {name: value for name, value in response.headers.items() if name not in EACH_TIME}


def test_a_page(visitor: Visitor) -> None:
    response = visitor.client.get("/sign-in")
    assert response.status_code == 200
    assert exact(response) == PAGE


def test_a_redirect(visitor: Visitor) -> None:
    response = visitor.client.get("/account")
    assert response.status_code == 303
    assert exact(response) == {**PAGE, "Location": "/sign-in?next=/account"}


def test_a_page_that_is_not_there(visitor: Visitor) -> None:
    response = visitor.client.get("/no/such/page")
    assert response.status_code == 404
    assert exact(response) == PAGE


def test_a_method_that_is_not_offered(visitor: Visitor) -> None:
    response = visitor.client.delete("/sign-in")
    assert response.status_code == 405
    assert exact(response) == {**PAGE, "Allow": response.headers["Allow"]}


def test_a_form_that_is_too_big(visitor: Visitor) -> None:
    response = visitor.client.post("/sign-in", data={"email": "x" * (MAX_FORM + 1)})
    assert response.status_code == 413
    assert exact(response) == PAGE


def test_a_built_file_is_kept_for_ever(app: Flask, visitor: Visitor) -> None:
    with app.test_request_context():
        path = asset("app.css")
    response = visitor.client.get(path, buffered=True)
    assert response.status_code == 200
    kept = {
        **SAFE,
        "Cache-Control": "public, max-age=31536000, immutable",
        "Content-Type": "text/css; charset=utf-8",
        "Content-Disposition": f"inline; filename={path.rpartition('/')[2]}",
        "Accept-Ranges": "bytes",
    }
    assert exact(response) == kept
    tag = {"If-None-Match": response.headers["ETag"]}
    again = visitor.client.get(path, headers=tag, buffered=True)
    assert again.status_code == 304
    assert again.headers["Cache-Control"] == kept["Cache-Control"]


def test_a_file_that_is_not_there_is_not_kept(visitor: Visitor) -> None:
    response = visitor.client.get("/static/build/none.css")
    assert response.status_code == 404
    assert exact(response) == PAGE


@pytest.fixture
def installed(tmp_path: Path) -> Flask:
    """Return an application set up as for an installation, with pages that fail."""
    app = create_app(
        Settings(
            database_url=f"sqlite:///{tmp_path / 'empty.sqlite3'}",
            secret_key="k" * 40,
            production=True,
            trusted_hosts=("waymark.example.org",),
            proxies=1,
        )
    )

    @app.get("/fails")
    @public
    def fails() -> str:
        raise ZeroDivisionError

    @app.get("/teapot")
    @public
    def teapot() -> str:
        abort(418)

    @app.get("/where")
    @public
    def where() -> str:
        return url_for("where", _external=True)

    return app


def ask(app: Flask, path: str, **request: Any) -> TestResponse:
    """Ask as a reverse proxy does."""
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "waymark.example.org"}
    return app.test_client().get(path, headers=headers, **request)


HSTS = {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}


@pytest.mark.parametrize("path, status", [("/fails", 500), ("/teapot", 418), ("/sign-in", 200)])
def test_every_answer_of_an_installation(installed: Flask, path: str, status: int) -> None:
    response = ask(installed, path)
    assert response.status_code == status
    assert exact(response) == {**PAGE, **HSTS}


def test_a_failure_tells_nothing_of_its_cause(installed: Flask) -> None:
    assert "ZeroDivision" not in ask(installed, "/fails").get_data(as_text=True)


def test_the_cookie_of_an_installation_belongs_to_its_host_alone(installed: Flask) -> None:
    cookie = ask(installed, "/sign-in").headers["Set-Cookie"]
    assert cookie.startswith("__Host-waymark=")
    for attribute in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert attribute in cookie.split("; ")
    assert "Domain" not in cookie


def test_an_installation_knows_its_address_behind_a_proxy(installed: Flask) -> None:
    assert ask(installed, "/where").get_data(as_text=True) == "https://waymark.example.org/where"


def test_another_host_is_refused(installed: Flask) -> None:
    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}
    response = installed.test_client().get("/sign-in", headers=headers)
    assert response.status_code == 400
    assert "evil.example" not in response.get_data(as_text=True)
    plain = {"Content-Type": "text/plain; charset=utf-8"}
    assert exact(response) == {**PAGE, **HSTS, **plain}
