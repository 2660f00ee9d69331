"""One table from what went wrong to an answer: a page that says what, why and what next."""

import traceback

from flask import Flask, Response, current_app, g, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, SecurityError

from webapp.domain.errors import IllegalMove, Incomplete, NotAllowed, NotFound, Refusal, Stale
from webapp.extensions import db, login

STATUS: dict[type[Refusal], int] = {
    NotFound: 404,
    NotAllowed: 403,
    IllegalMove: 409,
    Stale: 409,
    Incomplete: 422,
}
OWN_PAGES = (400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503)
NEVER_SHOWN = frozenset({"csrf_token", "password"})


def typed() -> str:
    """Return the texts of the refused form, so that nothing a person wrote is lost."""
    try:
        fields = request.form.items(multi=True)
    except RequestEntityTooLarge:
        return ""
    return "\n\n".join(
        value for name, value in fields if name not in NEVER_SHOWN and len(value.split()) > 1
    )


def problem(status: int, reason: str = "", next_step: str = "") -> Response:
    """Return the error page of a status, with the reason and what the person had typed."""
    page = status if status in OWN_PAGES else 400
    body = render_template(
        f"errors/{page}.html", reason=reason, next_steps=next_step, typed=typed()
    )
    return Response(body, status=status, mimetype="text/html")


def init_app(app: Flask) -> None:
    """Answer refusals, HTTP errors and failures with pages; a failed request writes nothing."""

    @app.errorhandler(Refusal)
    def refused(error: Refusal) -> Response:
        db.session.rollback()
        return problem(STATUS[type(error)], error.reason, error.next_step)

    @app.errorhandler(CSRFError)
    def out_of_date(_error: CSRFError) -> Response:
        return problem(
            400,
            "This form is no longer valid: you may have signed in or out in another tab.",
            "Go back, load the page again and send it once more.",
        )

    @app.errorhandler(SecurityError)
    def unknown_host(_error: SecurityError) -> Response:
        # No address can be made for a host we do not serve, so this is not a page with links.
        return Response("Waymark does not answer at this address.\n", 400, mimetype="text/plain")

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Response:
        response = problem(error.code or 500)
        for name, value in error.get_headers():
            if name in ("Allow", "Retry-After"):
                response.headers[name] = value
        return response

    @app.errorhandler(500)
    def failed(_error: Exception) -> Response:
        db.session.rollback()
        _forget_person()
        return problem(500)

    _init_database_errors(app)


def _init_database_errors(app: Flask) -> None:
    """Answer what the database refuses; the row it refuses stays out of the log."""

    @app.errorhandler(DataError)
    def not_text(_error: DataError) -> Response:
        db.session.rollback()
        return problem(
            400,
            "What was sent has characters in it that cannot be stored.",
            "Type it instead of pasting it, or paste it as plain text.",
        )

    @app.errorhandler(OperationalError)
    def database_down(error: OperationalError) -> Response:
        current_app.logger.error("database: %s", error.orig)
        db.session.rollback()
        _forget_person()
        return problem(503)

    @app.errorhandler(DBAPIError)
    def database_refused(error: DBAPIError) -> Response:
        # The words of the database quote the row, and a row may hold text that is exempt.
        where = "".join(traceback.format_tb(error.__traceback__))
        current_app.logger.error("database: %s\n%s", type(error.orig).__name__, where)
        db.session.rollback()
        _forget_person()
        return problem(500)


def _forget_person() -> None:
    """Leave the signed-in person out of the error page: reading them could fail again."""
    g._login_user = login.anonymous_user()  # noqa: SLF001 - where flask-login keeps it
