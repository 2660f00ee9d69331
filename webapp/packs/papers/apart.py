"""Files from outside are opened in a process of its own, with little memory and time.

A file made to harm its reader can crash it, fill its memory or keep it busy. Then the process ends
and the file is refused; the worker that serves people never opens it.
"""

import resource
import subprocess
import sys

import msgspec

from webapp.config import ROOT
from webapp.domain.errors import Incomplete
from webapp.packs.papers.files import Inert, make_inert

MEMORY = 2 * 1024**3
"""Bytes the process may ask for."""
SECONDS = 60
"""Of work; waiting for its turn is not counted until twice that."""


class Refused(msgspec.Struct, frozen=True, tag=True):
    """Why a file cannot be kept."""

    reason: str


class Kept(msgspec.Struct, frozen=True, tag=True):
    """A file as it may be kept."""

    inert: Inert


_decoder: msgspec.msgpack.Decoder[Refused | Kept] = msgspec.msgpack.Decoder(Refused | Kept)


def examine(file: bytes) -> Inert:
    """Return a file made inert.

    Raises Incomplete with a sentence, also when the file crashes or exhausts its reader.
    """
    harmful = Incomplete(
        "This file cannot be opened safely. Open it, print or save it as a PDF, and send that"
    )
    try:
        done = subprocess.run(  # noqa: S603 - our own program, and no word of the file is on its line
            [sys.executable, "-m", __name__],
            input=file,
            capture_output=True,
            cwd=ROOT,
            timeout=2 * SECONDS,
            check=True,
        )
        found = _decoder.decode(done.stdout)
    except (subprocess.SubprocessError, msgspec.MsgspecError) as error:
        raise harmful from error
    if isinstance(found, Refused):
        raise Incomplete(found.reason)
    return found.inert


def answer(file: bytes) -> bytes:
    """Return what became of a file, for the process that asked."""
    try:
        return msgspec.msgpack.encode(Kept(make_inert(file)))
    except Incomplete as error:
        return msgspec.msgpack.encode(Refused(error.reason))


def main() -> None:
    """Read a file from standard input and write what became of it to standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.buffer.write(answer(sys.stdin.buffer.read()))


if __name__ == "__main__":
    main()
