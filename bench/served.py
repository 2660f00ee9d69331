"""Waymark as `make demo` serves it, with what each answer cost written into its headers."""

import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event

from webapp.extensions import db
from webapp.wsgi import serve

STATEMENTS = "X-Bench-Statements"
CPU = "X-Bench-CPU-Microseconds"

Answer = Callable[..., Any]


class Counting:
    """Counts the statements and the processor time of the thread that answers a request."""

    def __init__(self, app: Flask, engine: Engine) -> None:
        self.answer: Answer = app.wsgi_app
        self.of_thread = threading.local()
        event.listen(engine, "before_cursor_execute", self.count)

    def count(self, *arguments: Any) -> None:  # noqa: ANN401 - SQLAlchemy's six arguments
        """Count a statement; BEGIN is left out, as PostgreSQL's driver sends it unseen."""
        if not arguments[2].startswith("BEGIN"):
            self.of_thread.statements = getattr(self.of_thread, "statements", 0) + 1

    def __call__(self, environ: dict[str, Any], start_response: Answer) -> Iterable[bytes]:
        """Answer as the application does and add the two headers."""
        self.of_thread.statements = 0
        began = time.thread_time_ns()
        held: list[Any] = []
        body = self.answer(environ, lambda *arguments: held.extend(arguments))
        status, headers, *more = held
        spent = (time.thread_time_ns() - began) // 1000
        cost = [(STATEMENTS, str(self.of_thread.statements)), (CPU, str(spent))]
        start_response(status, [*headers, *cost], *more)
        return body  # type: ignore[no-any-return]


def make() -> Flask:
    """Return Waymark, counting."""
    app = serve()
    with app.app_context():
        app.wsgi_app = Counting(app, db.engine)  # type: ignore[method-assign]
    return app
