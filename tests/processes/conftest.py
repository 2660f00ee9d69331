"""What every race needs: processes, open sessions of people, and a database nobody holds."""

from collections.abc import Callable
from multiprocessing.context import ForkServerContext

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from tests.forks import CONTEXT
from tests.processes.crowd import Crowd
from tests.processes.tokens import Tokens


@pytest.fixture
def context() -> ForkServerContext:
    """Return a way to start processes quickly."""
    return CONTEXT


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
