"""What every race needs: processes, open sessions of people, and a database nobody holds."""

import multiprocessing
from collections.abc import Callable
from multiprocessing.context import ForkServerContext

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tests.processes.crowd import Crowd
from tests.processes.tokens import Tokens


@pytest.fixture(scope="session")
def context() -> ForkServerContext:
    """Return a way to start processes quickly: they are forked from one that only has imports."""
    forked = multiprocessing.get_context("forkserver")
    forked.set_forkserver_preload(["tests.processes.worker", "tests.processes.attempts"])
    return forked


@pytest.fixture
def crowd(context: ForkServerContext, database_url: str) -> Crowd:
    """Return the means to race."""
    return Crowd(context, database_url)


@pytest.fixture
def tokens(session: Session) -> Tokens:
    """Return the sessions of this test."""
    return Tokens(session, {})


@pytest.fixture
def settled(session: Session, engine: Engine) -> Callable[[], None]:
    """Return a function that commits what the test arranged and lets go of the database."""

    def settle() -> None:
        session.commit()
        engine.dispose()

    return settle
