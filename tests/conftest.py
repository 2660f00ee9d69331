"""Fixtures: an application on a database as it was migrated, a fixed instant, people at browsers.

Tests run on SQLite; those marked `both_databases` run on PostgreSQL too.
"""

import gc
import os
import pickle
import shutil
import tempfile
from collections.abc import Callable, Generator, Iterator
from datetime import datetime
from pathlib import Path

import flask_migrate
import hypothesis
import pytest
import time_machine
from flask import Flask
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models import Person
from tests import databases, factories
from tests import world as setting
from tests.databases import Database
from tests.visitor import Visitor
from tests.watch import Watch
from tests.world import World
from webapp.app import create_app
from webapp.config import ROOT, Settings
from webapp.extensions import db, reading_only

SignIn = Callable[[Person], Visitor]
LONGEST = ("journeys", "processes")
"""Folders of tests that take minutes."""
MEMORY = Path("/dev/shm")  # noqa: S108 - where Linux keeps files in memory
ROOM = 4 * 2**30
"""Bytes that must be free in memory before the tests keep their databases there."""
RUBBISH = 50_000
"""Objects made before Python looks for rubbish among them."""
WORLD = "world"
"""The state of a database with the setting of `tests.world`, named as the fixture is."""


def pytest_configure(config: pytest.Config) -> None:
    """Register our mark; stop at once when the stylesheet and scripts were not built."""
    config.addinivalue_line("markers", "both_databases: run on SQLite and on PostgreSQL")
    _stay_in_memory()
    # How fast the machine draws examples says nothing about the code.
    hypothesis.settings.register_profile(
        "waymark", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
    )
    hypothesis.settings.load_profile("waymark")
    if not (ROOT / "static" / "build" / "manifest.json").exists():
        pytest.exit("The stylesheet and scripts are not built: run `make assets` first.", 2)


def _stay_in_memory() -> None:
    """Put databases and other passing files into memory: cloning a database is all disk.

    A folder chosen with TMPDIR stays the chosen one.
    """
    if "TMPDIR" in os.environ or not MEMORY.is_dir() or not os.access(MEMORY, os.W_OK):
        return
    if shutil.disk_usage(MEMORY).free >= ROOM:
        # Test processes and the servers they start inherit it.
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Search for rubbish seldom, and never in what stays: modules and collected tests.

    Python otherwise spends a tenth of the run on going through them again and again.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(RUBBISH)
        gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no test process is left with it at the end."""
    tests = ROOT / "tests"
    items.sort(key=lambda item: item.path.relative_to(tests).parts[0] not in LONGEST)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a marked test once for each database."""
    if "backend" in metafunc.fixturenames and metafunc.definition.get_closest_marker(
        "both_databases"
    ):
        metafunc.parametrize("backend", ["sqlite", "postgresql"], indirect=True, scope="session")


@pytest.fixture(scope="session")
def backend(request: pytest.FixtureRequest) -> str:
    """Which database this test runs on."""
    name: str = getattr(request, "param", "sqlite")
    return name


class Installation:
    """An application on a database that has been migrated."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.app = create_app(
            Settings(
                database_url=database.url,
                secret_key="a key for tests, long enough to be accepted",
                trusted_hosts=("localhost",),
            )
        )
        with self.app.app_context():
            self.engine = db.engine
            flask_migrate.upgrade()
        self.watch = Watch(self.app, self.engine)
        self.engine.dispose()
        database.keep()
        self._world = b""

    def restore_with_world(self) -> None:
        """Put the database back with the setting in it, which is built the first time."""
        if not self._world:
            self.database.restore()
            with Session(self.engine) as session:
                # Kept before the commit: these rows know what rows that were just built know.
                self._world = pickle.dumps(setting.build(session))
                session.commit()
            self.engine.dispose()
            self.database.keep(WORLD)
        self.database.restore(WORLD)

    def world(self, session: Session) -> World:
        """Return the rows of the setting, in a session."""
        there: World = pickle.loads(self._world)  # noqa: S301 - our own rows
        session.add_all(vars(there).values())
        return there


@pytest.fixture(scope="session")
def installations(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[str], Installation]]:
    """Make each installation once in a test process, when a test first asks for it."""
    made: dict[str, Installation] = {}
    with databases.servers(tmp_path_factory.mktemp("databases")) as server:

        def get(name: str) -> Installation:
            if name not in made:
                made[name] = Installation(server(name))
            return made[name]

        yield get


@pytest.fixture
def installation(
    installations: Callable[[str], Installation], backend: str, request: pytest.FixtureRequest
) -> Iterator[Installation]:
    """Return the installation with its database as it was migrated, or with the world in it.

    No application context is open: a request would share it, and with it who is signed in.
    """
    there = installations(backend)
    if WORLD in request.fixturenames:
        there.restore_with_world()
    else:
        there.database.restore()
    yield there
    there.engine.dispose()
    reading_only.set(False)  # the last request may have been a GET


@pytest.fixture
def app(installation: Installation) -> Flask:
    """Return the application on an empty, migrated database."""
    return installation.app


@pytest.fixture
def database_url(installation: Installation) -> str:
    """Return the address of the test's database, for processes of its own."""
    return installation.database.url


@pytest.fixture
def engine(installation: Installation) -> Engine:
    """Return the application's own engine."""
    return installation.engine


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """Return a session of the test's own; a Visitor commits it before each request."""
    with Session(engine) as own:
        yield own


@pytest.fixture
def at() -> datetime:
    """Return the instant of the test: Monday 2 March 2026, 9:30 in London."""
    return factories.AT


@pytest.fixture
def clock(at: datetime) -> Iterator[time_machine.Traveller]:
    """Stop the clock at that instant; the test may move it."""
    with time_machine.travel(at, tick=False) as traveller:
        yield traveller


@pytest.fixture
def world(installation: Installation, session: Session) -> World:
    """Return the small complete setting of `tests.world`."""
    return installation.world(session)


@pytest.fixture
def visitor(
    installation: Installation,
    session: Session,
    clock: time_machine.Traveller,  # noqa: ARG001 - asked for so that the clock stands still
) -> Visitor:
    """Return somebody at a browser who has not signed in; the clock stands still."""
    return Visitor(installation.app, session, installation.watch)


@pytest.fixture
def sign_in(
    installation: Installation,
    session: Session,
    clock: time_machine.Traveller,  # noqa: ARG001 - asked for so that the clock stands still
    at: datetime,
) -> SignIn:
    """Return a function that puts a person, signed in, at a browser of their own."""

    def arrive(person: Person) -> Visitor:
        visitor = Visitor(installation.app, session, installation.watch)
        visitor.sign_in(person, at=at)
        return visitor

    return arrive
