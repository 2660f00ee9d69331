"""Processes that start at once: forked from one that has imported the application already."""

import multiprocessing

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(
    [
        "tests.processes.worker",
        "tests.processes.attempts",
        "tests.processes.mailroom",
        "tests.processes.ready",
    ]
)
