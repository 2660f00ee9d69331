"""When a note on what happened after a period may be written, and which day it may tell of."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Protocol, TypeVar

from models.enums import UpdateStatus
from webapp.domain.wording import day
from webapp.domain.workflow import DECIDED

TEXT_LIMIT = 5_000


class Note(Protocol):
    """What there is to know of a note to say whether it is still to be written again."""

    @property
    def happened_on(self) -> date:
        """The day it tells of."""

    @property
    def written_at(self) -> datetime:
        """When it was written."""

    @property
    def sent_back_at(self) -> datetime | None:
        """When a sponsor sent it back, if one did."""


Sent = TypeVar("Sent", bound=Note)


def why_not_now(status: UpdateStatus) -> str | None:
    """Return why no note may be added to an update in a state, or None when it may.

    Before the sponsor has decided there is nothing yet that a note could leave as it is.
    """
    if status in DECIDED:
        return None
    return "A note on what happened after the period can be added once the update is approved."


def why_not_on(happened_on: date, *, ends_on: date, today: date) -> str | None:
    """Return why a note may not tell of a day, or None when it may.

    `ends_on` is the last day of the period: what happened by then belongs in the update itself.
    """
    if happened_on <= ends_on:
        return (
            f"It must have happened after the period, which ended on {day(ends_on)}. "
            "If the update leaves something out, tell the programme office."
        )
    if happened_on > today:
        return "It must have happened already: the date is in the future."
    return None


def to_write_again(notes: Iterable[Sent]) -> list[Sent]:
    """Return the notes on one update that were sent back and have none in their place yet.

    A note that is written later takes the place of one that was sent back before: of the one that
    tells of the same day, else of the one that came back first.
    """
    rows = sorted(notes, key=lambda note: note.written_at)
    back = [(note.sent_back_at, note) for note in rows if note.sent_back_at]
    waiting = sorted(back, key=lambda pair: pair[0])
    for note in rows:
        before = [pair for pair in waiting if pair[0] < note.written_at]
        same_day = [pair for pair in before if pair[1].happened_on == note.happened_on]
        for pair in (same_day or before)[:1]:
            waiting.remove(pair)
    return [note for _, note in waiting]
