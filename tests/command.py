"""`flask`, run as an officer would from the top of the tree, in a process that starts at once."""

import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TextIO

from flask.cli import main

from tests.forks import CONTEXT
from webapp.config import ROOT

PATIENCE = 120
"""Seconds before a command that does not end is given up."""


@dataclass(frozen=True)
class Ended:
    """What a command printed, and its exit status."""

    stdout: str
    stderr: str
    returncode: int | None


class Running:
    """A command under way on a database, with these settings and no others.

    What it prints waits in pipes, which hold 64 kB.
    """

    def __init__(self, database_url: str, *words: str, **settings: str) -> None:
        settings = {"WAYMARK_DATABASE_URL": database_url, **settings}
        (out, to_out), (err, to_err) = CONTEXT.Pipe(duplex=False), CONTEXT.Pipe(duplex=False)
        self._process = CONTEXT.Process(
            target=_flask, args=(words, settings, to_out, to_err), daemon=True
        )
        self._process.start()
        to_out.close()
        to_err.close()
        self.stdout, self._stderr = _reader(out), _reader(err)

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        assert self._process.pid is not None
        os.kill(self._process.pid, number)

    def ended(self, patience: float = PATIENCE) -> Ended:
        """Wait until it ends, or kill it; return what it printed that nobody has read."""
        self._process.join(patience)
        self._process.kill()  # one that has ended feels nothing
        self._process.join()
        with self.stdout as out, self._stderr as err:
            return Ended(out.read(), err.read(), self._process.exitcode)


def command(database: Path, *words: str, **settings: str) -> Ended:
    """Run `flask` on a SQLite file with these settings and no others, to the end."""
    return Running(f"sqlite:///{database}", *words, **settings).ended()


def _reader(end: Connection) -> TextIO:
    """Return the end of a pipe as a file of text."""
    with end:
        return os.fdopen(os.dup(end.fileno()), encoding="utf-8")


def _flask(
    words: tuple[str, ...], settings: Mapping[str, str], out: Connection, err: Connection
) -> None:
    """Be the command."""
    for stream, end in ((sys.stdout, out), (sys.stderr, err)):
        os.dup2(end.fileno(), stream.fileno())
        end.close()
    for name in [name for name in os.environ if name.startswith("WAYMARK_")]:
        del os.environ[name]
    os.environ.update(settings)
    os.chdir(ROOT)
    sys.argv = ["flask", *words]
    main()
