"""Servers to measure: started as `make demo` starts them, with their processor time and memory."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from webapp.config import ROOT

PATIENCE = 60.0
"""Seconds a server may take to start."""


@dataclass(frozen=True)
class Running:
    """A process with its children; a server that listens has a port."""

    process: psutil.Process
    port: int = 0

    def _all(self) -> list[psutil.Process]:
        return [self.process, *self.process.children(recursive=True)]

    def cpu_seconds(self) -> float:
        """Return the processor time used so far, children that have ended included."""
        total = 0.0
        for process in self._all():
            with suppress(psutil.NoSuchProcess):
                times = process.cpu_times()
                total += times.user + times.system
                if process == self.process:
                    total += times.children_user + times.children_system
        return total

    def peak_megabytes(self) -> float:
        """Return the most memory each process held at once, added up."""
        total = 0
        for process in self._all():
            with suppress(OSError):
                status = Path(f"/proc/{process.pid}/status").read_text()
                found = re.search(r"VmHWM:\s+(\d+) kB", status)
                total += int(found[1]) if found else 0
        return total / 1024


def free_port() -> int:
    """Return a port nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def granian(target: str, settings: Mapping[str, str], *, workers: int = 1) -> Iterator[Running]:
    """Run the factory `target` on the settings of `make demo`; `settings` go to its environment."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", target]
    command += ["--host", "127.0.0.1", "--port", str(port), "--workers", str(workers)]
    command += ["--blocking-threads", "1", "--no-ws", "--log-level", "warning"]
    child = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings})  # noqa: S603 - our own command
    try:
        _wait(port, child)
        yield Running(psutil.Process(child.pid), port)
    finally:
        child.terminate()
        child.wait()


def _wait(port: int, child: subprocess.Popen[bytes]) -> None:
    """Wait until the server listens; raises RuntimeError when it does not come up."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and child.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("The server to be measured did not start; its words are above.")
