"""`flask`, run as an officer would from the top of the tree, in a process that starts at once."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

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


def command(database: Path, *words: str, **settings: str) -> Ended:
    """Run `flask` on a SQLite file with these settings and no others."""
    settings = {"WAYMARK_DATABASE_URL": f"sqlite:///{database}", **settings}
    with TemporaryDirectory() as folder:
        out, err = Path(folder) / "out", Path(folder) / "err"
        process = CONTEXT.Process(target=_flask, args=(words, settings, out, err))
        process.start()
        process.join(PATIENCE)
        process.kill()  # one that has ended feels nothing
        process.join()
        return Ended(out.read_text(), err.read_text(), process.exitcode)


def _flask(words: tuple[str, ...], settings: Mapping[str, str], out: Path, err: Path) -> None:
    """Be the command."""
    for stream, file in ((sys.stdout, out), (sys.stderr, err)):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT), stream.fileno())
    for name in [name for name in os.environ if name.startswith("WAYMARK_")]:
        del os.environ[name]
    os.environ.update(settings)
    os.chdir(ROOT)
    sys.argv = ["flask", *words]
    main()
