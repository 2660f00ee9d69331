"""Processes that take part in one race and start together."""

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.context import ForkServerContext
from multiprocessing.synchronize import Barrier
from typing import TypeVar

from tests.processes.guards import GUARDS
from tests.processes.meeting import PATIENCE, expect

Job = TypeVar("Job")
Result = TypeVar("Result")

BLIND = ("locks", "fresh decisions")
"""Without these, all have read what there is before one of them writes."""


def join(barrier: Barrier, off: Sequence[str]) -> None:
    """Begin a process: it meets the others at the barrier, and works without some guards."""
    expect(barrier)
    for guard in off:
        GUARDS[guard]()


class Crowd:
    """Processes that start together; each is new, so nothing is left of another test's."""

    def __init__(self, context: ForkServerContext, database_url: str) -> None:
        self.context = context
        self.database_url = database_url

    def run(
        self,
        task: Callable[[str, Job], Result],
        jobs: Sequence[Job],
        *,
        off: Sequence[str] = (),
        threads: int = 1,
    ) -> list[Result]:
        """Run a task with each job in a process of its own and return the results.

        `off` names the guards that these processes work without; `threads` says how many of each
        process meet the others.
        """
        barrier = self.context.Barrier(len(jobs) * threads)
        with ProcessPoolExecutor(
            len(jobs), mp_context=self.context, initializer=join, initargs=(barrier, off)
        ) as pool:
            futures = [pool.submit(task, self.database_url, job) for job in jobs]
            return [future.result(timeout=10 * PATIENCE) for future in futures]
