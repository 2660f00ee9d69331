"""The load: pairs of lead and sponsor who go through the reporting cycle, in a process of its own.

Reads a Job as JSON from its input, writes what every cycle took as JSON to its output.
"""

import queue
import sys
import threading
import time
from collections.abc import Sequence

import msgspec

from bench.browser import Answer, Browser
from bench.words import SENTENCES

FOUND, MOVED = 200, 303


class Turn(msgspec.Struct, frozen=True):
    """One cycle to go through: an update in draft, its pack, the cookies of three people."""

    update_id: int
    pack_id: int
    lead: str
    sponsor: str
    member: str


class Job(msgspec.Struct, frozen=True):
    """Cycles to share out among pairs that work at the same time, all done within `seconds`."""

    port: int
    pairs: int
    seconds: float
    turns: list[Turn]


class Step(msgspec.Struct, frozen=True):
    """One request of a cycle."""

    name: str
    ms: float
    cpu_ms: float
    statements: int


class Cycle(msgspec.Struct, frozen=True):
    """One cycle; `failure` says what went wrong, if anything did."""

    seconds: float
    steps: list[Step]
    failure: str = ""


class Load(msgspec.Struct, frozen=True):
    """All cycles of a job and how long it took as a whole."""

    seconds: float
    cycles: list[Cycle]


class _Unexpected(Exception):
    """An answer was not the one that a cycle goes on from."""


class _Pair:
    """Goes through one cycle as two browsers would, redirects followed, and keeps what it took."""

    def __init__(self, port: int, turn: Turn) -> None:
        self.turn = turn
        self.lead = Browser(port, turn.lead)
        self.sponsor = Browser(port, turn.sponsor)
        self.member = Browser(port, turn.member)
        self.steps: list[Step] = []

    def cycle(self) -> None:
        """Write, submit, review, approve, look at the pack; raises when an answer is not right."""
        at = f"/updates/{self.turn.update_id}"
        section = f"{at}/sections/activities"
        page = self.look("open the update", self.lead, section)
        typed = {
            "key_activities": f"{SENTENCES[0]}\n\nWritten for update {self.turn.update_id}.",
            "window": page.field("window"),
            "do": "list",
        }
        self.send("save", self.lead, section, page, typed)
        page = self.look("check", self.lead, f"{at}/check")
        self.send("submit", self.lead, f"{at}/submit", page, {})
        self.look("open My work", self.sponsor, "/")
        page = self.look("review", self.sponsor, f"{at}/review")
        typed = {"step": "2", "reason": "", "comment": SENTENCES[1], "attested": "y"}
        self.send("approve", self.sponsor, f"{at}/approve", page, typed)
        self.look("view the pack", self.member, f"/packs/{self.turn.pack_id}")

    def look(self, name: str, browser: Browser, path: str) -> Answer:
        return self.note(name, browser.get(path), FOUND)

    def send(
        self, name: str, browser: Browser, path: str, page: Answer, typed: dict[str, str]
    ) -> None:
        fields = {name: page.field(name) for name in ("csrf_token", "seen")}
        answer = self.note(name, browser.post(path, {**fields, **typed}), MOVED)
        if answer.location.endswith("/check"):
            raise _Unexpected(f"{name} was refused")
        self.look(f"{name}: next page", browser, answer.location)

    def note(self, name: str, answer: Answer, expected: int) -> Answer:
        self.steps.append(Step(name, answer.seconds * 1000, answer.cpu_ms, answer.statements))
        if answer.status != expected:
            raise _Unexpected(f"{name} answered {answer.status}")
        return answer


def _go_through(port: int, turn: Turn) -> Cycle:
    """Go through one cycle, whatever happens in it."""
    pair = _Pair(port, turn)
    failure = ""
    began = time.perf_counter()
    try:
        pair.cycle()
    except (_Unexpected, LookupError, OSError) as error:
        failure = str(error) or type(error).__name__
    return Cycle(time.perf_counter() - began, pair.steps, failure)


def run(job: Job) -> Load:
    """Go through the cycles of a job; those not begun in its time are left out."""
    waiting: queue.SimpleQueue[Turn] = queue.SimpleQueue()
    for turn in job.turns:
        waiting.put(turn)
    done: list[Cycle] = []
    began = time.perf_counter()

    def work() -> None:
        while time.perf_counter() - began < job.seconds:
            try:
                turn = waiting.get_nowait()
            except queue.Empty:
                return
            done.append(_go_through(job.port, turn))

    threads: Sequence[threading.Thread] = [threading.Thread(target=work) for _ in range(job.pairs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Load(time.perf_counter() - began, done)


if __name__ == "__main__":
    asked = msgspec.json.decode(sys.stdin.buffer.read(), type=Job)
    sys.stdout.buffer.write(msgspec.json.encode(run(asked)))
