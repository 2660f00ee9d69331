"""Waymark on a port of its own: a thread of the test process that answers real browsers."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import flask_migrate
from sqlalchemy.orm import Session
from werkzeug.serving import WSGIRequestHandler, make_server

from tests.databases import SqliteDatabase
from webapp.app import create_app
from webapp.config import Settings
from webapp.extensions import db


class _Quiet(WSGIRequestHandler):
    """Answers requests without a line in the log for each."""

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002 - werkzeug's
        """Say nothing: what went wrong is seen in the browser."""


class Server:
    """An application with a database file of its own, served until it is stopped."""

    def __init__(self, folder: Path) -> None:
        self.database = SqliteDatabase(folder)
        self.app = create_app(
            Settings(
                database_url=self.database.url,
                secret_key="a key for journeys, long enough to be accepted",
                trusted_hosts=("127.0.0.1",),
            )
        )
        with self.app.app_context():
            flask_migrate.upgrade()
            db.engine.dispose()
        self.database.keep()
        self._server = make_server("127.0.0.1", 0, self.app, threaded=True, request_handler=_Quiet)
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    @contextmanager
    def rows(self) -> Iterator[Session]:
        """Give a session to arrange or look at rows; what was changed is committed at the end."""
        with self.app.app_context(), Session(db.engine) as session:
            yield session
            session.commit()

    def clear(self) -> None:
        """Put the database back as it was migrated; no browser may be waiting for an answer."""
        with self.app.app_context():
            db.engine.dispose()
        self.database.restore()

    def stop(self) -> None:
        """Take no more requests and let go of the database."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        with self.app.app_context():
            db.engine.dispose()
