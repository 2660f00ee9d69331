"""Where the processes of a race wait for one another, and the database they race on."""

from multiprocessing.synchronize import Barrier

from sqlalchemy import Engine, create_engine

from webapp.checkpoints import Signer, signing_with
from webapp.extensions import engine_options, guard

PATIENCE = 60
"""Seconds before one who waits for others gives up."""

_barrier: Barrier


def expect(barrier: Barrier) -> None:
    """Take the barrier that everybody in this race meets at."""
    global _barrier  # noqa: PLW0603 - one process takes part in one race
    _barrier = barrier


def meet() -> None:
    """Wait until everybody is here."""
    _barrier.wait(PATIENCE)


def connected(database_url: str, threads: int = 1) -> Engine:
    """Return an engine as the application makes it, with a connection for each thread."""
    signer = Signer("races.example", bytes(range(32)))
    options = {
        **engine_options(database_url),
        "pool_size": threads,
        "execution_options": signing_with(signer),
    }
    engine = create_engine(database_url, **options)
    guard(engine)
    return engine
