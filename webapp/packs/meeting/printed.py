"""What the Improvement Group decided, who acts, and what it takes up again: a part of a pack."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Protocol

from models.enums import MinuteKind, MinuteState
from webapp import narrative
from webapp.domain.blocks import Block, Cell, Heading, Row, Table, cell, words
from webapp.domain.exempt import left_out
from webapp.domain.wording import day
from webapp.packs.document import Section
from webapp.packs.material import Carried, Minute, PackData
from webapp.packs.wording import NOT_GIVEN

WHOLE_PROGRAMME = "Whole programme"
KIND_NAMES = {MinuteKind.DECISION: "Decision", MinuteKind.ACTION: "Action"}
STATE_NAMES = {
    MinuteState.OPEN: "Open",
    MinuteState.DONE: "Done",
    MinuteState.DROPPED: "Dropped",
    MinuteState.REMOVED: "Taken off",
}


class Settled(Protocol):
    """An action as a row or as material, as far as what became of it goes."""

    @property
    def state(self) -> MinuteState:
        """Where it stands."""
        ...

    @property
    def settled_on(self) -> date | None:
        """The day on which it was done or dropped."""
        ...

    @property
    def note(self) -> str:
        """What was said about that."""
        ...


def section(data: PackData) -> tuple[Section, ...]:
    """Return decisions, actions and carried queries, where the group recorded any."""
    blocks = tuple(_blocks(data))
    if not blocks:
        return ()
    title = "Decisions and actions of the Improvement Group"
    return (Section("decisions", title, 1, blocks),)


def numbered(kind: MinuteKind, number: int) -> str:
    """Return how a decision or an action is called: "Action 7"."""
    return f"{KIND_NAMES[kind]} {number}"


def standing(minute: Settled) -> str:
    """Return where an action stands, in words, with what was said about it."""
    ended = f" on {day(minute.settled_on)}" if minute.settled_on else ""
    said = f": {minute.note}" if minute.note else ""
    return f"{STATE_NAMES[minute.state]}{ended}{said}"


def _blocks(data: PackData) -> Iterator[Block]:
    decisions = [row for row in data.minutes if row.kind is MinuteKind.DECISION]
    actions = [row for row in data.minutes if row.kind is MinuteKind.ACTION]
    if decisions:
        yield Heading(2, "Decisions", "decisions-made")
        yield _decisions(decisions)
    if actions:
        yield Heading(2, "Actions", "decisions-actions")
        yield _actions(actions)
    if data.minutes_withheld:
        yield words(left_out(data.minutes_withheld))
    if data.carried or data.carried_withheld:
        yield Heading(2, "Queries carried to the next meeting", "decisions-carried")
        if data.carried:
            yield _carried(data.carried)
        if data.carried_withheld:
            yield words(left_out(data.carried_withheld))


def _decisions(rows: Sequence[Minute]) -> Table:
    return Table(
        caption="Decisions of the Improvement Group",
        header=("Number", "Decision", "About", "Owner", "Due"),
        rows=tuple(
            Row(
                cells=(
                    cell(numbered(row.kind, row.number)),
                    _lines(_marked(row, row.text)),
                    cell(row.about or WHOLE_PROGRAMME),
                    cell(row.owner or NOT_GIVEN),
                    cell(day(row.due_on) or NOT_GIVEN),
                ),
                id=f"decision-{row.number}",
            )
            for row in rows
        ),
        widths=(0, 50, 22, 22, 0),
        id="decisions-table",
    )


def _actions(rows: Sequence[Minute]) -> Table:
    return Table(
        caption="Actions of the Improvement Group",
        header=("Number", "Action", "About", "Owner", "Due", "State"),
        rows=tuple(
            Row(
                cells=(
                    cell(numbered(row.kind, row.number)),
                    _lines(_since(row)),
                    cell(row.about or WHOLE_PROGRAMME),
                    cell(row.owner),
                    cell(day(row.due_on)),
                    _lines(standing(row)),
                ),
                id=f"action-{row.number}",
            )
            for row in rows
        ),
        widths=(0, 50, 22, 22, 0, 22),
        id="actions-table",
    )


def _since(row: Minute) -> str:
    """Return what is to be done, and at which meeting it was recorded where that was earlier."""
    since = f"\nRecorded at the meeting about {row.period}" if row.period else ""
    return f"{_marked(row, row.text)}{since}"


def _carried(rows: Sequence[Carried]) -> Table:
    return Table(
        caption="Queries carried to the next meeting",
        header=("Workstream", "Query", "Asked on", "Why it is carried"),
        rows=tuple(
            Row(
                cells=(
                    cell(row.workstream),
                    _lines(_marked(row, row.query)),
                    cell(day(row.asked_on)),
                    _lines(row.reason),
                ),
                id=f"carried-{place}",
            )
            for place, row in enumerate(rows, 1)
        ),
        widths=(24, 40, 0, 40),
        id="carried-table",
    )


def _marked(row: Minute | Carried, text: str) -> str:
    return f"{text} [{row.exempt.mark}]" if row.exempt else text


def _lines(text: str) -> Cell:
    return cell(narrative.plain(text) or (words(NOT_GIVEN),))
