"""Asks html-validate, installed with the stylesheet's tools, what is wrong with saved pages."""

import os
import subprocess
from pathlib import Path

from webapp.config import ROOT

VALIDATE = ROOT / "node_modules" / ".bin" / "html-validate"
PATHS = f"{os.environ['PATH']}:{ROOT / '.venv' / 'bin'}"
"""The machine's Node.js, else the one that `make` has put into .venv."""


def mistakes(folder: Path) -> list[str]:
    """Return a line for each mistake in a folder's pages; the rules are in .htmlvalidate.json."""
    done = subprocess.run(
        [VALIDATE, "--config", ROOT / ".htmlvalidate.json", "--formatter", "text", folder],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PATH": PATHS},
    )
    found = done.stdout.replace(f"{folder}/", "").splitlines()
    if done.returncode and not found:
        raise RuntimeError(done.stderr)
    return found
