"""Run migrations, one runner at a time: all of them in one transaction, or nothing."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection, Engine, MetaData, text

ONE_RUNNER = 5_207_460
"""Key of PostgreSQL's advisory lock; a second runner waits and then finds nothing to do."""


def run(connection: Connection, metadata: MetaData) -> None:
    """Run what is missing in a transaction that the connection has not begun yet."""
    with connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_RUNNER})
        context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True)
        context.run_migrations()
        if connection.dialect.name == "sqlite":
            broken = connection.execute(text("PRAGMA foreign_key_check")).first()
            if broken is not None:
                raise RuntimeError(f"A row of {broken[0]} would name a row that does not exist.")


def run_on(engine: Engine, metadata: MetaData) -> None:
    """Run what is missing on a connection of its own.

    SQLite rebuilds a table to change it, which foreign keys must not notice, and can switch them
    only outside a transaction; BEGIN IMMEDIATE then makes other runners wait.
    """
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
            connection.detach()
        run(connection, metadata)


if context.is_offline_mode():
    raise RuntimeError("Migrations need the database: run them without --sql.")
db = current_app.extensions["migrate"].db
run_on(db.engine, db.metadata)
