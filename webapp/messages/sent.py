"""What became of a message, in words; and the choice of messages somebody looks at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlencode

from models import OutboxMessage, Person, Programme
from webapp.clock import LONDON
from webapp.domain import wording
from webapp.notifications.kinds import DIGEST, KINDS, URGENT
from webapp.notifications.waiting import OUTDATED

PAGE = 50
"""Messages on a page."""
LAST_PAGE = 10**6
LONGEST_NUMBER = 18
"""Figures of a row's number that any database can hold."""


def row_number(text: str) -> int:
    """Return the number of a row that a browser sent; 0, which no row has, for anything else."""
    fits = text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER
    return int(text) if fits else 0


class State(StrEnum):
    """What became of a message; the value stands in addresses."""

    WAITING = "waiting"
    FAILING = "failing"
    SENT = "sent"
    NEVER = "never"


@dataclass(frozen=True)
class Choice:
    """Which messages of which person, kind and state are looked at, and which page of them."""

    state: State | None = None
    kind: str = ""
    person: int = 0
    page: int = 1

    @classmethod
    def read(cls, arguments: Mapping[str, str]) -> "Choice":
        """Read the query string; what makes no sense counts as not chosen."""
        state, kind = arguments.get("state", ""), arguments.get("kind", "")
        return cls(
            state=State(state) if state in list(State) else None,
            kind=kind if kind in KINDS else "",
            person=row_number(arguments.get("person", "")),
            page=min(max(row_number(arguments.get("page", "")), 1), LAST_PAGE),
        )

    def query(self, page: int) -> str:
        """Return the query string of another page of the same choice."""
        parts = {"state": self.state, "kind": self.kind, "person": self.person, "page": page}
        return "?" + urlencode({name: value for name, value in parts.items() if value})


@dataclass(frozen=True)
class Line:
    """One message in the list."""

    id: int
    title: str
    about: str
    reader: str
    email: str
    written_at: datetime
    state: State
    words: str
    """What became of it."""
    error: str
    subject: str
    body: str


@dataclass(frozen=True)
class Counts:
    """How many messages there are in each state, and since when the oldest waits."""

    waiting: int
    failing: int
    sent: int
    never: int
    oldest_at: datetime | None


@dataclass(frozen=True)
class Sent:
    """A page of the messages of some programmes."""

    programmes: Sequence[Programme]
    counts: Counts
    lines: Sequence[Line]
    total: int
    people: Sequence[Person]

    @property
    def pages(self) -> int:
        """How many pages there are, one at least."""
        return max(-(-self.total // PAGE), 1)


def line(row: OutboxMessage, about: str, at: datetime) -> Line:
    """Return a message as it stands at an instant; its reader must be loaded.

    What a daily email said is left out: it may tell of programmes the reader of the list has no
    part in. Each message it gathered is in the list by itself.
    """
    state, words = _state(row, at)
    is_digest = row.kind == DIGEST
    return Line(
        id=row.id,
        title=KINDS[row.kind].title,
        about=about,
        reader=row.recipient.name,
        email=row.recipient.email,
        written_at=row.created_at,
        state=state,
        words=words,
        error=row.last_error if state is State.FAILING else "",
        subject="" if is_digest else row.subject,
        body="" if is_digest else row.body,
    )


def _state(row: OutboxMessage, at: datetime) -> tuple[State, str]:
    """Return what became of a message; the conditions of `queries.in_state` say the same in SQL."""
    if row.sent_at is not None:
        daily = " in a daily email" if row.digest_id else ""
        return State.SENT, f"Sent{daily} on {_moment(row.sent_at)}"
    if row.digest_id is not None:
        return State.WAITING, "In a daily email that is being sent"
    held = row.recipient.daily_digest and row.kind not in URGENT
    if why := _never(row, held=held, at=at):
        return State.NEVER, why
    if row.last_error:
        tried = f"Tried {row.attempts} time{'' if row.attempts == 1 else 's'}"
        again = row.next_try_at
        when = f"on {_moment(again)}" if again is not None and again > at else "now"
        return State.FAILING, f"{tried}, again {when}"
    return State.WAITING, "Waits for the daily email" if held else "Waits to be sent"


def _never(row: OutboxMessage, *, held: bool, at: datetime) -> str:
    """Return why a message is not sent any more, or an empty text."""
    if row.recipient.disabled_at is not None:
        return "Not sent: the person can no longer sign in"
    if not held and row.created_at <= at - OUTDATED:
        return f"Not sent: older than {OUTDATED.days} days"
    return ""


def _moment(value: datetime) -> str:
    """Return an instant in words, London time."""
    return wording.moment(value.astimezone(LONDON))
