"""The Flask extensions, unbound, and the database engine's safety rules."""

from contextvars import ContextVar
from typing import Any

import pysqlite3.dbapi2
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from htmx_flask import Htmx
from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

from models import Base
from webapp.config import ROOT, SettingsError


class Database(SQLAlchemy):
    """Flask-SQLAlchemy, with its session seen as the plain session that it stands for."""

    session: Session  # type: ignore[assignment]


db = Database(metadata=Base.metadata, session_options={"expire_on_commit": False})
migrate = Migrate(db=db, directory=ROOT / "migrations", compare_type=True)
login = LoginManager()
login.session_protection = None  # our own session table decides; a train changes addresses
csrf = CSRFProtect()
htmx = Htmx()

# Write-ahead logging can lose committed work in SQLite 3.7.0 to 3.51.2, fixed in 3.44.6 and 3.50.7.
WAL_FIXED_IN = (3, 51, 3)
WAL_FIXED_BRANCHES = ((3, 44, 6), (3, 50, 7))

SQLITE_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "recursive_triggers=ON",
)
"""Recursive triggers let INSERT OR REPLACE meet the triggers that refuse a DELETE."""

JOINS_TRIED = 4
"""Of so many tables PostgreSQL looks for the best order to join them; ours begin with what is few.

Looking for it among eight, as it does by itself, takes several times as long as the statement.
"""

reading_only: ContextVar[bool] = ContextVar("reading_only", default=False)
"""True while a request that may not write is served: SQLite then takes no write lock."""


def wal_is_safe(version: tuple[int, ...]) -> bool:
    """Return whether SQLite of this version keeps every commit in write-ahead mode."""
    return version >= WAL_FIXED_IN or any(
        version[:2] == fixed[:2] and version >= fixed for fixed in WAL_FIXED_BRANCHES
    )


def engine_options(database_url: str) -> dict[str, Any]:
    """Return engine options for the address: one SQLite engine everywhere, checked connections.

    What is written stays out of logs and tracebacks: it may be exempt.
    """
    options: dict[str, Any] = {"hide_parameters": True}
    if database_url.startswith("sqlite"):
        return options | {"module": pysqlite3.dbapi2, "connect_args": {"timeout": 15}}
    return options | {
        "pool_pre_ping": True,
        "pool_size": 10,
        "max_overflow": 10,
        "connect_args": {"options": f"-c join_collapse_limit={JOINS_TRIED}"},
    }


def guard(engine: Engine) -> None:
    """Make an engine safe: WAL with full synchronisation, foreign keys, writers queue at BEGIN.

    Raises SettingsError when the SQLite at hand could lose commits.
    """
    if engine.dialect.name != "sqlite":
        return
    version: tuple[int, ...] = engine.dialect.dbapi.sqlite_version_info  # type: ignore[union-attr]
    if not wal_is_safe(version):
        message = (
            f"SQLite {'.'.join(map(str, version))} can lose saved work. Install the locked "
            "requirements again, which bring a safe one, or use PostgreSQL."
        )
        raise SettingsError(message)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 - DBAPI has no types
        connection.isolation_level = None
        for pragma in SQLITE_PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if reading_only.get() else "BEGIN IMMEDIATE")
